import { assert } from 'chai';
import * as vscode from 'vscode';
import { closeEditors, connected, until } from './fixture';
import type { TestWorld } from './world';

const start = `---
# Who is called, and why
name: "From a file"   # as people say it
metadata:
  team: night
---

Call everybody.
`;

describe('a mission as a file', () => {
  let world: TestWorld;
  let uri: vscode.Uri;
  before(async () => {
    ({ world } = await connected());
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    if (!folder) throw new Error('No folder is open');
    uri = vscode.Uri.joinPath(folder.uri, 'calls.mission.md');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(start));
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  });
  after(async () => {
    await closeEditors();
    await world.close();
  });

  const document = () => vscode.workspace.openTextDocument(uri);
  const text = async () => (await document()).getText();
  const missionId = async () => /mission_id: (\S+)/.exec(await text())?.[1] ?? '';
  async function replace(from: string, to: string): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    const whole = await document();
    const at = whole.getText().indexOf(from);
    edit.replace(uri, new vscode.Range(whole.positionAt(at), whole.positionAt(at + from.length)), to);
    await vscode.workspace.applyEdit(edit);
  }
  const problems = () => vscode.languages.getDiagnostics(uri).map(({ message }) => message);

  it('is created by publishing, and gets its id, with nothing else of the file changed', async () => {
    await vscode.commands.executeCommand('missions.publishMissionFile', uri);
    await until('the id', async () => (await missionId()) !== '');
    const id = await missionId();
    assert.strictEqual(await text(), start.replace('  team: night\n', `  team: night\nmission_id: ${id}\n`));
    assert.isFalse((await document()).isDirty);
    const mission = await world.call('GET', `/${id}`);
    assert.strictEqual(mission.name, 'From a file');
    assert.strictEqual(mission.instructions, 'Call everybody.\n');
    assert.deepStrictEqual(mission.metadata, { team: 'night' });
  });

  it('is written over what is there by publishing again', async () => {
    await replace('Call everybody.', 'Call nobody.');
    await vscode.commands.executeCommand('missions.publishMissionFile', uri);
    const id = await missionId();
    await until('the change', async () => (await world.call('GET', `/${id}`)).instructions === 'Call nobody.\n');
  });

  it('sends nothing where both say the same', async () => {
    await world.takeRequests();
    await vscode.commands.executeCommand('missions.publishMissionFile', uri);
    assert.notProperty(await world.takeRequests(), 'updateMission');
  });

  it('takes in what has changed there by a pull, comments and all left alone', async () => {
    const id = await missionId();
    const mission = await world.call('GET', `/${id}`);
    await world.call('PUT', `/${id}`, { ...mission, name: 'Renamed there', model: 'some-model' });
    await vscode.commands.executeCommand('missions.pullMissionFile', uri);
    await until('the name', async () => (await text()).includes('Renamed there'));
    assert.include(await text(), '# Who is called, and why');
    assert.include(await text(), '# as people say it');
    assert.include(await text(), 'some-model');
  });

  it('says what is wrong where it is wrong, and sends nothing of it', async () => {
    await replace('metadata:\n  team: night', 'metadata: night\ncolour: red');
    await until('the problems', () => problems().length === 2);
    assert.include(problems().join(), '“metadata” must be keys');
    assert.include(problems().join(), 'Missions have no field “colour”');
    await world.takeRequests();
    void vscode.commands.executeCommand('missions.publishMissionFile', uri);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.notProperty(await world.takeRequests(), 'updateMission');
    await replace('metadata: night\ncolour: red', 'metadata:\n  team: night');
    await until('no problem', () => problems().length === 0);
  });

  it('offers what the front matter may say, and what can be done with it', async () => {
    await replace('name:', 'd\nname:');
    const at = (await document()).getText().indexOf('\nd\n') + 2;
    const position = (await document()).positionAt(at);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      position,
    );
    assert.include(
      list.items.map(({ label }) => label),
      'description',
    );
    await replace('d\nname:', 'name:');
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
    const titles = lenses.map(({ command }) => command?.title.replace(/^\$\([\w-]+\) /, ''));
    assert.includeMembers(titles, ['Publish', 'Pull', 'Compare', 'Start Run']);
  });
});
