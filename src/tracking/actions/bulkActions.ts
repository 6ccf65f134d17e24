import type { ApiError } from '../../api/apiError';
import type { Run } from '../../model/run';
import { forEachOf } from '../reading/forEachOf';
import type { Outcome } from './outcome';

/** How an act on one of many ended. */
export type BulkEnd =
  | { readonly kind: 'done' }
  /** It had come to be so before. */
  | { readonly kind: 'already' }
  /** The service will not: trying again changes nothing. */
  | { readonly kind: 'refused'; readonly error?: ApiError }
  /** Its answer was lost: it may have happened. */
  | { readonly kind: 'unknown'; readonly error: Error }
  /** It did not happen, and may be tried again. No error: a look has shown that. */
  | { readonly kind: 'failed'; readonly error?: ApiError }
  /** It was not begun: it was cancelled before; with an error, because another account is in use now. */
  | { readonly kind: 'notTried'; readonly error?: ApiError };

export type BulkResult<T> = { readonly item: T; readonly end: BulkEnd };
export type BulkSum = Readonly<Record<BulkEnd['kind'], number>>;

/** How many acts are under way at the same time. */
const bulkAtOnce = 4;

/**
 * Does `act` to each item, some at a time, and says how each ended, in the order of the items. Once `signal` is
 * aborted no further one is begun; those under way come to their end, because only that tells what became of them.
 * Never rejects: what `act` throws is an end that is unknown.
 */
export async function actOnMany<T>(
  items: readonly T[],
  act: (item: T) => Promise<BulkEnd>,
  options: {
    readonly signal?: AbortSignal;
    /** Hears how many have ended. */
    readonly onEnd?: (ended: number) => void;
    readonly atOnce?: number;
  } = {},
): Promise<readonly BulkResult<T>[]> {
  const { signal, onEnd, atOnce = bulkAtOnce } = options;
  const ends = items.map((): BulkEnd => ({ kind: 'notTried' }));
  let ended = 0;
  async function actOnOne(item: T, place: number): Promise<void> {
    ends[place] = await act(item).catch((error: unknown): BulkEnd => ({ kind: 'unknown', error: asError(error) }));
    onEnd?.(++ended);
  }
  await forEachOf(items, actOnOne, { atOnce, isStopped: () => signal?.aborted === true });
  return items.map((item, place) => ({ item, end: ends[place] ?? { kind: 'notTried' } }));
}

export function sumOf(results: readonly BulkResult<unknown>[]): BulkSum {
  const sum = { done: 0, already: 0, refused: 0, unknown: 0, failed: 0, notTried: 0 };
  for (const { end } of results) sum[end.kind]++;
  return sum;
}

/** The results with some of them made again. */
export function mergeRetried<T>(
  results: readonly BulkResult<T>[],
  retried: readonly BulkResult<T>[],
): readonly BulkResult<T>[] {
  const ends = new Map(retried.map(({ item, end }) => [item, end]));
  return results.map(({ item, end }) => ({ item, end: ends.get(item) ?? end }));
}

/** What became of one of many, by the outcome of its act; `already`: whether such a run needs the act no more. */
export function bulkEnd(outcome: Outcome<unknown>, already: (run: Run) => boolean = () => false): BulkEnd {
  switch (outcome.kind) {
    case 'done':
      return { kind: 'done' };
    case 'busy':
      return { kind: 'refused' };
    case 'unsure':
      return { kind: 'unknown', error: outcome.error };
    case 'refused': {
      const { error, run } = outcome;
      if (error.kind === 'accountChanged') return { kind: 'notTried', error };
      if (run && already(run)) return { kind: 'already' };
      return lasting.has(error.kind) ? { kind: 'refused', error } : { kind: 'failed', error };
    }
  }
}

/** Errors that the next try would meet again. */
const lasting: ReadonlySet<ApiError['kind']> = new Set(['conflict', 'forbidden', 'notFound', 'validation']);

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
