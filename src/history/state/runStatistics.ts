import { spreadOf, type Spread } from '../../model/history/percentiles';
import type { HistoryRun } from '../../protocol/historyMessages';
import { durationOf } from './historyData';

/** How some runs went. */
export type RunStatistics = {
  /** Runs that have succeeded or failed: one that somebody has cancelled says nothing of either. */
  readonly judged: number;
  readonly succeeded: number;
  /** 0 to 1; `undefined` where nothing is judged. */
  readonly successRate: number | undefined;
  /** Of the durations (ms) of those that are judged. */
  readonly durations: Spread | undefined;
};

const isJudged = ({ status }: HistoryRun) => status === 'succeeded' || status === 'failed';

export function statisticsOf(runs: readonly HistoryRun[]): RunStatistics {
  const judged = runs.filter(isJudged);
  const succeeded = judged.filter(({ status }) => status === 'succeeded').length;
  return {
    judged: judged.length,
    succeeded,
    successRate: judged.length === 0 ? undefined : succeeded / judged.length,
    durations: spreadOf(judged.filter(({ startedAt }) => startedAt > 0).map((run) => durationOf(run, NaN))),
  };
}

/** How many runs a trend compares with as many before them, where there are so many. */
const maxTrendRuns = 20;
const minTrendRuns = 3;

/** The newest runs, and as many before them. */
export type Trend = { readonly size: number; readonly now: RunStatistics; readonly before: RunStatistics };

/** `runs` oldest first; `undefined` where there are too few for a comparison. */
export function trendOf(runs: readonly HistoryRun[]): Trend | undefined {
  const judged = runs.filter(isJudged);
  const size = Math.min(maxTrendRuns, judged.length >> 1);
  if (size < minTrendRuns) return undefined;
  return { size, now: statisticsOf(judged.slice(-size)), before: statisticsOf(judged.slice(-2 * size, -size)) };
}

/** The runs that began in a week, which begins on the Monday at `start` (epoch ms). */
export type Week = { readonly start: number; readonly count: number; readonly statistics: RunStatistics };

/** The Monday before an instant (epoch ms), by the clock on the wall. */
export function mondayBefore(ms: number): number {
  const day = new Date(ms);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() - ((day.getDay() + 6) % 7)).getTime();
}

/** The last weeks in which runs began, newest first. */
export function weeksOf(runs: readonly HistoryRun[], maxWeeks = 8, startOf = mondayBefore): Week[] {
  const weeks = new Map<number, HistoryRun[]>();
  for (const run of runs) {
    if (!(run.startedAt > 0)) continue;
    const start = startOf(run.startedAt);
    const those = weeks.get(start);
    if (those) those.push(run);
    else weeks.set(start, [run]);
  }
  return [...weeks]
    .sort(([a], [b]) => b - a)
    .slice(0, maxWeeks)
    .map(([start, those]) => ({ start, count: those.length, statistics: statisticsOf(those) }));
}
