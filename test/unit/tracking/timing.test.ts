import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultTiming } from '../../../src/model/timing';
import { readPaces } from '../../../src/settings';
import { shortening, shortTiming } from '../../harness/shortTiming';
import { minute, missionId, runId, tracked } from './tracked';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const times = Object.entries(defaultTiming).filter(([, time]) => typeof time === 'number');
const read = () => undefined;

describe('the timing of the tests', () => {
  it('is that of what ships, twenty times shorter, but for how long an answer may take, and for what is only drawn', () => {
    const kept = new Set(['requestTimeoutMs', 'durationRefreshMs']);
    expect(Object.entries(shortTiming).filter(([, time]) => typeof time === 'number')).toEqual(
      times.map(([name, time]) => [name, kept.has(name) ? time : Number(time) / shortening]),
    );
  });

  it('makes every part of the polling so much faster, and asks for each as often', async () => {
    /** What is asked in six minutes of the timing: views, a plan that is refused, and a service that fails for a while. */
    async function askedBy(factor: number): Promise<string[]> {
      const timing = factor === 1 ? defaultTiming : { ...shortTiming, jitter: defaultTiming.jitter };
      // Nothing happens by itself in this account: the simulator has a clock of its own.
      const { poller, simulator, over } = tracked({ empty: true }, (15 * minute) / factor, timing);
      const [mission] = simulator.world.seedMissions(1);
      if (!mission) throw new Error('no mission');
      const [run] = simulator.world.seedRuns(mission, 1, 'running');
      if (!run) throw new Error('no run');
      const ids = { missionId: mission.row.mission_id, runId: run.row.run_id };
      poller.setIntervals(readPaces(read, timing));
      poller.watch({ kind: 'missions' });
      poller.watch({ kind: 'mission', missionId: ids.missionId });
      poller.watch({ kind: 'agents', ...ids });
      poller.watch({ kind: 'timeline', ...ids });
      const asked = await over((3 * minute) / factor);
      simulator.addFault({ operation: 'listRecentRuns', effect: { kind: 'status', status: 500 } });
      asked.push(...(await over((2 * minute) / factor)));
      simulator.clearFaults();
      asked.push(...(await over(minute / factor)));
      poller.stop();
      return asked;
    }
    const long = await askedBy(1);
    const short = await askedBy(shortening);
    const counts = (asked: readonly string[]) =>
      Object.fromEntries([...new Set(asked)].sort().map((one) => [one, asked.filter((other) => other === one).length]));
    expect(long.length).toBeGreaterThan(200);
    for (const [operation, count] of Object.entries(counts(long)))
      expect([operation, Math.abs((counts(short)[operation] ?? 0) - count) <= Math.max(1, count / 10)]).toEqual([
        operation,
        true,
      ]);
  });

  it('can be exchanged while the poller is at work', async () => {
    const timing = { ...defaultTiming };
    const { poller, over } = tracked({}, 15 * minute, timing);
    poller.watch({ kind: 'background' });
    await over(10);
    expect(await over(59_000)).toEqual([]);
    Object.assign(timing, shortTiming);
    poller.setIntervals(readPaces(read, timing));
    expect((await over(minute)).length).toBeGreaterThanOrEqual(19);
    Object.assign(timing, defaultTiming);
    poller.setIntervals(readPaces(read, timing));
    expect(await over(10 * minute)).toHaveLength(10);
  });
});

describe('whether the poller ticks', () => {
  it('is so while somebody watches, and not any more when nobody does or what is watched is settled', async () => {
    const { poller, over } = tracked();
    expect(poller.isTicking()).toBe(false);
    const stop = poller.watch({ kind: 'missions' });
    expect(poller.isTicking()).toBe(true);
    await over(10);
    expect(poller.isTicking()).toBe(true);
    stop();
    expect([poller.isTicking(), vi.getTimerCount()]).toEqual([false, 0]);
    const close = poller.watch({ kind: 'timeline', missionId, runId });
    await over(10_000);
    expect(poller.isTicking()).toBe(true);
    await over(3 * minute);
    expect([poller.isTicking(), vi.getTimerCount()]).toEqual([false, 0]);
    close();
    poller.watch({ kind: 'background' });
    await over(10);
    poller.stop();
    expect([poller.isTicking(), vi.getTimerCount()]).toEqual([false, 0]);
  });
});

it('gives each of what is due its turn, however much is laid open', async () => {
  const { poller, over, store } = tracked({ latencyMs: 5 }, 45_000, shortTiming);
  poller.setIntervals(readPaces(read, shortTiming));
  poller.watch({ kind: 'missions' });
  poller.watch({ kind: 'recentRuns', statuses: [] });
  poller.watch({ kind: 'activity' });
  await over(2000);
  for (const run of store.allRuns())
    for (const kind of ['plan', 'agents'] as const) poller.watch({ kind, missionId: run.missionId, runId: run.runId });
  await over(5000);
  const asked = () => store.requestSeqOf({ kind: 'plan', runId });
  let longest = 0;
  for (let tick = 0, without = 0; tick < 100; tick++) {
    const before = asked();
    await over(260);
    without = asked() === before ? without + 1 : 0;
    longest = Math.max(longest, without);
  }
  // Every second tick is one of the activity log; at most two plans, two lists of agents, a page, a look and two others.
  expect(longest).toBeLessThan(2 * 8);
});
