/**
 * `npm run bench:tracking`: what watching costs, counted at the served simulator, beside the naive way; and what is
 * held in memory. Prints tables; nothing in it passes or fails.
 */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { createClient, type Client } from '../../src/api/client';
import type { Page } from '../../src/api/caller';
import { EventColumns } from '../../src/model/eventColumns';
import type { RunEvent } from '../../src/model/event';
import type { Mission } from '../../src/model/mission';
import type { Run } from '../../src/model/run';
import type { ListOrder } from '../../src/simulator/testSimulator';
import type { Interest } from '../../src/tracking/feeds/interest';
import { shortTiming } from '../harness/shortTiming';
import { createPoller } from '../../src/tracking/polling/poller';
import { createStore } from '../../src/tracking/store/store';
import { projectRoot } from '../harness/project';
import { serveSimulator, type ServedSimulator } from '../harness/serveSimulator';
import { silent } from '../silent';
import { printEventLogs } from './eventLogs';

const kb = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
/** Between two ticks (ms): as the service would be asked every 5 s or 2 s, only sooner. */
const pace = 150;
const ticks = 12;

type Cost = { readonly requests: number; readonly rows: number; readonly bytes: number };

function clientOf({ baseUrl }: ServedSimulator): Client {
  const connection = { baseUrl, apiKey: 'KEY_DEMO', fetch: globalThis.fetch };
  // Ticks are shorter here, and so is the time for which the same request may be sent only so often.
  return createClient({ connection: () => Promise.resolve(connection), log: silent, timing: shortTiming });
}

function costOf({ simulator }: ServedSimulator, parts = 1): Cost {
  const sum = (of: (noted: (typeof simulator.requests)[number]) => number) =>
    simulator.requests.reduce((total, noted) => total + of(noted), 0) / parts;
  return { requests: sum(() => 1), rows: sum(({ rows = 0 }) => rows), bytes: sum(({ bytes = 0 }) => bytes) };
}

/** What every tick of a sidebar, and of a timeline, asks for once. */
const isTick = ({ operation, url }: ServedSimulator['simulator']['requests'][number]) =>
  operation === 'listRecentRuns' ? !url.includes('status=') : ['getRun', 'getPlan'].includes(operation);

/** What a tick costs on average once everything is open. */
async function watched(served: ServedSimulator, interests: readonly Interest[], each?: () => void): Promise<Cost> {
  const store = createStore();
  const poller = createPoller({
    client: clientOf(served),
    store,
    onDefect: (error) => {
      throw error;
    },
  });
  poller.setIntervals({ timeline: pace, active: pace, idle: pace });
  for (const interest of interests) poller.watch(interest);
  await settled(served);
  served.simulator.forget();
  for (let tick = 0; tick < ticks; tick++) {
    each?.();
    await pause(pace);
  }
  const { requests } = served.simulator;
  const sidebarTicks = requests.filter((noted) => noted.operation === 'listRecentRuns' && isTick(noted)).length;
  const cost = costOf(served, Math.max(1, sidebarTicks || requests.filter(isTick).length));
  poller.stop();
  await pause(50);
  return cost;
}

/** Waits until opening is over: until there are no more requests in six ticks than two each, and as many again. */
async function settled({ simulator }: ServedSimulator): Promise<void> {
  for (let calm = 0; calm < 2;) {
    const before = simulator.requestCount;
    await pause(6 * pace);
    calm = simulator.requestCount - before <= 13 ? calm + 1 : 0;
  }
}

async function allPages<T>(read: (number: number) => Promise<Page<T>>): Promise<void> {
  for (let number = 1, pages = 1; number <= pages; number++) pages = (await read(number)).totalPages;
}

/** One request for each active run, and all pages again. Beyond so many requests the rest is worked out. */
const mostNaive = 400;

async function naively(served: ServedSimulator, requests: number, act: (client: Client) => Promise<void>) {
  const client = clientOf(served);
  served.simulator.forget();
  await act(client);
  const done = costOf(served);
  const factor = requests / done.requests;
  return {
    requests,
    rows: done.rows * factor,
    bytes: done.bytes * factor,
    how: factor > 1.001 ? 'computed' : 'measured',
  };
}

const row = (what: string, ours: Cost, naive: Cost & { readonly how: string }): Record<string, string | number> => ({
  what,
  'requests a tick': ours.requests.toFixed(1),
  'rows a tick': Math.round(ours.rows),
  'a tick': kb(ours.bytes),
  'naive requests': Math.round(naive.requests),
  'naive, a tick': kb(naive.bytes),
  naive: naive.how,
  'requests, ratio': ours.requests > 0 ? `1 : ${(naive.requests / ours.requests).toFixed(0)}` : '0',
  'bytes, ratio': ours.bytes > 0 ? `1 : ${(naive.bytes / ours.bytes).toFixed(0)}` : '0',
});

