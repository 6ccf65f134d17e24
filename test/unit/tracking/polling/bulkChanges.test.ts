import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ListOrder } from '../../../../src/simulator/listOrder';
import { createAttentionWatch } from '../../../../src/tracking/attention';
import { createFeedParts } from '../../../../src/tracking/reading/feed';
import { maxRequestsPerTask } from '../../../../src/tracking/recentRuns/activeRuns';
import { createMovedRunSearch } from '../../../../src/tracking/recentRuns/movedRunSearch';
import { defaultTiming } from '../../../../src/model/timing';
import { valueOf } from '../../../../src/tracking/store/facts';
import { createRunNotifier, type RunNotification } from '../../../../src/tracking/runNotifications';
import { decoded, minute, tracked } from '../tracked';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const orders = ['newest', 'oldest', 'unordered'] as const;
/** The most requests of a tick: the newest runs, read twice at most, and the search. */
const mostATick = 2 + maxRequestsPerTask;

/** `running` runs of several missions, and `newer` ones that began after them and have ended. */
async function world(order: ListOrder, running: number, newer: number, missions = 4) {
  const all = tracked({ empty: true, order });
  const { simulator, store } = all;
  const runs = simulator.world
    .seedMissions(missions)
    .flatMap((mission) => simulator.world.seedRuns(mission, running / missions, 'running'));
  await vi.advanceTimersByTimeAsync(1000);
  const [last] = simulator.world.seedMissions(1);
  if (last && newer > 0) simulator.world.seedRuns(last, newer, 'succeeded');
  const wrong = () => runs.filter(({ row }) => valueOf(store.run(row.run_id))?.status !== row.status).length;
  const endAll = (from = 0, to = runs.length) => {
    const ends = ['succeeded', 'failed', 'cancelled'] as const;
    runs.slice(from, to).forEach((run, at) => {
      simulator.world.setStatus(run, ends[at % 3] ?? 'failed', Date.now());
    });
  };
  return { ...all, runs, wrong, endAll };
}

