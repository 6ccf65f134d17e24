import * as vscode from 'vscode';

/**
 * Calls `listener` with each document that is closed. VS Code says "closed" also of one that goes on in another language
 * of the editor: what is held of that one is still needed.
 */
export function onDidCloseDocument(listener: (document: vscode.TextDocument) => void): vscode.Disposable {
  return vscode.workspace.onDidCloseTextDocument((document) => {
    if (document.isClosed) listener(document);
  });
}
