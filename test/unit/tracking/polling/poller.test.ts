import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAttentionWatch } from '../../../../src/tracking/attention';
import { valueOf } from '../../../../src/tracking/store/facts';
import { decoded, missionId, runId, tracked as tracking } from '../tracked';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the sidebar', () => {
  it('costs one page of missions and one of runs to open, and two requests a tick at most', async () => {
    const { poller, over, store } = tracking();
    poller.watch({ kind: 'missions' });
    // The third is a look at a run that lies still.
    expect(await over(10)).toEqual(['listMissions', 'listRecentRuns', 'getPlan']);
    expect(valueOf(store.missionList())?.total).toBe(6);
    for (let tick = 0; tick < 20; tick++) expect((await over(5000)).length).toBeLessThanOrEqual(2);
  });

  it('is polled every 5 s while a run is active, every minute otherwise', async () => {
    const { poller, over } = tracking();
    poller.watch({ kind: 'missions' });
    await over(10);
    expect((await over(10_000)).filter((one) => one === 'listRecentRuns')).toHaveLength(2);
    const idle = tracking({ empty: true });
    idle.poller.watch({ kind: 'missions' });
    await idle.over(10);
    expect(await idle.over(59_000)).toEqual([]);
    expect(await idle.over(2000)).toContain('listRecentRuns');
  });

  it('is polled four times less often without the focus', async () => {
    const { poller, over } = tracking();
    poller.watch({ kind: 'missions' });
    await over(10);
    poller.setFocused(false);
    expect(await over(19_000)).toEqual([]);
    expect((await over(2000)).length).toBeGreaterThan(0);
    poller.setFocused(true);
    expect((await over(5100)).length).toBeGreaterThan(0);
  });

  it('sends no request while it is hidden', async () => {
    const { poller, over } = tracking();
    const stop = poller.watch({ kind: 'missions' });
    await over(10);
    stop();
    expect(await over(600_000)).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sends no request once it is hidden, after an account change either', async () => {
    const { poller, over, store } = tracking();
    const stop = poller.watch({ kind: 'background' });
    await over(10);
    store.clear();
    poller.restart();
    await over(10);
    stop();
    expect(await over(600_000)).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('refreshes the plans of expanded runs in rotation', async () => {
    const { poller, over, store } = tracking();
    poller.watch({ kind: 'missions' });
    poller.watch({ kind: 'runs', missionId });
    poller.watch({ kind: 'plan', missionId, runId });
    await over(10);
    expect(valueOf(store.plan(runId))?.length).toBe(9);
    const before = store.progress(runId)?.done ?? 0;
    await over(40_000);
    expect(store.progress(runId)?.done).toBeGreaterThan(before);
  });

  it('reads the agents of an expanded run once, and now and then while it is active', async () => {
    const { poller, over, store, client } = tracking();
    poller.watch({ kind: 'missions' });
    await over(10);
    const stop = poller.watch({ kind: 'agents', missionId, runId });
    expect(await over(10)).toEqual(['listLinkedAgents']);
    const before = valueOf(store.agents(runId))?.length ?? 0;
    await client.linkAgent(missionId, runId, 'assistant-late');
    expect(await over(50_000)).not.toContain('listLinkedAgents');
    expect((await over(25_000)).filter((one) => one === 'listLinkedAgents')).toHaveLength(1);
    expect(valueOf(store.agents(runId))).toHaveLength(before + 1);
    // The run ends, and is looked at once more.
    expect((await over(60_000)).filter((one) => one === 'listLinkedAgents')).toHaveLength(1);
    expect(valueOf(store.run(runId))?.status).toBe('succeeded');
    expect(await over(120_000)).not.toContain('listLinkedAgents');
    stop();
  });

  it.each(['newest', 'oldest', 'unordered'] as const)(
    'costs no more with 10,000 missions and 1,000 active runs behind newer ones, listed %s, and misses no change',
    async (order) => {
      const { poller, over, simulator, store } = tracking({ empty: true, order });
      const { world } = simulator;
      const [mission] = world.seedMissions(10_000);
      if (!mission) throw new Error('no mission');
      const active = world.seedRuns(mission, 1000, 'running');
      await vi.advanceTimersByTimeAsync(1000);
      world.seedRuns(mission, 200, 'succeeded');
      poller.watch({ kind: 'missions' });
      poller.watch({ kind: 'runs', missionId: mission.row.mission_id });
      await over(10);
      // Once they are known, as after scrolling down to them, they are kept up to date.
      store.put([{ kind: 'runs', runs: active.map(({ row }) => decoded(row)), requestSeq: store.nextRequestSeq() }]);
      for (let tick = 0; tick < 12; tick++) expect((await over(5000)).length).toBeLessThanOrEqual(2);
      const [far] = active;
      if (far) world.setStatus(far, 'failed', Date.now());
      for (let tick = 0; tick < 8; tick++) expect((await over(5000)).length).toBeLessThanOrEqual(2);
      expect(valueOf(store.run(far?.row.run_id ?? ''))?.status).toBe('failed');
      expect(store.activeRuns().size).toBe(999);
    },
  );

  it('sends one request when a run is expanded', async () => {
    const { poller, over, store } = tracking();
    poller.watch({ kind: 'missions' });
    poller.watch({ kind: 'runs', missionId });
    await over(6000);
    poller.watch({ kind: 'plan', missionId, runId });
    expect(await over(10)).toEqual(['getPlan']);
    expect(store.plan(runId).kind).toBe('loaded');
  });

  it('asks for the active runs by status once, where the newest page has not shown them all', async () => {
    for (const order of ['newest', 'oldest', 'unordered'] as const) {
      const { poller, over, simulator, store } = tracking({ empty: true, order });
      const { world } = simulator;
      const [mission] = world.seedMissions(1);
      if (!mission) throw new Error('no mission');
      world.seedRuns(mission, 300, 'running');
      world.seedRuns(mission, 7, 'paused');
      await vi.advanceTimersByTimeAsync(1_000_000);
      world.seedRuns(mission, 500, 'succeeded');
      poller.watch({ kind: 'recentRuns', statuses: [] });
      await over(10);
      expect(store.activeRuns().size).toBe(307);
      for (let tick = 0; tick < 5; tick++) expect((await over(5000)).length).toBeLessThanOrEqual(2);
      const shown = valueOf(store.recentRuns(''))?.runIds ?? [];
      expect(shown.slice(0, 307).every((one) => store.activeRuns().has(one))).toBe(true);
    }
  });

  it('loads more rows of a mission that is expanded again', async () => {
    const { poller, over, simulator, store } = tracking({ empty: true });
    const [mission] = simulator.world.seedMissions(1);
    if (!mission) throw new Error('no mission');
    simulator.world.seedRuns(mission, 90, 'succeeded');
    const id = mission.row.mission_id;
    poller.watch({ kind: 'missions' });
    const close = [
      poller.watch({ kind: 'runs', missionId: id }),
      poller.watch({ kind: 'recentRuns', statuses: ['succeeded'] }),
    ];
    await over(10);
    const shown = () => [store.runList(id), store.recentRuns('succeeded')].map((list) => valueOf(list)?.runIds.length);
    const [runs = 0, recent = 0] = shown();
    for (const stop of close) stop();
    await over(6000);
    poller.watch({ kind: 'runs', missionId: id });
    poller.watch({ kind: 'recentRuns', statuses: ['succeeded'] });
    await over(10);
    const more = [
      poller.loadMore({ kind: 'runs', missionId: id }),
      poller.loadMore({ kind: 'recentRuns', statuses: ['succeeded'] }),
    ];
    await Promise.all([...more, vi.advanceTimersByTimeAsync(10)]);
    const [moreRuns = 0, moreRecent = 0] = shown();
    expect([moreRuns > runs, moreRecent > recent]).toEqual([true, true]);
  });

  it('loads more missions, and all of them, a thousand at a time; what has come when it is stopped stays', async () => {
    const { poller, over, simulator, store } = tracking({ empty: true });
    simulator.world.seedMissions(10_000);
    poller.watch({ kind: 'missions' });
    expect((await over(10)).filter((one) => one === 'listMissions')).toHaveLength(1);
    const shown = () => valueOf(store.missionList())?.missionIds.length;
    await Promise.all([poller.loadMore({ kind: 'missions' }), vi.advanceTimersByTimeAsync(10)]);
    expect(shown()).toBe(200);
    const stop = new AbortController();
    const said: number[] = [];
    const stopped = poller.loadAllMissions(stop.signal, ({ loaded }) => {
      said.push(loaded);
      if (loaded === 3000) stop.abort();
    });
    await vi.advanceTimersByTimeAsync(10);
    expect(await stopped).toBe(false);
    expect(shown()).toBe(3000);
    simulator.forget();
    const all = poller.loadAllMissions(new AbortController().signal, () => undefined);
    await vi.advanceTimersByTimeAsync(10);
    expect(await all).toBe(true);
    // A server that counts no further than to 10,000 would look the same: the eleventh page shows that this is the end.
    expect([shown(), simulator.requestCount]).toEqual([10_000, 11]);
    expect(said).toEqual([1000, 2000, 3000]);
    expect(shown()).toBe(10_000);
    for (let tick = 0; tick < 30; tick++) expect((await over(60_000)).length).toBeLessThanOrEqual(2);
    expect(shown()).toBe(10_000);
  });

  it('sends no further request for a view that is closed while a response is pending', async () => {
    const { poller, over, simulator, store } = tracking();
    poller.watch({ kind: 'missions' });
    await over(10);
    simulator.addFault({ operation: 'getPlan', effect: { kind: 'slow', ms: 3000 } });
    const stop = poller.watch({ kind: 'plan', missionId, runId });
    await over(1000);
    stop();
    simulator.clearFaults();
    await over(3500);
    expect(store.plan(runId).kind).toBe('notLoaded');
  });

  it('pauses for as long as a 429 says', async () => {
    const { poller, over, simulator } = tracking();
    poller.watch({ kind: 'missions' });
    await over(10);
    simulator.addFault({ times: 1, effect: { kind: 'status', status: 429, headers: { 'retry-after': '30' } } });
    expect(await over(6000)).toHaveLength(1);
    expect(await over(23_000)).toEqual([]);
    expect((await over(8000)).length).toBeGreaterThan(0);
  });

  it('backs off while the service fails, and recovers', async () => {
    const { poller, over, simulator, store } = tracking();
    poller.watch({ kind: 'missions' });
    await over(10);
    simulator.addFault({ effect: { kind: 'status', status: 404 } });
    await over(60_000);
    const late = await over(300_000);
    expect(late.length).toBeLessThan(8);
    expect(store.missionList().kind).toBe('failed');
    simulator.clearFaults();
    await over(301_000);
    expect(store.missionList().kind).toBe('loaded');
  });

  it('says of all that is watched how old it is, once nothing can be reached, and of nothing when it can', async () => {
    const { poller, over, simulator, store } = tracking();
    poller.watch({ kind: 'missions' });
    poller.watch({ kind: 'runs', missionId });
    poller.watch({ kind: 'plan', missionId, runId });
    poller.watch({ kind: 'recentRuns', statuses: [] });
    poller.watch({ kind: 'activity' });
    const kinds = () =>
      [store.missionList(), store.runList(missionId), store.plan(runId), store.recentRuns(''), store.activity()].map(
        ({ kind }) => kind,
      );
    await over(12_000);
    expect(new Set(kinds())).toEqual(new Set(['loaded']));
    simulator.addFault({ effect: { kind: 'status', status: 401 } });
    // A single failure is told of by what has met it.
    await over(6000);
    expect(kinds()).toContain('loaded');
    await over(30_000);
    expect(new Set(kinds())).toEqual(new Set(['failed']));
    simulator.clearFaults();
    await over(90_000);
    expect(new Set(kinds())).toEqual(new Set(['loaded']));
    simulator.addFault({ effect: { kind: 'status', status: 401 } });
    await Promise.all([poller.refresh(), over(5000)]);
    expect(new Set(kinds())).toEqual(new Set(['failed']));
  });

  it('polls everything else where one resource is refused, and that one once a minute', async () => {
    const { poller, over, simulator, store } = tracking();
    poller.watch({ kind: 'missions' });
    await over(10);
    simulator.addFault({ operation: 'listLinkedAgents', effect: { kind: 'status', status: 403 } });
    simulator.addFault({ operation: 'getPlan', effect: { kind: 'status', status: 403 } });
    simulator.addFault({ operation: 'listEvents', effect: { kind: 'status', status: 403 } });
    poller.watch({ kind: 'agents', missionId, runId });
    const asked = await over(120_000);
    const count = (operation: string) => asked.filter((one) => one === operation).length;
    expect(count('listLinkedAgents')).toBeLessThanOrEqual(3);
    expect(count('listRecentRuns')).toBeGreaterThan(20);
    expect(asked.length).toBeLessThanOrEqual(2 * 24 + 3);
    expect(store.agents(runId).kind).toBe('failed');
    expect(store.missionList().kind).toBe('loaded');
    simulator.clearFaults();
    await over(61_000);
    expect(store.agents(runId).kind).toBe('loaded');
  });

  it('says that more runs may ask for a person until all that began within a day have been read', async () => {
    for (const order of ['newest', 'oldest', 'unordered'] as const) {
      const { poller, over, simulator, store } = tracking({ empty: true, order });
      const { world } = simulator;
      const [mission] = world.seedMissions(1);
      if (!mission) throw new Error('no mission');
      const attention = createAttentionWatch({ store, seen: new Set<string>() });
      world.seedRuns(mission, 100, 'failed');
      expect(attention.mayMoreAsk()).toBe(false);
      const close = poller.watch({ kind: 'recentRuns', statuses: ['running'] });
      await over(6000);
      expect([order, attention.asking().size < 100, attention.mayMoreAsk()]).toEqual([order, true, true]);
      close();
      poller.watch({ kind: 'recentRuns', statuses: [] });
      await over(6000);
      for (let page = 0; page < 3; page++) {
        const loaded = poller.loadMore({ kind: 'recentRuns', statuses: [] });
        await over(2500);
        await loaded;
      }
      await over(6000);
      expect([order, attention.asking().size]).toEqual([order, 100]);
      expect(attention.mayMoreAsk()).toBe(false);
      attention.stop();
      poller.stop();
    }
  });

  it('counts what asks for a person as all there is where the runs of a whole day have been read', async () => {
    const { poller, over, simulator, store } = tracking({ empty: true });
    const [mission] = simulator.world.seedMissions(1);
    if (!mission) throw new Error('no mission');
    const attention = createAttentionWatch({ store, seen: new Set<string>() });
    simulator.world.seedRuns(mission, 100, 'failed');
    vi.setSystemTime(Date.now() + 2 * 86_400_000);
    simulator.world.seedRuns(mission, 5, 'failed');
    poller.watch({ kind: 'missions' });
    await over(6000);
    expect([attention.asking().size, attention.mayMoreAsk()]).toEqual([5, false]);
    attention.stop();
    poller.stop();
  });

  it('loses the runs of a mission that was deleted elsewhere, and of none that a list only leaves out', async () => {
    const { poller, over, store, client } = tracking();
    const attention = createAttentionWatch({ store, seen: new Set<string>() });
    poller.watch({ kind: 'missions' });
    poller.watch({ kind: 'recentRuns', statuses: [] });
    await over(10);
    const missions = () => new Set(store.allRuns().map((run) => run.missionId));
    const failed = [...attention.asking().keys()].map((id) => valueOf(store.run(id))?.missionId ?? '')[0] ?? '';
    expect(missions()).toContain(failed);
    const before = missions().size;
    const list = [...(valueOf(store.missionList())?.missionIds ?? [])].flatMap((id) => store.mission(id) ?? []);
    store.put([
      { kind: 'missionList', missions: list.slice(1), total: list.length - 1, requestSeq: store.nextRequestSeq() },
    ]);
    expect(await over(30_000)).toContain('getMission');
    expect(missions().size).toBe(before);
    await client.deleteMission(failed);
    for (let tick = 0; tick < 30; tick++) expect((await over(5000)).length).toBeLessThanOrEqual(2);
    expect(missions().size).toBe(before - 1);
    expect(missions()).not.toContain(failed);
    expect(attention.askingOf(failed)).toBe(0);
    expect([...attention.asking().keys()].every((id) => store.run(id).kind === 'loaded')).toBe(true);
  });

  it('loses the runs of a mission that was deleted elsewhere and that no list has shown', async () => {
    const { poller, over, store, client, simulator } = tracking({ empty: true });
    const { world } = simulator;
    const missions = world.seedMissions(300);
    poller.watch({ kind: 'missions' });
    poller.watch({ kind: 'recentRuns', statuses: [] });
    await over(10);
    const listed = new Set(valueOf(store.missionList())?.missionIds);
    const unseen = missions.filter(({ row }) => !listed.has(row.mission_id)).slice(0, 3);
    const beyond = unseen[1]?.row.mission_id ?? '';
    for (const mission of unseen) world.seedRuns(mission, 2, 'succeeded');
    await over(60_000);
    const recent = () => (valueOf(store.recentRuns(''))?.runIds ?? []).flatMap((id) => valueOf(store.run(id)) ?? []);
    expect(recent().map((run) => run.missionId)).toContain(beyond);
    const count = recent().length;
    await client.deleteMission(beyond);
    for (let tick = 0; tick < 120; tick++) expect((await over(5000)).length).toBeLessThanOrEqual(2);
    expect(recent().map((run) => run.missionId)).not.toContain(beyond);
    expect(recent()).toHaveLength(count - 2);
  });

  it.each([404, 403])('says nothing against the lists where one mission alone answers %i', async (status) => {
    const { poller, over, simulator, store } = tracking();
    poller.watch({ kind: 'missions' });
    poller.watch({ kind: 'recentRuns', statuses: [] });
    poller.watch({ kind: 'mission', missionId });
    simulator.addFault({ operation: 'getMission', effect: { kind: 'status', status } });
    const asked = await over(120_000);
    expect(asked.filter((one) => one === 'getMission').length).toBeLessThanOrEqual(3);
    expect(asked.filter((one) => one === 'listRecentRuns').length).toBeGreaterThan(20);
    await Promise.all([poller.refresh(), over(10)]);
    expect([store.missionList().kind, store.recentRuns('').kind]).toEqual(['loaded', 'loaded']);
    simulator.clearFaults();
    simulator.addFault({ operation: 'getMission', effect: { kind: 'status', status: 401 } });
    await Promise.all([poller.refresh(), over(10)]);
    expect(store.missionList().kind).toBe('failed');
  });

  it('never doubles a request to a slow service, and drops what is under way when it is closed', async () => {
    const { poller, over, simulator, store } = tracking();
    simulator.addFault({ operation: 'listRecentRuns', effect: { kind: 'slow', ms: 25_000 } });
    const stop = poller.watch({ kind: 'missions' });
    void poller.refresh();
    poller.wake();
    await over(20_000);
    stop();
    await over(60_000);
    expect(store.allRuns()).toEqual([]);
  });
});

