import { assert } from 'chai';
import * as vscode from 'vscode';
import { stubDialogs } from './dialogs';
import { closeEditors, describeConnected, finishedRunId, missionId, runningRunId } from './fixture';
import { watchFile } from '../../src/views/timeline/watchFile';
import { waitFor } from '../harness/waitFor';
import { intervals } from './intervals';

describeConnected('saved runs', {}, ({ world, api }) => {
  stubDialogs();
  let uri: vscode.Uri;
  beforeEach(async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    if (!folder) throw new Error('No folder is open');
    uri = vscode.Uri.joinPath(folder.uri, 'whole.missionrun.json');
    await vscode.commands.executeCommand('missions.saveRunToFile', { missionId, runId: finishedRunId, uri });
  });
  afterEach(async () => {
    await closeEditors();
    await vscode.workspace.fs.delete(uri);
  });

  const shown = () => {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    return input instanceof vscode.TabInputCustom ? input : undefined;
  };

  it('the file has all of the run, with its plan and every event', async () => {
    const file = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))) as {
      run: { run_id: string; status: string };
      plan: unknown[];
      events: { event_id: string }[];
    };
    assert.strictEqual(file.run.run_id, finishedRunId);
    assert.strictEqual(file.run.status, 'succeeded');
    assert.isAbove(file.plan.length, 2);
    const path = `/${missionId}/runs/${finishedRunId}/events?page[size]=1000`;
    const events = await world.get<{ event_id: string }[]>(path);
    assert.sameMembers(
      file.events.map(({ event_id }) => event_id),
      events.map(({ event_id }) => event_id),
    );
  });

  it('the time that it was saved at is the service’s, as the other times of the run are', async () => {
    const own = Date.now;
    Date.now = () => own() + 20 * 60_000;
    try {
      // Where a browser hides the date of answers, what was just created tells.
      await vscode.commands.executeCommand('missions.startRun', { missionId });
      await vscode.commands.executeCommand('missions.saveRunToFile', { missionId, runId: runningRunId, uri });
    } finally {
      Date.now = own;
    }
    const file = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))) as { saved_at: string };
    assert.closeTo(Date.parse(file.saved_at), Date.now(), 60_000);
  });

  it('a file is followed on disk whatever its name would be as a pattern', async () => {
    for (const name of ['run [1]', 'run {a,b}', '[!a]', 'run *', 'run ?', '**']) {
      const named = vscode.Uri.joinPath(uri, '..', `${name}.missionrun.json`);
      await vscode.workspace.fs.copy(uri, named);
      let written = 0;
      const watching = watchFile(named, () => {
        written++;
      });
      try {
        await waitFor(`a change of ${name}`, async () => {
          await vscode.workspace.fs.writeFile(named, new TextEncoder().encode(`{"round": ${Math.random()}}`));
          return written > 0;
        });
      } finally {
        watching.dispose();
        await vscode.workspace.fs.delete(named);
      }
    }
  });

  it('the file opens in its own editor, which requests nothing of the service', async () => {
    await waitFor('nothing more to be planned', () => !api.poller.isTicking());
    // What was on its way arrives nevertheless.
    await intervals(1, 'timeline');
    await world.takeRequests();
    await vscode.commands.executeCommand('vscode.open', uri);
    await waitFor('the editor', () => shown()?.viewType === 'missions.runFile');
    assert.deepStrictEqual(await world.takeRequests(), {});
  });
});
