import { assert } from 'chai';
import * as vscode from 'vscode';
import { questionPayload } from '../../src/model/questions';
import { valueOf } from '../../src/tracking/store/facts';
import { labels, saying } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { describeConnected, expandMission, itemsOf } from './fixture';

/** A mission whose runs no script works but the first. */
const missionId = '5b1f0c1e-0004-4000-a000-000000000004';

describeConnected('a run that asks', { sidebar: 'missions' }, ({ world, api }) => {
  const dialogs = stubDialogs();
  const notify = (value: string) =>
    vscode.workspace.getConfiguration('missions').update('notifications', value, vscode.ConfigurationTarget.Global);
  let runId: string;
  const path = () => `/${missionId}/runs/${runId}`;
  const status = () => valueOf(api.store.run(runId))?.status;
  const asks = () => api.attention.asking().get(runId)?.kind === 'asks';
  beforeEach(async () => {
    runId = String((await world.call('POST', `/${missionId}/runs`, {})).run_id);
    await world.call('PATCH', path(), { status: 'running' });
    await waitFor('the run', () => status() === 'running');
    await notify('attention');
  });
  afterEach(() => notify('off'));

  /** What the run's agent asks. */
  async function ask(question: string, choices?: readonly string[]): Promise<void> {
    const payload = questionPayload(question, choices);
    await world.call('POST', `${path()}/events`, { type: 'message', summary: question, payload });
    await world.call('POST', `${path()}/pause`);
  }

  async function answers(): Promise<readonly unknown[]> {
    const rows = await world.call<readonly { payload?: object }[]>('GET', `${path()}/events?page[size]=100`);
    return rows.flatMap(({ payload }) => (payload && 'answer' in payload ? [payload.answer] : []));
  }

  it('is answered by a button of its notification, with hostile choices as text', async () => {
    const message = saying('asks', undefined, 'Which roofer');
    dialogs.on(message, 'Halsted & Sons');
    await ask('Which roofer? [x](command:workbench.action.quit)', ['Halsted & Sons', '$(zap) [y](command:z)']);
    const asked = await waitFor('the notification', () => dialogs.askedFor(message)[0]);
    await waitFor('that the run goes on', () => status() === 'running' && !asks());
    assert.ok(asked);
    assert.include(asked.text, ']\u2060(command:');
    assert.deepStrictEqual(asked.choices, ['Halsted & Sons', '$\u2060(zap) [y]\u2060(command:z)', labels.openTimeline]);
    assert.deepStrictEqual(await answers(), ['Halsted & Sons']);
  });

  it('is answered from its row, by a choice or by a text', async () => {
    await ask('Which roofer?', ['One', 'Two', 'Three', 'Four']);
    await waitFor('the question', asks);
    const message = await waitFor(
      'the notification',
      () => dialogs.askedFor(saying('asks', undefined, 'Which roofer'))[0],
    );
    assert.deepStrictEqual(message?.choices, [labels.answer, labels.openTimeline]);
    const mission = await expandMission(api, missionId);
    const row = (await itemsOf(api.tree, mission)).find(({ handle }) => handle.key === `run ${runId}`);
    assert.include(row?.item.contextValue, 'asks');
    assert.include(String(row?.item.description), labels.waitingForAnswer);
    dialogs.on(/Which roofer/, labels.anotherAnswer);
    dialogs.on(/Which roofer/, 'None of them');
    await vscode.commands.executeCommand('missions.answerQuestion', row?.handle);
    assert.strictEqual(status(), 'running');
    assert.deepStrictEqual(await answers(), ['None of them']);
  });

  it('is not answered twice, and what somebody else has answered is said', async () => {
    await ask('Which roofer?');
    await waitFor('the question', asks);
    dialogs.on(/Which roofer/, async () => {
      await world.call('POST', `${path()}/resume`);
      return 'Halsted';
    });
    await vscode.commands.executeCommand('missions.answerQuestion', { missionId, runId });
    await waitFor('the word of it', () => dialogs.askedFor('answerOvertaken')[0]);
    assert.deepStrictEqual(await answers(), []);
    await vscode.commands.executeCommand('missions.answerQuestion', { missionId, runId });
    await waitFor('that it does not ask', () => dialogs.askedFor('waitsForNoAnswer')[0]);
  });
});
