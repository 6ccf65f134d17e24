import { asFilter, type HistoryFilter } from './historyFilter';
import type { ResultSort } from './resultTable';

export const historyTabs = ['runs', 'failures', 'results'] as const;
export type HistoryTab = (typeof historyTabs)[number];

/** Where the keyboard is: a run, and a step or (absent) the run as a whole. */
export type Cursor = { readonly runId?: string | undefined; readonly stepId?: string | undefined };

/** What outlives a hidden tab and a reload of the window. */
export type SavedHistory = {
  readonly missionId: string;
  readonly tab: HistoryTab;
  readonly filter: HistoryFilter;
  readonly folded: readonly string[];
  readonly selected: readonly string[];
  readonly cursor: Cursor;
  readonly sort?: ResultSort;
  readonly gutterWidth?: number;
};

/** What was saved, as far as it makes sense: it may be another version's, or nothing at all. */
export function readSavedHistory(value: unknown): Omit<Partial<SavedHistory>, 'missionId'> {
  if (typeof value !== 'object' || value === null) return {};
  const saved = value as Partial<Record<keyof SavedHistory, unknown>>;
  const words = (list: unknown) =>
    Array.isArray(list) ? list.filter((word): word is string => typeof word === 'string') : [];
  const text = (word: unknown) => (typeof word === 'string' ? word : undefined);
  const { runId, stepId } = (saved.cursor ?? {}) as Partial<Record<keyof Cursor, unknown>>;
  const { path, descending } = (saved.sort ?? {}) as Partial<Record<keyof ResultSort, unknown>>;
  const tab = historyTabs.find((one) => one === saved.tab);
  const { gutterWidth } = saved;
  return {
    ...(tab ? { tab } : {}),
    filter: asFilter(saved.filter),
    folded: words(saved.folded),
    selected: words(saved.selected).slice(0, 2),
    cursor: { runId: text(runId), stepId: text(stepId) },
    ...(typeof path === 'string' ? { sort: { path, descending: descending === true } } : {}),
    ...(typeof gutterWidth === 'number' && gutterWidth > 0 ? { gutterWidth } : {}),
  };
}
