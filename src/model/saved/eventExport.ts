import type { EventColumns } from '../eventColumns';
import { jsonText } from '../jsonObject';
import { csvLine } from './csv';

/** Text that is made in pieces: a log of a million events is longer than one string may be. */
type Pieces = Generator<string, void, undefined>;

function instant(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : '';
}

/** The event in the words of the API, on one line. Its payload is as it came. */
export function eventAsJson(columns: EventColumns, index: number): string {
  const event = jsonText({
    event_id: columns.eventId(index),
    type: columns.type(index),
    timestamp: instant(columns.timestamp(index)) || undefined,
    step_id: columns.stepId(index) || undefined,
    agent_id: columns.agentId(index) || undefined,
    summary: columns.summary(index),
  });
  const payload = columns.payload(index);
  return payload === '' ? event : `${event.slice(0, -1)},"payload":${payload}}`;
}

/** One JSON object a line. */
export function* eventsAsJsonLines(columns: EventColumns, indexes: Iterable<number>): Pieces {
  for (const index of indexes) yield `${eventAsJson(columns, index)}\n`;
}

const csvHead = ['timestamp', 'type', 'step_id', 'agent_id', 'summary', 'event_id', 'payload'];

/** CSV with a head. */
export function* eventsAsCsv(columns: EventColumns, indexes: Iterable<number>): Pieces {
  yield csvLine(csvHead);
  for (const index of indexes)
    yield csvLine([
      instant(columns.timestamp(index)),
      columns.type(index),
      columns.stepId(index),
      columns.agentId(index),
      columns.summary(index),
      columns.eventId(index),
      columns.payload(index),
    ]);
}
