import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SimulatorClient } from '../harness/simulatorClient';
import { useWorkbench } from '../harness/useWorkbench';
import { waitFor } from '../harness/waitFor';
import type { Workbench } from '../harness/workbench';

const missionPath = '/5b1f0c1e-0001-4000-a000-000000000001';

/** VS Code brings unsaved edits back after a reload, and nothing of what they were made from. */
describe('unsaved edits after a reload of the window', () => {
  let workbench: Workbench;
  let client: SimulatorClient;
  useWorkbench({}, (opened) => ({ workbench, client } = opened));

  beforeEach(async () => {
    await workbench.command('View: Revert and Close Editor');
    await workbench.showMissions();
    await workbench.select(/^Roof repair quotes/);
    await workbench.command('Missions: Edit Instructions');
    await workbench.editor().getByText('The result').first().waitFor();
  });

  const instructions = async () => String((await client.get(missionPath)).instructions);

  /** Whether VS Code has put an unsaved text aside, which it does a second after the last key. */
  function isPutAside(text: string): boolean {
    const entries = readdirSync(workbench.userFolder, { recursive: true, withFileTypes: true });
    return entries.some(
      (entry) =>
        entry.isFile() &&
        entry.parentPath.includes('Backups') &&
        readFileSync(path.join(entry.parentPath, entry.name), 'utf8').includes(text),
    );
  }

  async function typeAndReload(text: string, meanwhile?: () => Promise<unknown>): Promise<void> {
    await workbench.typeAtEnd(text);
    await workbench.editor().getByText(text).first().waitFor();
    await waitFor('VS Code to put the text aside', () => isPutAside(text));
    await meanwhile?.();
    await workbench.reload('instructions.md');
    await workbench.editor().getByText(text).first().waitFor();
    await workbench.editor().click();
  }

  it('are saved where nobody has changed anything since', async () => {
    const text = `Mine ${Date.now()}`;
    await typeAndReload(text);
    await workbench.page.keyboard.press('Control+S');
    await expect.poll(instructions).toContain(text);
  });

  it('write over no change of the same length that somebody else has made since', async () => {
    const before = await instructions();
    const text = `More ${Date.now()}`;
    const theirs = before.replace('three', 'seven');
    expect([theirs.length, theirs === before]).toEqual([before.length, false]);
    const change = async () =>
      client.call('PUT', missionPath, { ...(await client.get(missionPath)), instructions: theirs });
    await typeAndReload(text, change);
    await workbench.page.keyboard.press('Control+S');
    const offer = await workbench.notification(/was changed elsewhere since you opened it/);
    expect(await instructions()).toBe(theirs);
    await workbench.editor().getByText(text).first().waitFor();
    await offer.getByRole('button', { name: 'Overwrite' }).click();
    await expect.poll(instructions).toContain(text);
  });
});
