import type { EventColumns } from '../../model/eventColumns';
import { jsonText, parseJson } from '../../model/jsonObject';
import { shortened } from '../../model/plainText';
import { oneLine } from '../oneLine';

/** Events by index; the index of an event never changes, and new ones come behind the others. */
export type EventLogSource = Pick<
  EventColumns,
  'length' | 'timestamp' | 'type' | 'stepId' | 'agentId' | 'summary' | 'payload'
>;

/** `text` takes the place of `removedLines` lines from `line` on, to the end of the log. All lines count from 0. */
export type EventLogChange = { readonly line: number; readonly removedLines: number; readonly text: string };

/** The lines of an event; the payload's are those after the first. The end is not included. */
export type EventLines = { readonly start: number; readonly end: number };

export type EventLogText = {
  /** Takes in the events that the source has got since. Costs what is new, and what is shown that is younger. */
  readonly extend: () => EventLogChange | undefined;
  readonly text: () => string;
  readonly lineCount: () => number;
  /** `undefined` for an index that the log has not taken in. */
  readonly linesOf: (index: number) => EventLines | undefined;
  /** Index of the event that a line belongs to; `undefined` behind the last one. */
  readonly eventAt: (line: number) => number | undefined;
};

export type EventLogNames = {
  readonly formatTime: (ms: number) => string;
  readonly nameOf: (stepId: string) => string;
};

type Entry = {
  readonly index: number;
  /** Epoch ms; what has no time stands at the top. */
  readonly time: number;
  readonly text: string;
  readonly lines: number;
};

/**
 * A run's events as a text to read: one line an event, by time, then in the order of arrival; a payload below it,
 * indented, so that it folds. `formatTime` takes epoch ms, or NaN for an event without a time; `nameOf` names a step.
 */
export function createEventLogText(
  source: EventLogSource,
  { formatTime = localTime, nameOf = (stepId) => stepId }: Partial<EventLogNames> = {},
): EventLogText {
  const entries: Entry[] = [];
  /** First line of each entry. */
  const starts: number[] = [];
  /** Where each entry begins in the text (UTF-16). */
  const offsets: number[] = [];
  /** By event index, the place of its entry. */
  const places: number[] = [];
  let count = 0;
  let text = '';

  const add = (entry: Entry): void => {
    places[entry.index] = entries.length;
    starts.push(count);
    offsets.push(text.length);
    entries.push(entry);
    count += entry.lines;
    text += entry.text;
  };

  return {
    extend() {
      const fresh: Entry[] = [];
      for (let index = places.length; index < source.length; index++)
        fresh.push(entryOf(source, index, { formatTime, nameOf }));
      const [first] = fresh.sort(byTime);
      if (!first) return undefined;
      const keep = placeFor(entries, first);
      const line = starts[keep] ?? count;
      const removedLines = count - line;
      const younger = entries.splice(keep);
      if (younger.length > 0) {
        text = text.slice(0, offsets[keep]);
        starts.length = keep;
        offsets.length = keep;
        count = line;
      }
      const last = younger.length > 0 ? younger.concat(fresh).sort(byTime) : fresh;
      last.forEach(add);
      // Not cut out of the whole text, which would have to be put together for that.
      return { line, removedLines, text: last.map((entry) => entry.text).join('') };
    },
    text: () => text,
    lineCount: () => count,
    linesOf(index) {
      const start = starts[places[index] ?? -1];
      const entry = entries[places[index] ?? -1];
      return start === undefined || !entry ? undefined : { start, end: start + entry.lines };
    },
    eventAt(line) {
      if (line < 0 || line >= count) return undefined;
      let low = 0;
      for (let high = starts.length; low < high;) {
        const middle = (low + high) >> 1;
        if ((starts[middle] ?? 0) <= line) low = middle + 1;
        else high = middle;
      }
      return entries[low - 1]?.index;
    },
  };
}

function byTime(a: Entry, b: Entry): number {
  // Compared, not subtracted: what has no time is infinitely early.
  if (a.time !== b.time) return a.time < b.time ? -1 : 1;
  return a.index - b.index;
}

/** How many entries stand before the new one. Mostly all of them, which is looked at first. */
function placeFor(entries: readonly Entry[], fresh: Entry): number {
  const last = entries.at(-1);
  if (!last || byTime(last, fresh) < 0) return entries.length;
  let low = 0;
  for (let high = entries.length; low < high;) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (entry && byTime(entry, fresh) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A longer name of a step is cut (UTF-16): the log has a line an event. */
const maxStepName = 40;

function entryOf(source: EventLogSource, index: number, { formatTime, nameOf }: EventLogNames): Entry {
  const time = source.timestamp(index);
  const stepId = source.stepId(index);
  const step = stepId === '' ? '' : shortened(oneLine(nameOf(stepId)) || oneLine(stepId), maxStepName);
  const agentId = oneLine(source.agentId(index));
  const words = [
    formatTime(time),
    oneLine(source.type(index)).padEnd(14),
    ...(step === '' ? [] : [`[${step}]`]),
    ...(agentId === '' ? [] : [`@${agentId}`]),
    oneLine(source.summary(index)),
  ];
  const payload = source.payload(index);
  const below = payload === '' ? [] : payloadLines(payload);
  return {
    index,
    time: Number.isNaN(time) ? -Infinity : time,
    text: `${[words.join(' ').trimEnd(), ...below].join('\n')}\n`,
    lines: 1 + below.length,
  };
}

/** JSON text → lines that are indented below the event. */
function payloadLines(payload: string): string[] {
  return jsonText(parseJson(payload), 2)
    .replace(/[\u0085\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .split('\n')
    .map((line) => `    ${line}`);
}

/** As VS Code's own logs say it: on this computer's clock, to the millisecond, always as long. */
function localTime(ms: number): string {
  // What is the last day that there is in one time zone is none in another.
  if (!(Math.abs(ms) < 8.63e15)) return 'no readable time'.padEnd(23);
  const onClock = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return onClock.toISOString().slice(0, -1).replace('T', ' ');
}
