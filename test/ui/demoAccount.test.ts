import { beforeEach, describe, expect, it } from 'vitest';
import { useWorkbenchAlone } from '../harness/useWorkbench';
import { runRow, type Workbench } from '../harness/workbench';

/** The demo account needs neither key nor network, and its runs come to their end. */
describe('the demo account', () => {
  let workbench: Workbench;
  useWorkbenchAlone({ settings: { 'missions.startInDemoAccount': true } }, (opened) => {
    workbench = opened;
  });
  beforeEach(() => workbench.showMissions());

  it('says so in the title of the view and in the status bar', async () => {
    await workbench.page.locator('.sidebar .pane-header .description', { hasText: 'Demo Account' }).waitFor();
    await workbench.page.locator('.statusbar-item', { hasText: /Demo Account · \d+ runs?/ }).waitFor();
  });

  it('shows the runs that are clicked in one tab, until somebody acts in it', async () => {
    const tabs = workbench.page.locator('.tab', { hasText: /Roof repair quotes · / });
    await workbench.expand(/Roof repair quotes/);
    await workbench.openRow(runRow('running'), () => workbench.showsTimeline('Roof repair quotes'));
    const running = (await tabs.innerText()).trim();
    const isRunning = async () => (await tabs.allInnerTexts()).map((text) => text.trim() === running);
    await workbench.openRow(runRow('cancelled'), async () => (await isRunning()).includes(false));
    await expect.poll(isRunning).toEqual([false]);
    // A click in it keeps it.
    await (await workbench.timeline('Roof repair quotes')).getByRole('heading', { level: 1 }).click();
    await workbench.openRow(runRow('running'), async () => (await tabs.count()) === 2);
    // A step opens the timeline at that step.
    await workbench.expand(runRow('running'));
    await workbench.openRow(/Find licensed roofers/, () =>
      workbench.showsInFrame((frame) =>
        frame.locator('[aria-selected="true"], .selected', { hasText: 'Find licensed roofers' }).first(),
      ),
    );
    expect(await tabs.count()).toBe(2);
    await workbench.collapse(/Roof repair quotes/);
    await workbench.closeEditors();
  });

  it('shows a finished run with its result', async () => {
    await workbench.expand(/Qualify inbound leads/);
    const timeline = await workbench.openTimeline(runRow('succeeded'));
    await timeline.getByText('Demo on Thursday at 15:00').first().waitFor();
  });

  it('starts a run that comes alive', async () => {
    const run = workbench.row(runRow('(pending|running)'));
    await workbench.startRun(/On-call handoff/);
    await run.waitFor();
    await workbench.expand(runRow('(pending|running)'));
    await workbench.row(/Gather what happened/).waitFor();
  });

  it('asks how to start a run, and starts none where that is left', async () => {
    await workbench.collapse(/On-call handoff/);
    const withInput = workbench.choice('With Input...');
    await workbench.inlineAction(/On-call handoff/, 'Start Run', () => withInput.isVisible());
    await workbench.page.keyboard.press('Escape');
    await withInput.waitFor({ state: 'hidden' });
    // A run that is started is shown in the sidebar.
    expect(await workbench.row(runRow('pending')).isVisible()).toBe(false);
  });

  it('can be left again', async () => {
    await workbench.command('Missions: Exit Demo Account');
    await workbench.page.getByRole('button', { name: 'Set API Key' }).waitFor();
  });
});
