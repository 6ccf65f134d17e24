import type { ListOrder } from '../paging/listOrder';
import { newestFirst } from './newestFirstEnd';
import { oldestFirst } from './oldestFirstEnd';
import type { ReadPage } from '../paging/listReader';
import { createPageReader } from './pageReader';
import { inNoOrder } from './unorderedEnd';
import { nothing, pageRows, type KnownTimes, type Parts, type Step, type Strategy } from './walk';

/**
 * Keeps the newest rows of a paged list without a hole, whatever its order, up to `most` of them.
 *
 * Whoever holds the rows adds those of each step, and throws away before what it held where a step is `restarted`. What is
 * held then is the newest end of the list as it was when the step began, unless the step says that it is behind. That
 * rests on rows that overlap: what is read is taken only where it reaches rows that are held, or takes their place.
 * The list's length, which may be wrong, only tells where to look for more.
 *
 * Nearly always a step is one request. Where more is new than one look can show, the next one reads up to
 * {@link maxPages} pages, as large as the server sends them.
 */
export interface NewestEnd<T> {
  /** The newest rows, and from now on they are followed. */
  open(signal: AbortSignal | undefined): Promise<Step<T>>;
  /** What has come at the newest end. */
  follow(known: KnownTimes, signal: AbortSignal): Promise<Step<T>>;
  /** The rows behind the oldest that is held. */
  older(known: KnownTimes, signal: AbortSignal | undefined): Promise<Step<T>>;
}

export function createNewestEnd<T>(parts: {
  readonly read: ReadPage<T>;
  readonly key: (row: T) => string;
  /** Epoch ms by which the newest is told. */
  readonly time: (row: T) => number;
  /** How many rows can be held: the newest. */
  readonly most: number;
}): NewestEnd<T> {
  const reader = createPageReader<T>(parts);
  const inner: Parts<T> = { reader, key: parts.key, time: parts.time, most: parts.most };
  let strategy: Strategy<T> | undefined;
  let order: ListOrder | undefined;

  async function open(signal: AbortSignal | undefined): Promise<Step<T>> {
    const first = await reader.page(1, pageRows, signal);
    order = reader.order;
    if (order === 'oldest') {
      const made = oldestFirst(inner);
      const step = await made.open(first, signal);
      strategy = made;
      return step;
    }
    strategy = order === 'unordered' ? inNoOrder(inner, first) : newestFirst(inner, first);
    if (order === 'unordered' && !first.last) return { ...(await strategy.follow(new Map(), signal)), restarted: true };
    return { rows: first.rows, restarted: true, more: !first.last, behind: order === undefined && !first.last };
  }

  async function by(
    take: (strategy: Strategy<T>) => Promise<Step<T>>,
    signal: AbortSignal | undefined,
  ): Promise<Step<T>> {
    if (!strategy) return open(signal);
    const step = await take(strategy);
    if (order === undefined && reader.order === 'newest') ({ order } = reader);
    if (reader.order === order) return step;
    // It turns out to be in another order than it seemed: what was read of it says nothing of its end.
    strategy = undefined;
    return nothing(true, true);
  }

  return {
    open,
    follow: (known, signal) => by((strategy) => strategy.follow(known, signal), signal),
    older: (known, signal) => by((strategy) => strategy.older(known, signal), signal),
  };
}
