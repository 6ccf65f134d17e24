import { plainLine } from '../model/plainText';
import type { RunHeader } from '../protocol/messages';
import type { TimelineTexts } from '../protocol/texts';
import { isAnotherDay, type Clock } from './geometry/axis';
import { createChart, type Chart } from './panes/chart';
import { createComparison, type Comparison } from './panes/comparison';
import { timeAt } from './geometry/density';
import { createDetails, type Details, type Shown } from './panes/details';
import { element } from '../webview/dom';
import { createEventList, type EventList } from './panes/eventList';
import { isFiltering, keepOf, type Filter } from './state/filter';
import { createFilterBar, type FilterBar } from './panes/filterBar';
import { connect } from './bridge/host';
import { listenToKeys, listenToPointer } from './input';
import { createKeysDialog } from './panes/keyboardHelp';
import type { Action } from './state/action';
import { isUnread, stepName as nameOfStep } from './state/labels';
import { fitRow, goLeft, goRight, goTo, moveMark, moveRow, nextError, reveal } from './state/navigate';
import { createOverview, type Overview } from './panes/overview';
import { pngOf, svgOf } from './panes/exportPicture';
import { selectionOf } from './state/selection';
import { createSplitter, type Splitter } from '../webview/splitter';
import { createPulse } from './state/pulse';
import { TimelineState } from './state/state';
import { createSummaries } from './bridge/summaries';
import { createTextSearch } from './bridge/textSearch';
import { onThemeChange, readTheme } from '../webview/theme';
import { createToolbar, type ExportKind, type Toolbar } from './panes/toolbar';

/** How often the now-edge and every duration that grows are drawn anew (ms). */
const beat = 500;
/** What was moved is kept when it has stood still for so long (ms): a pan is hundreds of movements. */
const restBeforeSave = 250;

type Parts = {
  readonly texts: TimelineTexts;
  readonly toolbar: Toolbar;
  readonly overview: Overview;
  readonly chart: Chart;
  readonly details: Details;
  readonly filterBar: FilterBar;
  readonly eventList: EventList;
  readonly listSplitter: Splitter;
  readonly keys: ReturnType<typeof createKeysDialog>;
  readonly charts: HTMLElement;
  readonly waiting: HTMLElement;
  readonly body: HTMLElement;
};

const app = document.getElementById('app') ?? document.body;
const ids = { missionId: app.dataset.missionId ?? '', runId: app.dataset.runId ?? '' };
const state = new TimelineState();
let theme = readTheme();
let parts: Parts | undefined;
let comparison: Comparison | undefined;
let frame = 0;
let saving = 0;
/** Nothing but the window and the pointer has moved since the last frame. */
let onlyMoved = true;
/** An event to be shown as soon as it is here. */
let toReveal: number | undefined;
/** What each step is called, for the plan that `namesOf` is. */
let names = new Map<string, string>();
let namesOf: unknown;

const pulse = createPulse();
/** The host is there. */
function hear(): void {
  pulse.hear(performance.now());
  const wasLost = state.isLost;
  state.hear(Date.now());
  if (wasLost) redraw();
}

const host = connect((message) => {
  switch (message.kind) {
    case 'snapshot':
    case 'delta':
      switch (state.apply(message, Date.now())) {
        case 'ignored':
          return;
        case 'gap':
          host.send({ kind: 'ready' });
          return;
        case 'applied':
          break;
      }
      if (message.kind === 'snapshot') {
        summaries.clear();
        if (isFiltering(state.filter)) filterBy(state.filter);
      } else search.goOn();
      parts ??= state.texts && build(state.texts);
      break;
    case 'compare':
      compareWith(message.other);
      break;
    case 'reveal':
      toReveal = message.index;
      break;
  }
  showRevealed();
  redraw();
}, hear);
const summaries = createSummaries(host, redraw);
/** The first answer of a search thins everything anew; those after it only let in what has come. */
let searchedAnew = true;
const search = createTextSearch(
  host,
  () => state.events,
  (indexes) => {
    if (searchedAnew) thin();
    else state.events.admit(indexes);
    searchedAnew = false;
    state.changes++;
    redraw();
  },
);

