import * as vscode from 'vscode';
import { textHash } from '../../model/sha256';

/**
 * Texts by name, each in a file of its own: they are there as soon as they are written. VS Code keeps a memento a little
 * later, and a reload right after an update loses it.
 */
export interface KeptFiles {
  /** Never rejects: a full or read-only disk keeps nothing, and refuses no act. */
  keep(name: string, text: string): Promise<void>;
  /** Never rejects. */
  drop(name: string): Promise<void>;
  /** All that can be read, in no order. */
  all(): Promise<readonly string[]>;
}

/** @param folder made when something is kept in it for the first time. */
export function createKeptFiles(folder: vscode.Uri): KeptFiles {
  const { fs } = vscode.workspace;
  // Names come from elsewhere: none of them is part of a path.
  const fileOf = async (name: string) => vscode.Uri.joinPath(folder, `${await textHash(name)}.json`);
  const quietly = async <T>(act: () => PromiseLike<T>): Promise<T | undefined> => {
    try {
      return await act();
    } catch {
      return undefined;
    }
  };
  return {
    keep: (name, text) => quietly(async () => fs.writeFile(await fileOf(name), new TextEncoder().encode(text))),
    drop: (name) => quietly(async () => fs.delete(await fileOf(name))),
    async all() {
      const found = (await quietly(() => fs.readDirectory(folder))) ?? [];
      const texts = await Promise.all(
        found.map(([name]) => quietly(() => fs.readFile(vscode.Uri.joinPath(folder, name)))),
      );
      return texts.flatMap((bytes) => (bytes ? new TextDecoder().decode(bytes) : []));
    },
  };
}
