import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OperationId } from '../../../../src/api/operations';
import type { Mission } from '../../../../src/model/mission';
import { resourceKinds, type ResourceKind } from '../../../../src/model/resource';
import { actOnMany, bulkEnd } from '../../../../src/tracking/actions/bulkActions';
import { valueOf } from '../../../../src/tracking/store/facts';
import { sameValue } from '../../../../src/model/deepEqual';
import { accounts, ended } from '../accounts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 2, 14, 9) });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A mission of nobody's but the test's, with a running run of two steps and one of each resource. */
async function prepared() {
  const rig = accounts();
  const { others } = rig;
  const { missionId } = await others.createMission({ name: 'Mine', description: 'Old', instructions: '# Old' });
  const { runId } = await others.startRun(missionId, {});
  const ref = { missionId, runId };
  await others.updateRun(missionId, runId, { status: 'running' });
  await others.createPlan(
    missionId,
    runId,
    ['one', 'two'].map((stepId, sequence) => ({ stepId, description: stepId, sequence })),
  );
  const ids: Record<ResourceKind, string> = {
    tool: (await others.createTool(missionId, { name: 'Old' }))?.resourceId ?? '',
    knowledgeBase: (await others.createKnowledgeBase(missionId, { name: 'Old' }))?.resourceId ?? '',
    mcpServer: (await others.createMcpServer(missionId, { name: 'Old' }))?.resourceId ?? '',
  };
  const [first, second] = await others.getPlan(missionId, runId);
  if (!first || !second) throw new Error('The plan has no steps');
  return {
    ...rig,
    ...ref,
    ref,
    ids,
    steps: [first, second] as const,
    run: await others.getRun(missionId, runId),
    mission: await others.getMission(missionId),
  };
}

type Prepared = Awaited<ReturnType<typeof prepared>>;

/** A write on a condition, and what somebody else writes to the same meanwhile. */
type ConditionalWrite = {
  readonly reads: OperationId;
  readonly writes: OperationId;
  readonly write: (rig: Prepared) => Promise<unknown>;
  /** What shows that it was not written. */
  readonly refused: object;
  readonly theirs: (rig: Prepared) => Promise<unknown>;
  /** What is there in the end. */
  readonly there: (rig: Prepared) => Promise<unknown>;
};

const setTheirs = ({ others, mission, missionId }: Prepared, change: Partial<Mission>) =>
  others.updateMission(missionId, { ...mission, ...change });
const missionOf = ({ others, missionId }: Prepared) => others.getMission(missionId);
const runOf = ({ others, missionId, runId }: Prepared) => others.getRun(missionId, runId);
const stepOf = ({ others, missionId, runId }: Prepared) => others.getPlanStep(missionId, runId, 'one');
/** What has ended keeps its status. */
const closeTheirs = async ({ others, missionId, runId }: Prepared) => {
  const summary = { resultSummary: 'Theirs' };
  await others
    .updateRun(missionId, runId, { status: 'succeeded', ...summary })
    .catch(() => others.updateRun(missionId, runId, summary));
};
const doTheirs = ({ others, missionId, runId }: Prepared) =>
  others.updatePlanStep(missionId, runId, 'one', { status: 'completed' });

const nouns = { tool: 'Tool', knowledgeBase: 'KnowledgeBase', mcpServer: 'McpServer' } as const;
function resourceWrite(of: ResourceKind): ConditionalWrite {
  return {
    reads: `get${nouns[of]}`,
    writes: `update${nouns[of]}`,
    write: ({ resources, missionId, ids }) =>
      resources
        .begin()
        .save({ missionId, of }, ids[of], ({ body }) =>
          body.name === 'Old' ? { kind: 'write', change: { name: 'Mine' } } : { kind: 'conflict' },
        ),
    refused: { kind: 'conflict', remote: { body: { name: 'Theirs' } } },
    theirs: ({ others, missionId, ids }) => others[`update${nouns[of]}`](missionId, ids[of], { name: 'Theirs' }),
    there: async ({ others, missionId, ids }) =>
      (await others[`get${nouns[of]}`](missionId, ids[of])).body.name === 'Theirs',
  };
}

