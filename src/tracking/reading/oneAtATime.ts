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
