import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../harness/project';
import type { ServedSimulator } from '../harness/serveSimulator';
import type { SimulatorClient } from '../harness/simulatorClient';
import { useWorkbench } from '../harness/useWorkbench';
import { actUntil, runRow, type Workbench } from '../harness/workbench';

const roofPath = '/5b1f0c1e-0001-4000-a000-000000000001';
const roofRunPath = `${roofPath}/runs/f3e4d6d6-4394-4574-a524-55238fd2523d`;
/** The run that goes on, whether or not somebody has paused it. */
const roofRun = runRow('(running|paused)');

type Ids = { readonly mission_id: string; readonly run_id: string };

/** The main job, end to end, as a person does it: eyes on the screen, hands on mouse and keyboard. */
describe('the main job', () => {
  let served: ServedSimulator;
  let workbench: Workbench;
  let client: SimulatorClient;
  // Slow enough for the run to go on until the end, also where the computer is slow.
  useWorkbench({ simulator: { speed: 0.5 }, signIn: false }, (opened) => ({ served, workbench, client } = opened));

  async function askForKey(): Promise<void> {
    await workbench.showMissions();
    await actUntil(
      'the question for the key',
      () => workbench.page.getByRole('button', { name: 'Set API Key' }).click({ timeout: 5000 }),
      () => workbench.quickInput().isVisible(),
    );
  }

  async function showRun(): Promise<void> {
    await workbench.signIn();
    await workbench.expand(/Roof repair quotes/);
    await workbench.row(roofRun).waitFor();
  }

  async function showTimeline(): Promise<Frame> {
    await showRun();
    return workbench.openTimeline(roofRun, 'Roof repair quotes');
  }

  /** Brings the run of the demo into a status, as a colleague would, and waits until its row has it. */
  async function have(status: 'running' | 'paused'): Promise<void> {
    const is = (await client.get<{ status: string }>(roofRunPath)).status;
    if (is !== status) await client.call('POST', `${roofRunPath}/${status === 'paused' ? 'pause' : 'resume'}`);
    await workbench.row(runRow(status)).waitFor();
  }

  /** A mission with a run that only this test works on, and how to open what is below it. */
  async function haveMission(name: string): Promise<{ missionId: string; runId: string }> {
    const { mission_id: missionId } = await client.call<Ids>('POST', '', { name });
    const { run_id: runId } = await client.call<Ids>('POST', `/${missionId}/runs`, {});
    await workbench.signIn();
    await workbench.command('Missions: Refresh');
    await workbench.row(name).waitFor();
    // What is below a long list is not drawn.
    await workbench.collapse(/Roof repair quotes/);
    await workbench.expand(name);
    return { missionId, runId };
  }

  async function openInstructions(): Promise<void> {
    await workbench.signIn();
    const tab = workbench.page.locator('.tab.active', { hasText: 'Roof repair quotes instructions.md' });
    await workbench.inlineAction(/Roof repair quotes/, 'Edit Instructions', () => tab.isVisible());
    await workbench.editor().getByText('The result').first().waitFor();
  }
  const instructions = async () => (await client.get<{ instructions: string }>(roofPath)).instructions;
  const savedInstructions = () =>
    workbench.page.locator('.tab.active:not(.dirty)', { hasText: 'instructions.md' }).waitFor();

  it('welcomes who has no key, with exactly two ways on', async () => {
    await workbench.showMissions();
    const buttons = workbench.page.locator('.sidebar .welcome-view-content .monaco-button');
    await buttons.first().waitFor();
    expect(await buttons.allInnerTexts()).toEqual(['Set API Key', 'Open Demo Account']);
  });

  it('does not take a wrong key, says so, and keeps the input open', async () => {
    await askForKey();
    await workbench.type('KEY_WRONG');
    await workbench.quickWidget().getByText('Telnyx rejected this API key').waitFor();
    expect(await workbench.quickInput().getAttribute('type')).toBe('password');
  });

  it('takes the right one, and shows the missions with their runs and plans', async () => {
    await askForKey();
    await workbench.type('KEY_DEMO');
    await workbench.row(/Roof repair quotes/).waitFor();
    await workbench.expand(/Roof repair quotes/);
    await workbench.expand(roofRun);
    await workbench.row(/Find licensed roofers nearby, completed/).waitFor();
    await workbench.row(/Call Halsted & Sons/).waitFor();
  });

  it('opens the timeline of the run, which moves by itself', async () => {
    const timeline = await showTimeline();
    await have('running');
    await timeline.getByRole('heading', { name: 'Roof repair quotes' }).waitFor();
    const step = timeline.getByRole('treeitem', { name: /^Call four roofers for quotes, in progress/ });
    await step.waitFor();
    const events = async () => (await step.getAttribute('aria-label')) ?? '';
    const before = await events();
    await expect.poll(events).not.toBe(before);
  });

  it('shows the details of a step, and of an event with its payload', async () => {
    const timeline = await showTimeline();
    await timeline.getByRole('treeitem', { name: /^Find licensed roofers/ }).click();
    const details = timeline.getByRole('complementary', { name: 'Details' });
    await details.getByText('Step ID').waitFor();
    await details.getByRole('button', { name: /tool call.*Roofers near/ }).click();
    await details.getByText('"conversation_id"').waitFor();
  });

  it('pauses the run from the timeline, and the tree follows', async () => {
    const timeline = await showTimeline();
    await have('running');
    await timeline.locator('#timeline-pause').click();
    await timeline.getByRole('button', { name: 'Resume', exact: true }).waitFor();
    await workbench.row(runRow('paused')).waitFor();
  });

  it('resumes it from the tree, and the timeline follows', async () => {
    const timeline = await showTimeline();
    await have('paused');
    await timeline.getByRole('button', { name: 'Resume', exact: true }).waitFor();
    const running = workbench.row(runRow('running'));
    await workbench.inlineAction(runRow('paused'), 'Resume Run', () => running.isVisible());
    await timeline.locator('#timeline-pause').waitFor();
  });

  it('edits the instructions like any file, and saves them', async () => {
    await openInstructions();
    await workbench.typeAtEnd('Always ask for the warranty in writing.');
    await workbench.page.keyboard.press('Control+s');
    await expect.poll(instructions).toContain('Always ask for the warranty in writing.');
    await savedInstructions();
  });

  it('offers to compare or to overwrite when somebody else has changed them, and loses neither text', async () => {
    await openInstructions();
    await workbench.typeAtEnd(' And mine.');
    await client.call('PUT', roofPath, { ...(await client.get(roofPath)), instructions: '# Theirs' });
    await workbench.page.keyboard.press('Control+s');
    const offer = await workbench.notification('The content of the file is newer');
    await offer.getByRole('button', { name: 'Compare' }).waitFor();
    await offer.getByRole('button', { name: 'Overwrite' }).waitFor();
    expect(await instructions()).toBe('# Theirs');
    await offer.getByRole('button', { name: 'Overwrite' }).click();
    await expect.poll(instructions).toContain('And mine.');
    await savedInstructions();
  });

  it('asks before it cancels, and then shows the run cancelled', async () => {
    await haveMission('Called off');
    const asked = () => workbench.dialogButton('Cancel Run').isVisible();
    await workbench.menuAction(runRow('pending'), 'Cancel Run...', asked);
    await workbench.dialogButton('Keep Running').click();
    await workbench.row(runRow('pending')).waitFor();
    await workbench.menuAction(runRow('pending'), 'Cancel Run...', asked);
    await workbench.dialogButton('Cancel Run').click();
    await workbench.row(runRow('cancelled')).waitFor();
    await workbench.collapse('Called off');
  });

  it('moves tree and timeline when an agent in another process works, with no hand on the keyboard', async () => {
    const { missionId, runId } = await haveMission('Worked from outside');
    const timeline = await workbench.openTimeline(runRow('pending'), 'Worked from outside');
    await workbench.expand(runRow('pending'));
    const agent = path.join(projectRoot, 'test', 'harness', 'outsideAgent.ts');
    const tsx = path.join(projectRoot, 'node_modules', 'tsx', 'dist', 'cli.mjs');
    const worked = promisify(execFile)(process.execPath, [tsx, agent, served.baseUrl, missionId, runId]);
    await workbench.row(/Gather from outside/).waitFor();
    await timeline.getByRole('treeitem', { name: /^Gather from outside, completed.*3 events/ }).waitFor();
    await timeline.getByRole('treeitem', { name: /^No step.* events?/ }).waitFor();
    await worked;
    await workbench.row(/Gather from outside, completed/).waitFor();
    await workbench.collapse('Worked from outside');
  });

  it('brings the timeline back after the window was reloaded', async () => {
    const { missionId, runId } = await haveMission('Looked at again');
    const steps = [{ step_id: 'look', description: 'Look again', sequence: 1 }];
    await client.call('POST', `/${missionId}/runs/${runId}/plan`, { steps });
    const opened = await workbench.openTimeline(runRow('pending'), 'Looked at again');
    await opened.getByRole('treeitem', { name: /^Look again/ }).waitFor();
    await workbench.reload(runId);
    const timeline = await workbench.timeline('Looked at again');
    await timeline.getByRole('treeitem', { name: /^Look again/ }).waitFor();
  });

  it('says that the key is refused when it was revoked, and how to mend it', async () => {
    await workbench.signIn();
    const refused = workbench.page.locator('.sidebar').getByText('Telnyx rejected the API key').first();
    served.simulator.addFault({
      effect: { kind: 'status', status: 401, body: { errors: [{ code: '10009', title: 'Authentication failed' }] } },
    });
    await workbench.command('Missions: Refresh');
    await refused.waitFor();
    await workbench.row(/Roof repair quotes/).waitFor();
    served.simulator.clearFaults();
    await workbench.command('Missions: Refresh');
    await workbench.page.locator('.sidebar').getByText('Telnyx rejected').waitFor({ state: 'hidden' });
  });
});
