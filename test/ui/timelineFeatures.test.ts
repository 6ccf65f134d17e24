import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Scene, TimelinePage } from '../harness/timelinePage';
import { useTimelinePage } from '../harness/useTimelinePages';
import { sentStep } from '../../src/protocol/sentSteps';
import type { RunEvent } from '../../src/model/event';
import {
  eventOf,
  finishedScene,
  hostileScene,
  liveScene,
  runOf,
  sliceOf,
  start,
  stepOf,
} from '../unit/timeline/scenes';

const minute = 60_000;
const hour = 60 * minute;

/** Two bursts of work with two hours of nothing in between, and a pause in the second. */
function idleScene(): Scene {
  const steps = [
    stepOf('a', { sequence: 1, description: 'First burst', startedAt: start, completedAt: start + 10 * minute }),
    stepOf('b', {
      sequence: 2,
      description: 'Second burst',
      startedAt: start + 130 * minute,
      completedAt: start + 150 * minute,
    }),
  ];
  const events = Array.from({ length: 40 }, (_, i) =>
    eventOf((i < 20 ? i * 0.5 : 130 + i - 20) * minute, i === 33 ? 'error' : 'custom', i < 20 ? 'a' : 'b'),
  );
  const end = start + 150 * minute;
  const run = runOf({
    status: 'succeeded',
    active: false,
    finishedAt: end,
    updatedAt: end,
    stretches: [
      { status: 'pending', from: start, to: start + minute },
      { status: 'running', from: start + minute, to: start + 140 * minute },
      { status: 'paused', from: start + 140 * minute, to: start + 145 * minute },
      { status: 'running', from: start + 145 * minute, to: end },
      { status: 'succeeded', from: end, to: end },
    ],
  });
  return { run, steps, events: sliceOf(events), freshness: { kind: 'live' }, now: end + hour };
}

/** Rows that follow those of the scene. */
function more(scene: Scene, events: readonly RunEvent[]) {
  const fresh = sliceOf(events);
  const known = scene.events.stringsFrom + scene.events.strings.length;
  const shift = (column: Uint32Array) => column.map((number) => (number === 0 ? 0 : number - 1 + known));
  return {
    ...fresh,
    from: scene.events.timestamps.length,
    types: shift(fresh.types),
    stepIds: shift(fresh.stepIds),
    agentIds: shift(fresh.agentIds),
    stringsFrom: known,
    strings: fresh.strings.slice(1),
  };
}

