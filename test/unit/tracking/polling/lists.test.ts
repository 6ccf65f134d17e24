import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ListOrder } from '../../../../src/simulator/testSimulator';
import { createFeedParts } from '../../../../src/tracking/reading/feed';
import { createRecentPages } from '../../../../src/tracking/recentRuns/recentRunsFeed';
import { defaultTiming } from '../../../../src/model/timing';
import { valueOf } from '../../../../src/tracking/store/facts';
import { minute, tracked } from '../tracked';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const orders = ['newest', 'oldest', 'unordered'] as const;
type Body = { data: unknown[]; meta: Record<string, number> };

/** A server that gives no more than `most` rows a page, and says so or not. */
function capped(most: number, isTold: boolean) {
  return async (request: Request, answer: (request: Request) => Promise<Response>): Promise<Response> => {
    const url = new URL(request.url);
    const size = Number(url.searchParams.get('page[size]') ?? 20);
    if (request.method !== 'GET' || size <= most) return answer(request);
    url.searchParams.set('page[size]', String(most));
    const body = (await (await answer(new Request(url, { headers: request.headers }))).json()) as Body;
    return Response.json(isTold ? body : { ...body, meta: { ...body.meta, page_size: size } });
  };
}

/** A server that counts no further than to `most`, and gives no more than `cap` rows a page. */
function counting(most: number, cap: number) {
  const pages = capped(cap, true);
  return async (request: Request, answer: (request: Request) => Promise<Response>): Promise<Response> => {
    const response = await pages(request, answer);
    const body = (await response.clone().json()) as Partial<Body>;
    if (body.meta === undefined) return response;
    return Response.json({
      ...body,
      meta: { ...body.meta, total_results: Math.min(most, body.meta.total_results ?? 0) },
    });
  };
}

/** An empty account, a server in that order, and what waits for an answer in virtual time. */
function world(order: ListOrder, service: Parameters<typeof tracked>[3] = {}, latencyMs = 0) {
  const all = tracked({ empty: true, order, latencyMs }, 15 * minute, defaultTiming, service);
  const { simulator, poller, store, over } = all;
  async function until<T>(promise: Promise<T>): Promise<T> {
    const came = promise.then(() => true);
    while (!(await Promise.race([came, vi.advanceTimersByTimeAsync(50).then(() => false)])));
    return promise;
  }
  const missionsShown = () => valueOf(store.missionList())?.missionIds ?? [];
  const missionsThere = () => simulator.world.missions.map(({ row }) => row.mission_id);
  return {
    ...{ ...all, until, missionsShown, missionsThere },
    load: (list: Parameters<typeof poller.loadMore>[0]) => until(poller.loadMore(list)),
    refresh: async () => {
      await until(poller.refresh());
      await over(10);
    },
    missions: (count: number) => simulator.world.seedMissions(count),
    remove: (mission: ReturnType<typeof simulator.world.seedMissions>[number] | undefined) => {
      if (mission) simulator.world.removeMission(mission);
    },
  };
}

const sorted = (ids: Iterable<string>) => [...ids].sort();

