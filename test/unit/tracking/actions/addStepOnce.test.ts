import { beforeEach, expect, it } from 'vitest';
import { createActions } from '../../../../src/tracking/actions/actions';
import { addStepOnce } from '../../../../src/tracking/actions/addStepOnce';
import { createJournals } from '../../../../src/tracking/actions/journal';
import { tracked } from '../tracked';

let rig: ReturnType<typeof tracked>;
let kept: Map<string, unknown>;
beforeEach(() => {
  rig = tracked();
  kept = new Map();
});

async function prepared() {
  const { missionId } = await rig.client.createMission({ name: 'Mine' });
  const { runId } = await rig.client.startRun(missionId, {});
  await rig.client.createPlan(missionId, runId, [{ stepId: 'first', description: 'First', sequence: 1 }]);
  return { missionId, runId };
}

/** Adds the step from a window; a further one is the window after a reload. Tells whether it was asked about. */
async function add(run: { readonly missionId: string; readonly runId: string }, window: string, answer = false) {
  const state = {
    get: (key: string) => kept.get(key),
    update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
  };
  const journal = createJournals({ state, window }).of(() => Promise.resolve('a'));
  const actions = createActions({ ...rig, client: rig.client.bind(), wake: () => undefined });
  let asked = false as boolean;
  const step = (stepId = `call_them_${window}`) => ({ stepId, description: 'Call them', sequence: 2 });
  const { kind } = await addStepOnce({ actions, journal }, run, { key: 'k', description: 'Call them', step }, () => {
    asked = true;
    return Promise.resolve(answer);
  });
  return { kind, asked };
}
const planOf = async ({ missionId, runId }: { missionId: string; runId: string }) =>
  (await rig.client.getPlan(missionId, runId)).map(({ stepId }) => stepId);

it('is not sent a second time by itself while the request of before a reload may still arrive', async () => {
  const run = await prepared();
  rig.simulator.addFault({ operation: 'addPlanSteps', times: 1, effect: { kind: 'slow', ms: 200 } });
  rig.simulator.forget();
  const before = add(run, 'w1');
  await expect.poll(() => kept.size).toBe(1);
  expect(await add(run, 'w2')).toEqual({ kind: 'busy', asked: true });
  expect(rig.simulator.requests.filter(({ operation }) => operation === 'addPlanSteps').length).toBeLessThan(2);
  await before;
  expect(await planOf(run)).toEqual(['first', 'call_them_w1']);
});

it('is the one that was sent before, where the plan has it', async () => {
  const run = await prepared();
  const lost = { kind: 'hang', afterwards: true } as const;
  rig.simulator.addFault({ operation: 'addPlanSteps', times: 1, effect: lost });
  void add(run, 'w1');
  await expect.poll(() => planOf(run)).toHaveLength(2);
  expect(await add(run, 'w2')).toEqual({ kind: 'done', asked: false });
  expect(await planOf(run)).toEqual(['first', 'call_them_w1']);
});

it('has the id that it was sent with, where it is sent once more', async () => {
  const run = await prepared();
  rig.simulator.addFault({ operation: 'addPlanSteps', times: 1, effect: { kind: 'hang' } });
  void add(run, 'w1');
  await expect.poll(() => kept.size).toBe(1);
  expect(await add(run, 'w2', true)).toEqual({ kind: 'done', asked: true });
  expect(await planOf(run)).toEqual(['first', 'call_them_w1']);
});
