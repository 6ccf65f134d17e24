import { assert } from 'chai';
import * as vscode from 'vscode';
import type { TestApi } from '../../src/extension';
import { valueOf } from '../../src/tracking/facts';
import { closeEditors, connected, missionId, pause, runningRunId, until } from './fixture';
import type { TestWorld } from './world';

const finishedRunId = '5b1f0c1e-0001-4000-b000-000000000001';
const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.label));

describe('the run timeline', () => {
  let world: TestWorld;
  let api: TestApi;
  before(async () => {
    ({ world, api } = await connected());
    await vscode.commands.executeCommand('workbench.view.explorer');
    await until('the tree to be hidden', () => !api.tree.view.visible);
  });
  after(async () => {
    await closeEditors();
    await world.close();
  });
  const columns = (runId: string) => valueOf(api.store.events(runId))?.columns;

  it('opens one tab a run, named for its mission', async () => {
    const target = { missionId, runId: runningRunId };
    await vscode.commands.executeCommand('missions.openTimeline', target);
    await vscode.commands.executeCommand('missions.openTimeline', target);
    await until('the name', () => tabs().includes('Roof repair quotes · run 5b1f0c1e'));
    assert.strictEqual(tabs().length, 1);
    assert.deepStrictEqual(api.timelines.active(), target);
  });

  it('reads every event of the run, once', async () => {
    await until('the events', () => valueOf(api.store.events(runningRunId))?.complete);
    const total = Number(valueOf(api.store.events(runningRunId))?.total);
    assert.ok(total > 5);
    assert.strictEqual(columns(runningRunId)?.length, total);
  });

  it('shows what an agent logs, without a hand on the keyboard', async () => {
    const logged = await world.call('POST', `/${missionId}/runs/${runningRunId}/events`, {
      type: 'custom',
      summary: 'From outside',
    });
    await until('the event', () => columns(runningRunId)?.has(String(logged.event_id)), 6000);
  });

  it('costs at most two requests a tick', async () => {
    await world.takeRequests();
    await pause(6200);
    const counts = await world.takeRequests();
    const sum = Object.values(counts).reduce((a, b) => a + b, 0);
    assert.ok(sum >= 2 && sum <= 8, JSON.stringify(counts));
  });

  it('never asks again for a finished run', async () => {
    await closeEditors();
    await vscode.commands.executeCommand('missions.openTimeline', { missionId, runId: finishedRunId });
    await until('the events', () => valueOf(api.store.events(finishedRunId))?.complete);
    await pause(3000);
    await world.takeRequests();
    await pause(4500);
    assert.deepStrictEqual(await world.takeRequests(), {});
  });

  it('asks for nothing once it is closed', async () => {
    await vscode.commands.executeCommand('missions.openTimeline', { missionId, runId: runningRunId });
    await pause(500);
    await closeEditors();
    await pause(500);
    await world.takeRequests();
    await pause(4500);
    assert.deepStrictEqual(await world.takeRequests(), {});
  });
});
