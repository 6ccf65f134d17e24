import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';

/** Asks where something was sent to be created, and it is unknown what has become of that. */
export async function wantsAnother(): Promise<boolean> {
  const yes: vscode.MessageItem = { title: vscode.l10n.t('Create Another') };
  const message = vscode.l10n.t('It may already have been created. Create another one?');
  return (await dialogs.showWarningMessage(message, { modal: true }, yes)) === yes;
}