state.restore(host.saved());
host.save(state.save(ids));
app.replaceChildren(skeleton());
listenToKeys(dispatch);
onThemeChange(() => {
  theme = readTheme();
  redraw();
});
document.addEventListener('visibilitychange', redraw);
setInterval(() => {
  const goesOn = state.run?.active === true;
  if (pulse.beat(performance.now(), goesOn && !document.hidden)) host.send({ kind: 'ping' });
  if (pulse.isLost && !state.isLost) {
    state.lose();
    redraw();
  }
  if (goesOn && !state.holding && !state.isLost) redraw();
}, beat);
host.send({ kind: 'ready' });

/** What stands there until the run comes. */
function skeleton(): HTMLElement {
  const lines = Array.from({ length: 6 }, () => element('div', 'skeleton-line'));
  const waiting = element('div', 'skeleton', ...lines);
  waiting.ariaBusy = 'true';
  return waiting;
}

function clock(): Clock {
  const { run, events } = state;
  const zero = run?.startedAt ?? 0;
  const [first, last] = events.extent() ?? [zero, zero];
  const isDated =
    run !== undefined && isAnotherDay(Math.min(zero, first), Math.max(last, state.edge(state.now(Date.now()))));
  return { mode: state.clock, locale: state.texts?.locale ?? 'en', zero, isDated };
}

function stepName(stepId: string): string {
  if (namesOf !== state.steps) {
    namesOf = state.steps;
    names = new Map(state.steps.map((step) => [step.stepId, nameOfStep(step)]));
  }
  return names.get(stepId) ?? plainLine(stepId);
}

function build(texts: TimelineTexts): Parts {
  const toolbar = createToolbar(texts, { act: (act) => host.send({ kind: 'act', act }), dispatch: dispatch, exportAs });
  const overview = createOverview(texts, { state, clock, moved: remember });
  const chart = createChart(texts, {
    state,
    summaries,
    label: texts.timelineLabel,
    clock,
    select: (key) => {
      state.selection = { kind: 'row', key };
      state.detailsOpen = true;
      remember();
    },
    fold: (stepId, fold) => {
      state.fold(stepId, fold);
      remember();
    },
    moved: () => {
      saveSoon();
      redrawMoved();
    },
  });
  const details = createDetails(texts, {
    host,
    summaries,
    close: () => dispatch({ kind: 'close' }),
    selectEvent: select,
    setStepStatus: (stepId) => host.send({ kind: 'act', act: 'setStepStatus', stepId }),
  });
  // A click in the list may only take in what has come: the list is shown anew at the next frame.
  details.element.addEventListener('click', redraw);
  const filterBar = createFilterBar(texts, {
    events: () => state.events,
    stepName,
    change: (filter) => {
      filterBy(filter);
      remember();
    },
    leave: () => chart.focus(),
  });
  const eventList = createEventList(texts, {
    summaries,
    clock,
    stepName,
    select,
    open: () => dispatch({ kind: 'open' }),
  });
  const listSplitter = createSplitter(eventList.element, texts.eventList, 'horizontal', (height) => {
    state.listHeight = height;
    setListHeight();
    remember();
  });
  const waiting = skeleton();
  const charts = element('div', 'charts', chart.element);
  const keys = createKeysDialog(texts);
  const main = element('main', 'main', overview.element, charts, listSplitter, filterBar.element, eventList.element);
  const body = element('div', 'body', main, details.element);
  function setListHeight(): void {
    if (state.listHeight !== undefined) eventList.element.style.setProperty('--list-height', `${state.listHeight}px`);
  }
  setListHeight();
  app.replaceChildren(toolbar.element, waiting, body, keys.element);
  listenToPointer(chart.canvas, dispatch);
  new ResizeObserver(redraw).observe(charts);
  return {
    texts,
    toolbar,
    overview,
    chart,
    details,
    filterBar,
    eventList,
    listSplitter,
    keys,
    charts,
    waiting,
    body,
  };
}

function saveSoon(): void {
  clearTimeout(saving);
  saving = window.setTimeout(() => host.save(state.save(ids)), restBeforeSave);
}

function remember(): void {
  saveSoon();
  redraw();
}

/** Everything is drawn at most once a frame, and not at all while nobody sees it. */
function redraw(): void {
  onlyMoved = false;
  redrawMoved();
}

