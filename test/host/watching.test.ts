import { assert } from 'chai';
import * as vscode from 'vscode';
import { valueOf } from '../../src/tracking/store/facts';
import { waitFor } from '../harness/waitFor';
import { describeConnected, finishedRunId, missionId } from './fixture';
import { intervals } from './intervals';

describeConnected('what is watched', { sidebar: 'missions' }, ({ world, api }) => {
  it('is not asked for without end where a setting is far too large', async () => {
    const settings = vscode.workspace.getConfiguration('missions.refreshInterval');
    const set = (value: number | undefined) =>
      Promise.all(['active', 'idle'].map((name) => settings.update(name, value, vscode.ConfigurationTarget.Global)));
    try {
      await set(1e12);
      await intervals(1);
      await world.takeRequests();
      await intervals(8);
      assert.deepStrictEqual(await world.takeRequests(), {});
    } finally {
      await set(undefined);
    }
    await waitFor('the next look', async () => (await world.takeRequests()).listRecentRuns);
  });

  it('is followed again where an agent sets a finished run back to running', async () => {
    const runId = finishedRunId;
    await vscode.commands.executeCommand('missions.openTimeline', { missionId, runId });
    await waitFor('the events', () => valueOf(api.store.events(runId))?.complete);
    await intervals(3);
    await world.takeRequests();
    await intervals(4);
    assert.notProperty(await world.takeRequests(), 'listEvents');
    await world.setStatus(runId, 'running');
    for (const summary of ['One', 'Two']) {
      const event = await world.call('POST', `/${missionId}/runs/${runId}/events`, { type: 'custom', summary });
      await waitFor('the event', () => valueOf(api.store.events(runId))?.columns.has(String(event.event_id)));
    }
  });

  it('has no page of missions missing after Load More while the poll reads the same list', async () => {
    const { missionIds } = await world.seed({ missions: 1000 });
    await world.configure({ latencyMs: 40 });
    const shown = () => valueOf(api.store.missionList())?.missionIds ?? [];
    await vscode.commands.executeCommand('missions.refresh');
    await waitFor('the first page', () => shown().length === 100);
    for (let pages = 2; pages <= 10; pages++) {
      await vscode.commands.executeCommand('missions.loadMoreMissions');
      assert.strictEqual(new Set(shown()).size, 100 * pages);
    }
    assert.isAtLeast(missionIds.filter((id) => shown().includes(id)).length, 990);
  });
});
