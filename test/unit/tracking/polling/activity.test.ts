import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../../../src/api/client';
import { defaultTiming } from '../../../../src/model/timing';
import { maxPages } from '../../../../src/tracking/newestEnd/walk';
import { createActivityFeed } from '../../../../src/tracking/feeds/activityFeed';
import { createFeedParts } from '../../../../src/tracking/reading/feed';
import { maxActivityEvents } from '../../../../src/tracking/store/activityBuffer';
import { valueOf } from '../../../../src/tracking/store/facts';
import { createStore } from '../../../../src/tracking/store/store';
import { silent } from '../../../silent';
import '../../seeds';
import { tracked } from '../tracked';

const start = Date.parse('2026-11-24T12:00:00Z');
beforeEach(() => {
  vi.useFakeTimers({ now: start });
});
afterEach(() => {
  vi.useRealTimers();
});

type Total = 'true' | 'missing' | 'capped' | 'stuck' | 'tooMuch' | 'random';
type Habits = {
  readonly order: 'newest' | 'oldest' | 'unordered';
  /** The most rows of a page. */
  readonly cap: number;
  readonly tellsCap: boolean;
  readonly total: Total;
  readonly ignoresNumber: boolean;
};
type Logged = { readonly id: string; readonly at: number; readonly place: number };

const honest: Habits = { order: 'newest', cap: 1000, tellsCap: true, total: 'true', ignoresNumber: false };

/** What is logged in all runs, and a service that tells of it in its own way, 100 ms after it was asked. */
function createService(habits: Habits, random: () => number) {
  let log: readonly Logged[] = [];
  let count = 0;
  let stuckAt: number | undefined;
  const requests: number[] = [];

  /** `late`: how much earlier (ms) they happened than they are logged. */
  function add(rows: number, late = 0): void {
    // Many in the same millisecond.
    const fresh = Array.from({ length: rows }, (_, i) => {
      count++;
      return { id: `event-${count}`, at: Date.now() - late - Math.floor((rows - i) / 30), place: random() };
    });
    log = [...log, ...fresh].sort((a, b) => a.at - b.at);
  }

  function listed(): readonly Logged[] {
    if (habits.order === 'unordered') return log.toSorted((a, b) => a.place - b.place);
    return habits.order === 'oldest' ? log : log.toReversed();
  }

  function totalOf(): number | undefined {
    const { length } = log;
    stuckAt ??= length;
    switch (habits.total) {
      case 'true':
        return length;
      case 'missing':
        return undefined;
      case 'capped':
        return Math.min(length, 150);
      case 'stuck':
        return stuckAt;
      case 'tooMuch':
        return 1_000_000_000;
      case 'random':
        return Math.floor(length * 2 * random());
    }
  }

  async function answer(url: URL): Promise<Response> {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const wanted = Number(url.searchParams.get('page[size]'));
    const size = Math.min(wanted, habits.cap);
    const number = habits.ignoresNumber ? 1 : Number(url.searchParams.get('page[number]'));
    const rows = listed().slice((number - 1) * size, number * size);
    requests.push(rows.length);
    const total = totalOf();
    const meta =
      total === undefined
        ? {}
        : { meta: { total_results: total, page_size: habits.tellsCap ? size : wanted, page_number: number } };
    const data = rows.map(({ id, at }) => ({
      event_id: id,
      run_id: 'run',
      mission_id: 'mission',
      type: 'tool_call',
      summary: id,
      timestamp: new Date(at).toISOString(),
    }));
    return Response.json({ data, ...meta });
  }

  return {
    add,
    answer,
    requests,
    log: () => log,
    /** Takes out some that follow one another, as a mission that is deleted with its runs. */
    remove: (rows: number) => {
      const from = Math.floor(random() * Math.max(1, log.length - rows));
      log = log.filter((_, at) => at < from || at >= from + rows);
    },
  };
}

