import { ApiError, isTooLarge } from '../../api/apiError';
import type { Page } from '../../api/caller';
import { PageSizes } from './pageSizes';

/** After so many answers in a row that were of no use, the server is taken for one that ignores what is asked for. */
const maxVain = 20;
/** Behind the end of every list: what is too large there is too large whatever the rows are. */
const farthestPage = 1_000_000;
/** After so many rows in a row that are too large, no further ones are tried. */
const maxTooLarge = 50;
/** After so many answers in a row that were too large it is asked whether all are, although others were not before. */
const doubtfulTooLarge = 3;

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
  /** The list had another length, as far as that was told, after `tooLarge` were met: they may stand elsewhere by now. */
  readonly isShifted: boolean;
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
  const sizes = new PageSizes();
  /** The length of the list when it was last told, and the places of rows that were too large at that length. */
  let length: number | undefined;
  const passed = new Set<number>();
  /** Places of rows that were too large before the length changed: each is asked for by itself, and may be another one. */
  const suspected = new Set<number>();
  const avoided = [passed, suspected];
  /** How many answers in a row were too large; all of them, before the first that was not. */
  let tooLargeInARow = Infinity;

  /** A list of another length may have other rows there. What is not told cannot be relied on. */
  function learnLength({ guessed, total }: Page<T>): void {
    const counted = guessed ? undefined : total;
    if (counted === undefined || counted !== length) {
      for (const place of passed) suspected.add(place);
      passed.clear();
    }
    length = counted;
  }

  function forgetSuspected(from: number, end: number): void {
    for (const at of suspected) if (at >= from && at < end) suspected.delete(at);
  }

  /** The page size for the row at `place` and the `count - 1` next ones: what may be too large is asked for by itself. */
  const sizeFor = (place: number, count: number) => sizes.sizeFor(place, suspected.has(place) ? 1 : count, avoided);

  /** `refused`: the server has nothing to say of a place behind the first. */
  async function readPage(number: number, size: number, place: number, signal: AbortSignal | undefined) {
    try {
      const page = await parts.page(number, size, signal);
      tooLargeInARow = 0;
      return page;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.kind === 'tooLarge') {
        tooLargeInARow++;
        return 'tooLarge';
      }
      if (error.kind === 'validation' && place > 0) return 'refused';
      throw error;
    }
  }

  /** Throws where every answer is too large: then smaller pages are of no use. Learns the length that is told. */
  async function failIfAllAreTooLarge(reading: Reading<T>, signal?: AbortSignal): Promise<void> {
    try {
      const page = await parts.page(farthestPage, 1, signal);
      tooLargeInARow = 0;
      learnLength(page);
      reading.noteLength(length);
    } catch (error) {
      if (isTooLarge(error)) throw error;
      // Anything else says nothing of that.
    }
  }

  /** Finds out where the rows of a page stand, and takes them where that is the place that is read. */
  function place(reading: Reading<T>, page: Page<T>, requested: number): 'again' | 'end' | 'repeats' | 'taken' {
    const { number, received } = page;
    if (received === 0) {
      // There should be a row, by the server's count.
      const isExpected = !page.guessed && reading.place < page.total;
      return sizes.tryLongest(requested, isExpected) ? 'again' : 'end';
    }
    const isCountedEnd = !page.guessed && (number - 1) * requested + received >= page.total;
    const used = sizes.learn(page, requested, isCountedEnd);
    if (used === undefined) return 'again';
    const start = (number - 1) * used;
    const end = start + received;
    // The first page may be short because of a cap, which is known now.
    if (used === requested && end <= reading.place) return number === 1 && !isCountedEnd ? 'again' : 'end';
    // Counted by the server's own page size it is another part of the list.
    if (reading.place < start || reading.place >= end) return 'again';
    const [row] = page.rows;
    if (!reading.take(page, start, row === undefined ? undefined : parts.key(row))) return 'repeats';
    if (received >= used) sizes.grow(requested);
    else if (isCountedEnd) return 'end';
    return 'taken';
  }

  async function read(from: number, count: number, signal?: AbortSignal, isSingle = false): Promise<Range<T>> {
    let reading = new Reading<T>(from, length);
    let isPassedUnasked = false;
    /** Others may stand by now where those stood that were passed over unasked. */
    const restartIfShifted = () => {
      const isOld = isPassedUnasked && passed.size === 0;
      if (isOld) reading = new Reading<T>(from, length);
      isPassedUnasked &&= !isOld;
      return isOld;
    };
    let tooLargeRun = 0;
    let isTried = false;
    for (let vain = 0; reading.place < from + count;) {
      if (passed.has(reading.place)) {
        reading.passOver(reading.place + 1);
        isPassedUnasked = true;
        continue;
      }
      if (++vain > maxVain) return reading.range({ repeats: true });
      const size = sizeFor(reading.place, from + count - reading.place);
      const number = Math.floor(reading.place / size) + 1;
      const page = await readPage(number, size, reading.place, signal);
      if (page === 'refused') return reading.range({ isRefused: true });
      if (page === 'tooLarge') {
        const isSmaller = sizes.shrink(size);
        if (!isTried && reading.isDoubtful(size, tooLargeInARow)) {
          isTried = true;
          await failIfAllAreTooLarge(reading, signal);
          if (restartIfShifted()) continue;
        }
        if (isSmaller) continue;
        if (size === 1) sizes.explain();
        // The whole page is passed over.
        for (let at = reading.place; at < number * size; at++) passed.add(at);
        forgetSuspected(reading.place, number * size);
        reading.passOver(number * size);
        vain = 0;
        if (++tooLargeRun >= maxTooLarge) return reading.range({ isRefused: true });
        continue;
      }
      learnLength(page);
      if (restartIfShifted()) continue;
      tooLargeRun = 0;
      reading.noteCount(page);

      const before = reading.place;
      const became = place(reading, page, size);
      if (became === 'end' || became === 'repeats')
        return reading.range(became === 'end' ? { isEnd: true } : { repeats: true });
      if (became === 'again') continue;
      forgetSuspected(before, reading.place);
      vain = 0;
      if (isSingle) break;
    }
    return reading.range({});
  }

  return {
    read: (from, count, signal) => read(from, count, signal),
    readPage: (from, count, signal) => read(from, count, signal, true),
  };
}

