import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { OperationId } from '../../../src/api/operations';
import type { ToolName } from '../../../src/agent/table/toolTable';
import { createTestSimulator } from '../../../src/simulator/testSimulator';
import { faultClass, faultsThatMatter, playFault } from '../../harness/faultPlayer';
import { faultList } from '../../harness/faultList';
import { accounts } from '../tracking/accounts';
import { agentRig } from './agentRig';

/*
 * The writing tools, while one of the requests by which they write meets each of the faults. Which ones are alike for an
 * operation follows from the rule that test/unit/api/faults.test.ts holds for all of them: one of each kind is played.
 */

const faults = faultList({ url: 'https://elsewhere.invalid/' });

beforeAll(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 2, 14, 9) });
});
afterAll(() => {
  vi.useRealTimers();
});

type Rig = ReturnType<typeof newRig>;
function newRig() {
  const service = playFault(createTestSimulator({ clock: () => Date.now(), empty: true }));
  return { ...agentRig(accounts(service)), service };
}

type Place = { readonly missionId: string; readonly runId: string };

const first = { step_id: 'first', description: 'First' };
const second = { step_id: 'second', description: 'Second' };
const report = { step_id: 'first', status: 'completed', summary: 'Done it' };
const finish = { outcome: 'succeeded', summary: 'Done' };

type Point = {
  readonly tool: ToolName;
  /** The request that meets the fault. */
  readonly operation: OperationId;
  readonly what?: string;
  readonly input: object;
  /** What is there before: a run that this window has claimed, with a plan, where nothing else is named. */
  readonly before?: 'mission' | 'pending run' | 'run without a plan' | 'paused run';
  /** How often what is meant is there. */
  readonly count: (place: Place, rig: Rig) => Promise<number>;
};

const eventsOf =
  (type: string) =>
  async ({ missionId, runId }: Place, { others }: Rig) =>
    (await others.listEvents(missionId, runId, { type })).rows.length;
const isIn =
  (status: string) =>
  async ({ missionId, runId }: Place, { others }: Rig) =>
    (await others.getRun(missionId, runId)).status === status ? 1 : 0;
const stepsIn =
  (status: string) =>
  async ({ missionId, runId }: Place, { others }: Rig) =>
    (await others.getPlan(missionId, runId)).filter((step) => step.status === status).length;
const countSteps =
  (stepId: string) =>
  async ({ missionId, runId }: Place, { others }: Rig) =>
    (await others.getPlan(missionId, runId)).filter((step) => step.stepId === stepId).length;
const countRuns = async ({ missionId }: Place, { others }: Rig) => (await others.listRuns(missionId)).rows.length;

const points: readonly Point[] = [
  { tool: 'claim_run', operation: 'startRun', input: {}, before: 'mission', count: countRuns },
  {
    tool: 'claim_run',
    operation: 'updateRun',
    what: ' after a run was started',
    input: {},
    before: 'mission',
    count: async ({ missionId }, { others }) => {
      const { rows } = await others.listRuns(missionId);
      expect(rows).toHaveLength(1);
      return rows.filter(({ status }) => status === 'running').length;
    },
  },
  { tool: 'claim_run', operation: 'updateRun', input: {}, before: 'pending run', count: isIn('running') },
  {
    tool: 'write_plan',
    operation: 'createPlan',
    input: { steps: [first] },
    before: 'run without a plan',
    count: countSteps('first'),
  },
  { tool: 'write_plan', operation: 'addPlanSteps', input: { steps: [second] }, count: countSteps('second') },
  { tool: 'report_step', operation: 'updatePlanStep', input: report, count: eventsOf('step_completed') },
  { tool: 'report_step', operation: 'logEvent', input: report, count: eventsOf('step_completed') },
  {
    tool: 'log_event',
    operation: 'logEvent',
    input: { type: 'message', summary: 'Said' },
    count: eventsOf('message'),
  },
  { tool: 'ask_person', operation: 'logEvent', input: { question: 'Which?' }, count: eventsOf('message') },
  {
    tool: 'ask_person',
    operation: 'pauseRun',
    input: { question: 'Which?' },
    count: async (place, rig) =>
      (await isIn('paused')(place, rig)) === 1 ? eventsOf('message')(place, rig) : Promise.resolve(0),
  },
  { tool: 'finish_run', operation: 'updateRun', input: { ...finish, open_steps: 'skip' }, count: isIn('succeeded') },
  {
    tool: 'finish_run',
    operation: 'updatePlanStep',
    what: ' of open steps that are skipped',
    input: { ...finish, open_steps: 'skip' },
    count: stepsIn('skipped'),
  },
  {
    tool: 'finish_run',
    operation: 'updatePlanStep',
    what: ' of open steps that fail',
    input: { ...finish, open_steps: 'fail' },
    count: stepsIn('failed'),
  },
  { tool: 'steer_run', operation: 'pauseRun', input: { action: 'pause' }, count: isIn('paused') },
  {
    tool: 'steer_run',
    operation: 'resumeRun',
    input: { action: 'resume' },
    before: 'paused run',
    count: isIn('running'),
  },
  { tool: 'steer_run', operation: 'cancelRun', input: { action: 'cancel' }, count: isIn('cancelled') },
];

