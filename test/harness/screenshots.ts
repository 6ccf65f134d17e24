/** `npm run screenshots`: pictures of what people see, in a real VS Code. */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Frame } from 'playwright-core';
import type { TestSimulatorOptions } from '../../src/simulator/testSimulator';
import { keepFailure } from './failures';
import { addNightlyRuns } from './nightlyRuns';
import { build, isBuilt, outFolder, pack, projectRoot } from './project';
import { serveSimulator, type ServedSimulator } from './serveSimulator';
import { closeShared } from './sharedVsCode';
import { SimulatorClient } from './simulatorClient';
import { takeTimelinePages } from './timelineScreenshots';
import { waitFor } from './waitFor';
import { actUntil, recentRunRow, runRow, type Theme, Workbench, type WorkbenchOptions } from './workbench';

const usage = `npm run screenshots -- [options] [scene …]

Builds the extension and takes pictures of it into out/screenshots, of all scenes or of those that are named.

  --update    copies those that the README and docs show into media/screenshots
  --help      this text`;

const roofPath = '/5b1f0c1e-0001-4000-a000-000000000001';
const roofRunPath = `${roofPath}/runs/f3e4d6d6-4394-4574-a524-55238fd2523d`;
const running = runRow('running');

type Stage = { readonly workbench: Workbench; readonly served: ServedSimulator; readonly client: SimulatorClient };

/** Closes VS Code when `act` is done; where that fails, a screenshot and a trace say why. */
async function playOn(workbench: Workbench, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    throw new Error(await keepFailure(workbench.page, 'screenshots'), { cause: error });
  } finally {
    await workbench.close();
  }
}

/** Opens VS Code on a simulator, and closes both when `act` is done. */
async function onStage(
  options: WorkbenchOptions & {
    readonly simulator?: TestSimulatorOptions;
    readonly prepare?: (served: ServedSimulator, client: SimulatorClient) => Promise<void> | void;
  },
  act: (stage: Stage) => Promise<void>,
): Promise<void> {
  const { simulator = { speed: 0.3 }, prepare, settings, ...more } = options;
  const served = await serveSimulator(simulator);
  const client = new SimulatorClient(served.baseUrl);
  try {
    await prepare?.(served, client);
    const quick = { 'missions.refreshInterval.timeline': 1, 'missions.refreshInterval.active': 2 };
    const workbench = await Workbench.open({
      ...more,
      settings: { 'missions.apiBaseUrl': served.baseUrl, ...quick, ...settings },
    });
    await playOn(workbench, () => act({ workbench, served, client }));
  } finally {
    await served.close();
  }
}

/** The same in the demo account, which needs no simulator. */
async function inDemo(options: WorkbenchOptions, act: (workbench: Workbench) => Promise<void>): Promise<void> {
  const workbench = await Workbench.open({ settings: { 'missions.startInDemoAccount': true }, ...options });
  await playOn(workbench, async () => {
    await workbench.showMissions();
    await act(workbench);
  });
}

