import { assert } from 'chai';
import * as vscode from 'vscode';
import { labels, saying } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { describeConnected } from './fixture';

describeConnected('the history of a mission', {}, ({ world, api }) => {
  const dialogs = stubDialogs();

  it('opens in one tab, and runs a group of them again after a question', async () => {
    const missionId = String((await world.call('POST', '', { name: 'Has a history' })).mission_id);
    const runIds: string[] = [];
    for (let run = 0; run < 3; run++) {
      const made = await world.call('POST', `/${missionId}/runs`, { input: { run } });
      runIds.push(String(made.run_id));
    }
    for (const runId of runIds.slice(0, 2)) await world.call('POST', `/${missionId}/runs/${runId}/cancel`);
    await vscode.commands.executeCommand('missions.showHistory', { missionId });
    await waitFor('the runs', () => api.store.runsOf(missionId).length === 3);
    await vscode.commands.executeCommand('missions.showHistory', { missionId });
    const tabs = () =>
      vscode.window.tabGroups.all
        .flatMap((group) => group.tabs)
        .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('missions.history'));
    await waitFor('the tab', () => tabs().some(({ label }) => label.includes('Has a history')));
    assert.lengthOf(tabs(), 1);

    dialogs.on(saying('confirmRunAgain', 2), labels.startRuns);
    const rows = runIds.map((runId) => ({ kind: 'run', missionId, runId }));
    await vscode.commands.executeCommand('missions.runAgain', rows[0], rows);
    assert.isTrue(dialogs.askedFor('confirmRunAgain')[0]?.modal);
    await waitFor('the new runs', () => api.store.runsOf(missionId).length === 5);
    const inputs = api.store.runsOf(missionId).map(({ input }) => Number(input?.run));
    assert.deepEqual(inputs.sort(), [0, 0, 1, 1, 2]);
    await vscode.window.tabGroups.close(tabs());
  });
});
