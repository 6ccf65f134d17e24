import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAttentionWatch } from '../../../../src/tracking/attention';
import { createRunNotifier } from '../../../../src/tracking/runNotifications';
import type { ListOrder } from '../../../../src/simulator/testSimulator';
import { valueOf } from '../../../../src/tracking/store/facts';
import { minute, tracked } from '../tracked';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A run whose timeline is open, and which only the test changes. */
async function opened(besides: readonly ('background' | 'missions')[] = [], order: ListOrder = 'newest') {
  const all = tracked({ empty: true, order });
  const { world } = all.simulator;
  const [mission] = world.seedMissions(1);
  const [run] = mission ? world.seedRuns(mission, 1, 'running') : [];
  if (!mission || !run) throw new Error('no run');
  const ids = { missionId: mission.row.mission_id, runId: run.row.run_id };
  const seen = new Set<string>();
  const attention = createAttentionWatch({ store: all.store, seen });
  const told: string[] = [];
  createRunNotifier({
    store: all.store,
    attention,
    notify: (news) => told.push(...news.map(({ kind }) => kind)),
    maxScheduledDelay: () => all.poller.maxScheduledDelay(),
  });
  for (const kind of besides) all.poller.watch({ kind });
  const close = all.poller.watch({ kind: 'timeline', ...ids });
  await all.over(10);
  const setStatus = (status: 'running' | 'failed' | 'succeeded' | 'paused') => {
    delete run.row.finished_at;
    world.setStatus(run, status, Date.now());
  };
  const isWhole = () => {
    const log = valueOf(all.store.events(ids.runId));
    return log?.complete === true && log.columns.length === run.events.length;
  };
  const status = () => valueOf(all.store.run(ids.runId))?.status;
  return { ...all, world, mission, run, ...ids, setStatus, isWhole, status, close, attention, seen, told };
}

describe('the timeline of a run that has ended', () => {
  it.each(['background', 'missions'] as const)(
    'goes on where the run is set back to running, which %s learns of, and ends with it once more',
    async (kind) => {
      const { over, world, run, setStatus, isWhole, status } = await opened([kind]);
      setStatus('succeeded');
      await over(minute);
      expect([status(), isWhole()]).toEqual(['succeeded', true]);
      expect(await over(10 * minute)).not.toContain('listEvents');
      setStatus('running');
      world.seedEvents(run, 3, 1);
      await over(2 * minute);
      expect([status(), isWhole()]).toEqual(['running', true]);
      for (let time = 0; time < 5; time++) {
        world.seedEvents(run, 2, 1);
        await over(2100);
        expect(isWhole()).toBe(true);
      }
      setStatus('failed');
      world.seedEvents(run, 2, 1);
      await over(minute);
      expect([status(), isWhole()]).toEqual(['failed', true]);
      expect(await over(10 * minute)).not.toContain('listEvents');
    },
  );

  it('is read once more where the run has gone on and ended again between two looks', async () => {
    const { over, world, run, setStatus, isWhole, status } = await opened(['background']);
    setStatus('succeeded');
    await over(2 * minute);
    setStatus('running');
    world.seedEvents(run, 40, 1);
    setStatus('failed');
    await over(2 * minute);
    expect([status(), isWhole()]).toEqual(['failed', true]);
    expect(await over(10 * minute)).not.toContain('listEvents');
  });

  it('goes on where it was closed meanwhile', async () => {
    const { over, world, run, setStatus, isWhole, close, poller, missionId, runId } = await opened(['background']);
    setStatus('succeeded');
    await over(2 * minute);
    close();
    setStatus('running');
    await over(2 * minute);
    poller.watch({ kind: 'timeline', missionId, runId });
    world.seedEvents(run, 2, 1);
    await over(2100);
    expect(isWhole()).toBe(true);
    expect((await over(minute)).filter((one) => one === 'listEvents').length).toBeGreaterThan(20);
  });
});

it('the timeline of a run that ends while some of its events are still looked for shows them all, and then rests', async () => {
  const { over, world, run, setStatus, isWhole } = await opened([], 'unordered');
  world.seedEvents(run, 6000, 1);
  await over(20_000);
  expect(isWhole()).toBe(true);
  // All of it was walked through for this: the next walk is not due at once.
  world.seedEvents(run, 1, 1);
  await over(2000);
  world.seedEvents(run, 1, 1);
  setStatus('succeeded');
  await over(minute);
  expect(isWhole()).toBe(true);
  expect(await over(10 * minute)).toEqual([]);
});

