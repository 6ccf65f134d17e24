import { formatDuration } from '../../model/time';
import type { Clock } from '../geometry/axis';
import type { CallSpans } from '../geometry/callSpans';
import { markAt, marksOf, timeAt, xOf, type Lane, type Mark, type Span } from '../geometry/density';
import type { EventLanes } from '../geometry/eventLanes';
import { bucketWidth, rowHeight } from '../geometry/layout';
import type { DrawGlyph } from './glyphs';
import { colourOf, type Theme } from '../../webview/theme';

export const columnWidth = bucketWidth - 1;
/** A call and its result nearer than this (px) share a mark: there is nothing to join. */
const minCallSpan = bucketWidth;
/** More spans than this in one row cannot be told apart. */
const maxCallSpans = 400;
/** Room (px) that a latency needs. */
const latencyRoom = 64;

export type MarkScene = {
  readonly span: Span;
  readonly clock: Pick<Clock, 'locale'>;
  readonly events: EventLanes;
  readonly callSpans: CallSpans;
  readonly drawGlyph: DrawGlyph;
  /** An event of the selected mark, if one is selected. */
  readonly selected: { readonly row: number; readonly index: number } | undefined;
};

/** What a mark looks like: all that drawing has to know of its events. */
export type Look = {
  readonly x: number;
  readonly count: number;
  readonly error: boolean;
  /** The type that all of them share. */
  readonly type: string | undefined;
};

export function lookOf(mark: Mark, lane: Lane, events: EventLanes): Look {
  const { x, from, to, error, uniform } = mark;
  return { x, count: to - from, error, type: uniform ? events.type(lane.indexes[from] ?? 0) : undefined };
}

/** So few events of a mark are still told apart, each by its shape; so far (px) from one to the next. */
const maxGlyphs = 3;
const glyphDistance = 5;

/** The marks of one row: shapes for few events, a column that grows with their number for more. */
export function drawMarks(
  context: CanvasRenderingContext2D,
  theme: Theme,
  { span, clock, events, callSpans, drawGlyph, selected }: MarkScene,
  lane: Lane,
  row: number,
  top: number,
): void {
  const middle = top + rowHeight / 2;
  const marks = marksOf(lane, span, bucketWidth);
  drawCalls(context, theme, span, callSpans, lane, marks, middle, clock.locale);
  for (const mark of marks) {
    const { x, count, error, type } = lookOf(mark, lane, events);
    const colourAt = (place: number) => colourOf(theme.event, events.type(lane.indexes[place] ?? 0));
    if (count > maxGlyphs) {
      const word = error ? 'error' : type;
      // Of several types, some of their colors.
      const { from, to } = mark;
      const colours =
        word === undefined ? [from, (from + to) >>> 1, to - 1].map(colourAt) : [colourOf(theme.event, word)];
      drawColumn(context, colours, x, middle, count, error);
      continue;
    }
    const left = x - ((count - 1) * glyphDistance) / 2;
    for (let i = 0; i < count; i++) {
      const own = events.type(lane.indexes[mark.from + i] ?? 0);
      drawGlyph(own, colourOf(theme.event, own), left + i * glyphDistance, middle);
    }
  }
  if (selected?.row === row) drawSelected(context, theme, span, events, lane, selected.index, middle);
}

/** An error among them gives the column a roof, so that it stands out without its colour. */
function drawColumn(
  context: CanvasRenderingContext2D,
  colours: readonly string[],
  x: number,
  middle: number,
  count: number,
  error: boolean,
): void {
  const half = Math.min(8, 3.5 + Math.log2(count) * 0.6);
  const height = (2 * half) / colours.length;
  for (const [i, colour] of colours.entries()) {
    context.fillStyle = colour;
    context.fillRect(x - columnWidth / 2, middle - half + i * height, columnWidth, height);
  }
  if (!error) return;
  context.beginPath();
  context.moveTo(x, middle - half - 4);
  context.lineTo(x + 4.5, middle - half + 2);
  context.lineTo(x - 4.5, middle - half + 2);
  context.fill();
}

/** A line from each tool call to its result, with the latency where it has room and nothing else stands. */
function drawCalls(
  context: CanvasRenderingContext2D,
  theme: Theme,
  span: Span,
  callSpans: CallSpans,
  lane: Lane,
  marks: readonly Mark[],
  middle: number,
  locale: string,
): void {
  const found = callSpans.within(lane, timeAt(span, 0), timeAt(span, span.width), maxCallSpans);
  const colour = colourOf(theme.event, 'tool_call');
  for (const { start, end } of found) {
    const x = Math.max(-10, xOf(span, start));
    const right = Math.min(span.width + 10, xOf(span, end));
    if (right - x < minCallSpan) continue;
    context.fillStyle = colour;
    context.globalAlpha = theme.highContrast ? 1 : 0.75;
    context.fillRect(x, middle - 1, right - x, 2);
    context.globalAlpha = 1;
    if (right - x < latencyRoom) continue;
    const text = formatDuration(end - start, locale);
    const size = context.measureText(text).width + 6;
    const left = (x + right - size) / 2;
    if (marks.some((mark) => mark.x > left - 7 && mark.x < left + size + 7)) continue;
    context.fillStyle = theme.background;
    context.fillRect(left, middle - 6, size, 12);
    context.fillStyle = theme.muted;
    context.fillText(text, left + 3, middle + 0.5);
  }
}

function drawSelected(
  context: CanvasRenderingContext2D,
  theme: Theme,
  span: Span,
  events: EventLanes,
  lane: Lane,
  index: number,
  middle: number,
): void {
  const place = lane.placeOf(events.timestamp(index), index);
  if (place < 0) return;
  const mark = markAt(lane, place, span, bucketWidth);
  context.beginPath();
  context.arc(mark.x, middle, 9, 0, 2 * Math.PI);
  context.strokeStyle = theme.focus;
  context.lineWidth = 2;
  context.stroke();
}
