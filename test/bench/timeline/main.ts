/**
 * `npm run bench:timeline`: the timeline's webview as it ships, in headless Chromium, beside others that show the same
 * data and are moved the same way, in one run. Prints tables and asserts nothing. Options, after `--`:
 *
 * - `--runs 3`: how often each is measured, in turn; medians are printed.
 * - `--events 100000,1000000`: of the sizes, those with so many events.
 * - `--without speedscope`: leaves rivals out, by the first word of their names; `all` leaves out all.
 * - `--beside DIST`: measures another build of the timeline too, the one in that folder.
 * - `--profile`: prints where the time goes instead, by phase and function.
 */
import { parseArgs } from 'node:util';
import { launchBrowser } from '../../harness/browser';
import { build } from '../../harness/project';
import { scriptSize } from '../../harness/timelinePage';
import { measureBareCanvas } from './bareCanvas';
import { measureDevToolsPanel } from './devToolsPanel';
import { flameChartScript, measureFlameChart } from './flameChart';
import type { Figures, Size } from './inPage';
import { measureOurs, profileOurs } from './ours';
import { measureSpeedscope } from './speedscope';

const sizes: readonly Size[] = [
  { events: 1000, steps: 200 },
  { events: 100_000, steps: 200 },
  { events: 100_000, steps: 2000 },
  { events: 1_000_000, steps: 200 },
  { events: 10_000_000, steps: 200 },
];
/** Those that make objects of events are spared the largest run. */
const mostForRivals = 1_000_000;
/** What takes longer than this (ms) is given up. */
const patience = 120_000;

type Measure = (browser: Awaited<ReturnType<typeof launchBrowser>>, size: Size) => Promise<Figures>;
type Contestant = { readonly name: string; readonly measure: Measure; readonly isLimited?: true };

/** In a browser of its own, which ends with it, whatever still runs there. */
async function inBrowser(measure: Measure, size: Size): Promise<Figures | undefined> {
  const browser = await launchBrowser();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((give) => (timer = setTimeout(() => give(undefined), patience)));
  const measured = measure(browser, size).catch((error: unknown) => {
    if (process.env.VERBOSE) console.error(error);
    return undefined;
  });
  const figures = await Promise.race([measured, late]);
  clearTimeout(timer);
  await browser.close();
  await measured;
  return figures;
}

const heads: Readonly<Record<keyof Figures, string>> = {
  paint: 'first paint ms',
  paintWork: 'its work ms',
  work: 'frame work ms',
  p95: 'frame p95 ms',
  appendWork: 'append 100 work ms',
  append: 'to pixels ms',
  heap: 'heap MB',
};
const keys = Object.keys(heads) as (keyof Figures)[];

function median(runs: readonly (Figures | undefined)[], key: keyof Figures): string {
  const values = runs.flatMap((figures) => figures?.[key] ?? []).sort((a, b) => a - b);
  const value = values[Math.floor(values.length / 2)];
  return value === undefined ? '–' : value < 100 ? value.toFixed(1) : value.toFixed(0);
}

async function compare(size: Size, contestants: readonly Contestant[], runs: number): Promise<void> {
  const measured = new Map<string, (Figures | undefined)[]>(contestants.map(({ name }) => [name, []]));
  for (let run = 0; run < runs; run++)
    for (const { name, measure } of contestants) measured.get(name)?.push(await inBrowser(measure, size));
  console.log(`${size.events.toLocaleString('en')} events, ${size.steps.toLocaleString('en')} steps`);
  console.table(
    Object.fromEntries(
      [...measured].map(([name, figures]) => [
        name,
        Object.fromEntries(keys.map((key) => [heads[key], median(figures, key)])),
      ]),
    ),
  );
}

/** Another build of the timeline, in the folder. */
function other(dist: string): Contestant {
  return { name: 'beside it', measure: (browser, size) => measureOurs(browser, size, dist) };
}

async function profile(size: Size, dist: string | undefined): Promise<void> {
  const browser = await launchBrowser();
  const phases = await profileOurs(browser, size, dist);
  await browser.close();
  for (const [phase, times] of Object.entries(phases)) {
    const busy = times.filter(([name]) => !name.startsWith('(idle)') && !name.startsWith('(program)'));
    const sum = busy.reduce((total, [, ms]) => total + ms, 0);
    console.log(`${size.events.toLocaleString('en')} events, ${size.steps} steps, ${phase}: ${sum.toFixed(0)} ms`);
    console.table(busy.slice(0, 24).map(([name, ms]) => ({ function: name, ms: ms.toFixed(1) })));
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '3' },
      events: { type: 'string' },
      without: { type: 'string', default: '' },
      beside: { type: 'string' },
      profile: { type: 'boolean', default: false },
    },
  });
  const { beside } = values;
  const wanted = values.events?.split(',').map(Number);
  const measuredSizes = sizes.filter(({ events }) => wanted?.includes(events) ?? true);
  if (values.profile) {
    build();
    for (const size of measuredSizes) await profile(size, beside);
    return;
  }
  build('--production');
  const script = await flameChartScript();
  const contestants: readonly Contestant[] = [
    { name: 'Missions', measure: (browser, size) => measureOurs(browser, size) },
    ...(beside === undefined ? [] : [other(beside)]),
    { name: 'bare canvas (the limit)', measure: measureBareCanvas },
    {
      name: 'flame-chart-js',
      measure: (browser, size) => measureFlameChart(browser, size, script),
      isLimited: true,
    },
    { name: 'DevTools panel', measure: measureDevToolsPanel, isLimited: true },
    { name: 'speedscope', measure: measureSpeedscope, isLimited: true },
  ];
  const left = values.without.split(',');
  const isRival = (name: string) => name !== 'Missions' && name !== 'beside it';
  for (const size of measuredSizes) {
    const taken = contestants.filter(({ name, isLimited }) => {
      if (isRival(name) && (left.includes('all') || left.includes(name.split(' ')[0] ?? ''))) return false;
      return !isLimited || size.events <= mostForRivals;
    });
    await compare(size, taken, Number(values.runs));
  }
  console.log(`Script, minified: Missions ${scriptSize() / 1000} kB, flame-chart-js ${script.length / 1000} kB`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
