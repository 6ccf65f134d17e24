/**
 * The timeline's webview as it ships, in headless Chromium, beside vis-timeline with the same data and the same
 * script of zooming and panning: `npm run bench:timeline`. Prints tables and asserts nothing.
 */
import * as esbuild from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../harness/browser';
import { build, projectRoot } from '../harness/project';
import { scriptSize, TimelinePage } from '../harness/timelinePage';
import { runOf, sliceOf, start } from '../unit/timeline/scenes';
import { englishTexts } from '../unit/timeline/texts';

type Size = { readonly events: number; readonly steps: number };
const sizes: readonly Size[] = [
  { events: 1000, steps: 200 },
  { events: 10_000, steps: 200 },
  { events: 100_000, steps: 200 },
  { events: 100_000, steps: 2000 },
  { events: 1_000_000, steps: 200 },
];
/** Frames of zooming and panning that are measured. */
const frames = 120;
/** What takes longer than this (ms) is given up. */
const patience = 90_000;

type Figures = {
  readonly paint: number;
  readonly median: number;
  readonly p95: number;
  readonly append: number;
  readonly heap: number;
};

/** Makes data in the page itself, so that no copy of it is left on the way. Runs there. */
const dataMaker = `
  globalThis.makeData = (count, stepCount, from, startedAt) => {
    let seed = 42;
    const random = () => (seed = (seed * 1664525 + 1013904223) >>> 0) / 4294967296;
    const types = ['tool_call', 'tool_result', 'message', 'custom', 'step_started', 'step_completed', 'status_change', 'error'];
    const length = 6 * 3600 * 1000;
    const timestamps = new Float64Array(count);
    for (let i = 0; i < count; i++) timestamps[i] = startedAt + Math.floor((length * (from + i)) / Math.max(count, from + count)) ;
    const typeNumbers = new Uint32Array(count);
    const stepNumbers = new Uint32Array(count);
    for (let i = 0; i < count; i++) {
      const kind = random();
      typeNumbers[i] = 1 + (kind < 0.002 ? 7 : Math.floor(random() * 7));
      const part = (timestamps[i] - startedAt) / length;
      const step = Math.floor(Math.min(0.999, Math.max(0, part + (random() - 0.5) * 0.1)) * stepCount);
      stepNumbers[i] = 1 + types.length + step;
    }
    const steps = Array.from({ length: stepCount }, (_, i) => ({
      stepId: 'step_' + i,
      sequence: i,
      description: 'Step number ' + i + ' of the plan',
      status: 'completed',
      ...(i % 10 === 0 ? {} : { parentStepId: 'step_' + (i - (i % 10)) }),
      startedAt: startedAt + (length * Math.max(0, i / stepCount - 0.05)),
      completedAt: startedAt + (length * Math.min(1, i / stepCount + 0.05)),
    }));
    const strings = ['', ...types, ...steps.map((step) => step.stepId)];
    return { timestamps, types: typeNumbers, stepIds: stepNumbers, agentIds: new Uint32Array(count), steps, strings, length };
  };
  globalThis.painted = () => new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(0);
  }));
  globalThis.figuresOf = (times) => {
    const sorted = [...times].sort((a, b) => a - b);
    return { median: sorted[Math.floor(sorted.length / 2)], p95: sorted[Math.floor(sorted.length * 0.95)] };
  };
`;

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await page.waitForTimeout(300);
  await session.send('HeapProfiler.collectGarbage');
  const usage = (await session.send('Runtime.getHeapUsage')) as unknown as Record<string, number>;
  return ((usage.usedSize ?? 0) + (usage.backingStorageSize ?? 0)) / 1e6;
}

