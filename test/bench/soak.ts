/**
 * `npm run bench:soak [scale]`: an hour of 50 active runs with 5 % faults, `scale` times faster than the clock (30
 * where it is not said). What is known in the end is held against the server, event by event. Prints tables; exits
 * with 1 where something differs, piles up, or is never let go of.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createClient, type Client } from '../../src/api/client';
import type { Fetch } from '../../src/api/request';
import { createGate, pause } from '../../src/api/retry';
import type { RunEvent } from '../../src/model/event';
import { createPoller } from '../../src/tracking/poller';
import { defaultPaces } from '../../src/tracking/lane';
import { createStore } from '../../src/tracking/store';
import { valueOf } from '../../src/tracking/facts';
import { serveSimulator } from '../harness/serveSimulator';

const script = fileURLToPath(import.meta.url);
const hour = 3_600_000;
const runCount = 50;
/** Timelines that are open at a time; every simulated minute they are others. */
const open = 8;
const faultShare = 0.05;
/** Between two events of one run (simulated ms). */
const eventEvery = 15_000;
/** What an event that is held may weigh (bytes), all its indexes included. */
const mostPerEvent = 1500;

type Served = { readonly baseUrl: string; readonly missionId: string; readonly runIds: readonly string[] };

/** The service and its agents, in a process of their own so that their memory is not counted. */
async function serve(scale: number): Promise<void> {
  const { simulator, baseUrl } = await serveSimulator({ empty: true });
  const missionId = simulator.seedBulk({ missions: 5 }).missionIds[0] ?? '';
  const { runIds } = simulator.seedBulk({ runs: { count: runCount, missionId, steps: 6 } });
  let next = 0;
  const agents = setInterval(
    () => {
      const runId = runIds[next++ % runCount] ?? '';
      simulator.seedBulk({ events: { count: 1, runId } });
      const run = simulator.world.runById(runId);
      // Now and then a step goes on.
      if (run && next % 97 === 0) {
        const status = next % 2 ? 'in_progress' : 'completed';
        simulator.world.setStep(run, `step_${(next % 6) + 1}`, status, Date.now());
      }
    },
    eventEvery / runCount / scale,
  );
  process.on('message', () => clearInterval(agents));
  process.on('disconnect', () => process.exit());
  process.send?.({ baseUrl, missionId, runIds } satisfies Served);
}

/** The same numbers each time, from 0 (included) to 1 (excluded). */
function seededRandom(): () => number {
  let seed = 20_261_125;
  return () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
}

/** The platform's, with faults; counts what is under way. */
function faultyFetch(scale: number) {
  const random = seededRandom();
  const counts = { sent: 0, faults: 0, underWay: 0, most: 0 };
  let share = faultShare;
  const json = { 'content-type': 'application/json' };
  const faults: readonly ((input: RequestInfo | URL, init?: RequestInit) => Promise<Response>)[] = [
    () => Promise.reject(new TypeError('fetch failed')),
    async (input, init) => {
      await (await fetch(input, init)).text();
      throw new TypeError('fetch failed');
    },
    () => Promise.resolve(Response.json({ errors: [] }, { status: 500 })),
    () => Promise.resolve(new Response('<html>', { status: 502 })),
    () => Promise.resolve(Response.json({}, { status: 429, headers: { 'retry-after': '2' } })),
    () => Promise.resolve(new Response('<html>Sign in', { headers: { 'content-type': 'text/html' } })),
    async (input, init) => {
      const text = await (await fetch(input, init)).text();
      return new Response(text.slice(0, text.length >> 1), { headers: json });
    },
    async (input, init) => {
      await pause(10_000 / scale, init?.signal ?? undefined);
      return fetch(input, init);
    },
    (_, init) => pause(hour, init?.signal ?? undefined).then(() => Response.json({})),
  ];
  const faulty: Fetch = async (input, init) => {
    counts.sent++;
    counts.most = Math.max(counts.most, ++counts.underWay);
    try {
      const fault = random() < share ? faults[Math.floor(random() * faults.length)] : undefined;
      if (!fault) return await fetch(input, init);
      counts.faults++;
      return await fault(input, init);
    } finally {
      counts.underWay--;
    }
  };
  return { fetch: faulty, counts, heal: () => void (share = 0) };
}

type Sample = {
  readonly at: number;
  readonly mb: number;
  readonly events: number;
  readonly sent: number;
  readonly most: number;
};

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

function summaryOf(name: string, samples: readonly Sample[]) {
  const first = samples[0];
  const last = samples.at(-1);
  return {
    third: name,
    mb: median(samples.map(({ mb }) => mb)),
    events: median(samples.map(({ events }) => events)),
    requests: (last?.sent ?? 0) - (first?.sent ?? 0),
    most: Math.max(...samples.map(({ most }) => most)),
  };
}

async function everyEvent(client: Client, missionId: string, runId: string): Promise<readonly RunEvent[]> {
  const all: RunEvent[] = [];
  for (let number = 1, pages = 1; number <= pages; number++) {
    const page = await client.listEvents(missionId, runId, {}, { number, size: 1000 });
    all.push(...page.rows);
    pages = page.totalPages;
  }
  return all;
}

