import { assert } from 'chai';
import * as vscode from 'vscode';
import { closeEditors, connected, missionId, runningRunId, until } from './fixture';
import type { TestWorld } from './world';

type PlanStep = { step_id: string; description: string; status: string };

describe('a plan as a task list', () => {
  let world: TestWorld;
  before(async () => {
    ({ world } = await connected());
  });
  after(async () => {
    await closeEditors();
    await world.close();
  });

  const document = () => {
    const found = vscode.window.activeTextEditor?.document;
    if (found?.uri.scheme !== 'missions-plan') throw new Error('The plan is not open');
    return found;
  };
  async function change(edit: (text: string) => string): Promise<void> {
    const held = document();
    const all = new vscode.WorkspaceEdit();
    all.replace(held.uri, new vscode.Range(0, 0, held.lineCount, 0), edit(held.getText()));
    await vscode.workspace.applyEdit(all);
  }
  async function plan(of: string, runId: string): Promise<PlanStep[]> {
    return (await world.call('GET', `/${of}/runs/${runId}/plan`)) as unknown as PlanStep[];
  }

  it('creates the first plan of a run, with its nesting and its statuses', async () => {
    // No script works the runs of a mission that is not the demo's.
    const mine = String((await world.call('POST', '', { name: 'Mine' })).mission_id);
    const runId = String((await world.call('POST', `/${mine}/runs`, {})).run_id);
    await vscode.commands.executeCommand('missions.editPlan', { missionId: mine, runId });
    await until('the editor', () => vscode.window.activeTextEditor?.document.uri.scheme === 'missions-plan');
    await change(() => '- [x] Look around\n- [ ] Call\n  - [/] Call the first\n');
    assert.isTrue(await document().save());
    const steps = await plan(mine, runId);
    assert.deepStrictEqual(
      steps.map(({ description, status }) => `${description}: ${status}`),
      ['Look around: completed', 'Call: pending', 'Call the first: in_progress'],
    );
    await until('the ids', () => document().getText().includes('<!--') && !document().isDirty);
  });

  it('adds a step and changes a status, and leaves the rest alone', async () => {
    await change((text) => `${text.replace('- [ ] Call ', '- [!] Call ')}- [ ] Say thanks\n`);
    assert.isTrue(await document().save());
    await until('the new id', () => document().getText().includes('Say thanks <!--'));
    assert.include(document().getText(), '- [!] Call ');
  });

  it('says at its line what Telnyx cannot do, and saves nothing of it', async () => {
    await change((text) => text.replace('Look around', 'Look elsewhere'));
    await until('the problem', () =>
      vscode.languages.getDiagnostics(document().uri).some(({ message }) => message.includes('cannot reword')),
    );
    await world.takeRequests();
    const saved = await Promise.resolve(document().save()).catch(() => false);
    assert.isFalse(saved);
    assert.include(document().getText(), 'Look elsewhere');
    const counts = await world.takeRequests();
    assert.notProperty(counts, 'addPlanSteps');
    assert.notProperty(counts, 'updatePlanStep');
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('follows what an agent does while it is clean', async function () {
    this.timeout(60_000);
    await vscode.commands.executeCommand('missions.editPlan', { missionId, runId: runningRunId });
    await until('the editor', () => vscode.window.activeTextEditor?.document.uri.path.includes(runningRunId));
    const [step] = (await plan(missionId, runningRunId)).filter(({ status }) => status === 'pending').slice(-1);
    await world.call('PATCH', `/${missionId}/runs/${runningRunId}/plan/steps/${step?.step_id}`, { status: 'skipped' });
    await until('the mark', () => document().getText().includes(`- [-] ${step?.description}`), 40_000);
  });
});
