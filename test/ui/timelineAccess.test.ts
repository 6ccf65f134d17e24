import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { sentStep } from '../../src/protocol/sentSteps';
import type { Scene, TimelinePage } from '../harness/timelinePage';
import { useTimelinePage } from '../harness/useTimelinePages';
import { eventOf, finishedScene, liveScene, runOf, sliceOf, start } from '../unit/timeline/scenes';
import { englishTexts } from '../unit/timeline/texts';
import { timelineThemes, type ThemeName } from '../unit/timeline/themes';

const stuck = runOf({ attention: { kind: 'stuck', since: start + 200_000 } });
const paused = runOf({ status: 'paused', acts: ['resume', 'cancel'], attention: { kind: 'paused' } });

/** Another run of the mission, as it is sent to be compared. */
function otherRun() {
  const { steps, events } = liveScene();
  const run = runOf({
    runId: 'abcdef12-0',
    start: 'Mar 15, 9:00 AM',
    status: 'failed',
    active: false,
    finishedAt: start + 300_000,
  });
  return { run, steps: steps.map(sentStep), events };
}

/** An event of a type that the scene knows, which comes after it. */
function oneMore({ events }: Scene) {
  const [type = 0] = events.types;
  const fresh = sliceOf([eventOf(299_900)]);
  const stringsFrom = events.stringsFrom + events.strings.length;
  return { ...fresh, types: new Uint32Array([type]), from: events.timestamps.length, stringsFrom, strings: [] };
}

