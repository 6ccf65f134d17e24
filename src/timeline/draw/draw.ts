import { drawBar } from './drawBars';
import { drawGrid, drawHeader, line, type HeaderScene } from './drawHeader';
import { drawMarks, type MarkScene, type PlacedLane } from './drawMarks';
import { headHeight, rowHeight, rowsInSight, type Row } from '../geometry/layout';
import type { Theme } from '../../webview/theme';

export type Picture = MarkScene &
  HeaderScene & {
    readonly rows: readonly Row[];
    /** How far the rows are scrolled (px). */
    readonly scrollTop: number;
    readonly selectedRow: number;
    readonly hoveredRow: number;
  };

const noStarts: readonly number[] = [];

/** Puts the picture on the canvas. Draws what is in sight and nothing else. */
export function draw(context: CanvasRenderingContext2D, theme: Theme, picture: Picture): void {
  const { span, rows, scrollTop, height, edge, events, clock } = picture;
  const { width } = span;
  context.clearRect(0, 0, width, height);
  context.font = theme.font;
  context.textBaseline = 'middle';
  // Pictures are copied as they are.
  context.imageSmoothingEnabled = false;
  const ticks = drawGrid(context, theme, picture);
  context.save();
  context.beginPath();
  context.rect(0, headHeight, width, height - headHeight);
  context.clip();
  const { first, last } = rowsInSight(rows.length, scrollTop, height);
  const lanes: PlacedLane[] = [];
  for (let i = first; i < last; i++) {
    const row = rows[i];
    if (!row) continue;
    const top = headHeight + i * rowHeight - scrollTop;
    drawBackground(context, theme, picture, i, top);
    const starts = row.step ? (events.starts.get(row.step.stepId) ?? noStarts) : noStarts;
    drawBar(context, theme, row, starts, span, top, edge, clock.locale);
    if (row.lane) lanes.push({ lane: row.lane, row: i, top });
  }
  drawMarks(context, { ...picture, theme }, lanes);
  context.restore();
  drawHeader(context, theme, picture, ticks);
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
