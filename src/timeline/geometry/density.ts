import { noFolds, type Moments, type TimeFolds } from './timeFolds';

/** What a lane asks about an event of this index. */
export type EventSource = {
  readonly timestamp: (index: number) => number;
  /** A number that stands for its type. */
  readonly typeNumber: (index: number) => number;
  readonly isError: (index: number) => boolean;
};

/** A run of events of one type is counted up to here; beyond it, one looks so much farther back. */
const longestRun = 255;
const noTimes = new Float64Array(0);
const noIndexes = new Uint32Array(0);
const noRuns = new Uint8Array(0);

/**
 * The events of one row, sorted by time; of equal times the one that arrived first comes first. Errors and runs of one
 * type are kept beside them, so that what a stretch of the row has in common is known without looking at its events: a
 * frame costs what can be told apart on the screen, at any zoom.
 */
export class Lane implements Moments {
  /** Epoch ms, ascending. */
  times: Float64Array = noTimes;
  /** The event's index in the host's columns; `undefined` while each event's is its place, and `times` those columns'. */
  #indexes: Uint32Array | undefined = noIndexes;
  /** How many events up to and including this one, without another in between, are of its type; `longestRun` at most. */
  #runs: Uint8Array = noRuns;
  /** The places of the events that report an error. */
  #errors: number[] = [];
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
    const { length } = this;
    const indexes = this.#reserve(length + count);
    const { times } = this;
    if (length === 0 || source.timestamp(fresh[0] ?? 0) >= (times[length - 1] ?? 0)) {
      indexes.set(fresh, length);
      for (let i = 0; i < count; i++) times[length + i] = source.timestamp(fresh[i] ?? 0);
      this.length += count;
      this.#note(length, source);
      return;
    }
    let last = length - 1;
    let next = count - 1;
    let at = length + count - 1;
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
    this.moves++;
    this.length += count;
    this.#note(at + 1, source);
  }

  /**
   * Takes in all events of the columns up to `length`, where they came in the order of time, so that no copy of times and
   * indexes is needed. Returns false, and takes nothing, where it holds others than those before.
   */
  extend(times: Float64Array, length: number, source: EventSource): boolean {
    if (this.length > 0 && this.#indexes) return false;
    const held = this.length;
    this.times = times;
    this.#indexes = undefined;
    this.#growRuns(length);
    this.length = length;
    this.#note(held, source);
    return true;
  }

  /** Brings errors and runs up to date from the place on. */
  #note(from: number, source: EventSource): void {
    const { length } = this;
    const runs = this.#runs;
    const indexes = this.#indexes;
    const errors = this.#errors;
    while ((errors.at(-1) ?? -1) >= from) errors.pop();
    let type = from === 0 ? -1 : source.typeNumber(this.indexAt(from - 1));
    let run = from === 0 ? 0 : (runs[from - 1] ?? 0);
    for (let place = from; place < length; place++) {
      const index = indexes ? (indexes[place] ?? 0) : place;
      if (source.isError(index)) errors.push(place);
      const own = source.typeNumber(index);
      run = own !== type ? 1 : run < longestRun ? run + 1 : run;
      type = own;
      runs[place] = run;
    }
  }

  /** What comes at once is held as it is; what grows by and by has room ahead, but not twice what it needs. */
  #sizeFor(length: number, held: number): number {
    return Math.max(length, held + (held >>> 2) + 8);
  }

  #growRuns(length: number): void {
    if (length <= this.#runs.length) return;
    const runs = new Uint8Array(this.#sizeFor(length, this.length));
    runs.set(this.#runs);
    this.#runs = runs;
  }

  #reserve(length: number): Uint32Array {
    this.#growRuns(length);
    let indexes = this.#indexes;
    if (indexes && length <= this.times.length) return indexes;
    const size = this.#sizeFor(length, this.length);
    const times = new Float64Array(size);
    times.set(this.times.subarray(0, this.length));
    this.times = times;
    const before = indexes;
    indexes = new Uint32Array(size);
    if (before) indexes.set(before);
    else for (let place = 0; place < this.length; place++) indexes[place] = place;
    this.#indexes = indexes;
    return indexes;
  }

  /** The index of the event at the place. */
  indexAt(place: number): number {
    return this.#indexes ? (this.#indexes[place] ?? 0) : place;
  }

  /** The indexes of the events from one place to before another. */
  indexesIn(from: number, to: number): Uint32Array {
    const end = Math.min(to, this.length);
    return this.#indexes?.slice(from, end) ?? Uint32Array.from({ length: Math.max(0, end - from) }, (_, i) => from + i);
  }

  /** The indexes of all events. */
  get indexes(): Uint32Array {
    return this.indexesIn(0, this.length);
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
      if (this.times[middle] === time && this.indexAt(middle) < index) low = middle + 1;
      else high = middle;
    }
    return low < this.length && this.indexAt(low) === index && this.times[low] === time ? low : -1;
  }

  /** How many errors are before the place. */
  #errorsBefore(place: number): number {
    const errors = this.#errors;
    let low = 0;
    let high = errors.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((errors[middle] ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** How many of the events from place `from` to before `to` report an error. */
  errorsIn(from: number, to: number): number {
    return to > from && this.#errors.length > 0 ? this.#errorsBefore(to) - this.#errorsBefore(from) : 0;
  }

  /** Whether all events from place `from` to before `to` are of one type. */
  isUniform(from: number, to: number): boolean {
    for (let place = to - 1; place > from; place -= longestRun - 1) {
      const run = this.#runs[place] ?? 0;
      if (place - run < from) return true;
      if (run < longestRun) return false;
    }
    return true;
  }

  /** The place of the nearest error after (`by` 1) or before (-1) the place; -1 where there is none. */
  nextError(place: number, by: 1 | -1): number {
    return this.#errors[by > 0 ? this.#errorsBefore(place + 1) : this.#errorsBefore(place) - 1] ?? -1;
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
