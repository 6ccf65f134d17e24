import * as vscode from 'vscode';
import { openDocument } from '../editors/editorDocuments';

/** What is on disk, in the encoding that VS Code takes it for. Rejects where there is no file. */
export async function textOnDisk(uri: vscode.Uri): Promise<string> {
  return vscode.workspace.decode(await vscode.workspace.fs.readFile(uri), { uri });
}

/** What its editor says, or what is on disk. Rejects where there is no file. */
export async function missionFileText(uri: vscode.Uri): Promise<string> {
  return openDocument(uri)?.getText() ?? textOnDisk(uri);
}
