import { plainLine } from '../model/plainText';
import type { TimelineTexts } from '../protocol/texts';
import { element, setText } from '../webview/dom';
import { createFocusKeeper } from '../webview/keepFocus';
import { createSplitter } from '../webview/splitter';
import { readTheme } from '../webview/theme';
import type { Host } from './bridge/host';
import { createSummaries, type Summaries } from './bridge/summaries';
import { listenToContextMenu } from './contextMenu';
import { listenToPointer } from './input';
import { createChart, type Chart } from './panes/chart';
import { createComparison, type Comparison } from './panes/comparison';
import { createDetails, type Details, type Shown } from './details/details';
import { createEventList, type EventList } from './list/eventList';
import { pngOf, svgOf } from './panes/exportPicture';
import { createFilterBar, shownOfText, type FilterBar, type FilterFacts } from './list/filterBar';
import { createKeysDialog } from './toolbar/keyboardHelp';
import { createOverview, type Overview } from './panes/overview';
import { shiftedFolds } from './geometry/timeFolds';
import { createToolbar, type Toolbar } from './toolbar/toolbar';
import type { ExportKind } from './toolbar/toolbarFacts';
import type { Point } from './state/action';
import { Announcements } from './state/announcements';
import { bannerOf, type Banner } from './state/banner';
import type { TimelineController } from './state/controller';
import { isFiltering } from './state/filter';
import { isUnread } from './state/labels';
import type { Compared } from './state/state';
import type { ComparedRun, Hit, TimelineView } from './state/view';

type Panes = {
  readonly toolbar: Toolbar;
  readonly overview: Overview;
  readonly chart: Chart;
  readonly details: Details;
  readonly filterBar: FilterBar;
  readonly eventList: EventList;
  readonly listSplitter: HTMLElement;
  readonly keys: ReturnType<typeof createKeysDialog>;
  readonly charts: HTMLElement;
  readonly waiting: HTMLElement;
  readonly body: HTMLElement;
  /** Says to a screen reader what has changed elsewhere. */
  readonly announcer: HTMLElement;
  readonly announcements: Announcements;
};

