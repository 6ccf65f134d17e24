import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';

/**
 * Whether files of this folder may act in the person's name: what is in a folder that nobody vouches for may be meant
 * to do harm. Says so where they may not, and offers the way to change that.
 */
export function requireWorkspaceTrust(): boolean {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const message = vscode.l10n.t(
    "In Restricted Mode, mission files in this workspace can't be published, pulled, or used to start runs.",
  );
  void dialogs.showWarningMessage(message, manage).then(async (choice) => {
    if (choice === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  });
  return false;
}
