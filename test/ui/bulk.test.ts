import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../harness/project';
import { serveSimulator, type ServedSimulator } from '../harness/serveSimulator';
import { Workbench } from '../harness/workbench';

/** Several rows are selected and dealt with at once, as people do it. */
describe('many at once', () => {
  let served: ServedSimulator;
  let workbench: Workbench;
  const runIds: string[] = [];
  let missionId: string;

  beforeAll(async () => {
    build();
    served = await serveSimulator({ speed: 1 });
    missionId = (await call('POST', '', { name: 'A night of calls' })).mission_id ?? '';
    for (let run = 0; run < 5; run++) runIds.push((await call('POST', `/${missionId}/runs`, {})).run_id ?? '');
    await call('POST', `/${missionId}/runs/${runIds[0]}/cancel`);
    workbench = await Workbench.open({ settings: { 'missions.apiBaseUrl': served.baseUrl } });
    await workbench.showMissions();
    await workbench.page.getByRole('button', { name: 'Set API Key' }).click();
    await workbench.type('KEY_DEMO');
    await workbench.expand(/A night of calls/);
  });
  afterAll(async () => {
    await workbench.close();
    await served.close();
  });

  async function call(method: string, where: string, body?: unknown): Promise<Record<string, string>> {
    const response = await fetch(`${served.baseUrl}/ai/missions${where}`, {
      method,
      headers: { authorization: 'Bearer KEY_DEMO', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return ((await response.json()) as { data: Record<string, string> }).data;
  }
  const runRows = () =>
    workbench.page.locator('.sidebar').getByRole('treeitem', { name: /^Run of .*(pending|cancelled)/ });
  const statuses = async () =>
    Promise.all(runIds.map(async (runId) => (await call('GET', `/${missionId}/runs/${runId}`)).status));

  it('offers for several selected runs what can be done to several, and nothing else', async () => {
    await runRows().nth(4).waitFor();
    const menu = workbench.page.locator('.monaco-menu');
    const items = () => menu.getByRole('menuitem').count();
    // Rows that are drawn anew under the pointer are not selected, and open no menu.
    for (let tries = 0; tries < 5 && (await items()) !== 3; tries++) {
      await workbench.page.keyboard.press('Escape');
      // A click without a key would lay the row open.
      await runRows()
        .first()
        .click({ modifiers: ['ControlOrMeta'] });
      await runRows()
        .last()
        .click({ modifiers: ['Shift'] });
      await runRows().nth(1).click({ button: 'right' });
      await workbench.page.waitForTimeout(2000);
    }
    const offered = await menu.getByRole('menuitem').allInnerTexts();
    expect(offered.map((text) => text.trim())).toEqual(['Pause Run', 'Resume Run', 'Cancel Run…']);
    await workbench.screenshot('bulk-menu');
  });

  it('asks once, naming them, and says in the end what became of them', async () => {
    await workbench.page.locator('.monaco-menu').getByRole('menuitem', { name: 'Cancel Run…' }).click();
    await workbench.dialogButton('Cancel Runs').waitFor();
    const question = await workbench.page.locator('.monaco-dialog-box').innerText();
    expect(question).toContain('Cancel 4 runs?');
    expect(question).toContain('1 of the selected cannot be cancelled');
    await workbench.shoot('bulk-asked');
    await workbench.dialogButton('Cancel Runs').click();
    await expect.poll(statuses, { timeout: 15_000 }).toEqual(Array(5).fill('cancelled'));
    await workbench.notification('4 cancelled.');
    await workbench.screenshot('bulk-sum');
  });
});
