import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ServedSimulator } from '../harness/serveSimulator';
import type { SimulatorClient } from '../harness/simulatorClient';
import { useWorkbench } from '../harness/useWorkbench';
import { runRow, type Workbench } from '../harness/workbench';

type Mission = Record<string, unknown> & { readonly mission_id: string; readonly name: string };

/** Missions as files of the workspace, published from there. */
describe('mission files', () => {
  let served: ServedSimulator;
  let workbench: Workbench;
  let client: SimulatorClient;
  useWorkbench({ simulator: { speed: 0.2 } }, (opened) => ({ served, workbench, client } = opened));
  beforeEach(async () => {
    await workbench.closeEditors();
    await workbench.clearNotifications();
  });

  const missions = () => client.get<Mission[]>('?page[size]=1000');
  const named = async (name: string) => (await missions()).find((mission) => mission.name === name);
  async function get(name: string): Promise<Mission> {
    const mission = await named(name);
    if (!mission) throw new Error(`There is no mission ${name}`);
    return mission;
  }
  const pathOf = (file: string) => path.join(workbench.folder, file);
  const read = (file: string) => readFileSync(pathOf(file), 'utf8');
  const write = (file: string, text: string) => writeFileSync(pathOf(file), text);

  /** Writes a mission file, opens it, and publishes it for the first time. */
  async function havePublished(file: string, name: string, instructions: string): Promise<void> {
    write(file, `---\nname: ${name} # in autumn\ncolour: red\n---\n\n${instructions}\n`);
    await workbench.openFile(file);
    await workbench.clickLens('Publish', () => Promise.resolve(read(file).includes('mission_id:')));
    await workbench.lens('In sync').waitFor();
  }

  it('writes a mission file from nothing to a running run', async () => {
    await havePublished('harvest.mission.md', 'Harvest', 'Pick the apples.');
    expect(read('harvest.mission.md')).toContain('name: Harvest # in autumn');
    const { mission_id: missionId } = await get('Harvest');
    const start = workbench.choice(/^Start/);
    await workbench.clickLens('Start Run', () => start.isVisible());
    await start.click();
    await expect.poll(() => client.count(`/${missionId}/runs`)).toBe(1);
    await workbench.row(runRow('(pending|running)')).waitFor();
    await workbench.lens('In sync').waitFor();
    await workbench.lens(/Last run: /).waitFor();
    expect((await named('Harvest'))?.instructions).toBe('Pick the apples.\n');
    await workbench.collapse(/Harvest/);
  });

  it('asks before it writes over a change that was made elsewhere, and compares', async () => {
    await havePublished('orchard.mission.md', 'Orchard', 'Pick the plums.');
    const mission = await get('Orchard');
    await client.call('PUT', `/${mission.mission_id}`, { ...mission, instructions: 'Pick the pears.\n' });
    await workbench.typeAtEnd('Count them.');
    await workbench.command('Missions: Publish Mission File');
    await workbench.dialogButton('Compare').click();
    await workbench.page.locator('.monaco-diff-editor').getByText('Pick the pears.').waitFor();
    expect((await named('Orchard'))?.instructions).toBe('Pick the pears.\n');
    await workbench.command('Missions: Publish Mission File');
    await workbench.dialogButton('Publish Anyway').click();
    await expect.poll(async () => (await named('Orchard'))?.instructions).toContain('Count them.');
    // The file is saved after that.
    await expect.poll(() => read('orchard.mission.md')).toContain('Count them.');
  });

  it('keeps what was typed when the mission is deleted elsewhere, and creates it again', async () => {
    await havePublished('laundry.mission.md', 'Laundry', 'Sort them.');
    const old = await get('Laundry');
    await client.call('DELETE', `/${old.mission_id}`);
    await workbench.typeAtEnd('Wash them.');
    await workbench.command('Missions: Publish Mission File');
    await workbench.dialogButton('Create as New Mission').click();
    await expect.poll(async () => (await named('Laundry'))?.instructions).toContain('Wash them.');
    const id = (await get('Laundry')).mission_id;
    expect(id).not.toBe(old.mission_id);
    await expect.poll(() => read('laundry.mission.md')).toContain(`mission_id: ${id}`);
    expect(read('laundry.mission.md')).toContain('Wash them.');
  });

  it('publishes and saves after the network was away, with nothing lost', async () => {
    await havePublished('orchids.mission.md', 'Orchids', 'Water them.');
    served.simulator.addFault({ effect: { kind: 'drop' } });
    await workbench.typeAtEnd('Dry them.');
    await workbench.command('Missions: Publish Mission File');
    await workbench.notification(/Couldn't publish the mission\. The file wasn't changed\./);
    await workbench.page.keyboard.press('Escape');
    await workbench.editor().getByText('Dry them.').first().waitFor();
    served.simulator.clearFaults();
    await workbench.clearNotifications();
    await workbench.editor().click();
    await workbench.command('Missions: Publish Mission File');
    await expect.poll(async () => (await named('Orchids'))?.instructions).toContain('Dry them.');
    await expect.poll(() => read('orchids.mission.md')).toContain('Dry them.');

    await workbench.closeEditors();
    await workbench.select(/Orchids/);
    await workbench.command('Missions: Edit Instructions');
    const editor = workbench.editor();
    await editor.getByText('Dry them.').waitFor();
    served.simulator.addFault({ effect: { kind: 'drop' } });
    await workbench.typeAtEnd(' Sell them.');
    await workbench.page.keyboard.press('Control+s');
    await workbench.notification(/Couldn't reach 127\.0\.0\.1/);
    await workbench.page.keyboard.press('Escape');
    await editor.getByText('Sell them.').waitFor();
    served.simulator.clearFaults();
    expect((await named('Orchids'))?.instructions).not.toContain('Sell them.');
    await workbench.clearNotifications();
    await editor.click();
    await workbench.page.keyboard.press('Control+s');
    await expect.poll(async () => (await named('Orchids'))?.instructions).toContain('Sell them.');
  });

  it('publishes all changed mission files: a list first, a sum last', async () => {
    write('larch.mission.md', '---\nname: Larch\nexecution_mode: external\n---\n\nPick the cones.\n');
    write('owl.mission.md', '---\nname: Owl\n---\n\nCount the owls, and say so.\n');
    write('nameless.mission.md', '---\nmodel: owl-1\n---\n\nWhoever this is.\n');
    await workbench.command('Missions: Publish All Changed Mission Files');
    for (const name of ['larch.mission.md', 'owl.mission.md', 'nameless.mission.md'])
      await workbench.choice(name).waitFor();
    expect(await workbench.choice('larch').getByRole('checkbox').isChecked()).toBe(true);
    expect(await workbench.choice('nameless').getByRole('checkbox').isChecked()).toBe(false);
    await workbench.accept();
    await workbench.notification('2 published.');
    expect((await named('Larch'))?.instructions).toContain('Pick the cones.');
    expect((await named('Owl'))?.instructions).toContain('Count the owls');
    expect(read('larch.mission.md')).toMatch(/mission_id: /);
  });
});
