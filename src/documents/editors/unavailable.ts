import * as vscode from 'vscode';
import { inert } from '../../dialogs';

/** What VS Code makes a link of that runs the command, in its own messages too. It decodes a text as argument twice. */
export function commandLink(title: string, command: string, argument: number): string {
  return `[${title}](command:${command}?${argument})`;
}

/**
 * An error that puts the sentence into VS Code's own message about a file, and links behind it. VS Code writes the name
 * of an error before what it says, "Unavailable (FileSystemError): …", and needs it only to tell other kinds apart.
 */
export function unavailable(message: string, links?: string): vscode.FileSystemError {
  const whole = links === undefined ? inert(message) : `${inert(message)} ${links}`;
  return Object.assign(vscode.FileSystemError.Unavailable(whole), { name: '' });
}
