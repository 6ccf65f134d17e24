import { scaleTime } from 'd3-scale';
import { marksOf, xOf, type EventLanes, type Lane, type Mark, type Span } from './density';
import { boxOf, rowHeight, type Row } from './layout';
import { colourOf, type Theme } from './theme';

export const axisHeight = 24;
/** Marks nearer than this to one another (px) become one. */
export const bucketWidth = 6;
const barHeight = 14;

export type Picture = {
  readonly span: Span;
  readonly rows: readonly Row[];
  readonly events: EventLanes;
  /** The first row in sight, and how far it is scrolled (px). */
  readonly scrollTop: number;
  readonly height: number;
  readonly now: number;
  /** Whether there is a now-edge to show. */
  readonly active: boolean;
  readonly selectedRow: number;
  readonly selectedEvents: ReadonlySet<number>;
  readonly hoveredRow: number;
  /** Where the pointer is (px), if it is over the canvas. */
  readonly pointer: number | undefined;
};

/** Puts the picture on the canvas. Draws what is in sight and nothing else. */
export function draw(context: CanvasRenderingContext2D, theme: Theme, picture: Picture): void {
  const { span, rows, scrollTop, height, now } = picture;
  context.clearRect(0, 0, span.width, height);
  context.font = theme.font;
  const ticks = scaleTime([span.from, span.to], [0, span.width]);
  const marks = ticks.ticks(Math.max(2, Math.round(span.width / 110)));
  drawGrid(
    context,
    theme,
    marks.map((tick) => ticks(tick)),
    height,
  );

  const first = Math.max(0, Math.floor(scrollTop / rowHeight));
  const last = Math.min(rows.length, Math.ceil((scrollTop + height - axisHeight) / rowHeight));
  context.save();
  context.beginPath();
  context.rect(0, axisHeight, span.width, height - axisHeight);
  context.clip();
  for (let i = first; i < last; i++) {
    const row = rows[i];
    if (!row) continue;
    const top = axisHeight + i * rowHeight - scrollTop;
    if (i === picture.selectedRow || i === picture.hoveredRow) {
      context.fillStyle = i === picture.selectedRow ? theme.selection : theme.hover;
      context.fillRect(0, top, span.width, rowHeight);
    }
    drawBar(context, theme, row, span, top, now);
    for (const lane of row.lanes) drawMarks(context, theme, picture, lane, top);
  }
  context.restore();
  drawAxis(
    context,
    theme,
    marks.map((tick) => [ticks(tick), ticks.tickFormat()(tick)] as const),
    span.width,
  );
  if (picture.active) drawEdge(context, theme.now, xOf(span, now), height, 1.5, []);
  if (picture.pointer !== undefined) drawEdge(context, theme.muted, picture.pointer, height, 1, [3, 3]);
}

function drawGrid(context: CanvasRenderingContext2D, theme: Theme, xs: readonly number[], height: number): void {
  context.strokeStyle = theme.grid;
  context.lineWidth = 1;
  context.beginPath();
  for (const x of xs) {
    const crisp = Math.round(x) + 0.5;
    context.moveTo(crisp, axisHeight - 5);
    context.lineTo(crisp, height);
  }
  context.moveTo(0, axisHeight - 0.5);
  context.lineTo(1e5, axisHeight - 0.5);
  context.stroke();
}

function drawAxis(
  context: CanvasRenderingContext2D,
  theme: Theme,
  ticks: readonly (readonly [x: number, text: string])[],
  width: number,
): void {
  context.fillStyle = theme.muted;
  context.textBaseline = 'middle';
  let free = 0;
  for (const [x, text] of ticks) {
    const size = context.measureText(text).width;
    const left = Math.min(Math.max(2, x - size / 2), width - size - 2);
    if (left < free) continue;
    context.fillText(text, left, axisHeight / 2 - 2);
    free = left + size + 12;
  }
}

function drawEdge(
  context: CanvasRenderingContext2D,
  colour: string,
  x: number,
  height: number,
  width: number,
  dash: number[],
): void {
  context.save();
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(x, axisHeight - 6);
  context.lineTo(x, height);
  context.stroke();
  context.restore();
}

