import type { TimelineTexts } from '../protocol';
import { marksOf, timeAt, type Lane, type Span } from './density';
import { createDetails, type Details, type Shown } from './details';
import { element, fill, setText, wordFor } from './dom';
import { axisHeight, bucketWidth, draw } from './draw';
import { createGutter, rowName, type Gutter } from './gutter';
import { connect } from './host';
import { listenToKeys, listenToPointer, type Intent } from './interact';
import { rowHeight, type Row } from './layout';
import { TimelineState } from './state';
import { onThemeChange, readTheme } from './theme';
import { createToolbar, type Toolbar } from './toolbar';

const app = document.getElementById('app') ?? document.body;
const ids = { missionId: app.dataset.missionId ?? '', runId: app.dataset.runId ?? '' };
const state = new TimelineState();
let theme = readTheme();
let parts: Parts | undefined;
let pointer: { readonly x: number; readonly y: number } | undefined;
let frame = 0;

type Parts = {
  readonly texts: TimelineTexts;
  readonly toolbar: Toolbar;
  readonly gutter: Gutter;
  readonly details: Details;
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
  readonly scroller: HTMLElement;
  readonly spacer: HTMLElement;
  readonly stage: HTMLElement;
  readonly empty: HTMLElement;
  readonly hint: HTMLElement;
};

const host = connect((message) => {
  switch (message.kind) {
    case 'snapshot':
    case 'delta':
      if (!state.apply(message, Date.now())) {
        host.send({ kind: 'ready' });
        return;
      }
      parts ??= state.texts && build(state.texts);
      break;
    case 'reveal':
      reveal(message.index);
      break;
  }
  redraw();
});

state.restore(host.saved());
host.save(state.save(ids));
listenToKeys(intend);
onThemeChange(() => {
  theme = readTheme();
  redraw();
});
document.addEventListener('visibilitychange', redraw);
// The now-edge, and every duration that grows.
setInterval(() => {
  if (state.run?.active) redraw();
}, 500);
host.send({ kind: 'ready' });

function build(texts: TimelineTexts): Parts {
  const toolbar = createToolbar(texts, {
    act: (act) => host.send({ kind: 'act', act }),
    fit: () => intend({ kind: 'fit' }),
    follow: () => intend({ kind: 'follow' }),
    zoom: (factor) => intend({ kind: 'zoom', factor }),
  });
  const gutter = createGutter(texts, {
    select: (key) => {
      state.selection = key === 'run' ? { kind: 'run' } : { kind: 'row', key };
      redraw();
    },
    fold: (stepId, fold) => {
      state.fold(stepId, fold);
      remember();
    },
  });
  const details = createDetails(texts, {
    host,
    close: () => intend({ kind: 'close' }),
    selectEvent: (index) => select([index]),
  });
  const canvas = element('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The canvas has no 2d context');
  const stage = element('div', 'stage', gutter.element, canvas);
  const spacer = element('div', 'spacer');
  const scroller = element('div', 'scroller', stage, spacer);
  scroller.addEventListener('scroll', redraw);
  const empty = element('p', 'empty');
  const hint = element('div', 'hint');
  hint.setAttribute('aria-hidden', 'true');
  const chart = element('main', 'chart', scroller, empty, hint);
  chart.setAttribute('aria-label', texts.timelineLabel);
  app.replaceChildren(toolbar.element, element('div', 'body', chart, details.element));
  listenToPointer(canvas, intend);
  new ResizeObserver(redraw).observe(chart);
  return { texts, toolbar, gutter, details, canvas, context, scroller, spacer, stage, empty, hint };
}

