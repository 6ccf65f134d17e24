import type { Locator } from 'playwright-core';
import { describe, it } from 'vitest';
import { useWorkbenchAlone } from '../harness/useWorkbench';
import { actUntil, type Workbench } from '../harness/workbench';

describe('a mission as JSON', () => {
  let workbench: Workbench;
  useWorkbenchAlone({ settings: { 'missions.startInDemoAccount': true } }, (opened) => {
    workbench = opened;
  });

  const open = async (mission: RegExp) => {
    await workbench.showMissions();
    await workbench.select(mission);
    await workbench.command('Missions: Open Mission as JSON');
  };
  const tab = (name: string) => workbench.page.locator('.tab.active', { hasText: name });
  const text = (wanted: string) => workbench.editor().getByText(wanted).first();
  const isVisible = (locator: Locator) => () => locator.first().isVisible();

  it('says in its tab which mission it is', async () => {
    await open(/^Qualify inbound leads/);
    await tab('Qualify inbound leads.mission.json').waitFor();
    await open(/^Roof repair quotes/);
    // The document in front is of another mission.
    await workbench.pick(/^Roof repair quotes/);
    await tab('Roof repair quotes.mission.json').waitFor();
    await text('"execution_mode"').waitFor();
  });

  it('explains its fields, and offers what they can be', async () => {
    const { page } = workbench;
    await open(/^Roof repair quotes/);
    await text('"execution_mode"').waitFor();
    // VS Code starts its language server for JSON first: what was asked before that has no answer.
    await actUntil(
      'the explanation of a field',
      async () => {
        await page.mouse.move(900, 700);
        await text('"execution_mode"').hover({ timeout: 5000 });
      },
      isVisible(page.locator('.monaco-hover:visible', { hasText: 'Who executes the runs' })),
      2000,
    );
    await page.keyboard.press('Escape');
    await page.mouse.move(900, 700);
    await text('"external"').dblclick();
    // Behind the word, VS Code offers what begins like it.
    await page.keyboard.press('ArrowLeft');
    await actUntil(
      'the values that a field can have',
      async () => {
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+Space');
      },
      isVisible(page.locator('.suggest-widget', { hasText: 'managed' })),
      2000,
    );
  });
});