const conditionalWrites: Readonly<Record<string, ConditionalWrite>> = {
  instructions: {
    reads: 'getMission',
    writes: 'updateMission',
    write: ({ begin, missionId }) => begin().saveInstructions(missionId, '# Old', '# Mine'),
    refused: { kind: 'conflict', remote: { instructions: '# Theirs' } },
    theirs: (rig) => setTheirs(rig, { instructions: '# Theirs', description: 'Theirs' }),
    there: async (rig) => {
      const { instructions, description } = await missionOf(rig);
      return instructions === '# Theirs' && description === 'Theirs';
    },
  },
  'a field of the mission': {
    reads: 'getMission',
    writes: 'updateMission',
    write: ({ begin, mission }) => begin().changeMission(mission, { description: 'Mine' }),
    refused: { kind: 'conflict', remote: { description: 'Theirs' } },
    theirs: (rig) => setTheirs(rig, { description: 'Theirs' }),
    there: async (rig) => (await missionOf(rig)).description === 'Theirs',
  },
  'a published file': {
    reads: 'getMission',
    writes: 'updateMission',
    write: ({ begin, mission, missionId }) =>
      begin().saveMission(missionId, (fresh) => {
        if (fresh.instructions === '# File') return { kind: 'nothingToDo' };
        return sameValue(fresh.instructions, mission.instructions)
          ? { kind: 'write', change: { instructions: '# File' } }
          : { kind: 'conflict' };
      }),
    refused: { kind: 'conflict', remote: { instructions: '# Theirs' } },
    theirs: (rig) => setTheirs(rig, { instructions: '# Theirs' }),
    there: async (rig) => (await missionOf(rig)).instructions === '# Theirs',
  },
  'run.json': {
    reads: 'getRun',
    writes: 'updateRun',
    write: ({ begin, ref }) =>
      begin().saveRun(ref, ({ resultSummary }) =>
        resultSummary === undefined
          ? { kind: 'write', change: { resultSummary: 'Mine' } }
          : { kind: resultSummary === 'Mine' ? 'nothingToDo' : 'conflict' },
      ),
    refused: { kind: 'conflict', remote: { resultSummary: 'Theirs' } },
    theirs: closeTheirs,
    there: async (rig) => (await runOf(rig)).resultSummary === 'Theirs',
  },
  'Complete Run': {
    reads: 'getRun',
    writes: 'updateRun',
    write: ({ begin, run }) => begin().completeRun(run, { status: 'failed', resultSummary: 'Mine', error: 'Mine' }),
    refused: { kind: 'conflict', remote: { resultSummary: 'Theirs' } },
    theirs: closeTheirs,
    there: async (rig) => (await runOf(rig)).resultSummary === 'Theirs',
  },
  'the status of a run': {
    reads: 'getRun',
    writes: 'updateRun',
    write: ({ begin, run }) => begin().setRunStatus(run, 'paused'),
    refused: { kind: 'conflict', remote: { status: 'succeeded' } },
    theirs: closeTheirs,
    there: async (rig) => (await runOf(rig)).status === 'succeeded',
  },
  'the status of a step': {
    reads: 'getPlanStep',
    writes: 'updatePlanStep',
    write: ({ begin, ref, steps }) => begin().setStepStatus(ref, steps[0], 'skipped'),
    refused: { kind: 'conflict', remote: { status: 'completed' } },
    theirs: doTheirs,
    there: async (rig) => (await stepOf(rig)).status === 'completed',
  },
  'the statuses of a plan': {
    reads: 'getPlanStep',
    writes: 'updatePlanStep',
    write: ({ begin, ref }) => begin().savePlan(ref, [], [{ stepId: 'one', from: 'pending', to: 'skipped' }]),
    refused: { kind: 'conflict' },
    theirs: doTheirs,
    there: async (rig) => (await stepOf(rig)).status === 'completed',
  },
  'steps that are skipped': {
    reads: 'getPlanStep',
    writes: 'updatePlanStep',
    write: ({ begin, ref, steps }) => begin().skipSteps(ref, steps.slice(0, 1)),
    refused: { skipped: 0, changed: 1, failed: 0 },
    theirs: doTheirs,
    there: async (rig) => (await stepOf(rig)).status === 'completed',
  },
  ...Object.fromEntries(resourceKinds.map((of) => [nouns[of], resourceWrite(of)])),
};

