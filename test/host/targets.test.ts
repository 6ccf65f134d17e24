import { assert } from 'chai';
import * as vscode from 'vscode';
import { valueOf } from '../../src/tracking/store/facts';
import { runName } from '../../src/views/text/names';
import { inOrder, labels, saying, textOf } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { choose, stubDialogs } from './dialogs';
import { describeConnected, expandMission, missionId, runningRunId } from './fixture';
import { TestFile } from './testFile';

const command = (name: string, ...args: unknown[]) => vscode.commands.executeCommand(`missions.${name}`, ...args);

/** Commands of the palette and of keybindings without arguments: what they act on. */
describeConnected('the target of a command', { sidebar: 'missions' }, ({ world, api }) => {
  const dialogs = stubDialogs();
  const shown = { missionId, runId: runningRunId };

  const status = async (run: typeof shown) => String((await world.get(`/${run.missionId}/runs/${run.runId}`)).status);

  /** A run of a mission of its own, at work, selected in the Missions view. */
  async function selectOther(): Promise<typeof shown> {
    const other = String((await world.call('POST', '', { name: 'The other one' })).mission_id);
    const runId = String((await world.call('POST', `/${other}/runs`, {})).run_id);
    await world.setStatus(runId, 'running');
    await api.poller.refresh();
    await expandMission(api, other);
    await api.tree.reveal(other, runId);
    await waitFor('the row to be selected', () =>
      api.tree.view.selection.some((row) => row.kind === 'run' && row.runId === runId),
    );
    return { missionId: other, runId };
  }

  async function showTimeline(): Promise<void> {
    await command('openTimeline', shown);
    await waitFor('its run', () => valueOf(api.store.run(shown.runId)) && api.timelines.active());
  }

  async function hideMissions(): Promise<void> {
    await vscode.commands.executeCommand('workbench.view.explorer');
    await waitFor('the missions to be hidden', () => !api.tree.view.visible);
  }

  it('is the timeline in front, never a selection that is hidden', async () => {
    const other = await selectOther();
    await showTimeline();
    await hideMissions();
    await command('pauseRun');
    assert.deepStrictEqual(dialogs.asked, []);
    assert.deepStrictEqual([await status(shown), await status(other)], ['paused', 'running']);
  });

  it('is asked where another run is selected in a view that can be seen, with both on top', async () => {
    const other = await selectOther();
    await showTimeline();
    const [question] = await dialogs.during(() => command('pauseRun'));
    const [first, second, third, fourth] = question?.choices ?? [];
    const names = [first, second, third, fourth].map((choice) => choice?.split(' · ')[0]);
    assert.deepStrictEqual(names, [labels.inTheEditor, 'Roof repair quotes', labels.selected, 'The other one']);
    assert.strictEqual(second, runName(shown, api.store));
    assert.deepStrictEqual([await status(shown), await status(other)], ['running', 'running']);
    dialogs.on('selectRunToPause', fourth ?? '');
    await command('pauseRun');
    assert.deepStrictEqual([await status(shown), await status(other)], ['running', 'paused']);
  });

  it('is the row that is selected where no editor is of a run', async () => {
    const other = await selectOther();
    await command('pauseRun');
    assert.deepStrictEqual(dialogs.asked, []);
    assert.strictEqual(await status(other), 'paused');
  });

  it('is the argument, or the view that a keybinding names, whatever is in front', async () => {
    const other = await selectOther();
    await showTimeline();
    await command('pauseRun', { focusedView: 'missions.tree' });
    assert.deepStrictEqual([await status(shown), await status(other)], ['running', 'paused']);
    await command('resumeRun', other);
    assert.deepStrictEqual([await status(shown), await status(other)], ['running', 'running']);
    assert.deepStrictEqual(dialogs.asked, []);
  });

  it('is asked where the run in front cannot have it done and another one could', async () => {
    const other = await selectOther();
    await command('pauseRun', shown);
    await showTimeline();
    dialogs.asked.length = 0;
    await command('pauseRun');
    assert.strictEqual(dialogs.asked.length, 1);
    assert.strictEqual(await status(other), 'running');
  });

  it('is asked where several rows are selected and an editor is of another run', async () => {
    await selectOther();
    await showTimeline();
    const { view } = api.tree;
    const rows = view.selection;
    const own = Object.getOwnPropertyDescriptor(view, 'selection') ?? {};
    Object.defineProperty(view, 'selection', { configurable: true, get: () => [...rows, ...rows] });
    try {
      const [question] = await dialogs.during(() => command('cancelRun'));
      const inFront = runName(shown, api.store);
      assert.deepStrictEqual(question?.choices, [
        labels.inTheEditor,
        inFront,
        labels.selected,
        textOf('selectedItems', 2),
      ]);
    } finally {
      Object.defineProperty(view, 'selection', own);
    }
  });

  it('a failure names it', async () => {
    await showTimeline();
    await hideMissions();
    await world.fault({ operation: 'pauseRun', times: 1, effect: { kind: 'status', status: 403 } });
    await command('pauseRun');
    assert.match(
      dialogs.asked.at(-1)?.text ?? '',
      inOrder(/^Roof repair quotes · (?:Today|Yesterday) .*: /, saying('notPaused')),
    );
  });

  describe('is what each kind of document is of', () => {
    let other: typeof shown;
    beforeEach(async () => {
      // Whatever is asked stays unanswered: nothing is copied then.
      dialogs.always(choose());
      other = await selectOther();
      await hideMissions();
      await vscode.env.clipboard.writeText('');
    });

    async function copied(name: string): Promise<string> {
      await command(name);
      return vscode.env.clipboard.readText();
    }

    const ofRun: readonly (readonly [string, () => Thenable<unknown>])[] = [
      ['a timeline', () => showTimeline()],
      ['an event log', () => command('showEventLog', shown)],
      ['a plan', () => command('editPlan', shown)],
      ['a run as JSON', () => command('openRunJson', shown)],
    ];
    for (const [kind, open] of ofRun)
      it(`${kind}: its run, and its mission`, async () => {
        await open();
        assert.strictEqual(await copied('copyRunId'), shown.runId);
        assert.strictEqual(await copied('copyMissionId'), missionId);
      });

    const ofMission: readonly (readonly [string, () => Thenable<unknown>])[] = [
      ['instructions', () => command('editInstructions', { missionId })],
      ['a mission as JSON', () => command('openMissionJson', { missionId })],
      ['the input of a run', () => command('startRunWithInput', { missionId })],
      ['a tool that is being written', () => command('createTool', { missionId })],
    ];
    for (const [kind, open] of ofMission)
      it(`${kind}: its mission`, async () => {
        await open();
        assert.strictEqual(await copied('copyMissionId'), missionId);
      });

    it('a step as JSON: its step', async () => {
      const [step] = await world.get<readonly { readonly step_id: string }[]>(
        `/${missionId}/runs/${runningRunId}/plan`,
      );
      await command('openStepJson', { ...shown, stepId: step?.step_id });
      assert.strictEqual(await copied('copyStepId'), step?.step_id);
    });

    it('an event as JSON: its event', async () => {
      const [event] = await world.get<readonly { readonly event_id: string }[]>(
        `/${missionId}/runs/${runningRunId}/events`,
      );
      await command('openEventJson', { ...shown, eventId: event?.event_id });
      assert.strictEqual(await copied('copyEventId'), event?.event_id);
    });

    it('a mission file: its mission', async () => {
      const file = await TestFile.create('target.mission.md', `---\nname: One\nmission_id: ${missionId}\n---\n\nDo.\n`);
      await file.open();
      assert.strictEqual(await copied('copyMissionId'), missionId);
      await file.remove();
    });

    it('a mission file that is not published: none, and the selection is not taken for it', async () => {
      const file = await TestFile.create('target2.mission.md', '---\nname: One\n---\n\nDo.\n');
      await file.open();
      await command('tree.focus');
      await waitFor('the missions', () => api.tree.view.visible);
      assert.strictEqual(await copied('copyMissionId'), '');
      assert.strictEqual(dialogs.asked.length, 1);
      await file.remove();
    });

    it('a mission file of a folder that nobody vouches for: none', async () => {
      const text = `---\nname: One\nmission_id: ${missionId}\n---\n\nDo.\n`;
      const file = await TestFile.create('target3.mission.md', text);
      await file.open();
      const trusted = Object.getOwnPropertyDescriptor(vscode.workspace, 'isTrusted') ?? {};
      Object.defineProperty(vscode.workspace, 'isTrusted', { configurable: true, get: () => false });
      try {
        assert.strictEqual(await copied('copyMissionId'), '');
        assert.strictEqual(dialogs.asked.length, 1);
      } finally {
        Object.defineProperty(vscode.workspace, 'isTrusted', trusted);
      }
      await file.remove();
    });

    it('a document of a mission that is gone: what is selected is not taken for it', async () => {
      const gone = String((await world.call('POST', '', { name: 'Soon gone' })).mission_id);
      await command('editInstructions', { missionId: gone });
      await world.call('DELETE', `/${gone}`);
      await command('tree.focus');
      await waitFor('the missions', () => api.tree.view.visible);
      assert.strictEqual(await copied('copyMissionId'), '');
      assert.strictEqual(dialogs.asked.length, 1);
    });

    it('a saved run: its run', async () => {
      const [folder] = vscode.workspace.workspaceFolders ?? [];
      const uri = vscode.Uri.joinPath(folder?.uri ?? vscode.Uri.parse('none:'), 'target.missionrun.json');
      await command('saveRunToFile', { ...shown, uri });
      await vscode.commands.executeCommand('vscode.open', uri);
      await waitFor('the saved run', async () => (await copied('copyRunId')) === shown.runId);
      assert.notStrictEqual(shown.runId, other.runId);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await vscode.workspace.fs.delete(uri);
    });
  });
});
