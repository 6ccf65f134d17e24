import { assert } from 'chai';
import * as vscode from 'vscode';
import { inOrder, labels, saying } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { intervals } from './intervals';
import { describeConnected, missionId } from './fixture';

describeConnected('the event log of a run', {}, ({ world, api }) => {
  const dialogs = stubDialogs();
  let runId: string;
  beforeEach(async () => {
    runId = String((await world.call('POST', `/${missionId}/runs`, {})).run_id);
    await world.call('POST', `/${missionId}/runs/${runId}/plan`, {
      steps: [
        { step_id: 'look', description: 'Look around', sequence: 1 },
        { step_id: 'call', description: 'Call them', sequence: 2 },
      ],
    });
    await log('Starting');
    await log('Found a roofer', { step_id: 'look', payload: { name: 'Lakeview', stars: [4, 5] } });
    await log('Calling', { step_id: 'call', type: 'tool_call' });
    await log('Found another', { step_id: 'look' });
    await vscode.commands.executeCommand('missions.showEventLog', { missionId, runId });
  });

  function log(summary: string, more: Record<string, unknown> = {}) {
    return world.call('POST', `/${missionId}/runs/${runId}/events`, { type: 'message', summary, ...more });
  }
  function editor(): vscode.TextEditor {
    const found = vscode.window.activeTextEditor;
    if (found?.document.uri.scheme !== 'missions-log') throw new Error('The log is not open');
    return found;
  }
  const text = () => editor().document.getText();

  it('the log opens as a read-only text, named for mission and run', async () => {
    const { document } = editor();
    assert.strictEqual(document.languageId, 'missions-log');
    const { label = '' } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
    assert.match(label, /^Roof repair quotes · [A-Z][a-z]{2} \d+, .*\.missions-log$/);
    const lines = document.getText().split('\n');
    const at = (summary: string) => lines.findIndex((line) => line.endsWith(summary));
    assert.isTrue(at('Starting') >= 0 && at('Starting') < at('[Look around] Found a roofer'));
    assert.strictEqual(lines[at('Found a roofer') + 2], '      "name": "Lakeview",');
    assert.isFalse(vscode.workspace.fs.isWritableFileSystem('missions-log'));
    await Promise.resolve(vscode.workspace.fs.writeFile(document.uri, new Uint8Array())).then(
      () => assert.fail('It was written'),
      () => undefined,
    );
  });

  async function stepSymbols(): Promise<vscode.DocumentSymbol[]> {
    const found = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      editor().document.uri,
    );
    return found.filter(({ name }) => name !== labels.noStep);
  }

  it('symbols of the log are its steps, each with its events', async () => {
    const steps = await stepSymbols();
    assert.deepStrictEqual(
      steps.map(({ name, detail, children }) => [name, detail, children.map((child) => child.name)]),
      [
        ['Look around', 'look', ['Found a roofer', 'Found another']],
        ['Call them', 'call', ['Calling']],
      ],
    );
    const [first] = steps[0]?.children ?? [];
    if (!first) throw new Error('No symbol');
    assert.match(editor().document.lineAt(first.selectionRange.start).text, /Found a roofer$/);
    assert.strictEqual(first.range.end.line - first.range.start.line, 7);
  });

  it('what VS Code would not open for its length is named, with the way to have it nevertheless', async () => {
    // Each of its numbers is a line of its own, far to the right.
    const payload = `{"a":${'['.repeat(150)}${'1,'.repeat(180_000)}1${']'.repeat(150)}}`;
    const run = String((await world.call('POST', `/${missionId}/runs`, {})).run_id);
    const event = `{"type":"message","summary":"Deep","payload":${payload}}`;
    await world.sendText('POST', `/${missionId}/runs/${run}/events`, event);
    await vscode.commands.executeCommand('missions.showEventLog', { missionId, runId: run });
    assert.match(dialogs.asked.at(-1)?.text ?? '', inOrder(saying('tooLarge'), saying('exportInstead')));
    assert.include(text(), 'Starting', 'what was open stays open');
  });

  it('symbols of the log have the names of steps also where the plan comes late', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    api.store.clear();
    await world.fault({ operation: 'getPlan', times: 1, effect: { kind: 'slow', ms: 700 } });
    await vscode.commands.executeCommand('missions.showEventLog', { missionId, runId });
    assert.deepStrictEqual(
      (await stepSymbols()).map(({ name }) => name),
      ['Look around', 'Call them'],
    );
  });

  it('the log follows new events while it is visible, with cursor and folds kept, and requests nothing when it is hidden', async function () {
    this.timeout(60_000);
    await vscode.commands.executeCommand('editor.foldAll');
    await waitFor('the fold', () => editor().visibleRanges.length > 1);
    const place = new vscode.Position(1, 5);
    editor().selection = new vscode.Selection(place, place);
    await log('Late news', { payload: { late: true } });
    await waitFor('the news', () => text().includes('Late news'), 20_000);
    assert.isTrue(editor().selection.active.isEqual(place));
    assert.isAbove(editor().visibleRanges.length, 1, 'what was folded is folded');
    const { document } = editor();
    await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
    await log('News in plain text');
    await waitFor('the news in plain text', () => text().includes('News in plain text'), 20_000);
    await vscode.languages.setTextDocumentLanguage(document, 'missions-log');
    await vscode.commands.executeCommand('workbench.action.files.newUntitledFile');
    await waitFor('the other editor', () => vscode.window.activeTextEditor?.document.uri.scheme === 'untitled');
    await waitFor('nothing more to be planned', () => !api.poller.isTicking());
    // What was on its way arrives nevertheless.
    await intervals(1, 'timeline');
    await world.takeRequests();
    await intervals(5, 'timeline');
    assert.deepStrictEqual(await world.takeRequests(), {});
    await log('Unseen news');
    await vscode.window.showTextDocument(document);
    await waitFor('what was missed', () => text().includes('Unseen news'), 20_000);
  });
});
