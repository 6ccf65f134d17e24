import { assert } from 'chai';
import * as vscode from 'vscode';
import type { TestApi } from '../../src/extension';
import type { Handle } from '../../src/views/handles';
import { standIn } from './dialogs';
import { connected, itemsOf, missionId, until } from './fixture';
import type { TestWorld } from './world';

const labelOf = ({ label }: vscode.TreeItem) => (typeof label === 'string' ? label : (label?.label ?? ''));

describe('linked agents', () => {
  let world: TestWorld;
  let api: TestApi;
  let runId: string;
  const dialogs = standIn();
  before(async () => {
    ({ world, api } = await connected());
    await vscode.commands.executeCommand('missions.tree.focus');
    runId = String((await world.call('POST', `/${missionId}/runs`, {})).run_id);
    await vscode.commands.executeCommand('missions.refresh');
    await runRow();
  });
  after(() => world.close());

  async function under(parent?: Handle) {
    return (await itemsOf(api.tree, parent)).map(({ handle, item }) => ({ handle, item, label: labelOf(item) }));
  }
  async function runRow(): Promise<Handle> {
    let found: Handle | undefined;
    await until('the row of the run', async () => {
      const mission = (await under()).find(({ handle }) => handle.kind === 'mission' && handle.missionId === missionId);
      const runs = await under(mission?.handle);
      found = runs.find(({ handle }) => handle.kind === 'run' && handle.runId === runId)?.handle;
      return found;
    });
    if (!found) throw new Error('No row');
    return found;
  }
  async function agents() {
    return (await under(await runRow())).filter(({ handle }) => handle.kind === 'agent');
  }
  const linked = async () =>
    (await world.call('GET', `/${missionId}/runs/${runId}/telnyx-agents`)) as unknown as unknown[];
  function link(id?: string) {
    dialogs.always(({ kind, choices }) =>
      kind === 'input' ? id : choices.find((choice) => choice.startsWith('Another agent')),
    );
    return dialogs.during(() => vscode.commands.executeCommand('missions.linkAgent', { missionId, runId }));
  }

  it('stand under the run once there is one, below its plan', async () => {
    assert.deepStrictEqual(await agents(), []);
    await link('assistant-roofs');
    const rows = await under(await runRow());
    assert.deepStrictEqual(
      rows.map(({ label }) => label),
      ['No plan yet', 'assistant-roofs'],
    );
    assert.strictEqual(rows[1]?.item.contextValue, 'agent');
    assert.strictEqual((await linked()).length, 1);
  });

  it('are offered again, the last one first, but for those that are linked', async () => {
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

  it('have ids whose form is checked', async () => {
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

  it('are unlinked from their row after a question that names them', async () => {
    const [first] = await agents();
    await vscode.commands.executeCommand('missions.unlinkAgent', first?.handle);
    assert.include(dialogs.asked[0]?.text, 'assistant-roofs');
    assert.strictEqual((await linked()).length, 2);
    dialogs.always(({ choices }) => choices.find((choice) => choice.startsWith('Unlink')));
    await vscode.commands.executeCommand('missions.unlinkAgent', first?.handle);
    assert.deepStrictEqual(
      (await agents()).map(({ label }) => label),
      ['assistant-gutters'],
    );
    assert.strictEqual((await linked()).length, 1);
  });

  it('say so where they cannot be loaded, and keep the plan', async () => {
    runId = String((await world.call('POST', `/${missionId}/runs`, {})).run_id);
    await world.fault({ operation: 'listLinkedAgents', effect: { kind: 'status', status: 403 } });
    await vscode.commands.executeCommand('missions.refresh');
    const row = await runRow();
    await until('the failure', async () =>
      (await under(row)).some(({ label }) => label === 'The linked agents could not be loaded'),
    );
    assert.include(
      (await under(row)).map(({ label }) => label),
      'No plan yet',
    );
    await world.clearFaults();
    await vscode.commands.executeCommand('missions.refresh');
    assert.deepStrictEqual(
      (await under(row)).map(({ label }) => label),
      ['No plan yet'],
    );
  });
});