describe.each(orders)('lists that lose rows, %s first', (order) => {
  it('Load More shows every run where a mission with half of those before it was deleted', async () => {
    for (const statuses of [[], ['failed'], ['failed', 'succeeded']]) {
      const { simulator, poller, store, over, load, missions, remove, refresh } = world(order);
      const [older, newer] = missions(2);
      if (!older || !newer) throw new Error('no missions');
      // They alternate, so that those of either mission are on every page.
      for (let pair = 0; pair < 75; pair++)
        for (const mission of [older, newer]) simulator.world.seedRuns(mission, 1, 'failed');
      const list = { kind: 'recentRuns', statuses } as const;
      poller.watch(list);
      await over(1000);
      remove(newer);
      const shown = () => valueOf(store.recentRuns([...statuses].sort().join(' ')));
      for (let time = 0; time < 5 && shown()?.more; time++) await load(list);
      expect(shown()?.more).toBe(false);
      const there = simulator.world.runs.map(({ row }) => row.run_id);
      expect(there).toHaveLength(75);
      for (const id of there) expect(shown()?.runIds).toContain(id);
      await refresh();
      for (const id of there) expect(shown()?.runIds).toContain(id);
      poller.stop();
    }
  });

  it('Load More and Refresh show every run of a status whose runs leave it while it is read', async () => {
    const { simulator, poller, store, over, load, missions, refresh } = world(order);
    const [mission] = missions(1);
    if (!mission) throw new Error('no mission');
    const runs = simulator.world.seedRuns(mission, 150, 'failed');
    const list = { kind: 'recentRuns', statuses: ['failed'] } as const;
    poller.watch(list);
    await over(1000);
    // Those that are shown are among them.
    for (const run of runs.filter((_, place) => place % 10 > 7)) simulator.world.setStatus(run, 'running', Date.now());
    const there = () => simulator.world.runs.filter(({ row }) => row.status === 'failed').map(({ row }) => row.run_id);
    const shown = () => valueOf(store.recentRuns('failed'));
    for (let time = 0; time < 5 && shown()?.more; time++) await load(list);
    for (const id of there()) expect(shown()?.runIds).toContain(id);
    for (let time = 0; time < 3; time++) await refresh();
    await over(30_000);
    expect(sorted(shown()?.runIds ?? [])).toEqual(sorted(there()));
    poller.stop();
  });

  it('the poll shows every mission where some were deleted between two of its pages', async () => {
    const { simulator, poller, over, load, missions, remove, missionsShown, missionsThere } = world(order, {}, 300);
    const all = missions(500);
    poller.watch({ kind: 'missions' });
    await over(1000);
    for (let time = 0; time < 4; time++) await load({ kind: 'missions' });
    expect(missionsShown()).toHaveLength(500);
    // Something is active, so there is a page every few seconds.
    if (all[250]) simulator.world.seedRuns(all[250], 1, 'running');
    // At each moment of the walk, from the front of the list and from its end. A mission that is there never goes.
    for (let time = 0; time < 300; time++) {
      await over(2100);
      if (time % 3 === 0) {
        remove(all[time]);
        remove(all[499 - time]);
      }
      expect([time, missionsThere().filter((id) => !missionsShown().includes(id))]).toEqual([time, []]);
    }
    await over(12 * minute);
    expect(sorted(missionsShown())).toEqual(sorted(missionsThere()));
    poller.stop();
  });

  it('loads all missions, whatever is deleted meanwhile, and says that it has only where it has', async () => {
    const { poller, over, missions, remove, until, missionsShown, missionsThere } = world(
      order,
      { handle: capped(100, true) },
      200,
    );
    const all = missions(1000);
    poller.watch({ kind: 'missions' });
    await over(1000);
    const loading = poller.loadAllMissions(new AbortController().signal, () => undefined);
    for (let time = 0; time < 5; time++) {
      await over(150);
      remove(all[time]);
      remove(all[999 - time]);
    }
    const isComplete = await until(loading);
    const missing = missionsThere().filter((id) => !missionsShown().includes(id));
    expect(missing).toEqual([]);
    expect(isComplete).toBe(true);
    poller.stop();
  });
});

it.each([0, 4])('shows runs that began and ended between two looks, where all %i were shown before', async (count) => {
  const { simulator, poller, store, over, missions } = world('newest');
  const [mission] = missions(1);
  if (!mission) throw new Error('no mission');
  simulator.world.seedRuns(mission, count, 'failed');
  poller.watch({ kind: 'recentRuns', statuses: [] });
  await over(1000);
  simulator.world.seedRuns(mission, 60, 'failed');
  await over(2 * minute);
  const list = valueOf(store.recentRuns(''));
  expect({ shown: list?.runIds.length, more: list?.more }).toEqual({ shown: 60 + count, more: false });
});

it('shows runs that began and ended between the first page and the first look, which has failed', async () => {
  let pages = 0;
  const { simulator, poller, store, over, missions } = world('newest', {
    handle: (request, answer) => {
      const isSecond = request.url.includes('/missions/runs?') && ++pages === 2;
      return isSecond ? Promise.resolve(new Response('{}', { status: 403 })) : answer(request);
    },
  });
  const [mission] = missions(1);
  if (!mission) throw new Error('no mission');
  poller.watch({ kind: 'recentRuns', statuses: [] });
  await over(1000);
  simulator.world.seedRuns(mission, 60, 'failed');
  await over(5 * minute);
  const list = valueOf(store.recentRuns(''));
  expect({ shown: list?.runIds.length, more: list?.more }).toEqual({ shown: 60, more: false });
});

