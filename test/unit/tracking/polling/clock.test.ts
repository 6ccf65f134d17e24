import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGate } from '../../../../src/api/retry';
import { defaultTiming } from '../../../../src/model/timing';
import { createAttentionWatch } from '../../../../src/tracking/attention';
import { createResources } from '../../../../src/tracking/resources';
import { minute, tracked } from '../tracked';

const hour = 60 * minute;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Sets the computer's clock; no time passes. */
const setClock = (by: number) => vi.setSystemTime(Date.now() + by);

/** A running run, on a service whose clock is right all the time. */
function running() {
  const started = performance.now() - Date.now();
  const world = tracked({ empty: true, clock: () => performance.now() - started });
  const [mission] = world.simulator.world.seedMissions(1);
  const [run] = mission ? world.simulator.world.seedRuns(mission, 1, 'running') : [];
  if (!mission || !run) throw new Error('no run');
  return { ...world, run, missionId: mission.row.mission_id, runId: run.row.run_id };
}

describe.each([
  ['an hour back', -hour],
  ['an hour ahead', hour],
])('a clock that is set %s', (_, by) => {
  it('stops and adds no request of any kind', async () => {
    const asked = async (change: number) => {
      const { poller, over, missionId, runId } = running();
      const ids = { missionId, runId };
      for (const kind of ['missions', 'activity', 'background'] as const) poller.watch({ kind });
      for (const kind of ['mission', 'runs', 'plan', 'agents', 'timeline'] as const) poller.watch({ kind, ...ids });
      await over(2 * minute + 500);
      setClock(change);
      // A window that gets the focus works out again when to ask.
      poller.setFocused(false);
      poller.setFocused(true);
      const sent = await over(10 * minute);
      poller.stop();
      const count = (operation: string) => sent.filter((one) => one === operation).length;
      return Object.fromEntries([...new Set(sent)].sort().map((one) => [one, count(one)]));
    };
    const [changed, unchanged] = [await asked(by), await asked(0)];
    expect(Object.keys(changed)).toEqual(Object.keys(unchanged));
    // Set ahead, it is as after a night: the run is looked at once.
    for (const [operation, count] of Object.entries(unchanged))
      expect([operation, Math.abs((changed[operation] ?? 0) - count)]).toEqual([
        operation,
        expect.toBeOneOf([0, 1, 2]),
      ]);
  });

  it('keeps nothing closed for longer than a 429 says', async () => {
    const gate = createGate(defaultTiming);
    gate.close(30_000);
    setClock(by);
    expect(gate.closedFor()).toBe(30_000);
    let open = false;
    void gate.passed().then(() => (open = true));
    await vi.advanceTimersByTimeAsync(29_000);
    expect(open).toBe(false);
    await vi.advanceTimersByTimeAsync(1001);
    expect(open).toBe(true);
  });

  it('lets nobody wait for the list of tools', async () => {
    const { client, store, over, missionId } = running();
    const resources = createResources({ client, store });
    const list = { missionId, of: 'tool' } as const;
    resources.watch(list);
    expect(await over(10)).toEqual(['listTools']);
    setClock(by);
    resources.watch(list);
    expect(await over(10)).toEqual([]);
    await over(31_000);
    resources.watch(list);
    expect(await over(10)).toEqual(['listTools']);
  });
});

it('tells of a long time in which nobody asked, also where nothing has changed in it', async () => {
  const { poller, over, store } = running();
  const stop = poller.watch({ kind: 'missions' });
  await over(minute);
  const unknown: number[] = [];
  store.subscribe(({ unknownFor }) => unknown.push(unknownFor));
  stop();
  await over(hour);
  poller.watch({ kind: 'missions' });
  await over(10);
  expect(Math.max(...unknown)).toBeGreaterThanOrEqual(hour);
});

describe('a clock that is set an hour back', () => {
  it('hides no run that is stuck, and no sign of life', async () => {
    const { poller, over, store, simulator, run, runId } = running();
    const attention = createAttentionWatch({ store, seen: new Set<string>() });
    poller.watch({ kind: 'missions' });
    await over(5 * minute);
    setClock(-hour);
    await over(12 * minute);
    expect(attention.of(runId)?.kind).toBe('stuck');
    // Its time lies ahead of ours.
    simulator.world.seedEvents(run, 1, 1);
    await over(10 * minute);
    expect(attention.of(runId)).toBeUndefined();
    await over(30 * minute);
    expect(attention.of(runId)?.kind).toBe('stuck');
  });

  it('is told from a time in which nobody asked', async () => {
    const { poller, over, store } = running();
    poller.watch({ kind: 'missions' });
    await over(minute);
    const unknown: number[] = [];
    store.subscribe(({ unknownFor }) => unknown.push(unknownFor));
    setClock(-hour);
    const requestSeq = store.nextRequestSeq();
    store.put([
      {
        kind: 'runs',
        runs: store.allRuns().map((run) => ({ ...run, updatedAt: 1 })),
        requestSeq,
        newest: { readSince: 0 },
      },
    ]);
    expect(unknown).toEqual([expect.closeTo(0, -4)]);
    expect(unknown[0]).toBeGreaterThanOrEqual(0);
  });
});

describe.each([
  ['20 minutes ahead', 20 * minute],
  ['two hours behind', -2 * hour],
])('a computer whose clock is %s', (_, off) => {
  /** A running run that was last heard of `still` ms before now, by the service's clock. */
  async function seen(still: number) {
    const serverNow = () => Date.now() - off;
    const timing = { ...defaultTiming, serverNow };
    const world = tracked({ empty: true, clock: serverNow }, 15 * minute, timing);
    const [mission] = world.simulator.world.seedMissions(1);
    const [run] = mission ? world.simulator.world.seedRuns(mission, 1, 'running') : [];
    if (!run) throw new Error('no run');
    run.row.updated_at = run.row.started_at = new Date(serverNow() - still).toISOString();
    const attention = createAttentionWatch({ store: world.store, seen: new Set(), timing });
    world.poller.watch({ kind: 'missions' });
    await world.over(30_000);
    return { ...world, attention, runId: run.row.run_id };
  }

  it('calls no run stuck that is not', async () => {
    const { attention, over, runId } = await seen(minute);
    await over(12 * minute);
    expect(attention.of(runId)).toBeUndefined();
  });

  it('calls a run stuck that is', async () => {
    const { attention, store, runId } = await seen(20 * minute);
    const need = attention.of(runId);
    expect(need).toMatchObject({ kind: 'stuck' });
    // Said in the service's time, as its row is: nothing for 20 minutes.
    const since = need?.kind === 'stuck' ? need.since : 0;
    expect(Math.round((store.now() - since) / minute)).toBeOneOf([20, 21]);
  });
});
