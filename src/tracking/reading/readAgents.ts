import type { RunRef } from '../../model/run';
import type { FeedParts, Task } from './feed';

/** Reads the agents that are linked to a run into the store. */
export function agentsTask({ client, store, current, attempt }: FeedParts, { missionId, runId }: RunRef): Task {
  return (signal) =>
    attempt({ kind: 'agents', runId }, signal, async () => {
      const asked = store.ask();
      const agents = await client.listLinkedAgents(missionId, runId, { signal });
      if (current(signal)) store.put([{ kind: 'agents', runId, agents, asked }]);
    });
}
