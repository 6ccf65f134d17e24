import { plainLine } from '../../model/plainText';
import type { HostMessage, TimelineAct } from '../../protocol/messages';
import type { Host, Pushed } from '../bridge/host';
import { createTextSearch, type TextSearch } from '../bridge/textSearch';
import { isAnotherDay, type Clock } from '../geometry/axis';
import type { Action } from './action';
import { handleAction, type ActionEffects } from './actionHandlers';
import { isFiltering, filterPredicate, type Filter } from './filter';
import { stepName } from './labels';
import { reveal, revealStep } from './navigate';
import { createHostHeartbeat } from './hostHeartbeat';
import { TimelineState } from './state';
import type { ComparedRun, TimelineView } from './view';

/** What was moved is kept when it has stood still for so long (ms): a pan is hundreds of movements. */
export const saveDebounceMs = 250;

type Parts = {
  readonly host: Pick<Host, 'send' | 'ask' | 'saved' | 'save'>;
  readonly ids: { readonly missionId: string; readonly runId: string };
  readonly createView: (controller: TimelineController) => TimelineView;
  /** Epoch ms. */
  readonly clock?: () => number;
  /** A clock that is never set (ms). */
  readonly steadyClock?: () => number;
};

/**
 * What happens in a timeline: messages of the host and actions of a person come in, the state changes, and the view is
 * told. It knows no DOM.
 */
