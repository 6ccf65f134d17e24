import type { TimelineTexts } from '../protocol';
import { createChart, type Chart } from './chart';
import { timeAt } from './density';
import { createDetails, type Details, type Shown } from './details';
import { element } from './dom';
import { connect } from './host';
import { listenToKeys, listenToPointer, type Intent } from './interact';
import { fitRow, goLeft, goRight, goTo, moveMark, moveRow, reveal } from './navigate';
import { selectionOf } from './selection';
import { TimelineState } from './state';
import { createSummaries } from './summaries';
import { onThemeChange, readTheme } from './theme';
import { createToolbar, type Toolbar } from './toolbar';

/** How often the now-edge and every duration that grows are drawn anew (ms). */
const beat = 500;
/** What was moved is kept when it has stood still for so long (ms): a pan is hundreds of movements. */
const restBeforeSave = 250;

type Parts = {
  readonly toolbar: Toolbar;
  readonly chart: Chart;
  readonly details: Details;
  readonly waiting: HTMLElement;
};

const app = document.getElementById('app') ?? document.body;
const ids = { missionId: app.dataset.missionId ?? '', runId: app.dataset.runId ?? '' };
const state = new TimelineState();
let theme = readTheme();
let parts: Parts | undefined;
let frame = 0;
let saving = 0;
/** An event to be shown as soon as it is here. */
let toReveal: number | undefined;

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
      if (message.kind === 'snapshot') summaries.clear();
      parts ??= state.texts && build(state.texts);
      break;
    case 'reveal':
      toReveal = message.index;
      break;
  }
  showRevealed();
  redraw();
});
const summaries = createSummaries(host, redraw);

state.restore(host.saved());
host.save(state.save(ids));
app.replaceChildren(skeleton());
listenToKeys(intend);
onThemeChange(() => {
  theme = readTheme();
  redraw();
});
document.addEventListener('visibilitychange', redraw);
setInterval(() => {
  if (state.run?.active) redraw();
}, beat);
host.send({ kind: 'ready' });

/** What stands there until the run comes. */
function skeleton(): HTMLElement {
  const lines = Array.from({ length: 6 }, () => element('div', 'skeleton-line'));
  const waiting = element('div', 'skeleton', ...lines);
  waiting.ariaBusy = 'true';
  return waiting;
}

function build(texts: TimelineTexts): Parts {
  const toolbar = createToolbar(texts, {
    act: (act) => host.send({ kind: 'act', act }),
    fit: () => intend({ kind: 'fit' }),
    follow: () => intend({ kind: 'follow' }),
    zoom: (factor) => intend({ kind: 'zoom', factor }),
  });
  const chart = createChart(texts, {
    state,
    summaries,
    select: (key) => {
      state.selection = { kind: 'row', key };
      state.detailsOpen = true;
      remember();
    },
    fold: (stepId, fold) => {
      state.fold(stepId, fold);
      remember();
    },
    moved: remember,
  });
  const details = createDetails(texts, {
    host,
    summaries,
    close: () => intend({ kind: 'close' }),
    selectEvent: (index) => {
      toReveal = index;
      showRevealed();
      remember();
    },
  });
  // A click in the list may only take in what has come: the list is shown anew at the next frame.
  details.element.addEventListener('click', redraw);
  const waiting = skeleton();
  app.replaceChildren(toolbar.element, waiting, element('div', 'body', chart.element, details.element));
  listenToPointer(chart.canvas, intend);
  new ResizeObserver(redraw).observe(chart.element);
  return { toolbar, chart, details, waiting };
}

function remember(): void {
  clearTimeout(saving);
  saving = window.setTimeout(() => host.save(state.save(ids)), restBeforeSave);
  redraw();
}

/** Everything is drawn at most once a frame, and not at all while nobody sees it. */
function redraw(): void {
  if (frame || document.hidden) return;
  frame = requestAnimationFrame(() => {
    frame = 0;
    if (parts) render(parts);
  });
}

function render({ toolbar, chart, details, waiting }: Parts): void {
  const now = state.now(Date.now());
  const { run, progress, freshness } = state;
  toolbar.show({ run, progress, freshness, following: state.window.kind !== 'free', now });
  waiting.hidden = run !== undefined || freshness.kind !== 'loading';
  chart.element.hidden = !waiting.hidden;
  details.show(shownOf(), state.events, state.edge(now));
  if (!chart.element.hidden) chart.render(theme, now);
}

function shownOf(): Shown | undefined {
  const { selection, run, detailsOpen } = state;
  if (!selection || !detailsOpen) return undefined;
  if (selection.kind === 'events') return selection;
  const row = state.rows[state.selectedRow()];
  return row?.kind === 'run' ? run && { kind: 'run', run } : row && { kind: 'row', row };
}

function showRevealed(): void {
  if (toReveal === undefined || !reveal(state, toReveal, state.now(Date.now()))) return;
  toReveal = undefined;
  state.detailsOpen = true;
  parts?.chart.scrollToRow(state.selectedRow());
}

function intend(intent: Intent): void {
  if (!parts) return;
  const { chart, details } = parts;
  const now = state.now(Date.now());
  const span = chart.span(now);
  switch (intent.kind) {
    case 'hover':
      chart.hover(intent.at);
      redraw();
      return;
    case 'zoom':
      state.zoom(intent.factor, timeAt(span, intent.x ?? span.width / 2), now);
      break;
    case 'pan':
      if (intent.pixels !== 0) state.pan((intent.pixels / span.width) * (span.to - span.from), now);
      if (intent.down) chart.scrollBy(intent.down);
      break;
    case 'click': {
      const hit = chart.hit(intent, now);
      if (!hit) state.selection = undefined;
      else if (hit.mark && hit.row.lane) state.selection = selectionOf(hit.row.key, hit.row.lane, hit.mark);
      else state.selection = { kind: 'row', key: hit.row.key };
      state.detailsOpen = hit !== undefined;
      chart.focus();
      break;
    }
    case 'fitRow':
      fitRow(state, chart.hit(intent, now)?.row, now);
      break;
    case 'fit':
      state.window = { kind: 'fit' };
      break;
    case 'follow':
      if (state.run?.active) state.follow(now);
      break;
    case 'start':
    case 'end':
      goTo(state, intent.kind, now);
      break;
    case 'moveRow':
      moveRow(state, intent.by);
      chart.scrollToRow(state.selectedRow());
      break;
    case 'moveMark':
      moveMark(state, intent.by, span, now);
      break;
    case 'left':
      goLeft(state, span, now);
      chart.scrollToRow(state.selectedRow());
      break;
    case 'right':
      goRight(state, span, now);
      break;
    case 'open':
      if (!state.selection) return;
      state.detailsOpen = true;
      remember();
      // It can have the focus once it is shown.
      requestAnimationFrame(() => details.focus());
      return;
    case 'close':
      if (state.detailsOpen) state.detailsOpen = false;
      else state.selection = undefined;
      chart.focus();
      break;
  }
  remember();
}