async function mainJob({ workbench, served, client }: Stage): Promise<void> {
  await workbench.showMissions();
  await workbench.page.getByRole('button', { name: 'Set API Key' }).waitFor();
  await workbench.shoot('welcome');
  await workbench.page.getByRole('button', { name: 'Set API Key' }).click();
  await workbench.type('KEY_WRONG');
  await workbench.quickWidget().getByText('Telnyx rejected this API key').waitFor();
  await workbench.shoot('wrong-key');
  await workbench.type('KEY_DEMO');
  await workbench.expand(/Roof repair quotes/);
  await workbench.expand(running);
  await workbench.row(/Call Halsted & Sons/).waitFor();
  await workbench.shoot('tree');

  const timeline = await workbench.openTimeline(running);
  await timeline.getByRole('treeitem', { name: /^Call four roofers for quotes, in progress/ }).waitFor();
  await workbench.shoot('timeline-running');
  await timeline.getByRole('treeitem', { name: /^Find licensed roofers/ }).click();
  const details = timeline.getByRole('complementary', { name: 'Details' });
  await details.getByRole('button', { name: /tool call.*Roofers near/ }).click();
  await details.getByText('"conversation_id"').waitFor();
  await workbench.shoot('event-details');
  await workbench.page.keyboard.press('Escape');
  await timeline.locator('#timeline-pause').click();
  await workbench.row(runRow('paused')).waitFor();
  await workbench.shoot('timeline-paused');
  await client.call('POST', `${roofRunPath}/resume`);

  const tab = workbench.page.locator('.tab.active', { hasText: 'instructions.md' });
  await workbench.inlineAction(/Roof repair quotes/, 'Edit Instructions', () => tab.isVisible());
  await workbench.typeAtEnd('Always ask for the warranty in writing.');
  await workbench.page.keyboard.press('Control+s');
  await workbench.page.locator('.tab.active:not(.dirty)', { hasText: 'instructions.md' }).waitFor();
  await workbench.shoot('instructions-saved');
  await workbench.typeAtEnd(' And mine.');
  await client.call('PUT', roofPath, { ...(await client.get(roofPath)), instructions: '# Theirs' });
  await workbench.page.keyboard.press('Control+s');
  const offer = await workbench.notification('The content of the file is newer');
  await workbench.shoot('conflict');
  await offer.getByRole('button', { name: 'Overwrite' }).click();
  await workbench.page.locator('.tab.active:not(.dirty)', { hasText: 'instructions.md' }).waitFor();
  await workbench.clearNotifications();
  const asked = workbench.dialogButton('Cancel Run');
  await workbench.menuAction(running, 'Cancel Run...', () => asked.isVisible());
  await workbench.shoot('cancel-asked');
  await workbench.dialogButton('Keep Running').click();
  served.simulator.addFault({
    effect: { kind: 'status', status: 401, body: { errors: [{ code: '10009', title: 'Authentication failed' }] } },
  });
  await workbench.command('Missions: Refresh');
  await workbench.page.locator('.sidebar').getByText('Telnyx rejected the API key').first().waitFor();
  await workbench.shoot('refused-401');
}

async function missionFiles({ workbench, client }: Stage): Promise<void> {
  const write = (name: string, text: string) => writeFileSync(path.join(workbench.folder, name), text);
  const harvest = path.join(workbench.folder, 'harvest.mission.md');
  await workbench.signIn();
  write('harvest.mission.md', '---\nname: Harvest # in autumn\ncolour: red\n---\n\nPick the apples.\n');
  await workbench.openFile('harvest.mission.md');
  const isPublished = () => readFileSync(harvest, 'utf8').includes('mission_id:');
  await workbench.clickLens('Publish', () => Promise.resolve(isPublished()));
  const start = workbench.choice(/^Start/);
  await workbench.clickLens('Start Run', () => start.isVisible());
  await start.click();
  await workbench.row(runRow('(pending|running)')).waitFor();
  await workbench.lens('In sync').waitFor();
  await workbench.lens(/Last run: /).waitFor();
  await workbench.shoot('mission-file');
  const [, missionId = ''] = /mission_id: (\S+)/.exec(readFileSync(harvest, 'utf8')) ?? [];
  const mission = await client.get(`/${missionId}`);
  await client.call('PUT', `/${missionId}`, { ...mission, instructions: 'Pick the pears.\n' });
  await workbench.typeAtEnd('Count them.');
  await workbench.command('Missions: Publish Mission File');
  await workbench.dialogButton('Compare').click();
  await workbench.page.locator('.monaco-diff-editor').getByText('Pick the pears.').waitFor();
  await workbench.shoot('mission-file-compared');
  await workbench.command('Missions: Publish Mission File');
  await workbench.dialogButton('Publish Anyway').click();

  write('orchard.mission.md', '---\nname: Orchard\nexecution_mode: external\n---\n\nPick the apples.\n');
  write('owl.mission.md', '---\nname: Owl\n---\n\nCount the owls, and say so.\n');
  write('nameless.mission.md', '---\nmodel: owl-1\n---\n\nWhoever this is.\n');
  await workbench.command('Missions: Publish All Changed Mission Files');
  for (const name of ['orchard.mission.md', 'owl.mission.md', 'nameless.mission.md'])
    await workbench.choice(name).waitFor();
  await workbench.shoot('publish-all');
}