/** A mission of its own for each case, and a run of it where there is one before. */
async function prepare({ before }: Point, rig: Rig): Promise<Place> {
  const { others, use, ask } = rig;
  const { missionId } = await others.createMission({
    name: 'Quotes',
    instructions: 'Find.',
    executionMode: 'external',
  });
  await use('get_mission', { mission: missionId });
  if (before === 'mission') return { missionId, runId: '' };
  if (before === 'pending run') {
    const { runId } = await others.startRun(missionId);
    await use('get_run', { run: runId, view: 'plan' });
    return { missionId, runId };
  }
  await ask('claim_run', { mission: missionId });
  const place = { missionId, runId: await runOf({ missionId, runId: '' }, rig) };
  if (before !== 'run without a plan') await ask('write_plan', { run: place.runId, steps: [first] });
  if (before === 'paused run') await ask('steer_run', { run: place.runId, action: 'pause' });
  return place;
}

const runOf = async ({ missionId }: Place, { others }: Rig) => (await others.listRuns(missionId)).rows[0]?.runId ?? '';

const saysDone =
  /^(This window has claimed|Added \d|All of these steps are|Reported|The event is logged|The question is asked|The run is (finished|paused|cancelled|running|resumed))/;
const saysUnknown = /UNKNOWN|Telnyx didn't confirm/;
const saysNot =
  /Nothing was|(was|were) not (claimed|started|added|set|logged|asked|paused|resumed|cancelled|finished)|is now|Only a run that is running/;

it('are all played, or alike with one that is', () => {
  expect(faults).toHaveLength(53);
  for (const operation of new Set(points.map((point) => point.operation))) {
    const played = new Set(faultsThatMatter(operation, faults).map(({ fault }) => faultClass(operation, fault)));
    for (const fault of faults) expect(played.has(faultClass(operation, fault)), fault.name).toBe(true);
  }
});

const named = points.map((point) => [point.tool, `${point.operation}${point.what ?? ''}`, point] as const);

describe.each(named)('%s, while %s goes wrong', (_tool, _what, point) => {
  const { tool, operation, input, before, count } = point;
  let rig: Rig;
  beforeAll(() => {
    rig = newRig();
  });
  const cases = faultsThatMatter(operation, faults).map(
    (played) => [`${played.fault.name}${played.acts ? ', after it was done' : ''}`, played] as const,
  );

  it.each(cases)('by "%s", does nothing twice, and says what is unknown', async (_name, played) => {
    const { outcome } = played;
    const place = await prepare(point, rig);
    const given = before === 'mission' ? { mission: place.missionId, ...input } : { run: place.runId, ...input };
    const stop = rig.service.play(operation, played);
    const said = await rig.ask(tool, given);
    stop();
    const there = await count(place, rig);
    expect(there).toBeLessThanOrEqual(1);
    if (outcome.end === 'ok') expect(said).toMatch(saysDone);
    if (saysDone.test(said)) expect(there).toBe(1);
    else expect(said).toMatch(outcome.maybeDone ? saysUnknown : saysNot);
    if (outcome.end !== 'ok' && !outcome.maybeDone) expect(there, said).toBe(0);
    // In the end, when nothing is on its way any more, the same call leads to what it says, once.
    await vi.advanceTimersByTimeAsync(180_000);
    const runId = operation === 'startRun' ? '' : await runOf(place, rig);
    if (runId !== '') await rig.use('get_run', { run: runId, view: 'plan' });
    if (!saysDone.test(said)) await rig.ask(tool, runId === '' ? given : { run: runId, ...input });
    expect(await count(place, rig)).toBe(1);
  });
});
