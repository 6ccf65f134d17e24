import { assert } from 'chai';
import * as vscode from 'vscode';
import { valueOf } from '../../src/tracking/store/facts';
import { saying, textOf } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { describeConnected, itemsOf, missionId, rows, rowsOf, runningRunId } from './fixture';
import { intervals } from './intervals';

/** It lies still since hours. */
const stuckRun = {
  missionId: '5b1f0c1e-0003-4000-a000-000000000003',
  runId: '3506f2f7-11a3-49c7-ad6c-03ce11343349',
};

describeConnected('runs, activity and what needs a person', { sidebar: 'missions' }, ({ world, api }) => {
  beforeEach(() => waitFor('the missions', async () => (await rows(api, 1)).length === 6));

  it('lists the runs of all missions, the active ones first, by the name of their mission', async () => {
    await vscode.commands.executeCommand('missions.showRecentRuns');
    await waitFor('the runs', async () => (await rowsOf(api.recentRuns)).length > 10);
    const items = await itemsOf(api.recentRuns);
    const active = items.map(({ handle }) => handle.kind === 'run' && api.store.activeRuns().has(handle.runId));
    assert.ok(active.lastIndexOf(true) < active.indexOf(false));
    assert.ok(items.some(({ item }) => item.label === 'Roof repair quotes'));
    const runs = items.flatMap(({ handle }) => (handle.kind === 'run' ? [handle.runId] : []));
    assert.strictEqual(new Set(runs).size, runs.length);
  });

  it('shows only runs in the statuses that are chosen, and keeps the choice', async () => {
    api.recentRuns.show(['failed']);
    const failed = async () =>
      (await itemsOf(api.recentRuns)).flatMap(({ handle }) =>
        handle.kind === 'run' ? [valueOf(api.store.run(handle.runId))?.status] : [],
      );
    await waitFor('the failed runs', async () => (await failed()).length > 0);
    assert.deepStrictEqual([...new Set(await failed())], ['failed']);
    await vscode.commands.executeCommand('missions.clearRunFilter');
    assert.deepStrictEqual(api.recentRuns.statuses(), []);
  });

  it('shows what is logged, of one type where one is chosen, live', async () => {
    await vscode.commands.executeCommand('missions.activity.focus');
    await waitFor('the log', async () => (await rowsOf(api.activity)).length > 20);
    await world.call('POST', `/${missionId}/runs/${runningRunId}/events`, {
      type: 'error',
      summary: 'A broken <b>line</b>',
    });
    await waitFor('the new event', async () => (await rowsOf(api.activity)).includes('A broken <b>line</b>'));
    api.activity.show('error');
    await waitFor('errors only', async () => {
      const handles = (await itemsOf(api.activity)).map(({ handle }) => handle);
      return handles.length > 0 && handles.every((handle) => handle.kind !== 'event' || handle.event.type === 'error');
    });
    await vscode.commands.executeCommand('missions.clearActivityFilter');
  });

  it('opens the timeline at an event, also of a run that is not known yet', async () => {
    await vscode.commands.executeCommand('missions.activity.focus');
    const event = await waitFor('an event', async () =>
      (await itemsOf(api.activity)).flatMap(({ handle }) => (handle.kind === 'event' ? handle : [])).at(0),
    );
    assert.ok(event);
    await vscode.commands.executeCommand('missions.openEvent', event);
    await waitFor('its timeline', () => api.timelines.active()?.runId === event.runId);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('says on row, badge and status bar what goes on, and what needs a person', async function () {
    this.timeout(60_000);
    await vscode.commands.executeCommand('missions.tree.focus');
    // Probes have their turn among all that is laid open.
    await waitFor('a look at the run that lies still', () => api.attention.of(stuckRun.runId), 40_000);
    assert.strictEqual(api.attention.of(stuckRun.runId)?.kind, 'stuck');
    // What was there before may have been noticed by those who looked at the recent runs.
    const failed = String((await world.call('POST', `/${missionId}/runs`, {})).run_id);
    await world.call('PATCH', `/${missionId}/runs/${failed}`, { status: 'failed', error: 'Broken' });
    await waitFor('the failed run', () => api.attention.of(failed)?.kind === 'failed');
    const asking = api.attention.asking().size;
    assert.strictEqual(api.tree.view.badge?.value, asking);
    const active = api.store.activeRuns().size;
    assert.strictEqual(api.statusBar.item.text, `$(warning) ${active} runs · ${textOf('needAttention', asking)}`);
    assert.ok(api.statusBar.item.backgroundColor, 'it is new');
    const mission = (await itemsOf(api.tree)).find(({ handle }) => handle.key === `mission ${stuckRun.missionId}`);
    assert.match(mission?.item.accessibilityInformation?.label ?? '', new RegExp(`, ${textOf('oneNeedsAttention')}`));
    assert.strictEqual(mission?.item.description, '1');
    const runs = await itemsOf(api.tree, mission?.handle);
    const run = runs.find(({ handle }) => handle.key === `run ${stuckRun.runId}`);
    assert.match(String(run?.item.description), saying('stuckFor'));
    assert.match((run?.item.tooltip as vscode.MarkdownString).value, saying('needsAttention'));
    assert.match(String(run?.item.contextValue), /\bcompletable\b/);
    await vscode.commands.executeCommand('missions.showRecentRuns');
    assert.isUndefined(api.statusBar.item.backgroundColor, 'somebody has looked');
    assert.match(api.statusBar.item.text, saying('needAttention'));
  });

  it('leaves a run as it is when its questions are called off', async () => {
    const done = vscode.commands.executeCommand('missions.completeRun', stuckRun);
    let isOver = false;
    void Promise.resolve(done).then(() => (isOver = true));
    await waitFor('the questions to be called off', async () => {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      return isOver;
    });
    const run = await world.call('GET', `/${stuckRun.missionId}/runs/${stuckRun.runId}`);
    assert.strictEqual(run.status, 'running');
  });

  it('notices that a run was closed with steps left open', async function () {
    this.timeout(60_000);
    await vscode.commands.executeCommand('missions.tree.focus');
    // No script works the second run of a mission.
    const runId = String((await world.call('POST', `/${stuckRun.missionId}/runs`, {})).run_id);
    const at = `/${stuckRun.missionId}/runs/${runId}`;
    await world.call('PATCH', at, { status: 'running' });
    await world.call('POST', `${at}/plan`, { steps: [{ step_id: 'first', description: 'First', sequence: 1 }] });
    await waitFor('the active run', () => api.store.activeRuns().has(runId));
    await world.call('PATCH', at, { status: 'succeeded', result_summary: 'Closed by hand' });
    const openSteps = { kind: 'leftBehind', why: 'openSteps' };
    await waitFor(
      'steps left open',
      () => JSON.stringify(api.attention.of(runId)) === JSON.stringify(openSteps),
      40_000,
    );
  });

  it('filters the missions by text and by what their runs are, and sorts them by activity', async () => {
    api.filter.set({ text: 'ROOF quotes', status: undefined, sort: 'name' });
    assert.deepStrictEqual(await rows(api, 1), ['Roof repair quotes']);
    assert.strictEqual(api.tree.view.description, '"ROOF quotes"');
    api.filter.set({ text: 'no such mission' });
    // The welcome of the view says why.
    assert.deepStrictEqual(await rows(api, 1), []);
    await vscode.commands.executeCommand('missions.clearMissionFilter');
    api.filter.set({ status: 'active' });
    await waitFor('a mission with an active run', async () => (await rows(api, 1)).includes('Roof repair quotes'));
    assert.ok(!(await rows(api, 1)).includes('Weekly tenant survey'));
    api.filter.set({ status: undefined, sort: 'activity' });
    const event = { type: 'custom', summary: 'The last to speak' };
    await world.call('POST', `/${missionId}/runs/${runningRunId}/events`, event);
    await waitFor('the order of activity', async () => (await rows(api, 1))[0] === 'Roof repair quotes');
    api.filter.set({ sort: 'name' });
    assert.strictEqual((await rows(api, 1))[0], 'Dental appointment reminders');
  });

  it('asks once a minute at most when nothing is visible, and not at all when nobody wants to be told', async () => {
    const notify = (value: string) =>
      vscode.workspace.getConfiguration('missions').update('notifications', value, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('workbench.view.explorer');
    await waitFor('the view to be hidden', () => !api.tree.view.visible && !api.recentRuns.view.visible);
    await waitFor('nothing more to be planned', () => !api.poller.isTicking());
    await notify('attention');
    await waitFor('a look in the background', async () => (await world.takeRequests()).listRecentRuns);
    await intervals(5);
    const asked = Object.values(await world.takeRequests()).reduce((sum, count) => sum + count, 0);
    assert.isAtMost(asked, 1, 'twelve intervals of a view are one in the background');
    assert.isTrue(api.poller.isTicking());
    await notify('off');
    await waitFor('nothing more to be planned', () => !api.poller.isTicking());
    // What was on its way arrives nevertheless.
    await intervals(1, 'timeline');
    await world.takeRequests();
    await intervals(5);
    assert.deepStrictEqual(await world.takeRequests(), {});
  });
});