async function measureOurs(browser: Browser, { events, steps }: Size): Promise<Figures> {
  const run = runOf({ startedAt: start, updatedAt: start + 1 });
  const now = start + 6 * 3_600_000;
  const timeline = await TimelinePage.open(
    browser,
    { steps: [], events: sliceOf([]), freshness: { kind: 'loading' }, now },
    { width: 1400, height: 900 },
  );
  const { page } = timeline;
  await page.waitForTimeout(500);
  await page.evaluate(dataMaker);
  const first = await page.evaluate(
    async ({ events, steps, run, now, texts }) => {
      const data = makeData(events, steps, 0, run.startedAt);
      const { timestamps, types, stepIds, agentIds } = data;
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
      const begun = performance.now();
      window.postMessage(message, '*', [timestamps.buffer, types.buffer, stepIds.buffer, agentIds.buffer]);
      await taken;
      return (await painted()) - begun;
    },
    { events, steps, run, now, texts: englishTexts },
  );
  await page.waitForTimeout(500);
  const moved = await page.evaluate(async (frames) => {
    const canvas = document.querySelector('canvas.rows');
    if (!canvas) throw new Error('No canvas');
    const { left, top } = canvas.getBoundingClientRect();
    const at = (type: string, x: number, y: number, more = {}) =>
      canvas.dispatchEvent(
        new PointerEvent(type, {
          bubbles: true,
          pointerId: 1,
          button: 0,
          clientX: left + x,
          clientY: top + y,
          ...more,
        }),
      );
    canvas.setPointerCapture = () => undefined;
    const times: number[] = [];
    let last = await painted();
    for (let i = 0; i < frames; i++) {
      const zooming = i % 60 < 30;
      if (zooming)
        canvas.dispatchEvent(
          new WheelEvent('wheel', {
            deltaY: i < 60 ? -25 : 25,
            ctrlKey: true,
            clientX: left + 500,
            clientY: top + 200,
            bubbles: true,
            cancelable: true,
          }),
        );
      else {
        if (i % 60 === 30) at('pointerdown', 700, 200);
        at('pointermove', 700 - (i % 30) * 9, 200 + (i % 30) * 3);
        if (i % 60 === 59) at('pointerup', 430, 290);
      }
      const now = await painted();
      times.push(now - last);
      last = now;
    }
    return figuresOf(times);
  }, frames);
  const append = await page.evaluate(
    async ({ events, steps, startedAt, now }) => {
      const times: number[] = [];
      for (let round = 0; round < 9; round++) {
        const { timestamps, types, stepIds, agentIds } = makeData(100, steps, events + round * 100, startedAt);
        for (let i = 0; i < 100; i++) timestamps[i] = now + round * 1000 + i;
        await painted();
        const taken = new Promise((done) => addEventListener('message', done, { once: true }));
        const begun = performance.now();
        window.postMessage({
          kind: 'delta',
          revision: 2 + round,
          events: {
            from: events + round * 100,
            timestamps,
            types,
            stepIds,
            agentIds,
            stringsFrom: 9 + steps,
            strings: [],
          },
          now: now + round * 1000,
        });
        await taken;
        times.push((await painted()) - begun);
      }
      return figuresOf(times).median;
    },
    { events, steps, startedAt: start, now },
  );
  const heap = await heapOf(page);
  if (timeline.errors.length > 0) throw new Error(timeline.errors.join('\n'));
  await page.close();
  return { paint: first, ...moved, append, heap };
}

async function visBundle(): Promise<{ readonly script: string; readonly style: string }> {
  const built = await esbuild.build({
    stdin: {
      contents: `
        import { DataSet, Timeline } from 'vis-timeline/standalone';
        import 'vis-timeline/styles/vis-timeline-graph2d.min.css';
        Object.assign(globalThis, { DataSet, Timeline });`,
      resolveDir: projectRoot,
    },
    bundle: true,
    minify: true,
    write: false,
    outdir: 'out',
    format: 'iife',
    target: 'es2022',
    loader: { '.png': 'dataurl' },
  });
  const file = (end: string) => built.outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  return { script: file('.js'), style: file('.css') };
}

