import * as vscode from 'vscode';
import { describeError } from '../../errorMessages';
import type { Loadable } from '../../tracking/store/facts';
import { formatTime } from './rows';

/** How old a list is that could not be renewed, and why; empty where it is right. */
export function ageMessage(known: Loadable<unknown>): string {
  if (known.kind !== 'failed' || !known.last) return '';
  return vscode.l10n.t('As of {0}. {1}', formatTime(known.last.at), describeError(known.error).reason);
}
