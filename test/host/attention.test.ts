import { assert } from 'chai';
import * as vscode from 'vscode';
import { valueOf } from '../../src/tracking/store/facts';
import { textOf } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { describeConnected, expandMission, itemsOf } from './fixture';
import { intervals } from './intervals';

/** A mission whose runs no script works but the first. */
const missionId = '5b1f0c1e-0004-4000-a000-000000000004';

describeConnected('what needs a person', { sidebar: 'missions' }, ({ world, api }) => {
  const dialogs = stubDialogs();
  const notify = (value: string) =>
    vscode.workspace.getConfiguration('missions').update('notifications', value, vscode.ConfigurationTarget.Global);
  let runId: string;
  const path = () => `/${missionId}/runs/${runId}`;
  beforeEach(async () => {
    runId = String((await world.call('POST', `/${missionId}/runs`, {})).run_id);
    await world.call('PATCH', path(), { status: 'running' });
    const steps = [{ step_id: 'call', description: 'Call', sequence: 1 }];
    await world.call('POST', `${path()}/plan`, { steps });
    await waitFor('the run', () => api.store.activeRuns().has(runId));
    await notify('attention');
  });
  afterEach(() => notify('off'));

  async function row(): Promise<vscode.TreeItem> {
    const mission = await expandMission(api, missionId);
    const found = (await itemsOf(api.tree, mission)).find(({ handle }) => handle.key === `run ${runId}`);
    assert.ok(found);
    return found.item;
  }

  it('is not a run that ends as it should whose plan was read before', async () => {
    const stop = api.poller.watch({ kind: 'plan', missionId, runId });
    await waitFor('the plan, with its step open', () => valueOf(api.store.plan(runId))?.[0]?.status === 'pending');
    stop();
    await world.fault({ operation: 'getPlan', effect: { kind: 'status', status: 403 } });
    await world.call('PATCH', `${path()}/plan/steps/call`, { status: 'completed' });
    await world.call('PATCH', path(), { status: 'succeeded', result_summary: 'Called' });
    const needs: unknown[] = [];
    const stopHearing = api.attention.subscribe(() => needs.push(api.attention.of(runId)));
    try {
      await waitFor('the end', () => valueOf(api.store.run(runId))?.status === 'succeeded');
      assert.notMatch(
        String((await row()).description),
        new RegExp(`${textOf('openSteps')}|${textOf('notCompleted')}`),
      );
      assert.notInclude((await row()).contextValue, 'leftBehind');
      await world.clearFaults();
      const stopWatching = api.poller.watch({ kind: 'plan', missionId, runId });
      await waitFor('the plan of its end', () => valueOf(api.store.plan(runId))?.[0]?.status === 'completed');
      stopWatching();
      await waitFor('the decision', () => !api.attention.isUndecided(runId));
      await intervals(2);
    } finally {
      stopHearing();
    }
    assert.deepStrictEqual(
      needs.filter((need) => need !== undefined),
      [],
    );
    assert.notMatch(String((await row()).description), new RegExp(`${textOf('openSteps')}|${textOf('notCompleted')}`));
    assert.deepStrictEqual(dialogs.asked, []);
  });

  it('is not a run that I have paused, but one that somebody else has paused', async () => {
    await vscode.commands.executeCommand('missions.pauseRun', { missionId, runId });
    await intervals(2);
    assert.strictEqual(valueOf(api.store.run(runId))?.status, 'paused');
    assert.isFalse(api.attention.asking().has(runId));
    assert.deepStrictEqual(dialogs.asked, []);
    await vscode.commands.executeCommand('missions.resumeRun', { missionId, runId });
    await world.call('POST', `${path()}/pause`);
    await waitFor('the pause', () => api.attention.asking().get(runId)?.kind === 'paused');
    await waitFor('the notification', () => dialogs.askedFor('wasPaused')[0]);
  });
});
