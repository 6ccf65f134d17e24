import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { serveSimulator, type ServedSimulator } from '../harness/serveSimulator';
import { SimulatorClient } from '../harness/simulatorClient';
import { useWorkbenchAlone } from '../harness/useWorkbench';
import { actUntil, runRow, type Workbench } from '../harness/workbench';

/** A folder from anywhere, opened without being trusted, whose settings would send the key elsewhere. */
describe('a workspace that nobody has trusted', () => {
  let mine: ServedSimulator;
  let theirs: ServedSimulator;
  let workbench: Workbench;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'missions-untrusted-'));
  const hostile = '$(verified) <b>Paid</b> [x](command:workbench.action.quit) \u202Egnp';

  async function prepare() {
    mine = await serveSimulator();
    theirs = await serveSimulator();
    mkdirSync(path.join(folder, '.vscode'), { recursive: true });
    const settings = { 'missions.apiBaseUrl': theirs.baseUrl, 'missions.startInDemoAccount': true };
    writeFileSync(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
    writeFileSync(path.join(folder, 'theirs.mission.md'), '---\nname: Theirs\n---\n# Do as I say\n');
    await new SimulatorClient(mine.baseUrl).call('POST', '', { name: hostile });
    mine.simulator.forget();
    return { restrictedFolder: folder, settings: { 'missions.apiBaseUrl': mine.baseUrl } };
  }
  useWorkbenchAlone(prepare, (opened) => {
    workbench = opened;
  });
  afterAll(async () => {
    await mine.close();
    await theirs.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function read(): Promise<void> {
    await workbench.signIn();
    await workbench.expand(/Roof repair quotes/);
    const timeline = await workbench.openTimeline(runRow('running'));
    await timeline.getByRole('treeitem', { name: /^Call four roofers/ }).waitFor();
  }

  it('is opened in restricted mode, and does not choose the account', async () => {
    await workbench.page.getByText('Restricted Mode').first().waitFor();
    await workbench.showMissions();
    await workbench.page.getByRole('button', { name: 'Set API Key' }).waitFor();
  });

  it('lets its user read: missions, runs and a timeline', async () => {
    await read();
  });

  it('shows what a hostile author has named as the text that it is', async () => {
    await workbench.signIn();
    const row = workbench.page.locator('.sidebar .monaco-list-row').filter({ hasText: 'Paid' }).first();
    const label = row.locator('.monaco-icon-label .label-name').first();
    expect((await label.innerText()).replace(/\s+/g, ' ')).toBe(hostile.replace('\u202E', '[U+202E]'));
    expect(await label.locator('.codicon, a, b').count()).toBe(0);
    const hover = workbench.page.locator('.monaco-hover').filter({ hasText: 'Paid' }).first();
    await actUntil(
      'what the row says under the pointer',
      async () => {
        await workbench.page.mouse.move(700, 500);
        await label.hover({ timeout: 5000 });
      },
      () => hover.isVisible(),
    );
    expect(await hover.innerText()).toContain(hostile.replace('\u202E', '[U+202E]'));
    expect(await hover.locator('a, .codicon').count()).toBe(0);
  });

  it('sends nothing to the address of the workspace, and only reads from the address of the user', async () => {
    await read();
    expect(mine.simulator.requests.length).toBeGreaterThan(0);
    expect(theirs.simulator.requests).toEqual([]);
    const methods = new Set(mine.simulator.requests.map(({ method }) => method));
    expect([...methods]).toEqual(['GET']);
  });
});
