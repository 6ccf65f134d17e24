import { assert } from 'chai';
import * as vscode from 'vscode';
import { labels, saying } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { copyMission, describeConnected } from './fixture';
import { TestFile } from './testFile';

const command = (name: string, ...args: unknown[]) => vscode.commands.executeCommand(`missions.${name}`, ...args);

/** Acts on a mission of which a document can be seen that says something else than Telnyx. */
describeConnected('acts beside a changed document', {}, ({ world }) => {
  const dialogs = stubDialogs();
  let files = 0;

  const instructions = async (missionId: string) => String((await world.get(`/${missionId}`)).instructions);
  const runs = (missionId: string) => world.count(`/${missionId}/runs`);

  /** A published mission file whose text was changed afterwards, and its mission. */
  async function changedFile(): Promise<{ readonly file: TestFile; readonly missionId: string }> {
    const name = `changed${++files}`;
    const file = await TestFile.create(`${name}.mission.md`, `---\nname: ${name}\n---\n\nThe old text.\n`);
    await file.open();
    await command('publishMissionFile', file.uri);
    const missionId = await file.missionId();
    assert.isNotEmpty(missionId);
    await file.replace('old', 'new');
    dialogs.asked.length = 0;
    return { file, missionId };
  }

  it('publishes a changed file and starts its run', async () => {
    const { file, missionId } = await changedFile();
    dialogs.on('hasUnpublishedChanges', labels.publishAndStartRun);
    await command('startRun', { missionId });
    assert.include(await instructions(missionId), 'The new text.');
    assert.strictEqual(await runs(missionId), 1);
    await command('startRun', { missionId });
    assert.lengthOf(dialogs.askedFor('hasUnpublishedChanges'), 1);
    await file.remove();
  });

  it('starts the published version where that is chosen', async () => {
    const { file, missionId } = await changedFile();
    dialogs.on('hasUnpublishedChanges', labels.startPublishedVersion);
    await command('startRun', { missionId });
    assert.include(await instructions(missionId), 'The old text.');
    assert.strictEqual(await runs(missionId), 1);
    await file.remove();
  });

  it('does nothing where the question is left, whichever way the mission would be used', async () => {
    const { file, missionId } = await changedFile();
    const before = await world.count('');
    for (const name of ['startRun', 'startRunWithInput', 'cloneMission']) {
      const [question] = await dialogs.during(() => command(name, { missionId }));
      assert.isTrue(question?.modal, name);
      assert.match(question.text, saying('hasUnpublishedChanges'));
      await file.open();
    }
    assert.include(await instructions(missionId), 'The old text.');
    assert.deepStrictEqual([await runs(missionId), await world.count('')], [0, before]);
    await file.remove();
  });

  it('starts nothing where the file could not be published', async () => {
    const { file, missionId } = await changedFile();
    dialogs.on('hasUnpublishedChanges', labels.publishAndStartRun);
    await world.fault({ operation: 'updateMission', effect: { kind: 'status', status: 403 } });
    await command('startRun', { missionId });
    assert.strictEqual(await runs(missionId), 0);
    await file.remove();
  });

  it('says so of a file that somebody else has overtaken', async () => {
    const { file, missionId } = await changedFile();
    await file.replace('new', 'old');
    const mission = await world.get(`/${missionId}`);
    await world.call('PUT', `/${missionId}`, { ...mission, instructions: 'The text of a colleague.' });
    const [question] = await dialogs.during(() => command('startRun', { missionId }));
    assert.match(question?.text ?? '', saying('differsFromTelnyx'));
    assert.strictEqual(await runs(missionId), 0);
    await file.remove();
  });

  it('saves instructions with unsaved edits, or starts what was saved', async () => {
    const missionId = await copyMission(world);
    await command('editInstructions', { missionId });
    const { activeTextEditor: editor } = vscode.window;
    await editor?.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Typed. '));
    dialogs.on('hasUnsavedChanges', labels.startSavedVersion);
    await command('startRun', { missionId });
    assert.notInclude(await instructions(missionId), 'Typed.');
    assert.strictEqual(await runs(missionId), 1);
    dialogs.on('hasUnsavedChanges', labels.saveAndStartRun);
    await command('startRun', { missionId });
    assert.include(await instructions(missionId), 'Typed.');
    assert.strictEqual(await runs(missionId), 2);
  });

  it('asks nothing of a file that is in sync, nor of one of another mission', async () => {
    const { file, missionId } = await changedFile();
    const other = await copyMission(world);
    await command('startRun', { missionId: other });
    await file.replace('new', 'old');
    await command('startRun', { missionId });
    assert.isFalse(dialogs.asked.some(({ modal }) => modal));
    await waitFor('both runs', async () => (await runs(other)) + (await runs(missionId)) === 2);
    await file.remove();
  });
});
