import { ApiError } from '../../api/apiError';
import type { Page } from '../../api/caller';
import type { RunEvent } from '../../model/event';
import { orderOf, type ListOrder } from './listOrder';

/** Rows a page while history is read; the most that the contract allows. */
export const historyPageSize = 1000;
/** Rows a page when little or nothing is new. */
export const tailPageSize = 50;
const pagesAtOnce = 4;
/** More missing rows than this are read in history pages. */
const manyMissing = 4 * tailPageSize;

export type TailParts = {
  readonly read: (number: number, size: number) => Promise<Page<RunEvent>>;
  /** Keeps the rows that are not held yet. */
  readonly keep: (rows: readonly RunEvent[]) => void;
  /** How many rows are held. */
  readonly held: () => number;
  /** Called after each step with the length of the whole list and whether nothing is known to be missing. */
  readonly progress: (total: number, complete: boolean) => void;
};

/**
 * Reads the event log of one run through numbered pages of unknown order, so that nothing is lost and nothing is
 * read for long that is held already.
 *
 * It rests on two facts of the contract: the log is append-only, and every page says how long the whole list is.
 * If as many rows are held as the list is long, none is missing, whatever the order. So the order only decides
 * where to look first. While rows shift, a walk through the pages in ascending order, one after the other, cannot
 * miss a row that was there when it began, because rows only ever move to later places.
 */
export interface Tail {
  /** Brings what is held up to date; throws what `read` throws, and goes on from there the next time. */
  catchUp(): Promise<void>;
}

export function createTail({ read, keep, held, progress }: TailParts): Tail {
  let order: ListOrder | undefined;
  let total = 0;
  /** Rows that the list counts and never shows (they came without an id, or the count is wrong). */
  let uncounted = 0;
  let historyRead = false;
  /** Rows a page where much is read: fewer, once so many have made an answer that is too large. */
  let large = historyPageSize;
  /** The page that history reading goes on with. */
  let nextPage: number | undefined;
  /** Walks through everything that found nothing new, in a row: the count is not to be trusted, so they get rare. */
  let fruitless = 0;
  let skips = 0;

  const missing = () => total - uncounted - held();
  const report = () => progress(total, historyRead && missing() <= 0);

  function take(page: Page<RunEvent>): void {
    keep(page.rows);
    total = page.total;
    order ??= orderOf(page.rows.map((row) => row.timestamp));
  }

  async function readAndTake(number: number, size: number): Promise<Page<RunEvent>> {
    const page = await read(number, size);
    take(page);
    return page;
  }

  /** All of it for the first time, from the newest end where the order allows, a few pages at once. */
  async function readHistory(): Promise<void> {
    const first = await readAndTake(1, large);
    const backwards = order === 'oldest';
    const last = first.totalPages;
    if (missing() > 0) {
      report();
      let next = nextPage ?? (backwards ? last : 2);
      const step = backwards ? -1 : 1;
      while (next >= 2 && next <= last && missing() > 0) {
        const numbers = Array.from({ length: pagesAtOnce }, (_, i) => next + i * step).filter(
          (n) => n >= 2 && n <= last,
        );
        const answers = await Promise.allSettled(numbers.map((number) => read(number, first.size)));
        for (const answer of answers) {
          // Pages behind a failed one are dropped, so that what is held has no hole and reading can go on from here.
          if (answer.status === 'rejected') throw answer.reason;
          take({ ...answer.value, total: Math.max(total, answer.value.total) });
          next += step;
          nextPage = next;
          // Nothing where there should be something: the count is wrong. Read from the first page on, it shows how.
          if (answer.value.received === 0) next = 0;
          if (next === 0) break;
        }
        report();
      }
    }
    historyRead = true;
    nextPage = undefined;
  }

  /** The end where new rows are expected, and on from there while rows are missing and new ones are found. */
  async function readNewEnd(): Promise<void> {
    if (order === 'oldest') {
      const place = Math.max(0, held() + Math.max(0, uncounted) - 1);
      const size = sizeFor(place);
      let page = await readAndTake(Math.floor(place / size) + 1, size);
      // Beyond the end: what is not counted was never there.
      if (page.received === 0 && held() > 0)
        page = await readAndTake(Math.floor(held() / tailPageSize) + 1, tailPageSize);
      if (missing() > manyMissing) page = await readAndTake(Math.floor(place / large) + 1, large);
      for (let number = page.number + 1; missing() > 0 && number <= page.totalPages; number++)
        page = await readAndTake(number, page.size);
      return;
    }
    let page = await readAndTake(1, tailPageSize);
    if (missing() > manyMissing) page = await readAndTake(1, large);
    while (order !== 'unordered' && missing() > 0 && page.number < page.totalPages) {
      const before = held();
      page = await readAndTake(page.number + 1, page.size);
      if (held() === before) return;
    }
    if (missing() > 0 && page.number < page.totalPages) await readAndTake(page.totalPages, page.size);
  }

  /** From the first page to the last, one after the other, until nothing is missing. */
  async function readAll(): Promise<void> {
    if (skips > 0) {
      skips--;
      return;
    }
    const before = held();
    let page = await readAndTake(1, large);
    const totalAtStart = page.total;
    while ((missing() > 0 || page.guessed) && page.number < page.totalPages) {
      page = await readAndTake(page.number + 1, page.size);
      report();
    }
    if (missing() <= 0) {
      fruitless = 0;
      return;
    }
    // What was there at the start has been seen: so many rows of the count can never come.
    uncounted = Math.max(uncounted, totalAtStart - held());
    if (held() === before) skips = Math.min(64, 2 ** fruitless++);
  }

  async function catchUp(): Promise<void> {
    try {
      if (!historyRead) await readHistory();
      else await readNewEnd();
      if (missing() > 0) await readAll();
    } catch (error) {
      if (!(error instanceof ApiError) || error.kind !== 'tooLarge' || large <= tailPageSize) throw error;
      large = Math.max(tailPageSize, large >> 2);
      nextPage = undefined;
      await catchUp();
      return;
    }
    // A list that got shorter was pruned, or its count was wrong: what comes next must show again.
    if (missing() < 0) uncounted = total - held();
    report();
  }

  return { catchUp };
}

/**
 * The page length with which the row at `place` (from 0) stands nearest to the beginning of its page: little is read
 * again, and what is new fits behind it.
 */
function sizeFor(place: number): number {
  let best = tailPageSize;
  for (let size = tailPageSize; size <= 2 * tailPageSize; size++) if (place % size < place % best) best = size;
  return best;
}