async function planAndLog({ workbench, client }: Stage): Promise<void> {
  for (const tool of [
    { name: 'find_roofers', type: 'webhook', url: 'https://roofers.invalid' },
    { name: 'place_call', type: 'telephony' },
  ])
    await client.call('POST', `${roofPath}/tools`, tool);
  await workbench.signIn();
  await workbench.expand(/Roof repair quotes/);
  await workbench.select(running);
  await workbench.command('Missions: Edit Plan as Task List');
  await workbench.editor().getByText('Write the recommendation').waitFor();
  await workbench.typeAtEnd('- [ ] Send a card to the roofers');
  await workbench.page.keyboard.press('Control+Home');
  await workbench.page.keyboard.press('Control+Shift+k');
  await workbench.page.locator('.squiggly-error').first().waitFor();
  await workbench.shoot('plan-list');
  await workbench.command('View: Revert and Close Editor');
  await workbench.expand(/^Resources/);
  await workbench.expand(/^Tools/);
  await workbench.row(/find_roofers/).waitFor();
  await workbench.select(running);
  await workbench.command('Missions: Show Event Log');
  await workbench.editor().getByText('tool_call').first().waitFor();
  // Away from the year, which VS Code else marks on every line.
  await workbench.page.keyboard.press('ArrowDown');
  await workbench.expand(running);
  await workbench.shoot('event-log');
}

async function severalRuns({ workbench, client }: Stage): Promise<void> {
  const { mission_id: missionId } = await client.call<{ mission_id: string }>('POST', '', { name: 'A night of calls' });
  for (let run = 0; run < 5; run++) {
    const { run_id: runId } = await client.call<{ run_id: string }>('POST', `/${missionId}/runs`, {});
    if (run === 0) await client.call('POST', `/${missionId}/runs/${runId}/cancel`);
  }
  await workbench.signIn();
  await workbench.expand(/A night of calls/);
  const rows = workbench.page.locator('.sidebar').getByRole('treeitem', { name: runRow('(pending|cancelled)') });
  await rows.nth(4).waitFor();
  const items = workbench.page.locator('.monaco-menu').getByRole('menuitem');
  await actUntil(
    'the menu of several runs',
    async () => {
      await workbench.page.keyboard.press('Escape');
      await rows.first().click({ modifiers: ['ControlOrMeta'] });
      await rows.last().click({ modifiers: ['Shift'] });
      await rows.nth(1).click({ button: 'right' });
    },
    async () => (await items.count()) === 3,
  );
  await workbench.screenshot('bulk-menu');
  await items.filter({ hasText: 'Cancel Run...' }).click();
  await workbench.dialogButton('Cancel Runs').waitFor();
  await workbench.shoot('bulk-asked');
  await workbench.dialogButton('Cancel Runs').click();
  await workbench.notification('4 cancelled.');
  const notifications = workbench.page.locator('.notification-list-item');
  await waitFor('the progress to be gone', async () => (await notifications.count()) === 1);
  await workbench.shoot('bulk-sum');
}

const allThemes = [
  'Default Light Modern',
  'Default Dark Modern',
  'Default High Contrast',
  'Default High Contrast Light',
] as const satisfies readonly Theme[];

