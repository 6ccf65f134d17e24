import { planProgress, type Progress, type Step } from '../model/plan';
import type { Freshness, HostMessage, RunHeader, TimelineTexts } from '../protocol';
import { farthest } from './axis';
import type { Span } from './density';
import { EventLanes } from './eventLanes';
import { extentOf, rowsOf, type Row } from './layout';
import { asSavedSelection, findSelection, saveSelection, type SavedSelection, type Selection } from './selection';
import { asWindow, clamp, longestWindow, shortestWindow, type Window } from './window';

/** What outlives a hidden tab and a reload of the window. */
export type Saved = {
  readonly missionId: string;
  readonly runId: string;
  readonly folded: readonly string[];
  readonly window: Window;
  readonly detailsOpen: boolean;
  readonly scrollTop: number;
  readonly gutterWidth?: number;
  readonly selection?: SavedSelection;
};

/** What became of a message. `gap`: something was missed, the host has to be asked for a snapshot. */
export type Applied = 'applied' | 'gap' | 'ignored';

/** How much room is left beside what is shown, as a part of it. */
export const margin = 0.04;

/** Everything that the timeline knows and shows. No DOM: messages and intents go in, what to draw is read off. */
export class TimelineState {
  run: RunHeader | undefined;
  steps: readonly Step[] = [];
  progress: Progress = { done: 0, total: 0 };
  events = new EventLanes();
  freshness: Freshness = { kind: 'loading' };
  texts: TimelineTexts | undefined;
  window: Window = { kind: 'fit' };
  /** Whether the panel with everything about the selection is open. */
  detailsOpen = false;
  scrollTop = 0;
  gutterWidth: number | undefined;
  readonly folded = new Set<string>();
  #revision: number | undefined;
  /** A snapshot has been asked for: until it comes, deltas say nothing. */
  #waiting = false;
  /** The host's clock less ours (ms). */
  #ahead = 0;
  #rows: Row[] | undefined;
  #lanesSeen = -1;
  #selection: Selection | undefined;
  #toSelect: SavedSelection | undefined;

  get selection(): Selection | undefined {
    return this.#selection;
  }

  set selection(selection: Selection | undefined) {
    this.#selection = selection;
    // Who selects something else no longer waits for what was selected before a reload.
    this.#toSelect = undefined;
  }

