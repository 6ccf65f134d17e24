import { beforeEach, describe, expect, it } from 'vitest';
import type { ServedSimulator } from '../harness/serveSimulator';
import { useWorkbench } from '../harness/useWorkbench';
import { actUntil, recentRunRow, runRow, type Workbench } from '../harness/workbench';

/** An organization with 10,000 missions, hundreds of active runs, and one run far down that changes. */
describe('ten thousand missions', () => {
  let served: ServedSimulator;
  let workbench: Workbench;
  let farRun = '';
  let isFiltered = false;

  useWorkbench(
    {
      // With the times that the settings have by themselves.
      settings: {},
      prepare: ({ simulator }) => {
        const { missionIds } = simulator.seedBulk({ missions: 10_000 });
        const pick = (place: number) => missionIds[place] ?? '';
        [farRun = ''] = simulator.seedBulk({ runs: { count: 1, missionId: pick(41), steps: 4 } }).runIds;
        simulator.seedBulk({ runs: { count: 300, missionId: pick(9000), status: 'succeeded' } });
        simulator.seedBulk({ runs: { count: 200, missionId: pick(9001) } });
        return undefined;
      },
    },
    (opened) => {
      ({ served, workbench } = opened);
      isFiltered = false;
    },
  );
  beforeEach(() => workbench.showMissions());

  const asked = (operation: string) =>
    served.simulator.requests.filter((request) => request.operation === operation).length;

  /** Goes to the end of the tree until something is in sight there. */
  async function goToEnd(what: string, isThere: () => Promise<boolean>): Promise<void> {
    await actUntil(
      what,
      async () => {
        await workbench.page.locator('.sidebar .monaco-list').first().focus();
        await workbench.page.keyboard.press('End');
      },
      isThere,
      500,
    );
  }

  async function showAll(): Promise<void> {
    if (!isFiltered) return;
    const title = await workbench.viewTitle('Missions');
    await title.getByRole('button', { name: 'Clear Mission Filter' }).click();
    isFiltered = false;
  }

  async function loadAll(): Promise<void> {
    await showAll();
    const last = workbench.row('Weekly tenant survey');
    const more = workbench.row(/^Load More/);
    await goToEnd('the end of the list', async () => (await last.isVisible()) || (await more.isVisible()));
    if (await last.isVisible()) return;
    await workbench.viewAction('Missions', 'Load All Missions', async () => !(await more.isVisible()));
    await goToEnd('the last of all missions', () => last.isVisible());
  }

  async function filterBy(text: string, mission: string | RegExp): Promise<void> {
    isFiltered = true;
    await workbench.command('Missions: Filter Missions...');
    await workbench.quickWidget().getByText('By text...').click();
    await workbench.quickInput().fill(text);
    await workbench.row(mission).waitFor();
    await workbench.accept();
  }

  async function showFarRun(): Promise<void> {
    await loadAll();
    await filterBy('00042', 'Mission 00042');
    await workbench.expand('Mission 00042');
    await workbench.row(runRow()).waitFor();
  }

  /** Lets the run far down fail. */
  function failFarRun(): void {
    const { world } = served.simulator;
    const run = world.runById(farRun);
    if (run && run.row.status !== 'failed') world.setStatus(run, 'failed', Date.now(), { error: 'The line went dead' });
  }

  /** What the status bar says of runs that need a person. */
  const attention = () => workbench.page.locator('.statusbar-item', { hasText: /need/ });

  it('opens with one page of them, and says how many there are', async () => {
    await workbench.row(/Mission 0/).waitFor();
    expect(asked('listMissions')).toBeLessThanOrEqual(2);
    const rest = workbench.row(/Load More.*100 of 10,?006/);
    await goToEnd('what is to be loaded', () => rest.isVisible());
  });

  it('loads all of them on request, a thousand at a time', async () => {
    served.simulator.forget();
    await loadAll();
    expect(asked('listMissions')).toBe(11);
  });

  it('finds one far down by its name, and lays it open for one request a row', async () => {
    await loadAll();
    await filterBy('00042', 'Mission 00042');
    served.simulator.forget();
    await workbench.expand('Mission 00042');
    await workbench.row(runRow('running')).waitFor();
    await workbench.expand(runRow('running'));
    await workbench.row(/Step 4/).waitFor();
    expect(asked('listRuns')).toBe(1);
  });

  it('shows within a few intervals that the run has changed', async () => {
    await showFarRun();
    failFarRun();
    await workbench.row(runRow('failed')).waitFor();
  });

  it('says what needs a person, and shows all missions again', async () => {
    await showFarRun();
    failFarRun();
    await workbench.row(runRow('failed')).waitFor();
    await showAll();
    await workbench.command('Missions: Filter Missions...');
    await workbench.quickWidget().getByText('runs that need attention').click();
    isFiltered = true;
    await workbench.row(/Mission 00042, 1 needs attention/).waitFor();
    await attention().waitFor();
    await showAll();
    await workbench.row(/Mission 0(?!0042)/).waitFor();
  });

  it('shows the runs of all missions, and what is logged', async () => {
    const recent = workbench.row(recentRunRow('Mission 09002', 'running'));
    await attention().waitFor();
    await actUntil(
      'the runs of all missions',
      () => attention().click({ timeout: 5000 }),
      () => recent.isVisible(),
      10_000,
    );
    await workbench.command('Missions: Focus on Activity View');
    await workbench.row(/step completed|status change|tool call/).waitFor();
  });

  it('completes a run that nobody has closed, with its result, and skips what is open', async () => {
    await loadAll();
    await filterBy('Late delivery', /Late delivery calls/);
    await workbench.expand(/Late delivery calls/);
    await workbench.select(runRow('running'));
    await workbench.command('Missions: Complete Run...');
    await workbench.quickWidget().getByText('Succeeded').click();
    await workbench.answer('Summarize the result', 'Closed by hand: every customer was reached.');
    await workbench.answer('Enter the result payload', '{"reached": 12}');
    await workbench.pick('Skip Steps');
    await workbench.row(runRow('running')).waitFor({ state: 'hidden' });
    await workbench.row(runRow('succeeded')).waitFor();
    const run = served.simulator.world.runById('3506f2f7-11a3-49c7-ad6c-03ce11343349');
    await expect.poll(() => run?.row.result_payload).toEqual({ reached: 12 });
    // One after the other.
    const withStatus = (status: string) => run?.steps.filter((step) => step.status === status).length;
    await expect.poll(() => withStatus('pending')).toBe(0);
    expect(withStatus('skipped')).toBeGreaterThan(0);
  });
});
