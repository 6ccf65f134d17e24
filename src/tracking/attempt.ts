import { ApiError } from '../api/apiError';
import type { Subject } from './facts';
import type { Store } from './store';

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