/** What is offered where: the menus of a mission and of a run, the title of the view, and the palette. */
async function menus(language: 'en' | 'de'): Promise<void> {
  const names =
    language === 'de'
      ? {
          run: runRow('läuft'),
          palette: '>Missions: ',
          copy: 'Kopieren',
          agents: 'Agents',
          view: 'Missionen',
        }
      : { run: running, palette: '>Missions: ', copy: 'Copy', agents: 'Agents', view: 'Missions' };
  const options = { size: { width: 1000, height: 900 }, ...(language === 'de' ? { language } : {}) } as const;
  await onStage(options, async ({ workbench }) => {
    const { page } = workbench;
    const openSubmenu = async (submenu: string, entries: number) => {
      await workbench.menuItems().filter({ hasText: submenu }).first().hover();
      await waitFor('the submenu', async () => (await workbench.menuItems().count()) === entries);
    };
    await workbench.signIn();
    await workbench.expand(/Roof repair quotes/);
    await workbench.row(names.run).waitFor();
    for (const theme of allThemes) {
      const name = (what: string) => `menus-${language}-${what}-${theme.replace('Default ', '').replaceAll(' ', '-')}`;
      await workbench.theme(theme);
      await workbench.openMenu(/Roof repair quotes/);
      await openSubmenu(names.copy, 2);
      await workbench.screenshot(name('mission'));
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await workbench.openMenu(names.run);
      await openSubmenu(names.agents, 2);
      await workbench.screenshot(name('run'));
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await page.keyboard.press('F1');
      await workbench.quickInput().fill(names.palette);
      await workbench.choice(/Missions: /).waitFor();
      await workbench.screenshot(name('palette'));
      await page.keyboard.press('Escape');
      const title = await workbench.viewTitle(names.view);
      await title.getByRole('button', { name: /More Actions/ }).click();
      await workbench.screenshot(name('title'));
      await page.keyboard.press('Escape');
    }
  });
}

/** A view without rows: an account without missions, and a filter that none fits. */
async function emptyAccount(language: 'en' | 'de'): Promise<void> {
  const options = { size: { width: 1000, height: 600 }, ...(language === 'de' ? { language } : {}) } as const;
  await onStage({ ...options, simulator: { empty: true } }, async ({ workbench }) => {
    await workbench.showMissions();
    const key = workbench.page.getByRole('button', { name: /^(Set API Key|API-Schlüssel festlegen)$/ }).first();
    await key.click();
    await workbench.type('KEY_DEMO');
    await workbench.page.getByRole('button', { name: /^(Create Mission|Mission erstellen)$/ }).waitFor();
    for (const theme of allThemes) {
      await workbench.theme(theme);
      await workbench.screenshot(`empty-${language}-${theme.replace('Default ', '').replaceAll(' ', '-')}`);
    }
  });
}

async function clearFilter(workbench: Workbench): Promise<void> {
  await (await workbench.viewTitle('Missions')).getByRole('button', { name: 'Clear Mission Filter' }).click();
}

async function manyMissions({ workbench, served: { simulator } }: Stage): Promise<void> {
  await workbench.signIn();
  await workbench.page.locator('.sidebar .monaco-list').first().focus();
  await workbench.page.keyboard.press('End');
  const loadMore = workbench.row(/^Load More/);
  await loadMore.waitFor();
  await workbench.shoot('many-missions');
  await workbench.viewAction('Missions', 'Load All Missions', async () => !(await loadMore.isVisible()));
  const filterBy = async (text: string, mission: string | RegExp) => {
    await workbench.command('Missions: Filter Missions...');
    await workbench.pick('By text...');
    await workbench.quickInput().fill(text);
    await workbench.row(mission).waitFor();
    await workbench.accept();
  };
  await filterBy('00042', 'Mission 00042');
  await workbench.expand('Mission 00042');
  await workbench.expand(running);
  await workbench.row(/Step 4/).waitFor();
  await workbench.shoot('many-missions-found');
  const { world } = simulator;
  const run = world.missions.find(({ row }) => row.name === 'Mission 00042')?.runs.at(0);
  if (run) world.setStatus(run, 'failed', Date.now(), { error: 'The line went dead' });
  await workbench.row(runRow('failed')).waitFor();
  await workbench.shoot('many-missions-changed');
  await clearFilter(workbench);
  await workbench.command('Missions: Filter Missions...');
  await workbench.pick('runs that need attention');
  await workbench.row(/Mission 00042, 1 needs attention/).waitFor();
  await workbench.shoot('needs-attention');
  await clearFilter(workbench);
  await workbench.page.locator('.statusbar-item', { hasText: /need/ }).click();
  await workbench.row(recentRunRow('Mission 09002', 'running')).waitFor();
  await workbench.command('Missions: Focus on Activity View');
  await workbench.row(/step completed|status change|tool call/).waitFor();
  await workbench.shoot('recent-runs-and-activity');
  await filterBy('Late delivery', /Late delivery calls/);
  await workbench.expand(/Late delivery calls/);
  await workbench.select(running);
  await workbench.command('Missions: Complete Run...');
  await workbench.pick('Succeeded');
  await workbench.quickWidget().getByText('Summarize the result').waitFor();
  await workbench.quickInput().fill('Closed by hand: every customer was reached.');
  await workbench.shoot('complete-run');
}

