/** More than this (characters) nobody reads. */
const maxAnswerLength = 20_000;

export type AnswerEnd = 'whole' | 'stopped' | 'tooLong';

/**
 * Reads what a model answers, calls `onText` with all of it that has come so far, and resolves to how it ended. Where
 * `signal` aborts it ends at once, whether or not the model listens. Rejects as the model's stream does.
 */
export async function readAnswer(
  chunks: AsyncIterable<string>,
  signal: AbortSignal,
  onText: (text: string) => void,
): Promise<AnswerEnd> {
  const iterator = chunks[Symbol.asyncIterator]();
  const stopped = whenAborted(signal);
  let text = '';
  try {
    for (;;) {
      const next = iterator.next();
      // Nobody waits for it any more once this has ended.
      next.catch(() => undefined);
      const chunk = await Promise.race([next, stopped.promise]);
      if (chunk === undefined || signal.aborted) return 'stopped';
      if (chunk.done) return 'whole';
      text += chunk.value;
      onText(text.slice(0, maxAnswerLength).toWellFormed());
      if (text.length > maxAnswerLength) return 'tooLong';
    }
  } finally {
    stopped.dispose();
    void endOf(iterator);
  }
}

async function endOf(iterator: AsyncIterator<string>): Promise<void> {
  try {
    await iterator.return?.();
  } catch {
    // It has ended.
  }
}

/** Resolves to what `work` does, or to `undefined` as soon as `signal` aborts. */
export async function orAborted<T>(work: PromiseLike<T>, signal: AbortSignal): Promise<T | undefined> {
  const stopped = whenAborted(signal);
  // Nobody waits for it any more once this has ended.
  work.then(undefined, () => undefined);
  try {
    return await Promise.race([work, stopped.promise]);
  } finally {
    stopped.dispose();
  }
}

function whenAborted(signal: AbortSignal): { readonly promise: Promise<undefined>; readonly dispose: () => void } {
  let end: () => void = () => undefined;
  const promise = new Promise<undefined>((resolve) => {
    end = () => resolve(undefined);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
  return { promise, dispose: () => signal.removeEventListener('abort', end) };
}
