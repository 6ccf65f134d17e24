import { foldLabels, formatExact, ticksOf, type Clock, type Tick } from '../geometry/axis';
import { timeAt, xOf, type Span } from '../geometry/density';
import { axisHeight, bandHeight, headHeight } from '../geometry/layout';
import type { RunStretch } from '../../model/statusHistory';
import { colourOf, type Theme } from '../../webview/theme';

/** What stands above the rows, and what runs through all of them. */
export type HeaderScene = {
  readonly span: Span;
  readonly clock: Clock;
  readonly height: number;
  /** Where time stands (epoch ms), and whether it goes on. */
  readonly edge: number;
  readonly active: boolean;
  readonly stretches: readonly RunStretch[];
  /** How idle time that is folded is said, with a `{0}`. */
  readonly idle: string;
  /** Where the pointer is (px), if it is over the canvas. */
  readonly pointer: number | undefined;
  /** A measured stretch (epoch ms), and what is said of it. */
  readonly measured: { readonly from: number; readonly to: number; readonly label: string } | undefined;
};

export function line(
  context: CanvasRenderingContext2D,
  colour: string,
  x: number,
  y: number,
  toX: number,
  toY: number,
): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(toX, toY);
  context.stroke();
}

/** Grid, paused time and folds: what lies behind the rows. Returns the ticks, to be labelled on top. */
export function drawGrid(context: CanvasRenderingContext2D, theme: Theme, scene: HeaderScene): readonly Tick[] {
  const { span, clock, height } = scene;
  const ticks = ticksOf(span, clock);
  context.globalAlpha = theme.highContrast ? 0.4 : 0.8;
  for (const { x } of ticks) {
    const crisp = Math.round(x) + 0.5;
    line(context, theme.grid, crisp, axisHeight - 6, crisp, height);
  }
  context.globalAlpha = 1;
  line(context, theme.grid, 0, headHeight - 0.5, span.width, headHeight - 0.5);
  drawPaused(context, theme, scene);
  return ticks;
}

/** Time in which nothing could happen is shaded through all rows, with hatching that needs no colour. */
function drawPaused(
  context: CanvasRenderingContext2D,
  theme: Theme,
  { span, stretches, edge, height }: HeaderScene,
): void {
  for (const { status, from, to } of stretches) {
    if (status !== 'paused') continue;
    const x = Math.max(0, xOf(span, from));
    const right = Math.min(span.width, xOf(span, to ?? edge));
    if (right <= x) continue;
    context.save();
    context.beginPath();
    context.rect(x, headHeight, right - x, height - headHeight);
    context.clip();
    context.fillStyle = colourOf(theme.status, 'paused');
    context.globalAlpha = 0.08;
    context.fillRect(x, headHeight, right - x, height - headHeight);
    context.globalAlpha = theme.highContrast ? 0.6 : 0.25;
    context.strokeStyle = colourOf(theme.status, 'paused');
    context.lineWidth = 1;
    context.beginPath();
    // The hatching is fixed in time, so that it moves with the rest.
    const step = 12;
    const slope = height - headHeight;
    const start = xOf(span, from);
    const first = start + Math.floor((x - slope - start) / step) * step;
    for (let left = first; left < right; left += step) {
      context.moveTo(left, height);
      context.lineTo(left + slope, headHeight);
    }
    context.stroke();
    context.restore();
  }
}

/** Folds, the run's band, labels, the now-edge, what is measured and the crosshair: what lies on top of the rows. */
export function drawHeader(
  context: CanvasRenderingContext2D,
  theme: Theme,
  scene: HeaderScene,
  ticks: readonly Tick[],
): void {
  const { span, height, edge, active, measured, pointer } = scene;
  drawFolds(context, theme, scene);
  drawBand(context, theme, scene);
  drawLabels(context, theme, scene, ticks);
  if (active) drawNow(context, theme, xOf(span, edge), height);
  if (measured) drawMeasured(context, theme, span, measured, height);
  if (pointer !== undefined) drawCrosshair(context, theme, pointer, scene);
}

/** A torn strip through all rows for each stretch of idle time that is folded. */
function drawFolds(context: CanvasRenderingContext2D, theme: Theme, { span, clock, idle, height }: HeaderScene): void {
  for (const { x, width } of foldLabels(span, idle, clock.locale)) {
    context.fillStyle = theme.background;
    context.globalAlpha = 0.9;
    context.fillRect(x, headHeight, width, height - headHeight);
    context.globalAlpha = 1;
    context.strokeStyle = theme.muted;
    context.lineWidth = 1;
    for (const edge of [x + 0.5, x + width - 0.5]) {
      context.beginPath();
      for (let y = headHeight, side = 1; y <= height + 6; y += 6, side = -side)
        if (y === headHeight) context.moveTo(edge, y);
        else context.lineTo(edge + side * 2.5, y);
      context.stroke();
    }
  }
}

