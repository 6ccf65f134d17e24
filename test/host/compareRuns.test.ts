import { assert } from 'chai';
import * as vscode from 'vscode';
import { valueOf } from '../../src/tracking/store/facts';
import { inOrder, labels, saying } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { describeConnected } from './fixture';

describeConnected('comparing runs', {}, ({ world, api }) => {
  const dialogs = stubDialogs();

  /** A mission with two runs that are known; the first one's timeline is open, and it is known as a whole. */
  async function twoRuns(name: string): Promise<{ missionId: string; runId: string; otherId: string }> {
    const missionId = String((await world.call('POST', '', { name })).mission_id);
    const [otherId, runId] = [await newRun(missionId), await newRun(missionId)];
    await vscode.commands.executeCommand('missions.tree.focus');
    await api.poller.refresh();
    await waitFor('the runs', () => [runId, otherId].every((id) => valueOf(api.store.run(id))));
    await vscode.commands.executeCommand('missions.openTimeline', { missionId, runId });
    await waitFor('the run', () => isWhole(runId));
    return { missionId, runId, otherId };
  }
  const newRun = async (missionId: string) => String((await world.call('POST', `/${missionId}/runs`, {})).run_id);
  const isWhole = (runId: string) =>
    valueOf(api.store.events(runId))?.complete === true && api.store.plan(runId).kind === 'loaded';
  const compare = (missionId: string, runId: string) =>
    vscode.commands.executeCommand('missions.compareRuns', { missionId, runId });

  it('the comparison ends with the reason where the other run cannot be read, and can be tried again', async () => {
    const { missionId, runId, otherId } = await twoRuns('Unreadable');
    await world.fault({ operation: 'listEvents', effect: { kind: 'status', status: 403 } });
    dialogs.on('compareRun', ({ choices }) => choices[0]);
    await compare(missionId, runId);
    assert.match(dialogs.asked.at(-1)?.text ?? '', inOrder(saying('otherRunNotLoaded'), saying('forbidden')));
    assert.isFalse(isWhole(otherId));
    await world.clearFaults();
    dialogs.asked.length = 0;
    dialogs.on('compareRun', ({ choices }) => choices[0]);
    await compare(missionId, runId);
    assert.lengthOf(dialogs.asked, 1);
    assert.isTrue(isWhole(otherId));
  });

  it('the comparison reads a run that could not be read before when it is tried again', async () => {
    const { missionId, runId, otherId } = await twoRuns('Refused before');
    await world.fault({ operation: 'listEvents', effect: { kind: 'status', status: 404 } });
    // After a failure, its own timeline asks more and more rarely.
    await vscode.commands.executeCommand('missions.openTimeline', { missionId, runId: otherId });
    await waitFor('the failure', () => api.store.events(otherId).kind === 'failed');
    dialogs
      .on('compareRun', ({ choices }) => choices[0])
      .on(inOrder(saying('otherRunNotLoaded'), saying('notFound')), async () => {
        await world.clearFaults();
        return labels.tryAgain;
      });
    await compare(missionId, runId);
    assert.lengthOf(dialogs.asked, 2);
    assert.isTrue(isWhole(otherId));
  });
});
