import type { EventColumns } from '../eventColumns';
import { jsonText } from '../jsonObject';

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

/** CSV as RFC 4180 has it, with a head. What a spreadsheet would take for a formula is made text by an apostrophe. */
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

function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