/** What pictures in the theme are called. */
const pictureName = (theme: Theme) =>
  theme
    .replace(/Default | Modern/g, '')
    .replaceAll(' ', '-')
    .toLowerCase();

/** A run that waits for an answer: its row, and its timeline; then the choices. */
async function asking({ workbench, client }: Stage): Promise<void> {
  await workbench.signIn();
  await workbench.expand(/Roof repair quotes/);
  const timeline = await workbench.openTimeline(running, 'Roof repair quotes');
  const step = timeline.getByRole('treeitem', { name: /^Call Prairie Roof Works, in progress/ });
  await step.waitFor({ timeout: 180_000 });
  const question = "Prairie Roof Works doesn't answer. Call again tomorrow, or go on without its quote?";
  const payload = { kind: 'question', question, choices: ['Call again tomorrow', 'Go on without it'] };
  const event = { type: 'message', summary: question, agent_id: 'quotes-agent', payload };
  await client.call('POST', `${roofRunPath}/events`, event);
  await client.call('POST', `${roofRunPath}/pause`);
  const row = runRow('waiting for an answer');
  await workbench.row(row).waitFor();
  await timeline.getByRole('button', { name: 'Answer...' }).first().waitFor();
  await workbench.select(row);
  await workbench.page.mouse.move(900, 890);
  for (const theme of allThemes) {
    await workbench.theme(theme);
    await workbench.screenshot(`run-asks-${pictureName(theme)}`);
  }
  const choice = workbench.choice('Call again tomorrow');
  await workbench.inlineAction(row, 'Answer...', () => choice.isVisible());
  await workbench.screenshot('run-asks-choices');
}

/** The history of a mission in each theme, then its failures and results. */
async function history({ workbench, served }: Stage): Promise<void> {
  await workbench.signIn();
  const ofGrid = (frame: Frame) => frame.locator('#history-grid');
  await workbench.menuAction(/Nightly store audit/, 'Show History', () => workbench.showsInFrame(ofGrid));
  const page = await workbench.frameThatShows('the history', ofGrid);
  await page.getByText('40 of 40 runs').waitFor();
  const plans = () => served.simulator.requests.filter(({ operation }) => operation === 'getPlan').length;
  await waitFor('all plans', () => plans() >= 40);
  await page.locator('#history-grid').focus();
  for (const key of ['End', 'ArrowDown', 'ArrowDown', 'ArrowDown']) await workbench.page.keyboard.press(key);
  await workbench.page.mouse.move(900, 890);
  for (const theme of allThemes) {
    await workbench.theme(theme);
    await workbench.screenshot(`history-${pictureName(theme)}`);
  }
  await workbench.theme('Default Light Modern');
  for (const tab of ['Failures', 'Results']) {
    await page.getByRole('tab', { name: tab }).click();
    await workbench.screenshot(`history-${tab.toLowerCase()}`);
  }
}

