import { scaleTime } from 'd3-scale';
import { xOf, type Span } from './density';

export type Tick = { readonly x: number; readonly label: string };

/** Room (px) that a label and the gap beside it take. */
const labelRoom = 104;
/** The farthest instant from 1970 that a date can say (ms). */
export const farthest = 8.64e15;

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** What a label says, by the distance from tick to tick. */
const formats: readonly (readonly [most: number, options: Intl.DateTimeFormatOptions])[] = [
  [second - 1, { minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 }],
  [minute - 1, { hour: 'numeric', minute: '2-digit', second: '2-digit' }],
  [day - 1, { hour: 'numeric', minute: '2-digit' }],
  [27 * day, { month: 'short', day: 'numeric' }],
  [360 * day, { month: 'short', year: 'numeric' }],
  [Infinity, { year: 'numeric' }],
];

const made = new Map<string, Intl.DateTimeFormat>();

/** Formats are kept: to make one costs more than a frame has. */
function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let format = made.get(key);
  if (!format) {
    try {
      format = new Intl.DateTimeFormat(locale, options);
    } catch {
      // A locale that the browser does not know.
      format = new Intl.DateTimeFormat(undefined, options);
    }
    made.set(key, format);
  }
  return format;
}

/** Says the instant (epoch ms); what no date can say reads as a dash. */
export function sayTime(locale: string, ms: number, options: Intl.DateTimeFormatOptions): string {
  return Math.abs(ms) <= farthest ? formatter(locale, options).format(ms) : '–';
}

/** The exact time of day, to the millisecond. */
export function sayClock(locale: string, ms: number): string {
  return sayTime(locale, ms, { hour: 'numeric', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });
}

/** The exact date and time, to the millisecond. */
export function sayInstant(locale: string, ms: number): string {
  return sayTime(locale, ms, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZoneName: 'short',
  });
}

/** Round instants in local time, as many as have room, at every scale from milliseconds to centuries. */
export function ticksOf(span: Span, locale: string): Tick[] {
  const scale = scaleTime([Math.max(-farthest, span.from), Math.min(farthest, span.to)], [0, span.width]);
  // d3 may give one tick up to a millisecond beyond the end.
  const ticks = scale.ticks(Math.max(2, Math.round(span.width / labelRoom))).map(Number);
  const times = ticks.filter((time) => time <= span.to);
  const [first = 0, next = first + second] = times;
  const distance = next - first;
  const [, options] = formats.find(([most]) => distance <= most) ?? [0, {}];
  const midnight = (time: number) => distance >= minute && distance < day && new Date(time).getHours() === 0;
  return times.map((time) => ({
    x: xOf(span, time),
    // Where a new day begins, the day is what a person has to know.
    label: sayTime(
      locale,
      time,
      midnight(time) && new Date(time).getMinutes() === 0 ? { month: 'short', day: 'numeric' } : options,
    ),
  }));
}
