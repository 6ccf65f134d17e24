import { colourOf, type Theme } from '../../webview/theme';
import {
  barHeight,
  barsHeight,
  columnX,
  dateHeight,
  headHeight,
  rowHeight,
  rowY,
  type GridGeometry,
  type Stretch,
} from '../geometry/gridGeometry';
import { drawStatus } from './statusMarks';

export type DrawnBar = { readonly status: string; readonly duration: number };
/** `shade` 0 to 1; a cell without a status has not been loaded. */
export type DrawnCell = { readonly status?: string; readonly shade: number };

/** All that is seen of the grid. */
export type HistoryPicture = {
  readonly geometry: GridGeometry;
  readonly columns: Stretch;
  readonly rows: Stretch;
  readonly bar: (column: number) => DrawnBar | undefined;
  /** Nothing where the run has no such step. */
  readonly cell: (row: number, column: number) => DrawnCell | undefined;
  /** What the highest bar stands for (ms). */
  readonly longest: number;
  readonly median: number | undefined;
  readonly p95: number | undefined;
  readonly dates: readonly (readonly [column: number, text: string])[];
  readonly selected: ReadonlySet<number>;
  readonly hovered: { readonly row: number; readonly column: number } | undefined;
  readonly marked: { readonly from: number; readonly to: number } | undefined;
};

type Context = CanvasRenderingContext2D;

export function drawHistory(context: Context, theme: Theme, picture: HistoryPicture): void {
  const { geometry } = picture;
  const { width, height } = geometry;
  context.clearRect(0, 0, width, height);
  drawStripes(context, theme, picture);
  context.save();
  context.beginPath();
  context.rect(0, headHeight, width, Math.max(0, height - headHeight));
  context.clip();
  drawCells(context, theme, picture);
  context.restore();
  drawDates(context, theme, picture);
  drawBars(context, theme, picture);
  drawLines(context, theme, picture);
  drawMarked(context, theme, picture);
}

function drawStripes(context: Context, theme: Theme, { geometry, selected, hovered, rows }: HistoryPicture): void {
  const { columnWidth, height, width } = geometry;
  for (const column of selected) {
    const x = columnX(geometry, column);
    context.fillStyle = theme.selection;
    context.fillRect(x, dateHeight, columnWidth, height);
    if (theme.highContrast) {
      context.strokeStyle = theme.focus;
      context.strokeRect(x + 0.5, dateHeight + 0.5, columnWidth - 1, height - dateHeight - 1);
    }
  }
  if (!hovered) return;
  context.fillStyle = theme.hover;
  context.fillRect(columnX(geometry, hovered.column), dateHeight, columnWidth, height);
  if (hovered.row >= rows.first) context.fillRect(0, rowY(geometry, hovered.row), width, rowHeight);
}

function drawCells(context: Context, theme: Theme, { geometry, columns, rows, cell }: HistoryPicture): void {
  const { columnWidth } = geometry;
  const size = Math.min(columnWidth - 3, rowHeight - 8);
  for (let row = rows.first; row < rows.end; row++) {
    const y = rowY(geometry, row) + (rowHeight - size) / 2;
    for (let column = columns.first; column < columns.end; column++) {
      const drawn = cell(row, column);
      if (!drawn) continue;
      const x = columnX(geometry, column) + (columnWidth - size) / 2;
      if (drawn.status === undefined) {
        context.fillStyle = theme.muted;
        context.globalAlpha = 0.5;
        context.fillRect(x + size / 2 - 1, y + size / 2 - 1, 2, 2);
        context.globalAlpha = 1;
      } else drawStatus(context, theme, { status: drawn.status, shade: drawn.shade, x, y, size });
    }
  }
}

function drawDates(context: Context, theme: Theme, { geometry, dates }: HistoryPicture): void {
  context.font = theme.font;
  context.textBaseline = 'middle';
  context.fillStyle = theme.muted;
  for (const [column, text] of dates) {
    const x = columnX(geometry, column);
    context.fillText(text, x + 3, dateHeight / 2);
    context.globalAlpha = 0.4;
    context.fillRect(Math.round(x), 4, 1, dateHeight - 4);
    context.globalAlpha = 1;
  }
}

function drawBars(context: Context, theme: Theme, { geometry, columns, bar, longest }: HistoryPicture): void {
  const { columnWidth, width } = geometry;
  const floor = dateHeight + barsHeight - 2;
  const barWidth = columnWidth - 4;
  for (let column = columns.first; column < columns.end; column++) {
    const drawn = bar(column);
    if (!drawn) continue;
    const height = Math.max(10, barHeight(drawn.duration, longest));
    const x = columnX(geometry, column) + 2;
    const colour = colourOf(theme.status, drawn.status);
    context.fillStyle = colour;
    context.globalAlpha = theme.highContrast ? 0.25 : 0.55;
    context.fillRect(x, floor - height, barWidth, height);
    context.globalAlpha = 1;
    if (theme.highContrast) {
      context.strokeStyle = colour;
      context.strokeRect(x + 0.5, floor - height + 0.5, barWidth - 1, height - 1);
    }
    // What is too high goes on above.
    if (drawn.duration > longest && longest > 0) context.fillRect(x, floor - height - 3, barWidth, 1.5);
    // The shape of the status stands at the foot, for those who do not see its color.
    const size = Math.min(9, barWidth);
    drawStatus(context, theme, {
      status: drawn.status,
      shade: 1,
      x: x + (barWidth - size) / 2,
      y: floor - size - 1,
      size,
    });
  }
  context.fillStyle = theme.grid;
  context.fillRect(0, headHeight - 1, width, 1);
}

function drawLines(context: Context, theme: Theme, { geometry, longest, median, p95 }: HistoryPicture): void {
  const floor = dateHeight + barsHeight - 2;
  const line = (duration: number | undefined, dash: number[], name: string) => {
    if (duration === undefined || duration > longest) return;
    const y = Math.round(floor - barHeight(duration, longest)) + 0.5;
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(0, y);
    context.lineTo(geometry.width, y);
    context.stroke();
    context.fillText(name, geometry.width - 30, y - 6);
  };
  context.fillStyle = theme.foreground;
  context.font = theme.font;
  context.textBaseline = 'middle';
  context.strokeStyle = theme.foreground;
  context.lineWidth = 1;
  context.globalAlpha = theme.highContrast ? 1 : 0.7;
  line(median, [6, 3], 'p50');
  line(p95, [2, 3], 'p95');
  context.setLineDash([]);
  context.globalAlpha = 1;
}

function drawMarked(context: Context, theme: Theme, { geometry, marked }: HistoryPicture): void {
  if (!marked) return;
  const from = columnX(geometry, Math.min(marked.from, marked.to));
  const to = columnX(geometry, Math.max(marked.from, marked.to) + 1);
  context.fillStyle = theme.focus;
  context.globalAlpha = 0.2;
  context.fillRect(from, dateHeight, to - from, geometry.height);
  context.globalAlpha = 1;
  context.strokeStyle = theme.focus;
  context.strokeRect(from + 0.5, dateHeight + 0.5, to - from - 1, geometry.height - dateHeight - 1);
}
