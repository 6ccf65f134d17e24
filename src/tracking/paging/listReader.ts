import { ApiError } from '../../api/apiError';
import type { Page } from '../../api/caller';
import { largestPage } from './listOrder';

/** How many pages in a row have to work before larger ones are tried again; each failure after that doubles it. */
const leastProof = 4;
const mostProof = 256;
/** After so many answers in a row that were of no use, the server is taken for one that ignores what is asked for. */
const mostVain = 20;
/** Behind the end of every list: what is too large there is too large whatever the rows are. */
const farthestPage = 1_000_000;
/** After so many rows in a row that are too large, no further ones are tried. */
const mostTooLarge = 50;

/** Reads page `number`, from 1, of pages of `size` rows. */
export type ReadPage<T> = (number: number, size: number, signal?: AbortSignal) => Promise<Page<T>>;

/** Some rows of a list. Places count from 0, in the order in which the server lists them. */
export type Range<T> = {
  readonly rows: readonly T[];
  /** Where each of them stands; `NaN` where rows of its page were dropped for want of an id. */
  readonly places: readonly number[];
  /** Rows that came, those included that were dropped for want of an id. */
  readonly received: number;
  /** The places that were read: from `from`, which may be before the place asked for, up to `end`, which is not read. */
  readonly from: number;
  readonly end: number;
  /** The list has no row at `end`: seen, not only counted. */
  readonly isEnd: boolean;
  /** Places of rows that are too large an answer each by itself: they were passed over. */
  readonly tooLarge: readonly number[];
  /** Rows in the whole list when the server last answered, as far as its count can be believed: at least so many. */
  readonly total: number;
  /** How many rows the list has by the server's last word, wherever it ends; absent where that was not to be believed. */
  readonly counted?: number;
  /** The server sends the same rows for another page. */
  readonly repeats: boolean;
  /**
   * The server refuses the place `end` (400 or 422), whatever is there: lists may be cut off at some depth. Or there is
   * nothing but rows that are too large.
   */
  readonly isRefused: boolean;
};

/**
 * Reads a paged list by places, in pages that the server gives and the client takes: smaller ones where an answer is
 * too large or the server caps its pages, down to the single row. What it has learned of page sizes it keeps.
 */
export interface ListReader<T> {
  /** The rows at `from` and the next ones, `count` (at least 1) of them, fewer where the list ends. */
  read(from: number, count: number, signal?: AbortSignal): Promise<Range<T>>;
  /** As `read`, but no more than one page with rows: they were all in the list at the same time. */
  readPage(from: number, count: number, signal?: AbortSignal): Promise<Range<T>>;
}

