import { assert } from 'chai';
import * as vscode from 'vscode';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { describeConnected, missionId } from './fixture';

describeConnected('comparing results', { sidebar: 'missions' }, ({ world, api }) => {
  const dialogs = stubDialogs();

  async function run(result: Record<string, unknown>): Promise<string> {
    const runId = String((await world.call('POST', `/${missionId}/runs`, {})).run_id);
    await world.call('PATCH', `/${missionId}/runs/${runId}`, result);
    return runId;
  }
  const diff = () => {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    return input instanceof vscode.TabInputTextDiff ? input : undefined;
  };
  const text = async (uri: vscode.Uri) => (await vscode.workspace.openTextDocument(uri)).getText();

  it('two results stand side by side as texts in which only what differs is different', async () => {
    const first = await run({
      status: 'succeeded',
      result_summary: 'Three offers',
      result_payload: { b: 1, a: { d: 2, c: 1 } },
    });
    const second = await run({
      status: 'failed',
      error: 'Nobody picked up',
      result_payload: { a: { c: 1, d: 2 }, b: 1 },
    });
    await vscode.commands.executeCommand('missions.compareResults', { missionId, runId: second }, first);
    await waitFor('the comparison', diff);
    const { original, modified } = diff() ?? {};
    if (!original || !modified) throw new Error('No comparison');
    const payload = 'result_payload:\n{\n  "a": {\n    "c": 1,\n    "d": 2\n  },\n  "b": 1\n}\n';
    assert.strictEqual(await text(original), `status: succeeded\n\nresult_summary:\nThree offers\n\n${payload}`);
    assert.strictEqual(
      await text(modified),
      `status: failed\n\nresult_summary:\n\n\nerror:\nNobody picked up\n\n${payload}`,
    );
    assert.include(vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? '', 'Roof repair quotes: ');
  });

  it('the other run is chosen from the runs of the mission, and the texts follow both runs', async () => {
    const runId = String((await world.call('POST', `/${missionId}/runs`, {})).run_id);
    const runs = () => api.store.allRuns().filter((one) => one.missionId === missionId);
    await waitFor('the runs', () => runs().length > 2 && runs().some((one) => one.runId === runId));
    // That the other run has failed may be said meanwhile.
    dialogs.always(({ kind, choices }) => (kind === 'pick' ? choices[0] : undefined));
    await vscode.commands.executeCommand('missions.compareResults', { missionId, runId });
    assert.isAbove(dialogs.asked.find(({ kind }) => kind === 'pick')?.choices.length ?? 0, 1);
    await waitFor('the comparison', () => diff()?.modified.query.includes(runId));
    const uri = diff()?.modified;
    if (!uri) throw new Error('No comparison');
    await world.call('PATCH', `/${missionId}/runs/${runId}`, { result_summary: 'Halfway there' });
    await vscode.commands.executeCommand('missions.refresh');
    await waitFor('the new summary', async () => (await text(uri)).includes('Halfway there'));
  });
});
