import type { Step } from '../model/plan';
import type { Freshness, HostMessage, RunHeader, TimelineTexts } from '../protocol';
import { EventLanes } from './density';
import { extentOf, rowsOf, type Row } from './layout';

/** What is selected. Events by their index, which never changes. */
export type Selection =
  | { readonly kind: 'run' }
  | { readonly kind: 'row'; readonly key: string }
  | { readonly kind: 'events'; readonly key: string; readonly indexes: readonly number[] };

/** Which stretch of time is shown. */
export type Window =
  /** All of the run, and it grows with it. */
  | { readonly kind: 'fit' }
  /** So many ms up to now, moving along. */
  | { readonly kind: 'follow'; readonly length: number }
  /** Epoch ms; stands still. */
  | { readonly kind: 'free'; readonly from: number; readonly to: number };

/** What outlives a hidden tab and a reload of the window. */
export type Saved = {
  readonly missionId: string;
  readonly runId: string;
  readonly folded: readonly string[];
  readonly window: Window;
};

const shortestWindow = 10;
const longestWindow = 100 * 365 * 86_400_000;
/** How much room is left beside what is shown, as a part of it. */
const margin = 0.04;

/** Everything that the timeline knows and shows. No DOM: messages and intents go in, what to draw is read off. */
export class TimelineState {
  run: RunHeader | undefined;
  steps: readonly Step[] = [];
  events = new EventLanes();
  freshness: Freshness = { kind: 'loading' };
  texts: TimelineTexts | undefined;
  window: Window = { kind: 'fit' };
  selection: Selection | undefined;
  readonly folded = new Set<string>();
  #revision: number | undefined;
  /** The host's clock less ours (ms). */
  #ahead = 0;
  #rows: Row[] | undefined;
  #lanesSeen = -1;

  /** Returns false where something was missed: the host has to be asked for a snapshot. */
  apply(message: Extract<HostMessage, { readonly kind: 'snapshot' | 'delta' }>, clock: number): boolean {
    this.#ahead = message.now - clock;
    if (message.kind === 'snapshot') {
      this.#revision = message.revision;
      this.run = message.run;
      this.steps = message.steps;
      this.events = new EventLanes();
      this.freshness = message.freshness;
      this.texts = message.texts;
      this.#rows = undefined;
      return this.events.append(message.events);
    }
    if (this.#revision === undefined || message.revision !== this.#revision + 1) return false;
    this.#revision = message.revision;
    if (message.run) this.run = message.run;
    if (message.steps) this.steps = message.steps;
    if (message.freshness) this.freshness = message.freshness;
    if (message.run || message.steps) this.#rows = undefined;
    return !message.events || this.events.append(message.events);
  }

  /** The host's time (epoch ms). */
  now(clock: number): number {
    return clock + this.#ahead;
  }

  get rows(): readonly Row[] {
    // New events change the rows only where they name a step for the first time.
    if (!this.#rows || this.#lanesSeen !== this.events.lanes.size) {
      this.#rows = rowsOf(this.run, this.steps, this.events, this.folded);
      this.#lanesSeen = this.events.lanes.size;
    }
    return this.#rows;
  }

  fold(stepId: string, fold: boolean): void {
    if (fold) this.folded.add(stepId);
    else this.folded.delete(stepId);
    this.#rows = undefined;
  }

  /** The stretch of time to show (epoch ms). */
  range(now: number): readonly [number, number] {
    switch (this.window.kind) {
      case 'fit': {
        const [first, last] = extentOf(this.run, this.steps, this.events, now);
        const room = (last - first) * margin;
        // A run that goes on has room for what is still to come.
        return [first - room, last + (this.run?.active ? 2.5 * room : room)];
      }
      case 'follow': {
        const end = now + this.window.length * margin;
        return [end - this.window.length, end];
      }
      case 'free':
        return [this.window.from, this.window.to];
    }
  }

  /** Zooms by `factor` (below 1: closer) around the time `at` (epoch ms). */
  zoom(factor: number, at: number, now: number): void {
    const [from, to] = this.range(now);
    const length = clamp((to - from) * factor, shortestWindow, longestWindow);
    if (this.window.kind === 'follow') {
      this.window = { kind: 'follow', length };
      return;
    }
    const part = (at - from) / (to - from);
    this.window = { kind: 'free', from: at - part * length, to: at + (1 - part) * length };
  }

  /** Moves what is shown by so many ms. */
  pan(by: number, now: number): void {
    const [from, to] = this.range(now);
    this.window = { kind: 'free', from: from + by, to: to + by };
  }

  follow(now: number): void {
    const [from, to] = this.range(now);
    this.window = { kind: 'follow', length: to - from };
  }

  /** The row that the selection stands on, or -1. */
  selectedRow(): number {
    const { selection } = this;
    if (!selection) return -1;
    const key = selection.kind === 'run' ? 'run' : selection.key;
    return this.rows.findIndex((row) => row.key === key);
  }

  save(ids: Pick<Saved, 'missionId' | 'runId'>): Saved {
    return { ...ids, folded: [...this.folded], window: this.window };
  }

  /** Takes back what was saved, as far as it makes sense. */
  restore(saved: unknown): void {
    if (typeof saved !== 'object' || saved === null) return;
    const { folded, window } = saved as Partial<Record<keyof Saved, unknown>>;
    if (Array.isArray(folded)) for (const id of folded) if (typeof id === 'string') this.folded.add(id);
    const restored = asWindow(window);
    if (restored) this.window = restored;
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function asWindow(value: unknown): Window | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, from, to, length } = value as Record<string, unknown>;
  const finite = (number: unknown): number is number => typeof number === 'number' && Number.isFinite(number);
  if (kind === 'follow' && finite(length) && length >= shortestWindow) return { kind, length };
  if (kind === 'free' && finite(from) && finite(to) && to - from >= shortestWindow) return { kind, from, to };
  return kind === 'fit' ? { kind } : undefined;
}
