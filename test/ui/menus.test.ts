import { beforeEach, describe, expect, it } from 'vitest';
import type { ServedSimulator } from '../harness/serveSimulator';
import type { SimulatorClient } from '../harness/simulatorClient';
import { useWorkbench } from '../harness/useWorkbench';
import { waitFor } from '../harness/waitFor';
import { actUntil, runRow, type Workbench } from '../harness/workbench';

/** Where a person finds what can be done: welcomes, titles, menus, keys, and the palette. */
describe('what is offered', () => {
  let workbench: Workbench;
  let client: SimulatorClient;
  let served: ServedSimulator;
  useWorkbench({ simulator: { empty: true }, signIn: false }, (opened) => ({ workbench, client, served } = opened));
  beforeEach(async () => {
    await workbench.closeEditors();
    await workbench.showMissions();
    const key = button(/^Set API Key$/);
    const missions = workbench.page.locator('.sidebar').getByRole('treeitem').first();
    // A welcome that has gone is still there, hidden.
    const create = button('Create Mission');
    const isThere = async () => (await create.isVisible()) || (await missions.isVisible());
    await waitFor('the Missions view', async () => (await key.isVisible()) || (await isThere()), 60_000);
    if (!(await key.isVisible())) return;
    await key.click();
    await workbench.type('KEY_DEMO');
    await waitFor('the account', isThere, 60_000);
  });

  const button = (name: string | RegExp) =>
    workbench.page.locator('.welcome-view-content').getByRole('button', { name, exact: true }).first();

  async function haveMission(name: string, runs = 0): Promise<string> {
    const { mission_id: missionId } = await client.call<{ mission_id: string }>('POST', '', { name });
    for (let run = 0; run < runs; run++) await client.call('POST', `/${missionId}/runs`, {});
    await workbench.command('Missions: Refresh');
    await workbench.row(name).waitFor();
    return missionId;
  }

  /** What the menu that is open shows, and nothing of a submenu. */
  const entries = async () =>
    (await workbench.menuItems().allInnerTexts()).map((text) => text.split('\n')[0]?.trim() ?? '').filter(Boolean);

  it('in an account without missions is to create one, and where no mission fits the filter to clear it', async () => {
    if (await button('Create Mission').isVisible()) {
      await actUntil(
        'the question for a name',
        () => button('Create Mission').click(),
        () => workbench.quickInput().isVisible(),
      );
      await workbench.type('The first');
      await workbench.pick('external');
      await workbench.page.locator('.tab.active', { hasText: 'instructions.md' }).waitFor();
    } else await haveMission('The first');
    await workbench.row('The first').waitFor();
    await workbench.command('Missions: Filter Missions...');
    await workbench.pick('failed runs');
    await button('Clear Filter').waitFor();
    await actUntil(
      'all missions',
      () => button('Clear Filter').click({ timeout: 5000 }),
      () => workbench.row('The first').isVisible(),
      10_000,
    );
  });

  it('for a mission and for a run is in its menu, in groups', async () => {
    await haveMission('Has menus', 1);
    await workbench.openMenu('Has menus');
    expect(await entries()).toEqual([
      'Start Run',
      'Start Run with Input...',
      'Edit Instructions',
      'Show History',
      'Edit Properties',
      'Add Resource',
      'Clone Mission',
      'Save Mission to File...',
      'Copy',
      'Rename Mission...',
      'Delete Mission...',
    ]);
    await workbench.page.keyboard.press('Escape');
    await workbench.expand('Has menus');
    await workbench.openMenu(runRow('pending'));
    const run = [
      'Open Timeline',
      'Open As',
      'Complete Run...',
      'Set Run Status...',
      'Edit Plan',
      'Log Event...',
      'Agents',
    ];
    expect(await entries()).toEqual([...run, 'Compare With', 'Save Run to File...', 'Copy', 'Cancel Run...']);
    const json = workbench.page.locator('.tab.active', { hasText: 'run.json' });
    await workbench.menuAction(runRow('pending'), 'Open Run as JSON', () => json.isVisible(), 'Open As');
    await workbench.collapse('Has menus');
  });

  it('is what there is now, also after a mission was closed while its runs were read', async () => {
    await haveMission('Closed at once', 1);
    served.simulator.setLatency(5000);
    await workbench.expand('Closed at once');
    await workbench.collapse('Closed at once');
    served.simulator.setLatency(0);
    await haveMission('Made after that');
  });

  it('by F2 is to rename, and by Delete to delete what is selected', async () => {
    const missionId = await haveMission('Badly named');
    // What is selected, VS Code hears from the extension.
    const press = (key: string, effect: () => Promise<boolean>) =>
      actUntil(`what ${key} brings`, () => workbench.page.keyboard.press(key), effect, 1000);
    await workbench.select('Badly named');
    await press('F2', () => workbench.quickInput().isVisible());
    await workbench.type('Well named');
    await workbench.select('Well named');
    await press('Delete', () => workbench.dialogButton('Delete').isVisible());
    await workbench.dialogButton('Delete').click();
    await expect.poll(() => client.call('GET', `/${missionId}`).catch(() => 'gone')).toBe('gone');
  });

  it('by Enter and Space is to open, and by Delete to delete, where the keyboard is in the tree', async () => {
    const missionId = await haveMission('Has keys', 1);
    const [run] = await client.get<{ run_id: string }[]>(`/${missionId}/runs`);
    const steps = [{ step_id: 'dial', description: 'Dial the number', sequence: 1 }];
    await client.call('POST', `/${missionId}/runs/${run?.run_id}/plan`, { steps });
    await client.call('POST', `/${missionId}/tools`, { name: 'Hang up', type: 'hangup' });
    const press = (key: string, effect: () => Promise<boolean>) =>
      actUntil(`what ${key} brings`, () => workbench.page.keyboard.press(key), effect, 2000);
    const isFocused = (name: string | RegExp) => async () => {
      const row = await workbench.row(name).getAttribute('id');
      return (await workbench.page.locator(`.sidebar [aria-activedescendant="${row}"]`).count()) === 1;
    };
    /** With the keyboard in the tree, where the row is not far down from. */
    const moveTo = (name: string | RegExp) => press('ArrowDown', isFocused(name));
    const isExpanded = (name: string | RegExp) => async () =>
      (await workbench.row(name).getAttribute('aria-expanded')) === 'true';
    await workbench.select('Has keys');
    if (await isExpanded('Has keys')()) await press('ArrowLeft', async () => !(await isExpanded('Has keys')()));
    await press('Enter', isExpanded('Has keys'));
    await workbench.row(runRow('pending')).waitFor();
    await moveTo(runRow('pending'));
    await press('Enter', () => workbench.page.locator('.tab.active', { hasText: 'Has keys · ' }).isVisible());
    const timeline = await workbench.timeline('Has keys');
    // Who has opened it goes on in the tree.
    await press('ArrowRight', isExpanded(runRow('pending')));
    await moveTo('Dial the number');
    const selected = timeline.getByRole('treeitem', { name: /^Dial the number/, selected: true });
    await press('Space', () => selected.isVisible());
    for (const name of ['Resources', /^Tools/]) {
      await moveTo(name);
      await press('ArrowRight', isExpanded(name));
    }
    await moveTo(/^Tool, Hang up/);
    await press('Enter', () => workbench.page.locator('.tab.active', { hasText: 'tool.json' }).isVisible());
    await workbench.command('Missions: Focus on Missions View');
    await press('Delete', () => workbench.dialogButton('Delete').isVisible());
    await workbench.dialogButton('Delete').click();
    await expect.poll(() => client.get(`/${missionId}/tools`)).toEqual([]);
    await workbench.collapse('Has keys');
  });

  it('by Ctrl+Enter is to start the run whose input is open', async () => {
    const missionId = await haveMission('Takes input');
    await workbench.select('Takes input');
    await workbench.command('Missions: Start Run with Input...');
    await workbench.page.locator('.tab.active', { hasText: 'newrun.json' }).waitFor();
    await workbench.editor().click();
    await workbench.page.keyboard.press('Control+Enter');
    await expect.poll(() => client.count(`/${missionId}/runs`)).toBe(1);
  });

  it('in the palette is no more than 45 entries', async () => {
    await workbench.page.keyboard.press('F1');
    await workbench.quickInput().fill('>Missions: ');
    const first = workbench.choice(/^Missions: /);
    await first.waitFor();
    // VS Code counts what it found.
    const count = Number(await first.getAttribute('aria-setsize'));
    await workbench.page.keyboard.press('Escape');
    expect(count).toBeGreaterThan(30);
    expect(count).toBeLessThanOrEqual(45);
  });
});