describe.each(Object.entries(conditionalWrites))('%s', (_, { reads, writes, write, refused, theirs, there }) => {
  const sent = ({ a }: Prepared) => a.requests.filter(({ operation }) => operation === writes).length;

  it('never overwrites what somebody saved while the service asked to wait', async () => {
    const rig = await prepared();
    const headers = { 'retry-after': '8' };
    rig.a.addFault({ operation: writes, times: 1, effect: { kind: 'status', status: 429, headers } });
    rig.a.forget();
    expect(await ended(write(rig), () => theirs(rig))).toMatchObject(refused);
    expect(await there(rig)).toBe(true);
    // Theirs and the one that was refused.
    expect(sent(rig)).toBe(2);
  });

  it.each([false, true])(
    'overwrites nothing after a lost answer, and says that what became of it is unknown (done: %s)',
    async (afterwards) => {
      const rig = await prepared();
      const headers = { 'retry-after': '8' };
      rig.a.addFault({ operation: writes, times: 1, effect: { kind: 'status', status: 503, headers, afterwards } });
      const outcome = await ended(
        write(rig).catch((error: unknown) => error),
        () => theirs(rig),
      );
      expect(outcome).not.toMatchObject(refused);
      expect(JSON.stringify(outcome)).toContain('"maybeDone":true');
      expect(await there(rig)).toBe(true);
    },
  );

  it('is not written on a read that has waited behind the 429 of another request', async () => {
    const rig = await prepared();
    rig.after(reads, () => rig.gate.close(60_000));
    expect(await ended(write(rig), () => theirs(rig))).toMatchObject(refused);
    expect(await there(rig)).toBe(true);
  });

  it('is written once, and known to be, where only the answer was lost', async () => {
    const rig = await prepared();
    rig.a.addFault({ operation: writes, times: 1, effect: { kind: 'status', status: 502, afterwards: true } });
    rig.a.forget();
    const outcome = await ended(write(rig));
    expect(outcome).not.toMatchObject(refused);
    expect(sent(rig)).toBe(1);
  });

  it('is written at last where nobody has changed anything', async () => {
    const rig = await prepared();
    rig.a.addFault({ operation: writes, times: 1, effect: { kind: 'status', status: 429 } });
    rig.after(reads, () => rig.gate.close(60_000));
    rig.a.forget();
    expect(await ended(write(rig))).not.toMatchObject(refused);
    expect(sent(rig)).toBe(2);
  });

  it('goes to no other account, and says that the account changed', async () => {
    const rig = await prepared();
    rig.after(reads, () => rig.use('b'));
    rig.a.forget();
    const outcome = await ended(write(rig).catch((error: unknown) => error));
    expect(JSON.stringify(outcome)).toContain('accountChanged');
    expect(rig.b.requests).toEqual([]);
    expect(sent(rig)).toBe(0);
  });
});

it('what somebody changed of other fields stays, whenever that was', async () => {
  const rig = await prepared();
  const headers = { 'retry-after': '8' };
  rig.a.addFault({ operation: 'updateMission', times: 1, effect: { kind: 'status', status: 503, headers } });
  const save = rig.begin().saveInstructions(rig.missionId, '# Old', '# Mine');
  expect(await ended(save, () => setTheirs(rig, { description: 'Theirs' }))).toMatchObject({ kind: 'saved' });
  expect(await missionOf(rig)).toMatchObject({ instructions: '# Mine', description: 'Theirs', name: 'Mine' });
});

it('a save sends the whole definition, merged from a fresh read, and removes what is changed to undefined', async () => {
  const rig = await prepared();
  await ended(setTheirs(rig, { model: 'm', metadata: { a: 1 } }));
  const outcome = await ended(rig.begin().changeMission(rig.mission, { description: undefined }));
  expect(outcome).toMatchObject({ kind: 'done', value: { model: 'm', instructions: '# Old', metadata: { a: 1 } } });
  expect(await missionOf(rig)).not.toHaveProperty('description');
});