async function sidebar(missions: number, active: number, order: ListOrder) {
  const served = await serveSimulator({ empty: true, order });
  const { missionIds } = served.simulator.seedBulk({ missions });
  const missionId = missionIds[0] ?? '';
  if (active > 0) served.simulator.seedBulk({ runs: { count: active, missionId } });
  served.simulator.seedBulk({ runs: { count: 200, missionId, status: 'succeeded' } });
  const running = served.simulator.world.runs.filter(({ row: { status } }) => status === 'running');
  const ours = await watched(served, [{ kind: 'missions' }]);
  const pages = Math.ceil(missions / 20);
  const naive = await naively(served, pages + running.length, async (client) => {
    let left = mostNaive;
    for (let number = 1; number <= pages && left > mostNaive / 2; number++, left--)
      await client.listMissions({ number });
    for (const { row: run } of running) if (left-- > 0) await client.getRun(missionId, run.run_id);
  });
  await served.close();
  return row(`sidebar: ${missions} missions, ${active} active, ${order}`, ours, naive);
}

async function timeline(count: number, perTick: number, order: ListOrder) {
  const served = await serveSimulator({ empty: true, order });
  const { missionIds } = served.simulator.seedBulk({ missions: 1 });
  const missionId = missionIds[0] ?? '';
  const { runIds } = served.simulator.seedBulk({ runs: { count: 1, missionId, steps: 50 }, events: { count } });
  const runId = runIds[0] ?? '';
  const more = perTick > 0 ? () => void served.simulator.seedBulk({ events: { count: perTick, runId } }) : undefined;
  const ours = await watched(served, [{ kind: 'timeline', missionId, runId }], more);
  const pages = Math.ceil(count / 50);
  const naive = await naively(served, pages + 2, async (client) => {
    await client.getRun(missionId, runId);
    await client.getPlan(missionId, runId);
    if (pages <= mostNaive) await allPages((number) => client.listEvents(missionId, runId, {}, { number, size: 50 }));
    else for (let number = 1; number <= mostNaive; number++) await client.listEvents(missionId, runId, {}, { number });
  });
  await served.close();
  return row(`timeline: ${count} events, ${perTick} new a tick, ${order}`, ours, naive);
}

async function quiet(what: string, prepare: (served: ServedSimulator) => Interest[]) {
  const served = await serveSimulator({ empty: true });
  const ours = await watched(served, prepare(served));
  await served.close();
  return { what, 'requests a tick': ours.requests, 'a tick': kb(ours.bytes) };
}

// Memory: each size in a process of its own, so that numbers do not mix.

const payload = { conversation_id: 'conversation-12345678', filling: 'x'.repeat(150) };
const eventAt = (index: number): RunEvent => ({
  eventId: `5b1f0c1e-0001-4000-c000-${String(index).padStart(12, '0')}`,
  runId: 'run',
  type: index % 2 ? 'tool_call' : 'tool_result',
  summary: `Event number ${String(index).padStart(9, '0')} of a long run`,
  timestamp: 1_700_000_000_000 + index,
  stepId: `step_${index % 50}`,
  agentId: `agent_${index % 5}`,
  payload: { ...payload, index },
});

function heapAfter(work: () => unknown): { readonly mb: number; readonly held: unknown } {
  globalThis.gc?.();
  const before = memory();
  const held = work();
  globalThis.gc?.();
  return { mb: (memory() - before) / 1_000_000, held };
}

