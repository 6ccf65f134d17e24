import type { ApiError } from '../../api/apiError';
import type { EventColumns } from '../../model/eventColumns';
import type { RunRef } from '../../model/run';
import { valueOf } from '../store/facts';
import type { Poller } from '../polling/poller';
import type { Store } from '../store/store';

/**
 * Reads all events of a run that can be read, unless they are here: resolves to them, or to `undefined` where `signal`
 * aborts or the account changes first. `progress` hears how many of how many are here. Throws `ApiError`.
 */
export function readEvents(
  { store, poller }: { readonly store: Store; readonly poller: Poller },
  { missionId, runId }: RunRef,
  signal: AbortSignal,
  progress: (loaded: number, total: number) => void,
): Promise<EventColumns | undefined> {
  const { epoch } = store;
  const before = store.events(runId);
  /** What failed before is tried again: until that has an end, the old failure says nothing. */
  const old = before.kind === 'failed' ? before.error : undefined;
  return new Promise((resolve, reject) => {
    const stops: (() => void)[] = [];
    const end = (settle: () => void) => {
      for (const stop of stops.splice(0)) stop();
      settle();
    };
    const look = () => {
      const known = store.events(runId);
      const log = valueOf(known);
      if (store.epoch !== epoch || signal.aborted) end(() => resolve(undefined));
      else if (log && !log.isReading) end(() => resolve(log.columns));
      else if (known.kind === 'failed' && known.error !== old) end(() => reject(known.error satisfies ApiError));
      else if (log) progress(log.columns.length, Math.max(log.total, log.columns.length));
    };
    stops.push(
      store.subscribe(({ events }) => {
        if (store.epoch !== epoch || events.has(runId)) look();
      }),
    );
    signal.addEventListener('abort', look, { once: true });
    stops.push(() => signal.removeEventListener('abort', look));
    const stopWatching = poller.watch({ kind: 'timeline', missionId, runId });
    stops.push(stopWatching);
    if (valueOf(store.events(runId))?.isReading === false || signal.aborted) look();
  });
}
