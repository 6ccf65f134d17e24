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

/** Saves, and returns why that was refused: what VS Code puts into its own message, which no stub hears. */
export async function refusalOf(document: vscode.TextDocument): Promise<string> {
  const errors = vscode.FileSystemError;
  const own = Object.getOwnPropertyDescriptor(errors, 'Unavailable');
  if (!own) throw new Error('VS Code makes no such errors');
  let said = '';
  const note = (words: string) => {
    said = words;
    return new errors(words);
  };
  Object.defineProperty(errors, 'Unavailable', { ...own, value: note });
  try {
    await Promise.resolve(document.save()).catch(() => false);
  } finally {
    Object.defineProperty(errors, 'Unavailable', own);
  }
  return said;
}

/** Finds the link in that message. */
export const linkTo = (title: string): RegExp => new RegExp(`\\[${title}\\]\\(command:`);

/** Follows the link in that message, as a click does. */
export async function followLink(document: vscode.TextDocument, title: string): Promise<void> {
  const said = await refusalOf(document);
  const links = [...said.matchAll(/\[([^\]]+)\]\(command:([^?]+)\?([^)\s]+)\)/g)];
  const [, , command = '', argument = ''] = links.find(([, label]) => label === title) ?? [];
  if (command === '') throw new Error(`“${title}” is not offered: ${said}`);
  await vscode.commands.executeCommand(command, JSON.parse(argument));
}