async function measureVis(browser: Browser, { events, steps }: Size, script: string, style: string): Promise<Figures> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.setContent(`<style>${style} body { margin: 0 } #t { height: 880px }</style><div id="t"></div>`);
  await page.addScriptTag({ content: 'globalThis.__name = (named) => named' });
  await page.addScriptTag({ content: script });
  await page.evaluate(dataMaker);
  const measured = page.evaluate(
    async ({ events, steps, startedAt, frames }) => {
      const data = makeData(events, steps, 0, startedAt);
      const item = (i: number, from: typeof data, id: number) => ({
        id,
        group: from.strings[from.stepIds[i] ?? 0],
        start: from.timestamps[i],
        type: 'point',
        content: '',
      });
      await painted();
      const begun = performance.now();
      const items = new DataSet(Array.from({ length: events }, (_, i) => item(i, data, i)));
      items.add(
        data.steps.map((step, i) => ({
          id: -1 - i,
          group: step.stepId,
          start: step.startedAt,
          end: step.completedAt,
          content: '',
        })),
      );
      const groups = new DataSet(data.steps.map((step) => ({ id: step.stepId, content: step.description })));
      const timeline = new Timeline(document.getElementById('t'), items, groups, {
        stack: false,
        height: 880,
        showCurrentTime: false,
      });
      await painted();
      const paint = (await painted()) - begun;
      const times: number[] = [];
      let last = await painted();
      let from = startedAt;
      let length = data.length;
      for (let i = 0; i < frames; i++) {
        if (i % 60 < 30) {
          const factor = Math.exp((i < 60 ? -25 : 25) * 0.004);
          from += 0.4 * length * (1 - factor);
          length *= factor;
        } else from += (length * 9) / 1100;
        timeline.setWindow(from, from + length, { animation: false });
        const now = await painted();
        times.push(now - last);
        last = now;
      }
      const appends: number[] = [];
      for (let round = 0; round < 3; round++) {
        const more = makeData(100, steps, events, startedAt);
        const added = performance.now();
        items.add(Array.from({ length: 100 }, (_, i) => item(i, more, events + round * 100 + i)));
        await painted();
        appends.push((await painted()) - added);
      }
      return { paint, ...figuresOf(times), append: figuresOf(appends).median };
    },
    { events, steps, startedAt: start, frames },
  );
  try {
    const figures = await Promise.race([
      measured,
      new Promise<never>((_, give) => setTimeout(() => give(new Error('too slow')), patience)),
    ]);
    const heap = await heapOf(page);
    return { ...figures, heap };
  } finally {
    // What still runs in it ends with it.
    measured.catch(() => undefined);
    await page.close().catch(() => undefined);
  }
}

declare global {
  function makeData(
    count: number,
    steps: number,
    from: number,
    startedAt: number,
  ): {
    timestamps: Float64Array<ArrayBuffer>;
    types: Uint32Array<ArrayBuffer>;
    stepIds: Uint32Array<ArrayBuffer>;
    agentIds: Uint32Array<ArrayBuffer>;
    steps: { stepId: string; description: string; startedAt: number; completedAt: number }[];
    strings: string[];
    length: number;
  };
  function painted(): Promise<number>;
  function figuresOf(times: number[]): { median: number; p95: number };
  class DataSet {
    constructor(items: unknown[]);
    add(items: unknown[]): void;
  }
  class Timeline {
    constructor(container: Element | null, items: DataSet, groups: DataSet, options: unknown);
    setWindow(from: number, to: number, options: unknown): void;
  }
}

const rounded = (value: number) => (value < 100 ? value.toFixed(1) : value.toFixed(0));

async function main(): Promise<void> {
  build('--production');
  const rows: Record<string, string>[] = [];
  const { script, style } = await visBundle();
  for (const size of sizes) {
    const browser = await launchBrowser();
    const ours = await measureOurs(browser, size);
    await browser.close();
    const other = await launchBrowser();
    const vis = await measureVis(other, size, script, style).catch(() => undefined);
    await other.close();
    const row = (name: string, figures: Figures | undefined) => ({
      events: size.events.toLocaleString('en'),
      steps: size.steps.toLocaleString('en'),
      what: name,
      'first paint ms': figures ? rounded(figures.paint) : 'not finished',
      'frame median ms': figures ? rounded(figures.median) : '–',
      'frame p95 ms': figures ? rounded(figures.p95) : '–',
      'append 100 ms': figures ? rounded(figures.append) : '–',
      'heap MB': figures ? rounded(figures.heap) : '–',
    });
    rows.push(row('Missions', ours), row('vis-timeline', vis));
    if (vis) {
      const ratio = (key: keyof Figures) => `1 : ${rounded(vis[key] / ours[key])}`;
      rows.push({
        events: '',
        steps: '',
        what: 'ratio',
        'first paint ms': ratio('paint'),
        'frame median ms': ratio('median'),
        'frame p95 ms': ratio('p95'),
        'append 100 ms': ratio('append'),
        'heap MB': ratio('heap'),
      });
    }
  }
  console.table(rows);
  console.log(`Script, minified: ours ${scriptSize() / 1000} kB, vis-timeline ${script.length / 1000} kB`);
}

void main();