describe('the timeline for everybody', () => {
  let timeline: TimelinePage;
  let page: Page;
  const open = useTimelinePage((opened) => {
    timeline = opened;
    ({ page } = opened);
  });

  const press = (...keys: readonly string[]) => timeline.press(...keys);
  const focused = () => page.evaluate(() => document.activeElement?.id ?? '');
  const banner = () => page.locator('#timeline-banner');
  const acts = () => timeline.sent.flatMap((message) => (message.kind === 'act' ? [message.act] : []));
  const announced = (text: string | RegExp) => page.getByRole('status').filter({ hasText: text });

  it('says why a run needs attention, with its actions, and keeps the focus when it needs it no more', async () => {
    await open({ ...liveScene(), run: stuck });
    expect(await banner().innerText()).toMatch(/No activity for 1 min 40 s/);
    await banner().getByRole('button', { name: 'Complete Run...' }).click();
    await timeline.delta({ run: paused, now: start + 300_000 });
    await announced('This run is paused').waitFor({ state: 'attached' });
    const resume = banner().getByRole('button', { name: 'Resume' });
    for (const name of ['Resume', /^Cancel Run/])
      expect(await page.getByRole('button', { name, exact: true }).count(), String(name)).toBe(1);
    await resume.focus();
    await press('Enter');
    expect(acts()).toEqual(['completeRun', 'resume']);
    await timeline.delta({ run: { ...paused, busy: true }, now: start + 300_000 });
    await timeline.settle();
    expect(await resume.isDisabled()).toBe(true);
    await press('Enter');
    expect(acts()).toEqual(['completeRun', 'resume']);
    await timeline.delta({ run: runOf(), now: start + 300_000 });
    await timeline.settle();
    expect(await banner().isVisible()).toBe(false);
    expect(await focused()).toBe('timeline-pause');
  });

  it('leads from a run that failed to what went wrong', async () => {
    const scene = finishedScene();
    const run = { ...scene.run, status: 'failed', attention: { kind: 'failed' } as const };
    await open({ ...scene, run });
    await banner().getByRole('button', { name: 'Show Error' }).click();
    await timeline.settle();
    expect(await page.locator('#timeline-details dd').first().innerText()).toMatch(/error|failed/);
    expect(await banner().getByRole('button').count()).toBe(1);
  });

  it('keeps the focus where it is, or near what has gone', async () => {
    await open(liveScene());
    await page.locator('#timeline-events').focus();
    await press('Home', 'l');
    expect(await focused()).toBe('timeline-rows');
    await press('l');
    expect(await focused()).toBe('timeline-rows');
    await page.locator('#timeline-events').focus();
    await press('Home', 'Enter', 'Escape');
    expect(await focused()).toBe('timeline-events');
    await page.locator('#timeline-clock').focus();
    await press('l', 'l');
    expect(await focused()).toBe('timeline-clock');
    await page.locator('#timeline-filter-errors').focus();
    await press('Enter');
    await page.locator('#timeline-filter-clear').focus();
    await press('Enter');
    expect(await focused()).toMatch(/^timeline-filter-/);
    // The button that was pressed goes, and another one comes in its place.
    await page.locator('#timeline-pause').focus();
    await timeline.delta({ run: paused, now: start + 300_000 });
    await timeline.settle();
    expect(await banner().locator(':focus').innerText()).toBe('Resume');
    await press('Shift+Tab');
    expect(await focused()).toBe('timeline-cancel');
    await page.locator('#timeline-more').click();
    await page.getByRole('button', { name: 'Keyboard Shortcuts' }).click();
    await press('Escape');
    expect(await focused()).toBe('timeline-more');
  });

  it('has one tab stop for each toolbar, and the arrow keys lead on', async () => {
    await open(liveScene());
    const toolbar = page.getByRole('toolbar', { name: 'Timeline actions' });
    const stops = () => toolbar.locator('button:visible[tabindex="0"]').count();
    expect(await stops()).toBe(1);
    await page.locator('#timeline-pause').focus();
    await press('ArrowRight');
    expect(await focused()).toBe('timeline-cancel');
    await press('End');
    expect(await focused()).toBe('timeline-more');
    await press('ArrowRight');
    expect(await focused()).toBe('timeline-pause');
    await press('End', 'Tab');
    expect(await toolbar.evaluate((node) => node.contains(document.activeElement))).toBe(false);
    await press('Shift+Tab');
    expect(await focused()).toBe('timeline-more');
    expect(await stops()).toBe(1);
    expect(await page.locator('#timeline-fit').getAttribute('title')).toBe('Fit whole run (F)');
  });

  it('announces results of a filter, held updates, new events and that it is offline', async () => {
    const scene = liveScene();
    await open(scene);
    await page.locator('#timeline-filter-errors').click();
    await announced(/^4 of \d+ events$/).waitFor({ state: 'attached' });
    await page.locator('#timeline-filter-errors').click();
    await page.locator('#timeline-hold').click();
    await announced('Live updates paused.').waitFor({ state: 'attached' });
    await timeline.delta({ events: oneMore(scene), now: scene.now });
    await announced('1 new event').waitFor({ state: 'attached' });
    await page.locator('#timeline-release').click();
    await announced('Live updates resumed.').waitFor({ state: 'attached' });
    await timeline.delta({ freshness: { kind: 'stale', message: "You're offline." }, now: scene.now });
    await announced("You're offline.").waitFor({ state: 'attached' });
  });

  it('never wraps its header, nor lets it jump, from 1800 to 400 wide', async () => {
    await open({ ...liveScene(), run: runOf({ missionName: 'A mission of a rather long name '.repeat(4) }) });
    const header = page.locator('.toolbar');
    const heights = new Map<number, number>();
    for (const width of [1800, 1024, 861, 860, 700, 480, 400]) {
      await page.setViewportSize({ width, height: 600 });
      await timeline.settle();
      const seen = await header.evaluate((node) => ({
        height: node.getBoundingClientRect().height,
        right: Math.max(...[...node.querySelectorAll('button')].map((one) => one.getBoundingClientRect().right)),
        lines: new Set(
          [...node.querySelectorAll('button')]
            .filter((one) => one.checkVisibility())
            .map((one) => Math.round(one.getBoundingClientRect().top)),
        ).size,
      }));
      heights.set(width, seen.height);
      expect(seen.lines, `lines of buttons at ${width}`).toBe(1);
      expect(seen.right, `the last button at ${width}`).toBeLessThanOrEqual(width);
    }
    expect([...heights.values()]).toEqual([40, 40, 40, 68, 68, 68, 68]);
    const last = () => page.locator('#timeline-more').evaluate((node) => node.getBoundingClientRect().left);
    const before = await last();
    await press('h');
    await timeline.delta({ events: oneMore(liveScene()), now: start + 3_900_000 });
    await timeline.settle();
    expect(await last()).toBe(before);
    expect(await header.evaluate((node) => node.getBoundingClientRect().height)).toBe(68);
  });

  it('stacks its panes at 200 % zoom, and prints none over another', async () => {
    await open({ ...liveScene(), run: stuck }, { width: 700, height: 450 });
    await page.getByRole('treeitem', { name: /Prairie/ }).click();
    await timeline.settle();
    const panes = [
      '.toolbar',
      '#timeline-banner',
      '#timeline-overview',
      '.chart',
      '.filter-bar',
      '.event-list',
      'aside',
    ];
    const boxes = await Promise.all(panes.map((pane) => page.locator(pane).boundingBox()));
    for (const [i, box] of boxes.entries()) {
      expect(box?.height, panes[i]).toBeGreaterThan(20);
      const next = boxes[i + 1];
      if (box && next) expect(box.y + box.height, panes[i]).toBeLessThanOrEqual(next.y + 1);
    }
    const details = boxes.at(-1);
    expect(details?.height).toBeGreaterThan(150);
    // What was opened is in sight, and the page scrolls to the rest.
    expect((details?.y ?? 0) + (details?.height ?? 0)).toBeLessThanOrEqual(451);
    const scroll = await page.locator('#app').evaluate((app) => [app.scrollHeight, app.clientHeight, app.scrollWidth]);
    expect(scroll[0]).toBeGreaterThan(scroll[1] ?? 0);
    expect(scroll[2]).toBe(700);
  });

  it('tells VS Code what its context menu is for', async () => {
    await open(liveScene());
    const context = async () => {
      const text = await page.locator('#app').getAttribute('data-vscode-context');
      return JSON.parse(text ?? '{}') as unknown;
    };
    await page.getByRole('treeitem', { name: /Prairie/ }).click({ button: 'right' });
    expect(await context()).toMatchObject({ webviewSection: 'step', stepId: 'call-2', runId: runOf().runId });
    await page.locator('#timeline-events .lines [role=row]').last().click({ button: 'right' });
    expect(await context()).toMatchObject({
      webviewSection: 'event',
      eventId: expect.stringMatching(/^event-\d+$/) as unknown,
      preventDefaultContextMenuItems: true,
    });
    await page.locator('.name').click({ button: 'right' });
    expect(await context()).toMatchObject({ webviewSection: 'run' });
    await page.locator('#timeline-filter-text').click({ button: 'right' });
    expect(await context()).not.toHaveProperty('preventDefaultContextMenuItems');
  });

  it('follows reduced motion while it is open', async () => {
    await open({ ...liveScene(), run: runOf({ busy: true }) });
    const moving = () =>
      page.evaluate(() => [...document.querySelectorAll('*')].filter((one) => one.getAnimations().length > 0).length);
    expect(await moving()).toBeGreaterThan(0);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await moving()).toBe(0);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await moving()).toBeGreaterThan(0);
    await page.evaluate(() => document.body.classList.add('vscode-reduce-motion'));
    expect(await moving()).toBe(0);
  });

  it('has splitters, trees and grids of different names', async () => {
    await open(finishedScene());
    await timeline.post({ kind: 'compare', other: otherRun() });
    await press('l');
    const names = await page
      .locator('[role=separator], [role=tree], [role=grid]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('Resize event list');
    const ids = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
  });

  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

  async function violations(onlyContrast: boolean): Promise<unknown[]> {
    await timeline.settle();
    return page.evaluate(async (contrast) => {
      type Violation = { id: string; nodes: { html: string; failureSummary: string }[] };
      const { axe: checker } = window as unknown as {
        axe: { run(options: object): Promise<{ violations: Violation[] }> };
      };
      const found = await checker.run(contrast ? { runOnly: ['color-contrast'] } : {});
      return found.violations.map(({ id, nodes }) => [
        id,
        nodes.slice(0, 3).map((node) => [node.html.slice(0, 200), node.failureSummary]),
      ]);
    }, onlyContrast);
  }

  /** The states of the timeline, each reached from the one before. */
  const states: Readonly<Record<string, () => Promise<unknown>>> = {
    'a failed run with its error': async () => {
      const run = {
        ...finishedScene().run,
        status: 'failed',
        error: 'It failed.',
        attention: { kind: 'failed' } as const,
      };
      await timeline.delta({ run, now: start + 500_000 });
    },
    'an event with its payload': () => page.locator('#timeline-events .lines [role=row]').first().dblclick(),
    'a menu of filters': () => page.locator('#timeline-filter-types').click(),
    'more actions': () => page.locator('#timeline-more').click(),
    'the keys': () => page.getByRole('button', { name: 'Keyboard Shortcuts' }).click(),
    'a step at 700 by 450': async () => {
      await press('Escape');
      await page.setViewportSize({ width: 700, height: 450 });
      await page.getByRole('treeitem', { name: /Prairie/ }).click();
    },
    'a paused run, held': async () => {
      await page.setViewportSize({ width: 1100, height: 640 });
      await timeline.delta({ run: paused, now: start + 500_000 });
      await press('h');
    },
    'a filter that nothing passes, offline': async () => {
      await timeline.delta({ run: stuck, freshness: { kind: 'stale', message: "You're offline." }, now: start });
      await page.locator('#timeline-filter-text').fill('no such text');
      await page.getByText('No events match').waitFor();
    },
    'two runs': () => timeline.post({ kind: 'compare', other: otherRun() }),
  };

  it('says what to do where there is no plan, and axe objects to nothing there, nor while it loads', async () => {
    const nothing = { steps: [], events: sliceOf([]), now: start + 60_000 };
    await open({ ...nothing, run: runOf(), freshness: { kind: 'live' } }, { theme: 'Light Modern' });
    await page.evaluate(axe);
    expect(await violations(false)).toEqual([]);
    const run = runOf({ acts: ['editPlan'] });
    await timeline.delta({ run, now: nothing.now });
    await page.getByText('You can also add them yourself.').waitFor();
    await page.getByRole('button', { name: 'Edit Plan' }).click();
    expect(acts()).toEqual(['editPlan']);
    expect(await violations(false)).toEqual([]);
    const loading = { kind: 'loading' } as const;
    await timeline.post({ kind: 'snapshot', revision: 99, ...nothing, freshness: loading, texts: englishTexts });
    await page.locator('.skeleton').waitFor();
    expect(await violations(false)).toEqual([]);
  });

  for (const [place, theme] of (Object.keys(timelineThemes) as ThemeName[]).entries())
    it(`has nothing that axe objects to in ${theme}`, async () => {
      await open(finishedScene(), { theme });
      await page.evaluate(axe);
      for (const [state, reach] of Object.entries(states)) {
        await reach();
        // All themes have the same elements.
        expect(await violations(place > 0), state).toEqual([]);
      }
    });
});
