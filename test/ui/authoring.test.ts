import { beforeEach, describe, expect, it } from 'vitest';
import type { SimulatorClient } from '../harness/simulatorClient';
import { useWorkbench } from '../harness/useWorkbench';
import { runRow, type Workbench } from '../harness/workbench';

type Mission = Record<string, unknown> & { readonly mission_id: string; readonly name: string };

/** Missions are written, changed and taken away, in VS Code, as people do it. */
describe('authoring missions', () => {
  let workbench: Workbench;
  let client: SimulatorClient;
  // Slow, so that the run whose plan is edited in the end is still running by then.
  useWorkbench({ simulator: { speed: 0.2 } }, (opened) => ({ workbench, client } = opened));
  beforeEach(() => workbench.closeEditors());

  const missions = () => client.get<Mission[]>('?page[size]=1000');
  const named = async (name: string) => (await missions()).find((mission) => mission.name === name);

  /** A mission that a colleague has created. */
  async function haveMission(name: string, more: Record<string, unknown> = {}): Promise<void> {
    await client.call('POST', '', { name, instructions: `# ${name}`, ...more });
    await workbench.command('Missions: Refresh');
    await workbench.row(name).waitFor();
  }

  it('creates a mission, name first, and opens its instructions', async () => {
    await workbench.command('Missions: Create Mission...');
    await workbench.type('Night watch');
    await workbench.pick('external');
    await workbench.page.locator('.tab.active', { hasText: 'Night watch instructions.md' }).waitFor();
    await workbench.row(/Night watch/).waitFor();
    // Nobody has written any: a template would be live.
    expect((await named('Night watch'))?.instructions ?? '').toBe('');
  });

  it('sets its mode and model, and renames it', async () => {
    await haveMission('Dusk watch');
    await workbench.select(/Dusk watch/);
    await workbench.command('Missions: Set Execution Mode...');
    await workbench.pick('managed');
    await expect.poll(async () => (await named('Dusk watch'))?.execution_mode).toBe('managed');
    await workbench.command('Missions: Set Model...');
    await workbench.pick('Another model...');
    await workbench.answer('Enter the name of the model', 'owl-1');
    await expect.poll(async () => (await named('Dusk watch'))?.model).toBe('owl-1');
    await workbench.command('Missions: Rename Mission...');
    await workbench.type('Day watch');
    await workbench.row(/Day watch/).waitFor();
    expect((await named('Day watch'))?.instructions).toContain('# Dusk watch');
  });

  it('deletes it after a question, and restores it from what was known', async () => {
    await haveMission('Dawn watch', { model: 'owl-2' });
    await workbench.select(/Dawn watch/);
    await workbench.command('Missions: Delete Mission...');
    await workbench.dialogButton('Delete Mission').click();
    await expect.poll(async () => named('Dawn watch')).toBeUndefined();
    await workbench.row(/Dawn watch/).waitFor({ state: 'detached' });
    const offer = await workbench.notification('Deleted "Dawn watch".');
    await offer.getByRole('button', { name: 'Restore' }).click();
    await expect.poll(async () => (await named('Dawn watch'))?.model).toBe('owl-2');
  });

  it('edits a plan as a task list, and says what Telnyx cannot do', async () => {
    await workbench.expand(/Roof repair quotes/);
    await workbench.select(runRow('running'));
    await workbench.command('Missions: Edit Plan as Task List');
    const editor = workbench.editor();
    await editor.getByText('Write the recommendation').waitFor();
    await editor.click();
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.type('- [ ] Send a card to the roofers');
    await workbench.page.keyboard.press('Control+Home');
    await workbench.page.keyboard.press('Control+Shift+k');
    await workbench.page.locator('.squiggly-error').first().waitFor();
    await workbench.page.keyboard.press('Control+z');
    await workbench.page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
    await workbench.page.keyboard.press('Control+s');
    await workbench.expand(runRow('running'));
    await workbench.row(/Send a card to the roofers/).waitFor();
    await workbench.collapse(runRow('running'));
  });

  it('shows the tools of a mission beside the log of one of its runs', async () => {
    const tools = [
      { name: 'find_roofers', type: 'webhook', url: 'https://roofers.invalid' },
      { name: 'place_call', type: 'telephony' },
    ];
    for (const { mission_id: missionId } of await missions())
      for (const tool of tools) await client.call('POST', `/${missionId}/tools`, tool);
    await workbench.expand(/Roof repair quotes/);
    // They were made elsewhere: what an expanded mission has is asked for again by a refresh.
    await workbench.command('Missions: Refresh');
    await workbench.expand(/^Resources/);
    await workbench.expand(/^Tools/);
    await workbench.row(/find_roofers/).waitFor();
    await workbench.select(runRow('running'));
    await workbench.command('Missions: Show Event Log');
    await workbench.page.getByRole('tab', { name: /Roof repair quotes · .*missions-log/ }).waitFor();
    await workbench.editor().getByText('tool_call').first().waitFor();
  });
});
