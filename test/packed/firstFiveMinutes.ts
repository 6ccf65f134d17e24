import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { useWorkbenchAlone } from '../harness/useWorkbench';
import { runRow, type Workbench } from '../harness/workbench';

/** What somebody does who has just installed the file, in a VS Code that knows of no test: the tests of one host. */
export function describeFirstFiveMinutes(extensionKind: 'workspace' | 'web'): void {
  describe(`the first five minutes, in the ${extensionKind} host`, () => {
    const liveRun = runRow('(pending|running)');
    let workbench: Workbench;
    // Wide enough for a walkthrough to have room for its pictures.
    const place = { extensionKind, vsix: inject('vsix'), size: { width: 1600, height: 900 } };
    useWorkbenchAlone(place, (opened) => {
      workbench = opened;
    });
    beforeEach(() => workbench.showMissions());

    // The walkthrough has such a button too.
    const demo = () =>
      workbench.page.locator('.sidebar').getByRole('button', { name: 'Open Demo Account', exact: true });
    const steps = () => workbench.page.locator('.getting-started-step');

    async function openSteps(): Promise<void> {
      if (await steps().first().isVisible()) return;
      await workbench.page.locator('.sidebar').getByText('Open the getting started guide').click();
      await expect.poll(() => steps().count()).toBe(4);
    }

    /** Enters the demo account, where it is not entered yet. */
    async function enterDemo(): Promise<void> {
      const mission = workbench.row(/Roof repair quotes/);
      await demo().or(mission).first().waitFor();
      if (!(await mission.isVisible())) await demo().click();
      await mission.waitFor();
    }

    /** A run that has been started from the tree, and its timeline. */
    async function openRun() {
      await enterDemo();
      const run = workbench.row(runRow('(pending|running|paused)'));
      if (!(await run.isVisible())) await workbench.startRun(/On-call handoff/);
      await run.waitFor();
      return workbench.openTimeline(runRow('(pending|running|paused)'), 'On-call handoff summary');
    }

    async function pauseRun(): Promise<void> {
      const timeline = await openRun();
      const paused = workbench.row(runRow('paused'));
      if (await paused.isVisible()) return;
      await timeline.locator('#timeline-pause').click();
      await timeline.getByRole('button', { name: 'Resume', exact: true }).waitFor();
      await paused.waitFor();
    }

    async function writeFirstFile(): Promise<void> {
      await enterDemo();
      await workbench.command('Missions: New Mission File...');
      await workbench.accept();
      await workbench.page.locator('.tab.active', { hasText: 'my-first.mission.md' }).waitFor();
      // The file gets the ID of a mission that the demo account alone has: that is said before.
      const publish = workbench.dialogButton('Publish to Demo Account');
      await workbench.clickLens('Publish', () => publish.isVisible());
      await publish.click();
      await workbench.row(/My First Mission/).waitFor();
      await workbench.lens(/In sync \(demo account\)/).waitFor();
      // Its id has come into the file, which is saved.
      await workbench.lens('Pull').waitFor();
      await workbench.page.locator('.tab.active:not(.dirty)', { hasText: 'my-first.mission.md' }).waitFor();
    }
    const firstFile = () => path.join(workbench.folder, 'my-first.mission.md');

    it('shows a welcome, and nothing that nobody asked for', async () => {
      await demo().waitFor();
      expect(await workbench.page.locator('.notification-toast').count()).toBe(0);
      expect(await workbench.dialog().count()).toBe(0);
    });

    it('leads through four steps, each with its picture', async () => {
      await openSteps();
      await workbench.walkthroughPicture('demo');
      await steps().filter({ hasText: 'Follow a run' }).click();
      await workbench.walkthroughPicture('timeline');
    });

    it('lists the missions of the demo account, and ticks the step off', async () => {
      await openSteps();
      await enterDemo();
      const step = steps().filter({ hasText: 'Explore the demo account' });
      await step.locator('.codicon-getting-started-step-checked.complete').first().waitFor();
    });

    it('opens instructions', async () => {
      await enterDemo();
      const tab = workbench.page.locator('.tab.active', { hasText: 'instructions.md' });
      await workbench.inlineAction(/Roof repair quotes/, 'Edit Instructions', () => tab.isVisible());
      await workbench.editor().getByText('Roof repair quotes').first().waitFor();
    });

    it('starts a run, whose timeline opens and comes alive', async () => {
      const timeline = await openRun();
      await workbench.row(liveRun).waitFor();
      await timeline.getByRole('treeitem', { name: /^Gather what happened/ }).waitFor();
    });

    it('pauses it from the timeline', async () => {
      await pauseRun();
    });

    it('cancels it from the row, after a question', async () => {
      await pauseRun();
      const yes = workbench.dialogButton('Cancel Run');
      await workbench.menuAction(runRow('paused'), 'Cancel Run...', () => yes.isVisible());
      await yes.click();
      await workbench.row(runRow('cancelled')).waitFor();
    });

    it('writes a mission file to begin with, ready to be published', async () => {
      await writeFirstFile();
      expect(readFileSync(firstFile(), 'utf8')).toContain('mission_id');
    });

    it('writes the next one beside it, never over it', async () => {
      if (!(await workbench.row(/My First Mission/).isVisible())) await writeFirstFile();
      const before = readFileSync(firstFile(), 'utf8');
      expect(before).toContain('mission_id');
      await workbench.command('Missions: New Mission File...');
      await workbench.accept();
      await workbench.page.locator('.tab.active', { hasText: 'my-first-2.mission.md' }).waitFor();
      expect(readFileSync(firstFile(), 'utf8')).toBe(before);
    });

    it('says nothing all the while', async () => {
      await enterDemo();
      expect(await workbench.page.locator('.notification-toast').count()).toBe(0);
    });
  });
}
