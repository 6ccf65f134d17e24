import type { HistoryRun } from '../../protocol/historyMessages';
import { objectOf } from './historyData';

/** A stretch of time (epoch ms), both ends included. */
export type TimeRange = { readonly from: number; readonly to: number };

/** Which runs are shown. Nothing chosen lets all pass. */
export type HistoryFilter = {
  readonly statuses: readonly string[];
  readonly text: string;
  /** Keys of the metadata that a run must have, all of them. */
  readonly keys: readonly string[];
  readonly range?: TimeRange | undefined;
};

export const noFilter: HistoryFilter = { statuses: [], text: '', keys: [] };

export function isFiltering({ statuses, text, keys, range }: HistoryFilter): boolean {
  return statuses.length > 0 || text.trim() !== '' || keys.length > 0 || range !== undefined;
}

/** Whether a run passes, for many of them. */
export function runFilter({ statuses, text, keys, range }: HistoryFilter): (run: HistoryRun) => boolean {
  const chosen = new Set(statuses);
  const wanted = text.trim().toLowerCase();
  const has = (one: string | undefined) => one?.toLowerCase().includes(wanted) === true;
  return (run) => {
    if (chosen.size > 0 && !chosen.has(run.status)) return false;
    if (range && !(run.startedAt >= range.from && run.startedAt <= range.to)) return false;
    if (wanted !== '' && ![run.runId, run.status, run.error, run.summary, run.metadata, run.result].some(has))
      return false;
    if (keys.length === 0) return true;
    const metadata = objectOf(run.metadata);
    return keys.every((key) => Object.hasOwn(metadata, key));
  };
}

/** So many keys are offered. */
const maxKeys = 100;

/** The keys of the runs' metadata, the most frequent first. */
export function metadataKeys(runs: readonly HistoryRun[]): string[] {
  const counts = new Map<string, number>();
  for (const run of runs)
    for (const key of Object.keys(objectOf(run.metadata))) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, maxKeys)
    .map(([key]) => key);
}

/** What was saved, as far as it makes sense. */
export function asFilter(value: unknown): HistoryFilter {
  if (typeof value !== 'object' || value === null) return noFilter;
  const { statuses, text, keys, range } = value as Partial<Record<keyof HistoryFilter, unknown>>;
  const words = (list: unknown) =>
    Array.isArray(list) ? list.filter((word): word is string => typeof word === 'string') : [];
  const { from, to } = (range ?? {}) as Partial<Record<keyof TimeRange, unknown>>;
  return {
    statuses: words(statuses),
    text: typeof text === 'string' ? text : '',
    keys: words(keys),
    ...(typeof from === 'number' && typeof to === 'number' && from <= to ? { range: { from, to } } : {}),
  };
}
