import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServedSimulator } from '../harness/serveSimulator';
import type { SimulatorClient } from '../harness/simulatorClient';
import { quickRefresh, useWorkbench } from '../harness/useWorkbench';
import { waitFor } from '../harness/waitFor';
import { actUntil, type Workbench } from '../harness/workbench';

/** The missions whose instructions are unsaved when the window is reloaded, by what becomes of them meanwhile. */
const missions = ['Left alone', 'As long', 'Longer', 'Compared', 'Deleted', 'Of this account'] as const;
type Mission = (typeof missions)[number] | 'Refused';

/** What an earlier version called plans. */
const earlierPlan = 'Earlier.plan.md';

/** VS Code brings unsaved edits back after a reload, and nothing of what they were made from. */
describe('unsaved edits after a reload of the window', () => {
  let workbench: Workbench;
  let served: ServedSimulator;
  let client: SimulatorClient;
  const paths = new Map<Mission, string>();
  let plan = '';
  let isReloaded = false;
  useWorkbench(
    {
      // All tabs stay in sight.
      settings: { ...quickRefresh, 'workbench.editor.wrapTabs': true },
      async prepare(_, api) {
        for (const name of [...missions, 'Refused'] as const) {
          const definition = { name, description: 'Of the roof', model: 'some/model', metadata: { team: 'one' } };
          const { mission_id: id } = await api.call('POST', '', { ...definition, instructions: 'Ask three roofers. ' });
          paths.set(name, `/${String(id)}`);
        }
        const { mission_id: missionId } = await api.call('POST', '', { name: 'Of an earlier version' });
        const { run_id: runId } = await api.call('POST', `/${String(missionId)}/runs`, {});
        plan = `/${String(missionId)}/runs/${String(runId)}/plan`;
        const steps = ['a', 'b'].map((step_id, sequence) => ({ step_id, description: `Do ${step_id}`, sequence }));
        await api.call('POST', plan, { steps });
      },
    },
    (opened) => {
      ({ workbench, served, client } = opened);
      isReloaded = false;
    },
  );
  beforeEach(async () => {
    if (!isReloaded) await reloadWithUnsaved();
    isReloaded = true;
  });
  afterEach(() => workbench.clearNotifications());

  const pathOf = (mission: Mission) => paths.get(mission) ?? '';
  const instructions = async (mission: Mission) => String((await client.get(pathOf(mission))).instructions);
  const change = async (mission: Mission, text: string) =>
    client.call('PUT', pathOf(mission), { ...(await client.get(pathOf(mission))), instructions: text });
  const stepStatus = async (stepId: string) => (await client.get(`${plan}/steps/${stepId}`)).status;

  /** What is typed into the instructions of a mission. */
  const typedIn = (mission: Mission) => `Mine of ${mission}`;

  const tab = (name: string) => workbench.page.locator('.tab', { hasText: name });
  const dirtyTab = (name: string) => workbench.page.locator('.tab.dirty', { hasText: name });
  /** The tab of a document that is saved: while it is being saved, VS Code shows it as if it were. */
  async function savedTab(name: string): Promise<void> {
    await workbench.page.locator('.tab.active:not(.dirty)', { hasText: name }).waitFor();
    await expect.poll(() => dirtyTab(name).count()).toBe(0);
  }

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

  async function typeInInstructions(mission: Mission): Promise<void> {
    const name = new RegExp(`^${mission}`);
    const open = workbench.page.locator('.tab.active', { hasText: mission });
    await workbench.showMissions();
    await workbench.inlineAction(name, 'Edit Instructions', () => open.isVisible());
    await workbench.editor().getByText('Ask three roofers.').first().waitFor();
    const typed = workbench.editor().getByText(typedIn(mission)).first();
    // VS Code may read a text once more after it has opened it, and takes no keys meanwhile.
    await actUntil(
      'VS Code to take what is typed',
      () => workbench.typeAtEnd(typedIn(mission)),
      () => typed.isVisible(),
    );
    await waitFor('VS Code to put the text aside', () => isPutAside(typedIn(mission)));
    await workbench.remembers('editors', pathOf(mission).slice(1));
  }

  async function markStepAsDone(): Promise<void> {
    const [missionId, runId] = plan.split('/').filter((part) => !['', 'runs', 'plan'].includes(part));
    await workbench.loadWith(`missions-plan:/${String(missionId)}/${String(runId)}/${earlierPlan}`);
    await workbench.editor().getByText('Do a').first().waitFor();
    await workbench.editor().click();
    await workbench.page.keyboard.press('Control+Home');
    for (let column = 0; column < 3; column++) await workbench.page.keyboard.press('ArrowRight');
    await workbench.page.keyboard.press('Shift+ArrowRight');
    await workbench.page.keyboard.type('x');
    await waitFor('VS Code to put the text aside', () => isPutAside('[x] Do a'));
    await workbench.remembers('editors', earlierPlan);
  }

  /** All documents are unsaved, some are changed by somebody else, and the window is reloaded. */
  async function reloadWithUnsaved(): Promise<void> {
    await markStepAsDone();
    for (const mission of missions) await typeInInstructions(mission);
    await change('As long', 'Ask seven roofers. ');
    await change('Longer', 'Ask three hundred roofers. ');
    await change('Compared', '# Theirs');
    await client.call('DELETE', pathOf('Deleted'));
    await client.call('PATCH', `${plan}/steps/b`, { status: 'in_progress' });
    await workbench.reload();
    for (const name of [earlierPlan, ...missions]) await dirtyTab(name).waitFor();
  }

  /** Brings a document that is unsaved to the front. */
  async function show(name: string, text: string): Promise<void> {
    // VS Code may not have noted yet which of its editors was in front.
    await actUntil(
      `${name} in front`,
      () => dirtyTab(name).click(),
      () => workbench.editor().getByText(text).first().isVisible(),
    );
    await workbench.editor().click();
  }
  const showInstructions = (mission: Mission) => show(mission, typedIn(mission));
  const save = () => workbench.page.keyboard.press('Control+S');

  /** The one notification there is, which says this. */
  async function onlyNotification(said: RegExp) {
    const found = await workbench.notification(said);
    // VS Code may still say that it is saving.
    await expect.poll(() => workbench.page.locator('.notification-list-item').count()).toBe(1);
    return found;
  }
  const isNewer = /The content of the file is newer/;

  it('are saved where nobody has changed anything since', async () => {
    await showInstructions('Left alone');
    await save();
    await expect.poll(() => instructions('Left alone')).toBe(`Ask three roofers. ${typedIn('Left alone')}`);
    await savedTab('Left alone');
  });

  for (const [length, mission, theirs] of [
    ['the same length', 'As long', 'seven'],
    ['another length', 'Longer', 'three hundred'],
  ] as const)
    it(`write over no change of ${length} that somebody else has made since, and ask once`, async () => {
      await showInstructions(mission);
      await save();
      const offer = await onlyNotification(isNewer);
      expect(await instructions(mission)).toBe(`Ask ${theirs} roofers. `);
      await workbench.editor().getByText(typedIn(mission)).first().waitFor();
      await offer.getByRole('button', { name: 'Overwrite' }).click();
      await expect.poll(() => instructions(mission)).toBe(`Ask three roofers. ${typedIn(mission)}`);
      await savedTab(mission);
    });

  it('can be compared with what somebody else has made since, and then be taken', async () => {
    await showInstructions('Compared');
    await save();
    await (await onlyNotification(isNewer)).getByRole('button', { name: 'Compare' }).click();
    await workbench.page.locator('.monaco-diff-editor').getByText('Theirs').first().waitFor();
    await workbench.page.getByRole('button', { name: 'Use your changes and overwrite' }).first().click();
    await expect.poll(() => instructions('Compared')).toContain(typedIn('Compared'));
    await savedTab('Compared');
  });

  it('become a mission of their own where theirs was deleted since, with all that it had', async () => {
    await showInstructions('Deleted');
    await save();
    const offer = await onlyNotification(/Failed to save .*Deleted on Telnyx/);
    await dirtyTab('Deleted').waitFor();
    await offer.getByRole('link', { name: 'Create as New Mission' }).click();
    const named = async () => {
      const all = await client.get<Record<string, unknown>[]>('?page[size]=1000');
      return all.filter(({ name }) => name === 'Deleted');
    };
    await expect.poll(async () => (await named()).length).toBe(1);
    expect((await named())[0]).toMatchObject({
      ...{ description: 'Of the roof', model: 'some/model', metadata: { team: 'one' } },
      instructions: `Ask three roofers. ${typedIn('Deleted')}`,
    });
    // That of the new mission takes the place of that of the old one.
    await savedTab('Deleted');
    await expect.poll(() => tab('Deleted').count()).toBe(1);
  });

  it('are saved also under the scheme that an earlier version had for plans, and write over nothing unasked', async () => {
    await show(earlierPlan, 'Do a');
    await save();
    const offer = await onlyNotification(isNewer);
    expect(await stepStatus('a')).toBe('pending');
    await offer.getByRole('button', { name: 'Overwrite' }).click();
    await expect.poll(() => stepStatus('a')).toBe('completed');
    await savedTab(earlierPlan);
  });

  it('stay with their account', async () => {
    const text = typedIn('Of this account');
    await showInstructions('Of this account');
    await workbench.command('Missions: Open Demo Account');
    await workbench.editor().click();
    await save();
    await workbench.notification(/belongs to another account/);
    await dirtyTab('Of this account').waitFor();
    expect(await instructions('Of this account')).not.toContain(text);
    await workbench.command('Missions: Exit Demo Account');
    await workbench.editor().click();
    await save();
    await expect.poll(() => instructions('Of this account')).toContain(text);
    await savedTab('Of this account');
  });

  it('stay while Telnyx refuses them, which VS Code says once, and are saved when it takes them', async () => {
    await typeInInstructions('Refused');
    served.simulator.addFault({ effect: { kind: 'status', status: 403 } });
    await workbench.reload();
    await showInstructions('Refused');
    await save();
    await onlyNotification(/Failed to save .*Unable to write file [^(]*\((?!.*FileSystemError)/);
    await dirtyTab('Refused').waitFor();
    served.simulator.clearFaults();
    await workbench.editor().click();
    await save();
    await expect.poll(() => instructions('Refused')).toContain(typedIn('Refused'));
    await savedTab('Refused');
  });
});
