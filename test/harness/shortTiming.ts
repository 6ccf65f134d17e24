import { defaultTiming, type Timing } from '../../src/model/timing';

/** How much shorter everything waits in the extension hosts of the tests. */
export const shortening = 20;

/**
 * The times of the extension under test. How long an answer may take stays as it is: it bounds a hang, and a computer
 * that is busy is not twenty times faster. So does how often durations are drawn again: nobody waits for that.
 */
export const shortTiming: Timing = {
  ...(Object.fromEntries(
    Object.entries(defaultTiming).map(([name, time]) => [name, typeof time === 'number' ? time / shortening : time]),
  ) as Timing),
  requestTimeoutMs: defaultTiming.requestTimeoutMs,
  durationRefreshMs: defaultTiming.durationRefreshMs,
  jitter: () => 0.5,
};
