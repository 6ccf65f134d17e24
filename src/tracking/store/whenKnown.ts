import type { Loadable } from './facts';
import type { Store } from './store';

/**
 * What is known, once anything is: a value, or that it cannot be read. Resolves with what is known by then (nothing, it
 * may be) where the account changes or `signal` aborts before.
 */
export function whenKnown<T>(
  store: Pick<Store, 'epoch' | 'subscribe'>,
  read: () => Loadable<T>,
  signal?: AbortSignal,
): Promise<Loadable<T>> {
  const { epoch } = store;
  const isOver = () => read().kind !== 'unknown' || store.epoch !== epoch || signal?.aborted === true;
  if (isOver()) return Promise.resolve(read());
  return new Promise((resolve) => {
    const look = () => {
      if (!isOver()) return;
      unsubscribe();
      signal?.removeEventListener('abort', look);
      resolve(read());
    };
    const unsubscribe = store.subscribe(look);
    signal?.addEventListener('abort', look);
  });
}
