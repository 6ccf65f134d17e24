import { isErrorEvent } from '../model/event';
import { grown, type EventSlice } from '../model/eventColumns';
import { Lane } from './density';

type Group = { readonly stepIds: ReadonlySet<string>; readonly lane: Lane };

/**
 * A run's events as the webview holds them: columns by index, and a lane for each step that events name. What arrives
 * costs what arrives: lanes, and the groups that merge several of them, are kept sorted and never rebuilt.
 */
export class EventLanes {
  #timestamps = new Float64Array(64);
  #types = new Uint32Array(64);
  #stepIds = new Uint32Array(64);
  #agentIds = new Uint32Array(64);
  length = 0;
  readonly strings: string[] = [''];
  /** Whether the string of this number is a type that reports an error. */
  readonly #errorTypes: boolean[] = [false];
  /** By step id; the empty one is for events without a step. */
  readonly lanes = new Map<string, Lane>();
  readonly #groups = new Map<string, Group>();
  #first = Infinity;
  #last = -Infinity;

  /** Appends what the host sent. Returns false, and takes nothing, where rows or strings in between are missing. */
  append({ from, timestamps, types, stepIds, agentIds, stringsFrom, strings }: EventSlice): boolean {
    const count = timestamps.length;
    if (from !== this.length || stringsFrom > this.strings.length) return false;
    if (types.length !== count || stepIds.length !== count || agentIds.length !== count) return false;
    // A whole slice begins with string 0, the empty one, which is here from the start.
    this.strings.length = stringsFrom;
    this.#errorTypes.length = stringsFrom;
    // No spread: a hostile agent may name more steps than a call can take arguments.
    for (const text of strings) {
      this.strings.push(text);
      this.#errorTypes.push(isErrorEvent(text));
    }
    this.#reserve(from + count);
    this.#timestamps.set(timestamps, from);
    this.#types.set(types, from);
    this.#stepIds.set(stepIds, from);
    this.#agentIds.set(agentIds, from);
    this.length += count;
    this.#sortIn(from);
    return true;
  }

  #sortIn(start: number): void {
    const counts = new Map<number, number>();
    for (let index = start; index < this.length; index++) {
      const step = this.#stepIds[index] ?? 0;
      counts.set(step, (counts.get(step) ?? 0) + 1);
    }
    const batches = new Map<number, { readonly indexes: Uint32Array; filled: number }>();
    for (const [step, count] of counts) batches.set(step, { indexes: new Uint32Array(count), filled: 0 });
    for (let index = start; index < this.length; index++) {
      const time = this.timestamp(index);
      // What is no time has no place on an axis.
      if (!Number.isFinite(time)) continue;
      this.#first = Math.min(this.#first, time);
      this.#last = Math.max(this.#last, time);
      const batch = batches.get(this.#stepIds[index] ?? 0);
      if (batch) batch.indexes[batch.filled++] = index;
    }
    const byStep = new Map<string, Uint32Array>();
    for (const [step, { indexes, filled }] of batches) {
      if (filled === 0) continue;
      const stepId = this.strings[step] ?? '';
      const sorted = this.#sorted(indexes.subarray(0, filled));
      byStep.set(stepId, sorted);
      const lane = this.lanes.get(stepId) ?? new Lane();
      this.lanes.set(stepId, lane);
      this.#insert(lane, sorted);
    }
    for (const { stepIds, lane } of this.#groups.values()) {
      const parts = [...byStep].filter(([stepId]) => stepIds.has(stepId)).map(([, indexes]) => indexes);
      if (parts.length > 0) this.#insert(lane, this.#merged(parts));
    }
  }

  /**
   * The events of several steps as one lane: of a folded step and all below it, or of what has no step. It is made
   * once and fed with what arrives, until the name stands for other steps.
   */
  group(name: string, stepIds: ReadonlySet<string>): Lane {
    const held = this.#groups.get(name);
    if (held?.stepIds.size === stepIds.size && [...stepIds].every((id) => held.stepIds.has(id))) return held.lane;
    const parts: Uint32Array[] = [];
    for (const stepId of stepIds) {
      const lane = this.lanes.get(stepId);
      if (lane) parts.push(lane.indexes.subarray(0, lane.length));
    }
    const lane = new Lane();
    this.#insert(lane, this.#merged(parts));
    this.#groups.set(name, { stepIds, lane });
    return lane;
  }

  #insert(lane: Lane, sorted: Uint32Array): void {
    lane.insert(
      sorted,
      (index) => this.timestamp(index),
      (index) => this.isError(index),
    );
  }

  #merged(parts: readonly Uint32Array[]): Uint32Array {
    const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let filled = 0;
    for (const part of parts) {
      all.set(part, filled);
      filled += part.length;
    }
    return this.#sorted(all);
  }

  /** Sorts in place by time, then by index. Most lists come in order, oldest or newest first: those cost one look. */
  #sorted(indexes: Uint32Array): Uint32Array {
    const times = this.#timestamps;
    let rises = true;
    let falls = true;
    for (let i = 1; i < indexes.length && (rises || falls); i++) {
      const before = indexes[i - 1] ?? 0;
      const here = indexes[i] ?? 0;
      const later = (times[here] ?? 0) - (times[before] ?? 0) || here - before;
      if (later < 0) rises = false;
      else falls = false;
    }
    if (rises) return indexes;
    if (falls) return indexes.reverse();
    return indexes.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  }

  #reserve(length: number): void {
    if (length <= this.#timestamps.length) return;
    const size = Math.max(length, this.#timestamps.length * 2);
    this.#timestamps = grown(new Float64Array(size), this.#timestamps);
    this.#types = grown(new Uint32Array(size), this.#types);
    this.#stepIds = grown(new Uint32Array(size), this.#stepIds);
    this.#agentIds = grown(new Uint32Array(size), this.#agentIds);
  }

  timestamp(index: number): number {
    return this.#timestamps[index] ?? NaN;
  }

  type(index: number): string {
    return this.strings[this.#types[index] ?? 0] ?? '';
  }

  isError(index: number): boolean {
    return this.#errorTypes[this.#types[index] ?? 0] ?? false;
  }

  stepId(index: number): string {
    return this.strings[this.#stepIds[index] ?? 0] ?? '';
  }

  agentId(index: number): string {
    return this.strings[this.#agentIds[index] ?? 0] ?? '';
  }

  /** The times of the first and the last event, or `undefined` where there is none. */
  extent(): readonly [number, number] | undefined {
    return this.#first <= this.#last ? [this.#first, this.#last] : undefined;
  }
}
