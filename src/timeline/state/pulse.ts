/** So long (ms) nothing is heard before the host is asked whether it is there. */
const quietMs = 5000;
/** So long (ms) it may take to answer. It is asked again as often while it does not. */
const patienceMs = 10_000;
/** Two beats further apart (ms) than this: it was the page that slept, and the host has its time anew. */
const asleepMs = 3000;

/** Whether the host is still heard of, by a steady clock (ms). Asks while that matters, and never otherwise. */
export interface Pulse {
  /** A message of the host's has come. */
  hear(now: number): void;
  /**
   * To be called about twice a second. `matters`: somebody sees a run that goes on. Returns whether the host is to be
   * asked now.
   */
  beat(now: number, matters: boolean): boolean;
  /** It was asked, and has not answered in time; it is known to be there again as soon as it is heard. */
  readonly isLost: boolean;
}

export function createPulse(): Pulse {
  let heardAt = -Infinity;
  let beatAt = -Infinity;
  /** When it was first and last asked without an answer so far. */
  let asked: { readonly first: number; readonly last: number } | undefined;
  let isLost = false;
  return {
    hear(now) {
      heardAt = now;
      asked = undefined;
      isLost = false;
    },
    beat(now, matters) {
      const slept = now - beatAt > asleepMs;
      beatAt = now;
      if (!matters) {
        asked = undefined;
        return false;
      }
      if (asked && slept && !isLost) asked = undefined;
      if (!asked) {
        if (now - heardAt < quietMs && !isLost) return false;
        asked = { first: now, last: now };
        return true;
      }
      isLost ||= now - asked.first >= patienceMs;
      if (now - asked.last < patienceMs) return false;
      asked = { ...asked, last: now };
      return true;
    },
    get isLost() {
      return isLost;
    },
  };
}
