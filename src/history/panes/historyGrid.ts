import { element } from '../../webview/dom';
import { createSplitter } from '../../webview/splitter';
import type { Theme } from '../../webview/theme';
import {
  cellAt,
  columnsInSight,
  columnWidthFor,
  headHeight,
  rowHeight,
  scrollTo,
  type GridGeometry,
} from '../geometry/gridGeometry';
import { applyMarked, cursorPlace, pressGridKey, setCursor, type GridAct } from '../state/historyKeys';
import type { HistoryLabels } from '../state/historyLabels';
import type { HistoryState } from '../state/historyState';
import type { HistoryTexts } from '../../protocol/historyTexts';
import { createGridCanvas, pictureOf, type GridPlace } from './gridCanvas';
import { createGridHint } from './gridHint';
import { GridRows } from './gridRows';

/** Columns beyond those in sight whose plans are read ahead, at each side. */
const columnsAhead = 10;
/** How long it has to stand still before plans are asked for (ms). */
const restMs = 120;

type Parts = {
  readonly state: HistoryState;
  readonly labels: HistoryLabels;
  /** Something of it is to be drawn again. */
  readonly redraw: () => void;
  readonly onAct: (act: GridAct) => void;
  /** The runs in sight, the newest first, then those beside them. */
  readonly onShown: (runIds: readonly string[]) => void;
};

/** Runs × steps, with the durations of the runs above them. */
export class HistoryGrid {
  readonly element: HTMLElement;
  readonly #parts: Parts;
  readonly #canvas = createGridCanvas();
  readonly #hint = createGridHint();
  readonly #rows: GridRows;
  readonly #names = element('div', 'history-names');
  readonly #spacer = element('div', 'history-spacer');
  readonly #scroller = element('div', 'history-scroller', this.#spacer);
  #geometry: GridGeometry = { columnWidth: 14, columnCount: 0, rowCount: 0, left: 0, top: 0, width: 0, height: 0 };
  #hovered: GridPlace | undefined;
  #pointer: { readonly x: number; readonly y: number } | undefined;
  /** The column where a range of time begins that is being marked. */
  #dragged: number | undefined;
  #isAtEnd = true;
  #shown = '';
  #resting: ReturnType<typeof setTimeout> | undefined;