it.each(['status', 'mission'] as const)(
  'shows runs that began and ended between the list of their %s and the first look at all',
  async (of) => {
    let hasCome = false;
    const { simulator, poller, store, over, missions } = world('newest', {
      handle: (request, answer) => {
        const isFirstLook = request.url.includes('/missions/runs?') && !request.url.includes('status=');
        if (isFirstLook && !hasCome && mission) simulator.world.seedRuns(mission, 30, 'failed');
        hasCome ||= isFirstLook;
        return answer(request);
      },
    });
    const [mission] = missions(1);
    if (!mission) throw new Error('no mission');
    simulator.world.seedRuns(mission, 5, 'failed');
    await vi.advanceTimersByTimeAsync(minute);
    const missionId = mission.row.mission_id;
    poller.watch(of === 'status' ? { kind: 'recentRuns', statuses: ['failed'] } : { kind: 'runs', missionId });
    await over(2 * minute);
    const list = valueOf(of === 'status' ? store.recentRuns('failed') : store.runList(missionId));
    expect({ shown: list?.runIds.length, more: list?.more ?? false }).toEqual({
      shown: of === 'status' ? 35 : 25,
      more: of === 'mission',
    });
    poller.stop();
  },
);

describe('answers that are too large', () => {
  const long = 'x'.repeat(2500);

  it('shows every mission where a page of them is too large an answer', async () => {
    const { simulator, poller, over, load, missionsShown, missionsThere } = world('newest', { longest: 200_000 });
    const { world: there } = simulator;
    for (let i = 0; i < 150; i++)
      there.addMission({ name: `Mission ${i}`, instructions: long, execution_mode: 'external' }, Date.now());
    poller.watch({ kind: 'missions' });
    await over(1000);
    expect(missionsShown()).toHaveLength(100);
    await load({ kind: 'missions' });
    expect(sorted(missionsShown())).toEqual(sorted(missionsThere()));
    poller.stop();
  });

  it('names a mission that is too large by its place, shows all others, and does not download it each time', async () => {
    let large = 0;
    const isLarge = async (answer: Response) => (await answer.clone().text()).length > 200_000;
    const { simulator, poller, over, store, missionsShown } = world('newest', {
      longest: 200_000,
      handle: async (request, answer) => {
        const response = await answer(request);
        if (await isLarge(response)) large++;
        return response;
      },
    });
    for (let i = 0; i < 60; i++) {
      const instructions = i === 19 ? 'x'.repeat(300_000) : 'short';
      simulator.world.addMission({ name: `Mission ${i}`, instructions, execution_mode: 'external' }, Date.now() + i);
    }
    poller.watch({ kind: 'missions' });
    await over(1000);
    expect(missionsShown()).toHaveLength(59);
    expect(valueOf(store.missionList())).toMatchObject({ tooLarge: [40] });
    expect(valueOf(store.missionList())?.more).toBeUndefined();
    large = 0;
    await over(30 * minute);
    expect(large).toBeLessThanOrEqual(2);
    expect(missionsShown()).toHaveLength(59);
    expect(valueOf(store.missionList())).toMatchObject({ tooLarge: [40] });
    poller.stop();
  });

  /** A server whose every page is the first one. */
  const firstPage = (request: Request, answer: (request: Request) => Promise<Response>) => {
    const url = new URL(request.url);
    url.searchParams.delete('page[number]');
    return request.method === 'GET' ? answer(new Request(url, { headers: request.headers })) : answer(request);
  };

  it('shows runs that begin while no page of the missions can be loaded', async () => {
    const { simulator, poller, over, store, missions, missionsShown } = world('newest', {
      ...{ longest: 100_000, handle: firstPage },
    });
    const [mission] = missions(1);
    if (!mission) throw new Error('no mission');
    simulator.world.seedRuns(mission, 4, 'succeeded');
    poller.watch({ kind: 'missions' });
    await over(10_000);
    expect(missionsShown()).toHaveLength(1);
    const instructions = 'x'.repeat(120_000);
    simulator.world.addMission({ name: 'Large', instructions, execution_mode: 'external' }, Date.now());
    simulator.world.seedRuns(mission, 25, 'running');
    void poller.loadAllMissions(new AbortController().signal, () => undefined);
    await over(3 * minute);
    expect(store.missionList()).toMatchObject({ kind: 'failed', error: { kind: 'tooLarge' } });
    expect(store.activeRuns().size).toBe(25);
    poller.stop();
  });

  it('finds runs that have ended where no page of the newest ones can be loaded', async () => {
    const { simulator, poller, over, store, missions } = world('newest', { longest: 100_000, handle: firstPage });
    const [mission] = missions(1);
    if (!mission) throw new Error('no mission');
    const runs = simulator.world.seedRuns(mission, 15, 'running');
    poller.watch({ kind: 'missions' });
    await over(10_000);
    expect(store.activeRuns().size).toBe(15);
    for (const run of runs) simulator.world.setStatus(run, 'failed', Date.now());
    await vi.advanceTimersByTimeAsync(1000);
    const [huge] = simulator.world.seedRuns(mission, 1, 'running');
    if (huge) huge.row.metadata = { filling: 'x'.repeat(120_000) };
    await over(3 * minute);
    expect(store.activeRuns().size).toBe(0);
  });

  it('keeps on asking for everything else where a mission that is open is too large', async () => {
    const { simulator, poller, over, store } = world('newest', { longest: 200_000 });
    const { row } = simulator.world.addMission(
      { name: 'Large', instructions: 'x'.repeat(300_000), execution_mode: 'external' },
      Date.now(),
    );
    const [small] = simulator.world.seedMissions(1);
    if (!small) throw new Error('no mission');
    const [run] = simulator.world.seedRuns(small, 1, 'running');
    poller.watch({ kind: 'missions' });
    poller.watch({ kind: 'mission', missionId: row.mission_id });
    await over(2 * minute);
    expect(store.missionList().kind).toBe('loaded');
    if (run) simulator.world.setStatus(run, 'failed', Date.now());
    await over(10_000);
    expect(store.allRuns()).toMatchObject([{ status: 'failed' }]);
    poller.stop();
  });

  it.each(orders)('shows every run, and names those that are too large, %s first', async (order) => {
    const { simulator, client, store, until, missions } = world(order, { longest: 200_000 });
    const [mission] = missions(1);
    if (!mission) throw new Error('no mission');
    const runs = simulator.world.seedRuns(mission, 150, 'succeeded');
    runs.forEach(({ row }, place) => {
      row.result_payload = { text: place === 77 ? 'x'.repeat(300_000) : long };
    });
    const feed = createFeedParts({ client, store, timing: defaultTiming });
    const pages = createRecentPages(feed, () => undefined);
    const { signal } = new AbortController();
    await until(pages.open('', signal));
    const shown = () => valueOf(store.recentRuns(''));
    for (let time = 0; time < 20 && shown()?.more; time++) await until(pages.loadMore(''));
    expect(shown()).toMatchObject({ more: false });
    expect(shown()?.tooLarge).toHaveLength(1);
    const others = runs.filter((_, place) => place !== 77).map(({ row }) => row.run_id);
    expect(sorted(shown()?.runIds ?? [])).toEqual(sorted(others));
  });
});

