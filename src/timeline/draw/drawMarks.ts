import { formatDuration } from '../../model/time';
import type { Clock } from '../geometry/axis';
import type { CallSpans } from '../geometry/callSpans';
import { markAt, marksOf, timeAt, xOf, type Lane, type Mark, type Span } from '../geometry/density';
import type { EventLanes } from '../geometry/eventLanes';
import { bucketWidth, rowHeight } from '../geometry/layout';
import type { DrawShapes } from './glyphs';
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
  readonly drawShapes: DrawShapes;
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
  return { x, count: to - from, error, type: uniform ? events.type(lane.indexAt(from)) : undefined };
}

/** So few events of a mark are still told apart, each by its shape. */
const maxShapes = 3;

/** The events of one row, and how far down it is (px). */
export type PlacedLane = { readonly lane: Lane; readonly row: number; readonly top: number };

type Scene = MarkScene & { readonly theme: Theme };
type Placed = PlacedLane & { readonly marks: readonly Mark[]; readonly middle: number };

/**
 * The marks of all rows in sight: shapes for few events, a column that grows with their number for more. Those that look
 * alike are drawn together, whatever row they are in, so that a color is set once.
 */
export function drawMarks(context: CanvasRenderingContext2D, scene: Scene, lanes: readonly PlacedLane[]): void {
  const { span, selected } = scene;
  const placed = lanes.map((one) => {
    return { ...one, marks: marksOf(one.lane, span, bucketWidth), middle: one.top + rowHeight / 2 };
  });
  drawCalls(context, scene, placed);
  drawColumns(context, scene, placed);
  drawFew(scene, placed);
  for (const { row, lane, middle } of placed)
    if (selected?.row === row) drawSelected(context, scene, lane, selected.index, middle);
}

/** The colors of types, each looked up once. */
export function coloursOf({ event }: Theme): (type: string) => string {
  const known = new Map<string, string>();
  return (type) => {
    let colour = known.get(type);
    if (colour === undefined) known.set(type, (colour = colourOf(event, type)));
    return colour;
  };
}

/** Rectangles of each color: left, top, width and height of one after the other. */
type Rectangles = Map<string, number[]>;

function put(queue: Rectangles, colour: string, x: number, y: number, width: number, height: number): void {
  let rectangles = queue.get(colour);
  if (!rectangles) queue.set(colour, (rectangles = []));
  rectangles.push(x, y, width, height);
}

/** An error among them gives a column a roof, so that it stands out without its color. */
function drawColumns(context: CanvasRenderingContext2D, { theme, events }: Scene, placed: readonly Placed[]): void {
  const queue: Rectangles = new Map();
  const roofs: number[] = [];
  const colour = coloursOf(theme);
  for (const { lane, marks, middle } of placed)
    for (const mark of marks) {
      if (mark.to - mark.from <= maxShapes) continue;
      const { x, count, error, type } = lookOf(mark, lane, events);
      const half = Math.min(8, 3.5 + Math.log2(count) * 0.6);
      const left = Math.round(x - columnWidth / 2);
      const [top, bottom] = [Math.round(middle - half), Math.round(middle + half)];
      const word = error ? 'error' : type;
      if (word !== undefined) put(queue, colour(word), left, top, columnWidth, bottom - top);
      else {
        // Of several types, some of their colors.
        const { from, to } = mark;
        const at = (place: number) => colour(events.type(lane.indexAt(place)));
        const [upper, lower] = [Math.round(middle - half / 3), Math.round(middle + half / 3)];
        put(queue, at(from), left, top, columnWidth, upper - top);
        put(queue, at((from + to) >>> 1), left, upper, columnWidth, lower - upper);
        put(queue, at(to - 1), left, lower, columnWidth, bottom - lower);
      }
      if (error) roofs.push(x, middle - half);
    }
  for (const [colour, rectangles] of queue) {
    context.fillStyle = colour;
    for (let i = 0; i < rectangles.length; i += 4)
      context.fillRect(rectangles[i] ?? 0, rectangles[i + 1] ?? 0, rectangles[i + 2] ?? 0, rectangles[i + 3] ?? 0);
  }
  if (roofs.length === 0) return;
  context.fillStyle = colour('error');
  context.beginPath();
  for (let i = 0; i < roofs.length; i += 2) {
    const [x = 0, y = 0] = [roofs[i], roofs[i + 1]];
    context.moveTo(x, y - 4);
    context.lineTo(x + 4.5, y + 2);
    context.lineTo(x - 4.5, y + 2);
  }
  context.fill();
}

