import { assert } from 'chai';
import * as vscode from 'vscode';
import { valueOf } from '../../src/tracking/store/facts';
import { inOrder, labels, saying } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { describeConnected } from './fixture';

type WireStep = { step_id: string; description: string; parent_step_id?: string; sequence: number };

describeConnected('steps, statuses and events by hand', {}, ({ world, api }) => {
  const dialogs = stubDialogs();
  let target: { missionId: string; runId: string };
  beforeEach(async () => {
    const missionId = String((await world.call('POST', '', { name: 'By hand' })).mission_id);
    target = { missionId, runId: String((await world.call('POST', `/${missionId}/runs`, {})).run_id) };
    const stop = api.poller.watch({ kind: 'missions' });
    await api.poller.refresh();
    stop();
    assert.ok(api.store.mission(missionId));
  });

  const path = () => `/${target.missionId}/runs/${target.runId}`;
  const plan = () => world.get<WireStep[]>(`${path()}/plan`);
  const events = () => world.get<Record<string, unknown>[]>(`${path()}/events?page[size]=1000`);
  const add = () => vscode.commands.executeCommand('missions.addStep', target);

  /** The plan is created with its first step; further ones are added. */
  async function addFirst(): Promise<void> {
    dialogs.on('addStep', 'The first one');
    await add();
    assert.lengthOf(await plan(), 1);
    dialogs.asked.length = 0;
  }

  it('the first step creates the plan, further ones are added, and their ids are made from the texts', async () => {
    dialogs.on(inOrder(saying('addStep'), /By hand/), 'Call Köln, twice!').on('addStep', 'Call Köln (twice)');
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

  it('a sub-step is added from the row of a step', async () => {
    dialogs.on('addStep', 'Call Köln, twice!');
    await add();
    dialogs.on(saying('addSubStep', 'Call Köln, twice!'), 'Look up the number');
    await vscode.commands.executeCommand('missions.addSubStep', { ...target, stepId: 'call_köln_twice' });
    const step = (await plan()).find(({ step_id }) => step_id === 'look_up_the_number');
    assert.strictEqual(step?.parent_step_id, 'call_köln_twice');
  });

  it('what was typed is kept where the step was not added', async () => {
    await addFirst();
    await world.fault({ operation: 'addPlanSteps', times: 1, effect: { kind: 'status', status: 403 } });
    dialogs.on('addStep', 'Typed once');
    await add();
    assert.match(dialogs.asked.at(-1)?.text ?? '', saying('stepNotAdded'));
    let offered = '';
    dialogs.on('addStep', ({ value }) => {
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

  it('a step whose answer was lost is looked for and added once', async () => {
    await addFirst();
    await world.fault({
      operation: 'addPlanSteps',
      times: 1,
      effect: { kind: 'status', status: 502, afterwards: true },
    });
    dialogs.on('addStep', 'Answer lost');
    await add();
    assert.lengthOf(dialogs.asked, 1);
    assert.lengthOf(
      (await plan()).filter(({ description }) => description === 'Answer lost'),
      1,
    );
  });

  it('a step is reported as added where only the plan could not be read again', async () => {
    await addFirst();
    dialogs.on('addStep', 'Unread');
    await world.takeRequests();
    await world.fault({ operation: 'addPlanSteps', effect: { kind: 'slow', ms: 2000 } });
    const added = add();
    await waitFor('the step to be on its way', async () => (await world.takeRequests()).addPlanSteps);
    await world.fault({ operation: 'getPlan', effect: { kind: 'status', status: 403 } });
    await added;
    assert.match(dialogs.asked.at(-1)?.text ?? '', saying('planNotReloaded'));
    await world.clearFaults();
    assert.isTrue((await plan()).some(({ description }) => description === 'Unread'));
    assert.isTrue(valueOf(api.store.plan(target.runId))?.some(({ description }) => description === 'Unread'));
  });

  it('the status of a run that the user’s own agent works is set', async () => {
    dialogs.on(saying('setRunStatus', 'By hand'), (question) => {
      assert.deepStrictEqual(question.choices, ['running', 'paused', 'succeeded', 'failed', 'cancelled']);
      return 'running';
    });
    await vscode.commands.executeCommand('missions.setRunStatus', target);
    assert.strictEqual((await world.get(path())).status, 'running');
  });

  it('the agent that an event comes from is asked for only where one is linked', async () => {
    async function log(summary: string): Promise<Record<string, unknown> | undefined> {
      dialogs
        .on('selectEventType', (question) => question.choices[0])
        .on('enterEventSummary', summary)
        .on('selectEventStep', labels.noStep)
        .on('enterEventPayload', '');
      await vscode.commands.executeCommand('missions.logEvent', target);
      return (await events()).find((event) => event.summary === summary);
    }
    assert.isNull((await log('By nobody'))?.agent_id ?? null);
    assert.lengthOf(dialogs.askedFor('selectEventAgent'), 0);

    await world.call('POST', `${path()}/telnyx-agents`, { telnyx_agent_id: 'assistant-1' });
    dialogs.on('selectEventAgent', (question) => {
      assert.deepStrictEqual(question.choices, ['assistant-1', labels.noAgent, labels.anotherAgent]);
      return 'assistant-1';
    });
    assert.strictEqual((await log('By an agent'))?.agent_id, 'assistant-1');
  });

  describe('an event whose answer was lost', () => {
    async function log(summary: string, payload: string): Promise<void> {
      dialogs
        .on('selectEventType', (question) => question.choices[0])
        .on('enterEventSummary', summary)
        .on('selectEventStep', labels.noStep)
        .on('selectEventAgent', labels.noAgent)
        .on('enterEventPayload', payload);
      await vscode.commands.executeCommand('missions.logEvent', target);
    }
    async function losingTheAnswer(summary: string, payload: string): Promise<void> {
      await world.fault({ operation: 'logEvent', effect: { kind: 'status', status: 502, afterwards: true } });
      await log(summary, payload);
      assert.match(dialogs.asked.at(-1)?.text ?? '', saying('unconfirmedUnread'));
      await world.clearFaults();
    }
    async function logged(summary: string): Promise<unknown[]> {
      return (await events()).filter((event) => event.summary === summary).map((event) => event.payload);
    }

    it('the event is logged once where it is sent again unchanged', async () => {
      await losingTheAnswer('Sent twice', '{ "a": 1, "b": [2] }');
      await log('Sent twice', '{"b":[2],"a":1}');
      assert.deepStrictEqual(await logged('Sent twice'), [{ a: 1, b: [2] }]);
    });

    it('the event is another one where something was changed since, and both are logged', async () => {
      await losingTheAnswer('As it was first', '');
      await losingTheAnswer('As it was meant', '');
      await log('As it was meant', '{ "a": 1 }');
      assert.lengthOf(await logged('As it was first'), 1);
      assert.deepStrictEqual((await logged('As it was meant')).filter(Boolean), [{ a: 1 }]);
      assert.lengthOf(await logged('As it was meant'), 2);
    });
  });
});
