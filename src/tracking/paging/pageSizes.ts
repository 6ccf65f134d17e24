import type { Page } from '../../api/caller';
import { maxPageSize } from './listOrder';

/** How many pages in a row have to work before larger ones are tried again; each failure after that doubles it. */
const minProof = 4;
const maxProof = 256;

/** What is known of the pages that a server gives and that the client takes. */
export class PageSizes {
  /** The most rows a page that the server gives, as far as is known; asked about again at the list's first row. */
  #cap = maxPageSize;
  /** What was taken for the cap before a page came that was short, and not told to be the last. */
  #capBefore: number | undefined;
  /** The longest page that has come. */
  #longest = 0;
  /** The server's pages are so long, whatever is asked for. */
  #fixed: number | undefined;
  /** The most rows a page that are not too large an answer, as far as is known. */
  #limit = maxPageSize;
  #worked = 0;
  #proof = minProof;
  #hasGrown = false;
  /** The limit before answers were too large, for which no single row is known to be the reason. */
  #before = maxPageSize;
  /** Up to so many rows a page what was too large is explained by single rows, which are avoided: each page is proof. */
  #explained = 0;

  /** The page size to ask for the row at `place` and the `count - 1` next ones, without those at the `avoided` places. */
  sizeFor(place: number, count: number, avoided: readonly ReadonlySet<number>[]): number {
    if (this.#fixed !== undefined) return this.#fixed;
    // What the server caps is asked about again where a short page proves it.
    return pageSizeFor(place, count, place === 0 ? this.#limit : Math.min(this.#limit, this.#cap), avoided);
  }

  /** A page of that size was too large an answer. Returns whether a smaller one can be asked for. */
  shrink(size: number): boolean {
    // Pages of a server that makes them all as long cannot be made smaller, nor can a single row.
    if (size <= 1 || this.#fixed !== undefined) return false;
    if (this.#hasGrown) this.#proof = Math.min(maxProof, this.#proof * 2);
    this.#hasGrown = false;
    this.#before = Math.max(this.#before, this.#limit);
    this.#limit = size >> 1;
    this.#explained = Math.min(this.#explained, this.#limit);
    this.#worked = 0;
    return true;
  }

  /** A single row was too large an answer: it was the reason, and it is avoided from now on. */
  explain(): void {
    this.#explained = this.#before;
  }

  /** A full page of that size has come. */
  grow(size: number): void {
    const proof = this.#limit < this.#explained ? 1 : this.#proof;
    if (this.#limit === maxPageSize || size < Math.min(this.#limit, this.#cap) || ++this.#worked < proof) return;
    this.#hasGrown = this.#limit >= this.#explained;
    this.#limit = Math.min(maxPageSize, this.#limit * 2);
    if (this.#hasGrown) this.#before = this.#limit;
    this.#worked = 0;
  }

  /**
   * No row came for a page of that size. Where there should be one (`isExpected`) the server's pages may all be as long
   * as the longest one: returns whether that is to be tried.
   */
  tryLongest(size: number, isExpected: boolean): boolean {
    this.#fixed = this.#fixed === undefined && isExpected && size < this.#longest ? this.#longest : undefined;
    if (this.#fixed !== undefined) return true;
    // The page before was short because the list ends there.
    this.#cap = this.#capBefore ?? this.#cap;
    this.#capBefore = undefined;
    return false;
  }

  /** Learns from an answer; returns how many rows the server counts a page, `undefined` where that is not clear. */
  learn({ received, size, number }: Page<unknown>, requested: number, isEnd: boolean): number | undefined {
    if (received > requested || (size > requested && size === this.#longest)) {
      this.#fixed = Math.max(received, size);
      this.#longest = Math.max(this.#longest, received);
      return this.#fixed;
    }
    const used = Math.min(size, requested);
    if (used < requested) {
      this.#cap = used;
      this.#capBefore = undefined;
      this.#fixed = undefined;
    } else if (number === 1) {
      this.#cap = received < requested && !isEnd ? received : maxPageSize;
      this.#capBefore = undefined;
    } else if (received < requested && requested > this.#longest) {
      // Fewer than a page, and nobody has seen so long a page: it may be a page of another length, of another part.
      this.#capBefore ??= this.#cap;
      this.#cap = Math.max(1, this.#longest, received);
      return this.#cap < requested ? undefined : used;
    }
    this.#longest = Math.max(this.#longest, received);
    return used;
  }
}

/**
 * The page size, `limit` at most, with which one page holds the row at `place` and as many of the `count - 1` next
 * ones as possible, and as few other rows as that allows; none of those at the `avoided` places.
 */
function pageSizeFor(place: number, count: number, limit: number, avoided: readonly ReadonlySet<number>[]): number {
  const most = Math.max(1, Math.min(limit, 2 * count));
  let before = -1;
  let after = Infinity;
  for (const places of avoided)
    for (const other of places) {
      if (other < place) before = Math.max(before, other);
      else if (other > place) after = Math.min(after, other);
    }
  let best = 1;
  let bestRowCount = 1;
  for (let size = most; size >= 1; size--) {
    const start = place - (place % size);
    if (start <= before || start + size > after) continue;
    const rowCount = Math.min(count, size - (place % size));
    if (rowCount < bestRowCount || (rowCount === bestRowCount && size > best)) continue;
    best = size;
    bestRowCount = rowCount;
  }
  return best;
}