describe('in the background', () => {
  it('costs one request a minute, with the focus or without', async () => {
    const { poller, over } = tracking();
    poller.watch({ kind: 'background' });
    await over(10);
    expect((await over(600_000)).length).toBe(10);
    poller.setFocused(false);
    expect((await over(600_000)).length).toBe(10);
  });

  it('polls at once when a view is shown, and once a minute again when it is hidden', async () => {
    const { poller, over } = tracking();
    poller.watch({ kind: 'background' });
    await over(30_000);
    const stop = poller.watch({ kind: 'missions' });
    expect(await over(10)).toContain('listMissions');
    expect((await over(20_000)).length).toBeGreaterThan(4);
    stop();
    await over(61_000);
    expect((await over(300_000)).length).toBe(5);
  });
});

describe('what is logged in all runs', () => {
  const open = async (order: 'newest' | 'oldest', type?: string) => {
    const all = tracking({ empty: true, order });
    const { world } = all.simulator;
    const [mission] = world.seedMissions(1);
    const [run] = mission ? world.seedRuns(mission, 1, 'running') : [];
    if (!run) throw new Error('no run');
    world.seedEvents(run, 5000);
    const interest = { kind: 'activity', ...(type === undefined ? {} : { type }) } as const;
    all.poller.watch(interest);
    await all.over(10);
    const shown = () => valueOf(all.store.activity())?.events ?? [];
    return { ...all, world, run, shown };
  };

  it.each(['newest', 'oldest'] as const)('shows what is new, each once, newest first, listed %s', async (order) => {
    const { over, world, run, shown } = await open(order);
    expect(shown()).toHaveLength(100);
    let logged = 5000;
    for (const count of [3, 0, 70, 400, 1, 0, 0, 0]) {
      if (count > 0) world.seedEvents(run, count, 1);
      logged += count;
      expect((await over(5000)).length).toBeLessThanOrEqual(2);
    }
    await over(20_000);
    const ids = shown().map(({ eventId }) => eventId);
    const expected = Array.from({ length: 100 + 474 }, (_, i) => `event-${logged - i}`);
    expect([...ids].sort()).toEqual([...expected].sort());
  });

  it.each(['newest', 'oldest'] as const)('starts again after more than a page can hold, listed %s', async (order) => {
    const { over, world, run, shown, poller } = await open(order);
    world.seedEvents(run, 4000, 1);
    await over(20_000);
    expect(shown()[0]?.eventId).toBe('event-9000');
    const count = shown().length;
    const more = poller.loadMore({ kind: 'activity', type: undefined });
    await over(10);
    await more;
    expect(shown().length).toBeGreaterThan(count);
    const numbers = shown().map(({ eventId }) => Number(eventId.replace('event-', '')));
    expect(numbers.toSorted((a, b) => b - a)).toEqual(Array.from(numbers, (_, i) => 9000 - i));
  });

  it('is filtered by type at the service', async () => {
    const { shown, simulator } = await open('newest', 'tool_call');
    expect(new Set(shown().map(({ type }) => type))).toEqual(new Set(['tool_call']));
    expect(simulator.requests.some(({ url }) => url.includes('type=tool_call'))).toBe(true);
  });
});

