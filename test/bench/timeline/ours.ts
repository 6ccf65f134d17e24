import type { Browser, Page } from 'playwright-core';
import { TimelinePage } from '../../harness/timelinePage';
import { runOf, sliceOf, start } from '../../unit/timeline/scenes';
import { englishTexts } from '../../unit/timeline/texts';
import { frames, Meter, runLength, type Figures, type Size } from './inPage';

const appends = 9;

/** From the message with all of the data to the picture (ms). */
export function firstPaint(page: Page, size: Size): Promise<number> {
  return page.evaluate(
    async ({ events, steps, run, now, texts }) => {
      const { timestamps, types, stepIds, agentIds, ...data } = makeData(events, steps, run.startedAt);
      const message = {
        kind: 'snapshot',
        revision: 1,
        run,
        steps: data.steps,
        events: { from: 0, timestamps, types, stepIds, agentIds, stringsFrom: 0, strings: data.strings },
        freshness: { kind: 'live' },
        now,
        texts,
      };
      await painted();
      const taken = new Promise((done) => addEventListener('message', done, { once: true }));
      Object.assign(globalThis, {
        begin: async () => {
          const begun = performance.now();
          window.postMessage(message, '*', [timestamps.buffer, types.buffer, stepIds.buffer, agentIds.buffer]);
          await taken;
          return (await painted()) - begun;
        },
      });
      return 0;
    },
    { ...size, run: runOf({ startedAt: start, updatedAt: start + 1 }), now: start + runLength, texts: englishTexts },
  );
}

/** Zooms by the wheel and pans by dragging, as a person does. */
export function move(page: Page): Promise<number> {
  return page.evaluate(async (frames) => {
    const canvas = document.querySelector('canvas.rows');
    if (!canvas) throw new Error('No canvas');
    const { left, top } = canvas.getBoundingClientRect();
    const at = (type: string, x: number, y: number) =>
      canvas.dispatchEvent(
        new PointerEvent(type, { bubbles: true, pointerId: 1, button: 0, clientX: left + x, clientY: top + y }),
      );
    canvas.setPointerCapture = () => undefined;
    return p95Of(frames, (i) => {
      if (i % 60 < 30) {
        const wheel = { deltaY: i < 60 ? -25 : 25, ctrlKey: true, clientX: left + 500, clientY: top + 200 };
        canvas.dispatchEvent(new WheelEvent('wheel', { ...wheel, bubbles: true, cancelable: true }));
        return;
      }
      if (i % 60 === 30) at('pointerdown', 700, 200);
      at('pointermove', 700 - (i % 30) * 9, 200 + (i % 30) * 3);
      if (i % 60 === 59) at('pointerup', 430, 290);
    });
  }, frames);
}

/** 100 events as they come live, several times. Returns the median time until they were painted (ms). */
function append(page: Page, size: Size): Promise<number> {
  return page.evaluate(
    async ({ events, steps, startedAt, now, appends }) => {
      const times: number[] = [];
      for (let round = 0; round < appends; round++) {
        const { timestamps, types, stepIds, agentIds } = makeData(100, steps, startedAt);
        for (let i = 0; i < 100; i++) timestamps[i] = now + round * 1000 + i;
        await painted();
        const taken = new Promise((done) => addEventListener('message', done, { once: true }));
        const begun = performance.now();
        const from = events + round * 100;
        window.postMessage({
          kind: 'delta',
          revision: 2 + round,
          events: { from, timestamps, types, stepIds, agentIds, stringsFrom: 9 + steps, strings: [] },
          now: now + round * 1000,
        });
        await taken;
        times.push((await painted()) - begun);
      }
      return times.sort((a, b) => a - b)[Math.floor(appends / 2)] ?? NaN;
    },
    { ...size, startedAt: start, now: start + runLength, appends },
  );
}

export async function open(browser: Browser, dist: string | undefined): Promise<TimelinePage> {
  const timeline = await TimelinePage.open(
    browser,
    { steps: [], events: sliceOf([]), freshness: { kind: 'loading' }, now: start + runLength },
    { width: 1400, height: 900, ...(dist === undefined ? {} : { dist }) },
  );
  await timeline.page.waitForTimeout(500);
  return timeline;
}

const begin = (page: Page) => page.evaluate<number>('begin()');

/** The timeline as it ships. `dist`: where another build of it is. */
export async function measureOurs(browser: Browser, size: Size, dist?: string): Promise<Figures> {
  const timeline = await open(browser, dist);
  const { page } = timeline;
  const meter = await Meter.of(page);
  await firstPaint(page, size);
  const painting = await meter.workOf(() => begin(page));
  await page.waitForTimeout(500);
  const moving = await meter.workOf(() => move(page));
  const appending = await meter.workOf(() => append(page, size));
  const heap = await meter.heap();
  if (timeline.errors.length > 0) throw new Error(timeline.errors.join('\n'));
  await page.close();
  return {
    paint: painting.result,
    paintWork: painting.work,
    work: moving.work / frames,
    p95: moving.result,
    append: appending.result,
    appendWork: appending.work / appends,
    heap,
  };
}

/** Where its time goes, by phase: ms by function. Says most where it was built without being minified. */
export async function profileOurs(browser: Browser, size: Size, dist?: string) {
  const { page } = await open(browser, dist);
  const meter = await Meter.of(page);
  await firstPaint(page, size);
  const paint = await meter.profileOf(() => begin(page));
  await page.waitForTimeout(500);
  const moving = await meter.profileOf(() => move(page));
  const appending = await meter.profileOf(() => append(page, size));
  await page.close();
  return { 'first paint': paint, [`${frames} frames`]: moving, [`${appends} appends`]: appending };
}
