import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useWorkbench } from '../harness/useWorkbench';
import { actUntil, recentRunRow, runRow, type Workbench } from '../harness/workbench';

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
  let workbench: Workbench;
  // Slow enough for the run to go on until the end, also where the computer is slow.
  useWorkbench({ language: 'de', signIn: false, simulator: { speed: 0.5 } }, (opened) => ({ workbench } = opened));

  it('welcomes who has no key', async () => {
    await workbench.showMissions();
    const buttons = workbench.page.locator('.sidebar .welcome-view-content .monaco-button');
    await buttons.first().waitFor();
    expect(await buttons.allInnerTexts()).toEqual(['API-Schlüssel festlegen', 'Demokonto öffnen']);
  });

  it('asks for the key, and shows missions, runs and steps', async () => {
    await workbench.showMissions();
    await actUntil(
      'the question for the key',
      () => workbench.page.getByRole('button', { name: 'API-Schlüssel festlegen' }).click({ timeout: 5000 }),
      () => workbench.quickInput().isVisible(),
    );
    await workbench.type('KEY_WRONG');
    await workbench.quickWidget().getByText('Telnyx hat diesen API-Schlüssel abgelehnt.').waitFor();
    await workbench.type('KEY_DEMO');
    await workbench.expand(/Roof repair quotes/);
    await workbench.expand(runRow('läuft'));
    await workbench.row(/Find licensed roofers nearby, erledigt/).waitFor();
  });

  it('shows the timeline of a run, and cuts no text off', async () => {
    await workbench.signIn();
    await workbench.expand(/Roof repair quotes/);
    const timeline = await workbench.openTimeline(runRow('läuft'), 'Roof repair quotes');
    await timeline.getByRole('button', { name: 'Pausieren' }).waitFor();
    await timeline.getByRole('treeitem', { name: /^Call four roofers for quotes, in Arbeit/ }).click();
    await timeline.getByRole('complementary', { name: 'Details' }).getByText('Gestartet').waitFor();
    expect(await cutTexts(timeline)).toEqual([]);
    await timeline.getByRole('button', { name: 'Weitere Aktionen' }).click();
    await timeline.getByRole('button', { name: 'Ausführung abschließen...' }).waitFor();
    expect(await cutTexts(timeline)).toEqual([]);
    await timeline.getByRole('button', { name: 'Tastenkombinationen' }).click();
    await timeline.getByRole('dialog').getByText('Zum nächsten oder vorherigen Fehler wechseln').waitFor();
    expect(await cutTexts(timeline)).toEqual([]);
    await workbench.page.keyboard.press('Escape');
    const width = () => timeline.evaluate(() => innerWidth);
    const before = await width();
    await workbench.page.setViewportSize({ width: 820, height: 800 });
    await expect.poll(width).toBeLessThan(before);
    await expect.poll(() => cutTexts(timeline)).toEqual([]);
    await workbench.page.setViewportSize({ width: 1280, height: 800 });
  });

  it('shows the runs of all missions, and what is logged', async () => {
    await workbench.signIn();
    await workbench.openRecentRuns(recentRunRow());
    const logged = workbench.row(/Tool-Aufruf|Schritt begonnen|Sonstiges/);
    await actUntil(
      'the activity',
      () =>
        workbench.page
          .locator('.sidebar')
          .getByRole('button', { name: /^Aktivität/ })
          .click({ timeout: 5000 }),
      () => logged.isVisible(),
      15_000,
    );
  });

  it('explains the fields of JSON documents', async () => {
    await workbench.signIn();
    await workbench.closeEditors();
    await workbench.select(/^Roof repair quotes/);
    await workbench.command('Missions: Mission als JSON öffnen');
    const field = workbench.page.locator('.view-line span', { hasText: '"execution_mode"' }).last();
    const hover = workbench.page.locator('.monaco-hover:visible', { hasText: 'Wer die Ausführungen bearbeitet' });
    await field.waitFor();
    // VS Code starts its language server for JSON first: what was asked before that has no answer.
    await actUntil(
      'the explanation of a field',
      async () => {
        await workbench.page.mouse.move(900, 700);
        await field.hover({ timeout: 5000 });
      },
      () => hover.first().isVisible(),
      2000,
    );
  });

  it('publishes a mission file, and says what is wrong with another', async () => {
    await workbench.signIn();
    const write = (name: string, text: string) => writeFileSync(path.join(workbench.folder, name), text);
    write('ernte.mission.md', '---\nname: Ernte\n---\n\nÄpfel pflücken.\n');
    write('namenlos.mission.md', '---\ncolour: red\n---\n\nBirnen pflücken.\n');
    await workbench.closeEditors();
    await workbench.openFile('ernte.mission.md');
    await workbench.clickLens('Veröffentlichen', () => workbench.lens('Ausführung starten').isVisible());
    await workbench.closeEditors();
    await workbench.openFile('namenlos.mission.md');
    await workbench.clearNotifications();
    const bell = workbench.page.locator('.statusbar .codicon-bell-dot').first();
    await workbench.clickLens('Veröffentlichen', () => bell.isVisible());
    const told = await workbench.notification('Nichts wurde veröffentlicht.');
    await told.getByRole('button', { name: 'Probleme anzeigen' }).click();
    await workbench.page
      .locator('.panel')
      .getByText('Die Mission benötigt einen Namen. Fügen Sie "name: ..." hinzu.')
      .waitFor();
  });
});
