import { assert } from 'chai';
import * as vscode from 'vscode';
import { valueOf } from '../../src/tracking/store/facts';
import { waitFor } from '../harness/waitFor';
import { closeEditors, describeConnected, finishedRunId, missionId, runningRunId } from './fixture';
import { Intervals, intervals } from './intervals';

const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.label));

describeConnected('the run timeline', {}, ({ world, api }) => {
  const columns = (runId: string) => valueOf(api.store.events(runId))?.columns;

  it('each run has one tab, named for its mission', async () => {
    const target = { missionId, runId: runningRunId };
    await vscode.commands.executeCommand('missions.openTimeline', target);
    await vscode.commands.executeCommand('missions.openTimeline', target);
    await waitFor('the name', () => tabs().some((tab) => /^Roof repair quotes · (Today|Yesterday) /.test(tab)));
    assert.strictEqual(tabs().length, 1);
    assert.deepStrictEqual(api.timelines.active(), target);
  });

  it('a click on a row opens it in one tab, until somebody wants to keep that', async () => {
    const [first, second] = [runningRunId, finishedRunId].map((runId) => ({ missionId, runId }));
    const click = (run: unknown) => vscode.commands.executeCommand('missions.openTimeline', run, { preview: true });
    const isAlone = () => tabs().length === 1;
    await click(first);
    await waitFor('the first run', () => api.timelines.active()?.runId === runningRunId);
    await click(second);
    await waitFor('the second run in its place', () => isAlone() && api.timelines.active()?.runId === finishedRunId);
    // Twice in a moment.
    await click(second);
    await click(first);
    await waitFor('both', () => tabs().length === 2);
    await vscode.commands.executeCommand('missions.openTimeline', first);
    await click(second);
    assert.strictEqual(tabs().length, 2, 'each is open already');
    await closeEditors();
    await click(first);
    await click(second);
    await waitFor('one of them', isAlone);
  });

  it('a click opens it beside the one before where that was pinned or moved', async () => {
    const [first, second] = [runningRunId, finishedRunId].map((runId) => ({ missionId, runId }));
    const click = (run: unknown) => vscode.commands.executeCommand('missions.openTimeline', run, { preview: true });
    const { tabGroups } = vscode.window;
    for (const command of ['pinEditor', 'moveEditorToRightGroup']) {
      // A group that becomes empty would go.
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(), { preview: false });
      await click(first);
      await waitFor('the first run', () => tabs().some((tab) => tab.startsWith('Roof repair quotes')));
      await vscode.commands.executeCommand(`workbench.action.${command}`);
      await waitFor(command, () => tabGroups.activeTabGroup.activeTab?.isPinned === true || tabGroups.all.length === 2);
      await click(second);
      await waitFor('the second run', () => api.timelines.active()?.runId === finishedRunId);
      assert.strictEqual(tabs().length, 3, command);
      // A pinned tab stays when all are closed.
      await vscode.commands.executeCommand('missions.openTimeline', first);
      await vscode.commands.executeCommand('workbench.action.unpinEditor');
      await closeEditors();
    }
  });

  /** Opens the timeline of the run, and resolves when all events are there. */
  async function openTimeline(runId: string): Promise<void> {
    await vscode.commands.executeCommand('missions.openTimeline', { missionId, runId });
    await waitFor('the events', () => valueOf(api.store.events(runId))?.complete);
  }

  it('the timeline reads every event of the run once', async () => {
    await openTimeline(runningRunId);
    const total = Number(valueOf(api.store.events(runningRunId))?.total);
    assert.ok(total > 5);
    assert.strictEqual(columns(runningRunId)?.length, total);
  });

  it('the timeline shows what an agent logs by itself', async () => {
    await openTimeline(runningRunId);
    const logged = await world.call('POST', `/${missionId}/runs/${runningRunId}/events`, {
      type: 'custom',
      summary: 'From outside',
    });
    await waitFor('the event', () => columns(runningRunId)?.has(String(logged.event_id)));
  });

  it('the timeline costs at most two requests a tick', async () => {
    await openTimeline(runningRunId);
    await intervals(1, 'timeline');
    await world.takeRequests();
    const passing = new Intervals('timeline');
    let events = 0;
    let sum = 0;
    const all: Record<string, number>[] = [];
    await waitFor('some ticks', async () => {
      const counts = await world.takeRequests();
      if (Object.keys(counts).length > 0) all.push(counts);
      events += counts.listEvents ?? 0;
      sum += Object.values(counts).reduce((a, b) => a + b, 0);
      return events >= 4;
    });
    passing.stop();
    // Those that were under way at the beginning and at the end come on top.
    assert.isAtMost(events, passing.count + 2);
    assert.isAtMost(sum, 2 * (events + 1), JSON.stringify(all));
  });

  it('a finished run is never requested again', async () => {
    await openTimeline(finishedRunId);
    await waitFor('nothing more to be planned', () => !api.poller.isTicking());
    // What was on its way arrives nevertheless.
    await intervals(1, 'timeline');
    await world.takeRequests();
    await intervals(5, 'timeline');
    assert.deepStrictEqual(await world.takeRequests(), {});
  });

  it('a timeline that was closed requests nothing', async () => {
    await openTimeline(runningRunId);
    assert.isTrue(api.poller.isTicking());
    await closeEditors();
    await waitFor('nothing more to be planned', () => !api.poller.isTicking());
    // What was on its way arrives nevertheless.
    await intervals(1, 'timeline');
    await world.takeRequests();
    await intervals(5, 'timeline');
    assert.deepStrictEqual(await world.takeRequests(), {});
  });
});
