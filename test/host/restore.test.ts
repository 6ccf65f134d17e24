import { assert } from 'chai';
import * as vscode from 'vscode';
import { anyOf, inOrder, labels, saying, textOf } from '../harness/productTexts';
import { stubDialogs } from './dialogs';
import { describeConnected } from './fixture';

const definition = {
  name: 'To be restored',
  description: 'What it is for',
  instructions: '# All of it\n\n'.padEnd(3000, 'x'),
  model: 'owl-1',
  execution_mode: 'managed',
  metadata: { team: 'night', nested: { deep: [1, 2] } },
};

describeConnected('restoring deleted missions', {}, ({ world, api }) => {
  const dialogs = stubDialogs();
  // What other tests have deleted at the same address is kept as well.
  beforeEach(async () => {
    const account = await api.accountId();
    for (const { mission } of await api.deletedMissions.list(account))
      await api.deletedMissions.drop(account, mission.missionId);
  });

  async function missions(name: string): Promise<Record<string, unknown>[]> {
    const all = await world.get<Record<string, unknown>[]>('?page[size]=1000');
    const ids = all.filter((mission) => mission.name === name).map(({ mission_id }) => String(mission_id));
    return Promise.all(ids.map((id) => world.get(`/${id}`)));
  }
  async function create(body: Record<string, unknown>): Promise<{ missionId: string }> {
    return { missionId: String((await world.call('POST', '', body)).mission_id) };
  }

  it('the question says how many runs are deleted, and the notification restores the whole definition', async () => {
    const target = await create(definition);
    for (let run = 0; run < 3; run++) await world.call('POST', `/${target.missionId}/runs`, {});
    dialogs
      .on(saying('confirmDelete', 'To be restored'), (question) => {
        assert.match(question.detail, saying('runsDeletedToo', 3));
        return labels.deleteMission;
      })
      .on('deleted', labels.restore);
    await vscode.commands.executeCommand('missions.deleteMission', target);
    const [restored, ...others] = await missions('To be restored');
    assert.lengthOf(others, 0);
    assert.notStrictEqual(restored?.mission_id, target.missionId);
    for (const [field, value] of Object.entries(definition)) assert.deepStrictEqual(restored?.[field], value);
    assert.match(dialogs.asked.at(-1)?.text ?? '', inOrder(saying('restored', 'To be restored'), /Tools/));
    // What is there again is not offered again.
    await vscode.commands.executeCommand('missions.restoreMission');
    assert.strictEqual(dialogs.asked.at(-1)?.text, textOf('nothingToRestore'));
  });

  it('the question says that the number of runs is unknown where it cannot be read', async () => {
    const target = await create({ name: 'Uncounted' });
    await world.fault({ operation: 'listRuns', effect: { kind: 'status', status: 403 } });
    await vscode.commands.executeCommand('missions.deleteMission', target);
    assert.match(dialogs.asked[0]?.detail ?? '', saying('unknownRunsDeletedToo'));
    assert.lengthOf(await missions('Uncounted'), 1);
  });

  it('missions that were deleted are listed, and stay on the list until they are restored', async () => {
    const names = ['Gone first', 'Gone second'];
    for (const name of names) {
      const target = await create({ name });
      dialogs.on('confirmDelete', labels.deleteMission);
      await vscode.commands.executeCommand('missions.deleteMission', target);
    }
    await world.fault({ operation: 'createMission', times: 1, effect: { kind: 'status', status: 403 } });
    dialogs.on('selectDeletedMission', (question) => {
      assert.deepStrictEqual(question.choices, ['Gone second', 'Gone first']);
      return question.choices;
    });
    await vscode.commands.executeCommand('missions.restoreMission');
    assert.lengthOf(dialogs.askedFor(saying('notRestored', 'Gone second')), 1);
    assert.lengthOf(dialogs.askedFor(saying('restored', 'Gone first')), 1);
    dialogs.on('selectDeletedMission', (question) => {
      assert.deepStrictEqual(question.choices, ['Gone second']);
      return question.choices;
    });
    await vscode.commands.executeCommand('missions.restoreMission');
    for (const name of names) assert.lengthOf(await missions(name), 1);
  });

  it('no second mission is created where the deletion did not happen', async () => {
    const target = await create({ name: 'Still there' });
    await world.fault({ operation: 'deleteMission', effect: { kind: 'drop' } });
    dialogs.on('confirmDelete', labels.deleteMission);
    await vscode.commands.executeCommand('missions.deleteMission', target);
    assert.match(dialogs.asked.at(-1)?.text ?? '', anyOf('unconfirmed', 'notDeleted'));
    await world.clearFaults();
    dialogs.on('selectDeletedMission', 'Still there');
    await vscode.commands.executeCommand('missions.restoreMission');
    assert.lengthOf(await missions('Still there'), 1);
  });

  it('missions of another account are not offered', async () => {
    const target = await create({ name: 'Of the old account' });
    dialogs.on('confirmDelete', labels.deleteMission);
    await vscode.commands.executeCommand('missions.deleteMission', target);
    await api.account.setDemo(true);
    await vscode.commands.executeCommand('missions.restoreMission');
    assert.strictEqual(dialogs.asked.at(-1)?.text, textOf('nothingToRestore'));
    // Back in its own account it is still there to be restored.
    await api.account.setDemo(false);
    dialogs.on('selectDeletedMission', 'Of the old account');
    await vscode.commands.executeCommand('missions.restoreMission');
    assert.lengthOf(await missions('Of the old account'), 1);
  });

  it('nothing is created in another account that was chosen while the offer was open', async () => {
    const target = await create({ name: 'Of the account before' });
    dialogs.on('confirmDelete', labels.deleteMission).on('deleted', async () => {
      await api.account.setDemo(true);
      return labels.restore;
    });
    await vscode.commands.executeCommand('missions.deleteMission', target);
    await api.account.setDemo(false);
    assert.lengthOf(await missions('Of the account before'), 0);
    assert.strictEqual(dialogs.asked.at(-1)?.text, textOf('nothingToRestore'));
  });

  it('no second mission is created where it was restored from the list while the offer was open', async () => {
    const target = await create({ name: 'Wanted once' });
    dialogs
      .on('confirmDelete', labels.deleteMission)
      .on('selectDeletedMission', 'Wanted once')
      .on('deleted', async () => {
        await vscode.commands.executeCommand('missions.restoreMission');
        return labels.restore;
      });
    await vscode.commands.executeCommand('missions.deleteMission', target);
    assert.lengthOf(dialogs.askedFor('restored'), 1);
    assert.lengthOf(await missions('Wanted once'), 1);
  });
});
