import { assert } from 'chai';
import * as vscode from 'vscode';
import { labels } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { choose, stubDialogs } from './dialogs';
import { closeEditors, describeConnected } from './fixture';
import { TestFile } from './testFile';

const publish = (file: TestFile) => vscode.commands.executeCommand('missions.publishMissionFile', file.uri);

describeConnected('two texts of one mission', {}, ({ world, api }) => {
  const dialogs = stubDialogs();
  const files: TestFile[] = [];
  let round = 0;
  async function make(name: string, text: string): Promise<TestFile> {
    const file = await TestFile.create(`${name}-${round}.mission.md`, text);
    files.push(file);
    return file;
  }
  beforeEach(() => {
    round++;
  });
  afterEach(async () => {
    await closeEditors();
    for (const file of files.splice(0)) await file.remove();
  });

  /** A published file, and a copy of it with a name of its own. */
  async function makeCopy(): Promise<{ original: TestFile; copy: TestFile; id: string }> {
    const original = await make('original', '---\nname: Original\n---\n\nCall.\n');
    await publish(original);
    const id = await original.missionId();
    const copy = await make('copy', (await original.saved()).replace('name: Original', 'name: Copy'));
    return { original, copy, id };
  }
  const nameOf = async (id: string) => (await world.get(`/${id}`)).name;

  it('a copy says at its ID whose it is, and is published only as a mission of its own, or when told to', async () => {
    const { original, copy, id } = await makeCopy();
    await copy.open();
    await waitFor('the problem', () => copy.problems().some((said) => said.includes(`original-${round}.mission.md`)));
    assert.includeMembers(await copy.fixes(), [labels.createAsNewMission, labels.removeMissionId]);
    await publish(copy);
    assert.deepStrictEqual(dialogs.asked.at(-1)?.choices, [labels.createAsNewMission, labels.publishAnyway]);
    assert.strictEqual(await nameOf(id), 'Original');
    dialogs.always(choose(labels.createAsNewMission));
    await publish(copy);
    assert.notStrictEqual(await copy.missionId(), id);
    assert.strictEqual(await nameOf(await copy.missionId()), 'Copy');
    await waitFor('no problem', () => copy.problems().length === 0);
    await original.replace('Call.', 'Call them.');
    dialogs.asked.length = 0;
    await publish(original);
    assert.deepStrictEqual(dialogs.asked, []);
  });

  it('of several files, a copy is not chosen, and replaces nothing without a question', async () => {
    const { copy, id } = await makeCopy();
    const label = `copy-${round}.mission.md`;
    dialogs.always(({ choices, items }) =>
      items.length > 0 ? [label] : choices.find((choice) => choice === labels.createAsNewMissions),
    );
    await vscode.commands.executeCommand('missions.publishAllMissionFiles');
    const row = dialogs.asked[0]?.items.find((item) => item.label === label);
    assert.isFalse(row?.picked);
    assert.include(row.detail, `original-${round}.mission.md`);
    assert.strictEqual(await nameOf(id), 'Original');
    assert.strictEqual(await nameOf(await copy.missionId()), 'Copy');
  });

  it('an older text that comes back is not a change, and asks before it is published', async () => {
    const file = await make('branch', '---\nname: Branch\n---\n\nOld.\n');
    await publish(file);
    const old = await file.saved();
    await file.replace('Old.', 'New.');
    await publish(file);
    await file.write(old);
    await waitFor('the state', async () => (await api.states.readState(file.uri)) === 'older');
    dialogs.asked.length = 0;
    await publish(file);
    assert.deepStrictEqual(dialogs.asked[0]?.choices, [labels.publishAnyway, labels.compare]);
    assert.strictEqual((await world.get(`/${await file.missionId()}`)).instructions, 'New.\n');
    dialogs.always(choose(labels.publishAnyway));
    await publish(file);
    assert.strictEqual((await world.get(`/${await file.missionId()}`)).instructions, 'Old.\n');
    await file.replace('Old.', 'Newest.');
    await waitFor('the state', async () => (await api.states.readState(file.uri)) === 'changedHere');
  });
});
