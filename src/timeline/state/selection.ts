import type { Lane, Mark } from '../geometry/density';
import type { EventLanes } from '../geometry/eventLanes';
import type { Row } from '../geometry/layout';

/** The most events of one mark that a selection names: a mark may stand for a million. */
export const maxSelected = 200;

/** What is selected. Events by their index, which never changes while the tab lives. */
export type Selection =
  | { readonly kind: 'row'; readonly key: string }
  /** `count` may be more than the indexes say. */
  | { readonly kind: 'events'; readonly key: string; readonly indexes: readonly number[]; readonly count: number };

/** A selection as it is kept over a reload, after which events may have other indexes: a row, and the time it covers. */
export type SavedSelection = { readonly key: string; readonly from?: number; readonly to?: number };

export function selectionOf(key: string, lane: Lane, { from, to }: Pick<Mark, 'from' | 'to'>): Selection {
  const indexes = Array.from(lane.indexesIn(from, Math.min(to, from + maxSelected)));
  return { kind: 'events', key, indexes, count: to - from };
}

export function saveSelection(selection: Selection, events: EventLanes): SavedSelection {
  if (selection.kind === 'row') return { key: selection.key };
  const times = selection.indexes.map((index) => events.timestamp(index));
  return { key: selection.key, from: Math.min(...times), to: Math.max(...times) };
}

/** Finds again what was saved; `undefined` while its row or events are not here. */
export function findSelection(saved: SavedSelection, rows: readonly Row[]): Selection | undefined {
  const row = rows.find(({ key }) => key === saved.key);
  if (!row) return undefined;
  if (saved.from === undefined || saved.to === undefined) return { kind: 'row', key: row.key };
  const { lane } = row;
  if (!lane) return undefined;
  const from = lane.firstFrom(saved.from);
  let to = lane.firstFrom(saved.to, from);
  while (to < lane.length && lane.times[to] === saved.to && to - from < maxSelected) to++;
  return to > from ? selectionOf(row.key, lane, { from, to }) : undefined;
}

/** What a webview's saved state says about the selection; it may be another version's. */
export function asSavedSelection(value: unknown): SavedSelection | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { key, from, to } = value as Record<string, unknown>;
  if (typeof key !== 'string') return undefined;
  if (typeof from !== 'number' || typeof to !== 'number' || !(from <= to)) return { key };
  return { key, from, to };
}
