import { assert } from 'chai';
import * as vscode from 'vscode';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { describeConnected, expandMission, rows } from './fixture';

describeConnected('starting runs', {}, ({ world, api }) => {
  const dialogs = stubDialogs();

  const newMission = async (name: string) => String((await world.call('POST', '', { name })).mission_id);
  /** A mission of its own, laid open in the sidebar. */
  async function openMission(name: string): Promise<string> {
    const missionId = await newMission(name);
    await vscode.commands.executeCommand('missions.tree.focus');
    await api.poller.refresh();
    await expandMission(api, missionId);
    return missionId;
  }
  const start = (missionId: string) => vscode.commands.executeCommand('missions.startRun', { missionId });

  it('a run can be started while the message that a run was not started is open', async () => {
    const missionId = await newMission('Started at the second try');
    await world.fault({ operation: 'startRun', times: 1, effect: { kind: 'status', status: 403 } });
    let second: Thenable<unknown> | undefined;
    dialogs.on(/The run was not started/, async () => {
      second = start(missionId);
      await second;
      return undefined;
    });
    await start(missionId);
    assert.ok(second);
    assert.strictEqual(await world.count(`/${missionId}/runs`), 1);
  });

  it('a run is started where the filter hides its mission in the sidebar', async () => {
    const missionId = await openMission('Hidden in the sidebar');
    api.filter.set({ text: 'fits none of them' });
    await waitFor(
      'the row to be hidden',
      async () => (await rows(api, 1))[0] === 'No mission fits the filter: show all',
    );
    await start(missionId);
    assert.strictEqual(await world.count(`/${missionId}/runs`), 1);
  });

  it('a run is started where VS Code cannot reveal its row', async () => {
    const missionId = await openMission('Hidden right now');
    const { view } = api.tree;
    const own = view.reveal.bind(view);
    Object.assign(view, { reveal: () => Promise.reject(new Error('Cannot resolve tree item')) });
    try {
      await start(missionId);
    } finally {
      Object.assign(view, { reveal: own });
    }
    assert.strictEqual(await world.count(`/${missionId}/runs`), 1);
  });

  it('shows the run of a mission that VS Code has not read yet', async () => {
    await vscode.commands.executeCommand('missions.tree.focus');
    await rows(api, 1);
    const missionId = await newMission('Just come');
    await api.poller.refresh();
    await start(missionId);
    await waitFor('the run to be selected', () =>
      api.tree.view.selection.some((row) => row.kind === 'run' && row.missionId === missionId),
    );
  });
});
