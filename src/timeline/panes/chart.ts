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
import { coloursOf } from '../draw/drawMarks';
import { bitmapShapes, type DrawShapes } from '../draw/glyphs';
import type { TimelineState } from '../state/state';
import type { Summaries } from '../bridge/summaries';
import type { Theme } from '../../webview/theme';

/** The rows' names, the canvas beside them and what floats above it. */
export interface Chart {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  /** Looks at its sizes for the next `render`, before others change the page: after that it would cost a layout. */
  measure(): void;
  render(theme: Theme, now: number): void;
  /** What is drawn, for who draws it elsewhere. */
  picture(now: number): Omit<Picture, 'drawShapes'>;
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

type Sizes = { readonly width: number; readonly height: number; readonly left: number; readonly scrollTop: number };

export function createChart(texts: TimelineTexts, parts: ChartParts): Chart {
  const { state, select, fold, moved } = parts;
  const gutter = createGutter(texts, { id: parts.id, label: parts.rowsLabel, select, fold });
  const canvas = element('canvas', 'rows');
  canvas.setAttribute('aria-hidden', 'true');
  const context = contextOf(canvas);
  const splitter = createSplitter(gutter.element, parts.resizeLabel, 'vertical', setGutterWidth);
  const corner = element('div', 'corner');
  const side = element('div', 'side', corner, gutter.element);
  const stage = element('div', 'stage', side, splitter, canvas);
  const spacer = element('div', 'spacer');
  const scroller = element('div', 'scroller', stage, spacer);
  scroller.tabIndex = -1;
  const emptyNote = createEmptyNote(texts, parts);
  const hint = createHint(texts, parts);
  const chart = element('section', 'chart', scroller, emptyNote.element, hint.element);
  chart.setAttribute('aria-label', parts.label);
  let pointer: Point | undefined;
  let glyphs: { readonly theme: Theme; readonly ratio: number; readonly draw: DrawShapes } | undefined;
  /** Where to scroll once there are rows to scroll through. */
  let scrollLater = state.scrollTop;

  const showGutterWidth = () => {
    if (state.gutterWidth !== undefined) chart.style.setProperty('--gutter', `${state.gutterWidth}px`);
  };
  function setGutterWidth(width: number): void {
    state.gutterWidth = width;
    showGutterWidth();
    moved();
  }
  showGutterWidth();
  scroller.addEventListener('scroll', () => {
    state.scrollTop = scroller.scrollTop;
    moved();
  });

  const span = (now: number, width = canvas.clientWidth) => state.span(now, width);

  let sizes: Sizes | undefined;

  function measure(): Sizes {
    return {
      height: scroller.clientHeight,
      width: Math.max(1, stage.clientWidth - side.offsetWidth),
      left: canvas.offsetLeft,
      scrollTop: scroller.scrollTop,
    };
  }

  function hit({ x, y }: Point, now: number, { scrollTop, width } = measure()): Hit | undefined {
    const index = rowAt(y, scrollTop);
    const row = state.rows[index];
    if (!row) return undefined;
    const mark = row.lane && markNear(row.lane, x, span(now, width), bucketWidth, markReach);
    return { row, index, ...(mark ? { mark } : {}) };
  }

  let fitted = '';
  /** As high as all rows together, so that they can be scrolled through. Returns whether anything has changed. */
  function fitRows(height: number): boolean {
    const { length } = state.rows;
    const fits = `${height} ${length}`;
    if (fits === fitted) return false;
    fitted = fits;
    stage.style.height = `${height}px`;
    spacer.style.height = `${Math.max(0, headHeight + length * rowHeight - height)}px`;
    if (scrollLater !== 0 && length > 0) {
      scroller.scrollTop = scrollLater;
      scrollLater = 0;
    }
    return true;
  }

  function shapesNow(theme: Theme, ratio: number): DrawShapes {
    if (glyphs?.theme !== theme || glyphs.ratio !== ratio)
      glyphs = { theme, ratio, draw: bitmapShapes(context, theme.background, coloursOf(theme), ratio) };
    return glyphs.draw;
  }

  function picture(
    now: number,
    under: Hit | undefined,
    { width, height, scrollTop }: Sizes,
  ): Omit<Picture, 'drawShapes'> {
    const { selection } = state;
    const selectedRow = state.selectedRow();
    const [index] = selection?.kind === 'events' ? selection.indexes : [];
    return {
      span: span(now, width),
      rows: state.rows,
      events: state.events,
      callSpans: state.callSpans,
      clock: parts.clock(),
      idle: texts.idle,
      stretches: state.run?.stretches ?? [],
      scrollTop,
      height,
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
    picture: (now) => ({ ...picture(now, undefined, measure()), pointer: undefined }),
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
    measure() {
      sizes = measure();
    },
    render(theme, now) {
      let seen = sizes ?? measure();
      sizes = undefined;
      if (fitRows(seen.height)) seen = measure();
      const { width, height, left, scrollTop } = seen;
      const ratio = window.devicePixelRatio || 1;
      fitCanvas(canvas, width, height, ratio);
      const { rows } = state;
      const selected = state.selectedRow();
      const edge = state.edge(now);
      const attempts = ({ step }: Row) => (step ? (state.events.starts.get(step.stepId)?.length ?? 0) : 0);
      gutter.show({ rows, scrollTop, height, selected, edge, attempts });
      const under = pointer && hit(pointer, now, seen);
      canvas.classList.toggle('pointing', under?.mark !== undefined);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      draw(context, theme, { ...picture(now, under, seen), drawShapes: shapesNow(theme, ratio) });
      hint.show(pointer && { pointer, under, span: span(now, width), left, width, height, now });
      emptyNote.show();
    },
  };
}

/** What is said, and offered, where there is nothing to be shown. */
function createEmptyNote(
  texts: TimelineTexts,
  { state, act }: ChartParts,
): { readonly element: HTMLElement; show(): void } {
  const line = element('p');
  const note = element('div', 'empty', line);
  let offered: TimelineAct | undefined;
  return {
    element: note,
    show() {
      const offer = act && emptyOffer(state, texts);
      const message = [emptyText(state, texts), offer?.hint ?? ''].filter(Boolean).join(' ');
      note.hidden = message === '';
      setText(line, message);
      if (offer?.act !== offered) {
        offered = offer?.act;
        note.replaceChildren(line, ...(offer ? [button('', offer.label, () => act(offer.act), true)] : []));
      }
      if (message !== '') note.style.top = `${headHeight + state.rows.length * rowHeight + 20}px`;
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
