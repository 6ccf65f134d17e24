import { noFolds, type Moments, type TimeFolds } from './timeFolds';

/** What a lane asks about an event of this index. */
export type EventSource = {
  readonly timestamp: (index: number) => number;
  /** A number that stands for its type. */
  readonly typeNumber: (index: number) => number;
  readonly isError: (index: number) => boolean;
};

/**
 * The events of one row, sorted by time; of equal times the one that arrived first comes first. Sums and runs are kept
 * beside them, so that what a stretch of the row has in common is known without looking at its events: a frame costs
 * what can be told apart on the screen, at any zoom.
 */
export class Lane implements Moments {
  /** Epoch ms, ascending. */
  times = new Float64Array(8);
  /** The event's index in the host's columns. */
  indexes = new Uint32Array(8);
  /** How many of the events up to and including this one report an error. */
  errors = new Uint32Array(8);
  /** The first place from which on, up to this one, all events are of the same type. */
  sameFrom = new Uint32Array(8);
  length = 0;
  /** How often held events have had to move to let earlier ones in: what was derived from places is then void. */
  moves = 0;

  /**
   * Takes in events that are sorted by time and later arrivals than all that is held. What is later in time too is
   * appended; else the two are merged, from the back, so that only the part that moves is touched.
   */
  insert(fresh: Uint32Array, source: EventSource): void {
    const count = fresh.length;
    if (count === 0) return;
    this.#reserve(this.length + count);
    const { times, indexes, errors, sameFrom } = this;
    let last = this.length - 1;
    let next = count - 1;
    let at = this.length + count - 1;
    for (; next >= 0; at--) {
      const index = fresh[next] ?? 0;
      const time = source.timestamp(index);
      const heldTime = times[last] ?? -Infinity;
      if (last >= 0 && heldTime > time) {
        times[at] = heldTime;
        indexes[at] = indexes[last] ?? 0;
        last--;
      } else {
        times[at] = time;
        indexes[at] = index;
        next--;
      }
    }
    if (at + 1 < this.length) this.moves++;
    this.length += count;
    let sum = errors[at] ?? 0;
    let type = at < 0 ? -1 : source.typeNumber(indexes[at] ?? 0);
    let since = sameFrom[at] ?? 0;
    for (let place = at + 1; place < this.length; place++) {
      const index = indexes[place] ?? 0;
      if (source.isError(index)) sum++;
      errors[place] = sum;
      const own = source.typeNumber(index);
      if (own !== type) {
        type = own;
        since = place;
      }
      sameFrom[place] = since;
    }
  }

  #reserve(length: number): void {
    if (length <= this.times.length) return;
    const room = this.times.length + (this.times.length >>> 2) + 8;
    // What comes at once is held as it is; what grows by and by has room ahead, but not twice what it needs.
    const size = Math.max(length, room);
    const { times, indexes, errors, sameFrom } = this;
    this.times = new Float64Array(size);
    this.indexes = new Uint32Array(size);
    this.errors = new Uint32Array(size);
    this.sameFrom = new Uint32Array(size);
    this.times.set(times);
    this.indexes.set(indexes);
    this.errors.set(errors);
    this.sameFrom.set(sameFrom);
  }

  at(place: number): number {
    return this.times[place] ?? NaN;
  }

  /** The first place whose time is at or after `time` (epoch ms). */
  firstFrom(time: number, from = 0): number {
    let low = from;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.times[middle] ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The first place whose time is later than `time` (epoch ms). */
  after(time: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.times[middle] ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Where the event of this time and index stands, or -1. */
  placeOf(time: number, index: number): number {
    let low = this.firstFrom(time);
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.times[middle] === time && (this.indexes[middle] ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    return this.indexes[low] === index && this.times[low] === time ? low : -1;
  }

  /** How many of the events from place `from` to before `to` report an error. */
  errorsIn(from: number, to: number): number {
    return to > from ? (this.errors[to - 1] ?? 0) - (from > 0 ? (this.errors[from - 1] ?? 0) : 0) : 0;
  }

  /** Whether all events from place `from` to before `to` are of one type. */
  isUniform(from: number, to: number): boolean {
    return to <= from || (this.sameFrom[to - 1] ?? 0) <= from;
  }

  /** The place of the nearest error after (`by` 1) or before (-1) the place; -1 where there is none. */
  nextError(place: number, by: 1 | -1): number {
    const before = by > 0 ? (this.errors[place] ?? 0) : place > 0 ? (this.errors[place - 1] ?? 0) - 1 : -1;
    // The place at which the sum first passes what it was.
    let low = 0;
    let high = this.length;
    if (before < 0) return -1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.errors[middle] ?? 0) <= before) low = middle + 1;
      else high = middle;
    }
    return low < this.length ? low : -1;
  }
}

