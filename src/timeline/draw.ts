import { formatDuration } from '../model/time';
import { sayClock, ticksOf, type Tick } from './axis';
import { timeAt, xOf, type Span } from './density';
import { drawMarks, type MarkScene } from './drawMarks';
import { axisHeight, boxOf, rowHeight, rowsInSight, type Row } from './layout';
import { colourOf, type Theme } from './theme';

const barHeight = 14;
/** An unfolded parent's bar only spans its children's. */
const spanHeight = 5;

export type Picture = MarkScene & {
  readonly rows: readonly Row[];
  readonly locale: string;
  /** How far the rows are scrolled (px). */
  readonly scrollTop: number;
  readonly height: number;
  /** Where time stands (epoch ms), and whether it goes on. */
  readonly edge: number;
  readonly active: boolean;
  readonly selectedRow: number;
  readonly hoveredRow: number;
  /** Where the pointer is (px), if it is over the canvas. */
  readonly pointer: number | undefined;
};

/** Puts the picture on the canvas. Draws what is in sight and nothing else. */
export function draw(context: CanvasRenderingContext2D, theme: Theme, picture: Picture): void {
  const { span, rows, locale, scrollTop, height, edge } = picture;
  const { width } = span;
  context.clearRect(0, 0, width, height);
  context.font = theme.font;
  context.textBaseline = 'middle';
  const ticks = ticksOf(span, locale);
  drawGrid(context, theme, ticks, width, height);

  context.save();
  context.beginPath();
  context.rect(0, axisHeight, width, height - axisHeight);
  context.clip();
  const { first, last } = rowsInSight(rows.length, scrollTop, height);
  for (let i = first; i < last; i++) {
    const row = rows[i];
    if (!row) continue;
    const top = axisHeight + i * rowHeight - scrollTop;
    drawBackground(context, theme, picture, i, top);
    drawBar(context, theme, row, span, top, edge);
    if (row.lane) drawMarks(context, theme, picture, row.lane, i, top);
  }
  context.restore();
  drawLabels(context, theme, ticks, width);
  if (picture.active) drawNow(context, theme, xOf(span, edge), height);
  if (picture.pointer !== undefined) drawCrosshair(context, theme, picture.pointer, picture);
}

function drawBackground(
  context: CanvasRenderingContext2D,
  theme: Theme,
  { span, selectedRow, hoveredRow }: Picture,
  row: number,
  top: number,
): void {
  if (row !== selectedRow && row !== hoveredRow) return;
  context.fillStyle = row === selectedRow ? theme.selection : theme.hover;
  if (!theme.highContrast) context.fillRect(0, top, span.width, rowHeight);
  else if (row === selectedRow) {
    // In high contrast a selection is a border, and its colour that of the focus.
    line(context, theme.focus, 0, top + 0.5, span.width, top + 0.5);
    line(context, theme.focus, 0, top + rowHeight - 0.5, span.width, top + rowHeight - 0.5);
  }
}

function line(context: CanvasRenderingContext2D, colour: string, x: number, y: number, toX: number, toY: number): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(toX, toY);
  context.stroke();
}

function drawGrid(
  context: CanvasRenderingContext2D,
  theme: Theme,
  ticks: readonly Tick[],
  width: number,
  height: number,
): void {
  context.globalAlpha = theme.highContrast ? 0.4 : 0.8;
  for (const { x } of ticks) {
    const crisp = Math.round(x) + 0.5;
    line(context, theme.grid, crisp, axisHeight - 6, crisp, height);
  }
  context.globalAlpha = 1;
  line(context, theme.grid, 0, axisHeight - 0.5, width, axisHeight - 0.5);
}

function drawLabels(context: CanvasRenderingContext2D, theme: Theme, ticks: readonly Tick[], width: number): void {
  context.fillStyle = theme.muted;
  let free = 0;
  for (const { x, label } of ticks) {
    const size = context.measureText(label).width;
    const left = x - size / 2;
    if (left < free || left + size > width) continue;
    context.fillText(label, left, axisHeight / 2 - 2);
    free = left + size + 12;
  }
}

