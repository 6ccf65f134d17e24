import type { RunEvent } from './event';

/** The column in a larger array; what is beyond it is zero. */
export function grown<T extends Float64Array | Uint32Array>(larger: T, column: T): T {
  larger.set(column);
  return larger;
}

/** Strings by number, each kept once. Number 0 is the empty string and stands for "none". */
export class StringTable {
  readonly #values: string[] = [''];
  readonly #numbers = new Map<string, number>([['', 0]]);

  get size(): number {
    return this.#values.length;
  }

  intern(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#values.length;
    this.#values.push(text);
    this.#numbers.set(text, number);
    return number;
  }

  at(number: number): string {
    return this.#values[number] ?? '';
  }

  /** The strings from number `from` on, in order. */
  since(from: number): readonly string[] {
    return this.#values.slice(from);
  }
}

/**
 * Rows `from` to `from + timestamps.length` of a run's events, as copies that own their buffers: a view of a grown
 * column would make `webview.postMessage` ship the whole buffer behind it.
 */
export type EventSlice = {
  /** Index of the first row. */
  readonly from: number;
  /** Epoch ms, UTC. */
  readonly timestamps: Float64Array;
  /** Numbers of strings; the three columns share one table. */
  readonly types: Uint32Array;
  readonly stepIds: Uint32Array;
  readonly agentIds: Uint32Array;
  /** Strings that the receiver does not have yet, the first being number `stringsFrom`; it knows number 0 by itself. */
  readonly stringsFrom: number;
  readonly strings: readonly string[];
};

/**
 * A run's events as growing typed columns. The index of a row is its order of arrival and never changes, so that
 * a delta is a range; by time they are sorted by whoever draws them. Each event id is kept once.
 */
export class EventColumns {
  #timestamps = new Float64Array(64);
  #types = new Uint32Array(64);
  #stepIds = new Uint32Array(64);
  #agentIds = new Uint32Array(64);
  readonly #eventIds: string[] = [];
  readonly #summaries: string[] = [];
  /** JSON text: a fraction of what parsed objects take, and most are never looked at. */
  readonly #payloads: string[] = [];
  readonly #indexes = new Map<string, number>();
  readonly strings = new StringTable();

  get length(): number {
    return this.#eventIds.length;
  }

  has(eventId: string): boolean {
    return this.#indexes.has(eventId);
  }

  indexOf(eventId: string): number | undefined {
    return this.#indexes.get(eventId);
  }

  /** Appends what is not here yet; returns how many rows that was. */
  append(events: readonly RunEvent[]): number {
    const before = this.length;
    for (const event of events) {
      if (this.#indexes.has(event.eventId)) continue;
      const index = this.length;
      if (index === this.#timestamps.length) this.#grow();
      this.#timestamps[index] = event.timestamp;
      this.#types[index] = this.strings.intern(event.type);
      this.#stepIds[index] = this.strings.intern(event.stepId ?? '');
      this.#agentIds[index] = this.strings.intern(event.agentId ?? '');
      this.#eventIds.push(event.eventId);
      this.#summaries.push(event.summary);
      this.#payloads.push(event.payload ? JSON.stringify(event.payload) : '');
      this.#indexes.set(event.eventId, index);
    }
    return this.length - before;
  }

  #grow(): void {
    const size = this.#timestamps.length * 2;
    this.#timestamps = grown(new Float64Array(size), this.#timestamps);
    this.#types = grown(new Uint32Array(size), this.#types);
    this.#stepIds = grown(new Uint32Array(size), this.#stepIds);
    this.#agentIds = grown(new Uint32Array(size), this.#agentIds);
  }

  /** Copies of rows `from` to the end, with the strings from number `stringsFrom` on. */
  slice(from: number, stringsFrom: number): EventSlice {
    const end = this.length;
    return {
      from,
      timestamps: this.#timestamps.slice(from, end),
      types: this.#types.slice(from, end),
      stepIds: this.#stepIds.slice(from, end),
      agentIds: this.#agentIds.slice(from, end),
      stringsFrom,
      strings: this.strings.since(stringsFrom),
    };
  }

  timestamp(index: number): number {
    return this.#timestamps[index] ?? 0;
  }

  type(index: number): string {
    return this.strings.at(this.#types[index] ?? 0);
  }

  stepId(index: number): string {
    return this.strings.at(this.#stepIds[index] ?? 0);
  }

  agentId(index: number): string {
    return this.strings.at(this.#agentIds[index] ?? 0);
  }

  eventId(index: number): string {
    return this.#eventIds[index] ?? '';
  }

  summary(index: number): string {
    return this.#summaries[index] ?? '';
  }

  /** The payload as JSON text, empty where the event has none. */
  payload(index: number): string {
    return this.#payloads[index] ?? '';
  }
}
