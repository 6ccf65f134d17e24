import { assert } from 'chai';
import * as vscode from 'vscode';
import { closeEditors, connected, pause, until } from './fixture';
import type { TestWorld } from './world';

/** VS Code in a browser has it on unless told otherwise. */
describe('documents under “Auto Save”', () => {
  let world: TestWorld;
  let mine: string;
  /** Savings that nobody has asked for. */
  let tries = 0;
  let listening: vscode.Disposable;
  const settings: Readonly<Record<string, unknown>> = { autoSave: 'afterDelay', autoSaveDelay: 100 };

  async function set(values: readonly (readonly [string, unknown])[]): Promise<void> {
    const files = vscode.workspace.getConfiguration('files');
    for (const [name, value] of values) await files.update(name, value, vscode.ConfigurationTarget.Global);
  }

  before(async () => {
    ({ world } = await connected());
    mine = String((await world.call('POST', '', { name: 'Mine', instructions: '# Old\n' })).mission_id);
    await set(Object.entries(settings));
    listening = vscode.workspace.onWillSaveTextDocument(({ reason }) => {
      if (reason === vscode.TextDocumentSaveReason.AfterDelay) tries++;
    });
  });
  afterEach(closeEditors);
  after(async () => {
    listening.dispose();
    await set(Object.keys(settings).map((name) => [name, name === 'autoSave' ? 'off' : undefined]));
    await closeEditors();
    await world.close();
  });

  async function opened(command: string, row: unknown): Promise<vscode.TextDocument> {
    await vscode.commands.executeCommand(`missions.${command}`, row);
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document);
    return document;
  }
  async function type(document: vscode.TextDocument, text: string): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
    assert.ok(await vscode.workspace.applyEdit(edit));
  }
  /** Types it and waits until VS Code has tried to save it. */
  async function typeAndRest(document: vscode.TextDocument, text: string): Promise<void> {
    const before = tries;
    await type(document, text);
    await until('VS Code to save by itself', () => tries > before);
    await pause(1000);
  }
  const list = async (path: string) => (await world.call('GET', path)) as unknown as readonly unknown[];

  it('are saved where that can be changed again', async () => {
    const document = await opened('editInstructions', { missionId: mine });
    await typeAndRest(document, '# New\n');
    await until('the instructions', async () => (await world.call('GET', `/${mine}`)).instructions === '# New\n');
    await until('the editor to be clean', () => !document.isDirty);
  });

  it('add no step to a plan, which would be half of what is meant, until somebody saves', async () => {
    const runId = String((await world.call('POST', `/${mine}/runs`, {})).run_id);
    const at = `/${mine}/runs/${runId}/plan`;
    await world.call('POST', at, { steps: [{ step_id: 'look', description: 'Look around', sequence: 1 }] });
    const document = await opened('editPlan', { missionId: mine, runId });
    await type(document, document.getText().replace('[ ]', '[x]'));
    await until('the status', async () => (await world.call('GET', `${at}/steps/look`)).status === 'completed');
    await until('the editor to be clean', () => !document.isDirty);
    await typeAndRest(document, `${document.getText()}- [ ] Call th\n`);
    assert.lengthOf(await list(at), 1);
    assert.isTrue(document.isDirty);
    await type(document, document.getText().replace('Call th', 'Call them'));
    assert.isTrue(await document.save());
    assert.lengthOf(await list(at), 2);
    assert.strictEqual(document.isDirty, false);
  });

  it('create nothing, until somebody saves', async () => {
    const document = await opened('createTool', { missionId: mine });
    await typeAndRest(document, '{"name": "look"}');
    assert.lengthOf(await list(`/${mine}/tools`), 0);
    assert.isTrue(document.isDirty);
    await document.save();
    await until('the tool', async () => (await list(`/${mine}/tools`)).length === 1);
  });
});
