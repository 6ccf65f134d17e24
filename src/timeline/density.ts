/** The events of one row, sorted by time; of equal times the one that arrived first comes first. */
export class Lane {
  /** Epoch ms, ascending. */
  times = new Float64Array(16);
  /** The event's index in the host's columns. */
  indexes = new Uint32Array(16);
  /** How many of the events up to and including this one report an error. */
  errors = new Uint32Array(16);
  length = 0;

  /**
   * Takes in events that are sorted by time and later arrivals than all that is held. What is later in time too is
   * appended; else the two are merged, from the back, so that only the part that moves is touched.
   */
  insert(fresh: Uint32Array, timeOf: (index: number) => number, isError: (index: number) => boolean): void {
    const count = fresh.length;
    if (count === 0) return;
    this.#reserve(this.length + count);
    const { times, indexes, errors } = this;
    let held = this.length - 1;
    let next = count - 1;
    let at = this.length + count - 1;
    for (; next >= 0; at--) {
      const index = fresh[next] ?? 0;
      const time = timeOf(index);
      const heldTime = times[held] ?? -Infinity;
      if (held >= 0 && heldTime > time) {
        times[at] = heldTime;
        indexes[at] = indexes[held] ?? 0;
        held--;
      } else {
        times[at] = time;
        indexes[at] = index;
        next--;
      }
    }
    this.length += count;
    let sum = errors[at] ?? 0;
    for (let place = at + 1; place < this.length; place++) {
      if (isError(indexes[place] ?? 0)) sum++;
      errors[place] = sum;
    }
  }

  #reserve(length: number): void {
    if (length <= this.times.length) return;
    const size = Math.max(length, this.times.length * 2);
    const { times, indexes, errors } = this;
    this.times = new Float64Array(size);
    this.indexes = new Uint32Array(size);
    this.errors = new Uint32Array(size);
    this.times.set(times);
    this.indexes.set(indexes);
    this.errors.set(errors);
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

  /** Whether one of the events from place `from` to before `to` reports an error. */
  hasError(from: number, to: number): boolean {
    return to > from && (this.errors[to - 1] ?? 0) > (from > 0 ? (this.errors[from - 1] ?? 0) : 0);
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
};

/** Which stretch of time is shown on how many pixels. */
export type Span = { /** Epoch ms. */ readonly from: number; readonly to: number; readonly width: number };

export function xOf(span: Span, time: number): number {
  return ((time - span.from) / (span.to - span.from)) * span.width;
}

export function timeAt(span: Span, x: number): number {
  return span.from + (x / span.width) * (span.to - span.from);
}

/** How long a bucket of so many pixels lasts (ms). */
export function bucketLength(span: Span, pixels: number): number {
  return (pixels * (span.to - span.from)) / span.width;
}

/**
 * The number of the bucket that the time falls into. Buckets are anchored in time and not at the edge of the screen:
 * while a person pans, events keep their company, and whatever asks for a part of a row gets the marks of the whole.
 */
function bucketOf(time: number, length: number): number {
  const bucket = Math.floor(time / length);
  // The quotient may be rounded across the border that the products below stand for.
  if (bucket * length > time) return bucket - 1;
  return (bucket + 1) * length <= time ? bucket + 1 : bucket;
}

function markFrom(lane: Lane, place: number, span: Span, length: number): Mark {
  const time = lane.times[place] ?? 0;
  const bucket = bucketOf(time, length);
  // Rounding must never leave the place where it is.
  const to = Math.max(place + 1, lane.firstFrom((bucket + 1) * length, place));
  const x = xOf(span, to - place === 1 ? time : (bucket + 0.5) * length);
  return { x, from: place, to, error: lane.hasError(place, to) };
}

/**
 * One mark for each bucket of `pixels` that has events, between the pixels `left` and `right`. Costs buckets times
 * the logarithm of the lane's length, however many events there are.
 */
export function marksOf(lane: Lane, span: Span, pixels: number, left = -pixels, right = span.width + pixels): Mark[] {
  const length = bucketLength(span, pixels);
  const marks: Mark[] = [];
  const end = timeAt(span, right);
  let place = lane.firstFrom(bucketOf(timeAt(span, left), length) * length);
  while (place < lane.length && (lane.times[place] ?? 0) <= end) {
    const mark = markFrom(lane, place, span, length);
    marks.push(mark);
    place = mark.to;
  }
  return marks;
}

/** The mark that stands for the event at this place of the lane. */
export function markAt(lane: Lane, place: number, span: Span, pixels: number): Mark {
  const length = bucketLength(span, pixels);
  const first = lane.firstFrom(bucketOf(lane.times[place] ?? 0, length) * length);
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