/** The window or the pointer has moved: what is beside the chart stays as it is. */
function redrawMoved(): void {
  if (frame || document.hidden) return;
  frame = requestAnimationFrame(() => {
    frame = 0;
    if (parts) render(parts);
  });
}

function render({ toolbar, overview, chart, details, waiting, body, ...rest }: Parts): void {
  const now = state.now(Date.now());
  const { run, freshness } = state;
  waiting.hidden = run !== undefined || freshness.kind !== 'loading';
  body.hidden = !waiting.hidden;
  if (!onlyMoved || state.window.kind !== 'free') renderBeside(toolbar, details, rest, now);
  else showToolbar(toolbar, now);
  onlyMoved = true;
  if (body.hidden) return;
  comparison?.tell(state, now);
  overview.element.hidden = run === undefined;
  if (run) overview.render(theme, now);
  chart.render(theme, now);
  if (comparison && run) {
    const [from, to] = state.range(now);
    comparison.render(theme, now, from - run.startedAt, to - run.startedAt);
  }
}

function showToolbar(toolbar: Toolbar, now: number): void {
  toolbar.show({
    run: state.run,
    progress: state.progress,
    freshness: state.freshness,
    missing: state.shortfall?.note,
    following: state.window.kind !== 'free',
    holding: state.holding,
    heldEvents: state.heldEvents,
    canFold: state.canFoldIdle(now),
    folded: state.idle === 'folded',
    sinceStart: state.clock === 'sinceStart',
    byAgent: state.agentsShown,
    listOpen: state.listOpen,
    comparing: comparison !== undefined,
    now,
  });
}

function renderBeside(
  toolbar: Toolbar,
  details: Details,
  { filterBar, eventList, listSplitter }: Pick<Parts, 'filterBar' | 'eventList' | 'listSplitter'>,
  now: number,
): void {
  const { events, filter, selection } = state;
  showToolbar(toolbar, now);
  details.show(shownOf(), events, state.edge(now), state.run?.acts.includes('setStepStatus') ?? false);
  const { atLeast } = state.shortfall ?? {};
  const unread = isUnread(state.freshness, 'events');
  filterBar.show({
    ...{ filter, shown: events.all.length, busy: search.busy },
    total: Math.max(events.length, atLeast ?? 0),
    isAtLeast: atLeast !== undefined,
    unread,
  });
  // Without a run there is nothing to filter or to list, only a word on why.
  const listed = state.listOpen && state.run !== undefined;
  filterBar.element.hidden = state.run === undefined;
  eventList.element.hidden = !listed;
  listSplitter.hidden = !listed;
  if (!listed) return;
  listSplitter.update();
  const selected = selection?.kind === 'events' ? selection.indexes[0] : undefined;
  eventList.render({ events, selected, filtering: isFiltering(filter) && !unread });
}

function shownOf(): Shown | undefined {
  const { selection, run, detailsOpen } = state;
  if (!selection || !detailsOpen) return undefined;
  if (selection.kind === 'events') return selection;
  const row = state.rows[state.selectedRow()];
  return row?.kind === 'run' ? run && { kind: 'run', run } : row && { kind: 'row', row };
}

function select(index: number): void {
  toReveal = index;
  showRevealed(false);
  remember();
}

function showRevealed(open = true): void {
  if (toReveal === undefined || !reveal(state, toReveal, state.now(Date.now()))) return;
  toReveal = undefined;
  if (open) state.detailsOpen = true;
  parts?.chart.scrollToRow(state.selectedRow());
}

/** Thins list and chart by the filter as it is. */
function thin(): void {
  state.events.filterBy(keepOf(state.filter, state.events, search.has));
  state.changes++;
}

function filterBy(filter: Filter): void {
  state.filter = filter;
  searchedAnew = true;
  search.seek(filter.text);
  // What was shown stays until the host has looked for the text.
  if (filter.text === '') thin();
}

type Other = Parameters<typeof createComparison>[1];

function compareWith(other: Other | undefined): void {
  comparison?.element.remove();
  comparison = undefined;
  state.compared = undefined;
  if (!other || !parts) return;
  comparison = createComparison(parts.texts, other, { clock, redraw });
  state.compared = comparison.length(state.now(Date.now()));
  state.window = { kind: 'fit' };
  // Two runs have one zero only where times are said from their start.
  state.clock = 'sinceStart';
  // Both need the room; the list is one key away.
  state.listOpen = false;
  parts.charts.append(comparison.element);
}