/** What the run was when: a bar for each stretch; what is pending or paused is not filled. */
function drawBand(context: CanvasRenderingContext2D, theme: Theme, { span, stretches, edge }: HeaderScene): void {
  const y = axisHeight + 0.5;
  for (const { status, from, to } of stretches) {
    const x = Math.max(-5, xOf(span, from));
    const right = Math.min(span.width + 5, xOf(span, to ?? edge));
    const ended = to !== undefined && to <= from;
    if (right < -5 || x > span.width + 5) continue;
    const colour = colourOf(theme.status, status);
    const width = ended ? 4 : Math.max(1, right - x - 1);
    context.fillStyle = colour;
    context.strokeStyle = colour;
    context.lineWidth = 1;
    if (status === 'pending' || status === 'paused') {
      if (status === 'pending') context.setLineDash([3, 2]);
      context.strokeRect(x + 0.5, y + 0.5, Math.max(1, width - 1), bandHeight - 2);
      context.setLineDash([]);
      if (status === 'paused') {
        context.globalAlpha = 0.35;
        context.fillRect(x, y, width, bandHeight - 1);
        context.globalAlpha = 1;
      }
    } else context.fillRect(x, y, width, bandHeight - 1);
  }
}

/** Folds are named first: a tick beside them can be guessed, they cannot. */
function drawLabels(
  context: CanvasRenderingContext2D,
  theme: Theme,
  { span, clock, idle }: HeaderScene,
  ticks: readonly Tick[],
): void {
  const taken: (readonly [left: number, right: number])[] = [];
  const put = (text: string, x: number, within: boolean) => {
    const size = context.measureText(text).width;
    const middle = within ? Math.min(span.width - size / 2, Math.max(size / 2, x)) : x;
    const [left, right] = [middle - size / 2, middle + size / 2];
    if (left < 0 || right > span.width || taken.some(([from, to]) => left < to + 12 && right > from - 12)) return;
    taken.push([left, right]);
    context.fillText(text, left, axisHeight / 2 - 2);
  };
  context.fillStyle = theme.foreground;
  for (const { x, width, label } of foldLabels(span, idle, clock.locale)) put(`⌇ ${label}`, x + width / 2, true);
  context.fillStyle = theme.muted;
  for (const { x, label } of ticks) put(label, x, false);
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

function drawTag(
  context: CanvasRenderingContext2D,
  theme: Theme,
  text: string,
  middle: number,
  y: number,
  most: number,
) {
  const size = context.measureText(text).width + 12;
  const left = Math.min(Math.max(0, middle - size / 2), Math.max(0, most - size));
  context.beginPath();
  context.roundRect(left + 0.5, y + 0.5, size - 1, axisHeight - 8, 3);
  context.fillStyle = theme.tagBackground;
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = theme.highContrast ? theme.foreground : theme.grid;
  context.stroke();
  context.fillStyle = theme.tagForeground;
  context.fillText(text, left + 6, y + axisHeight / 2 - 3);
}

function drawMeasured(
  context: CanvasRenderingContext2D,
  theme: Theme,
  span: Span,
  { from, to, label }: { readonly from: number; readonly to: number; readonly label: string },
  height: number,
): void {
  const x = xOf(span, Math.min(from, to));
  const right = xOf(span, Math.max(from, to));
  context.fillStyle = theme.focus;
  context.globalAlpha = 0.15;
  context.fillRect(x, headHeight, right - x, height - headHeight);
  context.globalAlpha = 1;
  for (const edge of [x, right])
    line(context, theme.focus, Math.round(edge) + 0.5, axisHeight, Math.round(edge) + 0.5, height);
  drawTag(context, theme, label, (x + right) / 2, headHeight + 4, span.width);
}

/** A line through all rows, and the exact time on the axis. */
function drawCrosshair(
  context: CanvasRenderingContext2D,
  theme: Theme,
  x: number,
  { span, clock, height }: HeaderScene,
): void {
  context.setLineDash([3, 3]);
  line(context, theme.muted, Math.round(x) + 0.5, axisHeight, Math.round(x) + 0.5, height);
  context.setLineDash([]);
  drawTag(context, theme, formatExact(clock, timeAt(span, x)), x, 2, span.width);
}
