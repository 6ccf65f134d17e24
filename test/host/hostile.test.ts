import { assert } from 'chai';
import * as vscode from 'vscode';
import { dialogs, Questions } from '../../src/dialogs';
import { addressOf, placeOf } from '../../src/documents/remote/documentUri';
import type { TestApi } from '../../src/extension';
import type { Handle } from '../../src/views/trees/treeHandles';
import { hides, hostileTexts } from '../hostile';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { closeEditors, describeConnected, itemsOf } from './fixture';

/** A mission, a run of it, its step and its event, all of one text. */
type Made = { readonly text: string; readonly shown: string; readonly missionId: string; readonly runId: string };

const labelOf = ({ label }: vscode.TreeItem) => (typeof label === 'string' ? label : (label?.label ?? ''));

/** Of a text of our own and texts of others: nothing in it may be more than a text. */
function assertMarkdownIsText(tooltip: vscode.TreeItem['tooltip']): void {
  assert.ok(tooltip instanceof vscode.MarkdownString);
  assert.strictEqual(Boolean(tooltip.isTrusted), false);
  assert.strictEqual(Boolean(tooltip.supportHtml), false);
  assert.strictEqual(Boolean(tooltip.supportThemeIcons), false);
  assert.strictEqual(hides(tooltip.value), false, tooltip.value);
  const ours = tooltip.value.replace(/^\*\*|\*\*(?=\n\n)/g, '');
  assert.notMatch(ours, /(?<!\\)[[\]<>`$!*_#:(]/);
}

function assertRow(item: vscode.TreeItem): void {
  const { label = '', role = '' } = item.accessibilityInformation ?? {};
  for (const text of [labelOf(item), String(item.description ?? ''), label, role])
    assert.strictEqual(hides(text) || text.includes('\n'), false, text);
  // What is all our own words may have none.
  if (item.contextValue !== 'note' && !item.contextValue?.endsWith('Group')) assertMarkdownIsText(item.tooltip);
}

describeConnected('text of a hostile author', { service: { empty: true }, shared: true }, ({ world, api }) => {
  const user = stubDialogs();
  const made: Made[] = [];

  before(async function () {
    this.timeout(60_000);
    for (const { text, shown } of hostileTexts) {
      const mission = await world.call('POST', '', { name: text, description: text, instructions: text, model: text });
      const missionId = String(mission.mission_id);
      const run = await world.call('POST', `/${missionId}/runs`, { input: { [text]: text } });
      const runId = String(run.run_id);
      const path = `/${missionId}/runs/${runId}`;
      await world.call('POST', `${path}/plan`, { steps: [{ step_id: text, sequence: 1, description: text }] });
      const event = { type: 'custom', summary: text, step_id: text, agent_id: text, payload: { [text]: text } };
      await world.call('POST', `${path}/events`, event);
      await world.call('POST', `${path}/telnyx-agents`, { telnyx_agent_id: text });
      await world.call('POST', `/${missionId}/tools`, { name: text, type: text, description: text });
      await world.call('PATCH', path, { status: 'running', error: text, result_summary: text });
      await world.call('POST', `${path}/pause`);
      made.push({ text, shown, missionId, runId });
    }
  });

  it('rows of missions, of runs and of what is under them show it as text, and so do their tooltips', async function () {
    this.timeout(60_000);
    await vscode.commands.executeCommand('missions.tree.focus');
    await waitFor('all missions', async () => (await itemsOf(api.tree)).length === made.length);
    const missions = await itemsOf(api.tree);
    assert.sameMembers(
      missions.map(({ item }) => labelOf(item)),
      made.map(({ shown }) => shown),
    );
    /** The rows under one, whatever kind they are of; resolves to those of what has a name of the author's. */
    const namesUnder = async (parent: Handle): Promise<(readonly [Handle['kind'], string])[]> => {
      const found: (readonly [Handle['kind'], string])[] = [];
      for (const { handle, item } of await itemsOf(api.tree, parent)) {
        assertRow(item);
        if (handle.kind === 'step' || handle.kind === 'agent' || handle.kind === 'resource')
          found.push([handle.kind, labelOf(item)]);
        if (item.collapsibleState !== vscode.TreeItemCollapsibleState.None) found.push(...(await namesUnder(handle)));
      }
      return found;
    };
    for (const { handle, item } of missions) {
      assertRow(item);
      const name = labelOf(item);
      // The agents come when they are known: the plan does not wait for them.
      await waitFor('the agents', async () => (await namesUnder(handle)).some(([kind]) => kind === 'agent'));
      assert.sameDeepMembers(await namesUnder(handle), [
        ['step', name],
        ['agent', name],
        ['resource', name],
      ]);
    }
  });

  it('recent runs, the activity log and the status bar show it as text', async function () {
    this.timeout(60_000);
    const collect = async (tree: TestApi['recentRuns'] | TestApi['activity'], kind: Handle['kind']) => {
      const rows = await itemsOf(tree);
      return rows.filter(({ handle }) => handle.kind === kind).map(({ item }) => item);
    };
    await vscode.commands.executeCommand('missions.recentRuns.focus');
    await waitFor('the runs', async () => (await collect(api.recentRuns, 'run')).length === made.length);
    for (const item of await collect(api.recentRuns, 'run')) assertRow(item);
    await vscode.commands.executeCommand('missions.activity.focus');
    await waitFor('the events', async () => (await collect(api.activity, 'event')).length >= made.length);
    const events = await collect(api.activity, 'event');
    for (const item of events) assertRow(item);
    assert.includeMembers(
      events.map(labelOf),
      made.map(({ shown }) => shown),
    );
    await waitFor('the status bar', () => api.statusBar.item.text.includes('$(warning)'));
    assert.notMatch(api.statusBar.item.text.replace('$(warning)', ''), /\$\(/);
    assertMarkdownIsText(api.statusBar.item.tooltip);
  });

  it('names of tabs show it as text, and in a path it is one part', async function () {
    this.timeout(60_000);
    const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.label));
    for (const { missionId, runId, shown } of made.filter(({ text }) => hides(text) || text.includes('$('))) {
      await vscode.commands.executeCommand('missions.openTimeline', { missionId, runId });
      await waitFor(`a tab of ${shown}`, () => tabs().some((label) => label.startsWith(shown.slice(0, 40))));
      assert.strictEqual(tabs().some(hides), false);
      await closeEditors();
    }
    const odd = ['..', '.', '/', '\\..\\', '', ' ', `${'x'.repeat(59)}😀`, '\uD800', 'a/../../b'];
    for (const text of [...odd, ...hostileTexts.map(({ text }) => text)]) {
      const uri = vscode.Uri.from({ scheme: 'missions', ...addressOf(['a/b'], text, '.run.json') });
      for (const one of [uri, vscode.Uri.parse(uri.toString(), true)])
        assert.deepStrictEqual(placeOf(one, ['.run.json']), { ids: ['a/b'], ending: '.run.json' });
      assert.strictEqual(hides(uri.path), false);
    }
  });

  it('a document opens whatever its mission is called', async () => {
    // VS Code itself takes line separators out of what it opens.
    for (const { missionId, text } of made.filter((one, i) => i % 4 === 0 && !one.text.includes('\u2028'))) {
      await vscode.commands.executeCommand('missions.editInstructions', { missionId });
      assert.strictEqual(
        vscode.window.activeTextEditor?.document.getText().replace(/\r\n/g, '\n'),
        text.replace(/\r\n/g, '\n'),
      );
      await closeEditors();
    }
  });

  it('messages and questions show it as text, and the choice that comes back is the one that was offered', async () => {
    user.always(({ choices }) => choices[0]);
    for (const { text } of hostileTexts) {
      for (const name of ['showInformationMessage', 'showWarningMessage', 'showErrorMessage'] as const) {
        assert.strictEqual(await dialogs[name](text, 'Yes'), 'Yes');
        const item: vscode.MessageItem = { title: 'Yes' };
        assert.strictEqual(await dialogs[name](text, { modal: true, detail: text }, item), item);
      }
    }
    assert.strictEqual(user.asked.length, hostileTexts.length * 6);
    for (const { text, detail } of user.asked) {
      assert.notMatch(text, /\$\(|\]\(/);
      assert.strictEqual(hides(text.replaceAll('\u2060', '')), false, text);
      assert.strictEqual(hides(detail), false, detail);
    }
  });

  it('lists and input boxes show it as text, and the item that comes back is the one that went in', async () => {
    const { showQuickPick, createInputBox } = vscode.window;
    const said: string[] = [];
    const note = (value: object) => {
      for (const text of Object.values(value)) if (typeof text === 'string') said.push(text);
    };
    Object.assign(vscode.window, {
      showQuickPick: (items: readonly vscode.QuickPickItem[], options: vscode.QuickPickOptions) => {
        items.forEach(note);
        note(options);
        return Promise.resolve(options.canPickMany ? items.slice(1) : items.at(-1));
      },
      createInputBox: () => {
        let accept: () => Promise<void>;
        const ignored = () => undefined;
        return {
          ...{ onDidChangeValue: ignored, onDidTriggerButton: ignored, onDidHide: ignored, dispose: ignored },
          onDidAccept: (listener: typeof accept) => (accept = listener),
          async show(this: vscode.InputBox) {
            await accept();
            const { prompt, title, placeholder, validationMessage } = this;
            const wrong = typeof validationMessage === 'object' ? validationMessage.message : '';
            note({ prompt, title, placeholder, wrong });
            assert.include(wrong, 'is wrong');
            assert.notMatch(`${prompt}${wrong}`, /\$\(|\]\(/);
          },
        };
      },
    });
    try {
      const items = hostileTexts.map(({ text }) => ({ label: text, description: text, detail: text }));
      for (const { text } of hostileTexts) {
        const options = { title: text, placeHolder: text };
        assert.strictEqual(await dialogs.showQuickPick(items, options), items.at(-1));
        assert.deepStrictEqual(await dialogs.showManyPick(items, options), items.slice(1));
        // What is there to be edited stays as it is: it may be saved.
        const severity = vscode.InputBoxValidationSeverity.Warning;
        const validateInput = (typed: string) => ({ message: `“${typed}” is wrong`, severity });
        const asked = { ...options, prompt: text, value: text, validateInput };
        const reply = await new Questions().input(asked, { step: 1, totalSteps: 1, canGoBack: false });
        assert.deepStrictEqual(reply, { kind: 'answered', answer: text });
      }
    } finally {
      Object.assign(vscode.window, { showQuickPick, createInputBox });
    }
    assert.isAbove(said.length, 1000);
    for (const text of said) assert.strictEqual(hides(text.replaceAll('\u2060', '')), false, text);
  });
});
