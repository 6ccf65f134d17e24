import * as vscode from 'vscode';

/**
 * An error that puts the sentence into VS Code's own message about a file. VS Code writes the name of an error before
 * what it says, "Unavailable (FileSystemError): …", and needs it only to tell other kinds apart.
 */
export function unavailable(said: string): vscode.FileSystemError {
  return Object.assign(vscode.FileSystemError.Unavailable(said), { name: '' });
}
