import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../harness/project';
import { serveSimulator, type ServedSimulator } from '../harness/serveSimulator';
import { Workbench } from '../harness/workbench';

const missionPath = '/5b1f0c1e-0001-4000-a000-000000000001';
const runPath = `${missionPath}/runs/5b1f0c1e-0001-4000-b000-000000000005`;

/** What can be done from a run's timeline, in the real VS Code: each act to its end. */
describe('a run’s timeline in VS Code', () => {
  let served: ServedSimulator;
  let workbench: Workbench;
  let timeline: Frame;

  beforeAll(async () => {
    build();
    // Slow enough for the run to go on until it is completed by hand, also where the computer is slow.
    served = await serveSimulator({ speed: 0.4 });
    workbench = await Workbench.open({
      settings: { 'missions.apiBaseUrl': served.baseUrl },
      size: { width: 1500, height: 900 },
    });
    await workbench.showMissions();
    await workbench.page.getByRole('button', { name: 'Set API Key' }).click();
    await workbench.type('KEY_DEMO');
    await workbench.expand(/Roof repair quotes/);
    timeline = await workbench.openTimeline(/Run of .*running/);
  });
  afterAll(async () => {
    await workbench.close();
    await served.close();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench.screenshot(`failed-${task.name.replace(/\W+/g, '-')}`);
  });

  async function get<T>(where: string): Promise<T> {
    const response = await fetch(`${served.baseUrl}/ai/missions${where}`, {
      headers: { authorization: 'Bearer KEY_DEMO' },
    });
    return ((await response.json()) as { data: T }).data;
  }

  async function more(name: string): Promise<void> {
    await timeline.locator('#timeline-more').click();
    await timeline.getByRole('button', { name, exact: true }).click();
  }

  const list = () => timeline.locator('#timeline-events');

  it('shows the run in four themes', async () => {
    await timeline.getByRole('treeitem', { name: /^Call four roofers for quotes/ }).click();
    await timeline.locator('#timeline-details').getByText('step_id').waitFor();
    for (const [name, theme] of [
      ['light', 'Default Light Modern'],
      ['dark', 'Default Dark Modern'],
      ['high-contrast', 'Default High Contrast'],
      ['high-contrast-light', 'Default High Contrast Light'],
    ] as const) {
      await workbench.theme(theme);
      await workbench.screenshot(`run-timeline-${name}`);
    }
    await workbench.theme('Default Light Modern');
  });

  it('logs an event with its step and payload, and shows it', async () => {
    await more('Log Event…');
    await workbench.pick('message');
    await workbench.answer('What happened', 'Told the owner by hand');
    await workbench.pick('Call four roofers');
    await workbench.pick('assistant-voice-quotes');
    await workbench.answer('The payload', '{"phone": "+13125550101"}');
    await list().getByText('Told the owner by hand').first().waitFor({ timeout: 15_000 });
    const events = await get<{ summary: string; payload?: unknown }[]>(`${runPath}/events?page[size]=1000`);
    expect(events.filter(({ summary }) => summary === 'Told the owner by hand')).toMatchObject([
      { agent_id: 'assistant-voice-quotes', payload: { phone: '+13125550101' } },
    ]);
  });

  it('finds it by a filter, and says so in list and chart', async () => {
    await timeline.getByRole('tree').focus();
    await workbench.page.keyboard.press('/');
    await workbench.page.keyboard.type('owner by hand');
    await expect.poll(() => timeline.locator('#timeline-shown-of').innerText()).toMatch(/^1 of/);
    await list().locator('.lines [role=row]').first().dblclick();
    await timeline.getByRole('button', { name: 'Copy phone' }).waitFor();
    await workbench.shoot('run-filtered');
    await timeline.locator('#timeline-filter-clear').click();
  });

  it('opens the payload as JSON in an editor', async () => {
    await timeline.locator('#timeline-open-json').click();
    await workbench.page.locator('.editor-instance .view-lines').getByText('Told the owner by hand').waitFor();
    await workbench.command('View: Revert and Close Editor');
  });

  it('gives a step another status', async () => {
    const step = timeline.getByRole('treeitem', { name: /^Compare the quotes|^Compare/ }).first();
    await step.click();
    await timeline.locator('#timeline-set-step-status').click();
    await workbench.pick('skipped');
    await timeline
      .getByRole('treeitem', { name: /^Compare.*skipped/ })
      .first()
      .waitFor({ timeout: 15_000 });
    const plan = await get<{ description: string; status: string }[]>(`${runPath}/plan`);
    expect(plan.find(({ description }) => description.startsWith('Compare'))?.status).toBe('skipped');
  });

  it('links an agent', async () => {
    await more('Link Agent…');
    await workbench.answer('The id of the Telnyx assistant', 'assistant-by-hand');
    await expect
      .poll(async () =>
        (await get<{ telnyx_agent_id: string }[]>(`${runPath}/telnyx-agents`)).map((agent) => agent.telnyx_agent_id),
      )
      .toContain('assistant-by-hand');
  });

  it('unlinks it again, after a question', async () => {
    const question = workbench.dialogButton('Unlink');
    for (let tries = 0; tries < 5 && !(await question.isVisible()); tries++) {
      await timeline.getByRole('tree').focus();
      await workbench.command('Missions: Unlink Agent…');
      // VS Code gives the focus back to the timeline after the palette, now and then so late that the list goes again.
      await workbench.tryPick('assistant-by-hand');
      await question.waitFor({ timeout: 5000 }).catch(() => undefined);
    }
    await question.click();
    await expect
      .poll(async () =>
        (await get<{ telnyx_agent_id: string }[]>(`${runPath}/telnyx-agents`)).map((agent) => agent.telnyx_agent_id),
      )
      .not.toContain('assistant-by-hand');
  });

  it('compares with another run of the mission', async () => {
    await more('Compare with…');
    await workbench.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'succeeded' }).first().click();
    await timeline.getByRole('columnheader', { name: 'Difference' }).waitFor({ timeout: 15_000 });
    await workbench.shoot('run-compared');
    await timeline.locator('#timeline-end-compare').click();
    await timeline.locator('#timeline-comparison').waitFor({ state: 'detached' });
    await timeline.getByRole('tree').focus();
    await workbench.page.keyboard.press('l');
  });

  it('saves the events that pass the filter', async () => {
    await timeline.locator('#timeline-filter-text').locator('input').fill('owner by hand');
    await expect.poll(() => timeline.locator('#timeline-shown-of').innerText()).toMatch(/^1 of/);
    await timeline.locator('#timeline-export').click();
    await timeline.getByRole('button', { name: 'Events (CSV)' }).click();
    const file = path.join(workbench.folder, 'events.csv');
    await workbench.saveAs(file);
    await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8')).toContain('Told the owner by hand');
    expect(readFileSync(file, 'utf8').trim().split('\r\n')).toHaveLength(2);
    await timeline.locator('#timeline-filter-clear').click();
  });

  it('saves the picture', async () => {
    await timeline.locator('#timeline-export').click();
    await timeline.getByRole('button', { name: 'Picture (SVG)' }).click();
    const file = path.join(workbench.folder, 'run.svg');
    await workbench.saveAs(file);
    await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8')).toContain('<svg');
  });

  it('completes the run', async () => {
    await more('Complete Run…');
    await workbench.pick('Succeeded');
    await workbench.answer('What came of it', 'Two quotes are enough.');
    await workbench.answer('The result payload', '{"quotes": 2}');
    await workbench.dialogButton('Leave Them').click();
    await timeline.locator('#timeline-outcome').getByText('Two quotes are enough.').waitFor({ timeout: 15_000 });
  });

  it('saves the run into a file, which opens as the same timeline', async () => {
    // Where this is tried once more, the timeline was closed.
    const isOpen = await timeline
      .locator('#timeline-more')
      .isVisible()
      .catch(() => false);
    if (!isOpen) timeline = await workbench.openTimeline(/Run of/);
    await more('Save run to file…');
    const file = path.join(workbench.folder, 'roof.missionrun.json');
    await workbench.saveAs(file);
    await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8'), { timeout: 15_000 }).toContain('"events"');
    await workbench.command('View: Close All Editors');
    await workbench.openFile('roof.missionrun.json');
    timeline = await workbench.timeline('Roof repair quotes');
    await timeline.getByRole('treeitem', { name: /^Call four roofers for quotes/ }).waitFor();
    // Of the list only what is in sight exists, and that is its end.
    await timeline.locator('#timeline-filter-text').locator('input').fill('owner by hand');
    await expect.poll(() => timeline.locator('#timeline-shown-of').innerText()).toMatch(/^1 of/);
    await list().getByText('Told the owner by hand').first().waitFor();
    await timeline.locator('#timeline-filter-clear').click();
    expect(await timeline.locator('#timeline-pause').isVisible()).toBe(false);
    await workbench.shoot('run-file');
  });

  it('says what is wrong with a file that is no run, and opens it as text', async () => {
    writeFileSync(
      path.join(workbench.folder, 'broken.missionrun.json'),
      '{"format": "telnyx-mission-run", "version": 1}',
    );
    await workbench.command('View: Close All Editors');
    await workbench.openFile('broken.missionrun.json');
    const said = async () => {
      for (const frame of workbench.page.frames()) {
        const bar = frame.locator('#timeline-freshness', {
          hasText: 'This saved run is broken: run is missing or wrong.',
        });
        if (await bar.isVisible().catch(() => false)) return frame;
      }
      return undefined;
    };
    await expect.poll(said, { timeout: 15_000 }).toBeDefined();
    await workbench.shoot('run-file-broken');
    const frame = await said();
    await frame?.getByRole('button', { name: 'Open as Text' }).click();
    await workbench.page.locator('.editor-instance .view-lines').getByText('telnyx-mission-run').waitFor();
  });
});
