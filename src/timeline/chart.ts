import type { TimelineTexts } from '../protocol';
import { sayClock } from './axis';
import { markNear, type Mark, type Span } from './density';
import { element, fill, setText, wordFor } from './dom';
import { draw } from './draw';
import { createGutter, rowName, shortened } from './gutter';
import { axisHeight, boxOf, bucketWidth, markReach, rowAt, rowHeight, type Row } from './layout';
import { createSplitter } from './splitter';
import type { TimelineState } from './state';
import type { Summaries } from './summaries';
import type { Theme } from './theme';

export type Point = { readonly x: number; readonly y: number };

/** What is under a point of the canvas. */
export type Hit = { readonly row: Row; readonly index: number; readonly mark?: Mark };

/** The rows' names, the canvas beside them and what floats above it. */
export interface Chart {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  render(theme: Theme, now: number): void;
  span(now: number): Span;
  hit(at: Point, now: number): Hit | undefined;
  /** Where the pointer is, if it is over the canvas. */
  hover(at: Point | undefined): void;
  scrollToRow(row: number): void;
  scrollBy(pixels: number): void;
  focus(): void;
}

export type ChartParts = {
  readonly state: TimelineState;
  readonly summaries: Summaries;
  readonly select: (key: string) => void;
  readonly fold: (stepId: string, fold: boolean) => void;
  /** The person has moved something that outlives the tab. */
  readonly moved: () => void;
};

export function createChart(texts: TimelineTexts, { state, summaries, select, fold, moved }: ChartParts): Chart {
  const gutter = createGutter(texts, { select, fold });
  const canvas = element('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The canvas has no 2d context');
  const splitter = createSplitter(gutter.element, texts.rowsLabel, (width) => {
    state.gutterWidth = width;
    setGutterWidth();
    moved();
  });
  const corner = element('div', 'corner');
  const side = element('div', 'side', corner, gutter.element);
  const stage = element('div', 'stage', side, splitter, canvas);
  const spacer = element('div', 'spacer');
  const scroller = element('div', 'scroller', stage, spacer);
  scroller.tabIndex = -1;
  const empty = element('p', 'empty');
  const hint = element('div', 'hint');
  hint.setAttribute('aria-hidden', 'true');
  const chart = element('main', 'chart', scroller, empty, hint);
  chart.setAttribute('aria-label', texts.timelineLabel);
  let pointer: Point | undefined;
  /** Where to scroll once there are rows to scroll through. */
  let scrollLater = state.scrollTop;

  function setGutterWidth(): void {
    if (state.gutterWidth !== undefined) chart.style.setProperty('--gutter', `${state.gutterWidth}px`);
  }
  setGutterWidth();
  scroller.addEventListener('scroll', () => {
    state.scrollTop = scroller.scrollTop;
    moved();
  });

  const span = (now: number) => state.span(now, canvas.clientWidth);

  function hit({ x, y }: Point, now: number): Hit | undefined {
    const index = rowAt(y, scroller.scrollTop);
    const row = state.rows[index];
    if (!row) return undefined;
    const mark = row.lane && markNear(row.lane, x, span(now), bucketWidth, markReach);
    return { row, index, ...(mark ? { mark } : {}) };
  }

  /** Says what is under the pointer: an event, how many, or the step whose bar it is. */
  function say({ row, mark }: Hit, x: number, now: number): string {
    const { events } = state;
    if (!mark || !row.lane) {
      const box = row.bar && boxOf(row.bar, span(now), state.edge(now));
      return box && x >= box.x && x <= box.x + box.width ? shortened(rowName(row, texts), 200) : '';
    }
    const { lane } = row;
    const first = lane.indexes[mark.from] ?? 0;
    const count = mark.to - mark.from;
    const clock = sayClock(texts.locale, events.timestamp(first));
    if (count > 1) {
      const last = sayClock(texts.locale, lane.times[mark.to - 1] ?? NaN);
      return `${fill(texts.eventCount, count.toLocaleString(texts.locale))} · ${clock} – ${last}`;
    }
    const summary = summaries.get(first, events.length);
    const text = summary && 'text' in summary ? shortened(summary.text, 200) : '';
    return `${wordFor(texts.eventType, events.type(first))} · ${clock}${text ? `\n${text}` : ''}`;
  }

  function showHint(under: Hit | undefined, width: number, height: number, now: number): void {
    const said = pointer && under ? say(under, pointer.x, now) : '';
    hint.hidden = said === '';
    if (!pointer || said === '') return;
    setText(hint, said);
    // On the other side of the pointer where there is no room.
    const left = pointer.x > width - 280 ? `calc(${pointer.x - 12}px - 100%)` : `${pointer.x + 14}px`;
    const top = pointer.y > height - 60 ? `calc(${pointer.y - 8}px - 100%)` : `${pointer.y + 16}px`;
    hint.style.left = `${canvas.offsetLeft}px`;
    hint.style.transform = `translate(${left}, ${top})`;
  }

  function showEmpty(): void {
    const { run, steps, events, freshness, rows } = state;
    const settled = run !== undefined && freshness.kind !== 'loading';
    const said = [
      settled && steps.length === 0 ? texts.noPlan : '',
      settled && events.length === 0 && freshness.kind === 'live' ? texts.noEvents : '',
      !run && freshness.kind === 'stale' ? freshness.message : '',
    ].filter(Boolean);
    empty.hidden = said.length === 0;
    setText(empty, said.join(' '));
    empty.style.top = `${axisHeight + rows.length * rowHeight + 20}px`;
  }

  return {
    element: chart,
    canvas,
    span,
    hit,
    hover(at) {
      pointer = at;
    },
    focus: () => gutter.focus(),
    scrollBy(pixels) {
      scroller.scrollTop += pixels;
    },
    scrollToRow(row) {
      if (row < 0) return;
      const top = row * rowHeight;
      const room = scroller.clientHeight - axisHeight - rowHeight;
      if (top < scroller.scrollTop) scroller.scrollTop = top;
      else if (top > scroller.scrollTop + room) scroller.scrollTop = top - room;
    },
    render(theme, now) {
      const { rows, selection } = state;
      const height = scroller.clientHeight;
      stage.style.height = `${height}px`;
      spacer.style.height = `${Math.max(0, axisHeight + rows.length * rowHeight - height)}px`;
      if (scrollLater > 0 && rows.length > 0) {
        scroller.scrollTop = scrollLater;
        scrollLater = 0;
      }
      const width = Math.max(1, stage.clientWidth - side.offsetWidth);
      const ratio = window.devicePixelRatio || 1;
      if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
        canvas.width = Math.round(width * ratio);
        canvas.height = Math.round(height * ratio);
        canvas.style.width = `${width}px`;
        canvas.style.height = `${height}px`;
      }
      const { scrollTop } = scroller;
      const selected = state.selectedRow();
      const edge = state.edge(now);
      gutter.show({ rows, scrollTop, height, selected, edge });
      splitter.update();
      const under = pointer && hit(pointer, now);
      canvas.classList.toggle('pointing', under?.mark !== undefined);
      const [index] = selection?.kind === 'events' ? selection.indexes : [];
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      draw(context, theme, {
        span: span(now),
        rows,
        events: state.events,
        locale: texts.locale,
        scrollTop,
        height,
        edge,
        active: state.run?.active ?? false,
        selectedRow: selected,
        selected: index === undefined ? undefined : { row: selected, index },
        hoveredRow: under?.index ?? -1,
        pointer: pointer?.x,
      });
      showHint(under, width, height, now);
      showEmpty();
    },
  };
}