describe('long gaps', () => {
  it('each of several steps is skipped on a read of its own', async () => {
    const rig = await prepared();
    // An agent finishes the second step while the first is being skipped.
    rig.after('updatePlanStep', () =>
      rig.others.updatePlanStep(rig.missionId, rig.runId, 'two', { status: 'completed' }),
    );
    const outcome = await ended(rig.begin().skipSteps(rig.ref, rig.steps));
    expect(outcome).toEqual({ skipped: 1, changed: 1, failed: 0 });
    const plan = await rig.others.getPlan(rig.missionId, rig.runId);
    expect(plan.map(({ status }) => status)).toEqual(['skipped', 'completed']);
  });

  it('each status of a plan is set on a read of its own, and what is left says that it was changed', async () => {
    const rig = await prepared();
    rig.after('updatePlanStep', () =>
      rig.others.updatePlanStep(rig.missionId, rig.runId, 'two', { status: 'completed' }),
    );
    const wishes = ['one', 'two'].map((stepId) => ({ stepId, from: 'pending', to: 'skipped' }));
    const outcome = await ended(rig.begin().savePlan(rig.ref, [], wishes));
    expect(outcome).toMatchObject({ kind: 'saved', failed: 1, error: { kind: 'conflict' } });
    const plan = await rig.others.getPlan(rig.missionId, rig.runId);
    expect(plan.map(({ status }) => status)).toEqual(['skipped', 'completed']);
  });

  it('is unknown where the answer to one status was lost, though another was changed by somebody', async () => {
    const rig = await prepared();
    const headers = { 'retry-after': '8' };
    const effect = { kind: 'status', status: 503, headers, afterwards: true } as const;
    rig.a.addFault({ operation: 'updatePlanStep', times: 1, effect });
    const wishes = ['one', 'two'].map((stepId) => ({ stepId, from: 'pending', to: 'skipped' }) as const);
    const saving = rig.begin().savePlan(rig.ref, [], wishes);
    const theirs = async () => {
      for (const stepId of ['one', 'two'])
        await rig.others.updatePlanStep(rig.missionId, rig.runId, stepId, { status: 'completed' });
    };
    await expect(ended(saving, theirs)).rejects.toMatchObject({ kind: 'server', maybeDone: true });
    const now = await rig.others.getPlan(rig.missionId, rig.runId);
    expect(now.map(({ status }) => status)).toEqual(['completed', 'completed']);
  });

  it('a run that was held back is looked at before it is paused', async () => {
    const rig = await prepared();
    rig.gate.close(30_000);
    rig.a.forget();
    const outcome = await ended(rig.begin().pauseRun(rig.ref), () => closeTheirs(rig));
    expect(outcome).toMatchObject({ kind: 'refused', error: { kind: 'conflict' }, run: { status: 'succeeded' } });
    expect(rig.a.requests.some(({ operation }) => operation === 'pauseRun')).toBe(false);
  });

  it('a first plan that was held back is added to the plan that somebody made meanwhile', async () => {
    const rig = await prepared();
    const { runId } = await rig.others.startRun(rig.missionId, {});
    const theirs = [{ stepId: 'theirs', description: 'Theirs', sequence: 1 }];
    rig.after('getPlan', () => rig.gate.close(30_000));
    const mine = [{ stepId: 'mine', description: 'Mine', sequence: 1 }];
    const outcome = await ended(rig.begin().savePlan({ missionId: rig.missionId, runId }, mine, []), () =>
      rig.others.createPlan(rig.missionId, runId, theirs),
    );
    expect(outcome).toMatchObject({ kind: 'saved', failed: 0 });
    expect((await rig.others.getPlan(rig.missionId, runId)).map(({ stepId }) => stepId).sort()).toEqual([
      'mine',
      'theirs',
    ]);
  });
});

