/** What a view has watched, by key. */
export interface Watching<I> {
  /** Watches these and nothing else from now on. */
  set(wanted: ReadonlyMap<string, I>): void;
}

/** `watch` begins to watch one, until the function that it returns is called. */
export function createWatching<I>(watch: (interest: I) => () => void): Watching<I> {
  const watched = new Map<string, () => void>();
  return {
    set(wanted) {
      for (const [key, interest] of wanted) if (!watched.has(key)) watched.set(key, watch(interest));
      for (const [key, stop] of watched) {
        if (wanted.has(key)) continue;
        watched.delete(key);
        stop();
      }
    },
  };
}
