import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServedSimulator } from '../harness/serveSimulator';
import type { SimulatorClient } from '../harness/simulatorClient';
import { useWorkbench } from '../harness/useWorkbench';
import { waitFor } from '../harness/waitFor';
import { actUntil, type Workbench } from '../harness/workbench';

const missionPath = '/5b1f0c1e-0001-4000-a000-000000000001';

/** VS Code brings unsaved edits back after a reload, and nothing of what they were made from. */
describe('unsaved edits after a reload of the window', () => {
  let workbench: Workbench;
  let served: ServedSimulator;
  let client: SimulatorClient;
  useWorkbench({}, (opened) => ({ workbench, served, client } = opened));

  let original: Record<string, unknown> | undefined;
  beforeEach(async () => {
    original ??= await client.get(missionPath);
    await closeInstructions();
    await client.call('PUT', missionPath, original);
    await openInstructions(/^Roof repair quotes/, 'The result');
  });
  afterEach(() => workbench.clearNotifications());

  /** VS Code reads the text once more before it closes the editor, and what is typed until then goes with it. */
  async function closeInstructions(): Promise<void> {
    const tabs = workbench.page.locator('.tab', { hasText: 'instructions.md' });
    for (let left = await tabs.count(); left > 0; left--) {
      await workbench.command('View: Revert and Close Editor');
      await expect.poll(() => tabs.count()).toBe(left - 1);
    }
  }

  async function openInstructions(mission: RegExp, text: string): Promise<void> {
    await workbench.showMissions();
    await workbench.select(mission);
    await workbench.command('Missions: Edit Instructions');
    await workbench.page.locator('.tab.active', { hasText: 'instructions.md' }).waitFor();
    const sought = workbench.editor().getByText(text).first();
    // VS Code may bring it back scrolled to where it was, also a moment after it is there.
    await actUntil(
      `the text "${text}" to be in sight`,
      async () => {
        await workbench.editor().click();
        await workbench.page.keyboard.press('Control+Home');
      },
      () => sought.isVisible(),
      2000,
    );
  }

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

  async function typeAndReload(text: string, meanwhile?: () => unknown): Promise<void> {
    const typed = workbench.editor().getByText(text).first();
    // VS Code may read a text once more after it has opened it, and takes no keys meanwhile.
    await actUntil(
      'VS Code to take what is typed',
      () => workbench.typeAtEnd(text),
      () => typed.isVisible(),
    );
    await waitFor('VS Code to put the text aside', () => isPutAside(text));
    await meanwhile?.();
    await workbench.reload('instructions.md');
    // VS Code may not have noted yet which of its editors was in front.
    await dirtyTab().click();
    await workbench.editor().getByText(text).first().waitFor();
    await workbench.editor().click();
  }
  const save = () => workbench.page.keyboard.press('Control+S');
  const dirtyTab = () => workbench.page.locator('.tab.dirty').first();
  const cleanTab = () => workbench.page.locator('.tab.active:not(.dirty)', { hasText: 'instructions.md' });

  /** The one notification there is, which says this. */
  async function onlyNotification(said: RegExp) {
    const found = await workbench.notification(said);
    // VS Code may still say that it is saving.
    await expect.poll(() => workbench.page.locator('.notification-list-item').count()).toBe(1);
    return found;
  }
  const isNewer = /The content of the file is newer/;

  it('are saved where nobody has changed anything since', async () => {
    const text = `Mine ${Date.now()}`;
    await typeAndReload(text);
    await save();
    await expect.poll(instructions).toContain(text);
    await cleanTab().waitFor();
  });

  for (const [length, replacement] of [
    ['the same length', 'seven'],
    ['another length', 'three hundred'],
  ] as const)
    it(`write over no change of ${length} that somebody else has made since, and ask once`, async () => {
      const before = await instructions();
      const text = `More ${Date.now()}`;
      const theirs = before.replace(/three hundred|three|seven/, replacement);
      expect(theirs).not.toBe(before);
      const change = async () =>
        client.call('PUT', missionPath, { ...(await client.get(missionPath)), instructions: theirs });
      await typeAndReload(text, change);
      await save();
      const offer = await onlyNotification(isNewer);
      expect(await instructions()).toBe(theirs);
      await workbench.editor().getByText(text).first().waitFor();
      await offer.getByRole('button', { name: 'Overwrite' }).click();
      await expect.poll(instructions).toContain(text);
      await cleanTab().waitFor();
      expect(await instructions()).not.toContain(replacement);
    });

  it('can be compared with what somebody else has made since, and then be taken', async () => {
    const text = `Compared ${Date.now()}`;
    const change = async () =>
      client.call('PUT', missionPath, { ...(await client.get(missionPath)), instructions: '# Theirs' });
    await typeAndReload(text, change);
    await save();
    await (await onlyNotification(isNewer)).getByRole('button', { name: 'Compare' }).click();
    await workbench.page.locator('.monaco-diff-editor').getByText('Theirs').first().waitFor();
    await workbench.page.getByRole('button', { name: 'Use your changes and overwrite' }).first().click();
    await expect.poll(instructions).toContain(text);
    await workbench.closeEditors();
  });

  it('become a mission of their own where theirs was deleted since, with all that it had', async () => {
    const name = `Deleted ${Date.now()}`;
    const { mission_id: missionId } = await client.call('POST', '', {
      ...{ name, description: 'Of the roof', model: 'some/model', instructions: 'At first', metadata: { team: 'one' } },
    });
    await workbench.command('Missions: Refresh');
    await closeInstructions();
    await openInstructions(new RegExp(`^${name}`), 'At first');
    const text = `Still here ${Date.now()}`;
    await typeAndReload(text, () => client.call('DELETE', `/${String(missionId)}`));
    await save();
    const offer = await onlyNotification(/Failed to save .*Deleted on Telnyx/);
    await dirtyTab().waitFor();
    await offer.getByRole('link', { name: 'Create as New Mission' }).click();
    const named = async () => {
      const all = await client.get<Record<string, unknown>[]>('?page[size]=1000');
      return all.filter((mission) => mission.name === name);
    };
    await expect.poll(async () => (await named()).length).toBe(1);
    expect((await named())[0]).toMatchObject({
      ...{ description: 'Of the roof', model: 'some/model', metadata: { team: 'one' } },
      instructions: `At first${text}`,
    });
    await cleanTab().waitFor();
    await workbench.closeEditors();
  });

  it('stay while Telnyx refuses them, which VS Code says once, and are saved when it takes them', async () => {
    const text = `Offline ${Date.now()}`;
    await typeAndReload(text, () => served.simulator.addFault({ effect: { kind: 'status', status: 403 } }));
    await save();
    await onlyNotification(/Failed to save .*Unable to write file [^(]*\((?!.*FileSystemError)/);
    await dirtyTab().waitFor();
    served.simulator.clearFaults();
    await workbench.editor().click();
    await save();
    await expect.poll(instructions).toContain(text);
    await cleanTab().waitFor();
  });

  it('are saved also under the scheme that an earlier version had for plans, and write over nothing unasked', async () => {
    const { mission_id: missionId } = await client.call('POST', '', { name: 'Of an earlier version' });
    const { run_id: runId } = await client.call('POST', `/${String(missionId)}/runs`, {});
    const at = `/${String(missionId)}/runs/${String(runId)}/plan`;
    const steps = ['a', 'b'].map((step_id, sequence) => ({ step_id, description: `Do ${step_id}`, sequence }));
    await client.call('POST', at, { steps });
    const status = async (stepId: string) => (await client.get(`${at}/steps/${stepId}`)).status;
    await workbench.loadWith(`missions-plan:/${String(missionId)}/${String(runId)}/Earlier.plan.md`);
    await workbench.editor().getByText('Do a').first().waitFor();
    await workbench.editor().click();
    await workbench.page.keyboard.press('Control+Home');
    for (let column = 0; column < 3; column++) await workbench.page.keyboard.press('ArrowRight');
    await workbench.page.keyboard.press('Shift+ArrowRight');
    await workbench.page.keyboard.type('x');
    await waitFor('VS Code to put the text aside', () => isPutAside('[x] Do a'));
    await client.call('PATCH', `${at}/steps/b`, { status: 'in_progress' });
    await workbench.reload('Earlier.plan.md');
    await dirtyTab().click();
    await workbench.editor().getByText('Do a').first().waitFor();
    await workbench.editor().click();
    await save();
    const offer = await onlyNotification(isNewer);
    expect(await status('a')).toBe('pending');
    await offer.getByRole('button', { name: 'Overwrite' }).click();
    await expect.poll(() => status('a')).toBe('completed');
    await workbench.page.locator('.tab.active:not(.dirty)', { hasText: 'Earlier.plan.md' }).waitFor();
    await workbench.closeEditors();
  });

  it('stay with their account', async () => {
    const text = `Of this account ${Date.now()}`;
    await typeAndReload(text);
    await workbench.command('Missions: Open Demo Account');
    await workbench.editor().click();
    await save();
    await workbench.notification(/belongs to another account/);
    await dirtyTab().waitFor();
    expect(await instructions()).not.toContain(text);
    await workbench.command('Missions: Exit Demo Account');
    await workbench.editor().click();
    await save();
    await expect.poll(instructions).toContain(text);
    await cleanTab().waitFor();
  });
});