  apply(message: Extract<HostMessage, { readonly kind: 'snapshot' | 'delta' }>, clock: number): Applied {
    if (message.kind === 'snapshot') {
      const events = new EventLanes();
      // A snapshot that is no whole would be no better the next time: asking again would never end.
      if (!events.append(message.events)) return 'ignored';
      if (this.#selection) this.#toSelect = saveSelection(this.#selection, this.events);
      this.#selection = undefined;
      this.#waiting = false;
      this.#revision = message.revision;
      this.run = message.run;
      this.#setSteps(message.steps);
      this.events = events;
      this.freshness = message.freshness;
      this.texts = message.texts;
    } else {
      if (this.#waiting) return 'ignored';
      const whole = this.#revision !== undefined && message.revision === this.#revision + 1;
      if (!whole || (message.events && !this.events.append(message.events))) {
        this.#waiting = true;
        return 'gap';
      }
      this.#revision = message.revision;
      if (message.run) this.run = message.run;
      if (message.steps) this.#setSteps(message.steps);
      if (message.freshness) this.freshness = message.freshness;
      if (message.run) this.#rows = undefined;
    }
    this.#ahead = Number.isFinite(message.now) ? message.now - clock : 0;
    this.#selectAgain();
    return 'applied';
  }

  #setSteps(steps: readonly Step[]): void {
    this.steps = steps;
    this.progress = planProgress(steps);
    this.#rows = undefined;
  }

  #selectAgain(): void {
    if (!this.#toSelect) return;
    const found = findSelection(this.#toSelect, this.rows);
    if (found) this.selection = found;
    else if (this.freshness.kind === 'live') this.#toSelect = undefined;
  }

  /** The host's time (epoch ms). */
  now(clock: number): number {
    return clock + this.#ahead;
  }

  /** Where time stands (epoch ms): now, or the end of a run that is over. */
  edge(now: number): number {
    const { run } = this;
    return !run || run.active ? now : Math.max(run.startedAt, run.finishedAt ?? run.updatedAt);
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
    // What can be seen no more is not selected either: the step that hides it is.
    if (this.selection && this.selectedRow() < 0) this.selection = { kind: 'row', key: `step ${stepId}` };
  }

  /** From the first thing that is known to the last (epoch ms). */
  extent(now: number): readonly [number, number] {
    return extentOf(this.run, this.steps, this.events, now);
  }

  /** The stretch of time to show (epoch ms). Always has a length, and lies within what dates can say. */
  range(now: number): readonly [number, number] {
    switch (this.window.kind) {
      case 'fit': {
        const [first, last] = this.extent(now);
        const room = (last - first) * margin;
        // A run that goes on has room for what is still to come.
        return within(first - room, last + (this.run?.active ? 2.5 * room : room));
      }
      case 'follow': {
        const end = now + this.window.length * margin;
        return within(end - this.window.length, end);
      }
      case 'free':
        return within(this.window.from, this.window.to);
    }
  }

  span(now: number, width: number): Span {
    const [from, to] = this.range(now);
    return { from, to, width: Math.max(1, width) };
  }

  /** Shows this stretch of time (epoch ms), as near as may be: some of the run always stays in sight. */
  show(from: number, to: number, now: number): void {
    const [first, last] = this.extent(now);
    const length = clamp(to - from, shortestWindow, Math.min(longestWindow, 4 * (last - first) + 60_000));
    const middle = clamp((from + to) / 2, first - length * 0.4, last + length * 0.4);
    this.window = { kind: 'free', from: middle - length / 2, to: middle + length / 2 };
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
    this.show(at - part * length, at + (1 - part) * length, now);
  }

  /** Moves what is shown by so many ms. */
  pan(by: number, now: number): void {
    const [from, to] = this.range(now);
    this.show(from + by, to + by, now);
  }

  /** Sticks to the now-edge, at the present scale. */
  follow(now: number): void {
    const [from, to] = this.range(now);
    this.window = { kind: 'follow', length: to - from };
  }

  /** The row that the selection stands on, or -1. */
  selectedRow(): number {
    const { selection } = this;
    return selection ? this.rows.findIndex((row) => row.key === selection.key) : -1;
  }

  save(ids: Pick<Saved, 'missionId' | 'runId'>): Saved {
    const { folded, window, detailsOpen, scrollTop, gutterWidth } = this;
    const selection = this.selection ? saveSelection(this.selection, this.events) : this.#toSelect;
    return {
      missionId: ids.missionId,
      runId: ids.runId,
      folded: [...folded],
      window,
      detailsOpen,
      scrollTop,
      ...(gutterWidth === undefined ? {} : { gutterWidth }),
      ...(selection ? { selection } : {}),
    };
  }

  /** Takes back what was saved, as far as it makes sense: it may be another version's. */
  restore(saved: unknown): void {
    if (typeof saved !== 'object' || saved === null) return;
    const { folded, window, detailsOpen, scrollTop, gutterWidth, selection } = saved as Partial<
      Record<keyof Saved, unknown>
    >;
    this.detailsOpen = detailsOpen === true;
    if (Array.isArray(folded)) for (const id of folded) if (typeof id === 'string') this.folded.add(id);
    this.window = asWindow(window) ?? this.window;
    if (typeof scrollTop === 'number' && scrollTop >= 0) this.scrollTop = scrollTop;
    if (typeof gutterWidth === 'number' && gutterWidth > 0) this.gutterWidth = gutterWidth;
    this.#toSelect = asSavedSelection(selection);
  }
}

function within(from: number, to: number): readonly [number, number] {
  const start = clamp(from, -farthest, farthest - shortestWindow);
  return [start, clamp(to, start + shortestWindow, farthest)];
}
