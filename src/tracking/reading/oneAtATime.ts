/** Runs each task when all before it have ended, whatever their end. Resolves and rejects as the task does. */
export type OneAtATime = <T>(task: () => Promise<T>) => Promise<T>;

/** For what reads a list on from a place that is kept from one answer to the next: two at once would skip rows. */
export function createOneAtATime(): OneAtATime {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
}

/**
 * Runs each task when that before it of the same key has ended. Tasks resolve to whether they worked: those that have
 * come while one that fails was under way are not run, and fail with it.
 */
export function createUntilOneFails(): (key: string, task: () => Promise<boolean>) => Promise<boolean> {
  const underWay = new Map<string, Promise<boolean>>();
  return async (key, task) => {
    const before = underWay.get(key) ?? Promise.resolve(true);
    const result = before.then((worked) => worked && task());
    underWay.set(key, result);
    try {
      return await result;
    } finally {
      if (underWay.get(key) === result) underWay.delete(key);
    }
  };
}
