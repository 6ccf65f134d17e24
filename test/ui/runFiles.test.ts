import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SimulatorClient } from '../harness/simulatorClient';
import { useWorkbench } from '../harness/useWorkbench';
import { runRow, type Workbench } from '../harness/workbench';

const runPath = '/5b1f0c1e-0001-4000-a000-000000000001/runs/f3e4d6d6-4394-4574-a524-55238fd2523d';

/** What a run's timeline saves into files, and a saved run that is opened as one. */
describe('files made from a run’s timeline', () => {
  let workbench: Workbench;
  let client: SimulatorClient;
  let timeline: Frame;

  useWorkbench(
    {
      simulator: { speed: 0.2 },
      size: { width: 1500, height: 900 },
      prepare: (_, client) =>
        client.call('POST', `${runPath}/events`, {
          type: 'message',
          summary: 'Told the owner by hand',
          agent_id: 'assistant-voice-quotes',
          payload: { phone: '+13125550101' },
        }),
    },
    (opened) => ({ workbench, client } = opened),
  );
  beforeEach(async () => {
    await workbench.closeEditors();
    await workbench.expand(/Roof repair quotes/);
    timeline = await workbench.openTimeline(runRow('running'), 'Roof repair quotes');
  });

  /** Where a file is to be saved, and what is in it once it is. */
  function fileOf(name: string) {
    const file = path.join(workbench.folder, name);
    return { file, text: () => (existsSync(file) ? readFileSync(file, 'utf8') : '') };
  }
  /** Thins list and chart to one event. */
  async function filter(): Promise<void> {
    await timeline.locator('#timeline-filter-text').fill('owner by hand');
    await expect.poll(() => timeline.locator('#timeline-shown-of').innerText()).toMatch(/^1 of/);
  }

  it('saves the events that pass the filter', async () => {
    await filter();
    await timeline.locator('#timeline-export').click();
    await timeline.getByRole('button', { name: 'Events (CSV)' }).click();
    const { file, text } = fileOf('events.csv');
    await workbench.saveAs(file);
    await expect.poll(text).toContain('Told the owner by hand');
    expect(text().trim().split('\r\n')).toHaveLength(2);
  });

  it('saves the picture', async () => {
    await timeline.locator('#timeline-export').click();
    await timeline.getByRole('button', { name: 'Image (SVG)' }).click();
    const { file, text } = fileOf('run.svg');
    await workbench.saveAs(file);
    await expect.poll(text).toContain('<svg');
  });

  it('saves the run into a file, which opens as the same timeline', async () => {
    await timeline.locator('#timeline-more').click();
    await timeline.getByRole('button', { name: 'Save Run to File...', exact: true }).click();
    const { file, text } = fileOf('roof.missionrun.json');
    await workbench.saveAs(file);
    await expect.poll(text).toContain('"events"');
    await workbench.closeEditors();
    await workbench.openFile('roof.missionrun.json');
    timeline = await workbench.timeline('Roof repair quotes');
    await timeline.getByRole('treeitem', { name: /^Call four roofers for quotes/ }).waitFor();
    // Of the list only what is in sight exists, and that is its end.
    await filter();
    await timeline.locator('#timeline-events').getByText('Told the owner by hand').first().waitFor();
    // The run itself goes on; what was saved of it cannot be paused.
    expect((await client.get(runPath)).status).toBe('running');
    expect(await timeline.locator('#timeline-pause').isVisible()).toBe(false);
  });

  it('says what is wrong with a file that is no run, and opens it as text', async () => {
    writeFileSync(fileOf('broken.missionrun.json').file, '{"format": "telnyx-mission-run", "version": 1}');
    await workbench.closeEditors();
    await workbench.openFile('broken.missionrun.json');
    const frame = await workbench.frameThatShows('what is wrong with the file', (shown) =>
      shown.locator('#timeline-freshness', {
        hasText: 'This saved run is invalid: run is missing or has the wrong type.',
      }),
    );
    await frame.getByRole('button', { name: 'Open as Text' }).click();
    await workbench.editor().getByText('telnyx-mission-run').waitFor();
  });
});
