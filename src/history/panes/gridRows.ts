import { codicon, element, isolated } from '../../webview/dom';
import {
  columnX,
  dateHeight,
  headHeight,
  rowHeight,
  rowsInSight,
  rowY,
  type GridGeometry,
} from '../geometry/gridGeometry';
import { cursorPlace } from '../state/historyKeys';
import type { HistoryLabels } from '../state/historyLabels';
import type { HistoryState } from '../state/historyState';
import type { HistoryTexts } from '../../protocol/historyTexts';

/** What is told of a run that goes on is told again as often (ms), not all the time. */
const retellMs = 5000;
const maxIndent = 8;

type Line = { readonly row: number; readonly line: HTMLElement };

/**
 * The rows in sight, each with its name and the cell of the column where the keyboard is: the others are there when the
 * keyboard comes to them, and all that is seen is drawn.
 */
export class GridRows {
  readonly element: HTMLElement;
  readonly #texts: HistoryTexts;
  readonly #state: HistoryState;
  readonly #labels: HistoryLabels;
  #rendered = '';
  #lines: readonly Line[] = [];

  constructor(texts: HistoryTexts, state: HistoryState, labels: HistoryLabels) {
    this.#texts = texts;
    this.#state = state;
    this.#labels = labels;
    const grid = element('div', 'history-cells');
    grid.id = 'history-grid';
    grid.tabIndex = 0;
    grid.setAttribute('role', 'treegrid');
    grid.setAttribute('aria-label', texts.gridLabel);
    grid.setAttribute('aria-multiselectable', 'true');
    this.element = grid;
  }

  /** Makes the rows where they are others, or say something else; else they only move. `left`: where the columns begin. */
  render(geometry: GridGeometry, left: number, now: number): void {
    const state = this.#state;
    const cursor = cursorPlace(state);
    const { first, end } = rowsInSight(geometry);
    const moment = state.columns[cursor.column]?.active ? Math.floor(now / retellMs) : 0;
    const key = [state.version, first, end, cursor.row, cursor.column, state.selected.join(), moment].join('|');
    if (key !== this.#rendered) {
      this.#rendered = key;
      const inSight = Array.from({ length: end - first }, (_, i) => first + i);
      // Where the keyboard is stays, wherever it is scrolled to.
      if (cursor.row >= 0 && (cursor.row < first || cursor.row >= end)) inSight.push(cursor.row);
      this.#make([-1, ...inSight], cursor, now);
    }
    for (const { row, line } of this.#lines) {
      line.style.top = `${row < 0 ? dateHeight : rowY(geometry, row) - headHeight}px`;
      const cell = line.children[1];
      if (!(cell instanceof HTMLElement)) continue;
      cell.style.left = `${left + columnX(geometry, cursor.column)}px`;
      cell.style.width = `${geometry.columnWidth}px`;
    }
    this.element.style.width = `${left + geometry.width}px`;
    this.element.style.height = `${geometry.height}px`;
  }

  #make(rows: readonly number[], cursor: { readonly row: number; readonly column: number }, now: number): void {
    this.#lines = rows.map((row) => ({ row, line: this.#line(row, cursor, now) }));
    const [head, ...others] = this.#lines.map(({ line }) => line);
    const steps = element('div', 'history-steps', ...others);
    steps.setAttribute('role', 'rowgroup');
    const grid = this.element;
    grid.replaceChildren(...(head ? [head] : []), steps);
    grid.setAttribute('aria-rowcount', String(this.#state.rows.length + 1));
    grid.setAttribute('aria-colcount', String(this.#state.columns.length + 1));
    grid.setAttribute('aria-activedescendant', 'history-current');
  }

  #line(row: number, cursor: { readonly row: number; readonly column: number }, now: number): HTMLElement {
    const step = this.#state.rows[row];
    const isCurrent = row === cursor.row;
    const line = element('div', 'history-row', this.#name(row));
    line.setAttribute('role', 'row');
    line.setAttribute('aria-rowindex', String(row + 2));
    line.setAttribute('aria-level', String((step?.depth ?? 0) + 1));
    if (step?.hasChildren) line.setAttribute('aria-expanded', String(!step.isFolded));
    line.style.height = `${row < 0 ? headHeight - dateHeight : rowHeight}px`;
    if (isCurrent && cursor.column < 0) {
      line.classList.add('is-current');
      if (line.firstElementChild) line.firstElementChild.id = 'history-current';
    }
    const run = this.#state.columns[cursor.column];
    if (!run) return line;
    const cell = element('div', 'history-cell');
    cell.setAttribute('role', 'gridcell');
    cell.setAttribute('aria-colindex', String(cursor.column + 2));
    cell.setAttribute('aria-selected', String(this.#state.selected.includes(run.runId)));
    cell.ariaLabel = this.#labels.cellLines(this.#state, run.runId, step?.stepId, now).join('; ');
    if (isCurrent) {
      cell.id = 'history-current';
      cell.classList.add('is-current');
    }
    line.append(cell);
    return line;
  }

  #name(row: number): HTMLElement {
    const step = this.#state.rows[row];
    const name = step ? this.#labels.stepName(step.step) : this.#texts.run;
    const twistie = codicon(step?.isFolded ? 'chevron-right' : 'chevron-down');
    twistie.classList.add('history-twistie');
    if (!step?.hasChildren) twistie.style.visibility = 'hidden';
    const header = element('div', 'history-name', twistie, isolated(name, 'history-label'));
    header.setAttribute('role', 'rowheader');
    header.setAttribute('aria-colindex', '1');
    header.title = name;
    header.style.paddingInlineStart = `${Math.min(step?.depth ?? 0, maxIndent) * 12 + 4}px`;
    return header;
  }
}
