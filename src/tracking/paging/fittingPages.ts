import { isTooLarge } from '../../api/apiError';
import type { Page } from '../../api/caller';
import { createListReader, type ReadPage } from './listReader';

/**
 * Reads pages of a list, from smaller ones where a page is too large an answer. Rows that are too large by themselves
 * are counted among those that came, and left out, and rows of other pages that came with them are left out as well.
 */
export function createFittingPages<T>(parts: {
  readonly read: ReadPage<T>;
  readonly key: (row: T) => string;
}): ReadPage<T> {
  const reader = createListReader<T>({ page: parts.read, key: parts.key });
  /** From the first answer on that was too large: what fits is known by then, and seldom tried again. */
  let isHeavy = false;

  async function readParts(number: number, size: number, signal?: AbortSignal): Promise<Page<T>> {
    const from = (number - 1) * size;
    const { rows, places, end, total, counted } = await reader.read(from, size, signal);
    const length = counted ?? total;
    const isElsewhere = (place = NaN) => place < from || place >= from + size;
    const own = new Map(rows.flatMap((row, i) => (isElsewhere(places[i]) ? [] : [[parts.key(row), row]])));
    return {
      ...{ rows: [...own.values()], number, size, total: length, totalPages: Math.ceil(length / size) },
      received: Math.max(0, Math.min(size, end - from)),
      ...(counted === undefined ? { guessed: true } : {}),
    };
  }

  return async (number, size, signal) => {
    if (isHeavy) return readParts(number, size, signal);
    try {
      return await parts.read(number, size, signal);
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      isHeavy = true;
      return readParts(number, size, signal);
    }
  };
}