function follow(habits: Habits, random: () => number = Math.random) {
  const service = createService(habits, random);
  const client = createClient({
    connection: () =>
      Promise.resolve({
        baseUrl: 'https://demo.invalid/v2',
        apiKey: 'KEY_DEMO',
        fetch: (input, init) => service.answer(new URL(new Request(input, init).url)),
      }),
    log: silent,
    random: () => 0,
  });
  const store = createStore();
  const feed = createActivityFeed(createFeedParts({ client, store, timing: defaultTiming }), undefined);
  const { signal } = new AbortController();
  const shown = () => valueOf(store.activity())?.events ?? [];
  const more = () => valueOf(store.activity())?.more ?? true;

  /** Which rows are missing among those shown: of what was logged at the time of `before` and is there still. */
  function holes(before: readonly Logged[]): readonly string[] {
    const held = new Set(shown().map(({ eventId }) => eventId));
    const there = new Set(service.log());
    const newestFirst = before.filter((row) => there.has(row)).toReversed();
    const last = more() ? newestFirst.findLastIndex(({ id }) => held.has(id)) : newestFirst.length - 1;
    // Of rows of the same moment nobody can say which is the older one.
    const oldest = more() ? (newestFirst[last]?.at ?? Infinity) : -Infinity;
    return newestFirst.filter(({ id, at }) => at > oldest && !held.has(id)).map(({ id }) => id);
  }

  let lastSeen: readonly Logged[] = [];

  /** One look; returns which rows are missing where it says that none is. */
  async function look(act: 'new' | 'open' | 'more' = 'new'): Promise<readonly string[]> {
    // Older rows say nothing of what is new.
    const before = act === 'more' ? lastSeen : service.log();
    lastSeen = before;
    service.requests.length = 0;
    let worked: boolean | undefined;
    const acts = { new: () => feed.readNew(signal), open: () => feed.open(signal), more: () => feed.loadMore() };
    void acts[act]().then((result) => (worked = result));
    while (worked === undefined) await vi.advanceTimersByTimeAsync(50);
    expect(worked).toBe(true);
    return feed.isBehind() ? [] : holes(before);
  }

  return { ...service, feed, store, shown, more, holes, look };
}

describe.each(['newest', 'oldest', 'unordered'] as const)('what is logged in all runs, listed %s', (order) => {
  it('loses none of four bursts of 120 events within five seconds each', async () => {
    for (const apart of [200, 1250, 5000]) {
      const { poller, over, simulator, store } = tracked({ empty: true, order, latencyMs: 100 });
      const [mission] = simulator.world.seedMissions(1);
      const [run] = mission ? simulator.world.seedRuns(mission, 1, 'running') : [];
      if (!run) throw new Error('no run');
      simulator.world.seedEvents(run, 60);
      poller.watch({ kind: 'activity' });
      await over(2000);
      for (let burst = 0; burst < 4; burst++) {
        simulator.world.seedEvents(run, 120, 1);
        expect((await over(apart)).length).toBeLessThanOrEqual(2 + maxPages);
      }
      await over(20_000);
      const ids = new Set((valueOf(store.activity())?.events ?? []).map(({ eventId }) => eventId));
      expect([apart, run.events.filter(({ event_id }) => !ids.has(event_id)).length]).toEqual([apart, 0]);
      poller.stop();
    }
  });
});

it('is whole, in no order, also where it takes several looks to walk through all of it', async () => {
  const { add, feed, look, more, shown } = follow({ ...honest, order: 'unordered', cap: 50 });
  add(400);
  await look('open');
  for (let looks = 0; feed.isBehind() && looks < 3; looks++) await look();
  expect([feed.isBehind(), more(), shown().length]).toEqual([false, false, 400]);
  add(3);
  await look();
  for (let looks = 0; feed.isBehind() && looks < 3; looks++) await look();
  expect([feed.isBehind(), more(), shown().length]).toEqual([false, false, 403]);
});

const habits: fc.Arbitrary<Habits> = fc
  .record({
    order: fc.constantFrom('newest', 'newest', 'oldest', 'unordered'),
    cap: fc.constantFrom(1000, 1000, 50, 120),
    tellsCap: fc.boolean(),
    total: fc.constantFrom<Total>('true', 'true', 'true', 'missing', 'capped', 'stuck', 'tooMuch', 'random'),
    ignoresNumber: fc.constantFrom(false, false, false, true),
  })
  // From any end but the newest first page there is no way to the newest rows there.
  .filter(({ order, ignoresNumber }) => order === 'newest' || !ignoresNumber)
  // A count that is right by chance hides that the page has a cap.
  .filter(({ total, tellsCap, cap }) => total !== 'random' || tellsCap || cap >= 1000)
  // Where rows are in no order, nothing but a true count tells whether they are all there.
  .filter(({ order, total, cap }) => order !== 'unordered' || (total === 'true' && cap >= 1000));

type Event =
  | { readonly kind: 'log'; readonly rows: number; readonly late: number; readonly after: number }
  | { readonly kind: 'remove'; readonly rows: number }
  | { readonly kind: 'wait' }
  | { readonly kind: 'more' };

const happening: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('log' as const),
      rows: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 40, max: 400 }), fc.constant(1500)),
      late: fc.constantFrom(0, 0, 0, 20_000),
      after: fc.integer({ min: 0, max: 500 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), rows: fc.integer({ min: 1, max: 90 }) }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'wait' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'more' as const }) },
);

