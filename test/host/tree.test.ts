import { assert } from 'chai';
import * as vscode from 'vscode';
import type { TestApi } from '../../src/extension';
import { valueOf } from '../../src/tracking/facts';
import { connected, missionId, rows, runningRunId, until } from './fixture';
import type { TestWorld } from './world';

describe('the missions view', () => {
  let world: TestWorld;
  let api: TestApi;

  before(async () => {
    ({ world, api } = await connected());
    await vscode.commands.executeCommand('missions.tree.focus');
  });
  after(() => world.close());

  it('lists the missions by name', async () => {
    assert.deepStrictEqual(await rows(api, 1), [
      'Dental appointment reminders',
      'Late delivery call-outs',
      'On-call hand-over summary',
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
    assert.deepStrictEqual(find('On-call hand-over summary'), [
      'No runs yet',
      ['Tools', ['No tools yet']],
      ['Knowledge Bases', ['No knowledge bases yet']],
      ['MCP Servers', ['No MCP servers yet']],
    ]);
    assert.deepStrictEqual((find('Weekly tenant survey')[0] as unknown[])[1], ['No plan yet']);
  });

  it('pauses, resumes and cancels through the commands, and follows', async () => {
    const status = () => valueOf(api.store.run(runningRunId))?.status;
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
    const pause = () => vscode.commands.executeCommand('missions.pauseRun', target);
    await Promise.all([pause(), pause()]);
    await world.configure({ latency: 0 });
    assert.strictEqual((await world.takeRequests()).pauseRun, 1);
    await vscode.commands.executeCommand('missions.resumeRun', target);
  });

  it('shows what a run is now when an act comes too late', async () => {
    const run = await world.call('POST', `/${missionId}/runs`, {});
    const target = { missionId, runId: String(run.run_id) };
    await world.call('POST', `/${missionId}/runs/${target.runId}/cancel`);
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
    const survey = '5b1f0c1e-0006-4000-a000-000000000006';
    await vscode.commands.executeCommand('missions.startRun', { missionId: survey });
    const runs = api.store.allRuns().filter((run) => run.missionId === survey);
    assert.strictEqual(runs.length, 1);
  });

  it('starts one run for two clicks', async () => {
    const handover = '5b1f0c1e-0006-4000-a000-000000000006';
    await world.configure({ latency: 200 });
    await world.takeRequests();
    const start = () => vscode.commands.executeCommand('missions.startRun', { missionId: handover });
    await Promise.all([start(), start()]);
    await world.configure({ latency: 0 });
    assert.strictEqual((await world.takeRequests()).startRun, 1);
  });

  it('runs again with the same input', async () => {
    const survey = '5b1f0c1e-0006-4000-a000-000000000006';
    const first = await world.call('POST', `/${survey}/runs`, { input: { question: 'Why?' } });
    await vscode.commands.executeCommand('missions.runAgain', { missionId: survey, runId: first.run_id });
    const again = api.store
      .allRuns()
      .filter(({ missionId: of, runId, input }) => of === survey && runId !== first.run_id && input !== undefined);
    assert.deepStrictEqual(
      again.map(({ input }) => input),
      [{ question: 'Why?' }],
    );
  });

  it('says that it is unknown whether a run was started when the answer was lost, and starts no second one', async () => {
    const handover = '5b1f0c1e-0006-4000-a000-000000000006';
    const before = await world.count(`/${handover}/runs`);
    // Not a cut connection: Chromium sends a request again by itself where a connection that it had used before is cut.
    await world.fault({ operation: 'startRun', times: 1, effect: { kind: 'status', status: 502, afterwards: true } });
    // The message stays until somebody answers it: the command is not over before that.
    void vscode.commands.executeCommand('missions.startRun', { missionId: handover });
    await until(
      'the run that was started all the same',
      async () => (await world.count(`/${handover}/runs`)) === before + 1,
    );
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.strictEqual(await world.count(`/${handover}/runs`), before + 1);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('shows what happens elsewhere within one interval, by itself', async () => {
    const created = await world.call('POST', `/${missionId}/runs`, {});
    await until('the new run', () => valueOf(api.store.run(String(created.run_id))), 12_000);
  });

  it('keeps what it shows when the service fails, and says since when', async () => {
    await world.fault({ effect: { kind: 'status', status: 404 } });
    await vscode.commands.executeCommand('missions.refresh');
    await until('the message', () => api.tree.view.message?.startsWith('As of '));
    assert.strictEqual((await rows(api, 1)).length, 6);
    await world.clearFaults();
    await vscode.commands.executeCommand('missions.refresh');
    await until('the message to go', () => !api.tree.view.message);
  });

  it('asks for nothing once it is hidden and nobody wants to be told', async () => {
    const set = (value: unknown) =>
      vscode.workspace.getConfiguration('missions').update('notifications', value, vscode.ConfigurationTarget.Global);
    await set('off');
    await vscode.commands.executeCommand('workbench.view.explorer');
    await until('the view to be hidden', () => !api.tree.view.visible);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await world.takeRequests();
    await new Promise((resolve) => setTimeout(resolve, 6500));
    assert.deepStrictEqual(await world.takeRequests(), {});
    await set(undefined);
    await vscode.commands.executeCommand('missions.tree.focus');
  });
});
