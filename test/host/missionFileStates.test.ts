import { assert } from 'chai';
import * as vscode from 'vscode';
import { defaultTiming } from '../../src/model/timing';
import { labels, saying, textOf } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { choose, stubDialogs } from './dialogs';
import { calm, closeEditors, describeConnected } from './fixture';
import { TestFile } from './testFile';

const nobody = '00000000-0000-4000-8000-00000000dead';

describeConnected('states of mission files', {}, ({ world, api }) => {
  const dialogs = stubDialogs();
  let stop: () => void;
  let file: TestFile;
  // VS Code may keep what it was told of a file of the same name.
  let files = 0;
  beforeEach(async () => {
    stop = api.poller.watch({ kind: 'missions' });
    await api.poller.refresh();
    file = await TestFile.create(`states-${++files}.mission.md`, '---\nname: States # of it\n---\n\nCall.\n');
    await file.open();
  });
  afterEach(async () => {
    stop();
    await closeEditors();
    await file.remove();
  });

  const state = (wanted: string) => waitFor(wanted, () => api.states.stateOf(file.uri) === wanted);
  const publish = () => vscode.commands.executeCommand('missions.publishMissionFile', file.uri);
  async function changeThere(instructions: string): Promise<void> {
    const id = await file.missionId();
    await world.call('PUT', `/${id}`, { ...(await world.get(`/${id}`)), instructions });
    await api.poller.refresh();
  }
  const instructionsThere = async () => (await world.get(`/${await file.missionId()}`)).instructions;
  async function published(): Promise<void> {
    await publish();
    await state('inSync');
  }
  async function changedOnBothSides(): Promise<void> {
    await published();
    await changeThere('Call them.\n');
    await file.replace('Call.', 'Call us.');
    await state('changedBoth');
  }

  it('a file that is published is in sync', async () => {
    await state('notPublished');
    await published();
    assert.includeMembers(await file.lenses(), [labels.publish, labels.inSync]);
  });

  it('an edit changes the state, and taking it back restores it, without a request', async () => {
    await published();
    // What is known stays fresh for a minute.
    api.setTiming(defaultTiming);
    await calm(world, 'getMission');
    await file.replace('Call.', 'Call twice.');
    await state('changedHere');
    assert.include(await file.lenses(), labels.modifiedLocally);
    await file.replace('Call twice.', 'Call.');
    await state('inSync');
    assert.notProperty(await world.takeRequests(), 'getMission');
  });

  it('a change on Telnyx is told from a change on both sides', async () => {
    await published();
    await changeThere('Call them.\n');
    await state('changedThere');
    await file.replace('Call.', 'Call us.');
    await state('changedBoth');
    assert.include(await file.lenses(), labels.modifiedOnBothSides);
  });

  it('neither side is overwritten without a question, by publish or by pull', async () => {
    await changedOnBothSides();
    await publish();
    await vscode.commands.executeCommand('missions.pullMissionFile', file.uri);
    assert.deepStrictEqual(
      dialogs.asked.map(({ choices }) => choices),
      [
        [labels.publishAnyway, labels.compare],
        [labels.pullAnyway, labels.compare],
      ],
    );
    assert.include(await file.text(), 'Call us.');
    assert.strictEqual(await instructionsThere(), 'Call them.\n');
  });

  it('Telnyx is overwritten when the user says so', async () => {
    await changedOnBothSides();
    dialogs.always(choose(labels.publishAnyway));
    await publish();
    await state('inSync');
    assert.strictEqual(await instructionsThere(), 'Call us.\n');
  });

  it('the state follows a file that no editor shows', async () => {
    await published();
    await file.save();
    const text = await file.text();
    await closeEditors();
    await file.write(text.replace('Call.', 'Call nobody.'));
    await state('changedHere');
    await file.write(text);
    await state('inSync');
  });

  it('a file whose mission was deleted keeps its text, and quick fixes at its id create a new one', async () => {
    await published();
    const id = await file.missionId();
    await file.replace('Call.', 'Call the others.');
    await world.call('DELETE', `/${id}`);
    await api.poller.refresh();
    await state('deletedThere');
    await waitFor('the problem', () => file.problems().length === 1);
    assert.match(file.problems()[0] ?? '', saying('missionDeleted'));
    assert.sameMembers(await file.fixes(), [labels.createAsNewMission, labels.removeMissionId]);
    dialogs.always(choose(labels.createAsNewMission));
    await publish();
    await state('inSync');
    assert.notStrictEqual(await file.missionId(), id);
    assert.include(await file.text(), 'name: States # of it');
    await waitFor('no problem', () => file.problems().length === 0);
    assert.strictEqual(await instructionsThere(), 'Call the others.\n');
  });

  it('opening a file asks once whether its mission exists', async () => {
    await published();
    const other = await TestFile.create('nobody.mission.md', `---\nname: N\nmission_id: ${nobody}\nmodle: m\n---\n`);
    try {
      // What a list does not have is asked for too: here nothing is known of any mission.
      stop();
      api.store.clear();
      const open = await file.missionId();
      await waitFor('the look for the file that is open', () => api.store.mission(open));
      await world.takeRequests();
      await other.open();
      await waitFor('the problems', () => other.problems().length === 2);
      await other.replace('name: N', 'name: Nn');
      await waitFor('both', () => api.states.stateOf(other.uri) === 'deletedThere');
      assert.strictEqual((await world.takeRequests()).getMission, 1);
      assert.includeMembers(await other.fixes(), [textOf('changeTo', 'model')]);
    } finally {
      await closeEditors();
      await other.remove();
    }
  });
});
