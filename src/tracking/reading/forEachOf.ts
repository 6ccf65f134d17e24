/**
 * Does `act` to each item, `atOnce` of them at the same time; all draw from one queue. Begins no further one once
 * `isStopped`. Rejects as the first `act` that does.
 */
export async function forEachOf<T>(
  items: readonly T[],
  act: (item: T, place: number) => Promise<void>,
  options: { readonly atOnce: number; readonly isStopped: () => boolean },
): Promise<void> {
  const { atOnce, isStopped } = options;
  const queue = items.entries();
  async function work(): Promise<void> {
    for (const [place, item] of queue) {
      if (isStopped()) return;
      await act(item, place);
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
}