/** How a bar looks tells its status by shape as well as by colour. */
function drawBar(
  context: CanvasRenderingContext2D,
  theme: Theme,
  row: Row,
  span: Span,
  top: number,
  now: number,
): void {
  const y = top + (rowHeight - barHeight) / 2;
  if (!row.bar) {
    if (row.step?.status === 'pending') drawPending(context, theme, xOf(span, now), y);
    return;
  }
  const box = boxOf(row.bar, span, now);
  if (!box) return;
  const { status } = row.bar;
  const colour = colourOf(theme.status, status);
  const thin = row.expandable && row.expanded;
  const height = thin ? 6 : barHeight;
  const barTop = thin ? y + (barHeight - height) / 2 : y;
  context.save();
  context.beginPath();
  context.roundRect(box.x, barTop, box.width, height, Math.min(3, box.width / 2));
  context.globalAlpha = theme.highContrast ? 0.25 : 0.45;
  context.fillStyle = colour;
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = colour;
  context.lineWidth = theme.highContrast ? 1.5 : 1;
  if (status === 'skipped' || status === 'cancelled') context.setLineDash([4, 3]);
  context.stroke();
  context.clip();
  if (status === 'failed') drawStripes(context, colour, box.x, barTop, box.width, height);
  context.restore();
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
  // The stripes stand still in time while the view moves, so they begin at the bar and not at the screen.
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
  context.roundRect(x + 8, y + 0.5, 36, barHeight - 1, 3);
  context.stroke();
  context.restore();
}

function drawMarks(context: CanvasRenderingContext2D, theme: Theme, picture: Picture, lane: Lane, top: number): void {
  const { span, events, selectedEvents } = picture;
  const middle = top + rowHeight / 2;
  for (const mark of marksOf(lane, span, bucketWidth)) {
    const index = lane.indexes[mark.from] ?? 0;
    const type = events.type(index);
    const count = mark.to - mark.from;
    const colour = mark.error ? colourOf(theme.event, 'error') : colourOf(theme.event, type);
    context.beginPath();
    if (count > 1) context.roundRect(mark.x - bucketWidth / 2, middle - 5.5, bucketWidth, 11, 2);
    else outline(context, type, mark.x, middle);
    context.fillStyle = colour;
    context.fill();
    context.strokeStyle = theme.background;
    context.lineWidth = 1;
    context.stroke();
    if (selectedEvents.size > 0 && isSelected(lane, mark, selectedEvents)) {
      context.strokeStyle = theme.focus;
      context.lineWidth = 2;
      context.beginPath();
      context.arc(mark.x, middle, 8, 0, 2 * Math.PI);
      context.stroke();
    }
  }
}

function isSelected(lane: Lane, mark: Mark, selected: ReadonlySet<number>): boolean {
  // What can be selected is a mark's events, so that looking at its first few is enough.
  const to = Math.min(mark.to, mark.from + 50);
  for (let place = mark.from; place < to; place++) if (selected.has(lane.indexes[place] ?? -1)) return true;
  return false;
}

/** A shape for each type of event. */
function outline(context: CanvasRenderingContext2D, type: string, x: number, y: number): void {
  switch (type) {
    case 'error':
    case 'step_failed':
      context.moveTo(x, y - 6);
      context.lineTo(x + 6, y + 5);
      context.lineTo(x - 6, y + 5);
      context.closePath();
      return;
    case 'step_started':
      context.moveTo(x - 3, y - 5);
      context.lineTo(x + 5, y);
      context.lineTo(x - 3, y + 5);
      context.closePath();
      return;
    case 'step_completed':
    case 'tool_result':
      context.rect(x - 3.5, y - 3.5, 7, 7);
      return;
    case 'status_change':
    case 'custom':
      context.moveTo(x, y - 5.5);
      context.lineTo(x + 5.5, y);
      context.lineTo(x, y + 5.5);
      context.lineTo(x - 5.5, y);
      context.closePath();
      return;
    default:
      context.arc(x, y, 4, 0, 2 * Math.PI);
  }
}
