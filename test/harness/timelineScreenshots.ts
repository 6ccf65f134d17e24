import type { Page } from 'playwright-core';
import type { Freshness } from '../../src/protocol/messages';
import { finishedScene, hostileScene, liveScene, runOf, sliceOf } from '../unit/timeline/scenes';
import { timelineThemes, type ThemeName } from '../unit/timeline/themes';
import { sharedBrowser } from './sharedVsCode';
import { TimelinePage, type PageOptions, type Scene } from './timelinePage';

/** Pictures of the timeline by itself: states that are hard to reach in VS Code. */
export async function takeTimelinePages(): Promise<void> {
  const browser = await sharedBrowser();
  const take = async (name: string, scene: Scene, options: PageOptions, act?: (page: Page) => Promise<void>) => {
    const timeline = await TimelinePage.open(browser, scene, options);
    await timeline.page.locator('#timeline-rows').waitFor({ state: 'attached' });
    await timeline.settle();
    await act?.(timeline.page);
    await timeline.screenshot(name);
    if (timeline.errors.length > 0) console.log(name, timeline.errors);
    await timeline.page.close();
  };
  const press =
    (...keys: readonly string[]) =>
    async (page: Page) => {
      await page.getByRole('tree').focus();
      for (const key of keys) await page.keyboard.press(key);
    };
  const row = (name: RegExp) => (page: Page) => page.getByRole('treeitem', { name }).click();
  for (const theme of Object.keys(timelineThemes) as ThemeName[]) {
    await take(theme.replaceAll(' ', '-').toLowerCase(), liveScene(), { theme }, row(/Prairie/));
  }
  await take('hover', liveScene(), {}, (page) => page.mouse.move(520, 160));
  await take('finished', finishedScene(), { scale: 2 }, row(/^Run/));
  await take('event', finishedScene(), { theme: 'Light Modern' }, async (page) => {
    await row(/Prairie/)(page);
    await page.keyboard.press('Escape');
    for (const key of ['ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
  });
  await take('narrow', liveScene(), { width: 600, height: 720 }, row(/Skyline/));
  await take('narrow-plain', liveScene(), { width: 420, height: 500 });
  await take('hostile', hostileScene(), {}, row(/very long/));
  const none = sliceOf([]);
  const { run, now } = liveScene();
  await take('empty', { run, steps: [], events: none, freshness: { kind: 'live' }, now }, {});
  await take('loading', { steps: [], events: none, freshness: { kind: 'loading' }, now }, {});
  const stale = {
    kind: 'stale',
    at: now,
    message: 'The API key was refused.',
    action: { command: 'x', title: 'Set API Key' },
  };
  await take('stale', { ...liveScene(), run: runOf({ busy: true }), freshness: stale as Freshness }, {});
  const reading = { kind: 'reading', loaded: 12_000, total: 48_000 } as const;
  await take('reading', { ...liveScene(), freshness: reading }, {});
  await take('idle-folded', finishedScene(), {}, press('i'));
  const stuck = { ...liveScene(), run: runOf({ attention: { kind: 'stuck', since: now } }), now: now + 5_400_000 };
  for (const theme of Object.keys(timelineThemes) as ThemeName[])
    await take(`attention-${theme.replaceAll(' ', '-').toLowerCase()}`, stuck, { theme });
  for (const width of [700, 1024, 1800])
    await take(`attention-${width}`, stuck, { width, height: 450 }, row(/Prairie/));
  await take('keys', liveScene(), {}, press('?'));
  await take('filtered', liveScene(), {}, async (page) => {
    await press('/')(page);
    await page.keyboard.type('at 42');
    await page.locator('#timeline-shown-of', { hasText: /^1 of/ }).waitFor();
  });
  await take('measured', finishedScene(), {}, async (page) => {
    const box = await page.locator('canvas.rows').boundingBox();
    if (!box) throw new Error('No canvas');
    await page.keyboard.down('Shift');
    await page.mouse.move(box.x + 100, box.y + 120);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 140, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
  });
}
