import type * as vscode from 'vscode';
import { isObject } from '../../model/jsonObject';
import { definitionOf, type Mission } from '../../model/mission';
import { definitionHash } from '../../formats/missionFile/missionFileSyncState';

const stateKey = 'missionFiles.published';

/** What a mission was when it was last published from a file or pulled into it. */
export type Published = {
  /** `definitionHash` */
  readonly hash: string;
  /** Epoch ms. */
  readonly updatedAt: number;
  /** The hashes of what was published or pulled before, the newest first. */
  readonly before: readonly string[];
};

/** How many texts of before are known again. */
const maxBefore = 50;

/**
 * Kept in the workspace's state, for each file and mission: it tells a change on Telnyx from one here, a text that was
 * published before from a new one, and a file from its copy.
 */
export interface PublishedMissions {
  of(file: string, missionId: string): Published | undefined;
  /** The hash of the mission as it was at this time (epoch ms), if any file was published as that. */
  hashAt(missionId: string, updatedAt: number): string | undefined;
  remember(file: string, mission: Mission): Promise<void>;
  /** `to` makes the new URI of a file. */
  rename(to: (file: string) => string): Promise<void>;
}

export function createPublishedMissions(state: vscode.Memento): PublishedMissions {
  const all = (): Readonly<Record<string, unknown>> => {
    const stored = state.get<unknown>(stateKey);
    return isObject(stored) ? stored : {};
  };
  const at = (key: string) => (Object.hasOwn(all(), key) ? publishedIn(all()[key]) : undefined);
  // Older versions knew one text for each mission, whichever file it was of.
  const of = (file: string, missionId: string) => at(keyOf(file, missionId)) ?? at(missionId);
  return {
    of,
    hashAt(missionId, updatedAt) {
      for (const [key, stored] of Object.entries(all())) {
        if (key !== missionId && !key.startsWith(keyOf('', missionId))) continue;
        const published = publishedIn(stored);
        if (published?.updatedAt === updatedAt) return published.hash;
      }
      return undefined;
    },
    async remember(file, mission) {
      const { missionId, updatedAt } = mission;
      const hash = await missionHash(mission);
      const last = of(file, missionId);
      const texts = last ? [last.hash, ...last.before] : [];
      const before = [...new Set(texts)].filter((text) => text !== hash).slice(0, maxBefore);
      const others = Object.entries(all()).filter(([key]) => key !== missionId);
      const own: Published = { hash, updatedAt, before };
      await state.update(stateKey, Object.fromEntries([...others, [keyOf(file, missionId), own]]));
    },
    async rename(to) {
      const renamed = Object.entries(all()).map(([key, stored]): [string, unknown] => {
        const [missionId = '', file] = key.split(' ');
        return [file === undefined ? key : keyOf(to(file), missionId), stored];
      });
      if (renamed.some(([key]) => !Object.hasOwn(all(), key)))
        await state.update(stateKey, Object.fromEntries(renamed));
    },
  };
}

/** A URI has no spaces. */
function keyOf(file: string, missionId: string): string {
  return `${missionId.toLowerCase()} ${file}`;
}

function publishedIn(stored: unknown): Published | undefined {
  if (!isObject(stored) || typeof stored.hash !== 'string' || typeof stored.updatedAt !== 'number') return undefined;
  const before: readonly unknown[] = Array.isArray(stored.before) ? stored.before : [];
  return { hash: stored.hash, updatedAt: stored.updatedAt, before: before.filter((one) => typeof one === 'string') };
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
