import * as vscode from 'vscode';
import { unavailable } from './unavailable';

const byteOrderMark = '\uFEFF';

/** Whether VS Code would take the bytes of such a file for another encoding than UTF-8. */
function isTakenForAnother(uri: vscode.Uri): boolean {
  const isOther = (scope: vscode.ConfigurationScope) => {
    const files = vscode.workspace.getConfiguration('files', scope);
    return files.get<string>('encoding', 'utf8') !== 'utf8' || files.get('autoGuessEncoding', false);
  };
  const languages = vscode.workspace.getConfiguration('files', uri).inspect('encoding')?.languageIds ?? [];
  return isOther(uri) || languages.some((languageId) => isOther({ uri, languageId }));
}

/**
 * The bytes of a document for VS Code. Its settings may have it read files in another encoding; a byte order mark is
 * what it believes before them. With the default settings there is none.
 */
export function toBytes(uri: vscode.Uri, text: string): Uint8Array {
  return new TextEncoder().encode(isTakenForAnother(uri) ? byteOrderMark + text : text);
}

/** The text of what VS Code wants to have written. Throws an error of the file system where that is no UTF-8. */
export function fromBytes(content: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw unavailable(vscode.l10n.t('This document can be saved only as UTF-8.'));
  }
}

/** So many bytes at its start VS Code looks at to find out what a file is. */
const lookedAt = 512;
/** A longer text (UTF-16 units) VS Code keeps from extensions, and from `openTextDocument`. */
const longestDocument = 50 * 1024 * 1024;

/** Whether VS Code would take such bytes for a binary file, or for UTF-16, whatever stands before them. */
export function isTakenForBinary(content: Uint8Array): boolean {
  return content.subarray(0, lookedAt).includes(0);
}

export function isTooLongForVsCode(text: string): boolean {
  return text.length > longestDocument;
}

export function describeTooLong(name: string): string {
  return vscode.l10n.t('"{0}" is larger than 50 MB, so it can\'t be opened as a document.', name);
}
