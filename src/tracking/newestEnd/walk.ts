import { mayCountFurther } from '../paging/roundCount';
import type { PageReader, Placed } from './pageReader';

/** Rows that a look reads when little or nothing is new. */
export const minRows = 50;
/** The most that it reads when much was new the last time. */
export const maxWanted = 500;
/** Rows a page that somebody asks to see. */
export const pageRows = 100;
/** The most pages that one step reads. */
export const maxPages = 6;

export type Step<T> = {
  readonly rows: readonly T[];
  /** What is held makes room for these rows: it does not join on to them, or not all of it is in the list any more. */
  readonly restarted: boolean;
  /** There are, or may be, older rows. */
  readonly more: boolean;
  /** More is new than was read: it is to be followed again soon. */
  readonly behind: boolean;
};

/** The keys of the rows that are held, and their times. */
export type KnownTimes = ReadonlyMap<string, number>;

/** Follows the newest end of a list of one order. */
export type Strategy<T> = {
  follow(known: KnownTimes, signal: AbortSignal | undefined): Promise<Step<T>>;
  older(known: KnownTimes, signal: AbortSignal | undefined): Promise<Step<T>>;
};

export type Parts<T> = {
  readonly reader: PageReader<T>;
  readonly key: (row: T) => string;
  readonly time: (row: T) => number;
  readonly most: number;
};

/** Rows of pages that follow one another in the list. */
export type Walk<T> = {
  readonly rows: readonly T[];
  /** Where the first of them stands, and the place behind the last. */
  readonly from: number;
  readonly to: number;
  /** So many of these places have no row: it is too large, say. */
  readonly empty: number;
  /** They reach the list's last row. */
  readonly toEnd: boolean;
  /** The list has lost rows meanwhile: some may have slipped from one page to the one before. */
  readonly shrunk: boolean;
  /** Some of them came on two pages: others have come in before them meanwhile. */
  readonly isShifted: boolean;
  /** Its length, as the first page has told. */
  readonly total: number | undefined;
  readonly next: number;
};

/** Between two pages the list has lost rows, or the cap has become known: what came before stands elsewhere. */
const hasShrunk = (page: Placed<unknown>, next: Placed<unknown>) =>
  next.from !== page.from + page.size || (next.total ?? Infinity) < (page.total ?? 0);
const isUncounted = ({ total, from, received }: Placed<unknown>) =>
  total === undefined || (mayCountFurther(total) && from + received >= total);
const hasGrown = (page: Placed<unknown>, next: Placed<unknown>) => (next.total ?? 0) > (page.total ?? Infinity);

/** Pages one after the other in the list's order, while rows can only move to later places. */
export async function walk<T>(
  { reader, key, time }: Parts<T>,
  start: { readonly number: number; readonly size: number; readonly pages: number },
  isEnough: (rows: readonly T[]) => boolean,
  signal: AbortSignal | undefined,
  first?: Placed<T>,
): Promise<Walk<T>> {
  const rows = new Map<string, T>();
  let page = first ?? (await reader.page(start.number, start.size, signal));
  const { from, total } = page;
  const size = first ? page.size : start.size;
  let shrunk = false;
  let came = 0;
  let empty = 0;
  /** Whether these are rows that stand in front of those that were read. */
  function isAhead(next: readonly T[]): boolean {
    const newest = [...rows.values()].reduce((latest, row) => Math.max(latest, time(row)), -Infinity);
    const isKnown = (row: T) => rows.has(key(row));
    const firstNew = next.findIndex((row) => !isKnown(row));
    return (firstNew >= 0 && next.slice(firstNew).some(isKnown)) || next.some((row) => time(row) > newest);
  }
  const lastOf = (page: Placed<T>) => page.rows.slice(-1).map(key)[0];
  for (let pages = 1; ; pages++) {
    const before = rows.size;
    for (const row of page.rows) rows.set(key(row), row);
    came += page.rows.length;
    empty += page.received - page.rows.length;
    const { last, number } = page;
    // A page without news: the server sends the same one again and again.
    const isStale = rows.size === before && pages > 1;
    const walked = [...rows.values()];
    const places = { from, to: page.from + page.received, empty, total, next: number + 1 };
    const result = { rows: walked, ...places, shrunk, isShifted: came > rows.size };
    if (last || isStale || pages >= start.pages || isEnough(walked)) return { ...result, toEnd: last };
    const next = await reader.page(number + 1, Math.min(size, page.size), signal);
    shrunk ||= hasShrunk(page, next);
    // What has come behind hides from the count what is gone in front: the page before it is looked at again, as it is
    // where nothing is counted that far.
    const isNews = next.rows.some((row) => !rows.has(key(row)));
    if (isNews && ((reader.order === 'oldest' && hasGrown(page, next)) || isUncounted(next))) {
      if (pages + 1 >= start.pages) return { ...result, toEnd: false };
      pages++;
      if (lastOf(await reader.page(number, page.size, signal)) !== lastOf(page)) shrunk = true;
    }
    // No next page at all: the server sends the first one whatever it is asked for.
    const isFalling = reader.order === 'newest' || reader.order === undefined;
    if (isFalling && isAhead(next.rows)) return { ...result, toEnd: false, shrunk: true };
    page = next;
  }
}

/** Those of the rows that are not held. */
export const freshOf = <T>({ key }: Parts<T>, rows: readonly T[], known: KnownTimes) =>
  rows.filter((row) => !known.has(key(row)));

/** Nothing is taken in this step. */
export const nothing = (more: boolean, behind: boolean) => ({ rows: [], restarted: false, more, behind });
