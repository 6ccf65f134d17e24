import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../../src/api/client';
import { decodeRun } from '../../../src/api/decode';
import { createSimulator, type SimulatorOptions } from '../../../src/simulator/server';
import { createPoller } from '../../../src/tracking/poller';
import { valueOf } from '../../../src/tracking/facts';
import { createStore } from '../../../src/tracking/store';

const missionId = '5b1f0c1e-0001-4000-a000-000000000001';
const runId = '5b1f0c1e-0001-4000-b000-000000000005';
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** A poller with a simulator behind it, in virtual time. */
function tracking(options: SimulatorOptions = {}) {
  const simulator = createSimulator({ clock: () => Date.now(), ...options });
  const client = createClient({
    connection: () =>
      Promise.resolve({
        baseUrl: 'https://demo.invalid/v2',
        apiKey: 'KEY_DEMO',
        fetch: (input, init) => simulator.handle(new Request(input, init)),
      }),
    log: silent,
    random: () => 0,
  });
  const store = createStore();
  const defects: unknown[] = [];
  const poller = createPoller({ client, store, random: () => 1, onDefect: (error) => defects.push(error) });
  /** What was asked for while the clock ran on for so many ms. */
  async function over(ms: number): Promise<string[]> {
    simulator.forget();
    await vi.advanceTimersByTimeAsync(ms);
    expect(defects).toEqual([]);
    return simulator.requests.map(({ operation }) => operation);
  }
  return { simulator, store, poller, over };
}

function decoded(row: unknown) {
  const run = decodeRun(row);
  if (!run) throw new Error('no run');
  return run;
}

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
    expect(await over(10)).toEqual(['listMissions', 'listRecentRuns']);
    expect(valueOf(store.missionList())?.total).toBe(6);
    for (let tick = 0; tick < 20; tick++) expect((await over(5000)).length).toBeLessThanOrEqual(2);
  });

  it('is asked for every 5 s while something is active, every minute otherwise', async () => {
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

  it('is asked for four times more rarely without the focus', async () => {
    const { poller, over } = tracking();
    poller.watch({ kind: 'missions' });
    await over(10);
    poller.setFocused(false);
    expect(await over(19_000)).toEqual([]);
    expect((await over(2000)).length).toBeGreaterThan(0);
    poller.setFocused(true);
    expect((await over(5100)).length).toBeGreaterThan(0);
  });

  it('asks for nothing when nobody looks', async () => {
    const { poller, over } = tracking();
    const stop = poller.watch({ kind: 'missions' });
    await over(10);
    stop();
    expect(await over(600_000)).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keeps plans that are laid open up to date by turns', async () => {
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
      store.put([{ kind: 'runs', runs: active.map(({ row }) => decoded(row)), asked: store.ask() }]);
      for (let tick = 0; tick < 12; tick++) expect((await over(5000)).length).toBeLessThanOrEqual(2);
      const [far] = active;
      if (far) world.setStatus(far, 'failed', Date.now());
      for (let tick = 0; tick < 8; tick++) expect((await over(5000)).length).toBeLessThanOrEqual(2);
      expect(valueOf(store.run(far?.row.run_id ?? ''))?.status).toBe('failed');
      expect(store.activeRuns().size).toBe(999);
    },
  );

  it('backs off when the service fails, and comes back', async () => {
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
    expect(store.missionList().kind).toBe('known');
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

describe('a timeline', () => {
  it('reads run, plan and events, then at most two requests every 2 s', async () => {
    const { poller, over, store } = tracking();
    poller.watch({ kind: 'timeline', missionId, runId });
    expect((await over(10)).sort()).toEqual(['getMission', 'getPlan', 'getRun', 'listEvents']);
    for (let tick = 0; tick < 10; tick++) {
      const asked = await over(2000);
      expect(asked.length).toBeLessThanOrEqual(2);
      expect(asked).toContain('listEvents');
    }
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
