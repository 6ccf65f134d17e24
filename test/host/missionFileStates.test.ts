import { assert } from 'chai';
import * as vscode from 'vscode';
import type { TestApi } from '../../src/extension';
import { choose, standIn } from './dialogs';
import { closeEditors, connected, until } from './fixture';
import { TestFile } from './testFile';
import type { TestWorld } from './world';

const nobody = '00000000-0000-4000-8000-00000000dead';

describe('how a mission file stands to its mission', () => {
  const dialogs = standIn();
  let world: TestWorld;
  let api: TestApi;
  let stop: () => void;
  let file: TestFile;
  before(async () => {
    ({ world, api } = await connected());
    stop = api.poller.watch({ kind: 'missions' });
    await api.poller.refresh();
    file = await TestFile.create('states.mission.md', '---\nname: States # of it\n---\n\nCall.\n');
    await file.open();
  });
  after(async () => {
    stop();
    await closeEditors();
    await file.remove();
    await world.close();
  });

  const state = (wanted: string) => until(wanted, () => api.states.stateOf(file.uri) === wanted);
  const publish = () => vscode.commands.executeCommand('missions.publishMissionFile', file.uri);
  async function changeThere(instructions: string): Promise<void> {
    const id = await file.missionId();
    await world.call('PUT', `/${id}`, { ...(await world.call('GET', `/${id}`)), instructions });
    await api.poller.refresh();
  }

  it('is not published, then in sync', async () => {
    await state('notPublished');
    await publish();
    await state('inSync');
    assert.includeMembers(await file.lenses(), ['Publish', 'In sync']);
  });

  it('is changed here, and in sync again when that is taken back; nothing is asked for it', async () => {
    await world.takeRequests();
    await file.replace('Call.', 'Call twice.');
    await state('changedHere');
    assert.include(await file.lenses(), 'Changed here');
    await file.replace('Call twice.', 'Call.');
    await state('inSync');
    assert.notProperty(await world.takeRequests(), 'getMission');
  });

  it('is changed there, and both', async () => {
    await changeThere('Call them.\n');
    await state('changedThere');
    await file.replace('Call.', 'Call us.');
    await state('changedBoth');
    assert.include(await file.lenses(), 'Changed here and on Telnyx');
  });

  it('writes over neither unasked, by publish or by pull', async () => {
    await publish();
    await vscode.commands.executeCommand('missions.pullMissionFile', file.uri);
    assert.deepStrictEqual(
      dialogs.asked.map(({ choices }) => choices),
      [
        ['Publish Anyway', 'Compare'],
        ['Pull Anyway', 'Compare'],
      ],
    );
    assert.include(await file.text(), 'Call us.');
    assert.strictEqual((await world.call('GET', `/${await file.missionId()}`)).instructions, 'Call them.\n');
  });

  it('writes over what was shown when told so', async () => {
    dialogs.always(choose('Publish Anyway'));
    await publish();
    await state('inSync');
    assert.strictEqual((await world.call('GET', `/${await file.missionId()}`)).instructions, 'Call us.\n');
  });

  it('follows a file that no editor shows', async () => {
    await file.save();
    const text = await file.text();
    await closeEditors();
    await file.write(text.replace('Call us.', 'Call nobody.'));
    await state('changedHere');
    await file.write(text);
    await state('inSync');
    await file.open();
  });

  it('is deleted there: the text stays, and the way out is at its id', async () => {
    const id = await file.missionId();
    await file.replace('Call us.', 'Call the others.');
    await world.call('DELETE', `/${id}`);
    await api.poller.refresh();
    await state('deletedThere');
    await until('the problem', () => file.problems().length === 1);
    assert.include(file.problems()[0], 'Telnyx has no mission of this id');
    assert.sameMembers(await file.fixes(), ['Create as New Mission', 'Remove “mission_id”']);
    dialogs.always(choose('Create as New Mission'));
    await publish();
    await state('inSync');
    assert.notStrictEqual(await file.missionId(), id);
    assert.include(await file.text(), 'name: States # of it');
    await until('no problem', () => file.problems().length === 0);
    assert.strictEqual((await world.call('GET', `/${await file.missionId()}`)).instructions, 'Call the others.\n');
  });

  it('looks once whether the mission of a file that is opened exists', async () => {
    const other = await TestFile.create('nobody.mission.md', `---\nname: N\nmission_id: ${nobody}\nmodle: m\n---\n`);
    try {
      // What the list does not have is gone without a look: here nothing is known of any mission.
      stop();
      api.store.clear();
      const open = await file.missionId();
      await until('the look for the file that is open', () => api.store.mission(open));
      await world.takeRequests();
      await other.open();
      await until('the problems', () => other.problems().length === 2);
      await other.replace('name: N', 'name: Nn');
      await until('both', () => api.states.stateOf(other.uri) === 'deletedThere');
      assert.strictEqual((await world.takeRequests()).getMission, 1);
      assert.includeMembers(await other.fixes(), ['Change to “model”']);
    } finally {
      await closeEditors();
      await other.remove();
    }
  });
});
