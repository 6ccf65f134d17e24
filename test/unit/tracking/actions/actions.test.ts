import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OperationId } from '../../../../src/api/operations';
import { createActions } from '../../../../src/tracking/actions/actions';
import { readWholeRun } from '../../../../src/tracking/reading/readWholeRun';
import { missionId, runId, tracked } from '../tracked';

const ref = { missionId, runId };

describe('what a person does to a run', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 2, 14, 9) });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function acting() {
    const rig = tracked();
    const actions = createActions({ ...rig, client: rig.client.bind(), wake: () => undefined });
    /** The act happens, and its answer is lost. */
    const loseAnswers = (operation: OperationId, times = 1) =>
      rig.simulator.addFault({ operation, times, effect: { kind: 'status', status: 502, afterwards: true } });
    /** Runs an act to its end, however long it waits before it tries again. */
    async function ended<T>(act: Promise<T>): Promise<T> {
      const settled = act.finally(() => undefined);
      settled.catch(() => undefined);
      await vi.advanceTimersByTimeAsync(120_000);
      return settled;
    }
    const sent = (operation: OperationId) =>
      rig.simulator.requests.filter((request) => request.operation === operation).length;
    return { ...rig, actions, loseAnswers, ended, sent };
  }

  it('logs an event once, also where the first answer was lost', async () => {
    const { actions, client, loseAnswers, ended } = acting();
    loseAnswers('logEvent');
    const event = { type: 'message', summary: 'By hand', idempotencyKey: crypto.randomUUID() };
    expect((await ended(actions.logEvent(ref, event))).kind).toBe('done');
    const { rows } = await ended(client.listEvents(missionId, runId, {}, { size: 1000 }));
    expect(rows.filter(({ summary }) => summary === 'By hand')).toHaveLength(1);
  });

  it('does not log an event twice when the person tries again with the same key', async () => {
    const { actions, client, loseAnswers, ended } = acting();
    loseAnswers('logEvent', 20);
    const event = { type: 'message', summary: 'By hand', idempotencyKey: crypto.randomUUID() };
    expect((await ended(actions.logEvent(ref, event))).kind).toBe('unsure');
    loseAnswers('logEvent', 0);
    await ended(actions.logEvent(ref, event));
    const { rows } = await ended(client.listEvents(missionId, runId, {}, { size: 1000 }));
    expect(rows.filter(({ summary }) => summary === 'By hand')).toHaveLength(1);
  });

  it('finds missions by their whole name, on whatever page', async () => {
    const { actions, client, ended } = acting();
    const created = await ended(client.createMission({ name: 'One of two' }));
    await ended(client.createMission({ name: 'One of two hundred' }));
    expect(await ended(actions.findMissions('One of two'))).toEqual([created]);
  });

  it('finds missions and runs on whatever page, also where others are deleted meanwhile', async () => {
    const { simulator, actions, ended } = acting();
    const { world } = simulator;
    const many = world.seedMissions(2500);
    const wanted = world.missions[1700];
    const [first] = many;
    if (!wanted || !first) throw new Error('no missions');
    wanted.row.name = 'Far down';
    const runs = world.seedRuns(wanted, 2500, 'succeeded');
    const runId = runs[0]?.row.run_id ?? '';
    simulator.setLatency(1000);
    const found = ended(Promise.all([actions.findMissions('Far down'), actions.findRun(runId)]));
    // One after the other, from the beginning of the lists and from their end.
    for (const mission of [...many.slice(0, 300), ...many.slice(-300)])
      if (mission !== wanted) setTimeout(() => world.removeMission(mission), 1500);
    const [missions, run] = await found;
    expect(missions.map(({ missionId: id }) => id)).toEqual([wanted.row.mission_id]);
    expect(run).toMatchObject({ runId });
  });

  it('says of how many runs it knows only that there are at least so many', async () => {
    const rig = tracked({ empty: true }, undefined, undefined, {
      // No `meta` at all.
      handle: async (request, answer) => {
        const response = await answer(request);
        if (!request.url.includes('/runs')) return response;
        const { data } = (await response.json()) as { data: unknown };
        return Response.json({ data });
      },
    });
    const actions = createActions({ ...rig, client: rig.client.bind(), wake: () => undefined });
    const [mission] = rig.simulator.world.seedMissions(1);
    if (!mission) throw new Error('no mission');
    const id = mission.row.mission_id;
    rig.simulator.world.seedRuns(mission, 1, 'failed');
    expect(await actions.readRuns(id, 1)).toMatchObject({ total: 1, atLeast: true });
    expect(await actions.readRuns(id, 2)).toMatchObject({ total: 1, atLeast: false });
    rig.simulator.world.seedRuns(mission, 5, 'failed');
    expect(await actions.readRuns(id, 1)).toMatchObject({ total: 1, atLeast: true });
    expect(await actions.readRuns(id, 10)).toMatchObject({ total: 6, atLeast: false });
  });

  it('takes a mission that is too large to be read for one that is there', async () => {
    const rig = tracked({}, undefined, undefined, { longest: 100 });
    const actions = createActions({ ...rig, client: rig.client.bind(), wake: () => undefined });
    expect(await actions.isMissionGone(missionId)).toBe(false);
  });

  it('writes nothing to a mission where the look at what it is now throws', async () => {
    const { actions, ended, sent } = acting();
    const decide = () => {
      throw new RangeError('not like this');
    };
    await expect(ended(actions.saveMission(missionId, decide))).rejects.toThrow(RangeError);
    expect(sent('updateMission')).toBe(0);
    const named = actions.saveMission(missionId, (fresh) => ({ kind: 'write', change: { name: `${fresh.name}!` } }));
    expect(await ended(named)).toMatchObject({ kind: 'saved', value: { name: 'Roof repair quotes!' } });
  });

  it('links an agent once, and looks where the answer was lost', async () => {
    const { actions, client, loseAnswers, ended, sent } = acting();
    loseAnswers('linkAgent');
    expect((await ended(actions.linkAgent(ref, 'assistant-x'))).kind).toBe('done');
    expect(sent('linkAgent')).toBe(1);
    const agents = await ended(client.listLinkedAgents(missionId, runId));
    expect(agents.filter(({ telnyxAgentId }) => telnyxAgentId === 'assistant-x')).toHaveLength(1);
  });

  it('does not take an agent for unlinked because the list lacks it', async () => {
    const rig = acting();
    const { client, ended } = rig;
    await ended(client.linkAgent(missionId, runId, 'assistant-x'));
    rig.simulator.addFault({ operation: 'unlinkAgent', effect: { kind: 'status', status: 502 } });
    const cut = { ...client.bind(), listLinkedAgents: () => Promise.resolve([]) };
    const actions = createActions({ ...rig, client: cut, wake: () => undefined });
    expect(await ended(actions.unlinkAgent(ref, 'assistant-x'))).toMatchObject({ kind: 'unsure' });
    const agents = await ended(client.listLinkedAgents(missionId, runId));
    expect(agents.map(({ telnyxAgentId }) => telnyxAgentId)).toContain('assistant-x');
  });

  it('takes an agent for unlinked once a repeated request is answered that it is not linked', async () => {
    const { actions, client, loseAnswers, ended, sent } = acting();
    await ended(client.linkAgent(missionId, runId, 'assistant-x'));
    loseAnswers('unlinkAgent');
    expect((await ended(actions.unlinkAgent(ref, 'assistant-x'))).kind).toBe('done');
    expect([sent('unlinkAgent'), sent('listLinkedAgents')]).toEqual([2, 0]);
  });

  it('sets the status of a step, and the store knows it at once', async () => {
    const { actions, store, ended } = acting();
    const [step] = await ended(actions.readPlan(ref));
    if (!step) throw new Error('The plan has no step');
    expect((await ended(actions.setStepStatus(ref, step, 'skipped'))).kind).toBe('done');
    const plan = store.plan(runId);
    expect(plan.kind === 'loaded' && plan.value[0]?.status).toBe('skipped');
    expect((await ended(actions.setStepStatus(ref, { ...step, stepId: 'no such step' }, 'skipped'))).kind).toBe(
      'refused',
    );
  });

  it('adds steps to a plan once, and says how many statuses were not set', async () => {
    const { actions, client, simulator, loseAnswers, ended, sent } = acting();
    // Nobody works the runs of a mission that is new.
    const mission = await ended(client.createMission({ name: 'New' }));
    const run = await ended(client.startRun(mission.missionId, {}));
    const fresh = { missionId: mission.missionId, runId: run.runId };
    loseAnswers('createPlan');
    const added = [{ stepId: 'a', description: 'A', sequence: 1 }];
    const first = await ended(actions.savePlan(fresh, added, []));
    expect(sent('createPlan')).toBe(1);
    expect(first.steps.map(({ stepId }) => stepId)).toEqual(['a']);
    simulator.addFault({ operation: 'updatePlanStep', times: 50, effect: { kind: 'status', status: 500 } });
    const second = await ended(
      actions.savePlan(
        fresh,
        [{ stepId: 'b', description: 'B', sequence: 2 }],
        [{ stepId: 'a', from: 'pending', to: 'completed' }],
      ),
    );
    expect(second).toMatchObject({ kind: 'saved', failed: 1 });
    expect(second.steps.map(({ stepId, status }) => `${stepId} ${status}`)).toEqual(['a pending', 'b pending']);
  });

  it('has added what it has added, also where the plan could not be read again', async () => {
    const { actions, client, simulator, store, ended } = acting();
    const mission = await ended(client.createMission({ name: 'New' }));
    const run = await ended(client.startRun(mission.missionId, {}));
    const fresh = { missionId: mission.missionId, runId: run.runId };
    simulator.addFault({ operation: 'getPlan', times: 1, effect: { kind: 'slow', ms: 1 } });
    simulator.addFault({ operation: 'getPlan', times: 50, effect: { kind: 'status', status: 403 } });
    const added = [{ stepId: 'a', description: 'A', sequence: 1 }];
    const outcome = await ended(actions.savePlan(fresh, added, [{ stepId: 'a', from: 'pending', to: 'completed' }]));
    expect(outcome).toMatchObject({ kind: 'saved', failed: 0, unread: { kind: 'forbidden' } });
    expect(outcome.steps.map(({ stepId, status }) => `${stepId} ${status}`)).toEqual(['a completed']);
    const held = store.plan(run.runId);
    expect(held.kind === 'loaded' && held.value.length).toBe(1);
  });

  it('never sets a status over one that somebody else has set since, unless the person has seen it', async () => {
    const { actions, client, ended, sent } = acting();
    const { missionId } = await ended(client.createMission({ name: 'New' }));
    const run = await ended(client.startRun(missionId, {}));
    const two = ['a', 'b'].map((stepId, at) => ({ stepId, description: stepId, sequence: at }));
    await ended(actions.savePlan(run, two, []));
    await ended(client.updatePlanStep(missionId, run.runId, 'a', { status: 'completed' }));
    await ended(client.updatePlanStep(missionId, run.runId, 'b', { status: 'skipped' }));
    const wishes = [
      { stepId: 'a', from: 'pending', to: 'skipped' },
      { stepId: 'b', from: 'pending', to: 'skipped' },
    ];
    const before = sent('updatePlanStep');
    const outcome = await ended(actions.savePlan(run, [], wishes));
    expect(outcome.kind).toBe('conflict');
    expect(sent('updatePlanStep')).toBe(before);
    // What is so already is not set again, and is in nobody's way.
    expect(await ended(actions.savePlan(run, [], wishes.slice(1)))).toMatchObject({ kind: 'saved', failed: 0 });
    expect(sent('updatePlanStep')).toBe(before);
    expect(await ended(actions.savePlan(run, [], wishes, outcome.steps))).toMatchObject({ kind: 'saved', failed: 0 });
    expect(sent('updatePlanStep')).toBe(before + 1);
    // What was seen is no longer what is there.
    await ended(client.updatePlanStep(missionId, run.runId, 'a', { status: 'failed' }));
    expect((await ended(actions.savePlan(run, [], wishes, outcome.steps))).kind).toBe('conflict');
  });

  it('has not saved a plan of which nothing was saved', async () => {
    const { actions, client, simulator, ended } = acting();
    const { missionId } = await ended(client.createMission({ name: 'New' }));
    const run = await ended(client.startRun(missionId, {}));
    await ended(actions.savePlan(run, [{ stepId: 'a', description: 'A', sequence: 1 }], []));
    const wishes = [{ stepId: 'a', from: 'pending', to: 'completed' }];
    simulator.addFault({ operation: 'updatePlanStep', times: 1, effect: { kind: 'status', status: 403 } });
    await expect(ended(actions.savePlan(run, [], wishes))).rejects.toMatchObject({ kind: 'forbidden' });
    await ended(client.deleteMission(missionId));
    await expect(ended(actions.savePlan(run, [], wishes))).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('says of steps that were not added that they were not', async () => {
    const { actions, simulator, loseAnswers, ended, sent } = acting();
    const added = [{ stepId: 'new', description: 'New', sequence: 99 }];
    simulator.addFault({ operation: 'addPlanSteps', times: 1, effect: { kind: 'status', status: 403 } });
    await expect(ended(actions.savePlan(ref, added, []))).rejects.toMatchObject({ maybeDone: false });
    // It has happened, but nobody can see it: unknown, and not sent again.
    loseAnswers('addPlanSteps');
    simulator.addFault({ operation: 'getPlan', times: 1, effect: { kind: 'slow', ms: 1 } });
    simulator.addFault({ operation: 'getPlan', times: 50, effect: { kind: 'status', status: 403 } });
    await expect(ended(actions.savePlan(ref, added, []))).rejects.toMatchObject({ maybeDone: true });
    expect(sent('addPlanSteps')).toBe(2);
  });

  it('looks whether a mission is gone after a lost answer, and takes it off the list', async () => {
    const { actions, client, store, loseAnswers, ended } = acting();
    const mission = await ended(client.createMission({ name: 'Short-lived' }));
    await ended(actions.readMission(mission.missionId));
    loseAnswers('deleteMission', 20);
    expect((await ended(actions.deleteMission(mission.missionId))).kind).toBe('done');
    expect(store.mission(mission.missionId)).toBeUndefined();
    expect(await ended(actions.isMissionGone(mission.missionId))).toBe(true);
  });

  it('never creates a mission twice, and says that it is unknown', async () => {
    const { actions, loseAnswers, ended, sent } = acting();
    loseAnswers('createMission');
    expect((await ended(actions.createMission({ name: 'Twice?' }))).kind).toBe('unsure');
    expect(sent('createMission')).toBe(1);
    // What is gone already is as good as deleted.
    expect((await ended(actions.deleteMission(crypto.randomUUID()))).kind).toBe('done');
  });

  it('reads all of a run for a file, every event once', async () => {
    const { client, simulator, ended } = acting();
    const finished = { missionId, runId: 'b07e6f85-d997-49d2-a68a-778aff39e71c' };
    simulator.seedBulk({ events: { count: 3500, runId: finished.runId, apartMs: 10 } });
    const heard: number[] = [];
    const whole = await ended(
      readWholeRun(client, finished, {
        known: undefined,
        signal: new AbortController().signal,
        progress: (loaded) => heard.push(loaded),
      }),
    );
    const { total } = await ended(client.listEvents(missionId, finished.runId, {}, { size: 1 }));
    expect(total).toBeGreaterThanOrEqual(3500);
    expect(whole.columns.length).toBe(total);
    expect(whole.run.runId).toBe(finished.runId);
    expect(whole.steps.length).toBeGreaterThan(3);
    expect(heard.at(-1)).toBe(total);
  });
});
