import * as vscode from 'vscode';
import { waitFor } from '../harness/waitFor';

/**
 * Types another text over that of the document; a function makes it of what is there. VS Code takes no edit of a text
 * that it has just read again: then it is typed once more.
 */
export async function replaceText(document: vscode.TextDocument, text: string | ((now: string) => string)) {
  await waitFor('VS Code to take the edit', async () => {
    const edit = new vscode.WorkspaceEdit();
    const next = typeof text === 'string' ? text : text(document.getText());
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), next);
    return vscode.workspace.applyEdit(edit);
  });
}
