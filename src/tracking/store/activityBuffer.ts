import type { RunEvent } from '../../model/event';

/** The most events of all runs that are held; the oldest make room. */
export const maxActivityEvents = 5000;

/** Events of all runs, newest first, each once. */
export class ActivityLog {
  #rows: RunEvent[] = [];
  #ids = new Set<string>();

  get rows(): readonly RunEvent[] {
    return this.#rows;
  }

  has(event: Pick<RunEvent, 'runId' | 'eventId'>): boolean {
    return this.#ids.has(eventKey(event));
  }

  clear(): void {
    this.#rows = [];
    this.#ids = new Set();
  }

  /** Takes in what is not here yet, and returns it. Payloads are left behind: nobody looks at them here. */
  add(events: readonly RunEvent[]): readonly RunEvent[] {
    const fresh: RunEvent[] = [];
    for (const event of events) {
      if (this.has(event)) continue;
      this.#ids.add(eventKey(event));
      fresh.push(withoutPayload(event));
    }
    if (fresh.length === 0) return fresh;
    fresh.sort((a, b) => (placeOf(a) === placeOf(b) ? 0 : placeOf(b) - placeOf(a)));
    this.#rows = merged(fresh, this.#rows);
    for (const row of this.#rows.splice(maxActivityEvents)) this.#ids.delete(eventKey(row));
    return fresh;
  }
}

function withoutPayload({ eventId, runId, type, summary, timestamp, stepId, agentId }: RunEvent): RunEvent {
  return {
    eventId,
    runId,
    type,
    summary,
    timestamp,
    ...(stepId === undefined ? {} : { stepId }),
    ...(agentId === undefined ? {} : { agentId }),
  };
}

/** What came without a time stands behind all others. */
function placeOf({ timestamp }: RunEvent): number {
  return Number.isNaN(timestamp) ? -Infinity : timestamp;
}

/** Ids of events are chosen by agents: two runs may use the same. */
export function eventKey({ runId, eventId }: Pick<RunEvent, 'runId' | 'eventId'>): string {
  return `${runId} ${eventId}`;
}

/** Two lists that are newest first; of equal times those of `fresh` come first. */
function merged(fresh: readonly RunEvent[], known: readonly RunEvent[]): RunEvent[] {
  const rows: RunEvent[] = [];
  let next = 0;
  for (const row of known) {
    for (let event = fresh[next]; event && placeOf(event) >= placeOf(row); event = fresh[++next]) rows.push(event);
    rows.push(row);
  }
  for (const event of fresh.slice(next)) rows.push(event);
  return rows;
}