describe.each(orders)('runs that end at once, listed %s', (order) => {
  it.each([
    [100, 0, 4],
    [100, 300, 3],
    [100, 300, 4],
    [1000, 0, 4],
    [1000, 300, 3],
    [100, 3000, 4],
  ])('are right within three ticks: %i, behind %i newer ones, after tick %i', async (count, newer, ticks) => {
    const { poller, over, store, wrong, endAll } = await world(order, count, newer);
    poller.watch({ kind: 'missions' });
    await over(10);
    await over(ticks * 5000);
    expect(store.activeRuns().size).toBe(count);
    endAll();
    for (let tick = 0; tick < 3; tick++) expect((await over(5000)).length).toBeLessThanOrEqual(mostATick);
    expect(wrong()).toBe(0);
    // And then it is as cheap as ever.
    await over(60_000);
    expect((await over(60_000)).length).toBeLessThanOrEqual(2);
  });

  it('are right within three ticks while what is logged is shown, and where one request fails', async () => {
    const { poller, over, simulator, wrong, endAll } = await world(order, 400, 300);
    poller.watch({ kind: 'missions' });
    poller.watch({ kind: 'activity' });
    await over(10);
    await over(20_000);
    endAll();
    await over(15_000);
    expect(wrong()).toBe(0);
    const again = await world(order, 400, 300);
    again.poller.watch({ kind: 'missions' });
    await again.over(20_000);
    again.endAll();
    again.simulator.addFault({ operation: 'listRecentRuns', times: 8, effect: { kind: 'status', status: 403 } });
    await again.over(10_000);
    again.simulator.clearFaults();
    await again.over(90_000);
    expect(again.wrong()).toBe(0);
    simulator.forget();
  });

  it('are told of in the background as well, within three looks', async () => {
    const { poller, over, store, wrong, endAll } = await world(order, 100, 300);
    const attention = createAttentionWatch({ store, seen: new Set<string>() });
    const said: RunNotification[] = [];
    createRunNotifier({
      store,
      attention,
      notify: (news) => said.push(...news),
      maxScheduledDelay: () => poller.maxScheduledDelay(),
    });
    poller.watch({ kind: 'background' });
    await over(10);
    for (let look = 0; look < 3; look++) expect((await over(minute)).length).toBe(1);
    expect(store.activeRuns().size).toBe(100);
    endAll();
    for (let look = 0; look < 3; look++) expect((await over(minute)).length).toBeLessThanOrEqual(mostATick);
    expect(wrong()).toBe(0);
    expect(said.filter(({ kind }) => kind === 'failed')).toHaveLength(33);
    attention.stop();
  });

  it('are found again where they go on', async () => {
    const { poller, over, runs, simulator, wrong, endAll } = await world(order, 100, 300);
    poller.watch({ kind: 'missions' });
    await over(20_000);
    endAll(0, 90);
    await over(15_000);
    for (const run of runs.slice(0, 40)) simulator.world.setStatus(run, 'running', Date.now());
    await over(15_000);
    expect(wrong()).toBe(0);
  });

  it('are found also where a page has 50 rows at most', async () => {
    const { poller, over, simulator, wrong, endAll } = await world(order, 200, 300);
    const handle = simulator.handle.bind(simulator);
    vi.spyOn(simulator, 'handle').mockImplementation((request) => {
      const url = new URL(request.url);
      const size = url.searchParams.get('page[size]');
      if (size !== null) url.searchParams.set('page[size]', String(Math.min(50, Number(size))));
      return handle(new Request(url, request));
    });
    poller.watch({ kind: 'missions' });
    // By pages of 50, five a tick at most.
    await over(60_000);
    endAll();
    for (let tick = 0; tick < 12; tick++) expect((await over(5000)).length).toBeLessThanOrEqual(mostATick + 3);
    expect(wrong()).toBe(0);
  });

  it('are all known at once where a page has 20 rows at most', async () => {
    const { poller, over, simulator, store } = await world(order, 90, 0, 3);
    const handle = simulator.handle.bind(simulator);
    vi.spyOn(simulator, 'handle').mockImplementation((request) => {
      const url = new URL(request.url);
      const size = url.searchParams.get('page[size]');
      if (size !== null) url.searchParams.set('page[size]', String(Math.min(20, Number(size))));
      return handle(new Request(url, request));
    });
    poller.watch({ kind: 'missions' });
    await over(10);
    expect(store.activeRuns().size).toBe(90);
  });

  it('keep no look at a run that lies still from its turn', async () => {
    const { poller, over, runs, simulator } = await world(order, 80, 0);
    poller.watch({ kind: 'missions' });
    await over(20_000);
    const [still, ...others] = runs;
    for (const run of others) simulator.world.setStatus(run, 'succeeded', Date.now());
    await over(10_000);
    simulator.forget();
    await vi.advanceTimersByTimeAsync(90_000);
    const asked = simulator.requests.filter(
      ({ operation, url }) => operation === 'getPlan' && url.includes(still?.row.run_id ?? '-'),
    );
    expect(asked.length).toBeGreaterThan(0);
  });

  it('leave with their mission, where that was deleted', async () => {
    const { poller, over, runs, client, store } = await world(order, 200, 300, 2);
    poller.watch({ kind: 'missions' });
    await over(20_000);
    const missionId = runs[0]?.row.mission_id ?? '';
    await client.deleteMission(missionId);
    await over(20_000);
    expect(store.allRuns().filter((run) => run.missionId === missionId && store.activeRuns().has(run.runId))).toEqual(
      [],
    );
    expect(store.activeRuns().size).toBe(100);
  });

  it('are right where there are more than one page of them', async () => {
    const { poller, over, store, wrong, endAll } = await world(order, 2400, 300);
    poller.watch({ kind: 'missions' });
    await over(60_000);
    expect(store.activeRuns().size).toBe(2400);
    endAll(0, 1500);
    await over(20_000);
    expect(wrong()).toBe(0);
    expect(store.activeRuns().size).toBe(900);
  });

  it.runIf(order !== 'unordered').each([60, 1500])(
    'leave no hole in the list where %i began and ended between two ticks',
    async (count) => {
      const { poller, over, simulator, store } = await world(order, 4, 300);
      poller.watch({ kind: 'recentRuns', statuses: [] });
      await over(20_000);
      const [mission] = simulator.world.missions;
      if (!mission) throw new Error('no mission');
      simulator.world.seedRuns(mission, count, 'succeeded');
      await over(10_000);
      const shown = new Set(valueOf(store.recentRuns(''))?.runIds);
      const ended = simulator.world.runs.filter(({ row }) => row.status === 'succeeded').map(({ row }) => row);
      const newestFirst = ended.toSorted((a, b) => Date.parse(b.started_at) - Date.parse(a.started_at));
      const last = newestFirst.findLastIndex(({ run_id }) => shown.has(run_id));
      expect(last).toBeGreaterThan(0);
      const oldest = newestFirst[last]?.started_at ?? '';
      const holes = newestFirst.filter(({ run_id, started_at }) => started_at > oldest && !shown.has(run_id));
      expect(holes).toEqual([]);
    },
  );

  it('are seen from the beginning where a thousand start at once', async () => {
    const { poller, over, simulator, store } = await world(order, 4, 300);
    poller.watch({ kind: 'missions' });
    poller.watch({ kind: 'recentRuns', statuses: [] });
    await over(20_000);
    const [mission] = simulator.world.missions;
    if (!mission) throw new Error('no mission');
    simulator.world.seedRuns(mission, 1500, 'running');
    for (let tick = 0; tick < 4; tick++) expect((await over(5000)).length).toBeLessThanOrEqual(mostATick + 4);
    expect(store.activeRuns().size).toBe(1504);
  });
});

