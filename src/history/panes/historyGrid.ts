import { shortened } from '../../model/plainText';
import { codicon, element, isolated } from '../../webview/dom';
import { createSplitter } from '../../webview/splitter';
import type { Theme } from '../../webview/theme';
import { drawHistory } from '../draw/drawHistory';
import {
  cellAt,
  columnsInSight,
  columnWidthFor,
  columnX,
  dateColumns,
  dateHeight,
  headHeight,
  longestBar,
  rowHeight,
  rowsInSight,
  rowY,
  scrollTo,
  shadeOf,
  type GridGeometry,
} from '../geometry/gridGeometry';
import { durationOf } from '../state/historyData';
import { applyMarked, cursorPlace, pressGridKey, setCursor, type GridAct } from '../state/historyKeys';
import type { HistoryLabels } from '../state/historyLabels';
import type { HistoryState } from '../state/historyState';
import type { HistoryTexts } from '../../protocol/historyTexts';
import { createGridHint } from './gridHint';

export interface HistoryGrid {
  readonly element: HTMLElement;
  render(theme: Theme, now: number): void;
  focus(): void;
}

/** Columns beyond those in sight whose plans are read ahead, at each side. */
const columnsAhead = 10;
/** How long it has to stand still before its plans are asked for (ms). */
const restMs = 120;

type Parts = {
  readonly state: HistoryState;
  readonly labels: HistoryLabels;
  readonly now: () => number;
  /** Something of it is to be drawn again. */
  readonly redraw: () => void;
  readonly onAct: (act: GridAct) => void;
  /** The runs in sight, the newest first. */
  readonly onShown: (runIds: readonly string[]) => void;
};

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The canvas has no 2d context');
  return context;
}

function dayOf(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}

/**
 * Runs × steps. The cells are drawn; for screen readers each row in sight has its name and the cell of the column where
 * the keyboard is.
 */
