import { assert } from 'chai';
import * as vscode from 'vscode';
import type { TestApi } from '../../src/extension';
import { closeEditors, connected, missionId, until } from './fixture';
import type { TestWorld } from './world';

async function open(): Promise<vscode.TextDocument> {
  await vscode.commands.executeCommand('missions.editInstructions', { missionId });
  const document = vscode.window.activeTextEditor?.document;
  assert.ok(document);
  assert.strictEqual(document.uri.scheme, 'missions');
  return document;
}

async function replaceAll(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

describe('instructions as a document', () => {
  let world: TestWorld;
  let api: TestApi;
  const remote = async () => String((await world.call('GET', `/${missionId}`)).instructions);
  const changeRemote = async (change: Record<string, unknown>) => {
    const { name, description, model, instructions, execution_mode, metadata } = await world.call(
      'GET',
      `/${missionId}`,
    );
    const whole = { name, description, model, instructions, execution_mode, metadata, ...change };
    await world.call('PUT', `/${missionId}`, whole);
  };

  beforeEach(async () => {
    ({ world, api } = await connected());
  });
  afterEach(async () => {
    await world.clearFaults();
    await closeEditors();
    await world.close();
  });

  it('opens as Markdown and is saved, with nothing else of the mission lost', async () => {
    const document = await open();
    assert.strictEqual(document.languageId, 'markdown');
    assert.ok(document.getText().startsWith('# Roof repair quotes'));
    await replaceAll(document, '# Mine\n');
    assert.ok(await document.save());
    const mission = await world.call('GET', `/${missionId}`);
    assert.strictEqual(mission.instructions, '# Mine\n');
    assert.strictEqual(mission.model, 'anthropic/claude-sonnet-4');
    assert.deepStrictEqual(mission.metadata, { team: 'facilities', budget_usd: 9000 });
  });

  it('catches a concurrent change of the same length', async () => {
    const document = await open();
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

  it('stays in conflict however often it is saved, also after the change was noticed by a refresh', async () => {
    const document = await open();
    await replaceAll(document, '# Mine\n');
    await changeRemote({ instructions: '# Theirs\n' });
    await api.poller.refresh();
    for (let tries = 0; tries < 2; tries++) assert.strictEqual(await document.save(), false);
    assert.strictEqual(document.getText(), '# Mine\n');
    assert.strictEqual(await remote(), '# Theirs\n');
  });

  it('does not take a change of another field for a conflict, and keeps that change', async () => {
    const document = await open();
    await changeRemote({ description: 'Changed by somebody else' });
    await replaceAll(document, '# Mine\n');
    assert.ok(await document.save());
    const mission = await world.call('GET', `/${missionId}`);
    assert.deepStrictEqual([mission.instructions, mission.description], ['# Mine\n', 'Changed by somebody else']);
  });

  it('can be saved twice, and again after the first save was refused', async () => {
    const document = await open();
    await replaceAll(document, '# One\n');
    await world.fault({ operation: 'updateMission', times: 1, effect: { kind: 'status', status: 422 } });
    assert.strictEqual(await document.save(), false);
    assert.strictEqual(document.getText(), '# One\n');
    assert.ok(await document.save());
    await replaceAll(document, '# Two\n');
    assert.ok(await document.save());
    assert.strictEqual(await remote(), '# Two\n');
  });

  it('keeps the text when the service cannot be reached', async () => {
    const document = await open();
    await replaceAll(document, '# Offline\n');
    await world.fault({ effect: { kind: 'status', status: 403 } });
    assert.strictEqual(await document.save(), false);
    assert.ok(document.isDirty);
    await world.clearFaults();
    assert.ok(await document.save());
    assert.strictEqual(await remote(), '# Offline\n');
  });

  it('follows a change made elsewhere while it is clean', async () => {
    const document = await open();
    await changeRemote({ instructions: '# Theirs\n' });
    // Any reading of the mission tells: here the list's, at once instead of within the minute.
    await api.poller.refresh();
    await until('the new text', () => document.getText() === '# Theirs\n');
    await replaceAll(document, '# Mine on theirs\n');
    assert.ok(await document.save());
    assert.strictEqual(await remote(), '# Mine on theirs\n');
  });

  it('is not there for a mission that was deleted', async () => {
    await world.call('DELETE', `/${missionId}`);
    const uri = vscode.Uri.from({ scheme: 'missions', path: `/${missionId}/x/instructions.md` });
    const error = await Promise.resolve(vscode.workspace.fs.readFile(uri)).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.strictEqual(error instanceof vscode.FileSystemError && error.code, 'FileNotFound');
  });
});
