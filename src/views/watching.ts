import type { Interest, Poller } from '../tracking/poller';

/** What a view has the poller watch, by key. */
export interface Watching {
  /** Watches these and nothing else from now on. */
  set(wanted: ReadonlyMap<string, Interest>): void;
}

export function createWatching(poller: Poller): Watching {
  const watched = new Map<string, () => void>();
  return {
    set(wanted) {
      for (const [key, interest] of wanted) if (!watched.has(key)) watched.set(key, poller.watch(interest));
      for (const [key, stop] of watched) {
        if (wanted.has(key)) continue;
        watched.delete(key);
        stop();
      }
    },
  };
}
