import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { build } from '../harness/project';
import { Workbench } from '../harness/workbench';

describe('a mission as JSON', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    build();
    workbench = await Workbench.open({ settings: { 'missions.startInDemoAccount': true } });
  });
  afterAll(() => workbench.close());

  const open = async (mission: RegExp) => {
    const row = workbench.row(mission);
    // A row that VS Code draws anew under the pointer is not selected by a click.
    await until('the row to be selected', async () => {
      if ((await row.getAttribute('aria-selected')) !== 'true') await row.click({ position: { x: 60, y: 10 } });
      return (await row.getAttribute('aria-selected')) === 'true';
    });
    await workbench.command('Missions: Open Mission as JSON');
  };
  async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 20; tries++) if (await isSo()) return;
    throw new Error(`Waited in vain for ${what}`);
  }
  const appears = (locator: Locator) =>
    locator
      .first()
      .waitFor({ timeout: 3000 })
      .then(
        () => true,
        () => false,
      );
  const tab = (name: string) => workbench.page.locator('.tab.active', { hasText: name });
  const text = (wanted: string) => workbench.page.locator('.editor-instance .view-lines').getByText(wanted).first();

  it('says in its tab which mission it is', async () => {
    await workbench.showMissions();
    await open(/^Qualify inbound leads/);
    await tab('Qualify inbound leads.mission.json').waitFor();
    await open(/^Roof repair quotes/);
    await tab('Roof repair quotes.mission.json').waitFor();
    await text('"execution_mode"').waitFor();
    await workbench.shoot('mission-json');
  });

  it('explains its fields, and offers what they can be', async () => {
    const { page } = workbench;
    // VS Code starts its language server for JSON first: what was asked before that has no answer.
    await until('the hover', async () => {
      await page.mouse.move(900, 700);
      await text('"execution_mode"').hover();
      return appears(page.locator('.monaco-hover:visible', { hasText: 'Who executes the runs' }));
    });
    await workbench.screenshot('mission-json-hover');
    await page.keyboard.press('Escape');
    await page.mouse.move(900, 700);
    await text('"external"').dblclick();
    // Behind the word, VS Code offers what begins like it.
    await page.keyboard.press('ArrowLeft');
    await until('the completion', async () => {
      await page.keyboard.press('Control+Space');
      const isThere = await appears(page.locator('.suggest-widget', { hasText: 'managed' }));
      if (!isThere) await page.keyboard.press('Escape');
      return isThere;
    });
    await workbench.screenshot('mission-json-completion');
  });
});
