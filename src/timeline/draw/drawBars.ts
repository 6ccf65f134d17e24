import { formatDuration } from '../../model/time';
import { xOf, type Span } from '../geometry/density';
import { line } from './drawHeader';
import { boxOf, rowHeight, type Bar, type Box, type Row } from '../geometry/layout';
import { colourOf, type Theme } from '../../webview/theme';

const barHeight = 14;
/** An unfolded parent's bar only spans its children's. */
const spanHeight = 5;

/**
 * A step's or the run's bar. How it looks tells its status by shape as well as by colour: what goes on has an open
 * end, what is skipped a dashed border, what failed is striped, what was started again is notched where it was, and the
 * attempt before is an outline.
 * `starts` are the times (epoch ms) at which the step was started; `edge` is where time stands.
 */
export function drawBar(
  context: CanvasRenderingContext2D,
  theme: Theme,
  row: Row,
  starts: readonly number[],
  span: Span,
  top: number,
  edge: number,
  locale: string,
): void {
  const { bar } = row;
  const thin = row.expandable && row.expanded;
  const height = thin ? spanHeight : barHeight;
  const y = top + (rowHeight - height) / 2;
  if (!bar) {
    if (row.step?.status === 'pending' && !thin) drawPending(context, theme, xOf(span, edge), y);
    return;
  }
  const { status } = bar;
  if (bar.before && !thin) drawBefore(context, theme, boxOf({ ...bar.before, status }, span, edge), y);
  if (status === 'pending' && bar.end === bar.start && !thin) {
    drawPending(context, theme, xOf(span, edge), y);
    return;
  }
  const box = boxOf(bar, span, edge);
  if (!box) return;
  const { x, width } = box;
  drawBox(context, theme, bar, { x, y, width, height }, thin);
  if (thin) return;
  for (const start of starts.slice(1)) {
    const notch = Math.round(xOf(span, start)) + 0.5;
    if (notch > x && notch < x + width) line(context, theme.foreground, notch, y - 2, notch, y + height + 2);
  }
  if (bar.end === undefined || row.kind !== 'step') return;
  const again = starts.length > 1 ? `↻${starts.length} · ` : '';
  drawBeside(context, theme, again + formatDuration(bar.end - bar.start, locale), x + width, span, top);
}

/** The bar itself, with its border. */
function drawBox(
  context: CanvasRenderingContext2D,
  theme: Theme,
  { status, end }: Bar,
  { x, y, width, height }: Box & { readonly y: number; readonly height: number },
  thin: boolean,
): void {
  const goesOn = end === undefined;
  const colour = colourOf(theme.status, status);
  const faint = status === 'skipped' || status === 'cancelled';
  // The border lies within the bar: bars that touch do not run into one another.
  const border = theme.highContrast ? 1.5 : 1;
  const round = Math.min(3, width / 2);
  const outline = () => {
    context.beginPath();
    const corners = goesOn ? [round, 0, 0, round] : round;
    context.roundRect(x + border / 2, y + border / 2, Math.max(0.5, width - border), height - border, corners);
  };
  outline();
  context.globalAlpha = thin ? 0.8 : theme.highContrast || faint ? 0.15 : goesOn ? 0.5 : 0.35;
  context.fillStyle = colour;
  context.fill();
  context.globalAlpha = 1;
  if (status === 'failed') drawStripes(context, colour, x, y, width, height);
  context.strokeStyle = colour;
  context.lineWidth = border;
  if (faint) context.setLineDash([4, 3]);
  outline();
  context.stroke();
  if (faint) context.setLineDash([]);
}

/** The attempt before: its outline alone. */
function drawBefore(context: CanvasRenderingContext2D, theme: Theme, box: Box | undefined, y: number): void {
  if (!box) return;
  context.strokeStyle = theme.muted;
  context.lineWidth = theme.highContrast ? 1.5 : 1;
  context.beginPath();
  context.roundRect(box.x + 0.5, y + 0.5, Math.max(0.5, box.width - 1), barHeight - 1, Math.min(3, box.width / 2));
  context.stroke();
}

/** Beside the bar, where there is room: bars of different zooms compare badly by eye. */
function drawBeside(
  context: CanvasRenderingContext2D,
  theme: Theme,
  text: string,
  right: number,
  span: Span,
  top: number,
): void {
  if (right < 0 || right > span.width - 60) return;
  context.fillStyle = theme.muted;
  context.fillText(text, right + 10, top + rowHeight / 2 + 0.5);
}

function drawStripes(
  context: CanvasRenderingContext2D,
  colour: string,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  // The stripes begin at the bar and not at the screen, so that they move with it.
  for (let left = x - height; left < x + width; left += 7) {
    context.moveTo(left, y + height);
    context.lineTo(left + height, y);
  }
  context.stroke();
  context.restore();
}

function drawPending(context: CanvasRenderingContext2D, theme: Theme, x: number, y: number): void {
  context.strokeStyle = theme.muted;
  context.globalAlpha = theme.highContrast ? 1 : 0.6;
  context.setLineDash([3, 3]);
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(x + 8.5, y + 0.5, 36, barHeight - 1, 3);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}