it('finds runs together that have left for a status that had been searched before, once they are missing again', async () => {
  const { simulator, client, store } = tracked({ empty: true });
  // One run a mission: the lists of missions are of no help.
  const runs = simulator.world.seedMissions(30).flatMap((mission) => simulator.world.seedRuns(mission, 1, 'running'));
  store.put([{ kind: 'runs', runs: runs.map(({ row }) => decoded(row)), requestSeq: store.nextRequestSeq() }]);
  const search = createMovedRunSearch(createFeedParts({ client, store, timing: defaultTiming }));
  const { signal } = new AbortController();
  const setStatus = (status: 'paused' | 'succeeded') => {
    for (const run of runs) simulator.world.setStatus(run, status, Date.now());
  };
  const addAll = () => {
    for (const { row } of runs) search.add(row.run_id);
  };
  setStatus('paused');
  addAll();
  for (let requests = 0; requests < 3; requests++) await search.find(signal, 1);
  setStatus('succeeded');
  await search.find(signal, maxRequestsPerTask);
  expect(search.size).toBeGreaterThan(maxRequestsPerTask);
  addAll();
  await search.find(signal, maxRequestsPerTask);
  expect(search.size).toBe(0);
  expect(store.activeRuns().size).toBe(0);
});

it.each([1, 2, 10])(
  'runs that have ended are found by themselves where no answer about runs of a status can be loaded: %i',
  async (count) => {
    const { poller, over, simulator, store } = tracked({ empty: true }, undefined, undefined, {
      longest: 200_000,
      handle: (request, answer) =>
        new URL(request.url).searchParams.has('status')
          ? Promise.resolve(Response.json({ data: [], filling: 'x'.repeat(300_000) }))
          : answer(request),
    });
    const [mission, other] = simulator.world.seedMissions(2);
    const runs = mission ? simulator.world.seedRuns(mission, count, 'running') : [];
    poller.watch({ kind: 'missions' });
    await over(6000);
    expect(store.activeRuns().size).toBe(count);
    // They are not among the newest any more.
    if (other) simulator.world.seedRuns(other, 60, 'succeeded');
    for (const run of runs) simulator.world.setStatus(run, 'failed', Date.now());
    await over(2 * minute);
    expect(store.activeRuns().size).toBe(0);
  },
);