it('is never said to be whole with a hole, whatever the service does', async () => {
  await fc.assert(
    fc.asyncProperty(
      habits,
      fc.constantFrom(0, 3, 70, 800, 3000),
      fc.array(happening, { maxLength: 25 }),
      fc.nat(),
      fc.boolean(),
      async (server, rows, events, seed, areLate) => {
        let chance = seed;
        const random = () => (chance = (chance * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
        const { add, remove, log, requests, feed, look, holes, shown } = follow(server, random);
        // What a service gets wrong about itself is not made worse by what comes late, or goes.
        const isHonest = server.total === 'true' && !server.ignoresNumber;
        for (let row = 0; row < rows; row += 10) {
          await vi.advanceTimersByTimeAsync(10);
          add(10);
        }
        expect(await look('open')).toEqual([]);
        for (const event of events) {
          if (event.kind === 'log') {
            // A row that goes hides one that comes late.
            const late = isHonest && areLate ? event.late : 0;
            // Some of it comes while the list is being read.
            setTimeout(() => add(Math.ceil(event.rows / 2), late), event.after);
            setTimeout(() => add(Math.floor(event.rows / 2), late), 2 * event.after);
            await vi.advanceTimersByTimeAsync(250);
          } else if (event.kind === 'remove' && isHonest && !areLate) remove(event.rows);
          expect(await look(event.kind === 'more' ? 'more' : 'new')).toEqual([]);
          expect(requests.length).toBeLessThanOrEqual(event.kind === 'more' ? 3 * maxPages : maxPages + 2);
        }
        await vi.advanceTimersByTimeAsync(1000);
        for (let time = 0; time < 90 && (time < 2 || feed.isBehind()); time++) expect(await look()).toEqual([]);
        expect(feed.isBehind()).toBe(false);
        expect(holes(log())).toEqual([]);
        const newest = log().findLast(({ at }) => at === log().at(-1)?.at);
        if (newest) expect(shown()[0]?.timestamp).toBe(newest.at);
        expect(shown().length).toBeLessThanOrEqual(maxActivityEvents);
        // Nothing new: one short page a look, where the service counts right.
        if (!isHonest || server.order === 'unordered') return;
        await look();
        for (let time = 0; time < 5; time++) {
          await look();
          expect([requests.length, Math.max(100, ...requests)]).toEqual([1, 100]);
        }
      },
    ),
    // `RUNS=<number>` tries more.
    { numRuns: Number(process.env.RUNS ?? 50), endOnFailure: false },
  );
}, 600_000);

it('says that there is more where the service sends fewer rows than it should, and does not say so', async () => {
  const { add, look, more, shown } = follow({ ...honest, cap: 50, tellsCap: false });
  for (let row = 0; row < 300; row++) {
    await vi.advanceTimersByTimeAsync(10);
    add(1);
  }
  await look('open');
  expect([shown().length, more()]).toEqual([50, true]);
  for (let time = 0; time < 6; time++) expect(await look('more')).toEqual([]);
  expect([shown().length, more()]).toEqual([300, false]);
});

it('is brought up to date by each Refresh, whatever is due next', async () => {
  const { poller, over, simulator, store } = tracked({ empty: true, order: 'newest' });
  const [mission] = simulator.world.seedMissions(1);
  const [run] = mission ? simulator.world.seedRuns(mission, 1, 'running') : [];
  if (!run) throw new Error('no run');
  simulator.world.seedEvents(run, 60, 1);
  poller.watch({ kind: 'activity' });
  await over(1000);
  for (let time = 1; time <= 4; time++) {
    simulator.world.seedEvents(run, 700, 1);
    void poller.refresh();
    await over(100);
    expect(valueOf(store.activity())?.events).toHaveLength(60 + 700 * time);
  }
  poller.stop();
});

it('keeps nothing else from its turn where it is behind for ever', async () => {
  const { poller, over, simulator } = tracked({ empty: true, order: 'oldest' }, undefined, undefined, {
    // Whatever is asked for, the first page of what is logged comes: the newest end is never reached.
    handle: (request, answer) => {
      const url = new URL(request.url);
      if (url.pathname.endsWith('/events')) url.searchParams.set('page[number]', '1');
      return answer(new Request(url, request));
    },
  });
  const [mission] = simulator.world.seedMissions(1);
  const [run] = mission ? simulator.world.seedRuns(mission, 1, 'running') : [];
  if (!mission || !run) throw new Error('no run');
  simulator.world.seedEvents(run, 300, 1000);
  const ids = { missionId: mission.row.mission_id, runId: run.row.run_id };
  poller.watch({ kind: 'activity' });
  poller.watch({ kind: 'plan', ...ids });
  await over(20_000);
  const asked = await over(40_000);
  expect(asked.filter((operation) => operation === 'getPlan')).toHaveLength(2);
  expect(asked.filter((operation) => operation === 'listRecentEvents').length).toBeGreaterThan(6);
});
