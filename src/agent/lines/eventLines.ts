import type { EventColumns } from '../../model/eventColumns';
import { isErrorEvent } from '../../model/event';
import { clipped } from './answer';
import { instantText } from './times';
import { estimateTokens, LineBudget, startOfText } from './tokens';

const maxSummaryLength = 200;
const maxIdLength = 60;

/** An event on one line. Its payload is asked for by its ID. */
export function eventLine(columns: EventColumns, index: number): string {
  const stepId = columns.stepId(index);
  const payload = columns.payload(index) === '' ? '' : ' (has a payload)';
  const step = stepId === '' ? '' : ` [step ${clipped(stepId, maxIdLength)}]`;
  const summary = clipped(columns.summary(index), maxSummaryLength);
  const type = clipped(columns.type(index), 40);
  const id = clipped(columns.eventId(index), maxIdLength);
  return `- ${instantText(columns.timestamp(index))} ${type}${step}: ${summary}${payload} <event ${id}>`;
}

/** How many events there are of each type, most first. */
export function countTypes(columns: EventColumns): readonly (readonly [type: string, count: number])[] {
  const counts = new Map<number, number>();
  // Copies, as numbers: asked for one by one, a hundred thousand take several times as long.
  for (const type of columns.slice(0, columns.strings.size).types) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, count]) => [columns.strings.at(type), count] as const).sort(([, a], [, b]) => b - a);
}

/** The rows of the newest events, oldest of them first. What came without a time counts as oldest. */
export function newestEvents(columns: EventColumns, count: number): readonly number[] {
  const times = columns.slice(0, columns.strings.size).timestamps;
  const timeOf = (index: number) => (times[index] ?? Number.NaN) || 0;
  const newest: number[] = [];
  // The newest have mostly come last: what is behind them is only looked at.
  for (let index = times.length - 1; index >= 0; index--) {
    const oldest = newest[0];
    if (newest.length === count && oldest !== undefined && timeOf(index) <= timeOf(oldest)) continue;
    let place = newest.length;
    while (place > 0 && timeOf(newest[place - 1] ?? 0) >= timeOf(index)) place--;
    newest.splice(place, 0, index);
    if (newest.length > count) newest.shift();
  }
  return newest;
}

export type EventFilter = {
  readonly stepId?: string | undefined;
  readonly type?: string | undefined;
  readonly onlyErrors?: boolean;
  /** Those that happened after this one. */
  readonly after?: string | undefined;
};

export type EventPage = {
  readonly lines: readonly string[];
  /** The rows of the events that the lines are of. */
  readonly rows: readonly number[];
  /** How many events fit the filter. */
  readonly total: number;
  /** The numbers, from 1, of the first and the last that is shown among them. */
  readonly first: number;
  readonly last: number;
  /** The event after which the next page begins; absent where there is none. */
  readonly next?: string;
};

/** Events in the order of their times, as many as fit. `undefined` where no event has the ID after which to begin. */
export function eventPage(columns: EventColumns, filter: EventFilter, maxTokens: number): EventPage | undefined {
  const { stepId, type, onlyErrors, after } = filter;
  const fits = (index: number) =>
    (stepId === undefined || columns.stepId(index) === stepId) &&
    (type === undefined || columns.type(index) === type) &&
    (!onlyErrors || isErrorEvent(columns.type(index)));
  const start = after === undefined ? undefined : columns.indexOf(after);
  if (after !== undefined && start === undefined) return undefined;
  const indexes: number[] = [];
  for (let index = 0; index < columns.length; index++) if (fits(index)) indexes.push(index);
  const timeOf = (index: number) => columns.timestamp(index) || 0;
  // Rows arrive in any order, and keep their places: those of one moment stand as they came.
  const isBefore = (a: number, b: number) => timeOf(a) - timeOf(b) || a - b;
  indexes.sort(isBefore);
  const from = start === undefined ? 0 : indexes.filter((index) => isBefore(index, start) <= 0).length;
  const budget = new LineBudget(maxTokens);
  let last = from;
  for (; last < indexes.length; last++) if (!budget.add(eventLine(columns, indexes[last] ?? 0))) break;
  const end = indexes[last - 1];
  return {
    lines: budget.lines,
    rows: indexes.slice(from, last),
    total: indexes.length,
    first: Math.min(from + 1, last),
    last,
    ...(last < indexes.length && end !== undefined && last > from ? { next: columns.eventId(end) } : {}),
  };
}

/** One event with its payload, as far as that fits. */
export function wholeEventLines(columns: EventColumns, index: number, maxTokens: number): readonly string[] {
  const payload = columns.payload(index);
  const line = eventLine(columns, index);
  if (payload === '') return [line, 'It has no payload.'];
  const { text, isWhole } = startOfText(payload, maxTokens - estimateTokens(line) - 30);
  const note = isWhole ? 'Payload:' : `Payload (the first ${text.length} of ${payload.length} characters):`;
  return [line, note, text];
}
