import * as vscode from 'vscode';
import { waitFor } from '../harness/waitFor';

/**
 * Answers "Compare" to VS Code's own question about the document, which came last. It is no message of the extension,
 * so that no stub hears it; where VS Code asked for something else, or nothing, there is no comparison.
 */
export async function compareConflict({ uri }: vscode.TextDocument): Promise<void> {
  await vscode.commands.executeCommand('notification.acceptPrimaryAction');
  await waitFor('the comparison', () => {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    return input instanceof vscode.TabInputTextDiff && input.modified.toString() === uri.toString();
  });
}

/** Compares, and then has VS Code write over what is there. */
export async function overwriteConflict(document: vscode.TextDocument): Promise<void> {
  await compareConflict(document);
  await vscode.commands.executeCommand('workbench.files.action.acceptLocalChanges', document.uri);
}
