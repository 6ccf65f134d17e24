import { assert } from 'chai';
import * as vscode from 'vscode';
import type { Handle } from '../../src/views/trees/treeHandles';
import { labels } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { describeConnected, itemsOf, missionId } from './fixture';

const labelOf = ({ label }: vscode.TreeItem) => (typeof label === 'string' ? label : (label?.label ?? ''));

describeConnected('linked agents', { sidebar: 'missions' }, ({ world, api }) => {
  let runId: string;
  const dialogs = stubDialogs();
  beforeEach(async () => {
    runId = String((await world.call('POST', `/${missionId}/runs`, {})).run_id);
    await vscode.commands.executeCommand('missions.refresh');
    await runRow();
  });

  async function under(parent?: Handle) {
    return (await itemsOf(api.tree, parent)).map(({ handle, item }) => ({ handle, item, label: labelOf(item) }));
  }
  async function runRow(): Promise<Handle> {
    const row = await waitFor('the row of the run', async () => {
      const mission = (await under()).find(({ handle }) => handle.kind === 'mission' && handle.missionId === missionId);
      const runs = await under(mission?.handle);
      return runs.find(({ handle }) => handle.kind === 'run' && handle.runId === runId)?.handle;
    });
    if (!row) throw new Error('No row');
    return row;
  }
  async function agents() {
    return (await under(await runRow())).filter(({ handle }) => handle.kind === 'agent');
  }
  const linked = () => world.get<unknown[]>(`/${missionId}/runs/${runId}/telnyx-agents`);
  function link(id?: string) {
    dialogs.always(({ kind, choices }) =>
      kind === 'input' ? id : choices.find((choice) => choice === labels.anotherAgent),
    );
    return dialogs.during(() => vscode.commands.executeCommand('missions.linkAgent', { missionId, runId }));
  }

  it('a linked agent appears under the run, below its plan', async () => {
    assert.deepStrictEqual(await agents(), []);
    await link('assistant-roofs');
    const rows = await under(await runRow());
    assert.deepStrictEqual(
      rows.map(({ label }) => label),
      [labels.noPlan, 'assistant-roofs'],
    );
    assert.strictEqual(rows[1]?.item.contextValue, 'agent');
    assert.strictEqual((await linked()).length, 1);
  });

  it('agents that were linked before are offered, the last one first, without those that are linked already', async () => {
    await link('assistant-roofs');
    await link('assistant-gutters');
    const other = String((await world.call('POST', `/${missionId}/runs`, {})).run_id);
    dialogs.always(() => undefined);
    const asked = await dialogs.during(() =>
      vscode.commands.executeCommand('missions.linkAgent', { missionId, runId: other }),
    );
    assert.deepStrictEqual(asked[0]?.choices.slice(0, 2), ['assistant-gutters', 'assistant-roofs']);
    const again = await link();
    assert.notInclude(
      again.flatMap(({ choices }) => choices),
      'assistant-roofs',
    );
  });

  it('the form of an id is checked while it is typed', async () => {
    await link('assistant-roofs');
    const asked = await link();
    const box = asked.find(({ kind }) => kind === 'input');
    assert.ok(box?.validate);
    const validateInput = async (text: string) => box.validate?.(text);
    assert.strictEqual(await validateInput('assistant-new'), undefined);
    assert.isString(await validateInput(' '));
    assert.isString(await validateInput('assistant new'));
    assert.isString(await validateInput('assistant-roofs'));
    assert.propertyVal(await validateInput('robot'), 'severity', vscode.InputBoxValidationSeverity.Warning);
  });

  it('an agent is unlinked from its row after a question that names it', async () => {
    await link('assistant-roofs');
    await link('assistant-gutters');
    const [first] = await agents();
    dialogs.always(() => undefined);
    dialogs.asked.length = 0;
    await vscode.commands.executeCommand('missions.unlinkAgent', first?.handle);
    assert.include(dialogs.asked[0]?.text, 'assistant-roofs');
    assert.strictEqual((await linked()).length, 2);
    dialogs.always(({ choices }) => choices.find((choice) => choice === labels.unlink));
    await vscode.commands.executeCommand('missions.unlinkAgent', first?.handle);
    assert.deepStrictEqual(
      (await agents()).map(({ label }) => label),
      ['assistant-gutters'],
    );
    assert.strictEqual((await linked()).length, 1);
  });

  it('a list of agents that cannot be loaded is reported, and the plan stays', async () => {
    await world.fault({ operation: 'listLinkedAgents', effect: { kind: 'status', status: 403 } });
    await vscode.commands.executeCommand('missions.refresh');
    const row = await runRow();
    await waitFor('the failure', async () => (await under(row)).some(({ label }) => label === labels.noAgentsLoaded));
    assert.include(
      (await under(row)).map(({ label }) => label),
      labels.noPlan,
    );
    await world.clearFaults();
    await vscode.commands.executeCommand('missions.refresh');
    assert.deepStrictEqual(
      (await under(row)).map(({ label }) => label),
      [labels.noPlan],
    );
  });
});
