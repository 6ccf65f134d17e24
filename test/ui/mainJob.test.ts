import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, projectRoot } from '../harness/project';
import { serveSimulator, type ServedSimulator } from '../harness/serveSimulator';
import { Workbench } from '../harness/workbench';

const roofRun = /Run of .*running/;

/** The main job, end to end, as a person does it: eyes on the screen, hands on mouse and keyboard. */
describe('the main job', () => {
  let served: ServedSimulator;
  let workbench: Workbench;

  beforeAll(async () => {
    build();
    served = await serveSimulator({ speed: 1 });
    workbench = await Workbench.open({ settings: { 'missions.apiBaseUrl': served.baseUrl } });
  });
  afterAll(async () => {
    await workbench.close();
    await served.close();
  });

  const call = async (method: string, where: string, body?: unknown) => {
    const response = await fetch(`${served.baseUrl}/ai/missions${where}`, {
      method,
      headers: { authorization: 'Bearer KEY_DEMO', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return ((await response.json()) as { data: Record<string, string> }).data;
  };

  it('welcomes who has no key, with exactly two ways on', async () => {
    await workbench.showMissions();
    const buttons = workbench.page.locator('.sidebar .welcome-view-content .monaco-button');
    await buttons.first().waitFor();
    expect(await buttons.allInnerTexts()).toEqual(['Set API Key', 'Look Around in the Demo Account']);
    await workbench.shoot('welcome');
  });

  it('does not take a wrong key, says so, and keeps the input open', async () => {
    await workbench.page.getByRole('button', { name: 'Set API Key' }).click();
    await workbench.quickInput().fill('KEY_WRONG');
    await workbench.quickInput().press('Enter');
    await workbench.quickWidget().getByText('Telnyx did not accept this key').waitFor();
    expect(await workbench.quickInput().getAttribute('type')).toBe('password');
    await workbench.shoot('wrong-key');
  });

  it('takes the right one, and shows the missions with their runs and plans', async () => {
    await workbench.quickInput().fill('KEY_DEMO');
    await workbench.quickInput().press('Enter');
    await workbench.row(/Roof repair quotes/).waitFor();
    await workbench.expand(/Roof repair quotes/);
    await workbench.expand(roofRun);
    await workbench.row(/Find licensed roofers nearby, completed/).waitFor();
    await workbench.row(/Call Halsted & Sons/).waitFor();
    await workbench.shoot('tree');
  });

  it('opens the timeline of the run, which moves by itself', async () => {
    const timeline = await workbench.openTimeline(roofRun);
    await timeline.getByRole('heading', { name: 'Roof repair quotes' }).waitFor();
    const step = timeline.getByRole('treeitem', { name: /^Call four roofers for quotes, in progress/ });
    await step.waitFor({ timeout: 40_000 });
    const events = async () => (await step.getAttribute('aria-label')) ?? '';
    const before = await events();
    await expect.poll(events, { timeout: 15_000 }).not.toBe(before);
    await workbench.shoot('timeline-running');
  });

  it('shows the details of a step, and of an event with its payload', async () => {
    const timeline = await workbench.timeline();
    await timeline.getByRole('treeitem', { name: /^Find licensed roofers/ }).click();
    const details = timeline.getByRole('complementary', { name: 'Details' });
    await details.getByText('step_id').waitFor();
    await details.getByRole('button', { name: /tool call.*Roofers near/ }).click();
    await details.getByText('"conversation_id"').waitFor();
    await workbench.shoot('event-details');
    await workbench.page.keyboard.press('Escape');
  });

  it('pauses the run from the timeline, and the tree follows', async () => {
    const timeline = await workbench.timeline();
    await timeline.getByRole('button', { name: 'Pause' }).click();
    await timeline.getByRole('button', { name: 'Resume' }).waitFor();
    await workbench.row(/Run of .*paused/).waitFor();
    await workbench.shoot('timeline-paused');
  });

  it('resumes it from the tree, and the timeline follows', async () => {
    await workbench.inlineAction(/Run of .*paused/, 'Resume Run');
    const timeline = await workbench.timeline();
    await timeline.getByRole('button', { name: 'Pause' }).waitFor();
  });

  it('edits the instructions like any file, and saves them', async () => {
    await workbench.inlineAction(/Roof repair quotes/, 'Edit Instructions');
    const editor = workbench.page.locator('.editor-instance .view-lines').first();
    await editor.getByText('Roof repair quotes').first().waitFor();
    await editor.click();
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.type('Always ask for the warranty in writing.');
    await workbench.page.keyboard.press('Control+s');
    await expect
      .poll(async () => (await call('GET', '/5b1f0c1e-0001-4000-a000-000000000001')).instructions, {
        timeout: 10_000,
      })
      .toContain('Always ask for the warranty in writing.');
    await workbench.page.locator('.tab.active:not(.dirty)', { hasText: 'instructions.md' }).waitFor();
    await workbench.shoot('instructions-saved');
  });

  it('offers to compare or to overwrite when somebody else has changed them, and loses neither text', async () => {
    const missionId = '5b1f0c1e-0001-4000-a000-000000000001';
    const mission = await call('GET', `/${missionId}`);
    await workbench.page.keyboard.type(' And mine.');
    await call('PUT', `/${missionId}`, { ...mission, instructions: '# Theirs' });
    await workbench.page.keyboard.press('Control+s');
    await workbench.page.waitForTimeout(1000);
    const offer = await workbench.notification('Nothing was saved; your text is still in the editor');
    await offer.getByRole('button', { name: 'Overwrite' }).waitFor();
    expect((await call('GET', `/${missionId}`)).instructions).toBe('# Theirs');
    await workbench.shoot('conflict');
    await offer.getByRole('button', { name: 'Overwrite' }).click();
    await expect
      .poll(async () => (await call('GET', `/${missionId}`)).instructions, { timeout: 5000 })
      .toContain('And mine.');
    await workbench.page.locator('.tab.active:not(.dirty)', { hasText: 'instructions.md' }).waitFor();
  });

  it('asks before it cancels, and then shows the run cancelled', async () => {
    await workbench.clearNotifications();
    await workbench.inlineAction(roofRun, 'Cancel Run…');
    await workbench.dialogButton('Cancel Run').waitFor();
    await workbench.shoot('cancel-asked');
    await workbench.dialogButton('Keep It').click();
    await workbench.row(roofRun).waitFor();
  });

  it('moves tree and timeline when an agent in another process works, with no hand on the keyboard', async () => {
    const mission = await call('POST', '', { name: 'Worked from outside' });
    const missionId = mission.mission_id ?? '';
    const run = await call('POST', `/${missionId}/runs`, {});
    // What is below a long list is not drawn.
    await workbench.collapse(/Roof repair quotes/);
    await workbench.command('Missions: Refresh');
    await workbench.expand(/Worked from outside/);
    const timeline = await workbench.openTimeline(/Run of .*pending/, 'Worked from outside');
    await workbench.expand(/Run of .*pending/);
    const agent = path.join(projectRoot, 'test', 'harness', 'outsideAgent.ts');
    const tsx = path.join(projectRoot, 'node_modules', 'tsx', 'dist', 'cli.mjs');
    const worked = promisify(execFile)(process.execPath, [tsx, agent, served.baseUrl, missionId, run.run_id ?? '']);
    await workbench.row(/Gather from outside/).waitFor({ timeout: 20_000 });
    await timeline
      .getByRole('treeitem', { name: /^Gather from outside, completed.*3 events/ })
      .waitFor({ timeout: 20_000 });
    await timeline.getByRole('treeitem', { name: /^No step.* events?/ }).waitFor();
    await worked;
    await workbench.row(/Gather from outside, completed/).waitFor({ timeout: 20_000 });
  });

  it('brings the timeline back after the window was reloaded', async () => {
    await workbench.reload();
    const timeline = await workbench.timeline('Worked from outside');
    await timeline.getByRole('treeitem', { name: /^Gather from outside, completed/ }).waitFor();
  });

  it('says that the key is refused when it was revoked, and how to mend it', async () => {
    await workbench.showMissions();
    served.simulator.addFault({
      effect: { kind: 'status', status: 401, body: { errors: [{ code: '10009', title: 'Authentication failed' }] } },
    });
    await workbench.command('Missions: Refresh');
    await workbench.page.locator('.sidebar').getByText('Telnyx did not accept the API key').first().waitFor();
    await workbench.row(/Roof repair quotes/).waitFor();
    await workbench.shoot('refused-401');
    served.simulator.clearFaults();
    await workbench.command('Missions: Refresh');
    await workbench.page.locator('.sidebar').getByText('Telnyx did not accept').waitFor({ state: 'hidden' });
  });
});

/** The demo account needs neither key nor network, and its runs come to their end. */
describe('the demo account', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({ settings: { 'missions.startInDemoAccount': true } });
  });
  afterAll(() => workbench.close());

  it('shows a finished run with its result', async () => {
    await workbench.showMissions();
    await workbench.expand(/Qualify inbound leads/);
    const timeline = await workbench.openTimeline(/Run of .*succeeded/);
    await timeline.getByText('Demo on Thursday at 15:00').first().waitFor();
    await workbench.shoot('timeline-finished');
  });

  it('starts a run that comes alive', async () => {
    await workbench.inlineAction(/On-call hand-over/, 'Start Run');
    await workbench.row(/Run of .*(pending|running)/).waitFor();
    await workbench.expand(/Run of .*(pending|running)/);
    await workbench.row(/Gather what happened/).waitFor({ timeout: 25_000 });
  });

  it('can be left again', async () => {
    await workbench.command('Missions: Leave Demo Account');
    await workbench.page.getByRole('button', { name: 'Set API Key' }).waitFor();
  });
});
