import type { Step } from '../../model/plan';
import type { EventSlice } from '../../model/eventColumns';

/** What has come while updates are held, to be let in later in the same order. */
export interface PausedUpdates {
  readonly eventCount: number;
  /** How many of the events have happened since: the rest is history that was still being read. */
  readonly newEventCount: number;
  readonly any: boolean;
  put(events: EventSlice | undefined, steps: readonly Step[] | undefined, isHistory: boolean): void;
  /** Hands out what was held, and holds nothing any more. */
  take(): { readonly slices: readonly EventSlice[]; readonly steps: readonly Step[] | undefined };
}

export function createPausedUpdates(): PausedUpdates {
  let slices: EventSlice[] = [];
  let plan: readonly Step[] | undefined;
  let count = 0;
  let fresh = 0;
  return {
    get eventCount() {
      return count;
    },
    get newEventCount() {
      return fresh;
    },
    get any() {
      return count > 0 || plan !== undefined;
    },
    put(events, steps, isHistory) {
      if (events) {
        slices.push(events);
        count += events.timestamps.length;
        if (!isHistory) fresh += events.timestamps.length;
      }
      plan = steps ?? plan;
    },
    take() {
      const taken = { slices, steps: plan };
      slices = [];
      plan = undefined;
      count = 0;
      fresh = 0;
      return taken;
    },
  };
}
