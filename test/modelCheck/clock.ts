import { createHash } from 'node:crypto';
import { context } from './act';

type Timer = { readonly at: number; readonly order: number; readonly act: () => void };

/** Time that passes when everything that could be done at once has been done. */
export interface Clock {
  /** Epoch ms, by the clock of the service, which nobody sets. */
  now(): number;
  /** Runs `act` after so many ms; returns how to call that off. */
  after(ms: number, act: () => void): () => void;
  wait(ms: number): Promise<void>;
  /** Sets the clock that is shown, `Date.now`, by so many ms: what waits and what is steady does not hear of it. */
  set(byMs: number): void;
  /** Lets time pass until `isOver` says so. Resolves to whether it did before `longest` (ms) had passed. */
  pass(isOver: () => boolean, longest: number): Promise<boolean>;
}

/** What is to happen yet, at its time. */
export class Agenda {
  #coming = 0;

  constructor(readonly clock: Clock) {}

  /** How much of it there is. */
  get coming(): number {
    return this.#coming;
  }

  later(ms: number, act: () => void): void {
    this.#coming++;
    this.clock.after(ms, () => {
      this.#coming--;
      act();
    });
  }
}

/** When every schedule begins (epoch ms). */
const beginning = Date.UTC(2026, 0, 1);

const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;
const realNow = Date.now.bind(Date);
const realSteady = performance.now.bind(performance);
const realDigest = crypto.subtle.digest.bind(crypto.subtle);
const immediate = setImmediate;

function hashed(data: BufferSource): ArrayBuffer {
  const bytes = ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : data;
  return new Uint8Array(createHash('sha256').update(new Uint8Array(bytes)).digest()).buffer;
}

/** What has been made possible is done: promises, and streams of answers. */
const settled = () => new Promise<void>((resolve) => void immediate(resolve));

/**
 * Does something in virtual time: until it has ended, `setTimeout`, `Date.now` and `performance.now` are the clock's, for everybody in
 * this process.
 */
export async function inVirtualTime<T>(act: (clock: Clock) => Promise<T>): Promise<T> {
  const timers = new Map<number, Timer>();
  let now = beginning;
  let setBy = 0;
  let order = 0;

  function set(run: () => void, ms = 0): number {
    order++;
    const on = context.getStore();
    const act = on ? () => context.run(on, run) : run;
    timers.set(order, { at: now + Math.max(0, ms), order, act });
    return order;
  }

  function next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of timers.values())
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) first = timer;
    return first;
  }

  const clock: Clock = {
    now: () => now,
    after(ms, run) {
      const id = set(run, ms);
      return () => timers.delete(id);
    },
    wait: (ms) => new Promise((resolve) => void set(resolve, ms)),
    set: (byMs) => (setBy += byMs),
    async pass(isOver, longest) {
      const end = now + longest;
      for (;;) {
        await settled();
        if (isOver()) return true;
        const timer = next();
        if (!timer || timer.at > end) return false;
        timers.delete(timer.order);
        now = Math.max(now, timer.at);
        timer.act();
      }
    },
  };

  // The part of them that is used here: a number instead of Node's object does for both.
  globalThis.setTimeout = ((run: () => void, ms?: number) => set(run, ms)) as unknown as typeof setTimeout;
  globalThis.clearTimeout = ((id: number) => timers.delete(id)) as unknown as typeof clearTimeout;
  Date.now = () => now + setBy;
  performance.now = () => now;
  // The real one works elsewhere, in its own time.
  crypto.subtle.digest = (_, data) => Promise.resolve(hashed(data));
  try {
    return await act(clock);
  } finally {
    globalThis.setTimeout = realSetTimeout;
    globalThis.clearTimeout = realClearTimeout;
    Date.now = realNow;
    performance.now = realSteady;
    crypto.subtle.digest = realDigest;
  }
}
