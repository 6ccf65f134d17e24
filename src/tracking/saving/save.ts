import { ApiError } from '../../api/apiError';
import type { BoundClient } from '../../api/client';
import type { SaveVerdict } from '../../model/saveDecision';

export type Decide<V, C> = (remote: V) => SaveVerdict<C>;

export type SaveOutcome<V> =
  { readonly kind: 'saved'; readonly value: V } | { readonly kind: 'conflict'; readonly remote: V };

export type SaveParts<V, C> = {
  readonly read: () => Promise<V>;
  /** Asked once for each reading. After a lost answer it's also what tells that the write has happened. */
  readonly decide: Decide<V, C>;
  /** Sends `change`, which was decided on `remote`. */
  readonly write: (change: C, remote: V) => Promise<V>;
  readonly signal?: AbortSignal | undefined;
};

/**
 * The one way to write on a condition: reads, decides, writes; and all three again after a failure that may pass, so
 * that nobody's change in between is overwritten. A conflict says that nothing was saved. Throws `ApiError` where
 * nothing was saved, or where that is unknown (`maybeDone`).
 */
export async function save<V, C>(
  client: Pick<BoundClient, 'again'>,
  { read, decide, write, signal }: SaveParts<V, C>,
): Promise<SaveOutcome<V>> {
  /** A write may have reached the server, and this is what became of its answer. */
  let lost: ApiError | undefined;
  for (let number = 1; ; number++) {
    const remote = lost ? await readAfterLost(read) : await read();
    const verdict = decide(remote);
    // Somebody may have changed what that write has made of it: nobody knows how much of it is still there.
    if (verdict.kind === 'conflict' && lost) throw lost.asMaybeDone();
    if (verdict.kind === 'conflict') return { kind: 'conflict', remote };
    if (verdict.kind === 'nothingToDo') return { kind: 'saved', value: remote };
    try {
      return { kind: 'saved', value: await write(verdict.change, remote) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.maybeDone) lost = error;
      try {
        await client.again(error, number, signal);
      } catch (last) {
        if (!lost || !(last instanceof ApiError)) throw last;
        // It isn't tried again, but it may have happened.
        const now = await read().catch(() => undefined);
        if (now === undefined || decide(now).kind !== 'nothingToDo') throw last.asMaybeDone();
        return { kind: 'saved', value: now };
      }
    }
  }
}

async function readAfterLost<V>(read: () => Promise<V>): Promise<V> {
  try {
    return await read();
  } catch (error) {
    // Where it is gone, nobody needs to know whether it was changed before.
    if (!(error instanceof ApiError) || error.kind === 'notFound') throw error;
    throw error.asMaybeDone();
  }
}

/** Whether a write that was decided on a read didn't leave, because a 429 of another request has closed the gate. */
export function isHeldBack(error: unknown): error is ApiError {
  return error instanceof ApiError && error.kind === 'rateLimited' && error.status === undefined;
}
