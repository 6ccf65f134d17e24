import { timeTicks, utcTicks } from 'd3-time';
import { decimalSeparator, formatDuration } from '../../model/time';
import { fill } from '../../protocol/texts';
import { timeAt, xOf, type Span } from './density';
import { noFolds } from './timeFolds';

export type Tick = { readonly x: number; readonly label: string };

/** Whether times are said by the clock, or since the run's start. */
export const clockModes = ['local', 'sinceStart'] as const;
export type ClockMode = (typeof clockModes)[number];

/** How times are said. */
export type Clock = {
  readonly mode: ClockMode;
  readonly locale: string;
  /** When the run started (epoch ms). */
  readonly zero: number;
  /** The run lasted beyond a midnight: exact times say their date. */
  readonly isDated?: boolean;
};

/** Room (px) that a label and the gap beside it take. */
const labelRoom = 104;
/** The farthest instant from 1970 that a date can say (ms). */
export const maxDateMs = 8.64e15;

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

type Options = Intl.DateTimeFormatOptions;

/** What a label says, by the distance from tick to tick. */
const formats: readonly (readonly [most: number, options: Options])[] = [
  [second - 1, { minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 }],
  [minute - 1, { hour: 'numeric', minute: '2-digit', second: '2-digit' }],
  [day - 1, { hour: 'numeric', minute: '2-digit' }],
  [27 * day, { month: 'short', day: 'numeric' }],
  [360 * day, { month: 'short', year: 'numeric' }],
  [Infinity, { year: 'numeric' }],
];

const formatsMade = new Map<Options, { readonly locale: string; readonly format: Intl.DateTimeFormat }>();

/** Formats are kept, by the options that are defined here: to make one costs more than a frame has. */
function formatter(locale: string, options: Options): Intl.DateTimeFormat {
  let made = formatsMade.get(options);
  if (made?.locale !== locale) {
    made = { locale, format: inLocale(locale, (known) => new Intl.DateTimeFormat(known, options)) };
    formatsMade.set(options, made);
  }
  return made.format;
}

/** In no locale in particular, where it is one that the browser does not know. */
function inLocale<T>(locale: string, make: (locale: string | undefined) => T): T {
  try {
    return make(locale);
  } catch {
    return make(undefined);
  }
}

let numbers: { readonly locale: string; readonly format: Intl.NumberFormat } | undefined;

/** The number as people write it: "1,204". */
export function formatNumber(locale: string, value: number): string {
  if (numbers?.locale !== locale)
    numbers = { locale, format: inLocale(locale, (known) => new Intl.NumberFormat(known)) };
  return numbers.format.format(value);
}

/** Says the instant (epoch ms); what no date can say reads as a dash. */
function formatTime(locale: string, ms: number, options: Options): string {
  return Math.abs(ms) <= maxDateMs ? formatter(locale, options).format(ms) : '–';
}

const exactClock: Options = {
  ...{ hour: 'numeric', minute: '2-digit', second: '2-digit' },
  fractionalSecondDigits: 3,
};

const dayOnly: Options = { month: 'short', day: 'numeric' };
const exactDated: Options = { ...dayOnly, ...exactClock };
const exactInstant: Options = { year: 'numeric', ...exactDated, timeZoneName: 'short' };
const toTheSecond: Options = { hour: 'numeric', minute: '2-digit', second: '2-digit' };
const datedToTheSecond: Options = { ...dayOnly, ...toTheSecond };

/** The exact time of day, to the millisecond. */
export function formatClock(locale: string, ms: number): string {
  return formatTime(locale, ms, exactClock);
}

/** The exact date and time, to the millisecond. */
export function formatInstant(locale: string, ms: number): string {
  return formatTime(locale, ms, exactInstant);
}

/** So long (ms) after the start: "+0:05:00", "+2 d 4:30:00", with `exact` to the millisecond. */
export function formatOffset(ms: number, exact: boolean, locale: string): string {
  if (!Number.isFinite(ms)) return '–';
  const whole = Math.round(Math.abs(ms));
  const two = (part: number) => String(Math.floor(part)).padStart(2, '0');
  const days = Math.floor(whole / day);
  const fraction = exact ? `${decimalSeparator(locale)}${String(whole % second).padStart(3, '0')}` : '';
  const clock = `${Math.floor((whole % day) / hour)}:${two((whole % hour) / minute)}:${two((whole % minute) / second)}`;
  return `${ms < 0 ? '−' : '+'}${days > 0 ? `${days} d ` : ''}${clock}${fraction}`;
}

