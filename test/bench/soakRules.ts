/** What holds in a soak, wherever it runs: in Node, or in the extension host of VS Code. */
import type { Client } from '../../src/api/client';
import type { RunEvent } from '../../src/model/event';
import type { Interest } from '../../src/tracking/feeds/interest';
import { valueOf } from '../../src/tracking/store/facts';
import type { Poller } from '../../src/tracking/polling/poller';
import type { Store } from '../../src/tracking/store/store';

/** What a soak is about: one mission, and its runs. */
export type Soaked = { readonly baseUrl: string; readonly missionId: string; readonly runIds: readonly string[] };

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** How many events are held of all runs. */
export function heldEvents(store: Store, { runIds }: Soaked): number {
  return runIds.reduce((sum, runId) => sum + (valueOf(store.events(runId))?.columns.length ?? 0), 0);
}

/** Watches every run until all of it is known, a minute at the longest. Returns how to look away. */
export async function readEverything(store: Store, poller: Poller, soaked: Soaked): Promise<() => void> {
  const { missionId, runIds } = soaked;
  const watching = runIds.map((runId) => poller.watch({ kind: 'timeline', missionId, runId } satisfies Interest));
  const complete = () => runIds.every((runId) => valueOf(store.events(runId))?.complete);
  for (let tries = 0; tries < 600 && !complete(); tries++) await pause(100);
  await poller.refresh();
  await pause(500);
  return () => {
    for (const stop of watching) stop();
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

/** Holds what is known against what the server says: every event, step and status. */
export async function compareWithServer(
  store: Store,
  client: Client,
  { missionId, runIds }: Soaked,
): Promise<{ readonly compared: number; readonly problems: readonly string[] }> {
  const problems: string[] = [];
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
  return { compared, problems };
}

/** What was measured at the end of one simulated minute. */
export type Sample = {
  /** Heaps after a collection (bytes), by their names. */
  readonly heaps: Readonly<Record<string, number>>;
  readonly events: number;
  readonly sent: number;
  readonly most: number;
};

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** A row for each third of the samples. */
export function thirdsOf(samples: readonly Sample[]) {
  const size = Math.floor(samples.length / 3);
  return ['first', 'second', 'last'].map((third, place) => {
    const part = samples.slice(place * size, (place + 1) * size);
    const before = place === 0 ? 0 : (samples[place * size - 1]?.sent ?? 0);
    const names = Object.keys(part[0]?.heaps ?? {});
    return {
      third,
      heaps: Object.fromEntries(names.map((name) => [name, median(part.map(({ heaps }) => heaps[name] ?? 0))])),
      events: median(part.map(({ events }) => events)),
      requests: (part.at(-1)?.sent ?? 0) - before,
      most: Math.max(...part.map(({ most }) => most)),
    };
  });
}

/** By how much a heap has grown from the second third to the last, in all and for each event more (bytes). */
export function growthOf(name: string, [, second, last]: ReturnType<typeof thirdsOf>) {
  const bytes = (last?.heaps[name] ?? 0) - (second?.heaps[name] ?? 0);
  return { bytes, perEvent: bytes / Math.max(1, (last?.events ?? 0) - (second?.events ?? 0)) };
}

/** As it is printed. */
export function printThirds(thirds: ReturnType<typeof thirdsOf>): void {
  console.table(
    thirds.map(({ third, heaps, events, requests, most }) => ({
      third,
      ...Object.fromEntries(Object.entries(heaps).map(([name, bytes]) => [`${name}, MB`, (bytes / 1e6).toFixed(1)])),
      'events held': Math.round(events),
      requests,
      'most at a time': most,
    })),
  );
}
