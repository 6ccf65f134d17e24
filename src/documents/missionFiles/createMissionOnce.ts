import type { NewMission } from '../../api/requests';
import { compact } from '../../model/jsonObject';
import { contentsOf, definitionOf, type Mission, type MissionDefinition } from '../../model/mission';
import type { Actions } from '../../tracking/actions/actions';
import type { Journal, MayBeSent } from '../../tracking/actions/journal';
import { outcomeOf, type Outcome } from '../../tracking/actions/outcome';
import { definitionHash } from '../../formats/missionFile/missionFileSyncState';

/** What was sent, and never confirmed. */
type Sent = {
  readonly name: string;
  /** `definitionHash` */
  readonly hash: string;
  /** When (epoch ms). */
  readonly at: number;
  /** The ids of missions that have come of something else. */
  readonly others: ReadonlySet<string>;
};

/** What may have come of it: exactly what was sent, or what is of its name and so new that it may have been changed. */
export type FoundMission = { readonly mission: Mission; readonly isSame: boolean };

/** By how much the clocks of Telnyx and of this computer may differ (ms). */
const maxClockSkewMs = 10 * 60_000;

type Finding = Pick<Actions, 'findMissions' | 'readMission' | 'isMissionGone'>;

/**
 * The newest mission that is exactly what was sent, else the newest that may have been changed since. That none is
 * found doesn't say that none was created: it may have got another name, or be gone. Throws `ApiError`.
 */
export async function findCreatedMission(
  actions: Finding,
  { name, hash, at, others }: Sent,
): Promise<FoundMission | undefined> {
  let changed: Mission | undefined;
  const named = [...(await actions.findMissions(name))];
  for (const { missionId } of named.sort((a, b) => b.createdAt - a.createdAt)) {
    if (await actions.isMissionGone(missionId)) continue;
    // What a list says of it may be less than the whole.
    const mission = await actions.readMission(missionId);
    if ((await definitionHash(definitionOf(mission))) === hash) return { mission, isSame: true };
    if (mission.createdAt >= at - maxClockSkewMs && !others.has(missionId)) changed ??= mission;
  }
  return changed && { mission: changed, isSame: false };
}

/** The same where nobody is asked whether it is the one (ms). */
const maxUnaskedClockSkewMs = 60_000;

const keyOf = (hash: string) => `createMission ${hash}`;

function hashOf(mission: NewMission): Promise<string> {
  const definition: MissionDefinition = compact({ ...mission, executionMode: mission.executionMode ?? 'external' });
  return definitionHash(definition);
}

/** The person has been told that it is unknown whether it was created: the same once more is meant as another one. */
export async function settleMission(journal: Journal, mission: NewMission): Promise<void> {
  await journal.settle(keyOf(await hashOf(mission)));
}

type Creating = Finding & Pick<Actions, 'createMission'>;

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
    const looked = await outcomeOf(() => findCreatedMission(actions, { name, hash, at: before.at, others: new Set() }));
    if (looked.kind !== 'done') return looked;
    const found = looked.value?.isSame ? looked.value.mission : undefined;
    // One that was there before is another mission of the same content.
    const own = found && found.createdAt >= before.at - maxUnaskedClockSkewMs ? found : undefined;
    // Not found: it may still be on its way, or have been changed since.
    if (!own && !(await mayBeSent(before))) return { kind: 'busy' };
    await journal.settle(key);
    if (own) return { kind: 'done', value: own };
  }
  return journal.once({ key }, () => actions.createMission(mission));
}

/** Nothing was created: the mission is `there`, or another offer to restore it was `taken`. */
export type RestoreOutcome = Outcome<Mission> | { readonly kind: 'there' } | { readonly kind: 'taken' };

/** Creates deleted missions again, each once, however many offers there are in this window. */
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
      const outcome = await createMissionOnce(actions, journal, contentsOf(mission), mayBeSent);
      isRestored = outcome.kind === 'done';
      return outcome;
    } finally {
      if (!isRestored) taken.delete(missionId);
    }
  };
}
