import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
    served = await serveSimulator({ speed: 1 });
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
    await workbench.page.locator('.codelens-decoration').getByText('Publish').click();
    await expect.poll(() => readFileSync(file, 'utf8'), { timeout: 15_000 }).toContain('mission_id:');
    expect(readFileSync(file, 'utf8')).toContain('name: Harvest # in autumn');
    await workbench.page.locator('.codelens-decoration').getByText('Start Run').click();
    await workbench.row(/Run of .*(pending|running)/).waitFor({ timeout: 15_000 });
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
    await fetch(`${served.baseUrl}/ai/missions/${mission.mission_id}`, {
      method: 'PUT',
      headers: { authorization: 'Bearer KEY_DEMO', 'content-type': 'application/json' },
      body: JSON.stringify({ ...mission, instructions: 'Pick the pears.\n' }),
    });
    const editor = workbench.page.locator('.editor-instance .view-lines').first();
    await editor.click();
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.type('Count them.');
    await workbench.page.locator('.codelens-decoration').getByText('Publish').click();
    await workbench.dialogButton('Compare').click();
    await workbench.page.locator('.monaco-diff-editor').getByText('Pick the pears.').waitFor({ timeout: 15_000 });
    await workbench.shoot('mission-file-compared');
    expect((await named('Harvest'))?.instructions).toBe('Pick the pears.\n');
    await workbench.command('Missions: Publish Mission File');
    await workbench.dialogButton('Publish Anyway').click();
    await expect.poll(async () => (await named('Harvest'))?.instructions).toContain('Count them.');
  });

  it('edits a plan as a task list, and says what Telnyx cannot do', async () => {
    await workbench.command('View: Close All Editors');
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
    await workbench.shoot('resources-and-event-log');
  });
});