function remember(): void {
  host.save(state.save(ids));
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

function spanNow(now: number, width: number): Span {
  const [from, to] = state.range(now);
  return { from, to, width: Math.max(1, width) };
}

function render({
  texts,
  toolbar,
  gutter,
  details,
  canvas,
  context,
  scroller,
  spacer,
  stage,
  empty,
  hint,
}: Parts): void {
  const now = state.now(Date.now());
  const { run, steps, freshness, events, rows, selection } = state;
  toolbar.show({ run, steps, freshness, following: state.window.kind !== 'free', now });

  const nothing = steps.length === 0 && events.length === 0 && run !== undefined && freshness.kind !== 'loading';
  empty.hidden = !nothing;
  if (nothing) setText(empty, `${texts.noPlan} ${texts.noEvents}`);

  details.show(shownOf(rows), events, now);

  const height = scroller.clientHeight;
  stage.style.height = `${height}px`;
  spacer.style.height = `${Math.max(0, axisHeight + rows.length * rowHeight - height)}px`;
  const width = Math.max(1, stage.clientWidth - gutter.element.offsetWidth);
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const { scrollTop } = scroller;
  const selected = state.selectedRow();
  gutter.show({ rows, scrollTop, height, selected, now });
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const span = spanNow(now, width);
  draw(context, theme, {
    span,
    rows,
    events,
    scrollTop,
    height,
    now,
    active: run?.active ?? false,
    selectedRow: selected,
    selectedEvents: new Set(selection?.kind === 'events' ? selection.indexes : []),
    hoveredRow: pointer ? rowAt(pointer.y, scrollTop) : -1,
    pointer: pointer?.x,
  });
  showHint(texts, hint, span, rows, scrollTop, width);
}

function shownOf(rows: readonly Row[]): Shown | undefined {
  const { selection, run } = state;
  switch (selection?.kind) {
    case undefined:
      return undefined;
    case 'run':
      return run && { kind: 'run', run };
    case 'events':
      return { kind: 'events', indexes: selection.indexes };
    case 'row': {
      const row = rows.find(({ key }) => key === selection.key);
      return row && { kind: 'row', row };
    }
  }
}

function rowAt(y: number, scrollTop: number): number {
  return y < axisHeight ? -1 : Math.floor((y - axisHeight + scrollTop) / rowHeight);
}

/** The events of the mark under the pointer, or none. */
function eventsAt(row: Row | undefined, x: number, span: Span): number[] {
  let best: { readonly lane: Lane; readonly from: number; readonly to: number; readonly distance: number } | undefined;
  for (const lane of row?.lanes ?? []) {
    // Only what is near the pointer is looked at.
    const near: Span = { from: timeAt(span, x - 12), to: timeAt(span, x + 12), width: 24 };
    for (const mark of marksOf(lane, near, bucketWidth)) {
      const distance = Math.abs(mark.x - 12);
      if (distance <= 7 && distance < (best?.distance ?? Infinity))
        best = { lane, from: mark.from, to: mark.to, distance };
    }
  }
  return best ? Array.from(best.lane.indexes.subarray(best.from, best.to)) : [];
}

function showHint(
  texts: TimelineTexts,
  hint: HTMLElement,
  span: Span,
  rows: readonly Row[],
  scrollTop: number,
  width: number,
): void {
  hint.hidden = pointer === undefined;
  if (!pointer) return;
  const row = rows[rowAt(pointer.y, scrollTop)];
  const indexes = eventsAt(row, pointer.x, span);
  const [only] = indexes;
  const at = only !== undefined && indexes.length === 1 ? state.events.timestamp(only) : timeAt(span, pointer.x);
  const what =
    only === undefined
      ? row && rowName(row, texts)
      : indexes.length === 1
        ? wordFor(texts.eventType, state.events.type(only))
        : fill(texts.eventCount, indexes.length);
  const clock = `${new Date(at).toLocaleTimeString(texts.locale)}.${String(Math.trunc(at) % 1000).padStart(3, '0')}`;
  setText(hint, what ? `${clock} · ${what}` : clock);
  // To the left of the pointer where there is no room to its right.
  const left = pointer.x > width - 260;
  hint.style.transform = left
    ? `translate(calc(${pointer.x - 10}px - 100%), ${pointer.y + 14}px)`
    : `translate(${pointer.x + 12}px, ${pointer.y + 14}px)`;
}

function select(indexes: readonly number[]): void {
  const [first] = indexes;
  if (first === undefined) return;
  const stepId = state.events.stepId(first);
  const lane = state.events.lanes.get(stepId);
  const row = state.rows.find(({ lanes }) => lane !== undefined && lanes.includes(lane));
  state.selection = { kind: 'events', key: row?.key ?? 'none', indexes };
  redraw();
}

/** Selects the event and brings it into view. */
function reveal(index: number): void {
  select([index]);
  const [from, to] = state.range(state.now(Date.now()));
  const at = state.events.timestamp(index);
  if (at < from || at > to) state.window = { kind: 'free', from: at - (to - from) / 2, to: at + (to - from) / 2 };
  scrollToRow(state.selectedRow());
}

function scrollToRow(row: number): void {
  if (!parts || row < 0) return;
  const { scroller } = parts;
  const top = row * rowHeight;
  const room = scroller.clientHeight - axisHeight - rowHeight;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top > scroller.scrollTop + room) scroller.scrollTop = top - room;
}