describe('the timeline’s features', () => {
  let timeline: TimelinePage;
  let page: Page;
  const open = useTimelinePage((opened) => {
    timeline = opened;
    ({ page } = opened);
  });

  const lines = () => page.locator('#timeline-events .lines [role=row]');
  const shownOf = () => page.locator('#timeline-shown-of').innerText();
  const press = (...keys: readonly string[]) => timeline.press(...keys);
  const focusTree = () => page.getByRole('tree').focus();
  const savedWindow = async () => (await timeline.saved()) as { window: { kind: string; from: number; to: number } };

  it('says what could not be read, and why, and calls nothing empty that it does not know', async () => {
    const action = { command: 'missions.refresh', title: 'Try Again' };
    const freshness = {
      kind: 'stale' as const,
      unread: ['plan' as const, 'events' as const],
      message: 'You are offline.',
      action,
    };
    await open({ ...idleScene(), steps: [], events: sliceOf([]), freshness });
    const text = await page.locator('body').innerText();
    expect(text).toContain("Couldn't load the plan. Couldn't load the events. You are offline.");
    expect(text).not.toMatch(/no plan yet|No events have been logged|0 events/);
    expect(await shownOf()).toBe('Events not loaded');
    await page.getByRole('button', { name: 'Try Again' }).waitFor();
  });

  it('folds long idle time by itself, and unfolds and folds it with one key', async () => {
    await open(idleScene());
    await focusTree();
    const idle = page.locator('#timeline-idle');
    expect(await idle.getAttribute('aria-pressed')).toBe('true');
    await press('i');
    expect(await idle.getAttribute('aria-pressed')).toBe('false');
    await expect.poll(async () => JSON.stringify(await timeline.saved())).toContain('"idle":"shown"');
    await press('i');
    expect(await idle.getAttribute('aria-pressed')).toBe('true');
  });

  it('says what the run was when over its band', async () => {
    await open(idleScene());
    await focusTree();
    await press('i');
    const box = await page.locator('canvas.rows').boundingBox();
    if (!box) throw new Error('No canvas');
    // 142.5 of 150 minutes, with 4 % of room on each side.
    const part = (0.04 + 142.5 / 150) / 1.08;
    await page.mouse.move(box.x + part * box.width, box.y + 30);
    await timeline.settle();
    expect(await page.locator('.hint').innerText()).toMatch(/^paused · 5 min/);
  });

  it('thins list and chart by type, step, errors and text, and says how many are left', async () => {
    await open(liveScene());
    const all = Number((await shownOf()).split(' ')[0]);
    await page.locator('#timeline-filter-types').click();
    await page.getByRole('checkbox', { name: /^message/ }).check();
    await page.keyboard.press('Escape');
    await timeline.settle();
    expect(await shownOf()).toMatch(new RegExp(`^\\d+ of ${all} events$`));
    expect(await lines().first().innerText()).toContain('message');
    expect(await page.locator('#timeline-filter-types').innerText()).toContain('message');
    await page.locator('#timeline-filter-clear').click();
    await page.locator('#timeline-filter-errors').click();
    await timeline.settle();
    expect(await shownOf()).toBe(`4 of ${all} events`);
    expect(await lines().count()).toBe(4);
    await page.locator('#timeline-filter-errors').click();
    await focusTree();
    await page.keyboard.press('/');
    await page.keyboard.type('at 42');
    await expect.poll(shownOf).toBe(`1 of ${all} events`);
    await expect.poll(() => lines().first().innerText()).toContain('What happened at 42');
    await press('Escape');
    await expect.poll(shownOf).toBe(`${all} events`);
    await press('Escape');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('timeline-rows');
  });

  it('thins by a menu that is used by keyboard alone', async () => {
    await open(liveScene());
    const button = page.locator('#timeline-filter-types');
    await button.focus();
    await press('Enter');
    const boxes = page.getByRole('checkbox');
    const focused = () => boxes.evaluateAll((all) => all.findIndex((box) => box === document.activeElement));
    expect(await focused()).toBe(0);
    await press(' ');
    expect(await boxes.first().isChecked()).toBe(true);
    expect(await shownOf()).toMatch(/^\d+ of \d+ events$/);
    await press('ArrowDown');
    expect(await focused()).toBe(1);
    await press('Enter');
    expect(await boxes.nth(1).isChecked()).toBe(false);
    await press('Escape');
    expect(await button.evaluate((node) => node === document.activeElement)).toBe(true);
  });

  it('searches what comes later too, and says where nothing passes', async () => {
    const scene = liveScene();
    await open(scene);
    await focusTree();
    await page.keyboard.press('/');
    await page.keyboard.type(`at ${scene.events.timestamps.length}`);
    await expect.poll(shownOf).toMatch(/^0 of/);
    await page.getByText('No events match the filters.').waitFor();
    await timeline.delta({ events: more(scene, [eventOf(299_500, 'message', 'research')]), now: scene.now });
    await expect.poll(shownOf).toMatch(/^1 of/);
  });

  it('keeps list and chart in step', async () => {
    await open(finishedScene());
    await page.locator('#timeline-events').focus();
    await press('Home', 'ArrowDown', 'ArrowDown');
    const selected = page.locator('#timeline-events [role=row][aria-selected=true]');
    expect(await selected.getAttribute('aria-rowindex')).toBe('4');
    expect(await page.getByRole('treeitem', { selected: true }).count()).toBe(1);
    await press('Enter');
    await page.locator('#timeline-details').getByText('What happened').first().waitFor();
    await press('Escape');
    await page.getByRole('treeitem', { name: /Prairie/ }).click();
    await press('ArrowRight', 'ArrowRight');
    expect(await selected.count()).toBe(1);
    expect(await selected.innerText()).toContain('Call Prairie');
  });

  it('walks from error to error', async () => {
    await open(finishedScene());
    await focusTree();
    const heading = page.locator('#timeline-details').locator('dd').first();
    const seen: string[] = [];
    for (const key of ['n', 'n', 'n', 'n', 'p']) {
      await press(key);
      const time = await page.locator('#timeline-events [role=row][aria-selected=true]').innerText();
      expect(await heading.innerText()).toMatch(/error|step_failed/);
      seen.push(time);
    }
    expect(new Set(seen).size).toBe(4);
    expect(seen[4]).toBe(seen[2]);
  });

  it('holds what comes, says how much, and lets it in', async () => {
    const scene = liveScene();
    await open(scene);
    await focusTree();
    const all = await shownOf();
    await press('h');
    await timeline.delta({
      events: more(scene, [eventOf(299_500, 'message', 'research'), eventOf(299_600, 'error', 'research')]),
      now: scene.now + 1000,
    });
    await timeline.settle();
    expect(await shownOf()).toBe(all);
    const release = page.locator('#timeline-release');
    expect(await release.innerText()).toContain('2 new');
    await release.click();
    await timeline.settle();
    expect(await shownOf()).toBe(`${scene.events.timestamps.length + 2} events`);
    expect(await release.isVisible()).toBe(false);
  });

  it('does not move the list that is being read when events come', async () => {
    const scene = liveScene();
    await open(scene);
    await page.locator('#timeline-events').focus();
    await press('Home');
    const before = await lines().first().innerText();
    await timeline.delta({
      events: more(scene, [eventOf(-5000, 'message'), eventOf(299_600, 'error')]),
      now: scene.now,
    });
    await timeline.settle();
    // One came before the first: what was on top stands there still.
    expect(await lines().nth(1).innerText()).toBe(before);
    const scroll = await page.locator('#timeline-events').evaluate((list) => list.scrollTop);
    expect(scroll).toBe(22);
    await page.locator('.to-end').click();
    await timeline.settle();
    expect(await lines().last().innerText()).toContain('error');
  });

  it('measures a stretch by shift and drag', async () => {
    await open(finishedScene());
    const box = await page.locator('canvas.rows').boundingBox();
    if (!box) throw new Error('No canvas');
    await page.keyboard.down('Shift');
    await page.mouse.move(box.x + 100, box.y + 120);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 140, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    expect((await savedWindow()).window.kind).toBe('fit');
  });

  it('says times since the start, and shows the agents, each with one key', async () => {
    const scene = liveScene();
    await open(scene);
    await focusTree();
    await press('t', 'a');
    expect(await lines().last().innerText()).toMatch(/^\+0:0\d:\d\d\.\d{3}/);
    expect(await page.locator('#timeline-agents').getAttribute('aria-pressed')).toBe('true');
    await press('t');
    expect(await lines().last().innerText()).toMatch(/[AP]M/);
  });

  it('folds and unfolds all steps', async () => {
    await open(liveScene());
    await focusTree();
    const rows = () => page.getByRole('treeitem').count();
    const before = await rows();
    await press('c');
    expect(await rows()).toBe(before - 4);
    await press('e');
    expect(await rows()).toBe(before);
  });

  it('shows all keys in a dialog that keeps the focus, and gives it back', async () => {
    await open(liveScene());
    await focusTree();
    await press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard Shortcuts' });
    await dialog.waitFor();
    const within = await dialog.evaluate((node) => {
      document.getElementById('timeline-rows')?.focus();
      return node.contains(document.activeElement);
    });
    expect(within).toBe(true);
    await press('Escape');
    expect(await dialog.isVisible()).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('timeline-rows');
  });

  it('moves what is shown by the overview, with the pointer and with the keys', async () => {
    await open(finishedScene());
    const from = page.getByRole('slider', { name: 'Start of visible range' });
    await from.focus();
    await press(...Array.from({ length: 20 }, () => 'ArrowRight'));
    expect(Number(await from.getAttribute('aria-valuenow'))).toBeGreaterThan(10);
    await expect.poll(async () => (await savedWindow()).window.kind).toBe('free');
    const position = async () => Number(await from.getAttribute('aria-valuenow'));
    await timeline.settle();
    const first = await position();
    const box = await page.locator('#timeline-overview').boundingBox();
    if (!box) throw new Error('No overview');
    await page.mouse.move(box.x + box.width * 0.6, box.y + 18);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 18, { steps: 4 });
    await page.mouse.up();
    await expect.poll(position).toBeLessThan(first);
  });

  it('compares two runs on a common zero, with their differences in a table', async () => {
    await open(finishedScene());
    const scene = liveScene();
    const offset = 50 * hour;
    const other = {
      run: runOf({
        runId: 'abcdef12-0',
        start: 'Mar 16, 11:00 AM',
        status: 'failed',
        active: false,
        startedAt: start + offset,
        finishedAt: start + offset + 300_000,
      }),
      steps: scene.steps.map((step) => ({
        ...sentStep(step),
        ...(step.startedAt === undefined ? {} : { startedAt: step.startedAt + offset }),
        ...(step.completedAt === undefined ? {} : { completedAt: step.completedAt + offset + 7000 }),
      })),
      events: sliceOf([eventOf(offset + 1000, 'message', 'research'), eventOf(offset + 9000, 'error', 'calls')]),
    };
    await timeline.post({ kind: 'compare', other });
    await timeline.settle();
    const row = page.getByRole('row', { name: /Find licensed roofers/ }).last();
    expect(await row.innerText()).toMatch(/1 min 23 s[\s\S]*1 min 30 s[\s\S]*\+7 s/);
    await page.getByRole('columnheader', { name: 'Mar 16, 11:00 AM' }).waitFor();
    expect(await page.getByRole('tree').count()).toBe(2);
    await page.locator('#timeline-end-compare').click();
    expect(timeline.sent.at(-1)).toMatchObject({ kind: 'act', act: 'endCompare' });
    await timeline.post({ kind: 'compare' });
    await timeline.settle();
    expect(await page.getByRole('tree').count()).toBe(1);
  });

  it('hands out events and pictures to be saved', async () => {
    await open(finishedScene());
    await page.locator('#timeline-filter-errors').click();
    for (const name of ['Events (CSV)', 'Events (JSON Lines)', 'Image (SVG)', 'Image (PNG)']) {
      await page.locator('#timeline-export').click();
      await page.getByRole('button', { name }).click();
    }
    const kinds = () =>
      timeline.sent.flatMap((message) =>
        message.kind === 'exportEvents' || message.kind === 'exportPicture' ? [message] : [],
      );
    // To draw a PNG takes its time.
    await expect.poll(() => kinds().length).toBe(4);
    const [csv, , svg, png] = kinds();
    expect(csv?.kind === 'exportEvents' && Object.values(csv.indexes ?? {})).toHaveLength(4);
    const drawn = svg?.kind === 'exportPicture' ? String(svg.data) : '';
    const parsed = await page.evaluate((text) => {
      const document = new DOMParser().parseFromString(text, 'image/svg+xml');
      return [document.querySelector('parsererror')?.textContent ?? '', document.querySelectorAll('path').length];
    }, drawn);
    expect(parsed[0]).toBe('');
    expect(Number(parsed[1])).toBeGreaterThan(30);
    expect(drawn).toContain('Call Prairie Roofing');
    expect(png?.kind === 'exportPicture' && Object.values(png.data).slice(1, 4)).toEqual([80, 78, 71]);
  });

  it('opens JSON in an editor, copies known ids, and sets the status of a step', async () => {
    await open(liveScene());
    await page.getByRole('treeitem', { name: /Prairie/ }).click();
    await page.locator('#timeline-set-step-status').click();
    await page.locator('#timeline-details .event').nth(2).click();
    await page.getByRole('button', { name: 'Copy conversation_id' }).click();
    await page.locator('#timeline-open-json').click();
    await timeline.settle();
    expect(timeline.sent).toContainEqual({ kind: 'act', act: 'setStepStatus', stepId: 'call-2' });
    expect(timeline.sent).toContainEqual({ kind: 'copy', text: 'c-4711' });
    const opened = timeline.sent.findLast((message) => message.kind === 'openJson');
    expect(opened?.kind === 'openJson' && JSON.parse(opened.text)).toMatchObject({
      payload: { tool: 'places.search' },
    });
  });

  it('comes back after a reload with filter, folds, clock and list', async () => {
    await open(idleScene());
    await focusTree();
    await press('i', 'i', 't', 'a', 'l');
    await page.locator('#timeline-filter-errors').click();
    await expect.poll(async () => JSON.stringify(await timeline.saved())).toContain('"errorsOnly":true');
    const saved = await timeline.saved();
    await page.close();
    await open(idleScene(), { saved });
    expect(await shownOf()).toBe('1 of 40 events');
    for (const id of ['idle', 'clock', 'agents'])
      expect(await page.locator(`#timeline-${id}`).getAttribute('aria-pressed')).toBe('true');
    expect(await page.locator('#timeline-events').isVisible()).toBe(false);
  });

  it('draws hostile data without an error, folded and unfolded', async () => {
    await open(hostileScene());
    await focusTree();
    await press('i', 'a', 't', 'n', 'p', 'c', 'e', 'i', '+', '+', '-', 'f', 'Home', 'End', 'l', 'l');
    const burst = sliceOf(Array.from({ length: 20_000 }, (_, i) => eventOf(i / 20, 'tool_call', `s${i % 50}`)));
    await page.close();
    await open({ ...hostileScene(), events: burst });
    await focusTree();
    await press('i', 'a', ...Array.from({ length: 30 }, () => '+'), 'f');
    expect(await page.title()).toBe('Run timeline');
  });
});
