import type { Loadable } from './facts';
import type { Store } from './store';

/**
 * The first that `select` finds in the store, now or after a change. Resolves to `undefined` where the account changes
 * or `signal` aborts before.
 */
export function when<T>(
  store: Pick<Store, 'epoch' | 'subscribe'>,
  select: () => T | undefined,
  signal?: AbortSignal,
): Promise<T | undefined> {
  const { epoch } = store;
  const isOver = () => store.epoch !== epoch || signal?.aborted === true;
  const first = isOver() ? undefined : select();
  if (first !== undefined || isOver()) return Promise.resolve(first);
  return new Promise((resolve) => {
    const check = () => {
      const found = isOver() ? undefined : select();
      if (found === undefined && !isOver()) return;
      unsubscribe();
      signal?.removeEventListener('abort', check);
      resolve(found);
    };
    const unsubscribe = store.subscribe(check);
    signal?.addEventListener('abort', check);
  });
}

/**
 * What is known, once anything is: a value, or that it cannot be read. Resolves with what is known by then (nothing, it
 * may be) where the account changes or `signal` aborts before.
 */
export async function whenKnown<T>(
  store: Pick<Store, 'epoch' | 'subscribe'>,
  read: () => Loadable<T>,
  signal?: AbortSignal,
): Promise<Loadable<T>> {
  const known = () => {
    const now = read();
    return now.kind === 'notLoaded' ? undefined : now;
  };
  return (await when(store, known, signal)) ?? read();
}
