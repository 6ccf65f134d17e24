import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureGroups } from '../../../../src/history/state/failureGroups';
import { statisticsOf, trendOf, weeksOf } from '../../../../src/history/state/runStatistics';
import { day, runOf, start, stepOf } from '../scenes';

const took = (number: number, ms: number, status = 'succeeded') =>
  runOf(number, { status, finishedAt: start + number * day + ms });

describe('the statistics of runs', () => {
  it('count what has succeeded and failed, and leave out what is cancelled, goes on, or is unknown', () => {
    const runs = [
      ...[took(0, 1000), took(1, 3000), took(2, 2000, 'failed')],
      ...['cancelled', 'running', 'on_hold'].map((status, place) => took(3 + place, 99_000, status)),
    ];
    expect(statisticsOf(runs)).toEqual({
      ...{ judged: 3, succeeded: 2, successRate: 2 / 3 },
      durations: { count: 3, median: 2000, p95: 3000 },
    });
    expect(statisticsOf([])).toEqual({ judged: 0, succeeded: 0, successRate: undefined, durations: undefined });
  });

  it('compare the newest runs with as many before, where there are enough', () => {
    const runs = Array.from({ length: 10 }, (_, i) => took(i, i < 4 ? 1000 : 2000, i < 5 ? 'failed' : 'succeeded'));
    const trend = trendOf(runs);
    expect([trend?.size, trend?.before.successRate, trend?.now.successRate]).toEqual([5, 0, 1]);
    expect([trend?.before.durations?.median, trend?.now.durations?.median]).toEqual([1000, 2000]);
    expect(trendOf(runs.slice(0, 5))).toBeUndefined();
    expect(trendOf(Array.from({ length: 100 }, (_, i) => took(i, 1)))?.size).toBe(20);
  });

  it('go by weeks, the newest first, each run in one', () => {
    const week = 7 * day;
    const startOf = (ms: number) => ms - (ms % week);
    fc.assert(
      fc.property(fc.array(fc.nat(400), { maxLength: 60 }), (days) => {
        const runs = days.map((number) => took(number, 1000));
        const weeks = weeksOf(runs, Infinity, startOf);
        expect(weeks.reduce((sum, { count }) => sum + count, 0)).toBe(runs.length);
        expect(weeks.map((one) => one.start)).toEqual(
          [...new Set(runs.map((run) => startOf(run.startedAt)))].sort((a, b) => b - a),
        );
      }),
    );
    expect(weeksOf([runOf(0, { startedAt: 0 }), runOf(0, { startedAt: NaN })])).toEqual([]);
  });
});

describe('failures', () => {
  const failed = (number: number, error?: string) =>
    runOf(number, { status: 'failed', ...(error === undefined ? {} : { error }) });
  const noPlan = { plan: () => undefined, names: ['Roof repair quotes'] };

  it('of one kind are one group, the largest first, with when they were seen', () => {
    const runs = [
      failed(0, 'Timeout after 30 s'),
      runOf(1),
      failed(2, `Run ${runOf(2).runId} of "Roof repair quotes": HTTP 503`),
      failed(3, 'Timeout after 45 s'),
      failed(4),
      runOf(5, { status: 'running', active: true, error: 'Timeout after 1 s' }),
    ];
    const groups = failureGroups(runs, noPlan);
    expect(groups.map(({ sample, runs: those }) => [sample.slice(0, 7), those.length])).toEqual([
      ['Timeout', 2],
      ['', 1],
      ['Run f3e', 1],
    ]);
    expect([groups[0]?.firstAt, groups[0]?.lastAt]).toEqual([runs[0]?.finishedAt, runs[3]?.finishedAt]);
    expect(groups[0]?.runs[0]?.runId).toBe(runOf(3).runId);
  });

  it('name the steps that failed in those whose plans are known', () => {
    const plans = new Map([
      [
        runOf(0).runId,
        new Map([stepOf('a', { status: 'failed' }), stepOf('b', { status: 'failed' })].map((one) => [one.stepId, one])),
      ],
      [runOf(1).runId, new Map([stepOf('a'), stepOf('b', { status: 'failed' })].map((one) => [one.stepId, one]))],
    ]);
    const [group] = failureGroups([failed(0), failed(1), failed(2)], { ...noPlan, plan: (runId) => plans.get(runId) });
    expect(group?.steps.map(([step, count]) => [step.stepId, count])).toEqual([
      ['b', 2],
      ['a', 1],
    ]);
  });
});