/** All that the events of one bucket of a row have in common on the screen. */
export type Mark = {
  /** Pixels from the left edge: a single event's very place, else the middle of the bucket. */
  readonly x: number;
  /** Places in the lane, `to` exclusive. */
  readonly from: number;
  readonly to: number;
  readonly error: boolean;
  /** All of them are of one type. */
  readonly uniform: boolean;
};

/** Which stretch of shown time (ms) is on how many pixels; without folds, shown time is epoch ms. */
export type Span = { readonly from: number; readonly to: number; readonly width: number; readonly folds?: TimeFolds };

export function xOf(span: Span, time: number): number {
  return (((span.folds ?? noFolds).toShown(time) - span.from) / (span.to - span.from)) * span.width;
}

export function timeAt(span: Span, x: number): number {
  return (span.folds ?? noFolds).toTime(span.from + (x / span.width) * (span.to - span.from));
}

/** How long a bucket of so many pixels lasts (ms of shown time). */
export function bucketLength(span: Span, pixels: number): number {
  return (pixels * (span.to - span.from)) / span.width;
}

/**
 * The number of the bucket that the shown time falls into. Buckets are anchored in time and not at the edge of the
 * screen: while a person pans, events keep their company, and whatever asks for a part of a row gets the marks of
 * the whole.
 */
function bucketOf(shown: number, length: number): number {
  const bucket = Math.floor(shown / length);
  // The quotient may be rounded across the border that the products below stand for.
  if (bucket * length > shown) return bucket - 1;
  return (bucket + 1) * length <= shown ? bucket + 1 : bucket;
}

function markFrom(lane: Lane, place: number, span: Span, length: number): Mark {
  const folds = span.folds ?? noFolds;
  const time = lane.times[place] ?? 0;
  const bucket = bucketOf(folds.toShown(time), length);
  // Rounding must never leave the place where it is.
  const to = Math.max(place + 1, lane.firstFrom(folds.toTime((bucket + 1) * length), place));
  const shown = (bucket + 0.5) * length;
  const x = to - place === 1 ? xOf(span, time) : ((shown - span.from) / (span.to - span.from)) * span.width;
  return { x, from: place, to, error: lane.errorsIn(place, to) > 0, uniform: lane.isUniform(place, to) };
}

/**
 * One mark for each bucket of `pixels` that has events, between the pixels `left` and `right`. Costs buckets times
 * the logarithm of the lane's length, however many events there are.
 */
export function marksOf(lane: Lane, span: Span, pixels: number, left = -pixels, right = span.width + pixels): Mark[] {
  const folds = span.folds ?? noFolds;
  const length = bucketLength(span, pixels);
  const marks: Mark[] = [];
  const end = timeAt(span, right);
  const first = bucketOf(folds.toShown(timeAt(span, left)), length) * length;
  let place = lane.firstFrom(folds.toTime(first));
  while (place < lane.length && (lane.times[place] ?? 0) <= end) {
    const mark = markFrom(lane, place, span, length);
    marks.push(mark);
    place = mark.to;
  }
  return marks;
}

/** The mark that stands for the event at this place of the lane. */
export function markAt(lane: Lane, place: number, span: Span, pixels: number): Mark {
  const folds = span.folds ?? noFolds;
  const length = bucketLength(span, pixels);
  const start = bucketOf(folds.toShown(lane.times[place] ?? 0), length) * length;
  const first = lane.firstFrom(folds.toTime(start));
  return markFrom(lane, Math.min(first, place), span, length);
}

/** The mark nearest to the pixel `x` and not farther from it than `reach`. */
export function markNear(lane: Lane, x: number, span: Span, pixels: number, reach: number): Mark | undefined {
  let best: Mark | undefined;
  for (const mark of marksOf(lane, span, pixels, x - reach - pixels, x + reach + pixels)) {
    const distance = Math.abs(mark.x - x);
    if (distance <= reach && distance < Math.abs((best?.x ?? Infinity) - x)) best = mark;
  }
  return best;
}
