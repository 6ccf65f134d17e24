import * as vscode from 'vscode';
import { compact, isObject } from '../../model/jsonObject';
import type { Mission } from '../../model/mission';
import { textHash } from '../../model/sha256';

/** A mission as it was when it was deleted. */
export type DeletedMission = {
  readonly mission: Mission;
  /** Epoch ms. */
  readonly at: number;
};

/** How long a deleted mission can be restored (ms). */
const maxAgeMs = 7 * 24 * 60 * 60 * 1000;

/**
 * What was deleted, in memory and in files: it is there also after a reload in the middle of many deletions. Instructions
 * may be long, which is nothing for a memento.
 */
export interface DeletedMissions {
  /** Keeps it before it is deleted, for the account. Never rejects: without a file it is known until the window closes. */
  keep(account: string, deleted: DeletedMission): Promise<void>;
  /** It was restored, or was not deleted after all. */
  drop(account: string, missionId: string): Promise<void>;
  /** Those of the account, the latest first. */
  list(account: string): Promise<readonly DeletedMission[]>;
}

/** @param storage where the extension may keep files. */
export function createDeletedMissions(storage: vscode.Uri, now: () => number = Date.now): DeletedMissions {
  const { fs } = vscode.workspace;
  const folder = vscode.Uri.joinPath(storage, 'deleted');
  /** What this window knows by account and id: it says more than a file. */
  const inWindow = new Map<string, 'dropped' | (DeletedMission & { readonly account: string })>();
  const keyOf = (account: string, missionId: string) => `${account} ${missionId}`;
  // Ids come from elsewhere: none of them is part of a path.
  const fileOf = async (account: string, missionId: string) =>
    vscode.Uri.joinPath(folder, `${await textHash(keyOf(account, missionId))}.json`);

  async function remove(uri: vscode.Uri): Promise<void> {
    try {
      await fs.delete(uri);
    } catch {
      // It is not there, which is what was wanted.
    }
  }

  return {
    async keep(account, deleted) {
      const { missionId } = deleted.mission;
      inWindow.set(keyOf(account, missionId), { account, ...deleted });
      const text = new TextEncoder().encode(JSON.stringify({ account, ...deleted }));
      try {
        await fs.writeFile(await fileOf(account, missionId), text);
      } catch {
        // A full or read-only disk: the deletion is not refused for that.
      }
    },
    async drop(account, missionId) {
      inWindow.set(keyOf(account, missionId), 'dropped');
      await remove(await fileOf(account, missionId));
    },
    async list(account) {
      const found = new Map<string, DeletedMission>();
      for (const uri of await files()) {
        const kept = readKept(await read(uri));
        if (!kept || now() - kept.at > maxAgeMs) await remove(uri);
        else if (kept.account === account) found.set(keyOf(account, kept.mission.missionId), kept);
      }
      for (const [key, kept] of inWindow) {
        if (kept === 'dropped') found.delete(key);
        else if (kept.account === account) found.set(key, kept);
      }
      return [...found.values()].sort((a, b) => b.at - a.at);
    },
  };

  async function files(): Promise<readonly vscode.Uri[]> {
    try {
      return (await fs.readDirectory(folder)).map(([name]) => vscode.Uri.joinPath(folder, name));
    } catch {
      // Nothing was ever kept.
      return [];
    }
  }

  async function read(uri: vscode.Uri): Promise<unknown> {
    try {
      return JSON.parse(new TextDecoder().decode(await fs.readFile(uri))) as unknown;
    } catch {
      return undefined;
    }
  }
}

/** A file may be another version's, or half written. */
function readKept(kept: unknown): (DeletedMission & { readonly account: string }) | undefined {
  if (!isObject(kept) || !isObject(kept.mission)) return undefined;
  const { account, at } = kept;
  const { missionId, name, description, model, instructions, executionMode, metadata } = kept.mission;
  if (typeof account !== 'string' || typeof at !== 'number') return undefined;
  if (typeof missionId !== 'string' || typeof name !== 'string' || typeof executionMode !== 'string') return undefined;
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const mission: Mission = compact({
    missionId,
    name,
    executionMode,
    description: text(description),
    model: text(model),
    instructions: text(instructions),
    metadata: isObject(metadata) ? metadata : undefined,
    createdAt: 0,
    updatedAt: 0,
  });
  return { account, at, mission };
}