/** The page: builds the panes once the words are there, and draws them at most once a frame. */
export class TimelinePage implements TimelineView {
  readonly #app: HTMLElement;
  readonly #host: Host;
  readonly #controller: TimelineController;
  readonly #summaries: Summaries;
  #theme = readTheme();
  #panes: Panes | undefined;
  #comparison: Comparison | undefined;
  #frame = 0;
  readonly #focus = createFocusKeeper((lost) => {
    const { details, chart } = this.#panes ?? {};
    if (details && !details.element.hidden && details.element.contains(lost)) details.focus();
    else chart?.focus();
  });
  /** What had the focus before the details got it. */
  #beforeDetails: HTMLElement | undefined;
  /** Nothing but the window and the pointer has moved since the last frame. */
  #onlyMoved = true;
  /** In the last frame the window stood where a person had moved it. */
  #wasFree = false;

  constructor(app: HTMLElement, host: Host, controller: TimelineController) {
    this.#app = app;
    this.#host = host;
    this.#controller = controller;
    this.#summaries = createSummaries(host, () => this.redraw());
    app.replaceChildren(skeleton());
  }

  /** Not at all while nobody sees it. */
  redraw(): void {
    this.#onlyMoved = false;
    this.redrawMoved();
  }

  redrawMoved(): void {
    if (this.#frame || document.hidden) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#panes) this.#render(this.#panes);
    });
  }

  onThemeChange(): void {
    this.#theme = readTheme();
    this.redraw();
  }

  build(texts: TimelineTexts): void {
    const panes = this.#buildPanes(texts);
    const { toolbar, overview, charts, listSplitter, filterBar, eventList, waiting, body, details, keys } = panes;
    const main = element('main', 'main', overview.element, charts, listSplitter, filterBar.element, eventList.element);
    body.append(main, details.element);
    this.#app.replaceChildren(toolbar.element, waiting, body, keys.element, panes.announcer);
    new ResizeObserver(() => this.redraw()).observe(charts);
    this.#panes = panes;
    this.#setListHeight(panes);
    listenToContextMenu({
      app: this.#app,
      state: this.#controller.state,
      eventId: (index) => {
        const known = this.#summaries.get(index, this.#controller.state.events.length);
        return known && 'eventId' in known ? known.eventId : undefined;
      },
      hit: (at) => panes.chart.hit(at, this.#controller.now()),
      otherRun: () => this.#comparison?.run,
    });
  }

  forgetSummaries(): void {
    this.#summaries.clear();
  }

  chartWidth(): number {
    return this.#panes?.chart.canvas.clientWidth ?? 0;
  }

  hit(at: Point, now: number): Hit | undefined {
    return this.#panes?.chart.hit(at, now);
  }

  hover(at: Point | undefined): void {
    this.#panes?.chart.hover(at);
  }

  scrollBy(pixels: number): void {
    this.#panes?.chart.scrollBy(pixels);
  }

  scrollToRow(row: number): void {
    this.#panes?.chart.scrollToRow(row);
  }

  focusChart(): void {
    this.#panes?.chart.focus();
  }

  leaveDetails(): void {
    const { details, chart } = this.#panes ?? {};
    if (!details?.element.contains(document.activeElement)) return;
    if (this.#beforeDetails?.isConnected) this.#beforeDetails.focus({ preventScroll: true });
    else chart?.focus();
  }

  focusFilter(): void {
    this.#panes?.filterBar.focus();
  }

  focusDetails(): void {
    const { activeElement } = document;
    this.#beforeDetails = activeElement instanceof HTMLElement ? activeElement : undefined;
    // They can have the focus once they are shown.
    requestAnimationFrame(() => this.#panes?.details.focus());
  }

  openKeys(): void {
    this.#panes?.keys.open();
  }

  compare(other: ComparedRun | undefined, now: number): Compared | undefined {
    this.#comparison?.element.remove();
    this.#comparison = undefined;
    const { texts } = this.#controller.state;
    if (!other || !texts || !this.#panes) return undefined;
    this.#comparison = createComparison(texts, other, {
      clock: () => this.#controller.clock(),
      redraw: () => this.redraw(),
    });
    this.#panes.charts.append(this.#comparison.element);
    return this.#comparison.compared(now);
  }

  #buildPanes(texts: TimelineTexts): Panes {
    const controller = this.#controller;
    const { state } = controller;
    const host = this.#host;
    const summaries = this.#summaries;
    const clock = () => controller.clock();
    const stepName = (stepId: string) => controller.stepName(stepId);
    const selectEvent = (index: number) => controller.selectEvent(index);
    const dispatch = controller.dispatch.bind(controller);
    const chart = createChart(texts, {
      state,
      summaries,
      label: texts.timelineLabel,
      id: 'timeline-rows',
      rowsLabel: texts.rowsLabel,
      resizeLabel: texts.resizeNames,
      act: (act) => controller.act(act),
      clock,
      select: (key) => controller.selectRow(key),
      fold: (stepId, fold) => controller.fold(stepId, fold),
      moved: () => controller.rememberMoved(),
    });
    listenToPointer(chart.canvas, dispatch);
    const details = createDetails(texts, {
      host,
      summaries,
      close: () => dispatch({ kind: 'close' }),
      selectEvent,
      stepName,
      setStepStatus: (stepId) => controller.act('setStepStatus', stepId),
    });
    // A click in the list may only take in what has come: the list is shown again at the next frame.
    details.element.addEventListener('click', () => this.redraw());
    const eventList = createEventList(texts, {
      summaries,
      clock,
      stepName,
      select: selectEvent,
      open: () => dispatch({ kind: 'open' }),
    });
    const toolbar = createToolbar(texts, {
      act: (act) => controller.act(act),
      dispatch,
      exportAs: (kind) => this.#exportAs(kind, texts),
      showRun: () => controller.selectRow('run'),
    });
    const announcer = element('div', 'announcer');
    announcer.setAttribute('role', 'status');
    return {
      chart,
      details,
      eventList,
      toolbar,
      overview: createOverview(texts, { state, clock, moved: () => controller.remember() }),
      filterBar: createFilterBar(texts, {
        events: () => state.events,
        stepName,
        change: (filter) => controller.filter(filter),
        leave: () => chart.focus(),
      }),
      listSplitter: createSplitter(eventList.element, texts.resizeList, 'horizontal', (height) => {
        controller.setListHeight(height);
        if (this.#panes) this.#setListHeight(this.#panes);
      }),
      keys: createKeysDialog(texts),
      charts: element('div', 'charts', chart.element, toolbar.resumeUpdates),
      waiting: skeleton(),
      body: element('div', 'body'),
      announcer,
      announcements: new Announcements(texts),
    };
  }

  #setListHeight({ eventList }: Panes): void {
    const { listHeight } = this.#controller.state;
    if (listHeight !== undefined) eventList.element.style.setProperty('--list-height', `${listHeight}px`);
  }

  #exportAs(kind: ExportKind, texts: TimelineTexts): void {
    if (kind === 'jsonl' || kind === 'csv') {
      this.#controller.exportEvents(kind);
      return;
    }
    if (!this.#panes) return;
    const { run } = this.#controller.state;
    const title = run ? plainLine(`${run.missionName} · ${run.runId}`) : '';
    const theme = this.#theme;
    const scene = { title, theme, picture: this.#panes.chart.picture(this.#controller.now()) };
    const host = this.#host;
    if (kind === 'svg') host.send({ kind: 'exportPicture', format: 'svg', data: svgOf(texts, scene) });
    else void pngOf(texts, scene).then((data) => host.send({ kind: 'exportPicture', format: 'png', data }));
  }

  #render(panes: Panes): void {
    const { overview, chart, waiting, body } = panes;
    const { state } = this.#controller;
    const now = this.#controller.now();
    const { run, freshness } = state;
    waiting.hidden = run !== undefined || freshness.kind !== 'loading';
    body.hidden = !waiting.hidden;
    const isFree = state.window.kind === 'free';
    const onlyMoved = this.#onlyMoved && isFree && this.#wasFree;
    this.#onlyMoved = true;
    this.#wasFree = isFree;
    if (!onlyMoved) {
      const banner = this.#banner(now);
      this.#showToolbar(panes, banner, now);
      this.#renderBeside(panes, banner, now);
    }
    if (body.hidden) return;
    if (!onlyMoved) this.#focus.check();
    this.#comparison?.tell(state, now);
    overview.element.hidden = run === undefined;
    chart.measure();
    if (run) overview.render(this.#theme, now);
    chart.render(this.#theme, now);
    if (this.#comparison && run) {
      const folds = state.folds(now);
      const [from = 0, to = 0] = state.range(now).map((shown) => folds.toTime(shown) - run.startedAt);
      const there = this.#comparison.run.startedAt - run.startedAt;
      this.#comparison.render(this.#theme, now, { from, to, folds: shiftedFolds(folds, there) });
    }
  }

  #banner(now: number): Banner | undefined {
    const { run, texts, events } = this.#controller.state;
    const hasErrors = events.all.errorsIn(0, events.all.length) > 0;
    return run && texts && bannerOf(run, { now, hasErrors }, texts);
  }

  #showToolbar({ toolbar }: Panes, banner: Banner | undefined, now: number): void {
    const { state } = this.#controller;
    toolbar.show({
      run: state.run,
      stepCounts: state.stepCounts,
      banner,
      freshness: state.freshness,
      missing: state.shortfall?.note,
      following: state.window.kind !== 'free',
      updatesPaused: state.updatesPaused,
      pausedEventCount: state.pausedEventCount,
      canFold: state.canFoldIdle(now),
      folded: state.folds(now).folds.length > 0,
      sinceStart: state.clock === 'sinceStart',
      byAgent: state.agentsShown,
      listOpen: state.listOpen,
      comparing: this.#comparison !== undefined,
      now,
    });
  }

  /** Draws what is beside the chart. */
  #renderBeside(panes: Panes, banner: Banner | undefined, now: number): void {
    const { details, filterBar, eventList, listSplitter } = panes;
    const { state, isSearching } = this.#controller;
    const { events, filter, selection, run } = state;
    const wasHidden = details.element.hidden;
    details.show(this.#shown(), events, state.edge(now), run?.acts.includes('setStepStatus') ?? false);
    // Where the panes do not have room together, what was asked for is below.
    if (wasHidden && !details.element.hidden) details.element.scrollIntoView({ block: 'nearest' });
    const { atLeast } = state.shortfall ?? {};
    const unread = isUnread(state.freshness, 'events');
    const filterFacts = {
      ...{ filter, shown: events.all.length, busy: isSearching },
      total: Math.max(events.length, atLeast ?? 0),
      isAtLeast: atLeast !== undefined,
      unread,
    };
    filterBar.show(filterFacts);
    // Without a run there is nothing to filter or to list, only a word on why.
    const listed = state.listOpen && run !== undefined;
    filterBar.element.hidden = run === undefined;
    eventList.element.hidden = !listed;
    listSplitter.hidden = !listed;
    let below = 0;
    if (listed) {
      const selected = selection?.kind === 'events' ? selection.indexes[0] : undefined;
      below = eventList.render({ events, selected, filtering: isFiltering(filter) && !unread });
    }
    this.#announce(panes, banner, { filterFacts, below });
  }

  #announce(
    { announcer, announcements }: Panes,
    banner: Banner | undefined,
    { filterFacts, below }: { readonly filterFacts: FilterFacts; readonly below: number },
  ): void {
    const { state, isSearching } = this.#controller;
    const { run, texts, filter, updatesPaused, pausedEventCount } = state;
    if (!run || !texts) return;
    const shownOf = shownOfText(filterFacts, texts);
    const newEvents = updatesPaused ? pausedEventCount : below;
    const announcement = announcements.next(
      { filter, isSearching, shownOf, updatesPaused, newEvents, need: banner?.need, needText: banner?.text ?? '' },
      performance.now(),
    );
    if (announcement !== undefined) setText(announcer, announcement);
  }

  #shown(): Shown | undefined {
    const { state } = this.#controller;
    const { selection, run, detailsOpen } = state;
    if (!selection || !detailsOpen) return undefined;
    if (selection.kind === 'events') return selection;
    const row = state.rows[state.selectedRow()];
    return row?.kind === 'run' ? run && { kind: 'run', run } : row && { kind: 'row', row };
  }
}

/** What stands there until the run comes. */
function skeleton(): HTMLElement {
  const lines = Array.from({ length: 6 }, () => element('div', 'skeleton-line'));
  const waiting = element('main', 'skeleton', element('h1', 'announcer', document.title), ...lines);
  waiting.ariaBusy = 'true';
  return waiting;
}