/** What has come so far of the rows that are read. */
class Reading<T> {
  readonly #rows: T[] = [];
  readonly #places: number[] = [];
  readonly #tooLarge: number[] = [];
  #received = 0;
  #from: number;
  #total = 0;
  #claimed: number | undefined;
  /** So long is the list at least, by what has come of it. */
  #reached = 0;
  #last: { readonly start: number; readonly key: string | undefined; readonly total: number } | undefined;
  /** The length of the list when it was last told. */
  #length: number | undefined;
  #isShifted = false;
  /** It was told since this began. */
  isTold = false;
  /** The place that is read next. */
  place: number;

  constructor(from: number, length: number | undefined) {
    this.#from = from;
    this.place = from;
    this.#length = length;
  }

  /** Whether it is to be asked if all answers are too large; how long the list is now is to be known as well. */
  isDoubtful(size: number, tooLargeInARow: number): boolean {
    return tooLargeInARow >= doubtfulTooLarge || (size === 1 && !this.isTold);
  }

  noteLength(counted: number | undefined): void {
    if (counted === undefined) return;
    this.#isShifted ||= this.#tooLarge.length > 0 && counted !== this.#length;
    this.#length = counted;
    this.#total = counted;
    this.#claimed = counted;
    this.isTold = true;
  }

  /** The rows up to `end` are too large. */
  passOver(end: number): void {
    // No page of it may have come: then what was told before still holds.
    if (this.#total === 0) {
      this.#total = this.#length ?? 0;
      this.#claimed = this.#length;
    }
    while (this.place < end) this.#tooLarge.push(this.place++);
    this.#reached = this.place;
  }

  noteCount({ guessed, total }: Page<T>): void {
    this.noteLength(guessed ? undefined : total);
    this.#total = guessed ? Math.max(this.#total, total) : total;
    this.#claimed = guessed ? undefined : total;
  }

  /** Takes the rows, which begin at the place `start`, unless they are the same as came for another page. */
  take(page: Page<T>, start: number, firstKey: string | undefined): boolean {
    // A list that has grown between the two may have moved by just a page.
    const hasGrown = !page.guessed && page.total !== this.#last?.total;
    const isSame = firstKey !== undefined && this.#last?.key === firstKey && this.#last.start !== start;
    if (isSame && !hasGrown) return false;
    this.#last = { start, key: firstKey, total: page.total };
    this.#from = Math.min(this.#from, start);
    this.#rows.push(...page.rows);
    const isTold = page.rows.length === page.received;
    for (let i = 0; i < page.rows.length; i++) this.#places.push(isTold ? start + i : NaN);
    this.#received += page.received;
    this.place = start + page.received;
    this.#reached = this.place;
    return true;
  }

  range(end: Partial<Pick<Range<T>, 'isEnd' | 'repeats' | 'isRefused'>>): Range<T> {
    return {
      ...{ rows: this.#rows, places: this.#places, received: this.#received },
      ...{ from: this.#from, end: this.place, tooLarge: this.#tooLarge, isShifted: this.#isShifted },
      ...{ isEnd: false, repeats: false, isRefused: false, ...end },
      total: Math.max(this.#total, this.#reached),
      ...(this.#claimed === undefined ? {} : { counted: this.#claimed }),
    };
  }
}
