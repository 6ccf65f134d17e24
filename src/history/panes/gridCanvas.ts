import { element } from '../../webview/dom';
import type { Theme } from '../../webview/theme';
import { drawHistory, type HistoryPicture } from '../draw/drawHistory';
import {
  columnsInSight,
  dateColumns,
  longestBar,
  rowsInSight,
  shadeOf,
  type GridGeometry,
} from '../geometry/gridGeometry';
import { durationOf } from '../state/historyData';
import type { HistoryLabels } from '../state/historyLabels';
import type { HistoryState } from '../state/historyState';

export type GridPlace = { readonly row: number; readonly column: number };

/** All that is seen of the grid, for who draws it. */
export function pictureOf(
  state: HistoryState,
  labels: HistoryLabels,
  geometry: GridGeometry,
  hovered: GridPlace | undefined,
  now: number,
): HistoryPicture {
  const { columns, rows, statistics } = state;
  const seen = columnsInSight(geometry);
  const { median, p95 } = statistics.durations ?? {};
  const timeOf = (column: number) => columns[column]?.startedAt ?? 0;
  return {
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
    ...{ median, p95, hovered, marked: state.marked },
    dates: dateColumns(timeOf, seen, geometry.columnWidth, dayOf).map((column) => [
      column,
      labels.date(timeOf(column)),
    ]),
    selected: new Set(state.selected.map((runId) => state.columnOf(runId)).filter((column) => column >= 0)),
  };
}

function dayOf(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}

/** A canvas as large as what it shows, in the pixels of the screen. */
export function createGridCanvas() {
  const canvas = element('canvas', 'history-canvas');
  canvas.setAttribute('aria-hidden', 'true');
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The canvas has no 2d context');

  function fit({ width, height }: GridGeometry, ratio: number): void {
    if (canvas.width === Math.round(width * ratio) && canvas.height === Math.round(height * ratio)) return;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }

  return {
    element: canvas,
    draw(theme: Theme, picture: HistoryPicture): void {
      const ratio = window.devicePixelRatio || 1;
      fit(picture.geometry, ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      drawHistory(context, theme, picture);
    },
  };
}
