/**
 * `npm run bench:soak [scale]`: an hour of 50 active runs with 5 % faults, `scale` times faster than the clock (30
 * where it is not said). What is known in the end is held against the server, event by event. Prints tables; exits
 * with 1 where something differs, piles up, or is never let go of.
 */
import { createClient } from '../../src/api/client';
import { createGate, pause } from '../../src/api/retry';
import { defaultTiming } from '../../src/model/timing';
import { createPoller } from '../../src/tracking/polling/poller';
import { defaultPollIntervals } from '../../src/tracking/polling/pollScheduler';
import { createStore } from '../../src/tracking/store/store';
import {
  compareWithServer,
  growthOf,
  heldEvents,
  printThirds,
  readEverything,
  thirdsOf,
  type Sample,
} from './soakRules';
import { runCount, startService } from './soakService';
import { silent } from '../silent';

/** Timelines that are open at a time; every simulated minute they are others. */
const open = 8;
/** What an event that is held may weigh (bytes), all its indexes included. */
const mostPerEvent = 1500;
/** Four pages of a list may be asked for at a time. */
const allowed = 4 * (open + 6);

async function soak(scale: number): Promise<number> {
  const service = await startService(scale);
  const { baseUrl, missionId, runIds } = service;
  const gate = createGate();
  const client = createClient({
    connection: () => Promise.resolve({ baseUrl, apiKey: 'KEY_DEMO', fetch }),
    log: silent,
    timing: { ...defaultTiming, sameGetWindowMs: defaultTiming.sameGetWindowMs / scale },
    timeout: 30_000 / scale,
    wait: (ms, signal) => pause(ms / scale, signal),
    gate: { ...gate, close: (ms) => gate.close(ms / scale) },
  });
  const store = createStore();
  const problems: string[] = [];
  process.on('unhandledRejection', (reason) => problems.push(`unhandled: ${String(reason)}`));
  const poller = createPoller({ client, store, onDefect: (error) => problems.push(`defect: ${String(error)}`) });
  const { timeline, active, idle } = defaultPollIntervals;
  poller.setIntervals({ timeline: timeline / scale, active: active / scale, idle: idle / scale });
  for (const interest of [
    { kind: 'missions' },
    { kind: 'recentRuns', statuses: [] },
    { kind: 'activity' },
    { kind: 'runs', missionId },
  ] as const)
    poller.watch(interest);

  const watch = (runId: string) => poller.watch({ kind: 'timeline', missionId, runId });
  let watching: (() => void)[] = [];
  const samples: Sample[] = [];
  const started = Date.now();
  for (let minute = 0; minute < 60; minute++) {
    for (const stop of watching) stop();
    watching = Array.from({ length: open }, (_, i) => watch(runIds[(minute * open + i) % runCount] ?? ''));
    await pause(Math.max(0, started + ((minute + 1) * 60_000) / scale - Date.now()));
    globalThis.gc?.();
    const { sent, most } = await service.counts();
    samples.push({ heaps: { heap: process.memoryUsage().heapUsed }, events: heldEvents(store, service), sent, most });
  }

  const { sent, faults } = await service.counts();
  await service.settle();
  for (const stop of watching) stop();
  const lookAway = await readEverything(store, poller, service);
  const { compared, problems: differences } = await compareWithServer(store, client, service);
  problems.push(...differences);
  lookAway();
  poller.stop();
  await pause(500);
  const { underWay: left } = await service.counts();
  if (left > 0) problems.push(`${left} requests were not called off`);
  service.close();

  const thirds = thirdsOf(samples);
  const { perEvent } = growthOf('heap', thirds);
  if (perEvent > mostPerEvent) problems.push(`the heap grew by ${Math.round(perEvent)} bytes an event`);
  for (const { third, most } of thirds)
    if (most > allowed) problems.push(`${most} requests at a time in the ${third} third`);
  console.log(`An hour, ${scale} times faster: ${runCount} active runs, ${open} timelines open at a time`);
  printThirds(thirds);
  console.table({
    requests: sent,
    'of them with a fault': faults,
    'heap an event more, bytes (last third against second)': Math.round(perEvent),
    'events compared with the server': compared,
    'under way after everything is closed': left,
    problems: problems.length,
  });
  for (const problem of problems.slice(0, 20)) console.log(problem);
  return problems.length;
}

soak(Number(process.argv[2] ?? 30)).then(
  (problems) => process.exit(problems > 0 ? 1 : 0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