async function runTimeline({ workbench, client }: Stage): Promise<void> {
  await workbench.signIn();
  await workbench.expand(/Roof repair quotes/);
  let timeline = await workbench.openTimeline(running);
  await timeline.getByRole('treeitem', { name: /^Call four roofers for quotes/ }).click();
  await timeline.locator('#timeline-details').getByText('Step ID').waitFor();
  const themes: readonly (readonly [string, Theme])[] = [
    ['dark', 'Default Dark Modern'],
    ['high-contrast', 'Default High Contrast'],
    ['high-contrast-light', 'Default High Contrast Light'],
    ['light', 'Default Light Modern'],
  ];
  for (const [name, theme] of themes) {
    await workbench.theme(theme);
    await workbench.screenshot(`run-timeline-${name}`);
  }
  const summary = 'Told the owner by hand';
  const event = { type: 'message', summary, agent_id: 'assistant-voice-quotes', payload: { phone: '+13125550101' } };
  await client.call('POST', `${roofRunPath}/events`, event);
  await timeline.locator('#timeline-filter-text').fill('owner by hand');
  await timeline.locator('#timeline-events').getByText(summary).first().dblclick();
  await timeline.getByRole('button', { name: 'Copy phone' }).waitFor();
  await workbench.shoot('run-filtered');
  await timeline.locator('#timeline-filter-clear').click();
  await timeline.locator('#timeline-more').click();
  await timeline.getByRole('button', { name: 'Compare with...', exact: true }).click();
  await workbench.pick('succeeded');
  await timeline.getByRole('columnheader', { name: 'Difference' }).waitFor();
  await workbench.shoot('run-compared');
  await timeline.locator('#timeline-end-compare').click();
  await timeline.locator('#timeline-more').click();
  await timeline.getByRole('button', { name: 'Save Run to File...', exact: true }).click();
  const file = path.join(workbench.folder, 'roof.missionrun.json');
  await workbench.saveAs(file);
  await workbench.closeEditors();
  await workbench.openFile('roof.missionrun.json');
  timeline = await workbench.timeline('Roof repair quotes');
  await timeline.getByRole('treeitem', { name: /^Call four roofers for quotes/ }).waitFor();
  await workbench.shoot('run-file');
  writeFileSync(
    path.join(workbench.folder, 'broken.missionrun.json'),
    '{"format": "telnyx-mission-run", "version": 1}',
  );
  await workbench.closeEditors();
  await workbench.openFile('broken.missionrun.json');
  await workbench.frameThatShows('what is wrong with the file', (frame) =>
    frame.locator('#timeline-freshness', { hasText: 'This saved run is invalid' }),
  );
  await workbench.shoot('run-file-broken');
}

async function german({ workbench }: Stage): Promise<void> {
  await workbench.showMissions();
  await workbench.page.getByRole('button', { name: 'API-Schlüssel festlegen' }).waitFor();
  await workbench.screenshot('german-welcome');
  await workbench.page.getByRole('button', { name: 'API-Schlüssel festlegen' }).click();
  await workbench.type('KEY_WRONG');
  await workbench.quickWidget().getByText('Telnyx hat diesen API-Schlüssel abgelehnt.').waitFor();
  await workbench.screenshot('german-wrong-key');
  await workbench.type('KEY_DEMO');
  const run = runRow('läuft');
  await workbench.expand(/Roof repair quotes/);
  await workbench.expand(run);
  await workbench.row(/Find licensed roofers nearby, erledigt/).waitFor();
  await workbench.screenshot('german-tree');
  const timeline = await workbench.openTimeline(run, 'Roof repair quotes');
  await timeline.getByRole('treeitem', { name: /^Call four roofers for quotes, in Arbeit/ }).click();
  await timeline.getByRole('complementary', { name: 'Details' }).getByText('Gestartet').waitFor();
  await workbench.screenshot('german-timeline');
  await timeline.getByRole('button', { name: 'Weitere Aktionen' }).click();
  await workbench.screenshot('german-timeline-menu');
  await timeline.getByRole('button', { name: 'Tastenkombinationen' }).click();
  await timeline.getByRole('dialog').waitFor();
  await workbench.screenshot('german-timeline-keys');
  await workbench.page.keyboard.press('Escape');
  await workbench.page.setViewportSize({ width: 820, height: 800 });
  await workbench.screenshot('german-timeline-narrow');
  await workbench.page.setViewportSize({ width: 1280, height: 800 });
  await workbench.openRecentRuns(recentRunRow());
  const logged = workbench.row(/Tool-Aufruf|Schritt begonnen|Sonstiges/);
  const activity = workbench.page.locator('.sidebar').getByRole('button', { name: /^Aktivität/ });
  await actUntil(
    'the activity',
    () => activity.click(),
    () => logged.isVisible(),
    15_000,
  );
  await workbench.screenshot('german-recent-runs-and-activity');
  const write = (name: string, text: string) => writeFileSync(path.join(workbench.folder, name), text);
  write('ernte.mission.md', '---\nname: Ernte\n---\n\nÄpfel pflücken.\n');
  write('namenlos.mission.md', '---\ncolour: red\n---\n\nBirnen pflücken.\n');
  await workbench.closeEditors();
  await workbench.openFile('ernte.mission.md');
  await workbench.clickLens('Veröffentlichen', () => workbench.lens('Ausführung starten').isVisible());
  await workbench.screenshot('german-mission-file');
  await workbench.closeEditors();
  await workbench.openFile('namenlos.mission.md');
  await workbench.clearNotifications();
  const bell = workbench.page.locator('.statusbar .codicon-bell-dot').first();
  await workbench.clickLens('Veröffentlichen', () => bell.isVisible());
  const told = await workbench.notification('Nichts wurde veröffentlicht.');
  await told.getByRole('button', { name: 'Probleme anzeigen' }).click();
  await workbench.page.locator('.panel').getByText('Die Mission benötigt einen Namen').waitFor();
  await workbench.screenshot('german-problems');
}

