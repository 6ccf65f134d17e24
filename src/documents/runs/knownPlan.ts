import type { Step } from '../../model/plan';
import type { RunRef } from '../../model/run';
import { valueOf } from '../../tracking/store/facts';
import { whenKnown } from '../../tracking/store/whenKnown';
import type { EventLogParts } from './openEventLogs';

/** The plan, which names the steps, once it is known or cannot be read, or nobody wants to know any more. */
export async function knownPlan(
  { store, poller }: Pick<EventLogParts, 'store' | 'poller'>,
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
