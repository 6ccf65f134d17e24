import type { EventSlice } from '../model/eventColumns';
import { isErrorEvent } from '../model/event';

/** The events of one row, sorted by time. */
export class Lane {
  /** Epoch ms, ascending. */
  times = new Float64Array(16);
  /** The event's index in the host's columns. */
  indexes = new Uint32Array(16);
  /** How many of the events up to and including this one report an error. */
  errors = new Uint32Array(16);
  length = 0;

  /**
   * Takes in a batch that is sorted by time. What is later than everything held is appended; else the two are
   * merged, from the back, so that only the part that moves is touched.
   */
  insert(times: Float64Array, indexes: Uint32Array, isError: (index: number) => boolean): void {
    const count = times.length;
    if (count === 0) return;
    this.#reserve(this.length + count);
    let held = this.length - 1;
    let fresh = count - 1;
    let at = this.length + count - 1;
    for (; fresh >= 0; at--) {
      const freshTime = times[fresh] ?? 0;
      if (held >= 0 && (this.times[held] ?? 0) > freshTime) {
        this.times[at] = this.times[held] ?? 0;
        this.indexes[at] = this.indexes[held] ?? 0;
        held--;
      } else {
        this.times[at] = freshTime;
        this.indexes[at] = indexes[fresh] ?? 0;
        fresh--;
      }
    }
    this.length += count;
    for (let i = at + 1; i < this.length; i++)
      this.errors[i] = (i > 0 ? (this.errors[i - 1] ?? 0) : 0) + (isError(this.indexes[i] ?? 0) ? 1 : 0);
  }

  #reserve(length: number): void {
    if (length <= this.times.length) return;
    const size = Math.max(length, this.times.length * 2);
    const times = new Float64Array(size);
    const indexes = new Uint32Array(size);
    const errors = new Uint32Array(size);
    times.set(this.times);
    indexes.set(this.indexes);
    errors.set(this.errors);
    this.times = times;
    this.indexes = indexes;
    this.errors = errors;
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

  /** Whether one of the events from place `from` to before `to` reports an error. */
  hasError(from: number, to: number): boolean {
    return to > from && (this.errors[to - 1] ?? 0) > (from > 0 ? (this.errors[from - 1] ?? 0) : 0);
  }
}

/** All that the events of one bucket of the row have in common on the screen. */
export type Mark = {
  /** The middle of the bucket, in pixels from the left edge. */
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

/**
 * One mark for each bucket of `bucket` pixels that has events: costs buckets times the logarithm of the lane's
 * length, however many events there are. A single event stands at its very pixel.
 */
export function marksOf(lane: Lane, span: Span, bucket: number): Mark[] {
  const marks: Mark[] = [];
  const margin = 2 * bucket;
  let place = lane.firstFrom(timeAt(span, -margin));
  const end = timeAt(span, span.width + margin);
  while (place < lane.length) {
    const time = lane.times[place] ?? 0;
    if (time > end) break;
    const column = Math.floor(xOf(span, time) / bucket);
    // Rounding must never leave the place where it is.
    const next = Math.max(place + 1, lane.firstFrom(timeAt(span, (column + 1) * bucket), place));
    const x = next - place === 1 ? xOf(span, time) : (column + 0.5) * bucket;
    marks.push({ x, from: place, to: next, error: lane.hasError(place, next) });
    place = next;
  }
  return marks;
}

/** A run's events as the webview holds them: columns by index, and a lane for each step that events name. */
export class EventLanes {
  #timestamps = new Float64Array(64);
  #types = new Uint32Array(64);
  #stepIds = new Uint32Array(64);
  #agentIds = new Uint32Array(64);
  length = 0;
  readonly strings: string[] = [''];
  /** By step id; the empty one is for events without a step. */
  readonly lanes = new Map<string, Lane>();

  /** Appends what the host sent. Returns false where rows or strings in between are missing. */
  append(slice: EventSlice): boolean {
    const { from, timestamps, types, stepIds, agentIds, stringsFrom, strings } = slice;
    if (from > this.length || stringsFrom > this.strings.length) return false;
    this.strings.length = stringsFrom;
    this.strings.push(...strings);
    const end = from + timestamps.length;
    this.#reserve(end);
    this.#timestamps.set(timestamps, from);
    this.#types.set(types, from);
    this.#stepIds.set(stepIds, from);
    this.#agentIds.set(agentIds, from);
    const start = this.length;
    this.length = Math.max(this.length, end);
    this.#sortIn(start, this.length);
    return true;
  }

  #sortIn(start: number, end: number): void {
    const byStep = new Map<number, number[]>();
    for (let index = start; index < end; index++) {
      const step = this.#stepIds[index] ?? 0;
      const held = byStep.get(step);
      if (held) held.push(index);
      else byStep.set(step, [index]);
    }
    for (const [step, indexes] of byStep) {
      indexes.sort((a, b) => this.timestamp(a) - this.timestamp(b) || a - b);
      const key = this.strings[step] ?? '';
      const lane = this.lanes.get(key) ?? new Lane();
      this.lanes.set(key, lane);
      lane.insert(
        Float64Array.from(indexes, (index) => this.timestamp(index)),
        Uint32Array.from(indexes),
        (index) => isErrorEvent(this.type(index)),
      );
    }
  }

  #reserve(length: number): void {
    if (length <= this.#timestamps.length) return;
    const size = Math.max(length, this.#timestamps.length * 2);
    const grown = <T extends Float64Array | Uint32Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.#timestamps = grown(new Float64Array(size), this.#timestamps);
    this.#types = grown(new Uint32Array(size), this.#types);
    this.#stepIds = grown(new Uint32Array(size), this.#stepIds);
    this.#agentIds = grown(new Uint32Array(size), this.#agentIds);
  }

  timestamp(index: number): number {
    return this.#timestamps[index] ?? 0;
  }

  type(index: number): string {
    return this.strings[this.#types[index] ?? 0] ?? '';
  }

  stepId(index: number): string {
    return this.strings[this.#stepIds[index] ?? 0] ?? '';
  }

  agentId(index: number): string {
    return this.strings[this.#agentIds[index] ?? 0] ?? '';
  }

  /** The times of the first and the last event, or `undefined` where there is none. */
  extent(): readonly [number, number] | undefined {
    let first = Infinity;
    let last = -Infinity;
    for (const lane of this.lanes.values()) {
      if (lane.length === 0) continue;
      first = Math.min(first, lane.times[0] ?? first);
      last = Math.max(last, lane.times[lane.length - 1] ?? last);
    }
    return first <= last ? [first, last] : undefined;
  }
}