function drawNow(context: CanvasRenderingContext2D, theme: Theme, x: number, height: number): void {
  context.fillStyle = theme.now;
  context.fillRect(Math.round(x) - 0.5, axisHeight - 6, 1.5, height);
  context.beginPath();
  context.moveTo(x - 5, axisHeight - 8);
  context.lineTo(x + 5, axisHeight - 8);
  context.lineTo(x, axisHeight);
  context.fill();
}

/** A line through all rows, and the exact time on the axis. */
function drawCrosshair(
  context: CanvasRenderingContext2D,
  theme: Theme,
  x: number,
  { span, locale, height }: Picture,
): void {
  context.setLineDash([3, 3]);
  line(context, theme.muted, Math.round(x) + 0.5, axisHeight, Math.round(x) + 0.5, height);
  context.setLineDash([]);
  const text = sayClock(locale, timeAt(span, x));
  const size = context.measureText(text).width + 12;
  const left = Math.min(Math.max(0, x - size / 2), Math.max(0, span.width - size));
  context.beginPath();
  context.roundRect(left + 0.5, 2.5, size - 1, axisHeight - 8, 3);
  context.fillStyle = theme.tagBackground;
  context.fill();
  context.strokeStyle = theme.highContrast ? theme.foreground : theme.grid;
  context.stroke();
  context.fillStyle = theme.tagForeground;
  context.fillText(text, left + 6, axisHeight / 2 - 1);
}

/** How a bar looks tells its status by shape as well as by colour. */
function drawBar(
  context: CanvasRenderingContext2D,
  theme: Theme,
  row: Row,
  span: Span,
  top: number,
  edge: number,
): void {
  const { bar } = row;
  const thin = row.expandable && row.expanded;
  const height = thin ? spanHeight : barHeight;
  const y = top + (rowHeight - height) / 2;
  if (!bar) {
    if (row.step?.status === 'pending' && !thin) drawPending(context, theme, xOf(span, edge), y);
    return;
  }
  const box = boxOf(bar, span, edge);
  if (!box) return;
  const { x, width } = box;
  const { status } = bar;
  const goesOn = bar.end === undefined;
  const colour = colourOf(theme.status, status);
  const round = Math.min(3, width / 2);
  context.save();
  context.beginPath();
  // What goes on has an open end.
  context.roundRect(x, y, width, height, goesOn ? [round, 0, 0, round] : round);
  const faint = status === 'skipped' || status === 'cancelled';
  context.globalAlpha = thin ? 0.8 : theme.highContrast || faint ? 0.15 : goesOn ? 0.5 : 0.35;
  context.fillStyle = colour;
  context.fill();
  context.globalAlpha = 1;
  context.clip();
  if (status === 'failed') drawStripes(context, colour, x, y, width, height);
  context.strokeStyle = colour;
  // Half of the line is cut away by the clip.
  context.lineWidth = theme.highContrast ? 3 : 2;
  if (faint) context.setLineDash([4, 3]);
  context.stroke();
  context.restore();
  if (!goesOn && !thin && row.kind === 'step') drawDuration(context, theme, bar.end - bar.start, x + width, span, top);
}

/** Beside the bar, where there is room: bars of different zooms compare badly by eye. */
function drawDuration(
  context: CanvasRenderingContext2D,
  theme: Theme,
  duration: number,
  right: number,
  span: Span,
  top: number,
): void {
  if (right < 0 || right > span.width - 60 || duration <= 0) return;
  context.fillStyle = theme.muted;
  context.fillText(formatDuration(duration), right + 10, top + rowHeight / 2 + 0.5);
}

function drawStripes(
  context: CanvasRenderingContext2D,
  colour: string,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  // The stripes begin at the bar and not at the screen, so that they move with it.
  for (let left = x - height; left < x + width; left += 7) {
    context.moveTo(left, y + height);
    context.lineTo(left + height, y);
  }
  context.stroke();
}

function drawPending(context: CanvasRenderingContext2D, theme: Theme, x: number, y: number): void {
  context.save();
  context.strokeStyle = theme.muted;
  context.globalAlpha = theme.highContrast ? 1 : 0.6;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.roundRect(x + 8.5, y + 0.5, 36, barHeight - 1, 3);
  context.stroke();
  context.restore();
}