function intend(intent: Intent): void {
  if (!parts) return;
  const now = state.now(Date.now());
  const { canvas, scroller, gutter } = parts;
  const span = spanNow(now, canvas.clientWidth);
  const { rows } = state;
  switch (intent.kind) {
    case 'zoom':
      state.zoom(intent.factor, timeAt(span, intent.x ?? span.width / 2), now);
      remember();
      return;
    case 'pan':
      state.pan((intent.pixels / span.width) * (span.to - span.from), now);
      remember();
      return;
    case 'hover':
      pointer = intent.at;
      redraw();
      return;
    case 'click': {
      const row = rows[rowAt(intent.y, scroller.scrollTop)];
      const indexes = eventsAt(row, intent.x, span);
      if (row && indexes.length > 0) state.selection = { kind: 'events', key: row.key, indexes };
      else state.selection = row ? (row.kind === 'run' ? { kind: 'run' } : { kind: 'row', key: row.key }) : undefined;
      gutter.focus();
      redraw();
      return;
    }
    case 'fitRow': {
      const bar = rows[rowAt(intent.y, scroller.scrollTop)]?.bar;
      if (!bar) return;
      const length = Math.max(100, (bar.end ?? now) - bar.start);
      state.window = { kind: 'free', from: bar.start - length * 0.1, to: bar.start + length * 1.1 };
      remember();
      return;
    }
    case 'fit':
      state.window = { kind: 'fit' };
      remember();
      return;
    case 'follow':
      state.follow(now);
      remember();
      return;
    case 'start':
    case 'end': {
      state.window = { kind: 'fit' };
      const [first, last] = state.range(now);
      const length = Math.min(span.to - span.from, last - first);
      const from = intent.kind === 'start' ? first : last - length;
      state.window = { kind: 'free', from, to: from + length };
      remember();
      return;
    }
    case 'moveRow': {
      const next = Math.max(0, Math.min(rows.length - 1, state.selectedRow() + intent.by));
      const row = rows[next];
      if (row) state.selection = row.kind === 'run' ? { kind: 'run' } : { kind: 'row', key: row.key };
      scrollToRow(next);
      redraw();
      return;
    }
    case 'moveEvent':
      moveEvent(intent.by);
      return;
    case 'unfold':
    case 'foldOrUp': {
      const row = rows[state.selectedRow()];
      const fold = intent.kind === 'foldOrUp';
      if (row?.expandable && row.step && row.expanded === fold) {
        state.fold(row.step.stepId, fold);
        remember();
      } else if (fold && row) selectParent(row);
      return;
    }
    case 'open':
      document.querySelector<HTMLElement>('aside button')?.focus();
      return;
    case 'close':
      state.selection = undefined;
      gutter.focus();
      redraw();
      return;
  }
}

function selectParent(row: Row): void {
  const at = state.rows.indexOf(row);
  for (let i = at - 1; i >= 0; i--) {
    const above = state.rows[i];
    if (!above || above.depth >= row.depth || above.kind !== 'step') continue;
    state.selection = { kind: 'row', key: above.key };
    scrollToRow(i);
    redraw();
    return;
  }
}

/** The event before or after the selected one, on the selected row. */
function moveEvent(by: 1 | -1): void {
  const row = state.rows[state.selectedRow()];
  if (!row) return;
  const indexes = row.lanes.flatMap((lane) => Array.from(lane.indexes.subarray(0, lane.length)));
  if (row.lanes.length > 1) indexes.sort((a, b) => state.events.timestamp(a) - state.events.timestamp(b));
  const current = state.selection?.kind === 'events' ? indexes.indexOf(state.selection.indexes[0] ?? -1) : -1;
  const next = indexes[current < 0 ? (by > 0 ? 0 : indexes.length - 1) : current + by];
  if (next === undefined) return;
  state.selection = { kind: 'events', key: row.key, indexes: [next] };
  const now = state.now(Date.now());
  const [from, to] = state.range(now);
  const at = state.events.timestamp(next);
  if (at < from || at > to) state.pan(at - (from + to) / 2, now);
  redraw();
}
