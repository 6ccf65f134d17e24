import { EventColumns } from '../../model/eventColumns';
import type { EventGap, RunEvent } from '../../model/event';
import type { EventLog } from './facts';

/** So much (bytes) of the events of runs that nobody uses is kept, so that who comes back needs not wait. */
export const maxUnusedEventBytes = 50_000_000;

type StoredLog = { log: EventLog; bytes: number };

/** Events by run. Those of runs that nobody uses are kept as far as there is room, the last used longest. */
export class EventLogs {
  readonly #maxBytes: number;
  readonly #onDropped: (runId: string) => void;
  /** The last used come last. */
  readonly #logs = new Map<string, StoredLog>();
  readonly #users = new Map<string, number>();
  #unusedBytes = 0;

  constructor(maxBytes: number, onDropped: (runId: string) => void) {
    this.#maxBytes = maxBytes;
    this.#onDropped = onDropped;
  }

  get(runId: string): EventLog | undefined {
    return this.#logs.get(runId)?.log;
  }

  has(runId: string): boolean {
    return this.#logs.has(runId);
  }

  keys(): Iterable<string> {
    return this.#logs.keys();
  }

  /** Returns how many of the rows are new. */
  append(runId: string, rows: readonly RunEvent[]): number {
    const stored = this.#of(runId);
    const count = stored.log.columns.append(rows);
    const { byteLength } = stored.log.columns;
    if (!this.#users.has(runId)) this.#unusedBytes += byteLength - stored.bytes;
    stored.bytes = byteLength;
    this.#dropUnused(runId);
    return count;
  }

  /** Returns whether that says something new. */
  note(runId: string, now: Omit<EventLog, 'columns'>): boolean {
    const stored = this.#of(runId);
    const { log } = stored;
    stored.log = { columns: log.columns, ...now };
    return (
      log.total !== now.total ||
      log.complete !== now.complete ||
      log.isReading !== now.isReading ||
      log.tooLarge.join() !== now.tooLarge.join()
    );
  }

  /** Keeps what is held of the run, and will be, until the returned function is called. */
  use(runId: string): () => void {
    const before = this.#users.get(runId) ?? 0;
    this.#users.set(runId, before + 1);
    if (before === 0) this.#unusedBytes -= this.#logs.get(runId)?.bytes ?? 0;
    let isUsed = true;
    return () => {
      if (!isUsed) return;
      isUsed = false;
      const users = (this.#users.get(runId) ?? 1) - 1;
      if (users > 0) this.#users.set(runId, users);
      else this.#release(runId);
    };
  }

  #release(runId: string): void {
    this.#users.delete(runId);
    const stored = this.#logs.get(runId);
    if (!stored) return;
    this.#logs.delete(runId);
    this.#logs.set(runId, stored);
    this.#unusedBytes += stored.bytes;
    this.#dropUnused();
  }

  delete(runId: string): void {
    const stored = this.#logs.get(runId);
    if (stored && !this.#users.has(runId)) this.#unusedBytes -= stored.bytes;
    this.#logs.delete(runId);
  }

  /** Those who use a run go on to use it: what is read of it again is theirs. */
  clear(): void {
    this.#logs.clear();
    this.#unusedBytes = 0;
  }

  #of(runId: string): StoredLog {
    const stored = this.#logs.get(runId) ?? { log: noEvents(), bytes: 0 };
    this.#logs.set(runId, stored);
    return stored;
  }

  #dropUnused(except?: string): void {
    if (this.#unusedBytes <= this.#maxBytes) return;
    for (const runId of [...this.#logs.keys()]) {
      if (this.#unusedBytes <= this.#maxBytes) return;
      if (runId === except || this.#users.has(runId)) continue;
      this.delete(runId);
      this.#onDropped(runId);
    }
  }
}

/** What is missing of the log, once all of it that can be read has been. */
export function gapOf({ columns, total, complete, isReading, tooLarge }: EventLog): EventGap | undefined {
  return complete || isReading ? undefined : { atLeast: Math.max(total, columns.length), tooLarge };
}

/** A log of which nothing has been read. */
export function noEvents(): EventLog {
  return { columns: new EventColumns(), total: 0, complete: false, isReading: true, tooLarge: [] };
}
