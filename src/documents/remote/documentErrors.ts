import * as vscode from 'vscode';
import { ApiError } from '../../api/apiError';
import { describeError } from '../../errorMessages';
import { fileName } from '../editors/editorDocuments';
import { NotSaved, NotShown } from './remoteDocument';
import { unavailable } from '../editors/unavailable';
import { isTakenForBinary, toBytes } from '../editors/utf8';

/** Errors of the API in words for people. Only a 404 is a file that is not there. */
export async function withUserFacingErrors<T>(uri: vscode.Uri, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof NotSaved || error instanceof NotShown) throw unavailable(error.message);
    if (!(error instanceof ApiError)) throw error;
    if (error.kind === 'notFound') throw vscode.FileSystemError.FileNotFound(uri);
    if (error.kind === 'accountChanged') throw unavailable(notOfThisAccount(uri).message);
    const lost = vscode.l10n.t("Telnyx didn't confirm the request. It may have succeeded.");
    const { reason } = describeError(error);
    throw unavailable(error.maybeDone ? `${lost} ${reason}` : reason);
  }
}

export function notOfThisAccount(uri: vscode.Uri): NotSaved {
  return new NotSaved(
    vscode.l10n.t(
      '"{0}" belongs to another account. Switch back to that account to read or save it. Your edits are still in the editor.',
      fileName(uri),
    ),
  );
}

/** Where VS Code would show something else, it gets nothing: what is saved from that would be something else too. */
export function bytesToShow(uri: vscode.Uri, text: string): Uint8Array {
  const bytes = toBytes(uri, text);
  if (!isTakenForBinary(bytes)) return bytes;
  throw new NotShown(
    vscode.l10n.t(
      '"{0}" contains a NUL character, so VS Code can\'t show it as text. Use Open Mission as JSON to view or edit it.',
      fileName(uri),
    ),
  );
}

export function refuse(uri: vscode.Uri): never {
  throw vscode.FileSystemError.NoPermissions(uri);
}
