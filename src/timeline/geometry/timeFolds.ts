/** A stretch of time that is shown shorter than it was. Epoch ms; `shown` is the length that it gets (ms). */
export type Fold = { readonly from: number; readonly to: number; readonly shown: number };

/**
 * Real time ↔ shown time (both ms). Shown time is real time with each fold shortened: it rises with real time, never
 * stands still, and is the same before the first fold. Everything on the screen is linear in shown time.
 */
export interface TimeFolds {
  readonly folds: readonly Fold[];
  readonly toShown: (time: number) => number;
  readonly toTime: (shown: number) => number;
}

export const noFolds: TimeFolds = { folds: [], toShown: (time) => time, toTime: (shown) => shown };

/** `folds` are sorted and do not overlap; each is longer than it is shown. There are few: each question walks them. */
export function timeFolds(folds: readonly Fold[]): TimeFolds {
  if (folds.length === 0) return noFolds;
  return {
    folds,
    toShown(time) {
      let removed = 0;
      for (const { from, to, shown } of folds) {
        if (time <= from) break;
        if (time < to) return from - removed + ((time - from) / (to - from)) * shown;
        removed += to - from - shown;
      }
      return time - removed;
    },
    toTime(at) {
      let removed = 0;
      for (const { from, to, shown } of folds) {
        const start = from - removed;
        if (at <= start) break;
        if (at < start + shown) return from + ((at - start) / shown) * (to - from);
        removed += to - from - shown;
      }
      return at + removed;
    },
  };
}

/** A stretch in which nothing happened (epoch ms). */
export type Gap = { readonly from: number; readonly to: number };

/** Where something happened, sorted (epoch ms). */
export type Moments = {
  readonly length: number;
  at(place: number): number;
  /** The first place whose time is later than `time`. */
  after(time: number): number;
};

/**
 * The stretches between `first` and `last` (epoch ms) in which nothing happened for longer than `least` ms. Costs the
 * number of stretches of that length there is room for, not the number of moments: it leaps from one to the last that
 * is within reach.
 */
export function idleGaps(sources: readonly Moments[], first: number, last: number, least: number): Gap[] {
  const gaps: Gap[] = [];
  if (!(least > 0)) return gaps;
  let at = first;
  while (at < last) {
    let reached = at;
    let next = last;
    for (const moments of sources) {
      const beyond = moments.after(at + least);
      if (beyond > 0) reached = Math.max(reached, moments.at(beyond - 1));
      if (beyond < moments.length) next = Math.min(next, moments.at(beyond));
    }
    if (reached > at) {
      // Something happened within reach: whatever lies between is shorter than what is looked for.
      at = Math.min(reached, last);
      continue;
    }
    if (next - at > least) gaps.push({ from: at, to: next });
    at = next;
  }
  return gaps;
}

/** Moments held in a plain sorted list. */
export function momentsOf(sorted: readonly number[]): Moments {
  return {
    length: sorted.length,
    at: (place) => sorted[place] ?? NaN,
    after(time) {
      let low = 0;
      let high = sorted.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((sorted[middle] ?? Infinity) <= time) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}

/** The same moments, so many ms later. */
export function shiftedMoments(moments: Moments, by: number): Moments {
  return {
    // Moments may still come.
    get length() {
      return moments.length;
    },
    at: (place) => moments.at(place) + by,
    after: (time) => moments.after(time - by),
  };
}

/** The same folds, so many ms later. */
export function shiftedFolds({ folds }: TimeFolds, by: number): TimeFolds {
  return timeFolds(folds.map(({ from, to, shown }) => ({ from: from + by, to: to + by, shown })));
}
