import type { Operations } from '../../api/client';
import type { LinkedAgent } from '../../model/agent';
import { EventColumns } from '../../model/eventColumns';
import type { Mission } from '../../model/mission';
import type { Step } from '../../model/plan';
import type { Run, RunRef } from '../../model/run';
import { readPlanOf } from './reads';
import { createTail } from '../tail/eventTail';
import type { TailState } from '../tail/tailLog';
import type { EventLog } from '../store/facts';

export type WholeRun = {
  readonly mission: Mission;
  readonly run: Run;
  readonly steps: readonly Step[];
  readonly agents: readonly LinkedAgent[];
  readonly columns: EventColumns;
  /** How many of its events are there, and what is known to be missing. */
  readonly events: Pick<EventLog, 'total' | 'complete' | 'tooLarge'>;
};

/**
 * Reads everything of a run, whatever is known of it: its own, its plan, its agents and every event that can be read.
 * `known` are events that need not be read again. `progress` hears how many events of how many are here. Throws
 * `ApiError`.
 */
export async function readWholeRun(
  client: Operations,
  ref: RunRef,
  parts: {
    readonly known: EventColumns | undefined;
    readonly signal: AbortSignal;
    readonly progress: (loaded: number, total: number) => void;
  },
): Promise<WholeRun> {
  const { signal } = parts;
  const { missionId, runId } = ref;
  const columns = parts.known ?? new EventColumns();
  let log: TailState = { complete: false, isReading: true, total: 0, tooLarge: [] };
  const tail = createTail({
    read: (number, size) => client.listEvents(missionId, runId, {}, { number, size }, { signal }),
    keep: (rows) => columns.append(rows),
    eventCount: () => columns.length,
    progress(state) {
      log = state;
      parts.progress(columns.length, state.total);
    },
  });
  const [mission, run, steps, agents] = await Promise.all([
    client.getMission(missionId, { signal }),
    client.getRun(missionId, runId, { signal }),
    readPlanOf(client, ref, { signal }),
    client.listLinkedAgents(missionId, runId, { signal }),
  ]);
  // A log that grows while it is read is read on; one whose count is wrong is not read for ever.
  for (let tries = 0; log.isReading && tries < 20; tries++) await tail.catchUp();
  const { total, complete, tooLarge } = log;
  return { mission, run, steps, agents, columns, events: { total, complete, tooLarge } };
}