export function createListReader<T>(parts: {
  readonly page: ReadPage<T>;
  readonly key: (row: T) => string;
}): ListReader<T> {
  /** The most rows a page that the server gives, as far as is known; asked about anew at the list's first row. */
  let cap = largestPage;
  /** The longest page that has come. */
  let longest = 0;
  /** The server's pages are so long, whatever is asked for. */
  let fixed: number | undefined;
  /** The most rows a page that are not too large an answer, as far as is known. */
  let limit = largestPage;
  let worked = 0;
  let proof = leastProof;
  let hasGrown = false;
  /** The length of the list when it was last told, and the places of rows that were too large at that length. */
  let length: number | undefined;
  const passed = new Set<number>();

  /** A list of another length may have other rows there. What is not told cannot be relied on. */
  function learnLength({ guessed, total }: Page<T>): void {
    const told = guessed ? undefined : total;
    if (told === undefined || told !== length) passed.clear();
    length = told;
  }

  /** Pages of a server that makes them all as long cannot be made smaller, nor can a single row. */
  const canShrink = (size: number) => size > 1 && fixed === undefined;

  function shrink(most: number): void {
    if (hasGrown) proof = Math.min(mostProof, proof * 2);
    hasGrown = false;
    limit = most;
    worked = 0;
  }

  function grow(size: number): void {
    if (limit === largestPage || size < Math.min(limit, cap) || ++worked < proof) return;
    hasGrown = true;
    limit = Math.min(largestPage, limit * 2);
    worked = 0;
  }

  /** `undefined` where the page is too large an answer, and a smaller one, or the next row, is to be asked for. */
  async function fittingPage(number: number, size: number, signal?: AbortSignal): Promise<Page<T> | undefined> {
    try {
      return await parts.page(number, size, signal);
    } catch (error) {
      if (!(error instanceof ApiError) || error.kind !== 'tooLarge') throw error;
      if (canShrink(size)) shrink(size >> 1);
      return undefined;
    }
  }

  /** Learns from an answer; returns how many rows the server counts a page, `undefined` where that is not clear. */
  function learnSize({ received, size, number }: Page<T>, asked: number, isEnd: boolean): number | undefined {
    if (received > asked || (size > asked && size === longest)) {
      fixed = Math.max(received, size);
      longest = Math.max(longest, received);
      return fixed;
    }
    const used = Math.min(size, asked);
    if (used < asked) {
      cap = used;
      fixed = undefined;
    } else if (number === 1) cap = received < asked && !isEnd ? received : largestPage;
    else if (received < asked && asked > longest) {
      // Fewer than a page, and nobody has seen so long a page: it may be a page of another length, of another part.
      cap = Math.max(1, longest, received);
      return cap < asked ? undefined : used;
    }
    longest = Math.max(longest, received);
    return used;
  }

  /** Throws where every answer is too large: then smaller pages are of no use. */
  async function failIfAllAreTooLarge(signal?: AbortSignal): Promise<void> {
    try {
      await parts.page(farthestPage, 1, signal);
    } catch (error) {
      if (error instanceof ApiError && error.kind === 'tooLarge') throw error;
      // Anything else says nothing of that.
    }
  }

  async function read(from: number, count: number, signal?: AbortSignal, isSingle = false): Promise<Range<T>> {
    const rows: T[] = [];
    const places: number[] = [];
    const tooLarge: number[] = [];
    let received = 0;
    let begin = from;
    let total = 0;
    let claimed: number | undefined;
    let tooLargeRun = 0;
    let isTried = false;
    let place = from;
    /** So long is the list at least, by what has come of it. */
    let reached = 0;
    let last: { readonly start: number; readonly key: string | undefined; readonly total: number } | undefined;
    const range = (isEnd: boolean, repeats = false): Range<T> => ({
      ...{ rows, places, received, from: begin, end: place, isEnd, tooLarge, repeats, isRefused: false },
      total: Math.max(total, reached),
      ...(claimed === undefined ? {} : { counted: claimed }),
    });

    for (let vain = 0; place < from + count;) {
      if (passed.has(place)) {
        tooLarge.push(place++);
        reached = place;
        continue;
      }
      if (++vain > mostVain) return range(false, true);
      // What the server caps is asked about anew where a short page proves it.
      const most = place === 0 ? limit : Math.min(limit, cap);
      const size = fixed ?? pageSizeFor(place, from + count - place, most, passed);
      const number = Math.floor(place / size) + 1;
      const page = await fittingPage(number, size, signal).catch((error: unknown) => {
        if (place === 0 || !(error instanceof ApiError) || error.kind !== 'validation') throw error;
        return 'refused' as const;
      });
      if (page === 'refused') return { ...range(false), isRefused: true };
      if (!page) {
        if (!isTried) await failIfAllAreTooLarge(signal);
        isTried = true;
        if (canShrink(size)) continue;
        // The whole page is passed over.
        for (const next = number * size; place < next; place++) {
          passed.add(place);
          tooLarge.push(place);
        }
        reached = place;
        vain = 0;
        if (++tooLargeRun < mostTooLarge) continue;
        return { ...range(false), isRefused: true };
      }
      learnLength(page);
      tooLargeRun = 0;
      total = page.guessed ? Math.max(total, page.total) : page.total;
      claimed = page.guessed ? undefined : page.total;
      if (page.received === 0) {
        // There should be a row, by the server's count: its pages may all be as long as the longest one.
        fixed = fixed === undefined && !page.guessed && place < page.total && size < longest ? longest : undefined;
        if (fixed !== undefined) continue;
        return range(true);
      }
      const counted = !page.guessed && (number - 1) * size + page.received >= page.total;
      const used = learnSize(page, size, counted);
      if (used === undefined) continue;
      const start = (number - 1) * used;
      const end = start + page.received;
      if (used === size && end <= place) return range(true);
      // Counted by the server's own page size it is another part of the list.
      if (place < start || place >= end) continue;
      const [row] = page.rows;
      const key = row === undefined ? undefined : parts.key(row);
      // A list that has grown between the two may have moved by just a page.
      const hasGrown = !page.guessed && page.total !== last?.total;
      if (key !== undefined && last?.key === key && last.start !== start && !hasGrown) return range(false, true);
      last = { start, key, total: page.total };
      begin = Math.min(begin, start);
      rows.push(...page.rows);
      const isTold = page.rows.length === page.received;
      for (let i = 0; i < page.rows.length; i++) places.push(isTold ? start + i : NaN);
      received += page.received;
      place = end;
      reached = end;
      vain = 0;
      if (page.received >= used) grow(size);
      else if (counted) return range(true);
      if (isSingle) return range(false);
    }
    return range(false);
  }

  return {
    read: (from, count, signal) => read(from, count, signal),
    readPage: (from, count, signal) => read(from, count, signal, true),
  };
}

/**
 * The page size, `limit` at most, with which one page holds the row at `place` and as many of the `count - 1` next
 * ones as possible, and as few other rows as that allows; none of those at the places of `avoided`.
 */
function pageSizeFor(place: number, count: number, limit: number, avoided: ReadonlySet<number>): number {
  const most = Math.max(1, Math.min(limit, 2 * count));
  const before = Math.max(-1, ...[...avoided].filter((other) => other < place));
  const after = Math.min(Infinity, ...[...avoided].filter((other) => other > place));
  let best = 1;
  let bestHeld = 1;
  for (let size = most; size >= 1; size--) {
    const start = place - (place % size);
    if (start <= before || start + size > after) continue;
    const held = Math.min(count, size - (place % size));
    if (held < bestHeld || (held === bestHeld && size > best)) continue;
    best = size;
    bestHeld = held;
  }
  return best;
}