/** The exact time (epoch ms), as the person wants times said. */
export function formatExact({ mode, locale, zero, isDated }: Clock, ms: number): string {
  if (mode !== 'local') return formatOffset(ms - zero, true, locale);
  return isDated ? formatTime(locale, ms, exactDated) : formatClock(locale, ms);
}

/** Whether two instants (epoch ms) are of different days here. Cheap: every frame asks. */
export function isAnotherDay(from: number, to: number): boolean {
  // The longest day has an hour more.
  return Math.abs(to - from) > day + hour || new Date(from).getDate() !== new Date(to).getDate();
}

/** When something was read (epoch ms): with the date, where that is of another day than `now`. */
export function formatMoment(locale: string, ms: number, now = Date.now()): string {
  return formatTime(locale, ms, isAnotherDay(ms, now) ? datedToTheSecond : toTheSecond);
}

/** The stretches of real time (epoch ms) in sight that are not folded. */
function stretchesOf(span: Span): (readonly [from: number, to: number])[] {
  const start = Math.max(-maxDateMs, timeAt(span, 0));
  const end = Math.min(maxDateMs, timeAt(span, span.width));
  const stretches: (readonly [number, number])[] = [];
  let from = start;
  for (const fold of (span.folds ?? noFolds).folds) {
    if (fold.to <= start || fold.from >= end) continue;
    if (fold.from > from) stretches.push([from, fold.from]);
    from = fold.to;
  }
  if (from < end) stretches.push([from, end]);
  return stretches;
}

/** Round instants, as many as have room, at every scale from milliseconds to centuries. */
export function ticksOf(span: Span, clock: Clock): Tick[] {
  return stretchesOf(span).flatMap(([from, to]) => {
    const room = Math.round((xOf(span, to) - xOf(span, from)) / labelRoom);
    const count = span.folds && span.folds.folds.length > 0 ? Math.max(1, room) : Math.max(2, room);
    return clock.mode === 'local'
      ? clockTicks(span, from, to, count, clock)
      : offsetTicks(span, from, to, count, clock);
  });
}

function clockTicks(span: Span, from: number, to: number, count: number, { locale }: Clock): Tick[] {
  // d3 may give one tick up to a millisecond beyond the end.
  const times = timeTicks(new Date(from), new Date(to), count)
    .map(Number)
    .filter((time) => time <= to);
  const [first = 0, next = first + Math.max(second, (to - from) / count)] = times;
  const distance = next - first;
  const [, options] = formats.find(([most]) => distance <= most) ?? [0, toTheSecond];
  const midnight = (time: number) => distance >= minute && distance < day && new Date(time).getHours() === 0;
  return times.map((time) => ({
    x: xOf(span, time),
    // Where a new day begins, the day is what a person has to know.
    label: formatTime(locale, time, midnight(time) && new Date(time).getMinutes() === 0 ? dayOnly : options),
  }));
}

function offsetTicks(span: Span, from: number, to: number, count: number, { zero, locale }: Clock): Tick[] {
  // Round durations are round instants of 1970, as long as no calendar comes in: months are counted in days below.
  const [start, end] = [from - zero, to - zero];
  const rough = (end - start) / count;
  const offsets =
    rough > 20 * day
      ? multiples(start, end, niceDays(rough / day) * day)
      : utcTicks(new Date(start), new Date(end), count)
          .map(Number)
          .filter((offset) => offset <= end);
  const [first = 0, next = first + rough] = offsets;
  return offsets.map((offset) => ({
    x: xOf(span, offset + zero),
    label:
      next - first >= day
        ? `${offset < 0 ? '−' : '+'}${Math.round(Math.abs(offset) / day)} d`
        : formatOffset(offset, next - first < second, locale),
  }));
}

function niceDays(days: number): number {
  const power = 10 ** Math.floor(Math.log10(days));
  return power * ([1, 2, 5, 10].find((step) => step * power >= days) ?? 10);
}

function multiples(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step);
  const last = Math.floor(to / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
}

/** Where idle time is folded, and how to say it: "2 h 14 min idle". `idle` has a `{0}` for the duration. */
export function foldLabels(span: Span, idle: string, locale: string): { x: number; width: number; label: string }[] {
  return (span.folds ?? noFolds).folds.flatMap(({ from, to }) => {
    const x = xOf(span, from);
    const width = xOf(span, to) - x;
    return x + width < 0 || x > span.width ? [] : [{ x, width, label: fill(idle, formatDuration(to - from, locale)) }];
  });
}
