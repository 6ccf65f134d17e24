import { assert } from 'chai';
import * as vscode from 'vscode';
import { createLiveSource } from '../../src/views/timeline/liveTimelineSource';
import { labels, saying } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { describeConnected, expandMission, itemsOf } from './fixture';

/** A run of an external mission that nobody has taken yet. */
describeConnected('a run that waits for an agent', { sidebar: 'missions' }, ({ world, api }) => {
  const dialogs = stubDialogs();

  async function start(executionMode: string): Promise<{ readonly missionId: string; readonly runId: string }> {
    const mission = await world.call('POST', '', { name: `Is ${executionMode}`, execution_mode: executionMode });
    const missionId = String(mission.mission_id);
    await api.poller.refresh();
    await vscode.commands.executeCommand('missions.startRun', { missionId });
    const [run] = api.store.allRuns().filter((one) => one.missionId === missionId);
    return { missionId, runId: run?.runId ?? '' };
  }

  async function rowOf({ missionId, runId }: { readonly missionId: string; readonly runId: string }) {
    const mission = await expandMission(api, missionId);
    const row = await waitFor('the row of the run', async () =>
      (await itemsOf(api.tree, mission)).find(({ handle }) => handle.kind === 'run' && handle.runId === runId),
    );
    return row?.item;
  }

  it('says so when it is started, in its row and in its timeline, and offers how to connect one', async () => {
    dialogs.on('startedAndWaiting', labels.howToConnectAgent);
    const run = await start('external');
    const item = await rowOf(run);
    assert.include(String(item?.description), labels.waitingForAgent);
    assert.match(item?.contextValue ?? '', /\bwaiting\b/);
    assert.match(createLiveSource(run, api).header()?.waiting ?? '', saying('waitingForAgentExplained'));
    const editor = await waitFor('the guide', () => vscode.window.activeTextEditor);
    assert.include(editor?.document.getText(), `PATCH ${world.baseUrl}/ai/missions/${run.missionId}/runs/{run_id}`);
  });

  it('no longer once an agent has taken it', async () => {
    const run = await start('external');
    await world.setStatus(run.runId, 'running');
    await api.poller.refresh();
    assert.notInclude(String((await rowOf(run))?.description), 'waiting');
    assert.isUndefined(createLiveSource(run, api).header()?.waiting);
  });

  it('nor where Telnyx executes the run', async () => {
    const run = await start('managed');
    assert.lengthOf(dialogs.askedFor('startedAndWaiting'), 0);
    assert.notInclude(String((await rowOf(run))?.description), 'waiting');
  });
});
