import type { Timing } from '../../model/timing';

/** The service's clock, as far as its answers tell of it. */
export interface ServerClock {
  /** Epoch ms by the service's clock; by ours until an answer has told of it. It doesn't run backwards, but for a mistake. */
  now(): number;
  /**
   * An answer said a time of the service's.
   * @param from the earliest that it can have been then (epoch ms), and `to` the latest.
   * @param sent when the request left and when the answer came, by the steady clock (ms).
   */
  note(from: number, to: number, sent: number, received: number): void;
  /** Another service may have another clock. */
  forget(): void;
}

/** What is farther from our clock (ms) is no clock. */
const maxClockOffsetMs = 20 * 365 * 86_400_000;

/**
 * Each answer bounds how far the service's clock is ahead of the steady one; the bounds of all of them together are
 * narrower than a single round trip. Where two contradict each other, the steady clock stood still in between while the
 * computer slept, or the service's was set: then the newer one counts.
 */
export function createServerClock({ now: steady }: Pick<Timing, 'now'>): ServerClock {
  let bounds: { readonly low: number; readonly high: number } | undefined;
  /** How far the service's clock is ahead of the steady one (ms). */
  let ahead: number | undefined;
  let last = -Infinity;

  return {
    now() {
      if (ahead === undefined) return Date.now();
      last = Math.max(last, steady() + ahead);
      return Math.round(last);
    },
    note(from, to, sent, received) {
      if (!(from <= to) || !(sent <= received) || Math.abs(from - Date.now()) > maxClockOffsetMs) return;
      const fresh = { low: from - received, high: to - sent };
      const both = bounds && { low: Math.max(bounds.low, fresh.low), high: Math.min(bounds.high, fresh.high) };
      const isAnother = !both || both.low > both.high;
      bounds = isAnother ? fresh : both;
      if (isAnother) last = -Infinity;
      const middle = (bounds.low + bounds.high) / 2;
      ahead = isAnother || ahead === undefined ? middle : Math.min(Math.max(ahead, bounds.low), bounds.high);
    },
    forget() {
      bounds = undefined;
      ahead = undefined;
      last = -Infinity;
    },
  };
}
