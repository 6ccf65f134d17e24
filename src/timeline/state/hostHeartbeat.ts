/** So long (ms) nothing is heard before the host is asked whether it is there. */
const maxQuietMs = 5000;
/** So long (ms) it may take to answer. It is asked again as often while it does not. */
const maxAnswerMs = 10_000;
/** Two ticks further apart (ms) than this: it was the page that slept, and the host has its time again. */
const minSleepMs = 3000;

/** Whether the host is still heard of, by a steady clock (ms). Asks while that matters, and never otherwise. */
export interface HostHeartbeat {
  /** A message of the host's has come. */
  onHeard(now: number): void;
  /**
   * To be called about twice a second. `matters`: somebody sees a run that goes on. Returns whether the host is to be
   * asked now.
   */
  tick(now: number, matters: boolean): boolean;
  /** It was asked, and has not answered in time; it is known to be there again as soon as it is heard. */
  readonly isLost: boolean;
}

export function createHostHeartbeat(): HostHeartbeat {
  let heardAt = -Infinity;
  let tickedAt = -Infinity;
  /** When it was first and last asked without an answer so far. */
  let pinged: { readonly first: number; readonly last: number } | undefined;
  let isLost = false;
  return {
    onHeard(now) {
      heardAt = now;
      pinged = undefined;
      isLost = false;
    },
    tick(now, matters) {
      const slept = now - tickedAt > minSleepMs;
      tickedAt = now;
      if (!matters) {
        pinged = undefined;
        return false;
      }
      if (pinged && slept && !isLost) pinged = undefined;
      if (!pinged) {
        if (now - heardAt < maxQuietMs && !isLost) return false;
        pinged = { first: now, last: now };
        return true;
      }
      isLost ||= now - pinged.first >= maxAnswerMs;
      if (now - pinged.last < maxAnswerMs) return false;
      pinged = { ...pinged, last: now };
      return true;
    },
    get isLost() {
      return isLost;
    },
  };
}
