import { maxPageSize, orderOf } from './listOrder';
import type { Range } from './listReader';

/** Lengths of this kind may be all that a server counts up to. */
const minCap = 10_000;

/** What is held of a list: its rows from its newest end on, as many as were asked for. */
export type ListedRows<T> = {
  /** In the order in which they came. */
  readonly rows: readonly T[];
  /** The end of the list has not been seen. */
  readonly more: boolean;
  /** Rows in the whole list; at least so many where `atLeast` says so. */
  readonly total: number;
  readonly atLeast: boolean;
  /** Places (from 0) of rows that are too large an answer each by itself. */
  readonly tooLarge: readonly number[];
  /** The server sends them in no order. */
  readonly isUnordered: boolean;
};

/** How the rows of a list are told apart and put in order. */
export type RowParts<T> = {
  readonly key: (row: T) => string;
  /** Epoch ms by which the newest is told; without it the list is shown from its beginning. */
  readonly time?: ((row: T) => number) | undefined;
};

/** A list as far as it has been walked through, from its newest end on. */
export type Walk<T> = {
  readonly rows: Map<string, T>;
  /** The place behind the last row that is held; of a list that is oldest first, the place of the first one. */
  edge: number;
  isBackwards: boolean;
  hasBegun: boolean;
  hasEnded: boolean;
  isUnordered: boolean;
  /** A page had no news, although the list has not grown: the server sends the same again. */
  repeats: boolean;
  total: number;
  isGuessed: boolean;
  readonly tooLarge: Set<number>;
  /** Where the rows that are held are looked for, because those at the edge are others now. */
  lookAt: number | undefined;
  /** So far back it is looked for from there. */
  back: number;
  /** The most rows that a page has had, where that was fewer than it was to have. */
  span: number;
  /** How many pages without news there were, one after the other. */
  stale: number;
  /** What is held was seen to end at the edge by the last page, which had no news: the next one joins on to it there. */
  isAtEdge: boolean;
};

export const newWalk = <T>(): Walk<T> => ({
  rows: new Map(),
  edge: 0,
  isBackwards: false,
  hasBegun: false,
  hasEnded: false,
  isUnordered: false,
  repeats: false,
  total: 0,
  isGuessed: false,
  tooLarge: new Set(),
  lookAt: undefined,
  back: 0,
  span: maxPageSize,
  stale: 0,
  isAtEdge: false,
});

/** Nothing of it is where it was: what is held begins again. */
export function restart<T>(walk: Walk<T>): void {
  Object.assign(walk, newWalk<T>());
}

export function holdsSome<T>(walk: Walk<T>, { rows }: Range<T>, { key }: RowParts<T>): boolean {
  return rows.some((row) => walk.rows.has(key(row)));
}

export function noteRange<T>(
  walk: Walk<T>,
  { rows, total, tooLarge }: Range<T>,
  { time }: RowParts<T>,
  isGuessed: boolean,
): void {
  walk.total = total;
  walk.isGuessed = isGuessed;
  if (time && orderOf(rows.map(time)) === 'unordered') walk.isUnordered = true;
  for (const place of tooLarge) walk.tooLarge.add(place);
}

/** Of rows that join on to what is held those that are newer have come since: they are no part of it. */
function isNewer<T>(walk: Walk<T>, { rows }: Range<T>, { key, time }: RowParts<T>): (place: number) => boolean {
  if (!time || walk.isUnordered) return () => false;
  const isHeld = (row: T) => walk.rows.has(key(row));
  const joint = walk.isBackwards ? rows.findLastIndex(isHeld) : rows.findIndex(isHeld);
  if (joint < 0) return () => false;
  return (place) => (walk.isBackwards ? place > joint : place < joint);
}

/** Takes up to `most` of the rows that are new, and returns them; the edge of a list read forwards moves with them. */
export function takeRows<T>(walk: Walk<T>, range: Range<T>, parts: RowParts<T>, most = Infinity): readonly T[] {
  const { rows } = range;
  const fresh: T[] = [];
  const isLeft = isNewer(walk, range, parts);
  for (const [i, row] of rows.entries()) {
    const id = parts.key(row);
    if (walk.rows.has(id) || isLeft(i)) continue;
    if (fresh.length >= most) {
      if (!walk.isBackwards) walk.edge = range.end - (rows.length - i);
      return fresh;
    }
    walk.rows.set(id, row);
    fresh.push(row);
  }
  walk.edge = walk.isBackwards ? range.from : range.end;
  walk.hasEnded = walk.isBackwards ? range.from === 0 : range.isEnd;
  return fresh;
}

/** Whether the list seems to end at the edge, and that is to be seen. */
export function isAtCount(walk: Walk<unknown>): boolean {
  return !walk.isBackwards && walk.edge >= walk.total;
}

export function listedOf<T>(walk: Walk<T>): ListedRows<T> {
  const { hasEnded, isUnordered, isGuessed } = walk;
  const seen = walk.rows.size + walk.tooLarge.size;
  // What is guessed is one more than was seen.
  const counted = isGuessed ? seen : walk.total;
  const isCap = counted >= minCap && Number.isInteger(Math.log10(counted));
  return {
    rows: [...walk.rows.values()],
    more: !hasEnded,
    total: !hasEnded ? counted : walk.isBackwards ? seen : walk.edge,
    atLeast: !hasEnded && (isGuessed || isCap),
    tooLarge: [...walk.tooLarge].sort((a, b) => a - b),
    isUnordered,
  };
}