describe('an act whose account changes in its middle', () => {
  it('does not take the 404 of another account for a deletion', async () => {
    const rig = await prepared();
    const headers = { 'retry-after': '8' };
    rig.a.addFault({ operation: 'deleteMission', times: 1, effect: { kind: 'status', status: 503, headers } });
    const act = rig.begin().deleteMission(rig.missionId);
    const outcome = await ended(act, () => rig.use('b'));
    expect(outcome).toMatchObject({ kind: 'unsure', error: { kind: 'accountChanged', maybeDone: true } });
    expect(rig.b.requests).toEqual([]);
    expect(await missionOf(rig)).toMatchObject({ name: 'Mine' });
  });

  it('stops: what is left of many is not started', async () => {
    const rig = await prepared();
    const missions = await Promise.all([1, 2, 3].map((number) => rig.others.createMission({ name: String(number) })));
    const actions = rig.begin();
    rig.after('deleteMission', () => rig.use('b'));
    const act = async ({ missionId }: Mission) => bulkEnd(await actions.deleteMission(missionId));
    const results = await ended(actOnMany(missions, act, { atOnce: 1 }));
    expect(results.map(({ end }) => end.kind)).toEqual(['done', 'notTried', 'notTried']);
    expect(rig.b.requests).toEqual([]);
  });

  it('sends nothing of any kind to the other account', async () => {
    const rig = await prepared();
    const { missionId, ref, run, mission, steps } = rig;
    const actions = rig.begin();
    const acts = rig.resources.begin();
    const list = { missionId, of: 'tool' } as const;
    rig.use('b');
    const all: readonly (() => Promise<unknown>)[] = [
      () => actions.startRun(missionId, { input: { secret: 1 } }),
      () => actions.pauseRun(ref),
      () => actions.resumeRun(ref),
      () => actions.cancelRun(ref),
      () => actions.completeRun(run, { status: 'failed' }),
      () => actions.setRunStatus(run, 'failed'),
      () => actions.logEvent(ref, { type: 'custom', summary: 's' }),
      () => actions.setStepStatus(ref, steps[0], 'skipped'),
      () => actions.linkAgent(ref, 'assistant-1'),
      () => actions.unlinkAgent(ref, 'assistant-1'),
      () => actions.readAgents(ref),
      () => actions.createMission({ name: 'Secret' }),
      () => actions.changeMission(mission, { name: 'Secret' }),
      () => actions.deleteMission(missionId),
      () => actions.isMissionGone(missionId),
      () => actions.cloneMission(missionId),
      () => actions.readRuns(missionId, 1),
      () => actions.findRun('unknown'),
      () => actions.findMissions('Mine'),
      () => actions.saveInstructions(missionId, '# Old', '# Secret'),
      () => actions.savePlan(ref, [{ stepId: 's', description: 'Secret', sequence: 1 }], []),
      () => actions.skipSteps(ref, steps),
      () => actions.readEvent(ref, 'e'),
      () => acts.create(list, { name: 'Secret' }),
      () => acts.save(list, rig.ids.tool, () => ({ kind: 'write', change: {} })),
      () => acts.remove(list, rig.ids.tool),
      () => acts.readAll(list),
    ];
    for (const act of all) {
      const outcome = await ended(act().catch((error: unknown) => error));
      expect([String(act), JSON.stringify(outcome)]).toEqual([String(act), expect.stringContaining('accountChanged')]);
    }
    expect(rig.b.requests).toEqual([]);
    expect([await actions.isCurrent(), await rig.begin().isCurrent()]).toEqual([false, true]);
    expect(await actions.accountId()).not.toBe(await rig.begin().accountId());
    expect(await actions.accountId()).not.toContain('KEY');
  });

  it('goes on when the account is in use again', async () => {
    const rig = await prepared();
    const actions = rig.begin();
    rig.use('b');
    rig.use('a');
    expect(await ended(actions.changeMission(rig.mission, { name: 'Renamed' }))).toMatchObject({ kind: 'done' });
    expect(rig.store.mission(rig.missionId)?.name).toBe('Renamed');
  });

  it('puts no late answer into the memory of the other account', async () => {
    const rig = await prepared();
    for (const operation of ['getMission', 'getRun', 'getPlan', 'listTools', 'getTool'] as const)
      rig.a.addFault({ operation, times: 1, effect: { kind: 'slow', ms: 5000 } });
    const actions = rig.begin();
    const acts = rig.resources.begin();
    const list = { missionId: rig.missionId, of: 'tool' } as const;
    const reads = Promise.all([
      actions.readMission(rig.missionId),
      actions.readRun(rig.ref),
      actions.readPlan(rig.ref),
      acts.readAll(list),
      acts.read(list, rig.ids.tool),
    ]);
    await ended(reads, () => rig.use('b'));
    expect(rig.store.mission(rig.missionId)).toBeUndefined();
    expect(valueOf(rig.store.run(rig.runId))).toBeUndefined();
    expect(valueOf(rig.store.plan(rig.runId))).toBeUndefined();
    expect(rig.store.resources(list)).toEqual({ kind: 'notLoaded' });
    expect(rig.store.resource(list, rig.ids.tool)).toBeUndefined();
  });

  it('belongs to the first account that there is, where there was none', async () => {
    const rig = await prepared();
    rig.use('none');
    const actions = rig.begin();
    await expect(ended(actions.readMission(rig.missionId))).rejects.toMatchObject({ kind: 'auth' });
    rig.use('a');
    expect(await ended(actions.readMission(rig.missionId))).toMatchObject({ name: 'Mine' });
    rig.use('b');
    await expect(ended(actions.readMission(rig.missionId))).rejects.toMatchObject({ kind: 'accountChanged' });
  });

  it('no other account is asked for the run of a timeline that is still open', async () => {
    const rig = await prepared();
    const stop = rig.poller.watch({ kind: 'timeline', ...rig.ref });
    await ended(Promise.resolve());
    rig.use('b');
    await ended(Promise.resolve());
    expect(rig.b.requests).toEqual([]);
    expect(rig.store.run(rig.runId)).toMatchObject({ kind: 'failed', error: { kind: 'accountChanged' } });
    rig.use('a');
    await ended(Promise.resolve());
    expect(valueOf(rig.store.run(rig.runId))?.status).toBe('running');
    stop();
  });
});

