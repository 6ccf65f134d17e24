import { markAt, marksOf, type Lane, type Mark, type Span } from './density';
import { own } from './dom';
import type { EventLanes } from './eventLanes';
import { bucketWidth, rowHeight } from './layout';
import { colourOf, type Theme } from './theme';

/** The most events of a mark whose types are compared: beyond it a mark is mixed. */
const mostCompared = 16;
const columnWidth = bucketWidth - 1;

export type MarkScene = {
  readonly span: Span;
  readonly events: EventLanes;
  /** An event of the selected mark, if one is selected. */
  readonly selected: { readonly row: number; readonly index: number } | undefined;
};

/** The marks of one row: a shape for a single event, a column that grows with their number for several. */
export function drawMarks(
  context: CanvasRenderingContext2D,
  theme: Theme,
  { span, events, selected }: MarkScene,
  lane: Lane,
  row: number,
  top: number,
): void {
  const middle = top + rowHeight / 2;
  context.lineWidth = 1;
  context.strokeStyle = theme.background;
  for (const mark of marksOf(lane, span, bucketWidth)) {
    const count = mark.to - mark.from;
    const type = mark.error ? 'error' : commonType(lane, mark, events);
    context.fillStyle = type === undefined ? theme.foreground : colourOf(theme.event, type);
    if (count > 1) drawColumn(context, mark.x, middle, count, mark.error);
    else {
      context.beginPath();
      outline(context, events.type(lane.indexes[mark.from] ?? 0), mark.x, middle);
      context.fill();
      context.stroke();
    }
  }
  if (selected?.row === row) drawSelected(context, theme, span, events, lane, selected.index, middle);
}

/** The type that all events of the mark share, if they are few enough to look. */
function commonType(lane: Lane, { from, to }: Mark, events: EventLanes): string | undefined {
  const type = events.type(lane.indexes[from] ?? 0);
  if (to - from > mostCompared) return undefined;
  for (let place = from + 1; place < to; place++) {
    if (events.type(lane.indexes[place] ?? 0) !== type) return undefined;
  }
  return type;
}

/** An error among them gives the column a roof, so that it stands out without its colour. */
function drawColumn(context: CanvasRenderingContext2D, x: number, middle: number, count: number, error: boolean): void {
  const half = Math.min(8, 3.5 + Math.log2(count) * 0.6);
  context.fillRect(x - columnWidth / 2, middle - half, columnWidth, 2 * half);
  if (!error) return;
  context.beginPath();
  context.moveTo(x, middle - half - 4);
  context.lineTo(x + 4.5, middle - half + 2);
  context.lineTo(x - 4.5, middle - half + 2);
  context.fill();
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

type Shape = readonly (readonly [dx: number, dy: number])[];

const triangle: Shape = [
  [0, -6.5],
  [6.5, 5.5],
  [-6.5, 5.5],
];
const diamond: Shape = [
  [0, -5.5],
  [5.5, 0],
  [0, 5.5],
  [-5.5, 0],
];
/** A shape for each type of event, in px around the mark's middle. A tool call is a disc, what is unknown a diamond. */
const shapes: Readonly<Record<string, Shape>> = {
  error: triangle,
  step_failed: triangle,
  // An arrow head.
  step_started: [
    [-3, -5],
    [5, 0],
    [-3, 5],
  ],
  // An end stop.
  step_completed: [
    [3.5, -5],
    [3.5, 5],
    [-1.5, 5],
    [-1.5, -5],
  ],
  tool_result: [
    [-3.5, -3.5],
    [3.5, -3.5],
    [3.5, 3.5],
    [-3.5, 3.5],
  ],
  // A speech bubble.
  message: [
    [-5, -4.5],
    [5, -4.5],
    [5, 2.5],
    [0, 2.5],
    [-3, 5.5],
    [-3, 2.5],
    [-5, 2.5],
  ],
  // A flag.
  status_change: [
    [-2, -6],
    [5, -3],
    [-0.5, 0],
    [-0.5, 6],
    [-2, 6],
  ],
};

function outline(context: CanvasRenderingContext2D, type: string, x: number, y: number): void {
  if (type === 'tool_call') {
    context.arc(x, y, 4, 0, 2 * Math.PI);
    return;
  }
  for (const [i, [dx, dy]] of (own(shapes, type) ?? diamond).entries()) {
    if (i === 0) context.moveTo(x + dx, y + dy);
    else context.lineTo(x + dx, y + dy);
  }
  context.closePath();
}