describe('servers that page in their own way', () => {
  it('asks for all missions no more often than a server that caps its pages makes it', async () => {
    for (const isTold of [true, false]) {
      const { simulator, poller, over, until, missions, missionsShown } = world('newest', {
        handle: capped(50, isTold),
      });
      missions(1020);
      poller.watch({ kind: 'missions' });
      await over(1000);
      simulator.forget();
      expect(await until(poller.loadAllMissions(new AbortController().signal, () => undefined))).toBe(true);
      expect(missionsShown()).toHaveLength(1020);
      const asked = simulator.requests.filter(({ operation }) => operation === 'listMissions').length;
      // One more shows in which pages a server counts that does not name its cap.
      expect(asked).toBeLessThanOrEqual(21 + (isTold ? 0 : 2));
      poller.stop();
    }
  });

  it('shows runs that wait to begin wherever they stand in a list in no order', async () => {
    const { simulator, missions, poller, store, over } = world('unordered');
    const [mission] = missions(1);
    if (!mission) throw new Error('no mission');
    simulator.world.seedRuns(mission, 2, 'running');
    simulator.world.seedRuns(mission, 198, 'succeeded');
    poller.watch({ kind: 'missions' });
    await over(minute);
    const waiting = simulator.world.seedRuns(mission, 8, 'pending').map(({ row }) => row.run_id);
    await over(2 * minute);
    expect(waiting.filter((runId) => store.run(runId).kind !== 'loaded')).toEqual([]);
  });

  it.each([true, false])('shows runs that begin where a page has 20 rows at most (told: %s)', async (isTold) => {
    const { simulator, missions, poller, store, over } = world('oldest', { handle: capped(20, isTold) });
    const [mission] = missions(1);
    if (!mission) throw new Error('no mission');
    simulator.world.seedRuns(mission, 4, 'running');
    poller.watch({ kind: 'missions' });
    await over(minute);
    await vi.advanceTimersByTimeAsync(1000);
    simulator.world.seedRuns(mission, 25, 'running');
    await over(15_000);
    await vi.advanceTimersByTimeAsync(1000);
    const [waiting] = simulator.world.seedRuns(mission, 1, 'pending');
    await over(10_000);
    expect(store.run(waiting?.row.run_id ?? '').kind).toBe('loaded');
    expect((await over(minute)).filter((one) => one === 'listRecentRuns').length).toBeLessThanOrEqual(24);
  });

  it.each(orders)('shows every active run behind where the server counts to, listed %s', async (order) => {
    for (const cap of [20, 1000]) {
      const { simulator, poller, store, over, missions } = world(order, { handle: counting(100, cap) });
      const [mission] = missions(1);
      if (!mission) throw new Error('no mission');
      simulator.world.seedRuns(mission, 4, 'succeeded');
      poller.watch({ kind: 'missions' });
      await over(1000);
      simulator.world.seedRuns(mission, 130, 'running');
      await over(2 * minute);
      expect([cap, store.activeRuns().size]).toEqual([cap, 130]);
      // The newest of a list that is oldest first stand behind where the server counts to.
      simulator.world.seedRuns(mission, 1, 'failed');
      await over(10_000);
      if (order !== 'unordered') expect(store.allRuns().some(({ status }) => status === 'failed')).toBe(true);
      poller.stop();
    }
  });

  it('shows a run that begins anywhere in a list in no order as soon as the list has grown', async () => {
    const { simulator, poller, store, over, missions } = world('unordered');
    const [mission] = missions(1);
    if (!mission) throw new Error('no mission');
    simulator.world.seedRuns(mission, 300, 'succeeded');
    poller.watch({ kind: 'missions' });
    await over(minute);
    for (let time = 0; time < 8; time++) {
      simulator.world.seedRuns(mission, 1, 'pending');
      await over(minute + 1000);
      expect(store.activeRuns().size).toBe(time + 1);
    }
    poller.stop();
  });

  it('ends after one page without news where the server ignores the page number, for every list', async () => {
    const { simulator, poller, over, load, until, missions, store } = world('newest', {
      handle: (request, answer) => {
        const url = new URL(request.url);
        if (url.searchParams.has('page[number]')) url.searchParams.set('page[number]', '1');
        return request.method === 'GET' ? answer(new Request(url, { headers: request.headers })) : answer(request);
      },
    });
    const [mission] = missions(3000);
    if (!mission) throw new Error('no mission');
    simulator.world.seedRuns(mission, 3000, 'failed');
    const missionId = mission.row.mission_id;
    const lists = [
      { kind: 'missions' },
      { kind: 'runs', missionId },
      { kind: 'recentRuns', statuses: [] },
      { kind: 'recentRuns', statuses: ['failed'] },
    ] as const;
    for (const list of lists) poller.watch(list);
    await over(1000);
    for (const list of lists)
      for (let time = 0; time < 3; time++) {
        simulator.forget();
        await load(list);
        expect(simulator.requestCount).toBeLessThanOrEqual(4);
      }
    simulator.forget();
    expect(await until(poller.loadAllMissions(new AbortController().signal, () => undefined))).toBe(false);
    expect(simulator.requestCount).toBeLessThanOrEqual(12);
    // Nobody has seen its end.
    expect(valueOf(store.missionList())).toMatchObject({ more: true });
    expect(valueOf(store.runList(missionId))).toMatchObject({ more: true });
    poller.stop();
  });

  it('says "at least" where the server counts no further than to 10,000, and loads what is behind', async () => {
    const { simulator, poller, over, load, until, missions, missionsShown, store } = world('newest', {
      handle: async (request, answer) => {
        const response = await answer(request);
        if (!new URL(request.url).searchParams.has('page[size]')) return response;
        const body = (await response.json()) as Body;
        return Response.json({ ...body, meta: { ...body.meta, total_results: 10_000, total_pages: 100 } });
      },
    });
    missions(10_200);
    poller.watch({ kind: 'missions' });
    await over(1000);
    expect(valueOf(store.missionList())).toMatchObject({ total: 10_000, atLeast: true, more: true });
    const said: { readonly loaded: number; readonly atLeast?: boolean }[] = [];
    simulator.forget();
    expect(await until(poller.loadAllMissions(new AbortController().signal, (loaded) => said.push(loaded)))).toBe(true);
    // Eleven pages, and what shows that the last one joins on to the others and ends where the list ends.
    const asked = simulator.requests.filter(({ operation }) => operation === 'listMissions').length;
    expect(asked).toBeLessThanOrEqual(14);
    expect(said[3]).toMatchObject({ atLeast: true });
    expect(missionsShown()).toHaveLength(10_200);
    expect(valueOf(store.missionList())).toMatchObject({ total: 10_200 });
    expect(valueOf(store.missionList())?.more).toBeUndefined();
    await load({ kind: 'missions' });
    poller.stop();
  });

  it('offers Load More until the end was seen, also where the last page that is shown is a full one', async () => {
    const { poller, over, missions, store, missionsShown } = world('newest', { handle: capped(50, false) });
    missions(100);
    poller.watch({ kind: 'missions' });
    await over(1000);
    expect(missionsShown()).toHaveLength(100);
    expect(valueOf(store.missionList())?.more).toBeUndefined();
    poller.stop();
  });
});

