import type { NewMission } from '../../api/client';
import { compact } from '../../model/jsonObject';
import { definitionOf, type Mission, type MissionDefinition } from '../../model/mission';
import type { Actions, Outcome } from '../../tracking/actions/actions';
import { outcomeOf, type Journal, type MayBeSent } from '../../tracking/actions/journal';
import { definitionHash } from '../../formats/missionFile/missionFileSyncState';

/** The newest mission of that name that is exactly the one of the hash (`definitionHash`). Throws `ApiError`. */
export async function findSameMission(
  actions: Pick<Actions, 'findMissions' | 'readMission' | 'isMissionGone'>,
  name: string,
  hash: string,
): Promise<Mission | undefined> {
  const named = [...(await actions.findMissions(name))];
  for (const { missionId } of named.sort((a, b) => b.createdAt - a.createdAt)) {
    if (await actions.isMissionGone(missionId)) continue;
    // What a list says of it may be less than the whole.
    const mission = await actions.readMission(missionId);
    if ((await definitionHash(definitionOf(mission))) === hash) return mission;
  }
  return undefined;
}

const keyOf = (hash: string) => `createMission ${hash}`;

function hashOf(mission: NewMission): Promise<string> {
  const definition: MissionDefinition = compact({ ...mission, executionMode: mission.executionMode ?? 'external' });
  return definitionHash(definition);
}

/** The person has been told that it is unknown whether it was created: the same once more is meant as another one. */
export async function settleMission(journal: Journal, mission: NewMission): Promise<void> {
  await journal.settle(keyOf(await hashOf(mission)));
}

type Creating = Pick<Actions, 'createMission' | 'findMissions' | 'readMission' | 'isMissionGone'>;

/**
 * Creates a mission; where the same was sent before and never confirmed, the one that has come of it is looked for
 * first, and is the mission that was wanted. Where none is found, it is created again only if that is agreed to.
 */
export async function createMissionOnce(
  actions: Creating,
  journal: Journal,
  mission: NewMission,
  mayBeSent: MayBeSent,
): Promise<Outcome<Mission>> {
  const { name } = mission;
  const hash = await hashOf(mission);
  const key = keyOf(hash);
  const before = await journal.unconfirmed(key);
  if (before) {
    const found = await outcomeOf(() => findSameMission(actions, name, hash));
    if (found.kind !== 'done') return found;
    // Not found: it may still be on its way, or have been changed since.
    if (!found.value && !(await mayBeSent(before))) return { kind: 'busy' };
    await journal.settle(key);
    if (found.value) return { kind: 'done', value: found.value };
  }
  return journal.once({ key }, () => actions.createMission(mission));
}

/** Nothing was created: the mission is `there`, or another offer to restore it was `taken`. */
export type RestoreOutcome = Outcome<Mission> | { readonly kind: 'there' } | { readonly kind: 'taken' };

/** Creates deleted missions anew, each once, however many offers there are in this window. */
export function createRestoring(journal: Journal) {
  /** By the ids that they had, which no other mission ever has. */
  const taken = new Set<string>();
  return async (actions: Creating, mission: Mission, mayBeSent: MayBeSent): Promise<RestoreOutcome> => {
    const { missionId } = mission;
    if (taken.has(missionId)) return { kind: 'taken' };
    taken.add(missionId);
    let isRestored = false;
    try {
      // The answer to the deletion may have been lost: what is still there is not to be there twice.
      if (!(await actions.isMissionGone(missionId))) return { kind: 'there' };
      const outcome = await createMissionOnce(actions, journal, definitionOf(mission), mayBeSent);
      isRestored = outcome.kind === 'done';
      return outcome;
    } finally {
      if (!isRestored) taken.delete(missionId);
    }
  };
}
