import type * as vscode from 'vscode';
import { savedTexts } from './mementoTexts';
import { textHash } from '../../model/sha256';

const stateKey = 'documents.bases';

/**
 * What unsaved edits were made from, as hashes by URI. VS Code brings unsaved edits back after a reload of the window,
 * but nothing of the text that they were made from.
 */
export interface BaseHashes {
  of(uri: vscode.Uri): string | undefined;
  /** From now on the document has unsaved edits of this text. */
  keep(uri: vscode.Uri, text: string): void;
  /** It has none any more. */
  drop(uri: vscode.Uri): void;
}

export function createBaseHashes(state: vscode.Memento): BaseHashes {
  /** What was kept last, by URI: hashes take their time. `undefined` where it was dropped. */
  const latest = new Map<string, string | undefined>();

  function update(key: string, hash: string | undefined): void {
    const { [key]: before, ...others } = savedTexts(state, stateKey);
    if (before !== hash) void state.update(stateKey, hash === undefined ? others : { ...others, [key]: hash });
  }

  return {
    of: (uri) => savedTexts(state, stateKey)[uri.toString()],
    keep(uri, text) {
      const key = uri.toString();
      if (latest.get(key) === text) return;
      latest.set(key, text);
      void textHash(text).then((hash) => {
        if (latest.get(key) === text) update(key, hash);
      });
    },
    drop(uri) {
      const key = uri.toString();
      latest.delete(key);
      update(key, undefined);
    },
  };
}