function drawFew({ events, drawShapes }: Scene, placed: readonly Placed[]): void {
  const types: string[] = [];
  for (const { lane, marks, middle } of placed)
    for (const { x, from, to } of marks) {
      const count = to - from;
      if (count > maxShapes) continue;
      types.length = count;
      for (let i = 0; i < count; i++) types[i] = events.type(lane.indexAt(from + i));
      drawShapes(types, x, middle);
    }
}

/** A line from each tool call to its result, with the latency where it has room and nothing else stands. */
function drawCalls(context: CanvasRenderingContext2D, scene: Scene, placed: readonly Placed[]): void {
  const { span, theme, callSpans } = scene;
  const [from, to] = [timeAt(span, 0), timeAt(span, span.width)];
  const latencies: Latency[] = [];
  context.fillStyle = colourOf(theme.event, 'tool_call');
  context.globalAlpha = theme.highContrast ? 1 : 0.75;
  for (const { lane, marks, middle } of placed) {
    // Lines that run into one another are drawn as one. They are sorted by where they begin.
    let [lineFrom, lineTo] = [0, -Infinity];
    for (const { start, end } of callSpans.within(lane, from, to, maxCallSpans)) {
      const x = Math.max(-10, xOf(span, start));
      const right = Math.min(span.width + 10, xOf(span, end));
      if (right - x < minCallSpan) continue;
      if (x > lineTo) {
        if (lineTo > lineFrom) context.fillRect(lineFrom, middle - 1, lineTo - lineFrom, 2);
        [lineFrom, lineTo] = [x, right];
      } else lineTo = Math.max(lineTo, right);
      const centre = (x + right) / 2;
      // Most have no room for any text: those are not measured.
      if (right - x >= latencyRoom && isFree(marks, centre, 0))
        latencies.push({ ms: end - start, centre, middle, marks });
    }
    if (lineTo > lineFrom) context.fillRect(lineFrom, middle - 1, lineTo - lineFrom, 2);
  }
  context.globalAlpha = 1;
  drawLatencies(context, scene, latencies);
}

type Latency = {
  readonly ms: number;
  /** Where its text has its middle (px), and that of its row. */
  readonly centre: number;
  readonly middle: number;
  /** Those of its row. */
  readonly marks: readonly Mark[];
};

function drawLatencies(
  context: CanvasRenderingContext2D,
  { theme, clock }: Scene,
  latencies: readonly Latency[],
): void {
  for (const { ms, centre, middle, marks } of latencies) {
    const text = formatDuration(ms, clock.locale);
    const size = context.measureText(text).width + 6;
    if (!isFree(marks, centre, size)) continue;
    const left = centre - size / 2;
    context.fillStyle = theme.background;
    context.fillRect(left, middle - 6, size, 12);
    context.fillStyle = theme.muted;
    context.fillText(text, left + 3, middle + 0.5);
  }
}

/** Whether no mark stands where a text of this size (px) would be. Marks are sorted by `x`. */
function isFree(marks: readonly Mark[], centre: number, size: number): boolean {
  const left = centre - size / 2 - 7;
  let low = 0;
  for (let high = marks.length; low < high;) {
    const middle = (low + high) >>> 1;
    if ((marks[middle]?.x ?? 0) <= left) low = middle + 1;
    else high = middle;
  }
  const next = marks[low];
  return !next || next.x >= centre + size / 2 + 7;
}

function drawSelected(
  context: CanvasRenderingContext2D,
  { theme, span, events }: Scene,
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
