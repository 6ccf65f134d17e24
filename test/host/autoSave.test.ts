import { assert } from 'chai';
import * as vscode from 'vscode';
import { waitFor } from '../harness/waitFor';
import { closeEditors, describeConnected } from './fixture';
import { replaceText } from './replaceText';

/** VS Code in a browser has it on unless told otherwise. */
describeConnected('documents under “Auto Save”', {}, ({ world }) => {
  let mine: string;
  /** How often a document was to be saved that nobody has asked to save, by URI. */
  let attempts: Map<string, number>;
  let listening: vscode.Disposable;
  const settings: Readonly<Record<string, unknown>> = { autoSave: 'afterDelay', autoSaveDelay: 100 };

  async function set(values: readonly (readonly [string, unknown])[]): Promise<void> {
    const files = vscode.workspace.getConfiguration('files');
    for (const [name, value] of values) await files.update(name, value, vscode.ConfigurationTarget.Global);
  }

  beforeEach(async () => {
    mine = String((await world.call('POST', '', { name: 'Mine', instructions: '# Old\n' })).mission_id);
    await set(Object.entries(settings));
    attempts = new Map();
    listening = vscode.workspace.onWillSaveTextDocument(({ document, reason }) => {
      const key = document.uri.toString();
      if (reason === vscode.TextDocumentSaveReason.AfterDelay) attempts.set(key, (attempts.get(key) ?? 0) + 1);
    });
  });
  afterEach(async () => {
    listening.dispose();
    await set(Object.keys(settings).map((name) => [name, name === 'autoSave' ? 'off' : undefined]));
    await closeEditors();
  });

  async function opened(command: string, row: unknown): Promise<vscode.TextDocument> {
    await vscode.commands.executeCommand(`missions.${command}`, row);
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document);
    return document;
  }
  async function type(document: vscode.TextDocument, text: string): Promise<void> {
    await replaceText(document, text);
  }
  /**
   * Types it and waits until VS Code has tried to save it: it is over with that, which asks the service for nothing,
   * when instructions that were typed later have arrived there.
   */
  async function typeAndRest(document: vscode.TextDocument, text: string): Promise<void> {
    const key = document.uri.toString();
    const before = attempts.get(key) ?? 0;
    await type(document, text);
    await waitFor('VS Code to save by itself', () => (attempts.get(key) ?? 0) > before);
    const later = await opened('editInstructions', { missionId: mine });
    const marker = `# Later than ${text}\n`;
    await type(later, marker);
    await waitFor('what was typed later', async () => (await world.get(`/${mine}`)).instructions === marker);
  }
  const list = (path: string) => world.get<readonly unknown[]>(path);

  it('instructions are saved: they can be changed again', async () => {
    const document = await opened('editInstructions', { missionId: mine });
    await type(document, '# New\n');
    await waitFor('the instructions', async () => (await world.get(`/${mine}`)).instructions === '# New\n');
    await waitFor('the editor to be clean', () => !document.isDirty);
  });

  it('no step is added to a plan, where it would stay half typed, until somebody saves', async () => {
    const runId = String((await world.call('POST', `/${mine}/runs`, {})).run_id);
    const at = `/${mine}/runs/${runId}/plan`;
    await world.call('POST', at, { steps: [{ step_id: 'look', description: 'Look around', sequence: 1 }] });
    const document = await opened('editPlan', { missionId: mine, runId });
    await type(document, document.getText().replace('[ ]', '[x]'));
    await waitFor('the status', async () => (await world.get(`${at}/steps/look`)).status === 'completed');
    await waitFor('the editor to be clean', () => !document.isDirty);
    await typeAndRest(document, `${document.getText()}- [ ] Call th\n`);
    assert.lengthOf(await list(at), 1);
    assert.isTrue(document.isDirty);
    await type(document, document.getText().replace('Call th', 'Call them'));
    assert.isTrue(await document.save());
    assert.lengthOf(await list(at), 2);
    assert.strictEqual(document.isDirty, false);
  });

  it('a draft creates nothing until somebody saves', async () => {
    const document = await opened('createTool', { missionId: mine });
    await typeAndRest(document, '{"name": "look"}');
    assert.lengthOf(await list(`/${mine}/tools`), 0);
    assert.isTrue(document.isDirty);
    await document.save();
    await waitFor('the tool', async () => (await list(`/${mine}/tools`)).length === 1);
  });
});
