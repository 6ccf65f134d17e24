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
    await workbench.row(mission).click();
    await workbench.command('Missions: Open Mission as JSON');
  };

  it('says in its tab which mission it is', async () => {
    await workbench.showMissions();
    await workbench.row(/Roof repair quotes/).waitFor();
    const other = /^(?!Roof repair quotes)\S/;
    await open(other);
    await workbench.page.locator('.tab', { hasText: '.mission.json' }).waitFor();
    await open(/Roof repair quotes/);
    await workbench.page.locator('.tab.active', { hasText: 'Roof repair quotes.mission.json' }).waitFor();
    await workbench.shoot('mission-json');
  });

  it('explains its fields, and offers what they can be', async () => {
    const { page } = workbench;
    const mode = page.locator('.editor-instance .view-lines').getByText('"execution_mode"').first();
    await mode.hover();
    await page.locator('.monaco-hover', { hasText: 'Who executes the runs' }).first().waitFor();
    await workbench.shoot('mission-json-hover');
    await page.keyboard.press('Escape');
    await page.locator('.editor-instance .view-lines').getByText('"external"').first().dblclick();
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget', { hasText: 'managed' }).waitFor();
    await workbench.shoot('mission-json-completion');
  });
});
