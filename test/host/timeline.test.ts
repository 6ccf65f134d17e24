import { assert } from 'chai';
import * as vscode from 'vscode';
import type { TestApi } from '../../src/extension';
import { valueOf } from '../../src/tracking/facts';
import { waitFor } from '../harness/waitFor';
import { closeEditors, connected, missionId, runningRunId } from './fixture';
import { Intervals, intervals } from './intervals';
import type { TestWorld } from './world';

const finishedRunId = '5b1f0c1e-0001-4000-b000-000000000001';
const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.label));

describe('the run timeline', () => {
  let world: TestWorld;
  let api: TestApi;
  before(async () => {
    ({ world, api } = await connected());
    await vscode.commands.executeCommand('workbench.view.explorer');
    await waitFor('the tree to be hidden', () => !api.tree.view.visible);
  });
  after(async () => {
    await closeEditors();
    await world.close();
  });
  const columns = (runId: string) => valueOf(api.store.events(runId))?.columns;

  it('opens one tab a run, named for its mission', async () => {
    await closeEditors();
    const target = { missionId, runId: runningRunId };
    await vscode.commands.executeCommand('missions.openTimeline', target);
    await vscode.commands.executeCommand('missions.openTimeline', target);
    await waitFor('the name', () => tabs().includes('Roof repair quotes · run 5b1f0c1e'));
    assert.strictEqual(tabs().length, 1);
    assert.deepStrictEqual(api.timelines.active(), target);
  });

  /** Opens the timeline of the run, and resolves when all events are there. */
  async function openTimeline(runId: string): Promise<void> {
    await vscode.commands.executeCommand('missions.openTimeline', { missionId, runId });
    await waitFor('the events', () => valueOf(api.store.events(runId))?.complete);
  }

  it('reads every event of the run, once', async () => {
    await openTimeline(runningRunId);
    const total = Number(valueOf(api.store.events(runningRunId))?.total);
    assert.ok(total > 5);
    assert.strictEqual(columns(runningRunId)?.length, total);
  });

  it('shows what an agent logs, without a hand on the keyboard', async () => {
    await openTimeline(runningRunId);
    const logged = await world.call('POST', `/${missionId}/runs/${runningRunId}/events`, {
      type: 'custom',
      summary: 'From outside',
    });
    await waitFor('the event', () => columns(runningRunId)?.has(String(logged.event_id)));
  });

  it('costs at most two requests a tick', async () => {
    await openTimeline(runningRunId);
    await world.takeRequests();
    const passing = new Intervals('timeline');
    let events = 0;
    let sum = 0;
    await waitFor('some ticks', async () => {
      const counts = await world.takeRequests();
      events += counts.listEvents ?? 0;
      sum += Object.values(counts).reduce((a, b) => a + b, 0);
      return events >= 4;
    });
    passing.stop();
    // Those that were under way at the beginning and at the end come on top.
    assert.isAtMost(events, passing.count + 2);
    assert.isAtMost(sum, 2 * (events + 1));
  });

  it('never asks again for a finished run', async () => {
    await closeEditors();
    await openTimeline(finishedRunId);
    await waitFor('nothing more to be planned', () => !api.poller.isTicking());
    await world.takeRequests();
    await intervals(5, 'timeline');
    assert.deepStrictEqual(await world.takeRequests(), {});
  });

  it('asks for nothing once it is closed', async () => {
    await openTimeline(runningRunId);
    assert.isTrue(api.poller.isTicking());
    await closeEditors();
    await waitFor('nothing more to be planned', () => !api.poller.isTicking());
    await world.takeRequests();
    await intervals(5, 'timeline');
    assert.deepStrictEqual(await world.takeRequests(), {});
  });
});
