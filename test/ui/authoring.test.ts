import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../harness/project';
import { serveSimulator, type ServedSimulator } from '../harness/serveSimulator';
import { Workbench } from '../harness/workbench';

type Mission = Record<string, unknown> & { mission_id: string; name: string };

/** Missions are written, changed and taken away, in VS Code, as people do it. */
describe('authoring', () => {
  let served: ServedSimulator;
  let workbench: Workbench;

  beforeAll(async () => {
    build();
    // Slow, so that the run whose plan is edited in the end is still running by then.
    served = await serveSimulator({ speed: 0.2 });
    workbench = await Workbench.open({ settings: { 'missions.apiBaseUrl': served.baseUrl } });
    await workbench.showMissions();
    await workbench.page.getByRole('button', { name: 'Set API Key' }).click();
    await workbench.type('KEY_DEMO');
    await workbench.row(/Roof repair quotes/).waitFor();
  });
  afterAll(async () => {
    await workbench.close();
    await served.close();
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench.screenshot(`failed-${task.name.replace(/\W+/g, '-')}`);
    served.simulator.clearFaults();
  });

  async function typeAtEnd(text: string): Promise<void> {
    await workbench.page.locator('.editor-instance .view-lines').first().click();
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.type(text);
  }

  const ask = (method: string, missionId: string, body?: unknown) =>
    fetch(`${served.baseUrl}/ai/missions/${missionId}`, {
      method,
      headers: { authorization: 'Bearer KEY_DEMO', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  async function missions(): Promise<Mission[]> {
    const response = await fetch(`${served.baseUrl}/ai/missions?page[size]=1000`, {
      headers: { authorization: 'Bearer KEY_DEMO' },
    });
    return ((await response.json()) as { data: Mission[] }).data;
  }
  const named = async (name: string) => (await missions()).find((mission) => mission.name === name);

  it('creates a mission, name first, and opens its instructions', async () => {
    await workbench.command('Missions: Create Mission…');
    await workbench.type('Night watch');
    await workbench.page.locator('.editor-instance .view-lines').getByText('Night watch').first().waitFor();
    await workbench.row(/Night watch/).waitFor({ timeout: 15_000 });
    expect((await named('Night watch'))?.instructions).toContain('# Night watch');
  });

  it('sets its mode and model, and renames it', async () => {
    await workbench.row(/Night watch/).click();
    await workbench.command('Missions: Set Execution Mode…');
    await workbench.pick('managed');
    await expect.poll(async () => (await named('Night watch'))?.execution_mode).toBe('managed');
    await workbench.command('Missions: Set Model…');
    await workbench.pick('Another model…');
    await workbench.type('owl-1');
    await expect.poll(async () => (await named('Night watch'))?.model).toBe('owl-1');
    await workbench.command('Missions: Rename Mission…');
    await workbench.type('Day watch');
    await workbench.row(/Day watch/).waitFor({ timeout: 15_000 });
    expect((await named('Day watch'))?.instructions).toContain('# Night watch');
  });

  it('deletes it after a question, and restores it from what was known', async () => {
    await workbench.row(/Day watch/).click();
    await workbench.command('Missions: Delete Mission…');
    await workbench.dialogButton('Delete Mission').click();
    await expect.poll(async () => named('Day watch')).toBeUndefined();
    await workbench.row(/Day watch/).waitFor({ state: 'detached', timeout: 15_000 });
    const offer = await workbench.notification('“Day watch” was deleted.');
    await offer.getByRole('button', { name: 'Restore' }).click();
    await expect.poll(async () => (await named('Day watch'))?.model).toBe('owl-1');
  });

  it('writes a mission file from nothing to a running run', async () => {
    const file = path.join(workbench.folder, 'harvest.mission.md');
    writeFileSync(file, '---\nname: Harvest # in autumn\ncolour: red\n---\n\nPick the apples.\n');
    await workbench.command('View: Close All Editors');
    await workbench.openFile('harvest.mission.md');
    await workbench.clickLens('Publish', () => Promise.resolve(readFileSync(file, 'utf8').includes('mission_id:')));
    expect(readFileSync(file, 'utf8')).toContain('name: Harvest # in autumn');
    await workbench.clickLens('Start Run', () => workbench.row(/Run of .*(pending|running)/).isVisible());
    await workbench.page.locator('.codelens-decoration').getByText('In sync').waitFor({ timeout: 15_000 });
    await workbench.page
      .locator('.codelens-decoration')
      .getByText(/Last run: /)
      .waitFor({ timeout: 15_000 });
    await workbench.shoot('mission-file');
    expect((await named('Harvest'))?.instructions).toBe('Pick the apples.\n');
  });

  it('asks before it writes over a change that was made elsewhere, and compares', async () => {
    const mission = await named('Harvest');
    if (!mission) throw new Error('No mission');
    await ask('PUT', mission.mission_id, { ...mission, instructions: 'Pick the pears.\n' });
    await typeAtEnd('Count them.');
    await workbench.command('Missions: Publish Mission File');
    await workbench.dialogButton('Compare').click();
    await workbench.page.locator('.monaco-diff-editor').getByText('Pick the pears.').waitFor({ timeout: 15_000 });
    await workbench.shoot('mission-file-compared');
    expect((await named('Harvest'))?.instructions).toBe('Pick the pears.\n');
    await workbench.command('Missions: Publish Mission File');
    await workbench.dialogButton('Publish Anyway').click();
    await expect.poll(async () => (await named('Harvest'))?.instructions).toContain('Count them.');
    // The file is saved after that.
    const file = path.join(workbench.folder, 'harvest.mission.md');
    await expect.poll(() => readFileSync(file, 'utf8')).toContain('Count them.');
  });

  it('keeps what was typed when the mission is deleted elsewhere, and creates it anew', async () => {
    const old = await named('Harvest');
    if (!old) throw new Error('No mission');
    await workbench.command('View: Close All Editors');
    await workbench.openFile('harvest.mission.md');
    await ask('DELETE', old.mission_id);
    await typeAtEnd('Wash them.');
    await workbench.command('Missions: Publish Mission File');
    await workbench.dialogButton('Create as New Mission').click();
    await expect.poll(async () => (await named('Harvest'))?.instructions, { timeout: 15_000 }).toContain('Wash them.');
    const id = (await named('Harvest'))?.mission_id ?? '';
    expect(id).not.toBe(old.mission_id);
    const file = path.join(workbench.folder, 'harvest.mission.md');
    await expect.poll(() => readFileSync(file, 'utf8'), { timeout: 15_000 }).toContain(`mission_id: ${id}`);
    expect(readFileSync(file, 'utf8')).toContain('Wash them.');
  });

  it('publishes and saves after the network was away, with nothing lost', async () => {
    const file = path.join(workbench.folder, 'harvest.mission.md');
    served.simulator.addFault({ effect: { kind: 'drop' } });
    await typeAtEnd('Dry them.');
    await workbench.command('Missions: Publish Mission File');
    await workbench.notification(/The mission was not published\. The file is as it was\./);
    await workbench.page.keyboard.press('Escape');
    await workbench.page.locator('.editor-instance').getByText('Dry them.').first().waitFor();
    served.simulator.clearFaults();
    await workbench.clearNotifications();
    await workbench.page.locator('.editor-instance .view-lines').first().click();
    await workbench.command('Missions: Publish Mission File');
    await expect.poll(async () => (await named('Harvest'))?.instructions, { timeout: 15_000 }).toContain('Dry them.');
    await expect.poll(() => readFileSync(file, 'utf8'), { timeout: 15_000 }).toContain('Dry them.');

    await workbench.command('View: Close All Editors');
    await workbench.row(/Harvest/).click();
    await workbench.command('Missions: Edit Instructions');
    const editor = workbench.page.locator('.editor-instance .view-lines').first();
    await editor.getByText('Dry them.').waitFor({ timeout: 15_000 });
    served.simulator.addFault({ effect: { kind: 'drop' } });
    await typeAtEnd(' Sell them.');
    await workbench.page.keyboard.press('Control+s');
    await workbench.notification(/could not be reached/);
    await workbench.page.keyboard.press('Escape');
    await editor.getByText('Sell them.').waitFor();
    expect((await named('Harvest').catch(() => undefined))?.instructions ?? '').not.toContain('Sell them.');
    served.simulator.clearFaults();
    await workbench.clearNotifications();
    await editor.click();
    await workbench.page.keyboard.press('Control+s');
    await expect.poll(async () => (await named('Harvest'))?.instructions, { timeout: 20_000 }).toContain('Sell them.');
  });

  it('publishes all changed mission files: a list first, a sum last', async () => {
    const write = (name: string, text: string) => writeFileSync(path.join(workbench.folder, name), text);
    write('orchard.mission.md', '---\nname: Orchard\nexecution_mode: external\n---\n\nPick the apples.\n');
    write('owl.mission.md', '---\nname: Owl\n---\n\nCount the owls, and say so.\n');
    write('nameless.mission.md', '---\nmodel: owl-1\n---\n\nWhoever this is.\n');
    const row = (name: string) =>
      workbench.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: name });
    await workbench.command('Missions: Publish All Changed Mission Files');
    for (const name of ['orchard.mission.md', 'owl.mission.md', 'nameless.mission.md']) await row(name).waitFor();
    expect(await row('orchard').getByRole('checkbox').isChecked()).toBe(true);
    expect(await row('nameless').getByRole('checkbox').isChecked()).toBe(false);
    await workbench.shoot('publish-all');
    await workbench.quickInput().press('Enter');
    await workbench.notification('2 published.');
    expect((await named('Orchard'))?.instructions).toContain('Pick the apples.');
    expect((await named('Owl'))?.instructions).toContain('Count the owls');
    expect(readFileSync(path.join(workbench.folder, 'orchard.mission.md'), 'utf8')).toMatch(/mission_id: /);
  });

  it('edits a plan as a task list, and says what Telnyx cannot do', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.collapse(/Harvest/);
    await workbench.expand(/Roof repair quotes/);
    await workbench.row(/Run of .*running/).click();
    await workbench.command('Missions: Edit Plan as Task List');
    const editor = workbench.page.locator('.editor-instance .view-lines').first();
    await editor.getByText('Write the recommendation').waitFor({ timeout: 15_000 });
    await editor.click();
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.type('- [ ] Send a card to the roofers');
    await workbench.page.keyboard.press('Control+Home');
    await workbench.page.keyboard.press('Control+Shift+k');
    await workbench.page.locator('.squiggly-error').first().waitFor({ timeout: 15_000 });
    await workbench.shoot('plan-list');
    await workbench.page.keyboard.press('Control+z');
    await workbench.page.keyboard.press('Control+s');
    await workbench.row(/Send a card to the roofers/).waitFor({ timeout: 20_000 });
  });

  it('shows the tools of a mission beside the log of one of its runs', async () => {
    await workbench.command('View: Close All Editors');
    const tools = [
      { name: 'find_roofers', type: 'webhook', url: 'https://roofers.invalid' },
      { name: 'place_call', type: 'telephony' },
    ];
    for (const { mission_id: missionId } of await missions())
      for (const tool of tools)
        await fetch(`${served.baseUrl}/ai/missions/${missionId}/tools`, {
          method: 'POST',
          headers: { authorization: 'Bearer KEY_DEMO', 'content-type': 'application/json' },
          body: JSON.stringify(tool),
        });
    await workbench.expand(/Roof repair quotes/);
    await workbench.expand(/^Tools/);
    await workbench.row(/find_roofers/).waitFor({ timeout: 15_000 });
    await workbench.row(/Run of .*running/).click();
    await workbench.command('Missions: Show Event Log');
    await workbench.page.getByRole('tab', { name: /Roof repair quotes · run .*missions-log/ }).waitFor();
    await workbench.page.locator('.editor-instance .view-lines').getByText('tool_call').first().waitFor();
    // Away from the year, which VS Code else marks on every line.
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.expand(/Run of .*running/);
    await workbench.shoot('resources-and-event-log');
  });
});
