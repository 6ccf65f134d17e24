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
  /** It has none any more. */
  drop(uri: vscode.Uri): void;
}

export function createBaseHashes(state: vscode.Memento): BaseHashes {
  /** What was kept last, by URI: hashes take their time. `undefined` where it was dropped. */
  const latest = new Map<string, string | undefined>();

  function update(of: string, key: string, text: string | undefined): void {
    const { [key]: before, ...others } = mementoTexts(state, of);
    if (before !== text) void state.update(of, text === undefined ? others : { ...others, [key]: text });
  }

  /** Also where it was kept under a scheme of an earlier version, or of this one. */
  function textOf(of: string, uri: vscode.Uri): string | undefined {
    const texts = mementoTexts(state, of);
    const others = missionsSchemes.includes(uri.scheme) ? missionsSchemes : [];
    return [uri, ...others.map((scheme) => uri.with({ scheme }))]
      .map((known) => texts[known.toString()])
      .find((text) => text !== undefined);
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
      const key = uri.toString();
      latest.delete(key);
      update(stateKey, key, undefined);
      update(accountsKey, key, undefined);
      update(keptKey, key, undefined);
    },
  };
}