async function jsonDocument(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await workbench.select(/^Roof repair quotes/);
  await workbench.command('Missions: Open Mission as JSON');
  const text = (wanted: string) => workbench.editor().getByText(wanted).first();
  await text('"execution_mode"').waitFor();
  await workbench.shoot('mission-json');
  const hover = page.locator('.monaco-hover:visible', { hasText: 'Who executes the runs' }).first();
  await actUntil(
    'the explanation of a field',
    async () => {
      await page.mouse.move(900, 700);
      await text('"execution_mode"').hover();
    },
    () => hover.isVisible(),
  );
  await workbench.screenshot('mission-json-hover');
  await page.keyboard.press('Escape');
  await page.mouse.move(900, 700);
  await text('"external"').dblclick();
  await page.keyboard.press('ArrowLeft');
  const offered = page.locator('.suggest-widget', { hasText: 'managed' }).first();
  await actUntil(
    'the values that a field can have',
    () => page.keyboard.press('Control+Space'),
    () => offered.isVisible(),
  );
  await workbench.screenshot('mission-json-completion');
}

async function restricted(): Promise<void> {
  const restrictedFolder = mkdtempSync(path.join(os.tmpdir(), 'missions-untrusted-'));
  try {
    await onStage({ restrictedFolder }, async ({ workbench }) => {
      await workbench.signIn();
      await workbench.expand(/Roof repair quotes/);
      await workbench.openTimeline(running);
      await workbench.screenshot('restricted-mode');
    });
  } finally {
    rmSync(restrictedFolder, { recursive: true, force: true });
  }
}

async function firstMinutes(extensionKind: 'workspace' | 'web'): Promise<void> {
  const options = { extensionKind, vsix: pack(), size: { width: 1600, height: 900 }, settings: {} };
  await inDemo(options, async (workbench) => {
    await workbench.page.locator('.sidebar').getByText('Open the getting started guide').click();
    await workbench.walkthroughPicture('demo');
    await workbench.shoot(`first-steps-${extensionKind}`);
    await workbench.page.locator('.sidebar').getByRole('button', { name: 'Open Demo Account', exact: true }).click();
    await workbench.row(/Roof repair quotes/).waitFor();
    await workbench.screenshot(`first-minutes-${extensionKind}`);
  });
}

