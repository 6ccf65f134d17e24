import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { Journal } from '../../tracking/actions/journal';
import { formatTime } from '../../views/trees/rows';

/**
 * Whether an act may be sent: asks where it was sent before and Telnyx never confirmed it, because the answer was lost
 * or the window was reloaded. `message` says what may have happened at a time.
 */
export async function mayBeSent(
  journal: Journal,
  key: string,
  question: { readonly message: (time: string) => string; readonly yes: string; readonly look: string },
): Promise<boolean> {
  const entry = await journal.unconfirmed(key);
  if (!entry) return true;
  const yes: vscode.MessageItem = { title: question.yes };
  const look: vscode.MessageItem = { title: question.look };
  const detail = journal.mayStillArrive(entry) ? vscode.l10n.t('The request may still be in progress.') : '';
  const message = question.message(formatTime(entry.at));
  const choice = await dialogs.showWarningMessage(message, { modal: true, detail }, yes, look);
  if (choice === look) await vscode.commands.executeCommand('missions.refresh');
  return choice === yes;
}