describe('a run that is not found', () => {
  const lost = { effect: { kind: 'status', status: 404 } } as const;

  it('is followed on after a single 404, which nobody is told of', async () => {
    const { over, simulator, store, world, run, runId, isWhole } = await opened();
    const kinds = new Set<string>();
    for (let time = 0; time < 5; time++) {
      simulator.addFault({ operation: 'getRun', times: 1, ...lost });
      for (let second = 0; second < 20; second++) {
        await over(1000);
        kinds.add(store.run(runId).kind);
      }
    }
    expect([...kinds]).toEqual(['loaded']);
    world.seedEvents(run, 3, 1);
    await over(2100);
    expect(isWhole()).toBe(true);
  });

  it('is gone after two, at least 5 s apart, and no sooner', async () => {
    const { over, simulator, store, runId, poller } = await opened();
    simulator.addFault({ operation: 'getRun', ...lost });
    let sent = 0;
    let first: number | undefined;
    let gone: number | undefined;
    for (let time = 0; time < 200 && gone === undefined; time++) {
      const asked = (await over(100)).filter((one) => one === 'getRun').length;
      if (asked > 0) first ??= time;
      sent += asked;
      if (store.run(runId).kind === 'failed') gone = time;
      // As often as somebody wishes.
      if (time % 10 === 0) void poller.refresh();
    }
    expect(sent).toBeGreaterThan(2);
    expect((gone ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(50);
    expect((gone ?? Infinity) - (first ?? 0)).toBeLessThan(80);
    await over(minute);
    expect(await over(10 * minute)).toEqual([]);
  });

  it('is gone with its mission also where it ended just before', async () => {
    const { over, client, store, setStatus, status, missionId, runId } = await opened();
    setStatus('succeeded');
    for (let time = 0; time < 100 && status() === 'running'; time++) await over(100);
    await client.deleteMission(missionId);
    await over(minute);
    expect(store.run(runId)).toMatchObject({ kind: 'failed', error: { kind: 'notFound' } });
    expect(await over(10 * minute)).toEqual([]);
  });

  it('is gone at once with its mission', async () => {
    const { over, client, store, missionId, runId } = await opened();
    await client.deleteMission(missionId);
    // The run and its plan have their turns.
    await over(4100);
    expect(store.run(runId)).toMatchObject({ kind: 'failed', error: { kind: 'notFound' } });
    expect(await over(10 * minute)).toEqual([]);
  });

  it('is followed again once it is found', async () => {
    const { over, simulator, store, world, run, runId, isWhole } = await opened(['background']);
    simulator.addFault({ operation: 'getRun', ...lost });
    simulator.addFault({ operation: 'listRecentRuns', effect: { kind: 'status', status: 500 } });
    await over(30_000);
    expect(store.run(runId).kind).toBe('failed');
    simulator.clearFaults();
    await over(10 * minute);
    expect(store.run(runId).kind).toBe('loaded');
    world.seedEvents(run, 3, 1);
    await over(2100);
    expect(isWhole()).toBe(true);
  });

  it('is waited for where it is not known yet', async () => {
    const { over, simulator, store, poller, world, mission } = await opened();
    const [late] = world.seedRuns(mission, 1, 'running');
    const runId = late?.row.run_id ?? '';
    for (const operation of ['getRun', 'listEvents', 'getPlan', 'listLinkedAgents'])
      simulator.addFault({ operation, times: 2, ...lost });
    poller.watch({ kind: 'timeline', missionId: mission.row.mission_id, runId });
    await over(30_000);
    expect([store.run(runId).kind, valueOf(store.events(runId))?.complete]).toEqual(['loaded', true]);
    expect((await over(10_000)).length).toBeGreaterThan(5);
  });
});

describe('a run that has ended twice', () => {
  it('asks for a person again, and is told again, but not where it was only paused again', async () => {
    const { over, runId, setStatus, attention, seen, told } = await opened(['missions']);
    await over(10_000);
    for (let time = 0; time < 2; time++) {
      setStatus('failed');
      await over(10_000);
      expect(attention.asking().has(runId)).toBe(true);
      attention.see(runId);
      expect([...seen]).toEqual([runId]);
      await over(minute);
      expect(attention.asking().has(runId)).toBe(false);
      for (const status of ['running', 'paused', 'running', 'paused', 'running'] as const) {
        setStatus(status);
        await over(minute);
      }
      expect([...seen]).toEqual([]);
    }
    expect(told).toEqual(['failed', 'paused', 'failed', 'paused']);
  });
});
