import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../harness/project';
import { serveSimulator, type ServedSimulator } from '../harness/serveSimulator';
import { Workbench } from '../harness/workbench';

/** Texts of the timeline that do not fit into their place, or into the window. Icons that spin are no measure. */
function cutTexts(timeline: Frame): Promise<string[]> {
  return timeline.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.button, .status bdi, .fact, dialog')]
      .filter((shown) => shown.checkVisibility())
      .filter(
        (shown) =>
          shown.scrollWidth > shown.clientWidth + 1 ||
          shown.scrollHeight > shown.clientHeight + 1 ||
          shown.getBoundingClientRect().right > innerWidth,
      )
      .map((shown) => shown.innerText || shown.title),
  );
}

/** The extension in a VS Code that is set to German. */
describe('in German', () => {
  let served: ServedSimulator;
  let workbench: Workbench;
  let timeline: Frame;

  beforeAll(async () => {
    build();
    served = await serveSimulator({ speed: 1 });
    workbench = await Workbench.open({ language: 'de', settings: { 'missions.apiBaseUrl': served.baseUrl } });
  });
  afterAll(async () => {
    await workbench.close();
    await served.close();
  });

  it('welcomes who has no key', async () => {
    await workbench.showMissions();
    const buttons = workbench.page.locator('.sidebar .welcome-view-content .monaco-button');
    await buttons.first().waitFor();
    expect(await buttons.allInnerTexts()).toEqual(['API-Schlüssel festlegen', 'Im Demokonto umsehen']);
    await workbench.screenshot('german-welcome');
  });

  it('asks for the key, and shows missions, runs and steps', async () => {
    await workbench.page.getByRole('button', { name: 'API-Schlüssel festlegen' }).click();
    await workbench.quickInput().fill('KEY_WRONG');
    await workbench.quickInput().press('Enter');
    await workbench.quickWidget().getByText('Telnyx hat diesen Schlüssel nicht angenommen.').waitFor();
    await workbench.screenshot('german-wrong-key');
    await workbench.type('KEY_DEMO');
    await workbench.expand(/Roof repair quotes/);
    await workbench.expand(/Ausführung vom .*läuft/);
    await workbench.row(/Find licensed roofers nearby, erledigt/).waitFor();
    await workbench.screenshot('german-tree');
  });

  it('shows the timeline of a run, and cuts no text off', async () => {
    timeline = await workbench.openTimeline(/Ausführung vom .*läuft/, 'Roof repair quotes');
    await timeline.getByRole('button', { name: 'Pausieren' }).waitFor();
    await timeline.getByRole('treeitem', { name: /^Call four roofers for quotes, in Arbeit/ }).click();
    await timeline.getByRole('complementary', { name: 'Details' }).getByText('Gestartet').waitFor();
    await workbench.screenshot('german-timeline');
    expect(await cutTexts(timeline)).toEqual([]);
    await timeline.getByRole('button', { name: 'Weitere Aktionen' }).click();
    await timeline.getByRole('button', { name: 'Ausführung abschließen…' }).waitFor();
    await workbench.screenshot('german-timeline-menu');
    expect(await cutTexts(timeline)).toEqual([]);
    await timeline.getByRole('button', { name: 'Tastatur' }).click();
    await timeline.getByRole('dialog').getByText('Zum nächsten oder vorherigen Fehler').waitFor();
    await workbench.screenshot('german-timeline-keys');
    expect(await cutTexts(timeline)).toEqual([]);
    await workbench.page.keyboard.press('Escape');
    await workbench.page.setViewportSize({ width: 820, height: 800 });
    await workbench.screenshot('german-timeline-narrow');
    expect(await cutTexts(timeline)).toEqual([]);
    await workbench.page.setViewportSize({ width: 1280, height: 800 });
  });

  it('shows the runs of all missions, and what is logged', async () => {
    await workbench.command('Missions: Letzte Ausführungen anzeigen');
    await workbench.row(/, Ausführung vom /).waitFor({ timeout: 20_000 });
    await workbench.page
      .locator('.sidebar')
      .getByRole('button', { name: /^Aktivität/ })
      .click();
    await workbench.row(/Tool-Aufruf|Schritt begonnen|Sonstiges/).waitFor({ timeout: 20_000 });
    await workbench.screenshot('german-recent-runs-and-activity');
  });

  it('explains the fields of JSON documents', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.row(/Roof repair quotes/).click();
    await workbench.command('Missions: Mission als JSON öffnen');
    const field = workbench.page.locator('.view-line span', { hasText: '"execution_mode"' }).last();
    const hover = workbench.page.locator('.monaco-hover:visible', { hasText: 'Wer die Ausführungen erledigt' });
    // VS Code starts its language server for JSON first: what was asked before that has no answer.
    for (let tries = 0; tries < 20 && !(await hover.isVisible()); tries++) {
      await workbench.page.mouse.move(900, 700);
      await field.hover();
      await workbench.page.waitForTimeout(1000);
    }
    await hover.waitFor();
    await workbench.screenshot('german-json-hover');
  });

  it('publishes a mission file, and says what is wrong with another', async () => {
    const write = (name: string, text: string) => writeFileSync(path.join(workbench.folder, name), text);
    write('ernte.mission.md', '---\nname: Ernte\n---\n\nÄpfel pflücken.\n');
    write('namenlos.mission.md', '---\ncolour: red\n---\n\nBirnen pflücken.\n');
    await workbench.command('View: Close All Editors');
    await workbench.openFile('ernte.mission.md');
    const lenses = workbench.page.locator('.codelens-decoration');
    await workbench.clickLens('Veröffentlichen', () => lenses.getByText('Ausführung starten').isVisible());
    await workbench.screenshot('german-mission-file');
    await workbench.command('View: Close All Editors');
    await workbench.openFile('namenlos.mission.md');
    await workbench.clearNotifications();
    const bell = workbench.page.locator('.statusbar .codicon-bell-dot').first();
    await workbench.clickLens('Veröffentlichen', () => bell.isVisible());
    const told = await workbench.notification('Nichts wurde gesendet.');
    await told.getByRole('button', { name: 'Probleme anzeigen' }).click();
    await workbench.page.locator('.panel').getByText('Eine Mission braucht einen Namen: „name: …“.').waitFor();
    await workbench.screenshot('german-problems');
  });
});
