import { ApiError } from '../../api/apiError';
import type { Operations } from '../../api/client';
import type { Step } from '../../model/plan';
import type { RunRef } from '../../model/run';
import type { FeedParts, Task } from './feed';

/** The steps of a run's plan. A server may answer 404 for a run without a plan: that is an empty one. */
export async function readPlanOf(
  client: Operations,
  missionId: string,
  runId: string,
  signal: AbortSignal | undefined,
): Promise<readonly Step[]> {
  try {
    return await client.getPlan(missionId, runId, { signal });
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'notFound') return [];
    throw error;
  }
}

/** Reads the plan of a run into the store. */
export function planTask({ client, store, current, attempt }: FeedParts, { missionId, runId }: RunRef): Task {
  return (signal) =>
    attempt({ kind: 'plan', runId }, signal, async () => {
      const asked = store.ask();
      const steps = await readPlanOf(client, missionId, runId, signal);
      if (current(signal)) store.put([{ kind: 'plan', runId, steps, asked }]);
    });
}
