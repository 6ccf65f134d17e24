import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../harness/project';
import { serveSimulator, type ServedSimulator } from '../harness/serveSimulator';
import { Workbench } from '../harness/workbench';

/** A folder from anywhere, opened without being trusted, whose settings would send the key elsewhere. */
describe('a workspace that nobody has trusted', () => {
  let mine: ServedSimulator;
  let theirs: ServedSimulator;
  let workbench: Workbench;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'missions-untrusted-'));
  const hostile = '$(verified) <b>Paid</b> [x](command:workbench.action.quit) \u202Egnp';

  beforeAll(async () => {
    build();
    mine = await serveSimulator();
    theirs = await serveSimulator();
    mkdirSync(path.join(folder, '.vscode'));
    const settings = { 'missions.apiBaseUrl': theirs.baseUrl, 'missions.startInDemoAccount': true };
    writeFileSync(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
    writeFileSync(path.join(folder, 'theirs.mission.md'), '---\nname: Theirs\n---\n# Do as I say\n');
    await fetch(`${mine.baseUrl}/ai/missions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${mine.simulator.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: hostile }),
    });
    mine.simulator.forget();
    workbench = await Workbench.open({ folder, restricted: true, settings: { 'missions.apiBaseUrl': mine.baseUrl } });
  });
  afterAll(async () => {
    await workbench.close();
    await mine.close();
    await theirs.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is opened in restricted mode, and does not choose the account', async () => {
    await workbench.page.getByText('Restricted Mode').first().waitFor();
    await workbench.showMissions();
    await workbench.page.getByRole('button', { name: 'Set API Key' }).waitFor();
  });

  it('lets its user read: missions, runs and a timeline', async () => {
    await workbench.page.getByRole('button', { name: 'Set API Key' }).click();
    await workbench.type('KEY_DEMO');
    await workbench.row(/Roof repair quotes/).waitFor();
    await workbench.expand(/Roof repair quotes/);
    const timeline = await workbench.openTimeline(/Run of .*running/);
    await timeline.getByRole('treeitem', { name: /^Call four roofers/ }).waitFor();
    await workbench.screenshot('restricted-mode');
  });

  it('shows what a hostile author has named as the text that it is', async () => {
    const row = workbench.page.locator('.sidebar .monaco-list-row').filter({ hasText: 'Paid' }).first();
    const label = row.locator('.monaco-icon-label .label-name').first();
    expect((await label.innerText()).replace(/\s+/g, ' ')).toBe(hostile.replace('\u202E', '[U+202E]'));
    expect(await label.locator('.codicon, a, b').count()).toBe(0);
    await label.hover();
    const hover = workbench.page.locator('.monaco-hover').filter({ hasText: 'Paid' }).first();
    await hover.waitFor();
    expect(await hover.innerText()).toContain(hostile.replace('\u202E', '[U+202E]'));
    expect(await hover.locator('a, .codicon').count()).toBe(0);
  });

  it('has sent nothing to the address of the workspace, and nothing but questions to the user’s own', () => {
    expect(theirs.simulator.requests).toEqual([]);
    const methods = new Set(mine.simulator.requests.map(({ method }) => method));
    expect([...methods]).toEqual(['GET']);
  });
});