it('shows all missions and all runs after Load More to the end and one more look, whatever came and went', async () => {
  const change = fc.record({
    kind: fc.constantFrom('come' as const, 'go' as const, 'runs' as const, 'load' as const, 'refresh' as const),
    count: fc.integer({ min: 1, max: 60 }),
    at: fc.nat(1000),
    after: fc.nat(2000),
  });
  const served = fc.record({
    order: fc.constantFrom(...orders),
    cap: fc.constantFrom(30, 1000),
    isTold: fc.boolean(),
    latencyMs: fc.constantFrom(0, 200),
  });
  await fc.assert(
    fc.asyncProperty(served, fc.array(change, { minLength: 1, maxLength: 10 }), async (server, changes) => {
      const { order, cap, isTold, latencyMs } = server;
      const all = world(order, { handle: capped(cap, isTold) }, latencyMs);
      const { simulator, poller, over, load, refresh, missionsShown, missionsThere, store } = all;
      const [first] = all.missions(120);
      if (first) simulator.world.seedRuns(first, 90, 'succeeded');
      const lists = [{ kind: 'missions' }, { kind: 'recentRuns', statuses: [] }] as const;
      for (const list of lists) poller.watch(list);
      await over(1500);
      const under: Promise<unknown>[] = [];
      for (const { kind, count, at, after } of changes) {
        const there = simulator.world.missions;
        if (kind === 'come') all.missions(count);
        else if (kind === 'go') for (const one of there.slice(at % there.length).slice(0, count)) all.remove(one);
        else if (kind === 'runs') {
          const mission = there[at % there.length];
          if (mission) simulator.world.seedRuns(mission, count, 'failed');
        } else if (kind === 'load') under.push(...lists.map((list) => poller.loadMore(list)));
        else under.push(poller.refresh());
        if (there.length === 0) all.missions(1);
        await over(after);
      }
      await all.until(Promise.all(under));
      for (const list of lists) for (let time = 0; time < 12; time++) await load(list);
      await refresh();
      for (const list of lists) for (let time = 0; time < 3; time++) await load(list);
      expect(sorted(missionsShown())).toEqual(sorted(missionsThere()));
      const shown = new Set(valueOf(store.recentRuns(''))?.runIds);
      expect(simulator.world.runs.map(({ row }) => row.run_id).filter((id) => !shown.has(id))).toEqual([]);
      poller.stop();
    }),
    { numRuns: 40 },
  );
}, 60_000);
