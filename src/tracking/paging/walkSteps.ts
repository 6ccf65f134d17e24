import { maxPageSize, orderOf, type ListOrder } from './listOrder';
import { createListReader, type ListReader, type ReadPage } from './listReader';
import { readListTail } from './listTail';
import { holdsSome, noteRange, restart, takeRows, type RowParts, type Walk } from './listWalk';

/** Rows by which the order of a list is told, where it is known to begin with what is oldest. */
const orderRows = 20;

export type WalkOptions = {
  readonly signal?: AbortSignal | undefined;
  /**
   * The pages follow one another at once: that no row has slipped past between two of them is told by the length of the
   * list, and they need not overlap.
   */
  readonly atOnce?: boolean;
};

/** Takes walks through a list further, page by page, and learns on the way how the server sends it. */
export class WalkSteps<T> {
  readonly #parts: RowParts<T>;
  readonly #reader: ListReader<T>;
  #order: ListOrder | undefined;
  /** The last page has come without a length of the list that could be believed. */
  #isGuessed = false;
  #longestPage = 0;

  constructor(parts: RowParts<T> & { readonly page: ReadPage<T> }) {
    this.#parts = parts;
    this.#reader = createListReader<T>({
      key: parts.key,
      page: async (number, size, signal) => {
        const page = await parts.page(number, size, signal);
        this.#isGuessed = page.guessed === true;
        this.#longestPage = Math.max(this.#longestPage, page.received);
        return page;
      },
    });
  }

  async #begin(walk: Walk<T>, count: number, signal: AbortSignal | undefined): Promise<readonly T[]> {
    const size = this.#order === 'oldest' ? Math.min(count, orderRows) : count;
    const first = await this.#reader.readPage(0, Math.min(size, maxPageSize), signal);
    const { time } = this.#parts;
    this.#order = time && orderOf(first.rows.map(time));
    const tail =
      this.#order === 'oldest' && !first.isEnd
        ? await readListTail(
            { reader: this.#reader, key: this.#parts.key },
            first,
            Math.min(count, maxPageSize),
            signal,
          )
        : undefined;
    walk.isBackwards = tail !== undefined;
    const range = tail ?? first;
    noteRange(walk, range, this.#parts, this.#isGuessed);
    walk.hasBegun = true;
    return takeRows(walk, range, this.#parts, walk.isBackwards ? Infinity : count);
  }

  /** One page at the edge, or where the edge is looked for. Returns the rows that are new. */
  async advance(walk: Walk<T>, count: number, options: WalkOptions): Promise<readonly T[]> {
    if (!walk.hasBegun) return this.#begin(walk, count, options.signal);
    const before = walk.total;
    const { edge, lookAt } = walk;
    const range = await (walk.isBackwards
      ? this.#readBackwards(walk, count, options)
      : this.#readForwards(walk, count, options));
    if (!range) return [];
    // What is guessed grows with every page.
    const hasGrown = !this.#isGuessed && range.total > before;
    noteRange(walk, range, this.#parts, this.#isGuessed);
    walk.lookAt = undefined;
    walk.back = 0;
    const fresh = takeRows(walk, range, this.#parts, walk.isBackwards ? Infinity : count);
    const isBeyond = walk.isBackwards ? range.from < edge : range.end > edge;
    walk.stale = fresh.length === 0 && !walk.hasEnded ? walk.stale + 1 : 0;
    walk.isAtEdge = fresh.length === 0 && (walk.isBackwards ? range.from : range.end) === edge;
    walk.repeats = walk.stale > 0 && isBeyond && lookAt === undefined && !hasGrown && range.total >= before;
    return fresh;
  }

  /** `undefined` where it does not join on to what is held: rows before it have left the list. */
  async #readForwards(walk: Walk<T>, count: number, { signal, atOnce }: WalkOptions) {
    const { edge, lookAt } = walk;
    const isBare = (atOnce === true && !walk.isGuessed) || walk.isAtEdge || edge === 0 || walk.tooLarge.has(edge - 1);
    const from = lookAt ?? (isBare ? edge : edge - 1);
    const range = await this.#reader.readPage(
      from,
      Math.min(maxPageSize, Math.max(0, edge - from) + spanOf(walk, count)),
      signal,
    );
    // Where one of both counts is not to be believed, there is nothing to compare.
    const isSame = range.total === walk.total || (walk.isAtEdge && (this.#isGuessed || walk.isGuessed));
    const isWhole = lookAt === undefined && isBare && isSame;
    if (isWhole || walk.rows.size === 0 || holdsSome(walk, range, this.#parts)) return range;
    if (range.from === 0) {
      // In no order nobody can say what is missing.
      if (!this.#parts.time || walk.isUnordered) return range;
      // Nothing of it is where it was, or so much has come that it's far: what is shown begins again.
      restart(walk);
      return undefined;
    }
    this.#lookFurtherBack(walk, from, range.total, count);
    return undefined;
  }

  /** What is held is not at `from`: it is looked for where it would be by the list's new length, then ever further back. */
  #lookFurtherBack(walk: Walk<T>, from: number, total: number, count: number): void {
    if (walk.lookAt === undefined) {
      const shift = this.#isGuessed || walk.isGuessed ? 0 : total - walk.total;
      walk.lookAt = Math.max(0, Math.min(from + shift, total) - 1);
    } else {
      walk.back = Math.max(count, 2 * walk.back);
      walk.lookAt = Math.max(0, Math.min(from, total) - walk.back);
    }
  }

  /** The same for a list that is oldest first, whose places shift where rows leave it, or come, further to the front. */
  async #readBackwards(walk: Walk<T>, count: number, { signal }: WalkOptions) {
    const { edge, lookAt, span } = walk;
    if (lookAt === undefined && (walk.isAtEdge || walk.tooLarge.has(edge)))
      return this.#readUpToEdge(walk, count, signal);
    const before = rowsBefore(edge, spanOf(walk, count), span);
    const from = lookAt ?? Math.max(0, edge - Math.max(1, before));
    const range = await this.#reader.readPage(from, lookAt === undefined ? edge - from + 1 : maxPageSize, signal);
    const isSame = this.#isGuessed || walk.isGuessed || range.total >= walk.total;
    const isWhole = before === 0 && lookAt === undefined && range.end === edge && isSame;
    if (holdsSome(walk, range, this.#parts) || walk.rows.size === 0 || isWhole) {
      walk.span = Math.min(2 * span, span < this.#longestPage ? this.#longestPage : maxPageSize);
      return range;
    }
    if (range.isEnd) {
      restart(walk);
      return undefined;
    }
    // The pages are shorter than that.
    const length = span > this.#longestPage ? this.#longestPage : range.end - range.from;
    if (lookAt === undefined && range.end <= edge && length < span) walk.span = length;
    else walk.lookAt = Math.max(range.end, from + 1);
    return undefined;
  }

  /**
   * No page holds the row at the edge and one before it: it is too large, or so is the one behind it. Where the list is
   * as long as before, it stands where it did.
   */
  async #readUpToEdge(walk: Walk<T>, count: number, signal: AbortSignal | undefined) {
    const { edge } = walk;
    const first = Math.max(0, edge - spanOf(walk, count));
    const range = await this.#reader.read(first, edge - first, signal);
    if (range.end === edge && (this.#isGuessed || range.total === walk.total)) return range;
    if (range.end > edge && holdsSome(walk, range, this.#parts)) return range;
    restart(walk);
    return undefined;
  }
}

/** Where the last pages had no news, further ones are larger. */
function spanOf({ stale }: Walk<unknown>, count: number): number {
  return Math.min(maxPageSize - 1, count * 2 ** Math.min(stale, 10));
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
