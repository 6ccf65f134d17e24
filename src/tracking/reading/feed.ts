import { ApiError, type ApiErrorKind } from '../../api/apiError';
import type { Client } from '../../api/client';
import type { Timing } from '../../model/timing';
import type { Subject } from '../store/facts';
import type { Store } from '../store/store';

/** How soon something is asked for again: `settled` is never asked for again by itself. */
export type PollInterval = 'timeline' | 'active' | 'idle' | 'background' | 'settled';

/** How one round of asking has ended. */
export type TickResult = { readonly interval: PollInterval; readonly failed: boolean };

/** One thing to ask for. Resolves to whether the service is to be asked on, as `attempt` of {@link FeedParts}. */
export type Task = (signal: AbortSignal) => Promise<boolean>;

/**
 * Makes a function that does one thing about a subject and makes its failure part of what is known, unless nobody
 * wants to know any more. It resolves to the failure where there is one; what is no `ApiError` is thrown on.
 */
export function createAttempt(store: Store) {
  return async (
    subject: Subject,
    isWanted: () => boolean,
    ask: () => Promise<unknown>,
  ): Promise<ApiError | undefined> => {
    try {
      await ask();
      return undefined;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.kind !== 'aborted' && isWanted()) store.put([{ kind: 'failed', subject, error }]);
      return error;
    }
  };
}

const ownFailures: ReadonlySet<ApiErrorKind> = new Set(['forbidden', 'notFound', 'conflict', 'validation', 'tooLarge']);

/** Whether a failure says something about its subject alone, and nothing about the service. */
export function isOwnFailure(subject: Subject, { kind }: ApiError): boolean {
  return ('runId' in subject || 'missionId' in subject) && ownFailures.has(kind);
}

/** What everything has that asks for a part of what the sidebar shows. */
export type FeedParts = {
  readonly client: Client;
  readonly store: Store;
  readonly timing: Timing;
  /** Whether an answer is still wanted: nobody has called it off, and the account is the same. */
  readonly current: (signal: AbortSignal | undefined) => boolean;
  /** Resolves to whether the service is to be asked on: what is wrong with one run alone keeps nothing else from it. */
  readonly attempt: (
    subject: Subject,
    signal: AbortSignal | undefined,
    ask: () => Promise<unknown>,
  ) => Promise<boolean>;
  /** Why the service was last not to be asked on. */
  readonly lastFailure: () => ApiError | undefined;
};

/** For the account of now: what is asked for before it changes is dropped after. */
export function createFeedParts({ client, store, timing }: Pick<FeedParts, 'client' | 'store' | 'timing'>): FeedParts {
  const { epoch } = store;
  const current = (signal: AbortSignal | undefined) => !signal?.aborted && store.epoch === epoch;
  let last: ApiError | undefined;
  const attemptIn = createAttempt(store);
  return {
    client,
    store,
    timing,
    current,
    async attempt(subject, signal, ask) {
      const error = await attemptIn(subject, () => current(signal), ask);
      if (!error || isOwnFailure(subject, error)) return true;
      last = error;
      return false;
    },
    lastFailure: () => last,
  };
}
