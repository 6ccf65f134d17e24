import { assert } from 'chai';
import * as vscode from 'vscode';
import { labels } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { describeConnected, expandMission, rows } from './fixture';

describeConnected('starting runs', {}, ({ world, api }) => {
  const dialogs = stubDialogs();

  const newMission = async (name: string) => String((await world.call('POST', '', { name })).mission_id);
  /** A mission of its own, laid open in the sidebar. */
  async function openMission(name: string): Promise<string> {
    const missionId = await newMission(name);
    await vscode.commands.executeCommand('missions.tree.focus');
    await api.poller.refresh();
    await expandMission(api, missionId);
    return missionId;
  }
  const start = (missionId: string) => vscode.commands.executeCommand('missions.startRun', { missionId });

  it('a run can be started while the message that a run was not started is open', async () => {
    const missionId = await newMission('Started at the second try');
    await world.fault({ operation: 'startRun', times: 1, effect: { kind: 'status', status: 403 } });
    let second: Thenable<unknown> | undefined;
    dialogs.on('notStarted', async () => {
      second = start(missionId);
      await second;
      return undefined;
    });
    await start(missionId);
    assert.ok(second);
    assert.strictEqual(await world.count(`/${missionId}/runs`), 1);
  });

  it('a run is started where the filter hides its mission in the sidebar', async () => {
    const missionId = await openMission('Hidden in the sidebar');
    api.filter.set({ text: 'fits none of them' });
    await waitFor('the row to be hidden', async () => (await rows(api, 1)).length === 0);
    await start(missionId);
    assert.strictEqual(await world.count(`/${missionId}/runs`), 1);
  });

  it('a run is started where VS Code cannot reveal its row', async () => {
    const missionId = await openMission('Hidden right now');
    const { view } = api.tree;
    const own = view.reveal.bind(view);
    Object.assign(view, { reveal: () => Promise.reject(new Error('Cannot resolve tree item')) });
    try {
      await start(missionId);
    } finally {
      Object.assign(view, { reveal: own });
    }
    assert.strictEqual(await world.count(`/${missionId}/runs`), 1);
  });

  describe('asks first, where the person has not turned that off', () => {
    const settings = () => vscode.workspace.getConfiguration('missions');
    const turn = (value: boolean | undefined) =>
      settings().update('confirmStart', value, vscode.ConfigurationTarget.Global);
    beforeEach(() => turn(undefined));
    afterEach(() => turn(false));

    const inputs = async (missionId: string) =>
      (await world.get<readonly { readonly input?: unknown }[]>(`/${missionId}/runs`)).map(({ input }) => input);

    it('a click on the row starts nothing by itself', async () => {
      const missionId = await openMission('Clicked by accident');
      const [question] = await dialogs.during(() => start(missionId));
      assert.deepStrictEqual(question?.choices, [labels.start, labels.withInput]);
      assert.include(question?.text, 'Clicked by accident');
      assert.strictEqual(await world.count(`/${missionId}/runs`), 0);
    });

    it('starts without input, and offers the timeline of the new run', async () => {
      const missionId = await newMission('Started after a question');
      dialogs.on('selectHowToStart', labels.start).on('started', labels.openTimeline);
      await start(missionId);
      assert.strictEqual(await world.count(`/${missionId}/runs`), 1);
      await waitFor('the timeline', () => api.timelines.active()?.missionId === missionId);
    });

    it('starts with the last input', async () => {
      const missionId = await newMission('Started as before');
      await world.call('POST', `/${missionId}/runs`, { input: { city: 'Berlin' } });
      await world.call('POST', `/${missionId}/runs`, {});
      dialogs.on('selectHowToStart', labels.withLastInput);
      await start(missionId);
      const all = await inputs(missionId);
      assert.lengthOf(all, 3);
      assert.lengthOf(
        all.filter((input) => JSON.stringify(input) === '{"city":"Berlin"}'),
        2,
      );
    });

    it('opens the input', async () => {
      const missionId = await newMission('Started with input');
      dialogs.on('selectHowToStart', labels.withInput);
      await start(missionId);
      assert.match(vscode.window.activeTextEditor?.document.uri.path ?? '', /^\/Started with input\.newrun\.json$/);
      assert.strictEqual(await world.count(`/${missionId}/runs`), 0);
    });

    it('run again shows the input first', async () => {
      const missionId = await newMission('Run again');
      const { run_id: runId } = await world.call('POST', `/${missionId}/runs`, { input: { city: 'Berlin' } });
      await world.setStatus(String(runId), 'cancelled');
      const again = () => vscode.commands.executeCommand('missions.runAgain', { missionId, runId });
      const [question] = await dialogs.during(again);
      assert.strictEqual(question?.items[0]?.detail, '{"city":"Berlin"}');
      assert.strictEqual(await world.count(`/${missionId}/runs`), 1);
      dialogs.on('selectHowToStart', labels.start);
      await again();
      assert.lengthOf(await inputs(missionId), 2);
    });

    it('no workspace can turn the question off', async () => {
      const missionId = await newMission('Asked about all the same');
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.parse('none:');
      const file = vscode.Uri.joinPath(folder, '.vscode', 'settings.json');
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('{"missions.confirmStart": false}'));
      try {
        const read = () => settings().inspect('confirmStart');
        await waitFor('the settings of the folder', () => read() !== undefined);
        await dialogs.during(() => start(missionId));
        assert.lengthOf(dialogs.askedFor('selectHowToStart'), 1);
        assert.strictEqual(await world.count(`/${missionId}/runs`), 0);
      } finally {
        await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, '.vscode'), { recursive: true });
      }
    });
  });

  it('shows the run of a mission that VS Code has not read yet', async () => {
    await vscode.commands.executeCommand('missions.tree.focus');
    await rows(api, 1);
    const missionId = await newMission('Just come');
    await api.poller.refresh();
    await start(missionId);
    await waitFor('the run to be selected', () =>
      api.tree.view.selection.some((row) => row.kind === 'run' && row.missionId === missionId),
    );
  });
});
