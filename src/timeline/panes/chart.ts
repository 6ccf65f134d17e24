import { formatDuration } from '../../model/time';
import type { TimelineTexts } from '../../protocol/texts';
import type { Clock } from '../geometry/axis';
import { markNear } from '../geometry/density';
import type { TimelineAct } from '../../protocol/messages';
import { button, element, setText } from '../../webview/dom';
import { draw, type Picture } from '../draw/draw';
import { countOf, emptyOffer, emptyText } from '../state/labels';
import type { Point } from '../state/action';
import type { Hit } from '../state/view';
import { createGutter } from './gutter';
import { createHint } from './hint';
import { bucketWidth, headHeight, markReach, rowAt, rowHeight, type Row } from '../geometry/layout';
import { createSplitter } from '../../webview/splitter';
import { bitmapGlyphs, type DrawGlyph } from '../draw/glyphs';
import type { TimelineState } from '../state/state';
import type { Summaries } from '../bridge/summaries';
import type { Theme } from '../../webview/theme';

/** The rows' names, the canvas beside them and what floats above it. */
export interface Chart {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  render(theme: Theme, now: number): void;
  /** What is drawn, for who draws it elsewhere. */
  picture(now: number): Omit<Picture, 'drawGlyph'>;
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
  /** Of the rows. What belongs to them begins with it. */
  readonly id: string;
  /** Of the rows, and of what sets their width. */
  readonly rowsLabel: string;
  readonly resizeLabel: string;
  /** What is offered where there is nothing to be shown. */
  readonly act?: (act: TimelineAct) => void;
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
  const { state, select, fold, moved } = parts;
  const gutter = createGutter(texts, { id: parts.id, label: parts.rowsLabel, select, fold });
  const canvas = element('canvas', 'rows');
  canvas.setAttribute('aria-hidden', 'true');
  const context = contextOf(canvas);
  const splitter = createSplitter(gutter.element, parts.resizeLabel, 'vertical', (width) => {
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
  const emptyLine = element('p');
  const empty = element('div', 'empty', emptyLine);
  let offered: TimelineAct | undefined;
  const hint = createHint(texts, parts);
  const chart = element('section', 'chart', scroller, empty, hint.element);
  chart.setAttribute('aria-label', parts.label);
  let pointer: Point | undefined;
  let glyphs: { readonly theme: Theme; readonly ratio: number; readonly draw: DrawGlyph } | undefined;
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

  /** As high as all rows together, so that they can be scrolled through. */
  function fitRows(height: number): void {
    const { length } = state.rows;
    stage.style.height = `${height}px`;
    spacer.style.height = `${Math.max(0, headHeight + length * rowHeight - height)}px`;
    if (scrollLater === 0 || length === 0) return;
    scroller.scrollTop = scrollLater;
    scrollLater = 0;
  }

  function showEmpty(): void {
    const offer = parts.act && emptyOffer(state, texts);
    const message = [emptyText(state, texts), offer?.hint ?? ''].filter(Boolean).join(' ');
    empty.hidden = message === '';
    setText(emptyLine, message);
    if (offer?.act !== offered) {
      offered = offer?.act;
      empty.replaceChildren(emptyLine, ...(offer ? [button('', offer.label, () => parts.act?.(offer.act), true)] : []));
    }
    empty.style.top = `${headHeight + state.rows.length * rowHeight + 20}px`;
  }

  function glyphsNow(theme: Theme, ratio: number): DrawGlyph {
    if (glyphs?.theme !== theme || glyphs.ratio !== ratio)
      glyphs = { theme, ratio, draw: bitmapGlyphs(context, theme.background, ratio) };
    return glyphs.draw;
  }

  function picture(now: number, under: Hit | undefined): Omit<Picture, 'drawGlyph'> {
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
      measured: measuredOf(state, texts),
    };
  }

  return {
    element: chart,
    canvas,
    hit,
    picture: (now) => ({ ...picture(now, undefined), pointer: undefined }),
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
      const height = scroller.clientHeight;
      fitRows(height);
      const width = Math.max(1, stage.clientWidth - side.offsetWidth);
      const ratio = window.devicePixelRatio || 1;
      fitCanvas(canvas, width, height, ratio);
      const { rows } = state;
      const selected = state.selectedRow();
      const edge = state.edge(now);
      const attempts = ({ step }: Row) => (step ? (state.events.starts.get(step.stepId)?.length ?? 0) : 0);
      gutter.show({ rows, scrollTop: scroller.scrollTop, height, selected, edge, attempts });
      splitter.update();
      const under = pointer && hit(pointer, now);
      canvas.classList.toggle('pointing', under?.mark !== undefined);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      draw(context, theme, { ...picture(now, under), drawGlyph: glyphsNow(theme, ratio) });
      hint.show(pointer && { pointer, under, span: span(now), left: canvas.offsetLeft, width, height, now });
      showEmpty();
    },
  };
}

function fitCanvas(canvas: HTMLCanvasElement, width: number, height: number, ratio: number): void {
  if (canvas.width === Math.round(width * ratio) && canvas.height === Math.round(height * ratio)) return;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
}

/** The stretch that a person has measured, and how long it is: "2 min 10 s · 1,204 events". */
function measuredOf({ measured, events: { all } }: TimelineState, texts: TimelineTexts): Picture['measured'] {
  if (!measured) return undefined;
  const from = Math.min(measured.from, measured.to);
  const to = Math.max(measured.from, measured.to);
  const count = all.after(to) - all.firstFrom(from);
  return { from, to, label: `${formatDuration(to - from, texts.locale)} · ${countOf(count, texts)}` };
}
