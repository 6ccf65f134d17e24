import { timerMs, type Timing } from '../../model/timing';
import type { PollInterval, TickResult } from '../reading/feed';

export type PollIntervals = {
  /** ms, while a timeline of an active run is visible. */
  readonly timeline: number;
  /** ms, for the sidebar while something is active. */
  readonly active: number;
  /** ms, for the sidebar otherwise. */
  readonly idle: number;
};

export const defaultPollIntervals: PollIntervals = { timeline: 2000, active: 5000, idle: 60_000 };

/** How much slower when the window has no focus. */
const unfocusedFactor = 4;

export type PollSchedulerParts = {
  /** One round of asking. Must not throw but by a defect; `byHand` when a person asked for it. */
  readonly tick: (signal: AbortSignal, byHand: boolean) => Promise<TickResult>;
  readonly intervals: () => PollIntervals;
  readonly focused: () => boolean;
  readonly timing: Timing;
  /** From 0 (included) to 1 (excluded). */
  readonly random: () => number;
  readonly onDefect: (error: unknown) => void;
};

/**
 * A clock of one hand: the next tick is set after the answer to the last, so ticks never overlap and never pile up
 * behind a slow server.
 */
export interface PollScheduler {
  /** Ticks at once, or once more right after the tick that is under way. Resolves when that tick is over. */
  wake(byHand?: boolean): Promise<void>;
  /** Sets the next tick again: the focus or the intervals have changed. */
  reschedule(): void;
  /** Goes on at this interval: what is watched is less now. */
  setInterval(interval: PollInterval): void;
  /** The longest (ms) that was to be waited, errors apart, since the last tick that has not failed. */
  maxScheduledDelay(): number;
  /** Whether a tick is under way, or will be by itself. */
  isTicking(): boolean;
  /** Ends it: aborts what is under way. */
  stop(): void;
}

export function createPollScheduler({
  tick,
  intervals,
  focused,
  timing,
  random,
  onDefect,
}: PollSchedulerParts): PollScheduler {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;
  let again: { byHand: boolean } | undefined;
  let failures = 0;
  /** `at` by the steady clock. */
  let last: { readonly at: number; readonly interval: PollInterval } | undefined;
  let maxDelay = 0;

  function wait(interval: Exclude<PollInterval, 'settled'>): number {
    // Not slower without the focus in the background: then notifications are wanted the most.
    const base =
      interval === 'background'
        ? timing.backgroundIntervalMs
        : intervals()[interval] * (focused() ? 1 : unfocusedFactor);
    maxDelay = Math.max(maxDelay, base);
    if (failures === 0) return base;
    const grown = Math.min(timing.maxPollBackoffMs, base * 2 ** failures);
    return grown * (0.5 + random() / 2);
  }

  function unschedule(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  function schedule(): void {
    unschedule();
    if (controller.signal.aborted || !last || last.interval === 'settled') return;
    timer = setTimeout(() => void run(false), timerMs(last.at + wait(last.interval) - timing.now()));
  }

  async function run(byHand: boolean): Promise<void> {
    unschedule();
    if (controller.signal.aborted) return;
    if (running) {
      again = { byHand: byHand || (again?.byHand ?? false) };
      return running;
    }
    running = (async () => {
      for (let next: { byHand: boolean } | undefined = { byHand }; next; next = again) {
        again = undefined;
        try {
          const result = await tick(controller.signal, next.byHand);
          failures = result.failed ? failures + 1 : 0;
          if (!result.failed) maxDelay = 0;
          last = { at: timing.now(), interval: result.interval };
        } catch (error) {
          onDefect(error);
          failures++;
          last = { at: timing.now(), interval: 'idle' };
        }
        if (controller.signal.aborted) return;
      }
    })();
    try {
      await running;
    } finally {
      running = undefined;
      schedule();
      // Somebody has asked for one more in the moment between the last tick and this.
      const left = again;
      again = undefined;
      if (left) void run(left.byHand);
    }
  }

  return {
    wake: (byHand = false) => run(byHand),
    reschedule() {
      if (!running) schedule();
    },
    setInterval(interval) {
      if (last) last = { ...last, interval };
      if (!running) schedule();
    },
    maxScheduledDelay: () => maxDelay,
    isTicking: () => timer !== undefined || running !== undefined,
    stop() {
      unschedule();
      controller.abort();
    },
  };
}
