import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';

/** What a mission is to be called, as it was typed; never blank. */
export function askMissionName(title: string, value: string): Thenable<string | undefined> {
  return dialogs.showInputBox({
    title,
    prompt: vscode.l10n.t('Enter a name for the mission'),
    value,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('Enter a name.') : undefined),
  });
}
