import { describe, expect, it } from 'vitest';
import type { SimulatorClient } from '../harness/simulatorClient';
import { useWorkbench } from '../harness/useWorkbench';
import { actUntil, runRow, type Workbench } from '../harness/workbench';

/** Several rows are selected and dealt with at once, as people do it. */
describe('several selected runs', () => {
  let workbench: Workbench;
  let client: SimulatorClient;
  const runIds: string[] = [];
  let missionId = '';

  useWorkbench(
    {
      prepare: async (_, client) => {
        ({ mission_id: missionId } = await client.call<{ mission_id: string }>('POST', '', {
          name: 'A night of calls',
        }));
        runIds.length = 0;
        for (let run = 0; run < 5; run++)
          runIds.push((await client.call<{ run_id: string }>('POST', `/${missionId}/runs`, {})).run_id);
        await client.call('POST', `/${missionId}/runs/${runIds[0]}/cancel`);
      },
    },
    (opened) => ({ workbench, client } = opened),
  );

  const runRows = () =>
    workbench.page.locator('.sidebar').getByRole('treeitem', { name: runRow('(pending|cancelled)') });
  const statuses = () =>
    Promise.all(runIds.map(async (runId) => (await client.get(`/${missionId}/runs/${runId}`)).status));
  const items = () => workbench.page.locator('.monaco-menu').getByRole('menuitem');

  /** Opens the menu of all runs: of five, where each of them was selected when it came up. */
  async function openMenu(): Promise<void> {
    await workbench.expand(/A night of calls/);
    await runRows().nth(4).waitFor();
    // Rows that are drawn again under the pointer are not selected, and open no menu.
    await actUntil(
      'the menu of several runs',
      async () => {
        await workbench.page.keyboard.press('Escape');
        // A click without a key would lay the row open.
        await runRows()
          .first()
          .click({ modifiers: ['ControlOrMeta'], timeout: 5000 });
        await runRows()
          .last()
          .click({ modifiers: ['Shift'], timeout: 5000 });
        await runRows().nth(1).click({ button: 'right', timeout: 5000 });
      },
      async () => (await items().count()) === 3,
    );
  }

  it('offers for several selected runs what can be done to several, and nothing else', async () => {
    await openMenu();
    const offered = await items().allInnerTexts();
    expect(offered.map((text) => text.trim())).toEqual(['Pause Run', 'Resume Run', 'Cancel Run...']);
  });

  it('asks once before it cancels several runs, naming them, and says in the end what became of them', async () => {
    await actUntil(
      'the question',
      async () => {
        await openMenu();
        await items().filter({ hasText: 'Cancel Run...' }).click({ timeout: 5000 });
      },
      () => workbench.dialogButton('Cancel Runs').isVisible(),
    );
    const question = await workbench.dialog().innerText();
    expect(question).toContain('Cancel 4 runs?');
    expect(question).toContain("1 selected run can't be cancelled");
    await workbench.dialogButton('Cancel Runs').click();
    await expect.poll(statuses).toEqual(Array(5).fill('cancelled'));
    await workbench.notification('4 cancelled.');
  });
});
