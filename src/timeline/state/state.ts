import { countSteps, type Step, type StepCounts } from '../../model/plan';
import type { EventShortfall, Freshness, HostMessage, RunHeader } from '../../protocol/messages';
import { receivedStep } from '../../protocol/sentSteps';
import type { TimelineTexts } from '../../protocol/texts';
import type { ClockMode } from '../geometry/axis';
import { createCallSpans, type CallSpans } from '../geometry/callSpans';
import type { Span } from '../geometry/density';
import { EventLanes } from '../geometry/eventLanes';
import { noFilter, type Filter } from './filter';
import { createPausedUpdates } from './pausedUpdates';
import { foldsOf, type IdleMode } from '../geometry/idleFolds';
import { edgesOf, extentOf, rowsOf, type Row } from '../geometry/layout';
import { readSaved, type Saved } from './savedState';
import { findSelection, saveSelection, type SavedSelection, type Selection } from './selection';
import { momentsOf, shiftedMoments, type Moments, type TimeFolds } from '../geometry/timeFolds';
import { rangeOf, windowOf, zoomedWindow, type Seen, type Window } from '../geometry/timeWindow';
import { HostClock } from './hostClock';

/** What became of a message. `gap`: something was missed, the host has to be asked for a snapshot. */
export type Applied = 'applied' | 'gap' | 'ignored';

/** How often folds are measured against a run that grows (ms). */
const foldRefreshMs = 1000;

/** Another run beside this one: how long it took, and when something happened in it (ms after its start). */
export type Compared = { readonly length: number; readonly moments: readonly Moments[] };

/** Everything that the timeline knows and shows. No DOM: messages and actions go in, what to draw is read off. */
export class TimelineState {
  run: RunHeader | undefined;
  steps: readonly Step[] = [];
  stepCounts: StepCounts = countSteps([]);
  events = new EventLanes();
  callSpans: CallSpans = createCallSpans(this.events);
  /** As the host says. */
  hostFreshness: Freshness = { kind: 'loading' };
  /** What is missing of the events. */
  shortfall: EventShortfall | undefined;
  texts: TimelineTexts | undefined;
  window: Window = { kind: 'fit' };
  filter: Filter = noFilter;
  clock: ClockMode = 'local';
  /** A stretch that the person has measured (epoch ms). */
  measured: { readonly from: number; readonly to: number } | undefined;
  /** Whether the panel with everything about the selection is open. */
  detailsOpen = false;
  listOpen = true;
  listHeight: number | undefined;
  scrollTop = 0;
  gutterWidth: number | undefined;
  readonly folded = new Set<string>();
  /** Counts whenever something to be drawn may have changed. */
  changes = 0;
  #idle: IdleMode = 'auto';
  #compared: Compared | undefined;
  #agentsShown = false;
  #revision: number | undefined;
  /** A snapshot has been asked for: until it comes, deltas say nothing. */
  #waiting = false;
  readonly #hostClock = new HostClock();
  readonly #pausedUpdates = createPausedUpdates();
  #edges: readonly number[] = [];
  #rows: Row[] | undefined;
  #shapeSeen = -1;
  #folds: { readonly key: string; readonly folds: TimeFolds; readonly canFold: boolean } | undefined;
  /** This run stands beside another one, which says what is folded. */
  imposedFolds: TimeFolds | undefined;
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
      this.#pausedUpdates.take();
      this.#hostClock.resume();
      this.#revision = message.revision;
      this.run = message.run;
      this.#setSteps(message.steps.map(receivedStep));
      this.events = events;
      this.callSpans = createCallSpans(events);
      events.showAgents(this.#agentsShown);
      this.hostFreshness = message.freshness;
      this.texts = message.texts;
    } else {
      if (this.#waiting) return 'ignored';
      const whole = this.#revision !== undefined && message.revision === this.#revision + 1;
      if (!whole || !this.#take(message.events, message.steps?.map(receivedStep))) {
        this.#waiting = true;
        return 'gap';
      }
      this.#revision = message.revision;
      if (message.run) this.run = message.run;
      if (message.freshness) this.hostFreshness = message.freshness;
      if (message.run) this.#rows = undefined;
    }
    this.shortfall = message.shortfall;
    this.#hostClock.set(message.now, clock);
    this.changes++;
    this.#selectAgain();
    return 'applied';
  }

