import type { Page } from '../../api/caller';
import { orderOf, type ListOrder } from './listOrder';

/**
 * Loads a paged list a page at a time from its newest end, whichever end that is. Rows that shift between two pages
 * come twice, never not at all: whoever keeps them keeps each once.
 */
export interface NewestFirst<T> {
  /** The next older rows. Who asks while they are on their way gets the same ones: a double click loads one page. */
  next(signal?: AbortSignal): Promise<Older<T>>;
}

/** Some rows, and whether there are more behind them. */
export type Older<T> = { readonly rows: readonly T[]; readonly more: boolean };

export function createNewestFirst<T>(parts: {
  readonly read: (number: number, size: number, signal?: AbortSignal) => Promise<Page<T>>;
  readonly size: number;
  /** Epoch ms by which the newest is told. */
  readonly time: (row: T) => number;
}): NewestFirst<T> {
  let order: ListOrder | undefined;
  /** The next page to read; `undefined` before the first. */
  let next: number | undefined;

  let underWay: Promise<Older<T>> | undefined;

  async function read(signal?: AbortSignal): Promise<Older<T>> {
    if (next === undefined) {
      const first = await parts.read(1, parts.size, signal);
      order = orderOf(first.rows.map(parts.time));
      if (order !== 'oldest' || first.totalPages <= 1) {
        next = 2;
        return { rows: first.rows, more: first.totalPages > 1 };
      }
      // Oldest first: the newest end is the last page, and that may hold a few rows only.
      const last = await parts.read(first.totalPages, parts.size, signal);
      const before = first.totalPages - 1;
      if (last.rows.length >= parts.size / 2 || before < 2) {
        next = before;
        return { rows: before < 2 ? [...last.rows, ...first.rows] : last.rows, more: before >= 2 };
      }
      // The place moves with what is returned, and not before: where this fails, the last page is read again.
      const rest = await parts.read(before, parts.size, signal);
      next = before - 1;
      return { rows: [...last.rows, ...rest.rows], more: next >= 1 };
    }
    const page = await parts.read(next, parts.size, signal);
    const step = order === 'oldest' ? -1 : 1;
    next += step;
    return { rows: page.rows, more: step < 0 ? next >= 1 : next <= page.totalPages };
  }

  return {
    next(signal) {
      underWay ??= read(signal).finally(() => (underWay = undefined));
      return underWay;
    },
  };
}
