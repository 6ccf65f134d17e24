import { ApiError } from '../api/apiError';
import type { Client } from '../api/client';
import type { Subject } from './facts';
import type { Store } from './store';

/** One thing to ask for. Resolves to whether it worked; its failure has become part of what is known. */
export type Task = (signal: AbortSignal) => Promise<boolean>;

/**
 * Makes a function that does one thing about a subject and makes its failure part of what is known, unless nobody
 * wants to know any more. It resolves to whether the thing worked; what is no `ApiError` is thrown on.
 */
export function createAttempt(store: Store) {
  return async (subject: Subject, isWanted: () => boolean, ask: () => Promise<void>): Promise<boolean> => {
    try {
      await ask();
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.kind !== 'aborted' && isWanted()) store.put([{ kind: 'failed', subject, error }]);
      return false;
    }
  };
}

/** What everything has that asks for a part of what the sidebar shows. */
export type FeedParts = {
  readonly client: Client;
  readonly store: Store;
  /** Whether an answer is still wanted: nobody has called it off, and the account is the same. */
  readonly current: (signal: AbortSignal | undefined) => boolean;
  readonly attempt: (subject: Subject, signal: AbortSignal | undefined, ask: () => Promise<void>) => Promise<boolean>;
};

/** For the account of now: what is asked for before it changes is dropped after. */
export function createFeedParts({ client, store }: Pick<FeedParts, 'client' | 'store'>): FeedParts {
  const { epoch } = store;
  const current = (signal: AbortSignal | undefined) => !signal?.aborted && store.epoch === epoch;
  const attempt = createAttempt(store);
  return { client, store, current, attempt: (subject, signal, ask) => attempt(subject, () => current(signal), ask) };
}
