import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { valueOf } from '../../../../src/tracking/store/facts';
import { defaultTiming } from '../../../../src/model/timing';
import { minute, tracked } from '../tracked';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

/** How long (ms) after the first page Load More is chosen: while the poll is under way, or between two ticks. */
const moments = Array.from({ length: 8 }, (_, at) => at * 93);
const orders = ['newest', 'oldest'] as const;

const world = (order: (typeof orders)[number]) => {
  const all = tracked({ empty: true, order, latencyMs: 300 });
  const load = async (list: Parameters<typeof all.poller.loadMore>[0]) => {
    const came = all.poller.loadMore(list).then(() => true);
    while (!(await Promise.race([came, all.over(50).then(() => false)])));
  };
  return { ...all, load };
};

/** No gap: all that are newer than the oldest that is shown are shown as well. */
function holes(all: readonly string[], shown: readonly string[]): readonly string[] {
  const held = new Set(shown);
  const last = all.findLastIndex((id) => held.has(id));
  return all.slice(0, last + 1).filter((id) => !held.has(id));
}

describe.each(orders)('load more while the poll reads the same list, %s first', (order) => {
  it('leaves no page of missions out', async () => {
    const { poller, over, simulator, store, load } = world(order);
    const [first] = simulator.world.seedMissions(2500);
    if (!first) throw new Error('no mission');
    // While something is active the poll asks every 5 s, for a page of the missions too where a walk is under way.
    simulator.world.seedRuns(first, 1, 'running');
    const shown = () => valueOf(store.missionList())?.missionIds ?? [];
    poller.watch({ kind: 'missions' });
    await over(1000);
    for (let pages = 2; pages <= 15; pages++) {
      await over(pages * 700);
      await load({ kind: 'missions' });
      expect([pages, new Set(shown()).size]).toEqual([pages, pages * 100]);
    }
    poller.stop();
  });

  it('leaves no page of runs out, of one mission and of all', async () => {
    for (const moment of moments) {
      const { poller, over, simulator, store, load } = world(order);
      const [mission] = simulator.world.seedMissions(1);
      if (!mission) throw new Error('no mission');
      simulator.world.seedRuns(mission, 400, 'succeeded');
      const missionId = mission.row.mission_id;
      const ids = simulator.world.runs
        .toSorted((a, b) => Date.parse(b.row.started_at) - Date.parse(a.row.started_at))
        .map(({ row }) => row.run_id);
      const lists = [
        { kind: 'runs', missionId },
        { kind: 'recentRuns', statuses: [] },
        { kind: 'recentRuns', statuses: ['succeeded', 'failed'] },
      ] as const;
      poller.watch({ kind: 'missions' });
      for (const list of lists) poller.watch(list);
      await over(1000);
      void poller.refresh();
      await over(moment % 700);
      for (let time = 0; time < 3; time++) {
        void poller.refresh();
        await Promise.all([...lists, ...lists].map((list) => load(list)));
        await over(7 * moment);
      }
      const shown = [store.runList(missionId), ...['', 'failed succeeded'].map((scope) => store.recentRuns(scope))];
      for (const list of shown) {
        const runIds = valueOf(list)?.runIds ?? [];
        expect(runIds.length).toBeGreaterThan(100);
        expect([moment, holes(ids, runIds)]).toEqual([moment, []]);
      }
      poller.stop();
    }
  });

  it('leaves nothing out of what was logged, also where the newest page has to begin again', async () => {
    for (const moment of moments) {
      const { poller, over, simulator, store, load } = world(order);
      const [mission] = simulator.world.seedMissions(1);
      const [run] = mission ? simulator.world.seedRuns(mission, 1, 'running') : [];
      if (!run) throw new Error('no run');
      simulator.world.seedEvents(run, 3000);
      poller.watch({ kind: 'activity' });
      await over(1000);
      const list = { kind: 'activity', type: undefined } as const;
      await load(list);
      simulator.world.seedEvents(run, 2500, 1);
      const loading = (async () => {
        for (let time = 0; time < 12; time++) {
          await load(list);
          await over(moment % 400);
        }
      })();
      await loading;
      await over(30_000);
      const ids = run.events.map(({ event_id }) => event_id).toReversed();
      const shown = (valueOf(store.activity())?.events ?? []).map(({ eventId }) => eventId);
      expect(shown[0]).toBe(ids[0]);
      expect([moment, holes(ids, shown).length]).toEqual([moment, 0]);
      poller.stop();
    }
  });
});

