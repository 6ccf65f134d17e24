const isoInstant = /^(\d{4}-\d{2}-(\d{2}))[Tt ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(?:([Zz])|([+-]\d{2}):?(\d{2}))?$/;

/**
 * Reads an ISO 8601 instant, with or without a fraction and with any offset; without one it is UTC. `Date.parse` by
 * itself would find a date in "hello 5" too, and in a 30th of February.
 * Returns epoch milliseconds (UTC), or `undefined` for anything that is no instant.
 */
export function parseInstant(text: unknown): number | undefined {
  const parts = typeof text === 'string' ? isoInstant.exec(text) : undefined;
  if (!parts) return undefined;
  const [, date = '', day = '', clock = '', seconds = ':00', , hours, minutes = ''] = parts;
  // Each month has 28 days.
  if (Number(day) > 28 && new Date(`${date}T00:00:00Z`).getUTCDate() !== Number(day)) return undefined;
  const ms = Date.parse(`${date}T${clock}${seconds}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Milliseconds from `start` to `end`, never below zero: the clocks of agents and of the service differ. */
export function span(start: number, end: number): number {
  return Math.max(0, end - start);
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

const separators = new Map<string, string>();

/** What stands before a fraction in the language (a BCP 47 tag), next to our digits: "." where nobody knows it. */
export function decimalSeparator(locale: string): string {
  const kept = separators.get(locale);
  if (kept !== undefined) return kept;
  let parts: readonly Intl.NumberFormatPart[] = [];
  try {
    parts = new Intl.NumberFormat(locale, { numberingSystem: 'latn' }).formatToParts(0.5);
  } catch {
    // No tag of a language.
  }
  const separator = parts.find(({ type }) => type === 'decimal')?.value ?? '.';
  separators.set(locale, separator);
  return separator;
}

/** In three significant digits. */
const formatNumber = (value: number, locale: string) =>
  String(Number(value.toPrecision(3))).replace('.', decimalSeparator(locale));

/**
 * A duration in its two largest units: "2 h 14 min", "8 min 05 s"; below a minute in three significant digits: "12.5 s"
 * ("12,5 s" where the locale is "de"), "1.8 s", "340 ms". Takes milliseconds; what is negative or not finite reads as
 * "0 s".
 */
export function formatDuration(ms: number, locale: string): string {
  if (!(ms > 0) || !Number.isFinite(ms)) return '0 s';
  if (ms < 999.5) return `${formatNumber(ms, locale)} ms`;
  const seconds = Number((ms / 1000).toPrecision(3));
  if (seconds < 60) return `${formatNumber(seconds, locale)} s`;
  // What rounds up to a minute is one.
  const rounded = Math.max(ms, 60_000);
  const largest = units.findIndex(([, size]) => rounded >= size);
  const first = units[largest] ?? units[2];
  const second = units[largest + 1] ?? units[3];
  const whole = Math.floor(rounded / first[1]);
  const rest = Math.floor((rounded % first[1]) / second[1]);
  if (rest === 0) return `${whole} ${first[0]}`;
  const padded = second[0] === 'h' ? String(rest) : String(rest).padStart(2, '0');
  return `${whole} ${first[0]} ${padded} ${second[0]}`;
}

/** A duration (ms) in its largest unit alone: "2 h" for what `formatDuration` calls "2 h 14 min". */
export function formatRough(ms: number): string {
  const [, size] = units.find(([, unit]) => ms >= unit) ?? units[3];
  return formatDuration(ms - (ms % size), 'en');
}

/** How long something has lasted (ms): in whole seconds while it goes on, because it is told every few of them. */
export function formatLasted(ms: number, goesOn: boolean, locale: string): string {
  return formatDuration(goesOn && ms >= 1000 ? Math.floor(ms / 1000) * 1000 : ms, locale);
}
