import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../harness/project';
import { serveSimulator, type ServedSimulator } from '../harness/serveSimulator';
import { Workbench } from '../harness/workbench';

/** An organization with 10,000 missions, hundreds of active runs, and one run far down that changes. */
describe('ten thousand missions', () => {
  let served: ServedSimulator;
  let workbench: Workbench;
  let farMission: string;
  let farRun: string;

  beforeAll(async () => {
    build();
    served = await serveSimulator();
    const { simulator } = served;
    const { missionIds } = simulator.seedBulk({ missions: 10_000 });
    const pick = (place: number) => missionIds[place] ?? '';
    farMission = pick(41);
    [farRun = ''] = simulator.seedBulk({ runs: { count: 1, missionId: farMission, steps: 4 } }).runIds;
    simulator.seedBulk({ runs: { count: 300, missionId: pick(9000), status: 'succeeded' } });
    simulator.seedBulk({ runs: { count: 200, missionId: pick(9001) } });
    workbench = await Workbench.open({ settings: { 'missions.apiBaseUrl': served.baseUrl } });
  });
  afterAll(async () => {
    await workbench.close();
    await served.close();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench.screenshot(`failed-${task.name.replace(/\W+/g, '-')}`);
  });

  const asked = (operation: string) =>
    served.simulator.requests.filter((request) => request.operation === operation).length;

  it('opens with one page of them, and says how many there are', async () => {
    await workbench.showMissions();
    await workbench.page.getByRole('button', { name: 'Set API Key' }).click();
    await workbench.quickInput().fill('KEY_DEMO');
    await workbench.quickInput().press('Enter');
    await workbench.row(/Mission 0/).waitFor();
    expect(asked('listMissions')).toBeLessThanOrEqual(2);
    await workbench.page.locator('.sidebar .monaco-list').first().focus();
    await workbench.page.keyboard.press('End');
    await workbench.row(/Load more missions \(100 of 10,?006 shown\)/).waitFor();
    await workbench.shoot('many-missions');
  });

  it('loads all of them on request, a thousand at a time', async () => {
    served.simulator.forget();
    await workbench.row(/^Load all missions/).click();
    await expect.poll(() => asked('listMissions'), { timeout: 30_000 }).toBe(11);
    await workbench.page.locator('.sidebar .monaco-list').first().focus();
    await expect
      .poll(
        async () => {
          await workbench.page.keyboard.press('End');
          return workbench.row('Weekly tenant survey').isVisible();
        },
        { timeout: 30_000 },
      )
      .toBe(true);
  });

  it('finds one far down by its name, and lays it open for one request a row', async () => {
    await workbench.command('Missions: Filter Missions…');
    await workbench.quickWidget().getByText('By text…').click();
    await workbench.quickInput().fill('00042');
    await workbench.row('Mission 00042').waitFor();
    await workbench.quickInput().press('Enter');
    served.simulator.forget();
    await workbench.expand('Mission 00042');
    await workbench.row(/Run of .*running/).waitFor();
    await workbench.expand(/Run of .*running/);
    await workbench.row(/Step 4/).waitFor();
    expect(asked('listRuns')).toBe(1);
    await workbench.shoot('many-missions-found');
  });

  it('shows within a few intervals that the run has changed', async () => {
    const { world } = served.simulator;
    const run = world.runById(farRun);
    if (run) world.setStatus(run, 'failed', Date.now(), { error: 'The line went dead' });
    await workbench.row(/Run of .*failed/).waitFor({ timeout: 60_000 });
    await workbench.shoot('many-missions-changed');
  });

  it('says what needs a person, and shows all missions again', async () => {
    await workbench.command('Missions: Show All Missions');
    await workbench.command('Missions: Filter Missions…');
    await workbench.quickWidget().getByText('needs you').click();
    await workbench.row(/Mission 00042, 1 needs you/).waitFor({ timeout: 30_000 });
    const status = workbench.page.locator('.statusbar-item', { hasText: /need/ });
    await status.waitFor();
    await workbench.shoot('needs-attention');
    await workbench.command('Missions: Show All Missions');
  });

  it('shows the runs of all missions, and what is logged', async () => {
    await workbench.page.locator('.statusbar-item', { hasText: /need/ }).click();
    await workbench.row(/Mission 09002, run of .*running/).waitFor();
    await workbench.command('Missions: Focus on Activity View');
    await workbench.row(/step completed|status change|tool call/).waitFor({ timeout: 20_000 });
    await workbench.shoot('recent-runs-and-activity');
  });

  it('completes a run that nobody has closed, with its result, and skips what is open', async () => {
    await workbench.command('Missions: Filter Missions…');
    await workbench.quickWidget().getByText('By text…').click();
    await workbench.quickInput().fill('Late delivery');
    await workbench.row(/Late delivery call-outs/).waitFor();
    await workbench.quickInput().press('Enter');
    await workbench.expand(/Late delivery call-outs/);
    const behind = workbench.row(/Run of .*running/);
    await behind.click();
    await workbench.command('Missions: Complete Run…');
    await workbench.quickWidget().getByText('Succeeded').click();
    await workbench.quickWidget().getByText('What came of it').waitFor();
    await workbench.quickInput().fill('Closed by hand: every customer was reached.');
    await workbench.shoot('complete-run');
    await workbench.quickInput().press('Enter');
    await workbench.answer('The result payload', '{"reached": 12}');
    await workbench.dialogButton('Skip Them').click();
    await workbench.row(/Run of .*succeeded/).waitFor();
    const run = served.simulator.world.runById('5b1f0c1e-0003-4000-b000-000000000003');
    expect(run?.row.result_payload).toEqual({ reached: 12 });
    // One after the other.
    const withStatus = (status: string) => run?.steps.filter((step) => step.status === status).length;
    await expect.poll(() => withStatus('pending'), { timeout: 10_000 }).toBe(0);
    expect(withStatus('skipped')).toBeGreaterThan(0);
  });
});
