import { readPaces } from '../../src/settings';
import { createPollScheduler } from '../../src/tracking/polling/pollScheduler';
import { shortTiming } from '../harness/shortTiming';
import { waitFor } from '../harness/waitFor';

/**
 * Ticks as the extension does by `shortTiming` while somebody looks, in the same process: timers fire in their order,
 * so what the extension has planned for the time of a tick has begun by then.
 */
export class Intervals {
  #count = -1;
  readonly #scheduler;

  constructor(interval: 'timeline' | 'active' = 'active') {
    this.#scheduler = createPollScheduler({
      tick: () => {
        this.#count++;
        return Promise.resolve({ interval, failed: false });
      },
      intervals: () => readPaces(() => undefined, shortTiming),
      timing: shortTiming,
      focused: () => true,
      random: () => 0,
      onDefect: (error) => {
        throw error;
      },
    });
    void this.#scheduler.wake();
  }

  /** How many have passed. */
  get count(): number {
    return this.#count;
  }

  stop(): void {
    this.#scheduler.stop();
  }
}

/** Resolves when so many intervals of what is asked for while somebody looks have passed. */
export async function intervals(count: number, pace?: 'timeline' | 'active'): Promise<void> {
  const passing = new Intervals(pace);
  try {
    await waitFor(`${count} intervals to pass`, () => passing.count >= count);
  } finally {
    passing.stop();
  }
}
