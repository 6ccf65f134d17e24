import type { Step } from '../../model/plan';
import type { RunRef } from '../../model/run';
import type { Poller } from '../../tracking/polling/poller';
import { valueOf } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import { whenKnown } from '../../tracking/store/whenKnown';

/** The plan, which names the steps, once it is known or cannot be read, or nobody wants to know any more. */
export async function knownPlan(
  { store, poller }: { readonly store: Store; readonly poller: Pick<Poller, 'watch'> },
  run: RunRef,
  signal: AbortSignal,
): Promise<readonly Step[]> {
  const read = () => store.plan(run.runId);
  if (read().kind !== 'notLoaded') return valueOf(read()) ?? [];
  const stopWatching = poller.watch({ kind: 'plan', ...run });
  try {
    return valueOf(await whenKnown(store, read, signal)) ?? [];
  } finally {
    stopWatching();
  }
}
