import { isErrorEvent } from '../../model/event';
import { grown, type EventSlice } from '../../model/eventColumns';
import { Lane, type EventSource } from './density';

type Group = { readonly stepIds: ReadonlySet<string>; readonly lane: Lane };
/** The most starts of one step that are remembered by their time. */
const maxStarts = 50;
const none = 0;

/**
 * A run's events as the webview holds them: columns by index, one lane of all of them, and a lane for each step that
 * events name (for each agent too, once somebody asks). What arrives costs what arrives: lanes, and the groups that
 * merge several of them, are kept sorted and never rebuilt, except for another filter.
 */
export class EventLanes implements EventSource {
  #timestamps: Float64Array = new Float64Array(64);
  #types: Uint32Array = new Uint32Array(64);
  #stepIds: Uint32Array = new Uint32Array(64);
  #agentIds: Uint32Array = new Uint32Array(64);
  length = 0;
  readonly strings: string[] = [''];
  /** Whether the string of this number is a type that reports an error. */
  readonly #errorTypes: boolean[] = [false];
  /** All events that pass the filter, by time. */
  all = new Lane();
  /** How many events came without a time, whatever the filter: they stand in no lane. */
  withoutTime = 0;
  /** By step id; the empty one is for events without a step. */
  lanes = new Map<string, Lane>();
  /** By agent id, once `showAgents` was called. */
  agents: Map<string, Lane> | undefined;
  /** Counts whenever lanes come or go. */
  shape = 0;
  /** When each step was started, where `step_started` says it more than once (epoch ms, in order of arrival). */
  readonly starts = new Map<string, number[]>();
  #groups = new Map<string, Group>();
  #keep: ((index: number) => boolean) | undefined;
  #first = Infinity;
  #last = -Infinity;
  /** For sorting out a batch by string: how many, then how many are placed. */
  #tally = new Uint32Array(64);

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
    if (from === 0 && count > 0) {
      // The first columns are the host's copies: nobody else holds them.
      this.#timestamps = timestamps;
      this.#types = types;
      this.#stepIds = stepIds;
      this.#agentIds = agentIds;
    } else {
      this.#reserve(from + count);
      this.#timestamps.set(timestamps, from);
      this.#types.set(types, from);
      this.#stepIds.set(stepIds, from);
      this.#agentIds.set(agentIds, from);
    }
    this.length += count;
    this.#note(from);
    this.#sortIn(from);
    return true;
  }

  /** What is known of all events, whatever the filter: their extent, and the starts of steps. */
  #note(from: number): void {
    const started = this.strings.indexOf('step_started');
    for (let index = from; index < this.length; index++) {
      const time = this.#timestamps[index] ?? NaN;
      // What is no time has no place on an axis.
      if (!Number.isFinite(time)) {
        this.withoutTime++;
        continue;
      }
      if (time < this.#first) this.#first = time;
      if (time > this.#last) this.#last = time;
      if (this.#types[index] !== started || started <= none) continue;
      const stepId = this.stepId(index);
      const times = this.starts.get(stepId);
      if (!times) this.starts.set(stepId, [time]);
      else if (times.length < maxStarts) times.push(time);
    }
  }

  /** Shows only the events that pass; `undefined` shows all. Costs all events. */
  filterBy(keep: ((index: number) => boolean) | undefined): void {
    this.#keep = keep;
    this.all = new Lane();
    this.lanes = new Map();
    this.#groups = new Map();
    if (this.agents) this.agents = new Map();
    this.shape++;
    this.#sortIn(0);
  }

  /** Sorts them by agent too, or no more. */
  showAgents(show: boolean): void {
    if (show === (this.agents !== undefined)) return;
    this.shape++;
    if (!show) {
      this.agents = undefined;
      return;
    }
    this.agents = new Map();
    this.#distribute(this.all.indexes, this.#agentIds, this.agents);
  }

  #sortIn(start: number): void {
    if (this.#takeInOrder(start)) return;
    const fresh = new Uint32Array(this.length - start);
    let filled = 0;
    const keep = this.#keep;
    for (let index = start; index < this.length; index++) {
      if (!Number.isFinite(this.#timestamps[index] ?? NaN) || (keep && !keep(index))) continue;
      fresh[filled++] = index;
    }
    if (filled > 0) this.#put(this.#sorted(fresh.subarray(0, filled)));
  }

  /** Takes in events that the filter has held back and that pass it now. */
  admit(indexes: Uint32Array): void {
    const passing = indexes.filter((index) => Number.isFinite(this.timestamp(index)) && (this.#keep?.(index) ?? true));
    if (passing.length > 0) this.#put(this.#sorted(passing));
  }

  /** Most runs come in the order of time, and are shown whole: all events are then the columns as they are. */
  #takeInOrder(start: number): boolean {
    const times = this.#timestamps;
    if (this.#keep || this.all.length !== start || start === this.length) return false;
    let before = start === 0 ? -Infinity : this.all.at(start - 1);
    for (let index = start; index < this.length; index++) {
      const time = times[index] ?? NaN;
      // What is no time is not in order either.
      if (!(time >= before) || time === Infinity) return false;
      before = time;
    }
    if (!this.all.extend(times, this.length, this)) return false;
    const fresh = new Uint32Array(this.length - start);
    for (let i = 0; i < fresh.length; i++) fresh[i] = start + i;
    this.#putInSteps(fresh);
    return true;
  }

  #put(sorted: Uint32Array): void {
    this.all.insert(sorted, this);
    this.#putInSteps(sorted);
  }

  #putInSteps(sorted: Uint32Array): void {
    const byStep = this.#distribute(sorted, this.#stepIds, this.lanes);
    if (this.agents) this.#distribute(sorted, this.#agentIds, this.agents);
    for (const { stepIds, lane } of this.#groups.values()) {
      const parts = [...byStep].filter(([stepId]) => stepIds.has(stepId)).map(([, indexes]) => indexes);
      if (parts.length > 0) lane.insert(this.#merged(parts), this);
    }
  }

  /** Puts events, sorted by time, into the lanes that a column names. Returns what went where. */
  #distribute(sorted: Uint32Array, column: Uint32Array, lanes: Map<string, Lane>): Map<string, Uint32Array> {
    if (this.#tally.length < this.strings.length) this.#tally = new Uint32Array(this.strings.length * 2);
    const tally = this.#tally;
    const named: number[] = [];
    const { length } = sorted;
    for (let i = 0; i < length; i++) {
      const name = column[sorted[i] ?? 0] ?? 0;
      if (tally[name] === 0) named.push(name);
      tally[name] = (tally[name] ?? 0) + 1;
    }
    const byName: Uint32Array[] = [];
    const batches = new Map<number, Uint32Array>();
    for (const name of named) {
      const batch = new Uint32Array(tally[name] ?? 0);
      byName[name] = batch;
      batches.set(name, batch);
      tally[name] = 0;
    }
    for (let i = 0; i < length; i++) {
      const index = sorted[i] ?? 0;
      const name = column[index] ?? 0;
      const place = tally[name] ?? 0;
      const batch = byName[name];
      if (batch) batch[place] = index;
      tally[name] = place + 1;
    }
    const put = new Map<string, Uint32Array>();
    for (const [name, batch] of batches) {
      tally[name] = 0;
      const text = this.strings[name] ?? '';
      let lane = lanes.get(text);
      if (!lane) {
        lane = new Lane();
        lanes.set(text, lane);
        this.shape++;
      }
      lane.insert(batch, this);
      put.set(text, batch);
    }
    return put;
  }

  /**
   * The events of several steps as one lane: of a folded step and all below it, or of what has no step. It is made
   * once and fed with what arrives, until the name stands for other steps.
   */
  group(name: string, stepIds: ReadonlySet<string>): Lane {
    const known = this.#groups.get(name);
    if (known?.stepIds.size === stepIds.size && [...stepIds].every((id) => known.stepIds.has(id))) return known.lane;
    const parts: Uint32Array[] = [];
    for (const stepId of stepIds) {
      const lane = this.lanes.get(stepId);
      if (lane) parts.push(lane.indexes);
    }
    const lane = new Lane();
    lane.insert(this.#merged(parts), this);
    this.#groups.set(name, { stepIds, lane });
    return lane;
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
    const size = Math.max(length, this.#timestamps.length + (this.#timestamps.length >>> 2));
    this.#timestamps = grown(new Float64Array(size), this.#timestamps);
    this.#types = grown(new Uint32Array(size), this.#types);
    this.#stepIds = grown(new Uint32Array(size), this.#stepIds);
    this.#agentIds = grown(new Uint32Array(size), this.#agentIds);
  }

  timestamp = (index: number): number => this.#timestamps[index] ?? NaN;

  typeNumber = (index: number): number => this.#types[index] ?? 0;

  isError = (index: number): boolean => this.#errorTypes[this.#types[index] ?? 0] ?? false;

  type(index: number): string {
    return this.strings[this.#types[index] ?? 0] ?? '';
  }

  stepId(index: number): string {
    return this.strings[this.#stepIds[index] ?? 0] ?? '';
  }

  agentId(index: number): string {
    return this.strings[this.#agentIds[index] ?? 0] ?? '';
  }

  /** The numbers of strings that an event carries, for whoever compares many. */
  stepNumber(index: number): number {
    return this.#stepIds[index] ?? 0;
  }

  agentNumber(index: number): number {
    return this.#agentIds[index] ?? 0;
  }

  /** The times of the first and the last event, or `undefined` where there is none. */
  extent(): readonly [number, number] | undefined {
    return this.#first <= this.#last ? [this.#first, this.#last] : undefined;
  }
}
