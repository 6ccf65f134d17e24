import { assert } from 'chai';
import * as vscode from 'vscode';
import { labels, saying, textOf } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { closeEditors, describeConnected } from './fixture';
import { replaceText } from './replaceText';

function isInput(document: vscode.TextDocument | undefined): document is vscode.TextDocument {
  return document?.uri.scheme === 'missions' && document.uri.path.endsWith('.newrun.json');
}

describeConnected('the input of a new run', {}, ({ world, api }) => {
  const dialogs = stubDialogs();
  let missionId: string;
  beforeEach(async () => {
    missionId = String((await world.call('POST', '', { name: 'With *input*' })).mission_id);
    const inputs = [{ city: 'Köln' }, { city: 'Berlin', contact: { phone: '+4930' } }];
    for (const input of inputs) await world.call('POST', `/${missionId}/runs`, { input });
    await api.poller.refresh();
  });

  const document = () => {
    const found = vscode.window.activeTextEditor?.document;
    if (!isInput(found)) throw new Error('The input is not open');
    return found;
  };
  async function open(): Promise<void> {
    await vscode.commands.executeCommand('missions.startRunWithInput', { missionId });
    await waitFor('the editor', () => isInput(vscode.window.activeTextEditor?.document));
  }
  async function type(text: string): Promise<void> {
    await replaceText(document(), text);
  }
  const runs = () => world.get<Record<string, unknown>[]>(`/${missionId}/runs?page[size]=100`);
  const own = () => vscode.languages.getDiagnostics(document().uri).filter(({ source }) => source === 'Missions');

  it('the document opens with the input of the last run, as JSON', async () => {
    await open();
    assert.strictEqual(document().languageId, 'json');
    assert.deepStrictEqual(JSON.parse(document().getText()), {
      input: { city: 'Berlin', contact: { phone: '+4930' } },
      metadata: {},
    });
    assert.isTrue(vscode.window.tabGroups.activeTabGroup.activeTab?.label.startsWith('With *input*'));
  });

  it('completion and hover know what earlier inputs had', async () => {
    await open();
    await type('{\n  "input": {\n    "city": "Bonn",\n    \n  }\n}\n');
    const { uri } = document();
    const labels = async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        uri,
        new vscode.Position(3, 4),
      );
      return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    };
    await waitFor('the completion', async () => (await labels()).some((label) => label.includes('contact')), 35_000);
    const said = async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        uri,
        new vscode.Position(2, 7),
      );
      const texts = hovers.flatMap(({ contents }) => contents);
      return texts.map((text) => (text instanceof vscode.MarkdownString ? text.value : '')).join('\n');
    };
    await waitFor('the hover', async () => (await said()).includes('2 of 2 earlier runs'), 20_000);
    // VS Code starts its language server for JSON first.
  }).timeout(60_000);

  it('no run is started of what is no JSON object, which is marked in its place', async () => {
    const before = (await runs()).length;
    await open();
    await type('{"city": "Bonn"}');
    await vscode.commands.executeCommand('missions.startRunFromDocument', document().uri);
    assert.match(dialogs.asked.at(-1)?.text ?? '', saying('notStartedBecause', textOf('unknownProperty', 'city')));
    assert.deepStrictEqual(
      own().map(({ range }) => range.start.line),
      [0],
    );
    await type('[1, 2');
    await waitFor('the problem to be gone', () => own().length === 0);
    await vscode.commands.executeCommand('missions.startRunFromDocument', document().uri);
    assert.match(dialogs.asked.at(-1)?.text ?? '', saying('invalidJson'));
    assert.lengthOf(await runs(), before);
  });

  it('its code lens starts a run with input and metadata, and saves the document', async () => {
    await open();
    await type('{"input": {"city": "Ulm"}, "metadata": {"asked_by": "me"}}');
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document().uri,
    );
    const command = lenses.map((lens) => lens.command).find((one) => one?.title.endsWith(labels.startRun));
    assert.ok(command);
    await vscode.commands.executeCommand(command.command, ...((command.arguments ?? []) as unknown[]));
    const started = (await runs()).find(({ input }) => (input as { city?: string } | null)?.city === 'Ulm');
    assert.deepStrictEqual(started?.metadata, { asked_by: 'me' });
    assert.isFalse(document().isDirty);
  });

  it('what was typed is kept, saved or not, started or not', async () => {
    const typed = '{"input": {"city": "Never saved';
    await open();
    await type(typed);
    await closeEditors();
    await waitFor('no editor', () => vscode.window.activeTextEditor === undefined);
    await open();
    await waitFor('the text', () => document().getText() === typed);
    await world.fault({ operation: 'startRun', effect: { kind: 'status', status: 403 } });
    await type('{"input": {"city": "Refused"}}');
    await vscode.commands.executeCommand('missions.startRunFromDocument', document().uri);
    assert.match(dialogs.asked.at(-1)?.text ?? '', saying('notStarted'));
    await closeEditors();
    await open();
    await waitFor('the text', () => document().getText().includes('Refused'));
  });

  it('a run whose answer was lost is reported as unknown, and no second run is started', async () => {
    const before = (await runs()).length;
    await open();
    await world.fault({ operation: 'startRun', effect: { kind: 'status', status: 502, afterwards: true } });
    await vscode.commands.executeCommand('missions.startRunFromDocument', document().uri);
    assert.match(dialogs.asked.at(-1)?.text ?? '', saying('mayHaveStarted'));
    assert.lengthOf(await runs(), before + 1);
  });

  it('a run that has ended is run again with the same input', async () => {
    const [run] = await runs();
    const runId = String(run?.run_id);
    await world.call('POST', `/${missionId}/runs/${runId}/cancel`);
    const before = (await runs()).length;
    await vscode.commands.executeCommand('missions.runAgain', { missionId, runId });
    const after = await runs();
    assert.lengthOf(after, before + 1);
    const isSame = ({ input }: Record<string, unknown>) => JSON.stringify(input) === JSON.stringify(run?.input);
    assert.lengthOf(after.filter(isSame), 2);
  });
});
