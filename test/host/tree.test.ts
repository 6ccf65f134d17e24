import { assert } from 'chai';
import * as vscode from 'vscode';
import { EventLanes } from '../../src/timeline/geometry/eventLanes';
import { barDuration, rowsOf as timelineRows } from '../../src/timeline/geometry/layout';
import { valueOf } from '../../src/tracking/store/facts';
import { createLiveSource } from '../../src/views/timeline/liveTimelineSource';
import type { Handle } from '../../src/views/trees/treeHandles';
import { labels, saying } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { describeConnected, expandMission, itemsOf, missionId, rows, runningRunId } from './fixture';
import { intervals } from './intervals';

/** A mission whose runs no other test counts on. */
const otherMissionId = '5b1f0c1e-0004-4000-a000-000000000004';

describeConnected('the missions view', { sidebar: 'missions' }, ({ world, api }) => {
  const dialogs = stubDialogs();

  it('lists the missions by name', async () => {
    assert.deepStrictEqual(await rows(api, 1), [
      'Dental appointment reminders',
      'Late delivery calls',
      'On-call handoff summary',
      'Qualify inbound leads',
      'Roof repair quotes',
      'Weekly tenant survey',
    ]);
  });

  it('nests the plan of a run by its steps', async () => {
    const all = await rows(api, 4);
    const roof = all.find((row) => row[0] === 'Roof repair quotes');
    const newest = Array.isArray(roof) ? (roof[1] as unknown[])[0] : undefined;
    assert.deepStrictEqual((newest as unknown[])[1], [
      'Find licensed roofers nearby',
      'Prepare the call script',
      [
        'Call four roofers for quotes',
        ['Call Lakeview Roofing', 'Call Halsted & Sons', 'Call Prairie Roof Works', 'Call Skyline Exteriors'],
      ],
      'Compare the offers',
      'Write the recommendation',
    ]);
  });

  it('says so where there is no run or no plan', async () => {
    const all = await rows(api, 3);
    const find = (name: string) => all.find((row) => row[0] === name)?.[1] as unknown[];
    assert.deepStrictEqual(find('On-call handoff summary'), [labels.noRuns]);
    assert.deepStrictEqual((find('Weekly tenant survey')[0] as unknown[])[1], [labels.noPlan]);
  });

  it('shows no duration of the attempt before for a step that was set back, in its row and in the timeline', async () => {
    const runId = String((await world.call('POST', `/${otherMissionId}/runs`, {})).run_id);
    const path = `/${otherMissionId}/runs/${runId}`;
    const run = { missionId: otherMissionId, runId };
    await world.call('PATCH', path, { status: 'running' });
    await world.call('POST', `${path}/plan`, { steps: [{ step_id: 'call', description: 'Call', sequence: 1 }] });
    for (const status of ['in_progress', 'failed', 'in_progress'])
      await world.call('PATCH', `${path}/plan/steps/call`, { status });
    const [there] = await world.get<{ completed_at?: string }[]>(`${path}/plan`);
    assert.isString(there?.completed_at, 'the service keeps the time of the attempt before');
    const stop = api.poller.watch({ kind: 'plan', ...run });
    await waitFor('the plan', () => valueOf(api.store.plan(runId))?.[0]?.completedAt);
    stop();

    const mission = await expandMission(api, otherMissionId);
    const of = async (parent: Handle | undefined, wanted: string) => {
      const found = (await itemsOf(api.tree, parent)).find(({ handle }) => handle.key.startsWith(wanted));
      assert.ok(found, wanted);
      return found;
    };
    const { item } = await of((await of(mission, `run ${runId}`)).handle, 'step ');
    assert.strictEqual(item.label, 'Call');
    assert.strictEqual(item.description, labels.stepInProgress);
    assert.match((item.tooltip as vscode.MarkdownString).value, saying('previousAttempt'));

    // What the page is sent, and what it makes of that.
    const source = createLiveSource(run, api);
    const row = timelineRows(source.header(), source.steps(), new EventLanes(), new Set()).at(1);
    assert.deepInclude(row?.bar, { status: 'in_progress', startsLater: true });
    assert.notProperty(row?.bar, 'end');
    assert.isUndefined(row && barDuration(row, Date.now()));
  });

  it('counts a step that was left open no further than its run went', async () => {
    const runId = String((await world.call('POST', `/${otherMissionId}/runs`, {})).run_id);
    const path = `/${otherMissionId}/runs/${runId}`;
    const run = { missionId: otherMissionId, runId };
    await world.call('PATCH', path, { status: 'running' });
    await world.call('POST', `${path}/plan`, { steps: [{ step_id: 'call', description: 'Call', sequence: 1 }] });
    await world.call('PATCH', `${path}/plan/steps/call`, { status: 'in_progress' });
    await world.call('PATCH', path, { status: 'succeeded', result_summary: 'Done' });
    const stop = api.poller.watch({ kind: 'plan', ...run });
    await waitFor('the plan', () => valueOf(api.store.plan(runId))?.[0]?.startedAt);
    stop();
    const finishedAt = await waitFor('the end of the run', () => valueOf(api.store.run(runId))?.finishedAt);
    const mission = await expandMission(api, otherMissionId);
    const row = async (parent: Handle | undefined, wanted: string) =>
      (await itemsOf(api.tree, parent)).find(({ handle }) => handle.key.startsWith(wanted));
    await waitFor('a second after its end', () => api.store.now() > (finishedAt ?? 0) + 1000);
    const step = await row((await row(mission, `run ${runId}`))?.handle, 'step ');
    assert.match(String(step?.item.description), /^\d+ ms$/);
  });

  it('pauses, resumes and cancels through the commands, and follows', async () => {
    const status = () => valueOf(api.store.run(runningRunId))?.status;
    await waitFor('the run', () => status() === 'running');
    const target = { missionId, runId: runningRunId };
    await vscode.commands.executeCommand('missions.pauseRun', target);
    assert.strictEqual(status(), 'paused');
    assert.strictEqual((await world.call('GET', `/${missionId}/runs/${runningRunId}`)).status, 'paused');
    await vscode.commands.executeCommand('missions.resumeRun', target);
    assert.strictEqual(status(), 'running');
  });

  it('sends one request for two clicks', async () => {
    await world.configure({ latency: 200 });
    await world.takeRequests();
    const target = { missionId, runId: runningRunId };
    const pauseRun = () => vscode.commands.executeCommand('missions.pauseRun', target);
    await Promise.all([pauseRun(), pauseRun()]);
    await world.configure({ latency: 0 });
    assert.strictEqual((await world.takeRequests()).pauseRun, 1);
    await vscode.commands.executeCommand('missions.resumeRun', target);
  });

  it('shows what a run is now when an act comes too late', async () => {
    const run = await world.call('POST', `/${otherMissionId}/runs`, {});
    const target = { missionId: otherMissionId, runId: String(run.run_id) };
    await world.call('POST', `/${otherMissionId}/runs/${target.runId}/cancel`);
    await vscode.commands.executeCommand('missions.pauseRun', target);
    assert.strictEqual(valueOf(api.store.run(target.runId))?.status, 'cancelled');
    assert.strictEqual(api.store.isBusy(target.runId), false);
  });

  it('finds out what became of an act whose answer was lost', async () => {
    const target = { missionId, runId: runningRunId };
    await world.fault({ operation: 'pauseRun', times: 1, effect: { kind: 'drop', afterwards: true } });
    await vscode.commands.executeCommand('missions.pauseRun', target);
    assert.strictEqual(valueOf(api.store.run(runningRunId))?.status, 'paused');
    await vscode.commands.executeCommand('missions.resumeRun', target);
  });

  it('starts a run', async () => {
    const runs = async () => {
      const listed = await world.get<{ run_id: string }[]>(`/${otherMissionId}/runs`);
      return listed.map(({ run_id }) => run_id);
    };
    const before = await runs();
    await vscode.commands.executeCommand('missions.startRun', { missionId: otherMissionId });
    const [started = '', ...others] = (await runs()).filter((runId) => !before.includes(runId));
    assert.isEmpty(others);
    assert.strictEqual(api.store.run(started).kind, 'loaded');
  });

  it('starts one run for two clicks', async () => {
    await world.configure({ latency: 200 });
    await world.takeRequests();
    const start = () => vscode.commands.executeCommand('missions.startRun', { missionId: otherMissionId });
    await Promise.all([start(), start()]);
    await world.configure({ latency: 0 });
    assert.strictEqual((await world.takeRequests()).startRun, 1);
  });

  it('runs again with the same input', async () => {
    const input = { question: 'Why?' };
    const first = await world.call('POST', `/${otherMissionId}/runs`, { input });
    await vscode.commands.executeCommand('missions.runAgain', { missionId: otherMissionId, runId: first.run_id });
    const again = api.store
      .allRuns()
      .filter((run) => run.missionId === otherMissionId && run.runId !== first.run_id && run.input?.question);
    assert.deepStrictEqual(
      again.map(({ input }) => input),
      [input],
    );
  });

  it('says that it is unknown whether a run was started when the answer was lost, and starts no second one', async () => {
    const runs = () => world.count(`/${otherMissionId}/runs`);
    const before = await runs();
    // Not a cut connection: Chromium sends a request again by itself where a connection that it had used before is cut.
    await world.fault({ operation: 'startRun', times: 1, effect: { kind: 'status', status: 502, afterwards: true } });
    await world.takeRequests();
    await vscode.commands.executeCommand('missions.startRun', { missionId: otherMissionId });
    assert.lengthOf(dialogs.askedFor('mayHaveStarted'), 1);
    assert.strictEqual((await world.takeRequests()).startRun, 1);
    assert.strictEqual(await runs(), before + 1);
  });

  it('shows what happens elsewhere within one interval, by itself', async () => {
    const created = await world.call('POST', `/${missionId}/runs`, {});
    await world.takeRequests();
    await waitFor('the new run', () => valueOf(api.store.run(String(created.run_id))));
    // One may have been on the way.
    assert.isAtMost((await world.takeRequests()).listRecentRuns ?? 0, 2);
  });

  it('keeps what it shows when the service fails, and says since when', async () => {
    await world.fault({ effect: { kind: 'status', status: 404 } });
    await vscode.commands.executeCommand('missions.refresh');
    await waitFor('the message', () => api.tree.view.message?.startsWith('As of '));
    assert.strictEqual((await rows(api, 1)).length, 6);
    await world.clearFaults();
    await vscode.commands.executeCommand('missions.refresh');
    await waitFor('the message to go', () => !api.tree.view.message);
  });

  it('asks for nothing once it is hidden and nobody wants to be told', async () => {
    const set = (value: unknown) =>
      vscode.workspace.getConfiguration('missions').update('notifications', value, vscode.ConfigurationTarget.Global);
    await set('off');
    await waitFor('the view to be asked for', () => api.poller.isTicking());
    await vscode.commands.executeCommand('workbench.view.explorer');
    await waitFor('the view to be hidden', () => !api.tree.view.visible);
    await waitFor('nothing more to be planned', () => !api.poller.isTicking());
    // What was on its way arrives nevertheless.
    await intervals(1, 'timeline');
    await world.takeRequests();
    await intervals(5);
    assert.deepStrictEqual(await world.takeRequests(), {});
  });
});
