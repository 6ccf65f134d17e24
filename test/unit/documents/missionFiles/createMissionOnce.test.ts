import { beforeEach, describe, expect, it } from 'vitest';
import { createMissionOnce, createRestoring } from '../../../../src/documents/missionFiles/createMissionOnce';
import { definitionOf, type Mission } from '../../../../src/model/mission';
import { createActions } from '../../../../src/tracking/actions/actions';
import { createJournals } from '../../../../src/tracking/actions/journal';
import type { JournalEntry } from '../../../../src/tracking/actions/journalEntries';
import { tracked } from '../../tracking/tracked';

const owl = { name: 'Owl', instructions: 'Do it.' };

let rig: ReturnType<typeof tracked>;
let kept: Map<string, unknown>;
/** What was asked: of which request of before. */
let asked: JournalEntry[];
beforeEach(() => {
  rig = tracked();
  kept = new Map();
  asked = [];
});

/** A window; a further one is the window after a reload. */
function open(window = 'w1') {
  const state = {
    get: (key: string) => kept.get(key),
    update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
  };
  const journal = createJournals({ state, window }).of(() => Promise.resolve('a'));
  const actions = createActions({ ...rig, client: rig.client.bind(), wake: () => undefined });
  const answering = (answer: boolean) => (before: JournalEntry) => {
    asked.push(before);
    return Promise.resolve(answer);
  };
  return { journal, actions, answering };
}
const create = ({ actions, journal, answering }: ReturnType<typeof open>, answer: boolean) =>
  createMissionOnce(actions, journal, owl, answering(answer));
const requests = () => rig.simulator.requests.filter(({ operation }) => operation === 'createMission').length;
const named = async (name: string) => (await rig.client.listMissions()).rows.filter((mission) => mission.name === name);

describe('creating a mission', () => {
  it('asks after a reload while the request of before may still arrive, and sends nothing by itself', async () => {
    rig.simulator.addFault({ operation: 'createMission', times: 1, effect: { kind: 'slow', ms: 200 } });
    const before = create(open(), false);
    await expect.poll(() => kept.size).toBe(1);
    expect(await create(open('w2'), false)).toEqual({ kind: 'busy' });
    expect(asked).toMatchObject([{ window: 'w1' }]);
    expect(requests()).toBe(1);
    await before;
    expect(await named('Owl')).toHaveLength(1);
  });

  it('takes the mission of before where it is found, and asks nothing', async () => {
    const lost = { kind: 'status', status: 502, afterwards: true } as const;
    rig.simulator.addFault({ operation: 'createMission', times: 1, effect: lost });
    expect((await create(open(), false)).kind).toBe('unsure');
    expect(await create(open('w2'), false)).toMatchObject({ kind: 'done', value: owl });
    expect(asked).toEqual([]);
    expect(requests()).toBe(1);
  });

  it('asks where somebody has changed the mission of before, so that it is not found', async () => {
    const lost = { kind: 'status', status: 502, afterwards: true } as const;
    rig.simulator.addFault({ operation: 'createMission', times: 1, effect: lost });
    await create(open(), false);
    const [mission] = await named('Owl');
    if (!mission) throw new Error('It was not created');
    await rig.client.updateMission(mission.missionId, { ...definitionOf(mission), instructions: 'Do that.' });
    expect((await create(open('w2'), false)).kind).toBe('busy');
    expect(await named('Owl')).toHaveLength(1);
    expect((await create(open('w2'), true)).kind).toBe('done');
    expect(await named('Owl')).toHaveLength(2);
    expect(asked).toHaveLength(2);
  });

  it('does not take a mission of the same content that was there long before', async () => {
    await rig.client.createMission(owl);
    rig.simulator.forget();
    const lost = { kind: 'status', status: 502 } as const;
    rig.simulator.addFault({ operation: 'createMission', times: 1, effect: lost });
    expect((await create(open(), false)).kind).toBe('unsure');
    const [sent] = kept.get('journal') as JournalEntry[];
    if (!sent) throw new Error('Nothing is remembered');
    kept.set('journal', [{ ...sent, at: sent.at + 3_600_000 }]);
    expect((await create(open('w2'), false)).kind).toBe('busy');
    expect(asked).toHaveLength(1);
    expect((await create(open('w2'), true)).kind).toBe('done');
    expect(await named('Owl')).toHaveLength(2);
  });
});

describe('restoring a deleted mission', () => {
  async function deleted(): Promise<Mission> {
    const mission = await rig.client.createMission(owl);
    await rig.client.deleteMission(mission.missionId);
    rig.simulator.forget();
    return mission;
  }

  it('is done once where two offers are taken at once, and where one is taken later', async () => {
    const mission = await deleted();
    const { actions, journal, answering } = open();
    const restore = createRestoring(journal);
    const both = await Promise.all([1, 2].map(() => restore(actions, mission, answering(true))));
    expect(both.map(({ kind }) => kind)).toEqual(['done', 'taken']);
    expect((await restore(actions, mission, answering(true))).kind).toBe('taken');
    expect(await named('Owl')).toHaveLength(1);
  });

  it('can be tried again where it was refused, and creates nothing where the mission is still there', async () => {
    const mission = await deleted();
    const { actions, journal, answering } = open();
    const restore = createRestoring(journal);
    rig.simulator.addFault({ operation: 'createMission', times: 1, effect: { kind: 'status', status: 403 } });
    expect((await restore(actions, mission, answering(true))).kind).toBe('refused');
    expect((await restore(actions, mission, answering(true))).kind).toBe('done');
    const other = await rig.client.createMission({ name: 'Still there' });
    expect((await restore(actions, other, answering(true))).kind).toBe('there');
    expect(await named('Still there')).toHaveLength(1);
  });
});
