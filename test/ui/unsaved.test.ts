import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../harness/project';
import { serveSimulator, type ServedSimulator } from '../harness/serveSimulator';
import { Workbench } from '../harness/workbench';

const missionPath = '/5b1f0c1e-0001-4000-a000-000000000001';

/** VS Code brings unsaved edits back after a reload, and nothing of what they were made from. */
describe('unsaved edits after a reload of the window', () => {
  let served: ServedSimulator;
  let workbench: Workbench;

  beforeAll(async () => {
    build();
    served = await serveSimulator({});
    workbench = await Workbench.open({ settings: { 'missions.apiBaseUrl': served.baseUrl } });
    await workbench.showMissions();
    await workbench.page.getByRole('button', { name: 'Set API Key' }).click();
    await workbench.type('KEY_DEMO');
    await workbench.row(/^Roof repair quotes/).click();
    await workbench.command('Missions: Edit Instructions');
  });
  afterAll(async () => {
    await workbench.close();
    await served.close();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench.screenshot(`failed-${task.name.replace(/\W+/g, '-')}`);
  });

  async function ask(method: string, body?: unknown): Promise<Record<string, unknown>> {
    const response = await fetch(`${served.baseUrl}/ai/missions${missionPath}`, {
      method,
      headers: { authorization: 'Bearer KEY_DEMO', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return ((await response.json()) as { data: Record<string, unknown> }).data;
  }
  const instructions = async () => String((await ask('GET')).instructions);
  const lines = () => workbench.page.locator('.editor-instance .view-lines').first();

  async function typeAndReload(text: string, meanwhile?: () => Promise<unknown>): Promise<void> {
    await lines().click();
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.type(text);
    await lines().getByText(text).first().waitFor();
    // VS Code keeps what is unsaved a second after the last key.
    await workbench.page.waitForTimeout(2000);
    await meanwhile?.();
    await workbench.reload();
    await lines().getByText(text).first().waitFor({ timeout: 30_000 });
    await lines().click();
  }

  it('are saved where nobody has changed anything since', async () => {
    const text = `Mine ${Date.now()}`;
    await typeAndReload(text);
    await workbench.page.keyboard.press('Control+S');
    await expect.poll(instructions, { timeout: 15_000 }).toContain(text);
  });

  it('write over no change of the same length that somebody else has made since', async () => {
    const before = await instructions();
    const text = `More ${Date.now()}`;
    const theirs = before.replace('three', 'seven');
    expect([theirs.length, theirs === before]).toEqual([before.length, false]);
    await typeAndReload(text, async () => ask('PUT', { ...(await ask('GET')), instructions: theirs }));
    await workbench.page.keyboard.press('Control+S');
    const offer = await workbench.notification(/was changed elsewhere since you opened it/);
    expect(await instructions()).toBe(theirs);
    await lines().getByText(text).first().waitFor();
    await workbench.screenshot('unsaved-changed-elsewhere');
    await offer.getByRole('button', { name: 'Overwrite' }).click();
    await expect.poll(instructions, { timeout: 15_000 }).toContain(text);
  });
});
