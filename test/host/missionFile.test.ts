import { assert } from 'chai';
import * as vscode from 'vscode';
import { labels, saying } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { closeEditors, describeConnected } from './fixture';
import { TestFile } from './testFile';

const start = `---
# Who is called, and why
name: "From a file"   # as people say it
metadata:
  team: night
---

Call everybody.
`;

describeConnected('mission files', {}, ({ world }) => {
  const dialogs = stubDialogs();
  let file: TestFile;
  // VS Code may keep what it was told of a file of the same name.
  let files = 0;
  beforeEach(async () => {
    file = await TestFile.create(`calls-${++files}.mission.md`, start);
    await file.open();
  });
  afterEach(async () => {
    await closeEditors();
    await file.remove();
  });

  async function publish(): Promise<string> {
    await vscode.commands.executeCommand('missions.publishMissionFile', file.uri);
    return waitFor('the id', () => file.missionId());
  }

  it('publishing creates the mission and writes its id into the file, with nothing else of it changed', async () => {
    const id = await publish();
    assert.strictEqual(await file.text(), start.replace('  team: night\n', `  team: night\nmission_id: ${id}\n`));
    assert.isFalse((await file.document()).isDirty);
    const mission = await world.get(`/${id}`);
    assert.strictEqual(mission.name, 'From a file');
    assert.strictEqual(mission.instructions, 'Call everybody.\n');
    assert.deepStrictEqual(mission.metadata, { team: 'night' });
  });

  it('publishing again updates the mission', async () => {
    const id = await publish();
    await file.replace('Call everybody.', 'Call nobody.');
    assert.strictEqual(await publish(), id);
    await waitFor('the change', async () => (await world.get(`/${id}`)).instructions === 'Call nobody.\n');
  });

  it('publishing a file without changes sends nothing', async () => {
    await publish();
    await world.takeRequests();
    await publish();
    assert.doesNotHaveAnyKeys(await world.takeRequests(), ['createMission', 'updateMission']);
  });

  it('a pull takes over what has changed on Telnyx and leaves comments alone', async () => {
    const id = await publish();
    const mission = await world.get(`/${id}`);
    await world.call('PUT', `/${id}`, { ...mission, name: 'Renamed there', model: 'some-model' });
    await vscode.commands.executeCommand('missions.pullMissionFile', file.uri);
    await waitFor('the name', async () => (await file.text()).includes('Renamed there'));
    assert.include(await file.text(), '# Who is called, and why');
    assert.include(await file.text(), '# as people say it');
    assert.include(await file.text(), 'some-model');
  });

  it('problems are marked where they are, and a file with problems is not published', async () => {
    await publish();
    await file.replace('metadata:\n  team: night', 'metadata: night\ncolour: red');
    await waitFor('the problems', () => file.problems().length === 2);
    assert.match(file.problems().join(), saying('expectedKeys'));
    assert.match(file.problems().join(), saying('unknownKey', 'colour'));
    await world.takeRequests();
    await vscode.commands.executeCommand('missions.publishMissionFile', file.uri);
    assert.notProperty(await world.takeRequests(), 'updateMission');
    assert.lengthOf(dialogs.asked, 1);
    await file.replace('metadata: night\ncolour: red', 'metadata:\n  team: night');
    await waitFor('no problem', () => file.problems().length === 0);
  });

  it('what YAML reads as something else is put in quotes by a quick fix', async () => {
    await file.replace('name:', 'description: Call: now\nname:');
    await waitFor('the problem', () => file.problems().length > 0);
    assert.include(await file.fixes(), labels.addQuotes);
    const [diagnostic] = vscode.languages.getDiagnostics(file.uri);
    const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      file.uri,
      diagnostic?.range,
    );
    const edit = found.find(({ title }) => title === labels.addQuotes)?.edit;
    assert.isTrue(edit && (await vscode.workspace.applyEdit(edit)));
    assert.include(await file.text(), 'description: "Call: now"\n');
    await waitFor('no problem', () => file.problems().length === 0);
  });

  it('completion offers the fields of the front matter, and code lenses offer the commands', async () => {
    await publish();
    await file.replace('name:', 'd\nname:');
    const document = await file.document();
    const position = document.positionAt(document.getText().indexOf('\nd\n') + 2);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      file.uri,
      position,
    );
    assert.include(
      list.items.map(({ label }) => label),
      'description',
    );
    await file.replace('d\nname:', 'name:');
    assert.includeMembers(await file.lenses(), [labels.publish, labels.pull, labels.compare, labels.startRun]);
  });
});
