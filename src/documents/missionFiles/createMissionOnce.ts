import type { NewMission } from '../../api/client';
import { compact } from '../../model/jsonObject';
import { definitionOf, type Mission, type MissionDefinition } from '../../model/mission';
import type { Actions, Outcome } from '../../tracking/actions/actions';
import { outcomeOf, type Journal } from '../../tracking/actions/journal';
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

/**
 * Creates a mission; where the same was sent before and never confirmed, the one that has come of it is looked for
 * first, and is the mission that was wanted.
 */
export async function createMissionOnce(
  actions: Pick<Actions, 'createMission' | 'findMissions' | 'readMission' | 'isMissionGone'>,
  journal: Journal,
  mission: NewMission,
): Promise<Outcome<Mission>> {
  const { name } = mission;
  const hash = await hashOf(mission);
  const key = keyOf(hash);
  if (await journal.unconfirmed(key)) {
    const found = await outcomeOf(() => findSameMission(actions, name, hash));
    if (found.kind !== 'done') return found;
    await journal.settle(key);
    if (found.value) return { kind: 'done', value: found.value };
  }
  return journal.once({ key }, () => actions.createMission(mission));
}
