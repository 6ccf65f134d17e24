import * as vscode from 'vscode';
import { describeError } from '../../errorMessages';
import type { Loadable } from '../../tracking/store/facts';
import { formatTime } from '../text/times';

/**
 * Says in the view what it shows, and above its rows how old these are where they could not be renewed. VS Code draws it
 * again whenever it is told, the same or not.
 */
export function showCaption(
  view: Pick<vscode.TreeView<unknown>, 'description' | 'message'>,
  description: string,
  known: Loadable<unknown>,
): void {
  const message = ageMessage(known);
  if (view.description !== description) view.description = description;
  if (view.message !== message) view.message = message;
}

/** How old a list is that could not be renewed, and why; empty where it is right. */
function ageMessage(known: Loadable<unknown>): string {
  if (known.kind !== 'failed' || !known.last) return '';
  return vscode.l10n.t('As of {0}. {1}', formatTime(known.last.at), describeError(known.error).reason);
}