export function createHistoryGrid(texts: HistoryTexts, parts: Parts): HistoryGrid {
  const { state, labels } = parts;
  const canvas = element('canvas', 'history-canvas');
  canvas.setAttribute('aria-hidden', 'true');
  const context = contextOf(canvas);
  const names = element('div', 'history-names');
  names.setAttribute('aria-hidden', 'true');
  const grid = element('div', 'history-cells');
  grid.id = 'history-grid';
  grid.tabIndex = 0;
  grid.setAttribute('role', 'treegrid');
  grid.setAttribute('aria-label', texts.gridLabel);
  grid.setAttribute('aria-multiselectable', 'true');
  const splitter = createSplitter(names, texts.resizeNames, 'vertical', (width) => {
    state.gutterWidth = width;
    parts.redraw();
  });
  const spacer = element('div', 'history-spacer');
  const scroller = element('div', 'history-scroller', spacer);
  scroller.tabIndex = -1;
  const hint = createGridHint();
  const pane = element('div', 'history-runs', names, splitter, canvas, grid, scroller, hint.element);
  let geometry: GridGeometry = { columnWidth: 14, columnCount: 0, rowCount: 0, left: 0, top: 0, width: 0, height: 0 };
  let hovered: { readonly row: number; readonly column: number } | undefined;
  let pointer: { readonly x: number; readonly y: number } | undefined;
  let isAtEnd = true;
  let shown = '';
  let resting: ReturnType<typeof setTimeout> | undefined;
  let dragged: number | undefined;

  /** Measures what there is room for. */
  function measure(): void {
    const columnCount = state.columns.length;
    const rowCount = state.rows.length;
    const width = scroller.clientWidth;
    const height = scroller.clientHeight;
    const columnWidth = columnWidthFor(width, columnCount);
    spacer.style.width = `${columnCount * columnWidth}px`;
    spacer.style.height = `${headHeight + rowCount * rowHeight}px`;
    // What is new comes at the right, and is seen where somebody looks there.
    if (isAtEnd) scroller.scrollLeft = columnCount * columnWidth;
    geometry = {
      columnWidth,
      columnCount,
      rowCount,
      left: scroller.scrollLeft,
      top: scroller.scrollTop,
      width,
      height,
    };
  }

  scroller.addEventListener('scroll', () => {
    isAtEnd = scroller.scrollLeft + scroller.clientWidth >= scroller.scrollWidth - 2;
    parts.redraw();
  });
  grid.addEventListener('wheel', (event) => {
    const across = event.shiftKey && event.deltaX === 0;
    scroller.scrollLeft += across ? event.deltaY : event.deltaX;
    if (!across) scroller.scrollTop += event.deltaY;
    event.preventDefault();
  });

  /** What is under the pointer, without the names. */
  function hit(event: MouseEvent) {
    const box = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    pointer = { x, y };
    return cellAt(geometry, x, y);
  }

  function rowOfNames(event: MouseEvent): number {
    const y = event.clientY - grid.getBoundingClientRect().top;
    return y < headHeight ? -1 : Math.floor((y - headHeight + geometry.top) / rowHeight);
  }

  grid.addEventListener('pointermove', (event) => {
    hovered = hit(event);
    if (dragged !== undefined && hovered) state.marked = { from: dragged, to: hovered.column };
    parts.redraw();
  });
  grid.addEventListener('pointerleave', () => {
    hovered = undefined;
    pointer = undefined;
    parts.redraw();
  });
  grid.addEventListener('pointerdown', (event) => {
    const at = hit(event);
    if (event.button !== 0) return;
    if (!at) {
      clickName(rowOfNames(event), event.clientX < canvas.getBoundingClientRect().left);
      return;
    }
    if (at.row < 0) {
      dragged = at.column;
      grid.setPointerCapture(event.pointerId);
    }
  });
  grid.addEventListener('pointerup', (event) => {
    const at = hit(event);
    const from = dragged;
    dragged = undefined;
    if (event.button !== 0 || !at) return;
    if (from !== undefined && from !== at.column) {
      state.marked = { from, to: at.column };
      parts.onAct(applyMarked(state));
      return;
    }
    state.marked = undefined;
    setCursor(state, at.row, at.column);
    const runId = state.columns[at.column]?.runId;
    if (runId !== undefined && (event.ctrlKey || event.metaKey || event.shiftKey)) state.toggleSelected(runId);
    else if (runId !== undefined) state.selected = [runId];
    parts.onAct('selected');
  });
  grid.addEventListener('dblclick', (event) => {
    const at = hit(event);
    if (!at) return;
    setCursor(state, at.row, at.column);
    const act = pressGridKey(state, { key: 'Enter', shift: false, ctrl: false, pageRows: 1 });
    if (act) parts.onAct(act);
  });
  grid.addEventListener('keydown', (event) => {
    if (event.altKey) return;
    const pageRows = Math.max(1, Math.floor((geometry.height - headHeight) / rowHeight) - 1);
    const pressed = { key: event.key, shift: event.shiftKey, ctrl: event.ctrlKey || event.metaKey, pageRows };
    const act = pressGridKey(state, pressed);
    if (!act) return;
    event.preventDefault();
    intoView();
    parts.onAct(act);
  });

  function clickName(row: number, isName: boolean): void {
    const step = state.rows[row];
    if (!isName || !step) return;
    setCursor(state, row, -1);
    if (step.hasChildren) state.fold(step.stepId, !step.isFolded);
    parts.onAct('folded');
  }

  function intoView(): void {
    const { row, column } = cursorPlace(state);
    const { columnWidth, width, height } = geometry;
    if (column >= 0) scroller.scrollLeft = scrollTo(scroller.scrollLeft, column * columnWidth, columnWidth, width);
    if (row >= 0) scroller.scrollTop = scrollTo(scroller.scrollTop, row * rowHeight, rowHeight, height - headHeight);
  }

  /** A row for screen readers, with its name for everybody. */
  function rowElement(
    row: number,
    cursor: { readonly row: number; readonly column: number },
    now: number,
  ): HTMLElement {
    const step = state.rows[row];
    const height = row < 0 ? headHeight - dateHeight : rowHeight;
    const name = step ? labels.stepName(step.step) : texts.run;
    const twistie = codicon(step?.isFolded ? 'chevron-right' : 'chevron-down');
    twistie.classList.add('history-twistie');
    if (!step?.hasChildren) twistie.style.visibility = 'hidden';
    const header = element('div', 'history-name', twistie, isolated(shortened(name, 120), 'history-label'));
    header.setAttribute('role', 'rowheader');
    header.setAttribute('aria-colindex', '1');
    header.title = name;
    header.style.paddingInlineStart = `${Math.min(step?.depth ?? 0, 8) * 12 + 4}px`;
    const column = cursor.column;
    const isCurrentRow = row === cursor.row;
    if (isCurrentRow && column < 0) header.id = 'history-current';
    const line = element('div', 'history-row', header);
    line.setAttribute('role', 'row');
    line.setAttribute('aria-rowindex', String(row + 2));
    line.setAttribute('aria-level', String((step?.depth ?? 0) + 1));
    if (step?.hasChildren) line.setAttribute('aria-expanded', String(!step.isFolded));
    line.style.height = `${height}px`;
    if (isCurrentRow && column < 0) line.classList.add('is-current');
    const run = state.columns[column];
    if (!run) return line;
    const cell = element('div', 'history-cell');
    cell.setAttribute('role', 'gridcell');
    cell.setAttribute('aria-colindex', String(column + 2));
    cell.setAttribute('aria-selected', String(state.selected.includes(run.runId)));
    cell.setAttribute('aria-label', labels.cellLines(state, run.runId, step?.stepId, now).join('; '));
    if (isCurrentRow) {
      cell.id = 'history-current';
      cell.classList.add('is-current');
    }
    line.append(cell);
    return line;
  }

  let rendered = '';
  let lines: readonly { readonly row: number; readonly line: HTMLElement }[] = [];

  /** Makes the rows in sight where they are others, or say something else; else they only move. */
  function renderRows(now: number): void {
    const cursor = cursorPlace(state);
    const { first, end } = rowsInSight(geometry);
    // What goes on is told again every few seconds, not all the time.
    const moment = state.columns[cursor.column]?.active ? Math.floor(now / 5000) : 0;
    const key = [state.version, first, end, cursor.row, cursor.column, state.selected.join(), moment].join('|');
    if (key !== rendered) {
      rendered = key;
      const inSight = Array.from({ length: end - first }, (_, i) => first + i);
      // Where the keyboard is stays, wherever it is scrolled to.
      if (cursor.row >= 0 && (cursor.row < first || cursor.row >= end)) inSight.push(cursor.row);
      lines = [-1, ...inSight].map((row) => ({ row, line: rowElement(row, cursor, now) }));
      const [head, ...rows] = lines.map(({ line }) => line);
      const steps = element('div', 'history-steps', ...rows);
      steps.setAttribute('role', 'rowgroup');
      grid.replaceChildren(...(head ? [head] : []), steps);
      grid.setAttribute('aria-rowcount', String(state.rows.length + 1));
      grid.setAttribute('aria-colcount', String(state.columns.length + 1));
      grid.setAttribute('aria-activedescendant', 'history-current');
    }
    for (const { row, line } of lines) {
      line.style.top = `${row < 0 ? dateHeight : rowY(geometry, row) - headHeight}px`;
      const [, cell] = line.children;
      if (!(cell instanceof HTMLElement)) continue;
      cell.style.left = `${names.offsetWidth + columnX(geometry, cursor.column)}px`;
      cell.style.width = `${geometry.columnWidth}px`;
    }
    grid.style.width = `${names.offsetWidth + geometry.width}px`;
    grid.style.height = `${geometry.height}px`;
  }

  function tellShown(): void {
    const { first, end } = columnsInSight(geometry, columnsAhead);
    const inSight = columnsInSight(geometry);
    const idsOf = (from: number, to: number) =>
      state.columns
        .slice(from, to)
        .map(({ runId }) => runId)
        .reverse();
    const runIds = [...idsOf(inSight.first, inSight.end), ...idsOf(inSight.end, end), ...idsOf(first, inSight.first)];
    const key = runIds.join(' ');
    if (key === shown) return;
    shown = key;
    clearTimeout(resting);
    resting = setTimeout(() => parts.onShown(runIds), restMs);
  }

  function fitCanvas(ratio: number): void {
    const { width, height } = geometry;
    if (canvas.width === Math.round(width * ratio) && canvas.height === Math.round(height * ratio)) return;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }

  function draw(theme: Theme, now: number): void {
    const ratio = window.devicePixelRatio || 1;
    fitCanvas(ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const { columns, rows, statistics } = state;
    const seen = columnsInSight(geometry);
    const times = columns.map(({ startedAt }) => startedAt);
    const { median, p95 } = statistics.durations ?? {};
    drawHistory(context, theme, {
      geometry,
      columns: seen,
      rows: rowsInSight(geometry),
      bar(column) {
        const run = columns[column];
        return run && { status: run.status, duration: run.startedAt > 0 ? durationOf(run, now) : 0 };
      },
      cell(row, column) {
        const [step, run] = [rows[row], columns[column]];
        const cell = step && run && state.cell(run.runId, step.stepId, now);
        if (!cell || cell.kind === 'missing') return undefined;
        if (cell.kind === 'notLoaded') return { shade: 0 };
        return { status: cell.step.status, shade: shadeOf(cell.duration, state.data.slow(cell.step.stepId)) };
      },
      longest: longestBar(state.longest(now), p95),
      ...{ median, p95 },
      dates: dateColumns(times, seen, geometry.columnWidth, dayOf).map((column) => [
        column,
        labels.date(times[column] ?? 0),
      ]),
      selected: new Set(state.selected.map((runId) => state.columnOf(runId)).filter((column) => column >= 0)),
      hovered,
      marked: state.marked,
    });
  }

  return {
    element: pane,
    focus: () => grid.focus(),
    render(theme, now) {
      if (state.gutterWidth !== undefined) pane.style.setProperty('--history-names', `${state.gutterWidth}px`);
      measure();
      draw(theme, now);
      renderRows(now);
      splitter.update();
      const run = hovered && state.columns[hovered.column];
      const lines = run && labels.cellLines(state, run.runId, state.rows[hovered?.row ?? -1]?.stepId, now);
      hint.show(
        lines,
        pointer && { x: pointer.x + canvas.offsetLeft, y: pointer.y },
        pane.clientWidth,
        pane.clientHeight,
      );
      tellShown();
    },
  };
}
