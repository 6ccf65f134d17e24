import * as vscode from 'vscode';
import { jsonText, parseJson } from '../../model/jsonObject';
import { textHash } from '../../model/sha256';

/**
 * JSON values by name, each in a file of its own: they are there as soon as they are written, for all windows. VS Code
 * keeps a memento a little later, and a reload right after an update loses it. Nothing here ever rejects.
 */
export interface KeptFiles {
  /** Returns whether it is kept: a full or read-only disk keeps nothing, and refuses no act. */
  keep(name: string, value: unknown): Promise<boolean>;
  drop(name: string): Promise<void>;
  has(name: string): Promise<boolean>;
  /** All that can be read, in no order. */
  all(): Promise<readonly unknown[]>;
  /** Drops what was kept before then (epoch ms). */
  prune(before: number): Promise<void>;
}

/** @param folder made when something is kept in it for the first time. */
export function createKeptFiles(folder: vscode.Uri): KeptFiles {
  const { fs } = vscode.workspace;
  // Names come from elsewhere: none of them is part of a path.
  const fileOf = async (name: string) => vscode.Uri.joinPath(folder, `${await textHash(name)}.json`);

  async function quietly<T>(act: () => PromiseLike<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch {
      return undefined;
    }
  }

  async function uris(): Promise<readonly vscode.Uri[]> {
    const found = (await quietly(() => fs.readDirectory(folder))) ?? [];
    return found.map(([name]) => vscode.Uri.joinPath(folder, name));
  }

  /** Epoch ms. */
  const writtenAt = async (uri: vscode.Uri) => (await quietly(() => fs.stat(uri)))?.mtime;

  return {
    async keep(name, value) {
      const uri = await fileOf(name);
      const written = await quietly(async () => {
        await fs.writeFile(uri, new TextEncoder().encode(jsonText(value)));
        return true;
      });
      return written === true;
    },
    drop: (name) => quietly(async () => fs.delete(await fileOf(name))),
    has: async (name) => (await writtenAt(await fileOf(name))) !== undefined,
    async all() {
      const read = async (uri: vscode.Uri) => parseJson(new TextDecoder().decode(await fs.readFile(uri)));
      const values = await Promise.all((await uris()).map((uri) => quietly(() => read(uri))));
      return values.filter((value) => value !== undefined);
    },
    async prune(before) {
      for (const uri of await uris()) {
        const at = await writtenAt(uri);
        if (at !== undefined && at < before) await quietly(() => fs.delete(uri));
      }
    },
  };
}
