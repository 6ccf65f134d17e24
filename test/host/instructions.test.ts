import { assert } from 'chai';
import * as vscode from 'vscode';
import { labels, saying } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { refusalOf } from './conflicts';
import { stubDialogs } from './dialogs';
import { copyMission, describeConnected } from './fixture';
import { replaceText } from './replaceText';

async function open(missionId: string): Promise<vscode.TextDocument> {
  await vscode.commands.executeCommand('missions.editInstructions', { missionId });
  const document = vscode.window.activeTextEditor?.document;
  assert.ok(document);
  assert.strictEqual(document.uri.scheme, 'missions');
  return document;
}

async function replaceAll(document: vscode.TextDocument, text: string): Promise<void> {
  await replaceText(document, text);
}

describeConnected('instructions as a document', {}, ({ world, api }) => {
  const dialogs = stubDialogs();
  let missionId: string;
  beforeEach(async () => {
    missionId = await copyMission(world);
  });
  const remote = async () => String((await world.get(`/${missionId}`)).instructions);
  const changeRemote = async (change: Record<string, unknown>) => {
    const { name, description, model, instructions, execution_mode, metadata } = await world.get(`/${missionId}`);
    const whole = { name, description, model, instructions, execution_mode, metadata, ...change };
    await world.call('PUT', `/${missionId}`, whole);
  };

  it('instructions open as Markdown and are saved, with nothing else of the mission lost', async () => {
    const document = await open(missionId);
    assert.strictEqual(document.languageId, 'markdown');
    assert.ok(document.getText().startsWith('# Roof repair quotes'));
    await replaceAll(document, '# Mine\n');
    assert.ok(await document.save());
    const mission = await world.get(`/${missionId}`);
    assert.strictEqual(mission.instructions, '# Mine\n');
    assert.strictEqual(mission.model, 'anthropic/claude-sonnet-4');
    assert.deepStrictEqual(mission.metadata, { team: 'facilities', budget_usd: 9000 });
  });

  it('a save without an edit sends nothing, and an edit changes its own line only, whatever the line ends', async () => {
    const text = 'one\r\ntwo\nthree\rfour \ud800\n';
    await changeRemote({ instructions: text });
    const document = await open(missionId);
    await world.takeRequests();
    await vscode.commands.executeCommand('workbench.action.files.save');
    assert.strictEqual((await world.takeRequests()).updateMission, undefined);
    assert.strictEqual(await remote(), text);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(1, 0), 'number ');
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.ok(await document.save());
    assert.strictEqual(await remote(), text.replace('two', 'number two'));
  });

  it('a setting for the encoding of files changes nothing', async () => {
    const files = vscode.workspace.getConfiguration('files');
    await files.update('encoding', 'windows1252', vscode.ConfigurationTarget.Global);
    try {
      await changeRemote({ instructions: 'Viele Grüße\n' });
      const document = await open(missionId);
      assert.strictEqual(document.getText(), 'Viele Grüße\n');
      await replaceAll(document, 'Schöne Grüße 漢\n');
      assert.ok(await document.save());
      assert.strictEqual(await remote(), 'Schöne Grüße 漢\n');
    } finally {
      await files.update('encoding', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  for (const [what, instructions] of [
    ['a binary file', 'one\n\0two\n'],
    ['UTF-16', 'o\0n\0e\0\n\0'],
  ] as const)
    it(`a text that VS Code takes for ${what} is not opened, which is said, and can be edited as JSON`, async () => {
      await changeRemote({ instructions });
      dialogs.on('nulInDocument', labels.openMissionAsJson);
      await vscode.commands.executeCommand('missions.editInstructions', { missionId });
      const json = await waitFor('the mission as JSON', () => {
        const document = vscode.window.activeTextEditor?.document;
        return document?.languageId === 'json' ? document : undefined;
      });
      assert.lengthOf(dialogs.asked, 1);
      assert.ok(json);
      const printed = JSON.stringify(instructions);
      assert.include(json.getText(), printed);
      const uri = vscode.Uri.from({ scheme: 'missions', path: `/${missionId}/Again instructions.md` });
      const error = await Promise.resolve(vscode.workspace.fs.readFile(uri)).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      assert.match(String(error), saying('nulInDocument', 'Again instructions.md'));
      await replaceAll(json, json.getText().replace(printed, JSON.stringify(`${instructions}three`)));
      assert.ok(await json.save());
      assert.strictEqual(await remote(), `${instructions}three`);
    });

  it('a NUL far from the start, controls and a byte order mark stay as they are where nobody has edited them', async () => {
    const text = `\uFEFFone \u001b[31m\n${'two '.repeat(200)}\0\n\u0007\u0085\n`;
    await changeRemote({ instructions: text });
    const document = await open(missionId);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), 'number ');
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.ok(await document.save());
    assert.strictEqual(await remote(), text.replace('one', 'number one'));
  });

  it('a concurrent change of the same length is a conflict', async () => {
    const document = await open(missionId);
    const text = document.getText();
    const theirs = text.replace('three', 'seven');
    assert.strictEqual(theirs.length, text.length);
    await replaceAll(document, text.replace('three', 'eight'));
    await changeRemote({ instructions: theirs });
    assert.strictEqual(await document.save(), false);
    assert.ok(document.isDirty);
    assert.ok(document.getText().includes('eight'));
    assert.strictEqual(await remote(), theirs);
  });

  it('a conflict stays however often the document is saved, also after a refresh has read the change', async () => {
    const document = await open(missionId);
    await replaceAll(document, '# Mine\n');
    await changeRemote({ instructions: '# Theirs\n' });
    await api.poller.refresh();
    for (let tries = 0; tries < 2; tries++) assert.strictEqual(await document.save(), false);
    assert.strictEqual(document.getText(), '# Mine\n');
    assert.strictEqual(await remote(), '# Theirs\n');
  });

  it('a change of another field is no conflict and is kept', async () => {
    const document = await open(missionId);
    await changeRemote({ description: 'Changed by somebody else' });
    await replaceAll(document, '# Mine\n');
    assert.ok(await document.save());
    const mission = await world.get(`/${missionId}`);
    assert.deepStrictEqual([mission.instructions, mission.description], ['# Mine\n', 'Changed by somebody else']);
  });

  it('a document can be saved twice, and again after its first save was refused', async () => {
    const document = await open(missionId);
    await replaceAll(document, '# One\n');
    await world.fault({ operation: 'updateMission', times: 1, effect: { kind: 'status', status: 422 } });
    assert.strictEqual(await document.save(), false);
    assert.strictEqual(document.getText(), '# One\n');
    assert.ok(await document.save());
    await replaceAll(document, '# Two\n');
    assert.ok(await document.save());
    assert.strictEqual(await remote(), '# Two\n');
  });

  it('the name of a mission and the words of the service are no links in messages of VS Code', async () => {
    const link = '[Free credits](command:workbench.action.quit)';
    await changeRemote({ name: link });
    const document = await open(missionId);
    await replaceAll(document, '# Mine\n');
    const body = { errors: [{ title: link, detail: link }] };
    await world.fault({ operation: 'updateMission', effect: { kind: 'status', status: 422, body } });
    const said = await refusalOf(document);
    assert.include(said, 'Free credits');
    assert.notInclude(`${document.uri.path} ${said}`, '](command');
  });

  it('the text is kept when the service cannot be reached', async () => {
    const document = await open(missionId);
    await replaceAll(document, '# Offline\n');
    await world.fault({ effect: { kind: 'status', status: 403 } });
    assert.strictEqual(await document.save(), false);
    assert.ok(document.isDirty);
    await world.clearFaults();
    assert.ok(await document.save());
    assert.strictEqual(await remote(), '# Offline\n');
  });

  it('a clean document follows a change made elsewhere', async () => {
    const document = await open(missionId);
    await changeRemote({ instructions: '# Theirs\n' });
    // Any reading of the mission tells: here the list's, at once instead of within the minute.
    await api.poller.refresh();
    await waitFor('the new text', () => document.getText() === '# Theirs\n');
    await replaceAll(document, '# Mine on theirs\n');
    assert.ok(await document.save());
    assert.strictEqual(await remote(), '# Mine on theirs\n');
  });

  it('the document of a deleted mission is not found', async () => {
    await world.call('DELETE', `/${missionId}`);
    const uri = vscode.Uri.from({ scheme: 'missions', path: `/${missionId}/x/instructions.md` });
    const error = await Promise.resolve(vscode.workspace.fs.readFile(uri)).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.strictEqual(error instanceof vscode.FileSystemError && error.code, 'FileNotFound');
  });
});
