import { assert } from 'chai';
import * as vscode from 'vscode';
import type { TestApi } from '../../src/extension';
import { standIn } from './dialogs';
import { connected, expandMission, rows, until } from './fixture';
import type { TestWorld } from './world';

describe('starting runs', () => {
  let world: TestWorld;
  let api: TestApi;
  const dialogs = standIn();
  before(async () => {
    ({ world, api } = await connected());
  });
  afterEach(async () => {
    api.filter.set({ text: '' });
    await world.clearFaults();
  });
  after(() => world.close());

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

  it('is possible again while the message that a run was not started is still open', async () => {
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

  it('succeeds where the filter hides the mission in the sidebar', async () => {
    const missionId = await openMission('Hidden in the sidebar');
    api.filter.set({ text: 'fits none of them' });
    await until('the row to be hidden', async () => (await rows(api, 1))[0] === 'No mission fits the filter: show all');
    await start(missionId);
    assert.strictEqual(await world.count(`/${missionId}/runs`), 1);
  });

  it('succeeds where VS Code cannot find the row', async () => {
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
});
