import type { EventColumns } from '../../model/eventColumns';
import type { RunRef } from '../../model/run';
import type { Poller } from '../polling/poller';
import { valueOf } from '../store/facts';
import type { Store } from '../store/store';
import { when } from '../store/whenKnown';

/**
 * Reads all events of a run that can be read, unless they are here: resolves to them, or to `undefined` where `signal`
 * aborts or the account changes first. `progress` hears how many of how many are here. Throws `ApiError`.
 */
export async function readEvents(
  { store, poller }: { readonly store: Store; readonly poller: Poller },
  { missionId, runId }: RunRef,
  signal: AbortSignal,
  progress: (loaded: number, total: number) => void,
): Promise<EventColumns | undefined> {
  const before = store.events(runId);
  /** What failed before is tried again: until that has an end, the old failure says nothing. */
  const old = before.kind === 'failed' ? before.error : undefined;
  let reported = valueOf(before)?.columns.length ?? 0;
  const read = () => {
    const known = store.events(runId);
    const log = valueOf(known);
    if (log && !log.isReading) return { columns: log.columns };
    if (known.kind === 'failed' && known.error !== old) return { error: known.error };
    const loaded = log?.columns.length ?? 0;
    if (log && loaded !== reported) progress(loaded, Math.max(log.total, loaded));
    reported = loaded;
    return undefined;
  };
  const stopWatching = poller.watch({ kind: 'timeline', missionId, runId });
  try {
    const end = await when(store, read, signal);
    if (end?.error) throw end.error;
    return end?.columns;
  } finally {
    stopWatching();
  }
}
