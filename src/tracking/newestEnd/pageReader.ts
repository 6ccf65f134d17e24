import type { Page } from '../../api/caller';
import { createFittingPages } from '../paging/fittingPages';
import { maxPageSize, orderOf, type ListOrder } from '../paging/listOrder';
import type { ReadPage } from '../paging/listReader';

/** No server caps its pages at less. */
const minCap = 20;
/** So many unequal neighbours tell the order of a list again; fewer only where it was told by fewer still. */
const tellingRows = 20;
const fewTellingRows = 10;

/**
 * A page, where it stands (`from`, 0-based), and whether it is the `last`: it is where it is not full. That the list is
 * said to end with it proves nothing, because counts have caps as well.
 */
export type Placed<T> = Pick<Page<T>, 'rows' | 'received' | 'number' | 'size'> & {
  readonly from: number;
  readonly last: boolean;
  /** `undefined` where the server does not say. */
  readonly total: number | undefined;
};

/**
 * Reads single pages of a list, and learns on the way how the server deals with it: in which order it sends the list,
 * and how many rows a page holds at most, whether or not the server says so.
 */
export interface PageReader<T> {
  /** The order of the list, as the pages that came have shown it. */
  readonly order: ListOrder | undefined;
  /** `size` of the answer is the one by which the server counts its pages: less than was asked for, where it has a cap. */
  page(number: number, size: number, signal?: AbortSignal): Promise<Placed<T>>;
  /** How many rows a page can have. */
  readonly largest: number;
}

export function createPageReader<T>(parts: {
  readonly read: ReadPage<T>;
  readonly key: (row: T) => string;
  /** Epoch ms by which the newest is told. */
  readonly time: (row: T) => number;
}): PageReader<T> {
  const read = createFittingPages(parts);
  let order: ListOrder | undefined;
  /** How many unequal neighbours have told it. */
  let toldBy = 0;
  let largest = maxPageSize;
  /** The server is known to send pages of so many rows. */
  let proven = 0;

  function learnOrder(rows: readonly T[]): void {
    const times = rows.map(parts.time).filter(Number.isFinite);
    const unequal = times.filter((time, at) => at > 0 && time !== times[at - 1]).length;
    const isTelling = unequal >= tellingRows || (unequal >= fewTellingRows && unequal > toldBy);
    if (order !== undefined && !isTelling) return;
    toldBy = Math.max(toldBy, unequal);
    order = orderOf(times) ?? order;
  }

  return {
    get order() {
      return order;
    },
    get largest() {
      return largest;
    },
    async page(number, size, signal) {
      const requested = Math.min(size, largest);
      const page = await read(number, requested, signal);
      learnOrder(page.rows);
      const { received } = page;
      const wants = Math.min(requested, largest);
      proven = Math.max(proven, received);
      const claimsMore = page.guessed === true || page.total > (number - 1) * wants + received;
      let counted = wants;
      if (page.size < wants && page.size > received) counted = page.size;
      // Fewer rows than a page has, and more to come: the server has a cap, or it counts wrong.
      else if (received < wants && received >= minCap && (claimsMore || page.size < wants) && wants > proven) {
        const first = number === 1 ? page : await read(1, wants, signal);
        // Where the server says nothing at all, only the next page tells.
        const isCapped = first.received < wants && !(page.guessed && (await read(2, wants, signal)).received === 0);
        if (isCapped) counted = Math.max(minCap, first.received);
        else proven = wants;
      }
      if (counted < wants) largest = counted;
      const from = (number - 1) * counted;
      const total = page.guessed ? undefined : page.total;
      const last = received < counted;
      const { rows } = page;
      return { rows, received, number, size: counted, from, last, total };
    },
  };
}