  /** Lets in what a delta brings, or puts it aside while updates are held. */
  #take(
    events: Extract<HostMessage, { readonly kind: 'delta' }>['events'],
    steps: readonly Step[] | undefined,
  ): boolean {
    if (this.updatesPaused) {
      if (events && events.from !== this.events.length + this.#pausedUpdates.eventCount) return false;
      this.#pausedUpdates.put(events, steps, this.freshness.kind === 'reading' || this.freshness.kind === 'loading');
      return true;
    }
    if (events && !this.events.append(events)) return false;
    if (steps) this.#setSteps(steps);
    return true;
  }

  #setSteps(steps: readonly Step[]): void {
    this.steps = steps;
    this.stepCounts = countSteps(steps);
    this.#edges = edgesOf(steps);
    this.#rows = undefined;
    this.changes++;
  }

  #selectAgain(): void {
    if (!this.#toSelect) return;
    const found = findSelection(this.#toSelect, this.rows);
    if (found) this.selection = found;
    else if (this.freshness.kind === 'live') this.#toSelect = undefined;
  }

  /** Whether what comes is put aside, so that the picture stands still. */
  get updatesPaused(): boolean {
    return this.#hostClock.isPaused;
  }

  /** How many new events have been put aside. */
  get pausedEventCount(): number {
    return this.#pausedUpdates.newEventCount;
  }

  pauseUpdates(clock: number): void {
    this.#hostClock.pause(clock);
  }

  /** Lets in what was put aside. Returns false where that does not fit: a snapshot has to be asked for. */
  resumeUpdates(): boolean {
    this.#hostClock.resume();
    const { slices, steps } = this.#pausedUpdates.take();
    for (const slice of slices) {
      if (this.events.append(slice)) continue;
      this.#waiting = true;
      return false;
    }
    if (steps) this.#setSteps(steps);
    this.changes++;
    return true;
  }

  /** The host's time (epoch ms); while updates are held, when that began; and no later than it was heard of. */
  now(clock: number): number {
    return this.#hostClock.now(clock);
  }

  /** How fresh the picture is: what the host has said is so until it is not heard of any more. */
  get freshness(): Freshness {
    const { lostSince } = this.#hostClock;
    if (lostSince === undefined || !this.texts) return this.hostFreshness;
    return { kind: 'stale', at: lostSince, message: this.texts.hostSilent };
  }

  /** Whether nobody knows how the run is now, because the host is not heard of. */
  get isHostLost(): boolean {
    return this.#hostClock.lostSince !== undefined;
  }

  /** The host is heard of at this moment (epoch ms, our clock). */
  onHostHeard(clock: number): void {
    this.#hostClock.onHeard(clock);
  }

  /** The host is not heard of any more: time stands where it was the last time. */
  onHostLost(): void {
    this.#hostClock.onLost();
  }

  /** Where time stands (epoch ms): now, or the end of a run that is over. */
  edge(now: number): number {
    const { run } = this;
    return !run || run.active ? now : Math.max(run.startedAt, run.finishedAt ?? run.updatedAt);
  }

  get rows(): readonly Row[] {
    // New events change the rows only where they name a step or agent for the first time.
    if (!this.#rows || this.#shapeSeen !== this.events.shape) {
      this.#rows = rowsOf(this.run, this.steps, this.events, this.folded);
      this.#shapeSeen = this.events.shape;
    }
    return this.#rows;
  }

  get idle(): IdleMode {
    return this.#idle;
  }

  set idle(mode: IdleMode) {
    this.#idle = mode;
    this.changes++;
  }

  get agentsShown(): boolean {
    return this.#agentsShown;
  }

  set agentsShown(shown: boolean) {
    this.#agentsShown = shown;
    this.events.showAgents(shown);
    this.changes++;
  }

  /** The run that this one is compared with. On their common axis only what is idle in both is folded. */
  get compared(): Compared | undefined {
    return this.#compared;
  }

  set compared(compared: Compared | undefined) {
    this.#compared = compared;
    this.changes++;
  }

  fold(stepId: string, fold: boolean): void {
    if (fold) this.folded.add(stepId);
    else this.folded.delete(stepId);
    this.#refold(stepId);
  }

  /** Folds or unfolds every step that has others below it. */
  foldAll(fold: boolean): void {
    this.folded.clear();
    if (fold) for (const { parentStepId } of this.steps) if (parentStepId !== undefined) this.folded.add(parentStepId);
    this.#refold(undefined);
  }

  #refold(hider: string | undefined): void {
    this.#rows = undefined;
    if (!this.selection || this.selectedRow() >= 0) return;
    // What can be seen no more is not selected either: the step that hides it is.
    this.selection = { kind: 'row', key: hider === undefined ? 'run' : `step ${hider}` };
  }

  /** From the first thing that is known to the last (epoch ms). */
  extent(now: number): readonly [number, number] {
    const [first, last] = extentOf(this.run, this.#edges, this.events, now);
    return [first, Math.max(last, (this.run?.startedAt ?? first) + (this.#compared?.length ?? 0))];
  }

  #foldsNow(now: number) {
    const edge = this.run?.active ? Math.floor(now / foldRefreshMs) : 0;
    const key = [this.changes, this.events.all.length, this.#idle, edge].join();
    if (this.#folds?.key !== key) {
      const { run } = this;
      const theirs = this.#compared?.moments ?? [];
      const sources = [
        this.events.all,
        momentsOf(this.#edges),
        ...theirs.map((moments) => shiftedMoments(moments, run?.startedAt ?? 0)),
      ];
      const works = run?.active === true && run.attention === undefined;
      this.#folds = { key, ...foldsOf(this.#idle, this.extent(now), sources, works) };
    }
    return this.#folds;
  }

  /** How time is shown. */
  folds(now: number): TimeFolds {
    return this.imposedFolds ?? this.#foldsNow(now).folds;
  }

  /** Whether there is idle time to fold or unfold. */
  canFoldIdle(now: number): boolean {
    return this.#foldsNow(now).canFold;
  }

  #seen(now: number): Seen {
    const { window, run } = this;
    return { window, extent: this.extent(now), folds: this.folds(now), isActive: run?.active ?? false, now };
  }

  /** The stretch to show, in shown time (ms). Always has a length, and lies within what dates can say. */
  range(now: number): readonly [number, number] {
    return rangeOf(this.#seen(now));
  }

  span(now: number, width: number): Span {
    const [from, to] = this.range(now);
    return { from, to, width: Math.max(1, width), folds: this.folds(now) };
  }

  /** Shows this stretch of time (epoch ms), as near as may be. */
  show(from: number, to: number, now: number): void {
    const folds = this.folds(now);
    this.window = windowOf(folds.toShown(from), folds.toShown(to), this.#seen(now));
  }

  /** Zooms by `factor` (below 1: closer) around the time `at` (epoch ms). */
  zoom(factor: number, at: number, now: number): void {
    this.window = zoomedWindow(factor, at, this.#seen(now));
  }

  /** Moves what is shown by so many ms of shown time. */
  pan(by: number, now: number): void {
    const [from, to] = this.range(now);
    this.window = windowOf(from + by, to + by, this.#seen(now));
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
    const { folded, window, filter, clock, idle, agentsShown, detailsOpen, listOpen, scrollTop } = this;
    const { gutterWidth, listHeight } = this;
    const selection = this.selection ? saveSelection(this.selection, this.events) : this.#toSelect;
    return {
      ...ids,
      folded: [...folded],
      window,
      filter,
      clock,
      idle,
      agentsShown,
      detailsOpen,
      listOpen,
      scrollTop,
      ...(gutterWidth === undefined ? {} : { gutterWidth }),
      ...(listHeight === undefined ? {} : { listHeight }),
      ...(selection ? { selection } : {}),
    };
  }

  /** Takes back what was saved, as far as it makes sense. */
  restore(value: unknown): void {
    const saved = readSaved(value);
    this.detailsOpen = saved.detailsOpen ?? false;
    this.listOpen = saved.listOpen ?? true;
    for (const id of saved.folded ?? []) this.folded.add(id);
    this.window = saved.window ?? this.window;
    this.filter = saved.filter ?? noFilter;
    this.clock = saved.clock ?? 'local';
    this.#idle = saved.idle ?? 'auto';
    this.agentsShown = saved.agentsShown ?? false;
    this.scrollTop = saved.scrollTop ?? 0;
    this.gutterWidth = saved.gutterWidth;
    this.listHeight = saved.listHeight;
    this.#toSelect = saved.selection;
  }
}
