import { formatDuration } from '../../model/time';
import { fill, wordFor, type TimelineTexts } from '../../protocol/texts';
import { sayExact, type Clock } from '../geometry/axis';
import { markNear, timeAt, type Mark, type Span } from '../geometry/density';
import { element, setText } from '../../webview/dom';
import { draw, type Picture } from '../draw/draw';
import { countOf, emptyText, rowName, shortened } from '../state/labels';
import { createGutter } from './gutter';
import { axisHeight, boxOf, bucketWidth, headHeight, markReach, rowAt, rowHeight, type Row } from '../geometry/layout';
import { createSplitter } from '../../webview/splitter';
import { bitmapStamps, type Stamp } from '../draw/glyphs';
import type { TimelineState } from '../state/state';
import type { Summaries } from '../bridge/summaries';
import type { Theme } from '../../webview/theme';

export type Point = { readonly x: number; readonly y: number };

/** What is under a point of the canvas. */
export type Hit = { readonly row: Row; readonly index: number; readonly mark?: Mark };

/** The rows' names, the canvas beside them and what floats above it. */
export interface Chart {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  render(theme: Theme, now: number): void;
  /** What is drawn, for who draws it elsewhere. */
  picture(theme: Theme, now: number): Omit<Picture, 'stamp'>;
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
  readonly label: string;
  readonly clock: () => Clock;
  readonly select: (key: string) => void;
  readonly fold: (stepId: string, fold: boolean) => void;
  /** The person has moved something that outlives the tab. */
  readonly moved: () => void;
};

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The canvas has no 2d context');
  return context;
}

export function createChart(texts: TimelineTexts, parts: ChartParts): Chart {
  const { state, summaries, select, fold, moved } = parts;
  const gutter = createGutter(texts, { select, fold });
  const canvas = element('canvas', 'rows');
  canvas.setAttribute('aria-hidden', 'true');
  const context = contextOf(canvas);
  const splitter = createSplitter(gutter.element, texts.rowsLabel, 'vertical', (width) => {
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
  const chart = element('section', 'chart', scroller, empty, hint);
  chart.setAttribute('aria-label', parts.label);
  let pointer: Point | undefined;
  let stamps: { readonly theme: Theme; readonly ratio: number; readonly stamp: Stamp } | undefined;
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

  /** What the run was at this point of its band. */
  function sayBand(x: number, now: number): string {
    const time = timeAt(span(now), x);
    const edge = state.edge(now);
    const stretch = state.run?.stretches?.findLast(({ from, to }) => time >= from && time <= (to ?? edge));
    if (!stretch) return '';
    const to = stretch.to ?? edge;
    const clock = parts.clock();
    const status = wordFor(texts.runStatus, stretch.status);
    return `${status} · ${formatDuration(to - stretch.from)}\n${sayExact(clock, stretch.from)} – ${sayExact(clock, to)}`;
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
    const clock = sayExact(parts.clock(), events.timestamp(first));
    if (count > 1) return `${countOf(count, texts)} · ${clock} – ${sayExact(parts.clock(), lane.at(mark.to - 1))}`;
    const summary = summaries.get(first, events.length);
    const text = summary && 'text' in summary ? shortened(summary.text, 200) : '';
    const call = state.callSpans.of(lane, first);
    const answered = call?.call === first ? ` · ${fill(texts.answered, formatDuration(call.end - call.start))}` : '';
    return `${wordFor(texts.eventType, events.type(first))} · ${clock}${answered}${text ? `\n${text}` : ''}`;
  }

  function showHint(under: Hit | undefined, width: number, height: number, now: number): void {
    const overBand = pointer && pointer.y >= axisHeight && pointer.y < headHeight;
    const said = !pointer ? '' : overBand ? sayBand(pointer.x, now) : under ? say(under, pointer.x, now) : '';
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
    const said = emptyText(state, texts);
    empty.hidden = said === '';
    setText(empty, said);
    empty.style.top = `${headHeight + state.rows.length * rowHeight + 20}px`;
  }

  function stampNow(theme: Theme, ratio: number): Stamp {
    if (stamps?.theme !== theme || stamps.ratio !== ratio)
      stamps = { theme, ratio, stamp: bitmapStamps(context, theme.background, ratio) };
    return stamps.stamp;
  }

  /** "2 min 10 s · 1,204 events". */
  function measuredNow() {
    const { measured } = state;
    if (!measured) return undefined;
    const from = Math.min(measured.from, measured.to);
    const to = Math.max(measured.from, measured.to);
    const { all } = state.events;
    const count = all.after(to) - all.firstFrom(from);
    return { from, to, said: `${formatDuration(to - from)} · ${countOf(count, texts)}` };
  }

  function picture(now: number, under: Hit | undefined): Omit<Picture, 'stamp'> {
    const { selection } = state;
    const selectedRow = state.selectedRow();
    const [index] = selection?.kind === 'events' ? selection.indexes : [];
    return {
      span: span(now),
      rows: state.rows,
      events: state.events,
      callSpans: state.callSpans,
      clock: parts.clock(),
      idle: texts.idle,
      stretches: state.run?.stretches ?? [],
      scrollTop: scroller.scrollTop,
      height: scroller.clientHeight,
      edge: state.edge(now),
      active: state.run?.active ?? false,
      selectedRow,
      selected: index === undefined ? undefined : { row: selectedRow, index },
      hoveredRow: under?.index ?? -1,
      pointer: pointer?.x,
      measured: measuredNow(),
    };
  }

  return {
    element: chart,
    canvas,
    span,
    hit,
    picture: (_theme, now) => ({ ...picture(now, undefined), pointer: undefined }),
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
      const room = scroller.clientHeight - headHeight - rowHeight;
      if (top < scroller.scrollTop) scroller.scrollTop = top;
      else if (top > scroller.scrollTop + room) scroller.scrollTop = top - room;
    },
    render(theme, now) {
      const { rows } = state;
      const height = scroller.clientHeight;
      stage.style.height = `${height}px`;
      spacer.style.height = `${Math.max(0, headHeight + rows.length * rowHeight - height)}px`;
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
      const selected = state.selectedRow();
      const edge = state.edge(now);
      const attempts = ({ step }: Row) => (step ? (state.events.starts.get(step.stepId)?.length ?? 0) : 0);
      gutter.show({ rows, scrollTop: scroller.scrollTop, height, selected, edge, attempts });
      splitter.update();
      const under = pointer && hit(pointer, now);
      canvas.classList.toggle('pointing', under?.mark !== undefined);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      draw(context, theme, { ...picture(now, under), stamp: stampNow(theme, ratio) });
      showHint(under, width, height, now);
      showEmpty();
    },
  };
}
