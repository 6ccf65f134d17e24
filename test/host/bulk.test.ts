import { assert } from 'chai';
import * as vscode from 'vscode';
import { valueOf } from '../../src/tracking/store/facts';
import type { Handle } from '../../src/views/trees/treeHandles';
import { inOrder, labels, saying, sumOf, textOf } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { describeConnected, itemsOf } from './fixture';
import type { TestWorld } from './world';

/** Nobody works the runs of this mission but the test. */
async function missionWithRuns(world: TestWorld, name: string, count: number) {
  const missionId = String((await world.call('POST', '', { name })).mission_id);
  const runIds: string[] = [];
  for (let run = 0; run < count; run++)
    runIds.push(String((await world.call('POST', `/${missionId}/runs`, {})).run_id));
  return { missionId, runIds };
}

describeConnected('commands on several rows', { sidebar: 'missions' }, ({ world, api }) => {
  const dialogs = stubDialogs();

  async function missionRow(missionId: string): Promise<Handle> {
    await api.poller.refresh();
    const row = await waitFor('the mission', async () => {
      const all = (await itemsOf(api.tree)).map(({ handle }) => handle);
      return all.find(({ key }) => key === `mission ${missionId}`);
    });
    if (!row) throw new Error('The mission has no row');
    return row;
  }
  async function runRows(missionId: string, runIds: readonly string[]): Promise<Handle[]> {
    const parent = await missionRow(missionId);
    let rows: Handle[] = [];
    await waitFor('the runs', async () => {
      const all = (await itemsOf(api.tree, parent)).map(({ handle }) => handle);
      rows = runIds.flatMap((runId) => all.filter(({ key }) => key === `run ${runId}`));
      return rows.length === runIds.length;
    });
    return rows;
  }
  const statusOf = async (missionId: string, runId: string) => (await world.get(`/${missionId}/runs/${runId}`)).status;

  it('several runs are cancelled after one question that says what is not done, and the outcomes are added up', async () => {
    const { missionId, runIds } = await missionWithRuns(world, 'Many to cancel', 6);
    const [ended = '', overtaken = ''] = runIds;
    await world.call('POST', `/${missionId}/runs/${ended}/cancel`);
    const rows = await runRows(missionId, runIds);
    // It ends elsewhere between the question and the answer.
    dialogs.on(saying('confirmCancelRuns', 5), labels.cancelRuns);
    await waitFor('the ended run', () => valueOf(api.store.run(ended))?.status === 'cancelled');
    await world.call('PATCH', `/${missionId}/runs/${overtaken}`, { status: 'succeeded' });
    await vscode.commands.executeCommand('missions.cancelRun', rows[1], rows);
    const { modal, detail = '' } = dialogs.askedFor('confirmCancelRuns')[0] ?? {};
    assert.isTrue(modal);
    assert.include(detail, '• Many to cancel · Today ');
    assert.match(detail, saying('oneNotCancelled'));
    assert.lengthOf(
      dialogs.asked.filter(({ modal }) => modal),
      1,
    );
    assert.strictEqual(dialogs.asked.at(-1)?.text, sumOf(['sumCancelled', 4], ['sumAlreadyFinished', 1]));
    const now = await Promise.all(runIds.map((runId) => statusOf(missionId, runId)));
    assert.deepStrictEqual(now, ['cancelled', 'succeeded', ...Array<string>(4).fill('cancelled')]);
    assert.strictEqual(valueOf(api.store.run(runIds[5] ?? ''))?.status, 'cancelled');
  });

  it('nothing is done where the question is left, or where nothing can be done', async () => {
    const { missionId, runIds } = await missionWithRuns(world, 'Many to keep', 2);
    const rows = await runRows(missionId, runIds);
    await vscode.commands.executeCommand('missions.cancelRun', rows[0], rows);
    assert.deepStrictEqual(await Promise.all(runIds.map((runId) => statusOf(missionId, runId))), [
      'pending',
      'pending',
    ]);
    await vscode.commands.executeCommand('missions.resumeRun', rows[0], rows);
    assert.strictEqual(dialogs.asked.at(-1)?.text, textOf('noneCanBeResumed'));
  });

  it('several runs are paused and resumed', async () => {
    const { missionId, runIds } = await missionWithRuns(world, 'Many to pause', 3);
    for (const runId of runIds) await world.call('PATCH', `/${missionId}/runs/${runId}`, { status: 'running' });
    const rows = await runRows(missionId, runIds);
    await waitFor('running ones', () => runIds.every((runId) => valueOf(api.store.run(runId))?.status === 'running'));
    dialogs.on(saying('confirmPauseRuns', 3), labels.pauseRuns).on(saying('confirmResumeRuns', 3), labels.resumeRuns);
    await vscode.commands.executeCommand('missions.pauseRun', rows[0], rows);
    assert.deepStrictEqual(await Promise.all(runIds.map((runId) => statusOf(missionId, runId))), [
      'paused',
      'paused',
      'paused',
    ]);
    await vscode.commands.executeCommand('missions.resumeRun', rows[0], rows);
    assert.strictEqual(dialogs.asked.at(-1)?.text, sumOf(['sumResumed', 3]));
  });

  it('failures are reported with their reason, also in a document, and can be retried', async () => {
    const { missionId, runIds } = await missionWithRuns(world, 'Many that fail', 3);
    const rows = await runRows(missionId, runIds);
    await world.fault({ operation: 'cancelRun', times: 2, effect: { kind: 'status', status: 401 } });
    dialogs
      .on(saying('confirmCancelRuns', 3), labels.cancelRuns)
      .on('sumFailedBecause', labels.showDetails)
      .on('sumFailedBecause', labels.retryFailed);
    await vscode.commands.executeCommand('missions.cancelRun', rows[0], rows);
    const [first, second, third] = dialogs.asked.slice(1);
    assert.strictEqual(
      first?.text,
      `${textOf('sumCancelled', 1)}, ${textOf('sumFailedBecause', 2, textOf('rejectedKey').slice(0, -1))}.`,
    );
    assert.deepStrictEqual(first?.choices, [labels.retryFailed, labels.showDetails]);
    assert.strictEqual(second?.text, first?.text);
    assert.strictEqual(third?.text, sumOf(['sumCancelled', 3]));
    const document = vscode.window.activeTextEditor?.document;
    assert.include(document?.getText(), 'Many that fail · Today ');
    assert.strictEqual(document?.languageId, 'plaintext');
  });

  it('an act whose outcome is unknown is never repeated, but looked at', async () => {
    const { missionId, runIds } = await missionWithRuns(world, 'Many unknown', 2);
    const rows = await runRows(missionId, runIds);
    // Both answers are lost, and nothing of it can be seen.
    await world.fault({ operation: 'cancelRun', effect: { kind: 'status', status: 502, afterwards: true } });
    await world.fault({ operation: 'getRun', effect: { kind: 'status', status: 401 } });
    dialogs.on(saying('confirmCancelRuns', 2), labels.cancelRuns).on(saying('sumUnconfirmed', 2), (question) => {
      assert.deepStrictEqual(question.choices, [labels.checkAgain, labels.showDetails]);
      return undefined;
    });
    await vscode.commands.executeCommand('missions.cancelRun', rows[0], rows);
    assert.strictEqual(dialogs.asked.at(-1)?.text, sumOf(['sumUnconfirmed', 2]));
  });

  it('a second look finds out what became of acts whose answers were lost', async () => {
    const { missionId, runIds } = await missionWithRuns(world, 'Many looked at', 2);
    const rows = await runRows(missionId, runIds);
    await world.fault({ operation: 'cancelRun', effect: { kind: 'status', status: 502, afterwards: true } });
    await world.fault({ operation: 'getRun', times: 2, effect: { kind: 'status', status: 401 } });
    dialogs.on(saying('confirmCancelRuns', 2), labels.cancelRuns).on('sumUnconfirmed', labels.checkAgain);
    await vscode.commands.executeCommand('missions.cancelRun', rows[0], rows);
    assert.strictEqual(dialogs.asked.at(-1)?.text, sumOf(['sumCancelled', 2]));
  });

  it('nothing is done in another account that was chosen while the message was open', async () => {
    const { missionId, runIds } = await missionWithRuns(world, 'Many of the account before', 2);
    const rows = await runRows(missionId, runIds);
    await world.fault({ operation: 'cancelRun', times: 2, effect: { kind: 'status', status: 401 } });
    dialogs.on(saying('confirmCancelRuns', 2), labels.cancelRuns).on('sumFailedBecause', async () => {
      await api.account.setDemo(true);
      return labels.retryFailed;
    });
    await vscode.commands.executeCommand('missions.cancelRun', rows[0], rows);
    await api.account.setDemo(false);
    const now = await Promise.all(runIds.map((runId) => statusOf(missionId, runId)));
    assert.deepStrictEqual(now, ['pending', 'pending']);
    const { text, choices } = dialogs.asked.at(-1) ?? {};
    assert.match(text ?? '', saying('sumFailedBecause', 2));
    assert.deepStrictEqual(choices, [labels.showDetails]);
  });

  it('several missions are deleted after a question that says how many runs go with them', async () => {
    const some = await missionWithRuns(world, 'Many to delete 1', 3);
    const more = await missionWithRuns(world, 'Many to delete 2', 2);
    const rows = [await missionRow(some.missionId), await missionRow(more.missionId)];
    const active = () => api.store.activeRunsOf(some.missionId) + api.store.activeRunsOf(more.missionId);
    await waitFor('the runs', () => active() === 5);
    const [run] = await runRows(some.missionId, some.runIds);
    const [ofOne] = await dialogs.during(() =>
      vscode.commands.executeCommand('missions.deleteMission', rows[0], [rows[0], run]),
    );
    assert.deepStrictEqual([ofOne?.text, ofOne?.choices], [textOf('confirmDeleteOneMission'), [labels.deleteMission]]);
    assert.match(ofOne?.detail ?? '', inOrder(saying('restorable'), saying('oneIsNoMission')));
    dialogs.asked.length = 0;
    dialogs.on(saying('confirmDeleteMissions', 2), labels.deleteMissions);
    await vscode.commands.executeCommand('missions.deleteMission', rows[0], rows);
    const [question] = dialogs.asked;
    assert.include(question?.detail, '• Many to delete 1\n• Many to delete 2');
    assert.match(question?.detail ?? '', saying('runsDeletedToo', 5));
    assert.match(question?.detail ?? '', saying('includes', textOf('activeRuns', 5)));
    assert.strictEqual(dialogs.asked.at(-1)?.text, sumOf(['sumDeleted', 2]));
    const left = await world.get<{ mission_id: string }[]>('?page[size]=1000');
    assert.notInclude(
      left.map(({ mission_id }) => mission_id),
      some.missionId,
    );
    await waitFor('the rows to be gone', async () =>
      (await itemsOf(api.tree)).every(({ handle }) => handle.key !== `mission ${more.missionId}`),
    );
  });
});
