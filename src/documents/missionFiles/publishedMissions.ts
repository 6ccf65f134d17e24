import type * as vscode from 'vscode';
import { isObject } from '../../model/jsonObject';
import { definitionOf, type Mission } from '../../model/mission';
import { definitionHash } from '../../formats/missionFile/missionFileSyncState';

const stateKey = 'missionFiles.published';

/** What a mission was when it was last published from here or pulled. */
export type Published = { /** `definitionHash` */ readonly hash: string; /** Epoch ms. */ readonly updatedAt: number };

/** Kept in the workspace's state: it tells a change on Telnyx from one here. */
export interface PublishedMissions {
  of(missionId: string): Published | undefined;
  remember(mission: Mission): Promise<void>;
}

export function createPublishedMissions(state: vscode.Memento): PublishedMissions {
  const all = (): Readonly<Record<string, unknown>> => {
    const held = state.get<unknown>(stateKey);
    return isObject(held) ? held : {};
  };
  return {
    of(missionId) {
      const held = Object.hasOwn(all(), missionId) ? all()[missionId] : undefined;
      if (!isObject(held) || typeof held.hash !== 'string' || typeof held.updatedAt !== 'number') return undefined;
      return { hash: held.hash, updatedAt: held.updatedAt };
    },
    async remember(mission) {
      const { missionId, updatedAt } = mission;
      const hash = await missionHash(mission);
      await state.update(stateKey, { ...all(), [missionId]: { hash, updatedAt } satisfies Published });
    },
  };
}

const hashes = new WeakMap<Mission, Promise<string>>();

/** The `definitionHash` of a mission; worked out once for each answer. */
export function missionHash(mission: Mission): Promise<string> {
  let hash = hashes.get(mission);
  if (!hash) hashes.set(mission, (hash = definitionHash(definitionOf(mission))));
  return hash;
}

const keyPrefix = 'publish ';
/** Under what the journal has it that a file was published. */
export const journalKeyOf = (file: string) => keyPrefix + file;
/** The file of such a key; nothing where the key is of another act. */
export const fileOfJournalKey = (key: string) => (key.startsWith(keyPrefix) ? key.slice(keyPrefix.length) : undefined);
