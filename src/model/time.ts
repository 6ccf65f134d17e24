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
  if (new Date(`${date}T00:00:00Z`).getUTCDate() !== Number(day)) return undefined;
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

/**
 * A duration in its two largest units: "2 h 14 min", "8 min 05 s", "12 s", "340 ms".
 * Takes milliseconds; what is negative or not finite reads as "0 s".
 */
export function formatDuration(ms: number): string {
  if (!(ms > 0) || !Number.isFinite(ms)) return '0 s';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const largest = units.findIndex(([, size]) => ms >= size);
  const first = units[largest] ?? units[3];
  const second = units[largest + 1];
  const whole = Math.floor(ms / first[1]);
  if (!second) return `${whole} s`;
  const rest = Math.floor((ms % first[1]) / second[1]);
  if (rest === 0) return `${whole} ${first[0]}`;
  const padded = second[0] === 'h' ? String(rest) : String(rest).padStart(2, '0');
  return `${whole} ${first[0]} ${padded} ${second[0]}`;
}
