import { beforeEach, describe, expect, it } from 'vitest';
import { useWorkbenchAlone } from '../harness/useWorkbench';
import type { Workbench } from '../harness/workbench';

/** The demo account needs neither key nor network, and its runs come to their end. */
describe('the demo account', () => {
  let workbench: Workbench;
  useWorkbenchAlone({ settings: { 'missions.startInDemoAccount': true } }, (opened) => {
    workbench = opened;
  });
  beforeEach(() => workbench.showMissions());

  it('shows a finished run with its result', async () => {
    await workbench.expand(/Qualify inbound leads/);
    const timeline = await workbench.openTimeline(/Run of .*succeeded/);
    await timeline.getByText('Demo on Thursday at 15:00').first().waitFor();
  });

  it('starts a run that comes alive', async () => {
    const run = workbench.row(/Run of .*(pending|running)/);
    await workbench.startRun(/On-call hand-over/);
    await run.waitFor();
    await workbench.expand(/Run of .*(pending|running)/);
    await workbench.row(/Gather what happened/).waitFor();
  });

  it('asks how to start a run, and starts none where that is left', async () => {
    await workbench.collapse(/On-call hand-over/);
    const withInput = workbench.choice('With Input...');
    await workbench.inlineAction(/On-call hand-over/, 'Start Run', () => withInput.isVisible());
    await workbench.page.keyboard.press('Escape');
    await withInput.waitFor({ state: 'hidden' });
    // A run that is started is shown in the sidebar.
    expect(await workbench.row(/Run of .*pending/).isVisible()).toBe(false);
  });

  it('can be left again', async () => {
    await workbench.command('Missions: Leave Demo Account');
    await workbench.page.getByRole('button', { name: 'Set API Key' }).waitFor();
  });
});