function exportAs(kind: ExportKind): void {
  if (!parts) return;
  const { chart, texts } = parts;
  if (kind === 'jsonl' || kind === 'csv') {
    const { all } = state.events;
    host.send({ kind: 'exportEvents', format: kind, indexes: all.indexes.slice(0, all.length) });
    return;
  }
  const run: RunHeader | undefined = state.run;
  const title = run ? plainLine(`${run.missionName} · ${run.runId}`) : '';
  const scene = { title, theme, picture: chart.picture(theme, state.now(Date.now())) };
  if (kind === 'svg') host.send({ kind: 'exportPicture', format: 'svg', data: svgOf(texts, scene) });
  else void pngOf(texts, scene).then((data) => host.send({ kind: 'exportPicture', format: 'png', data }));
}

function dispatch(action: Action): void {
  if (!parts) return;
  const { chart, details, filterBar, keys } = parts;
  const now = state.now(Date.now());
  const span = chart.span(now);
  switch (action.kind) {
    case 'hover':
      chart.hover(action.at);
      redrawMoved();
      return;
    case 'zoom':
      state.zoom(action.factor, timeAt(span, action.x ?? span.width / 2), now);
      saveSoon();
      redrawMoved();
      return;
    case 'pan':
      if (action.pixels !== 0) state.pan((action.pixels / span.width) * (span.to - span.from), now);
      if (action.down) chart.scrollBy(action.down);
      saveSoon();
      redrawMoved();
      return;
    case 'measure':
      state.measured = { from: timeAt(span, action.from), to: timeAt(span, action.to) };
      redrawMoved();
      return;
    case 'click': {
      const hit = chart.hit(action, now);
      if (!hit) state.selection = undefined;
      else if (hit.mark && hit.row.lane) state.selection = selectionOf(hit.row.key, hit.row.lane, hit.mark);
      else state.selection = { kind: 'row', key: hit.row.key };
      state.detailsOpen = hit !== undefined;
      state.measured = undefined;
      chart.focus();
      break;
    }
    case 'fitRow':
      fitRow(state, chart.hit(action, now)?.row, now);
      break;
    case 'fit':
      state.window = { kind: 'fit' };
      break;
    case 'follow':
      if (state.run?.active) state.follow(now);
      break;
    case 'start':
    case 'end':
      goTo(state, action.kind, now);
      break;
    case 'moveRow':
      moveRow(state, action.by);
      chart.scrollToRow(state.selectedRow());
      break;
    case 'moveMark':
      moveMark(state, action.by, span, now);
      break;
    case 'error': {
      const index = nextError(state, action.by, span);
      if (index === undefined) return;
      toReveal = index;
      showRevealed();
      break;
    }
    case 'left':
      goLeft(state, span, now);
      chart.scrollToRow(state.selectedRow());
      break;
    case 'right':
      goRight(state, span, now);
      break;
    case 'expandAll':
    case 'collapseAll':
      state.foldAll(action.kind === 'collapseAll');
      break;
    case 'hold':
      if (state.holding) {
        if (!state.release()) host.send({ kind: 'ready' });
        search.goOn();
      } else if (state.run?.active) state.hold(Date.now());
      break;
    case 'idle':
      state.idle = state.idle === 'folded' ? 'shown' : 'folded';
      break;
    case 'clock':
      state.clock = state.clock === 'local' ? 'sinceStart' : 'local';
      break;
    case 'agents':
      state.agentsShown = !state.agentsShown;
      break;
    case 'list':
      state.listOpen = !state.listOpen;
      break;
    case 'filter':
      filterBar.focus();
      return;
    case 'keys':
      keys.open();
      return;
    case 'open':
      if (!state.selection) return;
      state.detailsOpen = true;
      remember();
      // It can have the focus once it is shown.
      requestAnimationFrame(() => details.focus());
      return;
    case 'close':
      if (state.measured) state.measured = undefined;
      else if (state.detailsOpen) state.detailsOpen = false;
      else state.selection = undefined;
      chart.focus();
      break;
  }
  remember();
}