  constructor(texts: HistoryTexts, parts: Parts) {
    this.#parts = parts;
    const { state, labels } = parts;
    this.#rows = new GridRows(texts, state, labels);
    const splitter = createSplitter(this.#names, texts.resizeNames, 'vertical', (width) => {
      state.gutterWidth = width;
      parts.redraw();
    });
    this.#scroller.tabIndex = -1;
    this.element = element(
      'div',
      'history-runs',
      ...[this.#names, splitter, this.#canvas.element, this.#rows.element, this.#scroller, this.#hint.element],
    );
    this.#scroller.addEventListener('scroll', () => {
      const { scrollLeft, clientWidth, scrollWidth } = this.#scroller;
      this.#isAtEnd = scrollLeft + clientWidth >= scrollWidth - 2;
      parts.redraw();
    });
    this.#listenToPointer();
    this.#listenToKeys();
  }

  focus(): void {
    this.#rows.element.focus();
  }

  render(theme: Theme, now: number): void {
    const { state, labels } = this.#parts;
    if (state.gutterWidth !== undefined) this.element.style.setProperty('--history-names', `${state.gutterWidth}px`);
    this.#measure();
    this.#canvas.draw(theme, pictureOf(state, labels, this.#geometry, this.#hovered, now));
    this.#rows.render(this.#geometry, this.#canvas.element.offsetLeft, now);
    this.#showHint(now);
    this.#tellShown();
  }

  /** Measures what there is room for. */
  #measure(): void {
    const { state } = this.#parts;
    const scroller = this.#scroller;
    const columnCount = state.columns.length;
    const rowCount = state.rows.length;
    const columnWidth = columnWidthFor(scroller.clientWidth, columnCount);
    this.#spacer.style.width = `${columnCount * columnWidth}px`;
    this.#spacer.style.height = `${headHeight + rowCount * rowHeight}px`;
    // What is new comes at the right, and is seen where somebody looks there.
    if (this.#isAtEnd) scroller.scrollLeft = columnCount * columnWidth;
    const { scrollLeft: left, scrollTop: top, clientWidth: width, clientHeight: height } = scroller;
    this.#geometry = { columnWidth, columnCount, rowCount, left, top, width, height };
  }

  #showHint(now: number): void {
    const { state, labels } = this.#parts;
    const at = this.#hovered;
    const run = at && state.columns[at.column];
    const lines = run && labels.cellLines(state, run.runId, state.rows[at.row]?.stepId, now);
    const pointer = this.#pointer && { x: this.#pointer.x + this.#canvas.element.offsetLeft, y: this.#pointer.y };
    this.#hint.show(lines, pointer, this.element.clientWidth, this.element.clientHeight);
  }

  #tellShown(): void {
    const { columns } = this.#parts.state;
    const beside = columnsInSight(this.#geometry, columnsAhead);
    const seen = columnsInSight(this.#geometry);
    const idsOf = (from: number, to: number) =>
      columns
        .slice(from, to)
        .map(({ runId }) => runId)
        .reverse();
    const runIds = [...idsOf(seen.first, seen.end), ...idsOf(seen.end, beside.end), ...idsOf(beside.first, seen.first)];
    const key = runIds.join(' ');
    if (key === this.#shown) return;
    this.#shown = key;
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#parts.onShown(runIds), restMs);
  }

  /** It is shown again: what others have asked for meanwhile is no longer what is seen here. */
  retell(): void {
    this.#shown = '';
  }

  /** What is under the pointer; nothing where that is a name. */
  #hit(event: MouseEvent): GridPlace | undefined {
    const box = this.#canvas.element.getBoundingClientRect();
    this.#pointer = { x: event.clientX - box.left, y: event.clientY - box.top };
    return cellAt(this.#geometry, this.#pointer.x, this.#pointer.y);
  }

  #listenToPointer(): void {
    const grid = this.#rows.element;
    const { state, redraw, onAct } = this.#parts;
    grid.addEventListener('wheel', (event) => {
      const across = event.shiftKey && event.deltaX === 0;
      this.#scroller.scrollLeft += across ? event.deltaY : event.deltaX;
      if (!across) this.#scroller.scrollTop += event.deltaY;
      event.preventDefault();
    });
    grid.addEventListener('pointermove', (event) => {
      this.#hovered = this.#hit(event);
      if (this.#dragged !== undefined && this.#hovered)
        state.marked = { from: this.#dragged, to: this.#hovered.column };
      redraw();
    });
    grid.addEventListener('pointerleave', () => {
      this.#hovered = undefined;
      redraw();
    });
    grid.addEventListener('pointerdown', (event) => {
      const at = this.#hit(event);
      if (event.button !== 0) return;
      if (!at) this.#clickName(event);
      else if (at.row < 0) {
        this.#dragged = at.column;
        grid.setPointerCapture(event.pointerId);
      }
    });
    grid.addEventListener('pointerup', (event) => {
      const at = this.#hit(event);
      const from = this.#dragged;
      this.#dragged = undefined;
      if (event.button !== 0 || !at) return;
      if (from === undefined || from === at.column) this.#click(at, event.ctrlKey || event.metaKey || event.shiftKey);
      else {
        state.marked = { from, to: at.column };
        onAct(applyMarked(state));
      }
    });
    grid.addEventListener('dblclick', (event) => {
      const at = this.#hit(event);
      if (!at) return;
      setCursor(state, at.row, at.column);
      this.#press({ key: 'Enter', shift: false, ctrl: false, pageRows: 1 });
    });
  }

  #listenToKeys(): void {
    this.#rows.element.addEventListener('keydown', (event) => {
      if (event.altKey) return;
      const pageRows = Math.max(1, Math.floor((this.#geometry.height - headHeight) / rowHeight) - 1);
      const { key, shiftKey: shift, ctrlKey, metaKey } = event;
      if (!this.#press({ key, shift, ctrl: ctrlKey || metaKey, pageRows })) return;
      event.preventDefault();
      this.#intoView();
    });
  }

  #press(pressed: Parameters<typeof pressGridKey>[1]): boolean {
    const act = pressGridKey(this.#parts.state, pressed);
    if (act) this.#parts.onAct(act);
    return act !== undefined;
  }

  #click(at: GridPlace, isMore: boolean): void {
    const { state, onAct } = this.#parts;
    state.marked = undefined;
    setCursor(state, at.row, at.column);
    const runId = state.columns[at.column]?.runId;
    if (runId !== undefined && isMore) state.toggleSelected(runId);
    else if (runId !== undefined) state.selected = [runId];
    onAct('selected');
  }

  #clickName(event: MouseEvent): void {
    const { state, onAct } = this.#parts;
    if (event.clientX >= this.#canvas.element.getBoundingClientRect().left) return;
    const y = event.clientY - this.#rows.element.getBoundingClientRect().top - headHeight;
    const row = y < 0 ? -1 : Math.floor((y + this.#geometry.top) / rowHeight);
    const step = state.rows[row];
    if (!step) return;
    setCursor(state, row, -1);
    if (step.hasChildren) state.fold(step.stepId, !step.isFolded);
    onAct('folded');
  }

  #intoView(): void {
    const { row, column } = cursorPlace(this.#parts.state);
    const { columnWidth, width, height } = this.#geometry;
    const scroller = this.#scroller;
    if (column >= 0) scroller.scrollLeft = scrollTo(scroller.scrollLeft, column * columnWidth, columnWidth, width);
    if (row >= 0) scroller.scrollTop = scrollTo(scroller.scrollTop, row * rowHeight, rowHeight, height - headHeight);
  }
}
