import type * as vscode from 'vscode';
import { missionsSchemes } from '../editors/schemes';
import { mementoTexts } from './mementoTexts';
import { textHash } from '../../model/sha256';

const stateKey = 'documents.bases';
const accountsKey = 'documents.accounts';
const keptKey = 'documents.kept';

/**
 * What unsaved edits were made from, as hashes by URI. VS Code brings unsaved edits back after a reload of the window,
 * but nothing of the text that they were made from.
 */
export interface BaseHashes {
  of(uri: vscode.Uri): string | undefined;
  /** The id of the account that the edits belong to, where that was kept. */
  accountOf(uri: vscode.Uri): string | undefined;
  /** What else was kept of it. */
  keptOf(uri: vscode.Uri): string | undefined;
  /** From now on the document has unsaved edits of this text, in the account of this id. */
  keep(uri: vscode.Uri, text: string, accountId: string, kept?: string): void;
  /** It has none any more, nor has it under a scheme of an earlier version that nothing is open under. */
  drop(uri: vscode.Uri): void;
}

/** @param isOpen whether VS Code has a document at the URI. */
export function createBaseHashes(state: vscode.Memento, isOpen: (uri: vscode.Uri) => boolean): BaseHashes {
  /** What was kept last, by URI: hashes take their time. `undefined` where it was dropped. */
  const latest = new Map<string, string | undefined>();

  function update(of: string, key: string, text: string | undefined): void {
    const { [key]: before, ...others } = mementoTexts(state, of);
    if (before !== text) void state.update(of, text === undefined ? others : { ...others, [key]: text });
  }

  /** Also where it was kept under a scheme of an earlier version, or of this one. */
  function textOf(of: string, uri: vscode.Uri): string | undefined {
    const texts = mementoTexts(state, of);
    return [uri, ...otherUris(uri)].map((known) => texts[known.toString()]).find((text) => text !== undefined);
  }

  return {
    of: (uri) => textOf(stateKey, uri),
    accountOf: (uri) => textOf(accountsKey, uri),
    keptOf: (uri) => textOf(keptKey, uri),
    keep(uri, text, accountId, kept) {
      const key = uri.toString();
      update(accountsKey, key, accountId);
      update(keptKey, key, kept);
      if (latest.get(key) === text) return;
      latest.set(key, text);
      void textHash(text).then((hash) => {
        if (latest.get(key) === text) update(stateKey, key, hash);
      });
    },
    drop(uri) {
      // What this window keeps under another scheme, or has open there, are the edits of another document.
      const left = otherUris(uri).filter((other) => !latest.has(other.toString()) && !isOpen(other));
      for (const key of [uri, ...left].map(String)) {
        latest.delete(key);
        for (const of of [stateKey, accountsKey, keptKey]) update(of, key, undefined);
      }
    },
  };
}

/** The same document under the other schemes that it has or had. */
function otherUris(uri: vscode.Uri): vscode.Uri[] {
  if (!missionsSchemes.includes(uri.scheme)) return [];
  return missionsSchemes.filter((scheme) => scheme !== uri.scheme).map((scheme) => uri.with({ scheme }));
}
