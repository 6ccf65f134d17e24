import * as vscode from 'vscode';

/** The file as an editor has it, if one has it open. */
export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    (document) => !document.isClosed && document.uri.toString() === uri.toString(),
  );
}

/** What its editor says, or what is on disk, in the encoding that VS Code takes it for. Rejects where there is no file. */
export async function missionFileText(uri: vscode.Uri): Promise<string> {
  const open = openDocument(uri);
  return open ? open.getText() : vscode.workspace.decode(await vscode.workspace.fs.readFile(uri), { uri });
}
