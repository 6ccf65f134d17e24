import { ApiError } from '../../../src/api/apiError';
import { actOnMany, bulkEnd, type BulkEnd } from '../../../src/tracking/actions/bulkActions';
import { valueOf } from '../../../src/tracking/store/facts';
import { createMissionOnce, createRestoring } from '../../../src/documents/missionFiles/createMissionOnce';
import { answerOf, has, isDead, missionOf, once, one, type Person, type Prepare } from '../doing';
import { saidBy, saidOf } from '../said';
import { same } from '../things';
import type { Session, Window } from '../window';

export const renameMission: Prepare = (person) => {
  const mission = missionOf(person);
  const name = `renamed ${person.turn}`;
  return (
    mission && {
      intent: `rename ${person.turn}`,
      seen: (thing, field, value) => thing.id === mission.missionId && field === 'name' && same(value, mission.name),
      isSo: has('mission', mission.missionId, 'name', (is) => is === name),
      async run(session) {
        await person.think(person.b);
        return saidBy(await session.actions.changeMission(mission, { name }));
      },
    }
  );
};

export const createMission: Prepare = ({ turn }) => ({
  intent: `create ${turn}`,
  run: async ({ actions, journal }, choice) => {
    const mission = { name: `created ${turn}`, executionMode: 'external' };
    return saidBy(await createMissionOnce(actions, journal, mission, answerOf(choice)));
  },
});

export const cloneMission: Prepare = (person) => {
  const mission = missionOf(person);
  return (
    mission && {
      intent: `clone ${person.turn}`,
      run: (session, choice) =>
        once(session, `cloneMission ${mission.missionId}`, choice, () =>
          session.actions.cloneMission(mission.missionId),
        ),
    }
  );
};

/** The mission as it is read right before it goes, as the command does. */
async function removeOne(person: Person, session: Session, missionId: string) {
  const { epoch } = session.store;
  const mission = await session.actions.readMission(missionId);
  const outcome = await session.actions.deleteMission(missionId);
  if (outcome.kind === 'done' || outcome.kind === 'unsure')
    person.deleted.push({ mission, epoch, window: session.number });
  return outcome;
}

export const deleteMission: Prepare = (person) => {
  const mission = missionOf(person);
  return (
    mission && {
      intent: `delete ${person.turn}`,
      isSo: isDead('mission', mission.missionId),
      run: (session) => saidOf(async () => saidBy(await removeOne(person, session, mission.missionId))),
    }
  );
};

/** As it is made once a window. */
const restorings = new WeakMap<Window, ReturnType<typeof createRestoring>>();
function restoringOf(window: Window, { journal }: Session): ReturnType<typeof createRestoring> {
  const restoring = restorings.get(window) ?? createRestoring(journal);
  restorings.set(window, restoring);
  return restoring;
}

export const restoreMission: Prepare = (person) => {
  const { window, deleted, turn, a } = person;
  const offered = deleted.filter((one) => one.epoch === window.store.epoch && one.window === window.number);
  const { mission } = one(offered, a) ?? {};
  return (
    mission && {
      intent: `restore ${turn}`,
      isSo: (service) => !isDead('mission', mission.missionId)(service),
      run: (session, choice) =>
        saidOf(async () => {
          const outcome = await restoringOf(person.window, session)(session.actions, mission, answerOf(choice));
          if (outcome.kind === 'there') return { kind: 'done' };
          return outcome.kind === 'taken' ? { kind: 'busy' } : saidBy(outcome);
        }),
    }
  );
};

async function endOf(person: Person, session: Session, missionId: string): Promise<BulkEnd> {
  try {
    return bulkEnd(await removeOne(person, session, missionId));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.kind === 'notFound' ? { kind: 'already' } : bulkEnd({ kind: 'refused', error });
  }
}

/** All missions but the first at once, as the command does. */
export const deleteMany: Prepare = (person) => {
  const ids = valueOf(person.window.store.missionList())?.missionIds.slice(1, 3) ?? [];
  if (ids.length === 0) return undefined;
  let told: readonly string[] = [];
  return {
    intent: `delete many ${person.turn}`,
    isSo: () => true,
    lie: (service) => {
      const there = told.filter((id) => !isDead('mission', id)(service));
      return there.length > 0 ? `told that ${there.join(', ')} were deleted` : undefined;
    },
    run: (session) =>
      saidOf(async () => {
        const results = await actOnMany(ids, (id) => endOf(person, session, id));
        told = results.flatMap(({ item, end }) => (end.kind === 'done' || end.kind === 'already' ? [item] : []));
        return { kind: told.length > 0 ? 'done' : 'partly' };
      }),
  };
};
