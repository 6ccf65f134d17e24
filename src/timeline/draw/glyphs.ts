import { own } from '../../model/jsonObject';

/** Puts the shape of an event's type, in a colour, with its middle at `x`, `y` (px). */
export type DrawGlyph = (type: string, colour: string, x: number, y: number) => void;

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
  context.beginPath();
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

/** Draws each shape as a path, with an edge in the background's colour that keeps neighbours apart. */
export function pathGlyphs(context: CanvasRenderingContext2D, background: string): DrawGlyph {
  return (type, colour, x, y) => {
    outline(context, type, x, y);
    context.fillStyle = colour;
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = background;
    context.stroke();
  };
}

/** Half of the square (px) that a shape is drawn into. */
const half = 9;

/**
 * Draws each shape once and copies it from then on: without a GPU a path costs many times what a copy does, and a
 * frame has thousands. `ratio` is that of the device's pixels to px.
 */
export function bitmapGlyphs(context: CanvasRenderingContext2D, background: string, ratio: number): DrawGlyph {
  const made = new Map<string, HTMLCanvasElement>();
  const size = Math.ceil(2 * half * ratio);
  return (type, colour, x, y) => {
    const shape = type === 'tool_call' || own(shapes, type) ? type : 'custom';
    const key = `${shape} ${colour}`;
    let bitmap = made.get(key);
    if (!bitmap) {
      bitmap = document.createElement('canvas');
      bitmap.width = size;
      bitmap.height = size;
      const own = bitmap.getContext('2d');
      if (!own) return;
      own.scale(ratio, ratio);
      pathGlyphs(own, background)(shape, colour, half, half);
      made.set(key, bitmap);
    }
    // On whole pixels of the device a copy is sharp, and cheap.
    const snap = (value: number) => Math.round((value - half) * ratio) / ratio;
    context.drawImage(bitmap, snap(x), snap(y), size / ratio, size / ratio);
  };
}