async function soak(scale: number): Promise<number> {
  const child = fork(script, ['serve', String(scale)]);
  const served = await new Promise<Served>((resolve) => child.once('message', (told) => resolve(told as Served)));
  const { baseUrl, missionId, runIds } = served;
  const faulty = faultyFetch(scale);
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const gate = createGate();
  const client = createClient({
    connection: () => Promise.resolve({ baseUrl, apiKey: 'KEY_DEMO', fetch: faulty.fetch }),
    log: silent,
    timeout: 30_000 / scale,
    wait: (ms, signal) => pause(ms / scale, signal),
    gate: { close: (ms) => gate.close(ms / scale), passed: (signal) => gate.passed(signal) },
  });
  const store = createStore();
  const problems: string[] = [];
  const unhandled = (reason: unknown) => problems.push(`unhandled: ${String(reason)}`);
  process.on('unhandledRejection', unhandled);
  const poller = createPoller({ client, store, onDefect: (error) => problems.push(`defect: ${String(error)}`) });
  const { timeline, active, idle } = defaultPaces;
  poller.setPaces({ timeline: timeline / scale, active: active / scale, idle: idle / scale });
  for (const interest of [
    { kind: 'missions' },
    { kind: 'recentRuns', statuses: [] },
    { kind: 'activity' },
    { kind: 'runs', missionId },
  ] as const)
    poller.watch(interest);

  const held = () => runIds.reduce((sum, runId) => sum + (valueOf(store.events(runId))?.columns.length ?? 0), 0);
  const watch = (runId: string) => poller.watch({ kind: 'timeline', missionId, runId });
  let watching: (() => void)[] = [];
  const samples: Sample[] = [];
  const started = Date.now();
  for (let minute = 0; minute < 60; minute++) {
    for (const stop of watching) stop();
    watching = Array.from({ length: open }, (_, i) => watch(runIds[(minute * open + i) % runCount] ?? ''));
    faulty.counts.most = faulty.counts.underWay;
    await pause(Math.max(0, started + ((minute + 1) * 60_000) / scale - Date.now()));
    globalThis.gc?.();
    const { sent, most } = faulty.counts;
    samples.push({ at: minute, mb: process.memoryUsage().heapUsed / 1e6, events: held(), sent, most });
  }

  child.send('stop');
  faulty.heal();
  for (const stop of watching) stop();
  watching = runIds.map(watch);
  const complete = () => runIds.every((runId) => valueOf(store.events(runId))?.complete);
  for (let tries = 0; tries < 300 && !complete(); tries++) await pause(100);
  await poller.refresh();
  await pause(500);

  let compared = 0;
  for (const runId of runIds) {
    const columns = valueOf(store.events(runId))?.columns;
    const events = await everyEvent(client, missionId, runId);
    if (columns?.length !== events.length)
      problems.push(`${runId}: ${columns?.length ?? 0} events held, the server has ${events.length}`);
    for (const event of events) {
      const index = columns?.indexOf(event.eventId);
      const same =
        columns &&
        index !== undefined &&
        columns.type(index) === event.type &&
        columns.summary(index) === event.summary &&
        columns.timestamp(index) === event.timestamp;
      if (same) compared++;
      else problems.push(`${runId}: event ${event.eventId} is not held as the server has it`);
    }
    const plan = await client.getPlan(missionId, runId);
    const steps = new Map((valueOf(store.plan(runId)) ?? []).map((step) => [step.stepId, step.status]));
    for (const step of plan)
      if (steps.get(step.stepId) !== step.status) problems.push(`${runId}: step ${step.stepId} is not ${step.status}`);
    const run = await client.getRun(missionId, runId);
    if (valueOf(store.run(runId))?.status !== run.status) problems.push(`${runId}: the run is not ${run.status}`);
  }
  for (const stop of watching) stop();
  poller.stop();
  await pause(500);
  const left = faulty.counts.underWay;
  if (left > 0) problems.push(`${left} requests were not called off`);
  child.disconnect();

  const [first = [], second = [], third = []] = [0, 20, 40].map((from) => samples.slice(from, from + 20));
  const thirds = [summaryOf('first', first), summaryOf('second', second), summaryOf('last', third)];
  const [, before, after] = thirds;
  const grown = before && after ? ((after.mb - before.mb) * 1e6) / Math.max(1, after.events - before.events) : 0;
  if (grown > mostPerEvent) problems.push(`the heap grew by ${Math.round(grown)} bytes an event`);
  const allowed = 4 * (open + 6);
  for (const { third: name, most } of thirds)
    if (most > allowed) problems.push(`${most} requests at a time in the ${name} third`);
  console.log(`An hour, ${scale} times faster: ${runCount} active runs, ${open} timelines open at a time`);
  console.table(
    thirds.map(({ third: name, mb, events, requests, most }) => ({
      third: name,
      'heap, MB (median)': mb.toFixed(1),
      'events held (median)': Math.round(events),
      requests,
      'most at a time': most,
    })),
  );
  console.table({
    requests: faulty.counts.sent,
    'of them with a fault': faulty.counts.faults,
    'heap an event more, bytes (last third against second)': Math.round(grown),
    'events compared with the server': compared,
    'under way after everything is closed': left,
    problems: problems.length,
  });
  for (const problem of problems.slice(0, 20)) console.log(problem);
  return problems.length;
}

async function main(): Promise<void> {
  const [first, second] = process.argv.slice(2);
  if (first === 'serve') await serve(Number(second));
  else process.exit((await soak(Number(first ?? 30))) > 0 ? 1 : 0);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
