import { assert } from 'chai';
import * as vscode from 'vscode';
import { createLiveSource } from '../../src/views/timeline/liveTimelineSource';
import { labels, saying } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { describeConnected, finishedRunId, missionId, rowsOf } from './fixture';

/** That nothing could be read never means that there is nothing. */
describeConnected('what could not be read', {}, ({ world, api }) => {
  const dialogs = stubDialogs();
  const focus = (view: string) => vscode.commands.executeCommand(`missions.${view}.focus`);

  it('a timeline says what was never read, and why', async () => {
    await world.goOffline();
    const source = createLiveSource({ missionId, runId: finishedRunId }, api);
    const stop = source.watch();
    try {
      await waitFor('the failure', () => source.freshness().kind === 'stale');
      const freshness = source.freshness();
      assert.deepStrictEqual(freshness.kind === 'stale' && freshness.unread, ['plan', 'events']);
      assert.strictEqual(freshness.kind === 'stale' && freshness.action?.command, 'missions.refresh');
      await world.goOnline();
      await vscode.commands.executeCommand('missions.refresh');
      await waitFor('the run', () => source.freshness().kind === 'live');
    } finally {
      stop();
    }
  });

  it('a plan that could not be read keeps a timeline from saying that there is none', async () => {
    await world.fault({ operation: 'getPlan', effect: { kind: 'status', status: 403 } });
    const source = createLiveSource({ missionId, runId: finishedRunId }, api);
    const stop = source.watch();
    try {
      await waitFor('the events', () => source.columns().length > 0);
      await waitFor('the failure', () => source.freshness().kind === 'stale');
      const freshness = source.freshness();
      assert.deepStrictEqual(freshness.kind === 'stale' && freshness.unread, ['plan']);
    } finally {
      stop();
    }
  });

  for (const command of ['openMissionJson', 'pauseRun', 'openEventJson'])
    it(`${command} does not say that there is nothing to choose from`, async () => {
      await world.fault({ effect: { kind: 'status', status: 403 } });
      // As in a window that has just been opened.
      api.store.clear();
      api.poller.restart();
      await vscode.commands.executeCommand(`missions.${command}`);
      assert.lengthOf(dialogs.asked, 1);
      assert.match(dialogs.asked[0]?.text ?? '', saying('forbidden'));
    });

  it('a filter by status does not say that no mission fits', async () => {
    await focus('tree');
    await waitFor('the missions', async () => (await rowsOf(api.tree)).length > 0);
    await world.fault({ operation: 'listRecentRuns', effect: { kind: 'status', status: 403 } });
    await world.fault({ operation: 'listRuns', effect: { kind: 'status', status: 403 } });
    api.filter.set({ status: 'paused' });
    await waitFor('the reason', async () => (await rowsOf(api.tree)).includes(labels.noRunsLoaded));
  });

  it('a log of another type is not taken for an empty one', async () => {
    await focus('activity');
    await waitFor('the log', async () => (await rowsOf(api.activity)).length > 10);
    await world.fault({ operation: 'listRecentEvents', effect: { kind: 'status', status: 403 } });
    api.activity.show('error');
    await waitFor('the reason', async () => (await rowsOf(api.activity)).includes(labels.noActivityLoaded));
    assert.lengthOf(await rowsOf(api.activity), 1);
  });
});
