import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OperationId } from '../../src/api/operations';
import type { ServedSimulator } from '../harness/serveSimulator';
import type { SimulatorClient } from '../harness/simulatorClient';
import { useWorkbench } from '../harness/useWorkbench';
import { runRow, type Workbench } from '../harness/workbench';

/**
 * Creating exactly once in a real VS Code, the window being reloaded in the middle: the service has been asked, and its
 * answer comes when nobody waits for it any more.
 */
describe('creating exactly once over a reload of the window', () => {
  let served: ServedSimulator;
  let workbench: Workbench;
  let client: SimulatorClient;
  useWorkbench({}, (opened) => ({ served, workbench, client } = opened));

  beforeEach(() => workbench.closeEditors());

  const asked = (operation: OperationId) =>
    served.simulator.requests.filter((request) => request.operation === operation).length;
  const list = (where: string) => client.get<Record<string, unknown>[]>(where);
  const call = (method: string, where: string, body?: unknown) => client.call(method, where, body);
  const named = async (name: string) => (await list('?page[size]=1000')).filter((mission) => mission.name === name);

  /** The act is sent and done, its answer never comes, and the window is reloaded. */
  async function reloadInTheMiddle(operation: OperationId, act: () => Promise<void>, editor?: string): Promise<void> {
    const before = asked(operation);
    served.simulator.addFault({ operation, times: 1, effect: { kind: 'hang', afterwards: true } });
    await act();
    await expect.poll(() => asked(operation), { timeout: 20_000 }).toBeGreaterThan(before);
    await workbench.reload(editor);
    served.simulator.clearFaults();
    await workbench.showMissions();
    await workbench.row(/Roof repair quotes/).waitFor({ timeout: 30_000 });
  }
  const question = () => workbench.page.locator('.monaco-dialog-box');
  /** What is selected is meant, and not the document of another mission. */
  const nothingInFront = () => workbench.closeEditors();

  it('a mission file: unknown after the reload, and its mission is found', async () => {
    const file = path.join(workbench.folder, 'harvest.mission.md');
    writeFileSync(file, '---\nname: Harvest\n---\n\nPick the apples.\n');
    await workbench.openFile('harvest.mission.md');
    await reloadInTheMiddle(
      'createMission',
      () => workbench.command('Missions: Publish Mission File'),
      'harvest.mission.md',
    );
    expect(readFileSync(file, 'utf8')).not.toContain('mission_id');
    const lenses = workbench.page.locator('.codelens-decoration');
    await lenses.getByText('Unknown: may have been created').waitFor({ timeout: 30_000 });
    await workbench.page.locator('.editor-instance .view-lines').first().click();
    await workbench.command('Missions: Publish Mission File');
    await workbench.dialogButton('Use This Mission').click();
    await expect.poll(() => readFileSync(file, 'utf8'), { timeout: 20_000 }).toMatch(/mission_id: \S+/);
    await lenses.getByText('In sync').waitFor({ timeout: 20_000 });
    expect(await named('Harvest')).toHaveLength(1);
    expect(asked('createMission')).toBe(1);
  });

  it('a run: asks before it starts another one', async () => {
    const { mission_id: missionId } = await call('POST', '', { name: 'Started once' });
    await workbench.command('Missions: Refresh');
    await workbench.row(/Started once/).waitFor({ timeout: 20_000 });
    const start = async () => {
      await nothingInFront();
      await workbench.select(/Started once/);
      await workbench.command('Missions: Start Run');
      await workbench.pick(/^Start/);
    };
    await reloadInTheMiddle('startRun', start);
    await start();
    await question().getByText("Telnyx didn't confirm the request").waitFor();
    await workbench.dialogButton('Cancel').click();
    expect(await list(`/${String(missionId)}/runs`)).toHaveLength(1);
  });

  it('a copy: asks before it clones again', async () => {
    await call('POST', '', { name: 'Cloned once' });
    await workbench.command('Missions: Refresh');
    await workbench.row(/^Cloned once/).waitFor({ timeout: 20_000 });
    const clone = async () => {
      await nothingInFront();
      await workbench.select(/^Cloned once/);
      await workbench.command('Missions: Clone Mission');
    };
    await reloadInTheMiddle('cloneMission', clone);
    await clone();
    await question().getByText('may have been cloned').waitFor();
    await workbench.dialogButton('Cancel').click();
    expect(asked('cloneMission')).toBe(1);
  });

  it('a tool: its draft is there again, and asks before it is created again', async () => {
    const { mission_id: missionId } = await call('POST', '', { name: 'Has a tool' });
    await workbench.command('Missions: Refresh');
    await nothingInFront();
    const lines = workbench.page.locator('.editor-instance .view-lines').first();
    const draft = lines.getByText('name').first();
    await workbench.menuAction(/Has a tool/, 'Create Tool...', () => draft.isVisible(), 'Add Resource');
    await lines.click();
    // Any change: what is typed in JSON, the editor completes.
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.tab.dirty').waitFor();
    await reloadInTheMiddle('createTool', () => workbench.page.keyboard.press('Control+s'), '.new-tool.json');
    await lines.getByText('description').first().waitFor({ timeout: 30_000 });
    await lines.click();
    await workbench.page.keyboard.press('Control+s');
    await question().getByText('It may already have been created').waitFor({ timeout: 20_000 });
    await workbench.dialogButton('Cancel').click();
    expect(await list(`/${String(missionId)}/tools`)).toHaveLength(1);
    await workbench.command('View: Revert and Close Editor');
  });

  it('a step and an event: the same once more is the one that was sent', async () => {
    const { mission_id: missionId } = await call('POST', '', { name: 'By hand' });
    const runs = `/${String(missionId)}/runs`;
    const { run_id: runId } = await call('POST', runs, {});
    await call('POST', `${runs}/${String(runId)}/plan`, {
      steps: [{ step_id: 'first', description: 'First', sequence: 1 }],
    });
    await workbench.command('Missions: Refresh');
    await workbench.expand(/By hand/);
    const run = runRow('(pending|running)');
    const addStep = async () => {
      await nothingInFront();
      await workbench.select(run);
      await workbench.command('Missions: Add Step...');
      await workbench.answer('Description of the step', 'Call them');
    };
    await reloadInTheMiddle('addPlanSteps', addStep);
    await workbench.expand(/By hand/);
    await addStep();
    await expect.poll(async () => (await list(`${runs}/${String(runId)}/plan`)).length, { timeout: 20_000 }).toBe(2);
    expect(asked('addPlanSteps')).toBe(1);

    const logEvent = async () => {
      await nothingInFront();
      await workbench.select(run);
      await workbench.command('Missions: Log Event...');
      await workbench.pick('custom');
      await workbench.answer('Enter a summary', 'Seen');
      await workbench.pick('No step');
      await workbench.answer('Enter a payload', '');
    };
    const events = async () =>
      (await list(`${runs}/${String(runId)}/events?page[size]=100`)).filter(({ summary }) => summary === 'Seen');
    await reloadInTheMiddle('logEvent', logEvent);
    await workbench.expand(/By hand/);
    await logEvent();
    await expect.poll(() => asked('logEvent'), { timeout: 20_000 }).toBe(2);
    expect(await events()).toHaveLength(1);
  });

  it('many at once: the sum is told after the reload, and what was deleted can be restored', async () => {
    for (const name of ['Gone 1', 'Gone 2', 'Gone 3']) await call('POST', '', { name, instructions: `Of ${name}` });
    await workbench.command('Missions: Refresh');
    await workbench.row(/^Gone 3/).waitFor({ timeout: 20_000 });
    await reloadInTheMiddle('deleteMission', async () => {
      await workbench.selectTogether([/^Gone 1/, /^Gone 2/, /^Gone 3/]);
      await workbench.command('Missions: Delete Mission...');
      await workbench.dialog().getByText('Delete 3 missions?').waitFor();
      await workbench.dialogButton('Delete Missions').click();
      await workbench.remembers('mementos', 'Deleting missions');
      // The first is never answered, and the others are on their way beside it.
      await expect.poll(() => asked('deleteMission'), { timeout: 20_000 }).toBe(3);
    });
    const told = await workbench.notification(/was interrupted when the window was reloaded/);
    await told.getByRole('button', { name: 'Restore...' }).click();
    await workbench.quickWidget().getByText('Restore Deleted Mission').waitFor();
    for (const name of ['Gone 1', 'Gone 2', 'Gone 3']) await workbench.quickWidget().getByText(name).waitFor();
  });
});
