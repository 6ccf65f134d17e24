import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pack } from '../harness/project';
import { Workbench } from '../harness/workbench';

/** What somebody does who has just installed the file, in a VS Code that knows of no test. */
describe.each(['workspace', 'web'] as const)('the first five minutes, in the %s host', (extensionKind) => {
  const liveRun = /^Run of .*(pending|running)/;
  let workbench: Workbench;
  const demo = () => workbench.page.getByRole('button', { name: 'Look Around in the Demo Account', exact: true });
  beforeAll(async () => {
    // Wide enough for a walkthrough to have room for its pictures.
    workbench = await Workbench.open({ extensionKind, vsix: pack(), size: { width: 1600, height: 900 } });
    workbench.page.setDefaultTimeout(20_000);
  });
  afterAll(() => workbench.close());

  it('shows a welcome, and nothing that nobody asked for', async () => {
    await workbench.showMissions();
    await demo().waitFor();
    expect(await workbench.page.locator('.notification-toast').count()).toBe(0);
    expect(await workbench.page.locator('.monaco-dialog-box').count()).toBe(0);
  });

  it('leads through four steps, each with its picture', async () => {
    await workbench.page.locator('.sidebar').getByText('Four first steps').click();
    const steps = workbench.page.locator('.getting-started-step');
    await expect.poll(() => steps.count()).toBe(4);
    await workbench.walkthroughPicture('demo');
    await workbench.shoot(`first-steps-${extensionKind}`);
    await steps.filter({ hasText: 'Watch a run' }).click();
    await workbench.walkthroughPicture('timeline');
  });

  it('lists the missions of the demo account, and ticks the step off', async () => {
    await demo().click();
    await workbench.row(/Roof repair quotes/).waitFor();
    const step = workbench.page.locator('.getting-started-step').filter({ hasText: 'Look around' });
    await step.locator('.codicon-getting-started-step-checked.complete').first().waitFor();
    await workbench.screenshot(`first-minutes-${extensionKind}`);
  });

  it('opens instructions', async () => {
    await workbench.inlineAction(/Roof repair quotes/, 'Edit Instructions');
    await workbench.page.locator('.tab.active', { hasText: 'instructions.md' }).waitFor();
    await workbench.page.locator('.editor-instance .view-lines').getByText('Roof repair quotes').first().waitFor();
  });

  it('starts a run, whose timeline opens and comes alive', async () => {
    await workbench.inlineAction(/On-call hand-over/, 'Start Run');
    await workbench.row(liveRun).waitFor();
    const timeline = await workbench.openTimeline(liveRun, 'On-call hand-over summary');
    await timeline.getByRole('treeitem', { name: /^Gather what happened/ }).waitFor({ timeout: 40_000 });
  });

  it('pauses it from the timeline', async () => {
    const timeline = await workbench.timeline('On-call hand-over summary');
    await timeline.getByRole('button', { name: 'Pause' }).click();
    await timeline.getByRole('button', { name: 'Resume' }).waitFor();
    await workbench.row(/^Run of .*paused/).waitFor();
  });

  it('cancels it from the row, after a question', async () => {
    const yes = workbench.dialogButton('Cancel Run');
    await workbench.inlineAction(/^Run of .*paused/, 'Cancel Run…', yes);
    await yes.click();
    await workbench.row(/^Run of .*cancelled/).waitFor();
  });

  it('writes a mission file to begin with, ready to be published', async () => {
    await workbench.command('Missions: New Mission File');
    await workbench.page.locator('.tab.active', { hasText: 'my-first.mission.md' }).waitFor();
    await workbench.clickLens('Publish', () => workbench.row(/My First Mission/).isVisible());
    // Its id has come into the file, which is saved.
    await workbench.page.locator('.codelens-decoration').getByText('Pull').waitFor();
    await workbench.page.locator('.tab.active:not(.dirty)', { hasText: 'my-first.mission.md' }).waitFor();
  });

  it('writes the next one beside it, never over it', async () => {
    const first = path.join(workbench.folder, 'my-first.mission.md');
    const before = readFileSync(first, 'utf8');
    expect(before).toContain('mission_id');
    await workbench.command('Missions: New Mission File');
    await workbench.page.locator('.tab.active', { hasText: 'my-first-2.mission.md' }).waitFor();
    expect(readFileSync(first, 'utf8')).toBe(before);
  });

  it('says nothing all the while', async () => {
    expect(await workbench.page.locator('.notification-toast').count()).toBe(0);
  });
});