function memory(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const medianOf = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

function timed(act: () => void): number {
  const start = performance.now();
  act();
  return performance.now() - start;
}

function measureEvents(count: number) {
  const columns = new EventColumns();
  let append = 0;
  const thousands: number[] = [];
  const { mb } = heapAfter(() => {
    for (let from = 0; from < count; from += 1000) {
      const rows = Array.from({ length: Math.min(1000, count - from) }, (_, i) => eventAt(from + i));
      thousands.push(timed(() => columns.append(rows)));
      append += thousands.at(-1) ?? 0;
    }
  });
  let next = count;
  const more = Array.from({ length: 200 }, () => {
    const rows = Array.from({ length: 10 }, () => eventAt(next++));
    return timed(() => columns.append(rows));
  });
  return { size: count, mb, all: append, one: medianOf(more), thousand: medianOf(thousands) };
}

/** Ten timelines of 20,000 events, one after the other opened and closed: what is held after each (MB). */
function measureClosed() {
  const store = createStore();
  const held: number[] = [];
  const { mb } = heapAfter(() => {
    globalThis.gc?.();
    const before = memory();
    for (let run = 0; run < 10; run++) {
      const runId = `run-${run}`;
      const close = store.useEvents(runId);
      for (let from = 0; from < 20_000; from += 1000)
        store.put([{ kind: 'events', runId, rows: Array.from({ length: 1000 }, (_, i) => eventAt(from + i)) }]);
      store.put([{ kind: 'eventsRead', runId, total: 20_000, complete: true }]);
      close();
      globalThis.gc?.();
      held.push((memory() - before) / 1_000_000);
    }
    return store;
  });
  return { mb, held };
}

function measureMissions(count: number) {
  const store = createStore();
  const missions = Array.from({ length: count }, (_, i): Mission => ({
    missionId: `mission-${i}`,
    name: `Mission ${i}`,
    executionMode: 'external',
    createdAt: i,
    updatedAt: i,
  }));
  const runOf = (i: number, status: string): Run => ({
    runId: `run-${i}`,
    missionId: `mission-${i % count}`,
    status,
    startedAt: i,
    updatedAt: i,
  });
  let all = 0;
  const { mb } = heapAfter(() => {
    all = timed(() => {
      store.put([{ kind: 'missionList', missions, total: count, requestSeq: store.nextRequestSeq() }]);
      const runs = Array.from({ length: 3 * count }, (_, i) => runOf(i, i % 10 ? 'succeeded' : 'running'));
      store.put([{ kind: 'runs', runs, requestSeq: store.nextRequestSeq() }]);
    });
  });
  const one = Array.from({ length: 400 }, (_, i) =>
    timed(() =>
      store.put([
        {
          kind: 'runs',
          runs: [runOf((i >> 1) * 10, i % 2 ? 'running' : 'paused')],
          requestSeq: store.nextRequestSeq(),
        },
      ]),
    ),
  );
  return { size: count, mb, all, one: medianOf(one) };
}

type Measured = Omit<ReturnType<typeof measureEvents>, 'thousand'> & { readonly thousand?: number };

function inProcess(kind: 'events' | 'missions' | 'closed', size: number): unknown {
  const script = path.join(projectRoot, 'test', 'bench', 'tracking.ts');
  const heap = '--max-old-space-size=4000';
  const text = execFileSync(process.execPath, ['--expose-gc', heap, '--import', 'tsx', script, kind, String(size)]);
  return JSON.parse(text.toString());
}

function printMemory(kind: 'events' | 'missions', sizes: readonly number[]): void {
  const measured = sizes.map((size) => inProcess(kind, size) as Measured);
  console.table(
    measured.map(({ size, mb, all, one, thousand }, place) => {
      const before = measured[place - 1];
      const grows = (now: number, then: number | undefined) => (then ? `× ${(now / then).toFixed(1)}` : '');
      return {
        [kind]: size.toLocaleString('en'),
        'held, MB': mb.toFixed(2),
        'all, ms': all.toFixed(1),
        'a tick, µs': (one * 1000).toFixed(1),
        ...(thousand === undefined ? {} : { '1,000 more, ms': thousand.toFixed(2) }),
        'held grows': grows(mb, before?.mb),
        'all grows': grows(all, before?.all),
        'a tick grows': grows(one, before?.one),
      };
    }),
  );
}

/** Also by itself: `npm run bench:tracking -- logs`. */
async function printLogs(): Promise<void> {
  console.log('Event logs as servers may list them; a tick brings one more event, unless it says idle');
  await printEventLogs();
  console.log('Events of one run, 200 bytes of payload each; a tick brings 10 more');
  printMemory('events', [1000, 10_000, 100_000, 1_000_000]);
  const { held } = inProcess('closed', 0) as ReturnType<typeof measureClosed>;
  console.log(`Ten timelines of 20,000 events, each closed before the next, MB: ${held.map(Math.round).join(', ')}`);
}

async function main(): Promise<void> {
  const [kind, size] = process.argv.slice(2);
  if (kind === 'events' || kind === 'missions') {
    console.log(JSON.stringify(kind === 'events' ? measureEvents(Number(size)) : measureMissions(Number(size))));
    return;
  }
  if (kind === 'closed') {
    console.log(JSON.stringify(measureClosed()));
    return;
  }
  if (kind === 'logs') {
    await printLogs();
    return;
  }
  console.log('The sidebar, a tick; the naive way asks for each active run and for all pages of missions again');
  const sidebars = [];
  for (const [missions, active] of [
    [100, 0],
    [100, 50],
    [1000, 50],
    [1000, 1000],
    [10_000, 50],
    [10_000, 1000],
  ] as const)
    for (const order of ['newest', 'oldest'] as const) sidebars.push(await sidebar(missions, active, order));
  console.table(sidebars);
  console.log('The timeline of an active run, a tick; the naive way asks for run, plan and all pages of events again');
  const timelines = [];
  for (const [count, perTick] of [
    [1000, 0],
    [10_000, 0],
    [100_000, 0],
    [100_000, 10],
  ] as const)
    for (const order of ['newest', 'oldest'] as const) timelines.push(await timeline(count, perTick, order));
  console.table(timelines);
  console.log('Where nothing is to be learnt');
  console.table([
    await quiet('nothing visible', () => []),
    await quiet('the timeline of a finished run', ({ simulator }) => {
      const { missionIds } = simulator.seedBulk({ missions: 1 });
      const missionId = missionIds[0] ?? '';
      const runs = { count: 1, missionId, status: 'succeeded', steps: 5 } as const;
      const { runIds } = simulator.seedBulk({ runs, events: { count: 1000 } });
      return [{ kind: 'timeline', missionId, runId: runIds[0] ?? '' }];
    }),
  ]);
  await printLogs();
  console.log('Missions with three runs each; a tick changes one run');
  printMemory('missions', [100, 1000, 10_000]);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
