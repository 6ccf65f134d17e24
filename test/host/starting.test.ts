import { assert } from 'chai';
import * as vscode from 'vscode';
import { standIn } from './dialogs';
import { connected } from './fixture';
import type { TestWorld } from './world';

describe('starting runs', () => {
  let world: TestWorld;
  const dialogs = standIn();
  before(async () => {
    ({ world } = await connected());
  });
  afterEach(() => world.clearFaults());
  after(() => world.close());

  const newMission = async (name: string) => String((await world.call('POST', '', { name })).mission_id);
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
});
