import type { Page } from '../../api/caller';
import { largestPage, orderOf, type ListOrder } from './listOrder';
import { createListReader, type Range, type ReadPage } from './listReader';

/** Rows by which the order of a list is told, where it is known to begin with what is oldest. */
const orderRows = 20;
/** The most pages that are read to find rows that somebody has asked for, or the end of a list. */
const mostTurns = 64;
/** Lengths of this kind may be all that a server counts up to. */
const leastCap = 10_000;

/** What is held of a list: its rows from its newest end on, as many as were asked for. */
export type HeldRows<T> = {
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

export type WalkOptions = {
  readonly signal?: AbortSignal | undefined;
  /**
   * The pages follow one another at once: that no row has slipped past between two of them is told by the length of the
   * list, and they need not overlap.
   */
  readonly atOnce?: boolean;
};

/**
 * Shows a paged list from its newest end on, whichever end that is, further and further, while it grows, loses rows and
 * shifts. Nobody counts pages: what is read joins on to rows that are held, and where it does not, the place is looked
 * for nearer to the newest end. Two at once are not allowed for.
 */
export interface ListWindow<T> {
  /** `undefined` before anything has come. */
  held(): HeldRows<T> | undefined;
  /** The rows behind those that are held: `count` of them, fewer where the list ends, none where the server repeats. */
  more(count: number, options?: WalkOptions): Promise<void>;
  /** Reads it again from the newest end on, `count` rows of it. They take the place of what is held. */
  renew(count: number, options?: WalkOptions): Promise<void>;
  /** One page of that, of `size` rows at most. Resolves to whether it was the last: then it is held. */
  renewPage(count: number, size: number, options?: WalkOptions): Promise<boolean>;
  /** What has come of a renewal that is under way. */
  renewing(): HeldRows<T> | undefined;
  /** Ends a renewal that is under way; what has come of it is held where `keep` says so. */
  endRenewal(keep: boolean): void;
}

type Walk<T> = {
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
  /** What is held was seen to end at the edge by the last page, which had no news: the next one begins there. */
  isAtEdge: boolean;
};

const newWalk = <T>(): Walk<T> => ({
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
  span: largestPage,
  stale: 0,
  isAtEdge: false,
});

export function createListWindow<T>(parts: {
  readonly page: ReadPage<T>;
  readonly key: (row: T) => string;
  /** Epoch ms by which the newest is told; without it the list is shown from its beginning. */
  readonly time?: (row: T) => number;
  /** Hears of rows that have come to be held. */
  readonly keep?: (rows: readonly T[]) => void;
}): ListWindow<T> {
  const { key, time } = parts;
  let isGuessed = false;
  let longestPage = 0;
  let order: ListOrder | undefined;
  let shown: Walk<T> | undefined;
  let under: Walk<T> | undefined;
  const reader = createListReader<T>({
    key,
    page: async (number, size, signal) => {
      const page = await parts.page(number, size, signal);
      isGuessed = page.guessed === true;
      longestPage = Math.max(longestPage, page.received);
      return page;
    },
  });

  const holds = (walk: Walk<T>, { rows }: Range<T>) => rows.some((row) => walk.rows.has(key(row)));

  function note(walk: Walk<T>, { rows, total, tooLarge }: Range<T>): void {
    walk.total = total;
    walk.isGuessed = isGuessed;
    if (time && orderOf(rows.map(time)) === 'unordered') walk.isUnordered = true;
    for (const place of tooLarge) walk.tooLarge.add(place);
  }

  /** Of rows that join on to what is held those that are newer have come since: they are no part of it. */
  function isNewer(walk: Walk<T>, { rows }: Range<T>): (place: number) => boolean {
    if (!time || walk.isUnordered) return () => false;
    const isHeld = (row: T) => walk.rows.has(key(row));
    const joint = walk.isBackwards ? rows.findLastIndex(isHeld) : rows.findIndex(isHeld);
    if (joint < 0) return () => false;
    return (place) => (walk.isBackwards ? place > joint : place < joint);
  }

  /** Takes up to `most` of the rows that are new, and returns them; the edge of a list read forwards moves with them. */
  function take(walk: Walk<T>, range: Range<T>, most = Infinity): readonly T[] {
    const { rows } = range;
    const fresh: T[] = [];
    const isLeft = isNewer(walk, range);
    for (const [i, row] of rows.entries()) {
      const id = key(row);
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

  async function begin(walk: Walk<T>, count: number, signal: AbortSignal | undefined): Promise<readonly T[]> {
    const size = order === 'oldest' ? Math.min(count, orderRows) : count;
    const first = await reader.readPage(0, Math.min(size, largestPage), signal);
    order = time && orderOf(first.rows.map(time));
    const tail =
      order === 'oldest' && !first.isEnd ? await readTail(first, Math.min(count, largestPage), signal) : undefined;
    walk.isBackwards = tail !== undefined;
    const range = tail ?? first;
    note(walk, range);
    walk.hasBegun = true;
    return take(walk, range, walk.isBackwards ? Infinity : count);
  }

  /**
   * The last rows of a list that begins with `first`: where its length is wrong they are searched for. `undefined` where
   * the server sends the first ones whatever is asked for.
   */
  async function readTail(first: Range<T>, count: number, signal: AbortSignal | undefined) {
    const [beginning] = first.rows;
    let last = first;
    let beyond = Infinity;
    let from = Math.max(first.end - 1, first.total - count);
    let step = 0;
    for (let turn = 0; turn < mostTurns; turn++) {
      const range = await reader.readPage(from, count, signal);
      const [row] = range.rows;
      if (row !== undefined && beginning !== undefined && key(row) === key(beginning) && range.from > 0)
        return undefined;
      const newest = last.rows.at(-1);
      const isSame = newest !== undefined && range.end === last.end && shares(range, [key(newest)]);
      if (range.isEnd && range.received > 0) return isSame ? last : range;
      if (isSame && last !== first) return last;
      if (range.received === 0 && from < last.end) {
        // It has lost rows meanwhile.
        last = first;
        beyond = Infinity;
        step = 0;
        from = Math.max(0, Math.min(range.total, from) - count);
        continue;
      }
      if (range.received === 0) beyond = from;
      else if (range.end > last.end || last === first) last = range;
      // The last row is read once more: what follows it is then what follows it now.
      if (beyond <= last.end) from = last.end - 1;
      else from = beyond === Infinity ? last.end - 1 + step : Math.floor((last.end + beyond) / 2);
      step = Math.max(count, 2 * step);
    }
    return last;
  }

  function shares({ rows }: Range<T>, keys: readonly string[]): boolean {
    return rows.some((row) => keys.includes(key(row)));
  }

  /** One page at the edge, or where the edge is looked for. Returns the rows that are new. */
  async function advance(walk: Walk<T>, count: number, options: WalkOptions): Promise<readonly T[]> {
    if (!walk.hasBegun) return begin(walk, count, options.signal);
    const before = walk.total;
    const { edge, lookAt } = walk;
    const range = await (walk.isBackwards ? readBackwards(walk, count, options) : readForwards(walk, count, options));
    if (!range) return [];
    // What is guessed grows with every page.
    const hasGrown = !isGuessed && range.total > before;
    note(walk, range);
    walk.lookAt = undefined;
    walk.back = 0;
    const fresh = take(walk, range, walk.isBackwards ? Infinity : count);
    const isBeyond = walk.isBackwards ? range.from < edge : range.end > edge;
    walk.stale = fresh.length === 0 && !walk.hasEnded ? walk.stale + 1 : 0;
    walk.isAtEdge = !walk.isBackwards && fresh.length === 0 && range.end === edge;
    walk.repeats = walk.stale > 0 && isBeyond && lookAt === undefined && !hasGrown && range.total >= before;
    return fresh;
  }

  /** `undefined` where it does not join on to what is held: rows before it have left the list. */
  async function readForwards(walk: Walk<T>, count: number, { signal, atOnce }: WalkOptions) {
    const { edge, lookAt } = walk;
    const isBare = (atOnce === true && !walk.isGuessed) || walk.isAtEdge || edge === 0 || walk.tooLarge.has(edge - 1);
    const from = lookAt ?? (isBare ? edge : edge - 1);
    const range = await reader.readPage(
      from,
      Math.min(largestPage, Math.max(0, edge - from) + spanOf(walk, count)),
      signal,
    );
    // Where one of both counts is not to be believed, there is nothing to compare.
    const isSame = range.total === walk.total || (walk.isAtEdge && (isGuessed || walk.isGuessed));
    const isWhole = lookAt === undefined && isBare && isSame;
    if (isWhole || walk.rows.size === 0 || holds(walk, range)) return range;
    if (range.from === 0) {
      // In no order nobody can say what is missing.
      if (!time || walk.isUnordered) return range;
      // Nothing of it is where it was, or so much has come that it's far: what is shown begins anew.
      Object.assign(walk, newWalk<T>());
      return undefined;
    }
    if (lookAt === undefined) {
      const shift = isGuessed || walk.isGuessed ? 0 : range.total - walk.total;
      walk.lookAt = Math.max(0, Math.min(from + shift, range.total) - 1);
    } else {
      walk.back = Math.max(count, 2 * walk.back);
      walk.lookAt = Math.max(0, Math.min(from, range.total) - walk.back);
    }
    return undefined;
  }

  /** The same for a list that is oldest first, whose places shift where rows leave it, or come, further to the front. */
  async function readBackwards(walk: Walk<T>, count: number, { signal }: WalkOptions) {
    const { edge, lookAt, span } = walk;
    if (lookAt === undefined && walk.tooLarge.has(edge)) {
      // No page can hold the row there. Where the list is as long as before, it stands where it did.
      const first = Math.max(0, edge - spanOf(walk, count));
      const range = await reader.read(first, edge - first, signal);
      if (range.end === edge && (isGuessed || range.total === walk.total)) return range;
      Object.assign(walk, newWalk<T>());
      return undefined;
    }
    const before = rowsBefore(edge, spanOf(walk, count), span);
    const from = lookAt ?? Math.max(0, edge - Math.max(1, before));
    const range = await reader.readPage(from, lookAt === undefined ? edge - from + 1 : largestPage, signal);
    const isSame = isGuessed || walk.isGuessed || range.total >= walk.total;
    const isWhole = before === 0 && lookAt === undefined && range.end === edge && isSame;
    if (holds(walk, range) || walk.rows.size === 0 || isWhole) {
      walk.span = Math.min(2 * span, span < longestPage ? longestPage : largestPage);
      return range;
    }
    if (range.isEnd) {
      Object.assign(walk, newWalk<T>());
      return undefined;
    }
    // The pages are shorter than that.
    const length = span > longestPage ? longestPage : range.end - range.from;
    if (lookAt === undefined && range.end <= edge && length < span) walk.span = length;
    else walk.lookAt = Math.max(range.end, from + 1);
    return undefined;
  }

  /** Whether the list seems to end here, and that is to be seen. */
  const isAtCount = (walk: Walk<T>) => !walk.isBackwards && walk.edge >= walk.total;

  async function extend(walk: Walk<T>, count: number, options: WalkOptions, took: (rows: readonly T[]) => void) {
    let got = 0;
    let wanted = count;
    walk.repeats = false;
    const goesOn = () => !walk.hasEnded && !walk.repeats;
    for (let vain = 0; vain < mostTurns && goesOn(); vain++) {
      if (got >= wanted && !isAtCount(walk)) return;
      const before = walk.rows.size;
      const rows = await advance(walk, Math.max(1, wanted - got), options);
      got += rows.length;
      if (!walk.hasBegun) wanted += before;
      if (rows.length > 0) vain = -1;
      took(rows);
    }
  }

  function hold(walk: Walk<T>): void {
    shown = walk;
    if (under === walk) under = undefined;
    parts.keep?.([...walk.rows.values()]);
  }

  return {
    held: () => shown && heldOf(shown),
    renewing: () => under && heldOf(under),
    async more(count, options = {}) {
      if (!shown) {
        const walk = newWalk<T>();
        await extend(walk, count, options, () => undefined);
        hold(walk);
      } else await extend(shown, count, options, (rows) => parts.keep?.(rows));
    },
    async renew(count, options = {}) {
      const walk = newWalk<T>();
      await extend(walk, count, options, () => undefined);
      hold(walk);
    },
    async renewPage(count, size, options = {}) {
      const walk = (under ??= newWalk<T>());
      const isDone = () => walk.hasEnded || walk.repeats || (walk.rows.size >= count && !isAtCount(walk));
      if (!isDone()) await advance(walk, Math.max(1, Math.min(size, count - walk.rows.size)), options);
      if (isDone()) hold(walk);
      return shown === walk;
    },
    endRenewal(keep) {
      if (under && keep) hold(under);
      under = undefined;
    },
  };
}

/** Where the last pages had no news, further ones are larger. */
function spanOf({ stale }: Walk<unknown>, count: number): number {
  return Math.min(largestPage - 1, count * 2 ** Math.min(stale, 10));
}

/**
 * How many rows before `place`, `most` at most, are on one page with the row there, where pages have `longest` rows at
 * most and are not much longer than what is wanted of them.
 */
function rowsBefore(place: number, most: number, longest: number): number {
  let before = 0;
  for (let size = Math.min(longest, 2 * (most + 1)); size >= 2; size--) {
    const rows = Math.min(most, place % size);
    if (rows > before && size <= 2 * (rows + 1)) before = rows;
  }
  return before;
}

function heldOf<T>(walk: Walk<T>): HeldRows<T> {
  const { hasEnded, isUnordered, isGuessed } = walk;
  const seen = walk.rows.size + walk.tooLarge.size;
  // What is guessed is one more than was seen.
  const counted = isGuessed ? seen : walk.total;
  const isCap = counted >= leastCap && Number.isInteger(Math.log10(counted));
  return {
    rows: [...walk.rows.values()],
    more: !hasEnded,
    total: !hasEnded ? counted : walk.isBackwards ? seen : walk.edge,
    atLeast: !hasEnded && (isGuessed || isCap),
    tooLarge: [...walk.tooLarge].sort((a, b) => a - b),
    isUnordered,
  };
}

/**
 * Reads a list from its beginning to its end, or until `visit` says that it is enough. Resolves to whether the end was
 * seen: a server may send the same rows again and again.
 */
export async function walkList<T>(
  parts: {
    readonly page: (number: number, size: number, signal?: AbortSignal) => Promise<Page<T>>;
    readonly key: (row: T) => string;
  },
  visit: (rows: readonly T[]) => boolean,
  signal?: AbortSignal,
): Promise<boolean> {
  let isEnough = false;
  let seen = 0;
  const window = createListWindow<T>({
    ...parts,
    keep(rows) {
      seen += rows.length;
      isEnough ||= visit(rows);
    },
  });
  const hasEnded = () => window.held()?.more === false;
  const isDone = () => isEnough || hasEnded();
  for (let before = -1; seen > before && !isDone();) {
    before = seen;
    await window.more(largestPage, { signal });
  }
  return hasEnded();
}
