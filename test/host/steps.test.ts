import { assert } from 'chai';
import * as vscode from 'vscode';
import type { TestApi } from '../../src/extension';
import { valueOf } from '../../src/tracking/facts';
import { standIn } from './dialogs';
import { connected, until } from './fixture';
import type { TestWorld } from './world';

type WireStep = { step_id: string; description: string; parent_step_id?: string; sequence: number };

describe('steps, statuses and events by hand', () => {
  let world: TestWorld;
  let api: TestApi;
  const dialogs = standIn();
  let target: { missionId: string; runId: string };
  before(async () => {
    ({ world, api } = await connected());
    const missionId = String((await world.call('POST', '', { name: 'By hand' })).mission_id);
    target = { missionId, runId: String((await world.call('POST', `/${missionId}/runs`, {})).run_id) };
    await vscode.commands.executeCommand('missions.tree.focus');
    await api.poller.refresh();
    await until('the mission', () => api.store.mission(missionId));
    // Nobody else asks for the plan.
    await vscode.commands.executeCommand('workbench.view.explorer');
  });
  afterEach(() => world.clearFaults());
  after(() => world.close());

  const path = () => `/${target.missionId}/runs/${target.runId}`;
  const plan = async () => (await world.call('GET', `${path()}/plan`)) as unknown as WireStep[];
  const add = () => vscode.commands.executeCommand('missions.addStep', target);

  it('creates the plan with its first step, then adds to it, with ids made from the texts', async () => {
    dialogs.on(/Add Step to the Plan of By hand/, 'Call Köln, twice!').on(/Add Step/, 'Call Köln (twice)');
    await add();
    await add();
    assert.deepStrictEqual(
      (await plan()).map(({ step_id, description }) => [step_id, description]),
      [
        ['call_köln_twice', 'Call Köln, twice!'],
        ['call_köln_twice_2', 'Call Köln (twice)'],
      ],
    );
    assert.lengthOf(valueOf(api.store.plan(target.runId)) ?? [], 2);
  });

  it('adds a sub-step from the row of a step', async () => {
    dialogs.on(/Add Sub-Step to “Call Köln, twice!”/, 'Look up the number');
    await vscode.commands.executeCommand('missions.addSubStep', { ...target, stepId: 'call_köln_twice' });
    const step = (await plan()).find(({ step_id }) => step_id === 'look_up_the_number');
    assert.strictEqual(step?.parent_step_id, 'call_köln_twice');
  });

  it('keeps what was typed where the step was not added', async () => {
    await world.fault({ operation: 'addPlanSteps', times: 1, effect: { kind: 'status', status: 403 } });
    dialogs.on(/Add Step/, 'Typed once');
    await add();
    assert.match(dialogs.asked.at(-1)?.text ?? '', /The step was not added\. What you typed is kept/);
    let offered = '';
    dialogs.on(/Add Step/, ({ value }) => {
      offered = value;
      return value;
    });
    await add();
    assert.strictEqual(offered, 'Typed once');
    assert.lengthOf(
      (await plan()).filter(({ description }) => description === 'Typed once'),
      1,
    );
  });

  it('looks after a lost answer, and adds nothing twice', async () => {
    await world.fault({
      operation: 'addPlanSteps',
      times: 1,
      effect: { kind: 'status', status: 502, afterwards: true },
    });
    dialogs.on(/Add Step/, 'Answer lost');
    await add();
    assert.lengthOf(dialogs.asked, 1);
    assert.lengthOf(
      (await plan()).filter(({ description }) => description === 'Answer lost'),
      1,
    );
  });

  it('says that the step was added where only the plan could not be read again', async () => {
    dialogs.on(/Add Step/, 'Unread');
    await world.takeRequests();
    await world.fault({ operation: 'addPlanSteps', effect: { kind: 'slow', ms: 2000 } });
    const added = add();
    await until('the step to be on its way', async () => (await world.takeRequests()).addPlanSteps);
    await world.fault({ operation: 'getPlan', effect: { kind: 'status', status: 403 } });
    await added;
    assert.match(dialogs.asked.at(-1)?.text ?? '', /The step was added\. The plan could not be read again/);
    await world.clearFaults();
    assert.isTrue((await plan()).some(({ description }) => description === 'Unread'));
    assert.isTrue(valueOf(api.store.plan(target.runId))?.some(({ description }) => description === 'Unread'));
  });

  it('sets the status of a run that an agent of one’s own works', async () => {
    dialogs.on(/Set Status of the Run of By hand/, (question) => {
      assert.deepStrictEqual(question.choices, ['running', 'paused', 'succeeded', 'failed', 'cancelled']);
      return 'running';
    });
    await vscode.commands.executeCommand('missions.setRunStatus', target);
    assert.strictEqual((await world.call('GET', path())).status, 'running');
  });

  it('asks which agent an event comes from only where one is linked', async () => {
    async function log(summary: string): Promise<Record<string, unknown> | undefined> {
      dialogs
        .on(/What kind of event/, (question) => question.choices[0])
        .on(/What happened/, summary)
        .on(/Which step/, 'No step')
        .on(/The payload/, '');
      await vscode.commands.executeCommand('missions.logEvent', target);
      const all = await world.call('GET', `${path()}/events?page[size]=1000`);
      return (all as unknown as Record<string, unknown>[]).find((event) => event.summary === summary);
    }
    assert.isNull((await log('By nobody'))?.agent_id ?? null);
    assert.lengthOf(dialogs.askedFor(/Which agent/), 0);

    await world.call('POST', `${path()}/telnyx-agents`, { telnyx_agent_id: 'assistant-1' });
    dialogs.on(/Which agent/, (question) => {
      assert.deepStrictEqual(question.choices, ['assistant-1', 'No agent', 'Another agent…']);
      return 'assistant-1';
    });
    assert.strictEqual((await log('By an agent'))?.agent_id, 'assistant-1');
  });

  describe('an event whose answer was lost', () => {
    async function log(summary: string, payload: string): Promise<void> {
      dialogs
        .on(/What kind of event/, (question) => question.choices[0])
        .on(/What happened/, summary)
        .on(/Which step/, 'No step')
        .on(/Which agent/, 'No agent')
        .on(/The payload/, payload);
      await vscode.commands.executeCommand('missions.logEvent', target);
    }
    async function losingTheAnswer(summary: string, payload: string): Promise<void> {
      await world.fault({ operation: 'logEvent', effect: { kind: 'status', status: 502, afterwards: true } });
      await log(summary, payload);
      assert.match(dialogs.asked.at(-1)?.text ?? '', /answer to your request was lost/);
      await world.clearFaults();
    }
    async function logged(summary: string): Promise<unknown[]> {
      const all = await world.call('GET', `${path()}/events?page[size]=1000`);
      const events = all as unknown as Record<string, unknown>[];
      return events.filter((event) => event.summary === summary).map((event) => event.payload);
    }

    it('is logged once where it is sent again as it was', async () => {
      await losingTheAnswer('Sent twice', '{ "a": 1, "b": [2] }');
      await log('Sent twice', '{"b":[2],"a":1}');
      assert.deepStrictEqual(await logged('Sent twice'), [{ a: 1, b: [2] }]);
    });

    it('is another event where something was changed since, and both are logged', async () => {
      await losingTheAnswer('As it was first', '');
      await losingTheAnswer('As it was meant', '');
      await log('As it was meant', '{ "a": 1 }');
      assert.lengthOf(await logged('As it was first'), 1);
      assert.deepStrictEqual((await logged('As it was meant')).filter(Boolean), [{ a: 1 }]);
      assert.lengthOf(await logged('As it was meant'), 2);
    });
  });
});
