import { NumberColumn, TextColumn, TextIndex } from './columns/chunkedColumns';
import type { RunEvent } from './event';
import { jsonText } from './jsonObject';

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
 * A run's events as columns that grow in chunks. The index of a row is its order of arrival and never changes, so that
 * a delta is a range; by time they are sorted by whoever draws them. Each event id is kept once. Texts are kept as
 * bytes and made when they are asked for: most are never looked at.
 */
export class EventColumns {
  readonly #timestamps = new NumberColumn((length) => new Float64Array(length));
  readonly #types = numberColumn();
  readonly #stepIds = numberColumn();
  readonly #agentIds = numberColumn();
  readonly #ids = new TextIndex();
  readonly #summaries = new TextColumn();
  /** JSON text: a fraction of what parsed objects take. */
  readonly #payloads = new TextColumn();
  readonly strings = new StringTable();

  get length(): number {
    return this.#ids.length;
  }

  /** The memory that the rows take, but for the strings that they share. */
  get byteLength(): number {
    const columns = [this.#timestamps, this.#types, this.#stepIds, this.#agentIds];
    return [...columns, this.#ids, this.#summaries, this.#payloads].reduce(
      (sum, { byteLength }) => sum + byteLength,
      0,
    );
  }

  has(eventId: string): boolean {
    return this.indexOf(eventId) !== undefined;
  }

  indexOf(eventId: string): number | undefined {
    return this.#ids.rowOf(eventId);
  }

  /** Appends what is not here yet; returns how many rows that was. */
  append(events: readonly RunEvent[]): number {
    const fresh = events.filter(({ eventId }) => this.#ids.add(eventId));
    for (const event of fresh) {
      this.#timestamps.push(event.timestamp);
      this.#types.push(this.strings.intern(event.type));
      this.#stepIds.push(this.strings.intern(event.stepId ?? ''));
      this.#agentIds.push(this.strings.intern(event.agentId ?? ''));
    }
    this.#summaries.pushAll(fresh.map(({ summary }) => summary));
    this.#payloads.pushAll(fresh.map(({ payload }) => (payload ? jsonText(payload) : '')));
    return fresh.length;
  }

  /** Copies of rows `from` to the end, with the strings from number `stringsFrom` on. */
  slice(from: number, stringsFrom: number): EventSlice {
    return {
      from,
      timestamps: this.#timestamps.slice(from),
      types: this.#types.slice(from),
      stepIds: this.#stepIds.slice(from),
      agentIds: this.#agentIds.slice(from),
      stringsFrom,
      strings: this.strings.since(stringsFrom),
    };
  }

  timestamp(index: number): number {
    return this.#timestamps.at(index);
  }

  type(index: number): string {
    return this.strings.at(this.#types.at(index));
  }

  stepId(index: number): string {
    return this.strings.at(this.#stepIds.at(index));
  }

  agentId(index: number): string {
    return this.strings.at(this.#agentIds.at(index));
  }

  eventId(index: number): string {
    return this.#ids.texts.at(index);
  }

  summary(index: number): string {
    return this.#summaries.at(index);
  }

  /** The payload as JSON text, empty where the event has none. */
  payload(index: number): string {
    return this.#payloads.at(index);
  }
}

const numberColumn = () => new NumberColumn((length) => new Uint32Array(length));