async function cutOff({ workbench, served }: Stage): Promise<void> {
  await workbench.signIn();
  await served.goOffline();
  await workbench.command('Missions: Refresh');
  await workbench.page
    .getByText(/As of /)
    .first()
    .waitFor();
  await workbench.screenshot('offline');
}

async function seedMany({ simulator }: ServedSimulator): Promise<void> {
  const { missionIds } = simulator.seedBulk({ missions: 10_000 });
  const runsOf = (
    place: number,
    runs: { readonly count: number; readonly steps?: number; readonly status?: 'succeeded' },
  ) => simulator.seedBulk({ runs: { ...runs, missionId: missionIds[place] ?? '' } });
  runsOf(41, { count: 1, steps: 4 });
  runsOf(9000, { count: 300, status: 'succeeded' });
  runsOf(9001, { count: 200 });
  return Promise.resolve();
}

const scenes: Readonly<Record<string, () => Promise<void>>> = {
  mainJob: () => onStage({}, mainJob),
  missionFiles: () => onStage({}, missionFiles),
  planAndLog: () => onStage({}, planAndLog),
  severalRuns: () => onStage({}, severalRuns),
  menus: () => menus('en'),
  menusInGerman: () => menus('de'),
  emptyAccount: () => emptyAccount('en'),
  emptyAccountInGerman: () => emptyAccount('de'),
  manyMissions: () => onStage({ simulator: {}, prepare: seedMany }, manyMissions),
  runTimeline: () => onStage({ size: { width: 1500, height: 900 } }, runTimeline),
  asking: () => onStage({ size: { width: 1500, height: 900 } }, asking),
  history: () =>
    onStage(
      {
        size: { width: 1500, height: 900 },
        prepare: ({ simulator }) => addNightlyRuns(simulator.world),
      },
      history,
    ),
  german: () => onStage({ language: 'de' }, german),
  cutOff: () => onStage({}, cutOff),
  restricted,
  demo: () =>
    inDemo({}, async (workbench) => {
      await workbench.row(/Roof repair quotes/).waitFor();
      await workbench.screenshot('workbench-workspace');
      await workbench.expand(/Qualify inbound leads/);
      const timeline = await workbench.openTimeline(runRow('succeeded'));
      await timeline.getByText('Demo on Thursday at 15:00').first().waitFor();
      await workbench.shoot('timeline-finished');
    }),
  demoWeb: () =>
    inDemo({ extensionKind: 'web' }, async (workbench) => {
      await workbench.row(/Roof repair quotes/).waitFor();
      await workbench.screenshot('workbench-web');
    }),
  jsonDocument: () => inDemo({}, jsonDocument),
  firstMinutes: () => firstMinutes('workspace'),
  firstMinutesWeb: () => firstMinutes('web'),
  timelinePages: takeTimelinePages,
};

/** Puts new pictures in the place of those that the README and docs show. */
function updateDocuments(): void {
  const pages = readdirSync(path.join(projectRoot, 'docs')).map((name) => path.join('docs', name));
  const texts = ['README.md', ...pages].map((file) => readFileSync(path.join(projectRoot, file), 'utf8'));
  for (const [picture, name = ''] of texts.join('\n').matchAll(/media\/screenshots\/([\w-]+\.png)/g)) {
    const taken = path.join(outFolder, 'screenshots', name);
    if (existsSync(taken)) copyFileSync(taken, path.join(projectRoot, picture));
    else console.error(`${picture} is not among the pictures of out/screenshots.`);
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { update: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  const wanted = positionals.length > 0 ? positionals : Object.keys(scenes);
  if (values.help) {
    console.log(`${usage}\n\nScenes: ${Object.keys(scenes).join(', ')}`);
    return;
  }
  if (!isBuilt) build('--production');
  for (const name of wanted) {
    console.log(name);
    const take = scenes[name];
    try {
      if (!take) throw new Error(`There is no scene ${name}. Those that there are: ${Object.keys(scenes).join(', ')}`);
      await take();
    } catch (error) {
      console.error(error);
      process.exitCode = 1;
    }
  }
  await closeShared();
  if (values.update) updateDocuments();
}

void main();