it('keeps the page of one status where that of another could not be read', async () => {
  const { poller, over, simulator, store, load } = world('newest');
  const [mission] = simulator.world.seedMissions(1);
  if (!mission) throw new Error('no mission');
  simulator.world.seedRuns(mission, 200, 'succeeded');
  simulator.world.seedRuns(mission, 200, 'failed');
  const list = { kind: 'recentRuns', statuses: ['failed', 'succeeded'] } as const;
  poller.watch(list);
  await over(2000);
  simulator.addFault({ operation: 'listRecentRuns', times: 1, effect: { kind: 'status', status: 403 } });
  for (let time = 0; time < 4; time++) {
    await load(list);
    await over(10_000);
  }
  expect(valueOf(store.recentRuns('failed succeeded'))?.more).toBe(false);
  expect(store.allRuns()).toHaveLength(400);
});

it('asks as often for one who presses it again and again while it fails as for one who presses it once', async () => {
  const asked: number[] = [];
  for (const presses of [1, 6]) {
    const { poller, over, simulator, store } = world('newest');
    const [mission] = simulator.world.seedMissions(1);
    if (!mission) throw new Error('no mission');
    simulator.world.seedRuns(mission, 200, 'succeeded');
    const list = { kind: 'runs', missionId: mission.row.mission_id } as const;
    const shown = () => valueOf(store.runList(list.missionId))?.runIds.length ?? 0;
    poller.watch(list);
    await over(2000);
    const before = shown();
    simulator.addFault({ operation: 'listRuns', effect: { kind: 'status', status: 503 } });
    const pressed = Array.from({ length: presses }, () => poller.loadMore(list));
    const operations = await over(60_000);
    await Promise.all(pressed);
    asked.push(operations.filter((operation) => operation === 'listRuns').length);
    expect(shown()).toBe(before);
    poller.stop();
  }
  expect(asked[0]).toBeGreaterThan(0);
  expect(asked[1]).toBe(asked[0]);
});

it('loads a page for each press, also for those that come while one is under way', async () => {
  const { poller, over, simulator, store } = world('newest');
  const [mission] = simulator.world.seedMissions(1);
  if (!mission) throw new Error('no mission');
  simulator.world.seedRuns(mission, 200, 'succeeded');
  const list = { kind: 'runs', missionId: mission.row.mission_id } as const;
  const shown = () => valueOf(store.runList(list.missionId))?.runIds.length ?? 0;
  poller.watch(list);
  await over(2000);
  const page = shown();
  for (let press = 0; press < 3; press++) void poller.loadMore(list);
  await over(5000);
  expect(shown()).toBe(4 * page);
});

it('asks a few times for one who presses it again and again where the server sends the same page for ever', async () => {
  const onlyFirst = (request: Request, answer: (request: Request) => Promise<Response>) => {
    const url = new URL(request.url);
    if (url.searchParams.has('page[number]')) url.searchParams.set('page[number]', '1');
    return answer(new Request(url, request));
  };
  const { poller, over, simulator, store } = tracked({ empty: true }, 15 * minute, defaultTiming, {
    handle: onlyFirst,
  });
  const [mission] = simulator.world.seedMissions(300);
  const [run] = mission ? simulator.world.seedRuns(mission, 300, 'succeeded') : [];
  if (!mission || !run) throw new Error('no run');
  simulator.world.seedEvents(run, 300);
  const lists = [
    { kind: 'missions' },
    { kind: 'runs', missionId: mission.row.mission_id },
    { kind: 'recentRuns', statuses: [] },
    { kind: 'activity', type: undefined },
  ] as const;
  for (const list of lists) poller.watch(list.kind === 'activity' ? { kind: 'activity' } : list);
  await over(2000);
  const asked: string[] = [];
  for (let press = 0; press < 40; press++) {
    for (const list of lists) void poller.loadMore(list);
    asked.push(...(await over(50)));
  }
  for (const operation of ['listMissions', 'listRuns', 'listRecentRuns', 'listRecentEvents'])
    expect([operation, asked.filter((one) => one === operation).length <= 9]).toEqual([operation, true]);
  expect(valueOf(store.activity())?.more).toBe(true);
  poller.stop();
});
