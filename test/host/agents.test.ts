import { assert } from 'chai';
import * as vscode from 'vscode';
import type { TestApi } from '../../src/extension';
import type { Handle } from '../../src/views/handles';
import { answering } from './answers';
import { connected, itemsOf, missionId, until } from './fixture';
import type { TestWorld } from './world';

const labelOf = ({ label }: vscode.TreeItem) => (typeof label === 'string' ? label : (label?.label ?? ''));

describe('linked agents', () => {
  let world: TestWorld;
  let api: TestApi;
  let runId: string;
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
  const link = (id?: string) =>
    answering({ showQuickPick: 'Another agent', showInputBox: [id] }, () =>
      vscode.commands.executeCommand('missions.linkAgent', { missionId, runId }),
    );

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
    const asked = await answering({}, () =>
      vscode.commands.executeCommand('missions.linkAgent', { missionId, runId: other }),
    );
    const items = asked[0]?.args[0] as vscode.QuickPickItem[];
    assert.deepStrictEqual(
      items.slice(0, 2).map(({ label }) => label),
      ['assistant-gutters', 'assistant-roofs'],
    );
    const again = await link();
    const offered = again
      .flatMap(({ question, args }) => (question === 'showQuickPick' ? (args[0] as vscode.QuickPickItem[]) : []))
      .map(({ label }) => label);
    assert.notInclude(offered, 'assistant-roofs');
  });

  it('have ids whose form is checked', async () => {
    const asked = await link();
    const options = asked.find(({ question }) => question === 'showInputBox')?.args[0] as vscode.InputBoxOptions;
    const validateInput = (text: string) => options.validateInput?.(text);
    assert.strictEqual(validateInput('assistant-new'), undefined);
    assert.isString(validateInput(' '));
    assert.isString(validateInput('assistant new'));
    assert.isString(validateInput('assistant-roofs'));
    assert.propertyVal(await validateInput('robot'), 'severity', vscode.InputBoxValidationSeverity.Warning);
  });

  it('are unlinked from their row after a question that names them', async () => {
    const [first] = await agents();
    const no = await answering({}, () => vscode.commands.executeCommand('missions.unlinkAgent', first?.handle));
    assert.include(String(no[0]?.args[0]), 'assistant-roofs');
    assert.strictEqual((await linked()).length, 2);
    await answering({ showWarningMessage: 'Unlink' }, () =>
      vscode.commands.executeCommand('missions.unlinkAgent', first?.handle),
    );
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