describe('deleted is what a request for it answers so', () => {
  it('not a resource that a list lacks', async () => {
    const rig = await prepared();
    rig.a.addFault({ operation: 'deleteTool', effect: { kind: 'status', status: 502 } });
    rig.a.addFault({ operation: 'listTools', effect: { kind: 'status', status: 200, body: { data: [] } } });
    const remove = () => rig.resources.begin().remove({ missionId: rig.missionId, of: 'tool' }, rig.ids.tool);
    expect(await ended(remove())).toMatchObject({ kind: 'unsure' });
    rig.a.addFault({ operation: 'getTool', effect: { kind: 'status', status: 404 } });
    expect(await ended(remove())).toMatchObject({ kind: 'done' });
  });

  it.each([
    ['mission', 'getMission', 'timeline'],
    ['log', 'listEvents', 'missions'],
  ] as const)('not a run whose %s is not found', async (_, operation, kind) => {
    const rig = await prepared();
    rig.a.addFault({ operation, effect: { kind: 'status', status: 404 } });
    let wasKnown = false;
    let wasLost = false;
    rig.store.subscribe(() => {
      const known = rig.store.run(rig.runId).kind === 'loaded';
      wasLost ||= wasKnown && !known;
      wasKnown ||= known;
    });
    const stop = rig.poller.watch(kind === 'timeline' ? { kind, ...rig.ref } : { kind });
    // Long enough for the run to lie still, and to be looked at for it.
    for (let minutes = 0; minutes < 30; minutes += 5) await ended(Promise.resolve());
    expect(rig.a.requests.some((request) => request.operation === operation)).toBe(true);
    expect([wasKnown, wasLost, rig.store.run(rig.runId).kind]).toEqual([true, false, 'loaded']);
    stop();
  });

  it('not a plan of which one step is not found', async () => {
    const rig = await prepared();
    rig.a.addFault({ operation: 'getPlanStep', effect: { kind: 'status', status: 404 } });
    const wishes = [{ stepId: 'one', from: 'pending', to: 'skipped' }];
    await expect(ended(rig.begin().savePlan(rig.ref, [], wishes))).rejects.toMatchObject({ kind: 'conflict' });
  });
});
