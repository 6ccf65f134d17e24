import { defaultTiming, type Timing } from '../../src/model/timing';

/** How much shorter everything waits in the extension hosts of the tests. */
export const shortening = 20;

/**
 * The times of the extension under test. The time for an answer stays as it is: it bounds a hang, and a computer that
 * is busy is not twenty times faster.
 */
export const shortTiming: Timing = {
  ...(Object.fromEntries(
    Object.entries(defaultTiming).map(([name, time]) => [name, typeof time === 'number' ? time / shortening : time]),
  ) as Timing),
  requestTimeoutMs: defaultTiming.requestTimeoutMs,
  jitter: () => 0.5,
};
