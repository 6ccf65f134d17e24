import type { EventColumns } from './eventColumns';

/** Text that is made in pieces: a log of a million events is longer than one string may be. */
type Pieces = Generator<string, void, undefined>;

function instant(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : '';
}

/** One JSON object a line, in the words of the API. Payloads are as they came. */
export function* eventsAsJsonLines(columns: EventColumns, indexes: Iterable<number>): Pieces {
  for (const index of indexes) {
    const payload = columns.payload(index);
    const event = {
      event_id: columns.eventId(index),
      type: columns.type(index),
      timestamp: instant(columns.timestamp(index)),
      step_id: columns.stepId(index) || undefined,
      agent_id: columns.agentId(index) || undefined,
      summary: columns.summary(index),
    };
    const line = JSON.stringify(event);
    yield payload === '' ? `${line}\n` : `${line.slice(0, -1)},"payload":${payload}}\n`;
  }
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
