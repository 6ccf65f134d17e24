import { ApiError } from '../../api/apiError';
import type { RunRef } from '../../model/run';
import type { FeedParts, Task } from './feed';

/** Reads a run by itself into the store. Only a 404 to this says that it is gone, and only the second one. */
export function runTask({ client, store, current, attempt }: FeedParts, { missionId, runId }: RunRef): Task {
  return (signal) =>
    attempt({ kind: 'run', runId }, signal, async () => {
      const asked = store.ask();
      try {
        const run = await client.getRun(missionId, runId, { signal });
        if (current(signal)) store.put([{ kind: 'runs', runs: [run], asked }]);
      } catch (error) {
        if (!(error instanceof ApiError) || error.kind !== 'notFound') throw error;
        if (current(signal) && store.missed(runId)) store.put([{ kind: 'runGone', runId }]);
      }
    });
}