export class TimelineController {
  readonly state = new TimelineState();
  readonly #host: Parts['host'];
  readonly #ids: Parts['ids'];
  readonly #view: TimelineView;
  readonly #clock: () => number;
  readonly #steadyClock: () => number;
  readonly #heartbeat = createHostHeartbeat();
  readonly #search: TextSearch;
  readonly #effects: ActionEffects = {
    reveal: (index) => {
      this.#toReveal = index;
      this.#showRevealed();
    },
    remember: () => this.remember(),
    togglePause: () => this.#togglePause(),
  };
  /** The first answer of a search thins everything again; those after it only let in what has come. */
  #searchedAnew = true;
  /** An event to be shown as soon as it is here. */
  #toReveal: number | undefined;
  #stepToReveal: string | undefined;
  #isBuilt = false;
  #saving: ReturnType<typeof setTimeout> | undefined;
  /** What each step is called, for the plan that `#namesOf` is. */
  #names = new Map<string, string>();
  #namesOf: unknown;

  constructor({ host, ids, createView, clock = Date.now, steadyClock = () => performance.now() }: Parts) {
    this.#host = host;
    this.#ids = ids;
    this.#clock = clock;
    this.#steadyClock = steadyClock;
    this.#search = createTextSearch(
      host,
      () => this.state.events,
      (indexes) => this.#onFound(indexes),
    );
    this.state.restore(host.saved());
    this.#save();
    this.#view = createView(this);
  }

  /** The host's time (epoch ms). */
  now(): number {
    return this.state.now(this.#clock());
  }

  /** How times are said. */
  clock(): Clock {
    const { state } = this;
    const { run, events } = state;
    const zero = run?.startedAt ?? 0;
    const [first, last] = events.extent() ?? [zero, zero];
    const isDated = run !== undefined && isAnotherDay(Math.min(zero, first), Math.max(last, state.edge(this.now())));
    return { mode: state.clock, locale: state.texts?.locale ?? 'en', zero, isDated };
  }

  stepName(stepId: string): string {
    const { steps } = this.state;
    if (this.#namesOf !== steps) {
      this.#namesOf = steps;
      this.#names = new Map(steps.map((step) => [step.stepId, stepName(step)]));
    }
    return this.#names.get(stepId) ?? plainLine(stepId);
  }

  /** The host has been asked for a text, and has not answered yet. */
  get isSearching(): boolean {
    return this.#search.isBusy;
  }

  onMessage(message: Pushed): void {
    switch (message.kind) {
      case 'snapshot':
      case 'delta':
        if (!this.#apply(message)) return;
        break;
      case 'compare':
        this.#compareWith(message.other);
        break;
      case 'reveal':
        this.#toReveal = message.index;
        break;
      case 'revealStep':
        this.#stepToReveal = message.stepId;
        break;
    }
    this.#showRevealed();
    this.#view.redraw();
  }

  /** The host is there. */
  onHeard(): void {
    this.#heartbeat.onHeard(this.#steadyClock());
    const wasLost = this.state.isHostLost;
    this.state.onHostHeard(this.#clock());
    if (wasLost) this.#view.redraw();
  }

  /** To be called about twice a second. */
  tick(isHidden: boolean): void {
    const { state } = this;
    const goesOn = state.run?.active === true;
    if (this.#heartbeat.tick(this.#steadyClock(), goesOn && !isHidden)) this.#host.send({ kind: 'ping' });
    if (this.#heartbeat.isLost && !state.isHostLost) {
      state.onHostLost();
      this.#view.redraw();
    }
    if (goesOn && !state.updatesPaused && !state.isHostLost) this.#view.redraw();
  }

  act(act: TimelineAct, stepId?: string): void {
    this.#host.send({ kind: 'act', act, ...(stepId === undefined ? {} : { stepId }) });
  }

  dispatch(action: Action): void {
    if (!this.#isBuilt) return;
    const now = this.now();
    const { state } = this;
    const span = state.span(now, this.#view.chartWidth());
    switch (handleAction(action, { state, view: this.#view, now, span, ...this.#effects })) {
      case 'remember':
        this.remember();
        break;
      case 'moved':
        this.rememberMoved();
        break;
      case 'pointed':
        this.#view.redrawMoved();
        break;
      case 'nothing':
        break;
    }
  }

  /** Selects the event, and brings it into view. */
  selectEvent(index: number): void {
    this.#toReveal = index;
    this.#showRevealed(false);
    this.remember();
  }

  selectRow(key: string): void {
    this.state.selection = { kind: 'row', key };
    this.state.detailsOpen = true;
    this.remember();
  }

  fold(stepId: string, fold: boolean): void {
    this.state.fold(stepId, fold);
    this.remember();
  }

  filter(filter: Filter): void {
    this.#filterBy(filter);
    this.remember();
  }

  setListHeight(height: number): void {
    this.state.listHeight = height;
    this.remember();
  }

  /** The events that pass the filter, in the order that is shown. */
  exportEvents(format: 'jsonl' | 'csv'): void {
    const { all } = this.state.events;
    this.#host.send({ kind: 'exportEvents', format, indexes: all.indexes });
  }

  #togglePause(): void {
    const { state } = this;
    if (state.updatesPaused) {
      if (!state.resumeUpdates()) this.#host.send({ kind: 'ready' });
      this.#search.searchOn();
    } else if (state.run?.active) state.pauseUpdates(this.#clock());
  }

  /** What is shown has changed: it is kept for the time after a reload, and drawn. */
  remember(): void {
    this.#saveSoon();
    this.#view.redraw();
  }

  /** The same where only the window, a width or a scroll position has changed. */
  rememberMoved(): void {
    this.#saveSoon();
    this.#view.redrawMoved();
  }

  #save(): void {
    this.#host.save(this.state.save(this.#ids));
  }

  #saveSoon(): void {
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => this.#save(), saveDebounceMs);
  }

  /** Returns whether anything has changed. */
  #apply(message: Extract<HostMessage, { readonly kind: 'snapshot' | 'delta' }>): boolean {
    const { state } = this;
    switch (state.apply(message, this.#clock())) {
      case 'ignored':
        return false;
      case 'gap':
        this.#host.send({ kind: 'ready' });
        return false;
      case 'applied':
        break;
    }
    if (message.kind === 'snapshot') {
      this.#view.forgetSummaries();
      if (isFiltering(state.filter)) this.#filterBy(state.filter);
    } else this.#search.searchOn();
    if (!this.#isBuilt && state.texts) {
      this.#isBuilt = true;
      this.#view.build(state.texts);
    }
    return true;
  }

  #compareWith(other: ComparedRun | undefined): void {
    if (!this.#isBuilt) return;
    const { state } = this;
    state.compared = this.#view.compare(other, this.now());
    if (!other) return;
    state.window = { kind: 'fit' };
    // Two runs have one zero only where times are said from their start.
    state.clock = 'sinceStart';
    // Both need the room; the list is one key away.
    state.listOpen = false;
  }

  #showRevealed(open = true): void {
    const { state } = this;
    if (this.#stepToReveal !== undefined && revealStep(state, this.#stepToReveal)) {
      this.#stepToReveal = undefined;
      if (this.#isBuilt) this.#view.scrollToRow(state.selectedRow());
    }
    if (this.#toReveal === undefined || !reveal(state, this.#toReveal, this.now())) return;
    this.#toReveal = undefined;
    if (open) state.detailsOpen = true;
    if (this.#isBuilt) this.#view.scrollToRow(state.selectedRow());
  }

  #filterBy(filter: Filter): void {
    this.state.filter = filter;
    this.#searchedAnew = true;
    this.#search.search(filter.text);
    // What was shown stays until the host has looked for the text.
    if (filter.text === '') this.#applyFilter();
  }

  /** Thins list and chart by the filter as it is. */
  #applyFilter(): void {
    const { state } = this;
    state.events.filterBy(filterPredicate(state.filter, state.events, this.#search.has));
    state.changes++;
  }

  #onFound(indexes: Uint32Array): void {
    if (this.#searchedAnew) this.#applyFilter();
    else this.state.events.admit(indexes);
    this.#searchedAnew = false;
    this.state.changes++;
    this.#view.redraw();
  }
}
