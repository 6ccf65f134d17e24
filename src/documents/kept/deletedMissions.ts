import { isObject, isTooDeep, jsonDepthLimit } from '../../model/jsonObject';
import type { Mission } from '../../model/mission';
import type { KeptFiles } from './keptFiles';
import { readKeptMission } from './keptMission';

/** A mission as it was when it was deleted. */
export type DeletedMission = {
  readonly mission: Mission;
  /** Epoch ms. */
  readonly at: number;
};

type Kept = DeletedMission & { readonly account: string };

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
  /** Whether it can still be restored: another window may have done so. */
  has(account: string, missionId: string): Promise<boolean>;
  /** Removes what is too old from the disk. */
  prune(): Promise<void>;
}

export function createDeletedMissions(files: KeptFiles, now: () => number = Date.now): DeletedMissions {
  const nameOf = (account: string, missionId: string) => `${account} ${missionId}`;
  /** What the disk did not take, and what was dropped: of that alone this window knows more than the files. */
  const inWindow = new Map<string, Kept | 'dropped'>();

  return {
    async keep(account, deleted) {
      const kept = { account, ...deleted };
      const name = nameOf(account, deleted.mission.missionId);
      if (await files.keep(name, kept)) inWindow.delete(name);
      else inWindow.set(name, kept);
    },
    async drop(account, missionId) {
      const name = nameOf(account, missionId);
      inWindow.set(name, 'dropped');
      await files.drop(name);
    },
    async list(account) {
      const found = new Map<string, DeletedMission>();
      for (const value of await files.all()) {
        const kept = readKept(value);
        if (!kept || now() - kept.at > maxAgeMs) continue;
        if (kept.account === account) found.set(nameOf(account, kept.mission.missionId), kept);
      }
      for (const [name, kept] of inWindow) {
        if (kept === 'dropped') found.delete(name);
        else if (kept.account === account) found.set(name, kept);
      }
      return [...found.values()].sort((a, b) => b.at - a.at);
    },
    async has(account, missionId) {
      const name = nameOf(account, missionId);
      const known = inWindow.get(name);
      return known ? known !== 'dropped' : files.has(name);
    },
    prune: () => files.prune(now() - maxAgeMs),
  };
}

/** A file may be another version's. */
function readKept(kept: unknown): Kept | undefined {
  if (!isObject(kept) || !isObject(kept.mission) || isTooDeep(kept, jsonDepthLimit + 3)) return undefined;
  const { account, at } = kept;
  const mission = readKeptMission(kept.mission);
  const { missionId, name, executionMode } = mission;
  if (typeof account !== 'string' || typeof at !== 'number') return undefined;
  if (missionId === undefined || name === undefined || executionMode === undefined) return undefined;
  return { account, at, mission: { ...mission, missionId, name, executionMode, createdAt: 0, updatedAt: 0 } };
}