describe('a timeline', () => {
  it('reads run, plan and events, then at most two requests every 2 s', async () => {
    const { poller, over, store } = tracking();
    poller.watch({ kind: 'timeline', missionId, runId });
    expect((await over(10)).sort()).toEqual(['getMission', 'getPlan', 'getRun', 'listEvents', 'listLinkedAgents']);
    for (let tick = 0; tick < 10; tick++) {
      const asked = await over(2000);
      expect(asked.length).toBeLessThanOrEqual(2);
      expect(asked).toContain('listEvents');
    }
    expect(valueOf(store.agents(runId))).toHaveLength(1);
    expect(valueOf(store.events(runId))?.complete).toBe(true);
  });

  it('follows the run to its end, and then never asks again by itself', async () => {
    const { poller, over, store, simulator } = tracking();
    poller.watch({ kind: 'timeline', missionId, runId });
    await over(180_000);
    const run = valueOf(store.run(runId));
    expect(run?.status).toBe('succeeded');
    expect(valueOf(store.plan(runId))?.every((step) => step.status === 'completed')).toBe(true);
    const held = simulator.world.run(missionId, runId)?.events.length;
    expect(valueOf(store.events(runId))?.columns.length).toBe(held);
    expect(await over(600_000)).toEqual([]);
    await Promise.all([poller.refresh(), vi.advanceTimersByTimeAsync(10)]);
    expect(simulator.requests.length).toBeGreaterThan(0);
  });

  it('shows what a person does to a finished run, and then never asks again by itself either', async () => {
    const { poller, over, store, client } = tracking();
    const stop = poller.watch({ kind: 'timeline', missionId, runId });
    await over(180_000);
    expect(await over(60_000)).toEqual([]);
    const logged = () => valueOf(store.events(runId))?.columns.length ?? 0;
    const before = logged();
    const log = async () => {
      await client.logEvent(missionId, runId, { type: 'custom', summary: 'Read and approved' });
      poller.wake(runId);
    };
    await Promise.all([log(), over(10)]);
    expect(logged()).toBe(before + 1);
    await client.linkAgent(missionId, runId, 'assistant-late');
    poller.wake(runId);
    expect(await over(600_000)).toEqual(['listEvents', 'getPlan', 'listLinkedAgents']);
    expect(valueOf(store.agents(runId))?.map(({ telnyxAgentId }) => telnyxAgentId)).toContain('assistant-late');
    // Nor is it asked for because something was done to another, or to this one while nobody saw it, but once.
    poller.wake('another');
    poller.wake();
    expect(await over(60_000)).toEqual([]);
    stop();
    await Promise.all([log(), over(10)]);
    expect(logged()).toBe(before + 1);
    poller.watch({ kind: 'timeline', missionId, runId });
    await over(10);
    expect(logged()).toBe(before + 2);
    expect(await over(600_000)).toEqual([]);
  });

  it('is read once more where something is done to the finished run while it is being read', async () => {
    const { poller, over, store, client, simulator } = tracking();
    poller.watch({ kind: 'timeline', missionId, runId });
    await over(180_000);
    const before = valueOf(store.events(runId))?.columns.length ?? 0;
    simulator.addFault({ operation: 'getPlan', effect: { kind: 'slow', ms: 1000 } });
    poller.wake(runId);
    await over(500);
    await Promise.all([client.logEvent(missionId, runId, { type: 'custom', summary: 'Late' }), over(10)]);
    poller.wake(runId);
    await over(5000);
    expect(valueOf(store.events(runId))?.columns.length).toBe(before + 1);
    expect(await over(600_000)).toEqual([]);
  });

  it('keeps what it shows of a run whose mission was deleted elsewhere, says so, and asks no more', async () => {
    const { poller, over, store, client } = tracking();
    const attention = createAttentionWatch({ store, seen: new Set<string>() });
    poller.watch({ kind: 'timeline', missionId, runId });
    await over(10_000);
    const shown = valueOf(store.events(runId))?.columns;
    expect(shown?.length).toBeGreaterThan(0);
    await client.deleteMission(missionId);
    await over(60_000);
    expect(valueOf(store.events(runId))?.columns).toBe(shown);
    expect(valueOf(store.plan(runId))).toHaveLength(9);
    expect(store.run(runId)).toMatchObject({ kind: 'failed', error: { kind: 'notFound' }, last: { value: { runId } } });
    expect([store.allRuns(), store.activeRuns().size, attention.of(runId)]).toEqual([[], 0, undefined]);
    expect(await over(600_000)).toEqual([]);
  });

  it('goes on, and settles, where the agents of the run are refused', async () => {
    const { poller, over, simulator } = tracking();
    simulator.addFault({ operation: 'listLinkedAgents', effect: { kind: 'status', status: 403 } });
    poller.watch({ kind: 'timeline', missionId, runId });
    await over(10);
    // They are asked for now and then, and keep neither the run nor its plan from being asked for.
    const asked = await over(30_000);
    expect(asked.filter((one) => one === 'listLinkedAgents')).toEqual([]);
    expect(asked).toEqual(expect.arrayContaining(['getRun', 'getPlan']));
    await over(180_000);
    poller.wake(runId);
    expect(await over(600_000)).toEqual(['listEvents', 'getPlan', 'listLinkedAgents']);
  });

  it('is read once for two that watch it', async () => {
    const { poller, over } = tracking();
    const stop = poller.watch({ kind: 'timeline', missionId, runId });
    poller.watch({ kind: 'timeline', missionId, runId });
    expect((await over(10)).filter((one) => one === 'getRun')).toHaveLength(1);
    stop();
    expect(await over(2100)).toContain('listEvents');
  });

  it('asks for another account when that has changed', async () => {
    const { poller, over, store } = tracking();
    poller.watch({ kind: 'timeline', missionId, runId });
    await over(10);
    store.clear();
    poller.restart();
    await over(10);
    expect(valueOf(store.events(runId))?.complete).toBe(true);
  });
});
