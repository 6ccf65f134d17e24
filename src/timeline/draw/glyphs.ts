import type { KnownEventType } from '../../model/event';

/** Puts the shape of an event's type, in a colour, with its middle at `x`, `y` (px). */
export type DrawGlyph = (type: string, colour: string, x: number, y: number) => void;

type Line = readonly (readonly [dx: number, dy: number])[];

/** An outline, of a circle by its radius, and lines within it. In px around the mark's middle. */
type Glyph = { readonly outline: Line | number; readonly hollow?: true; readonly lines?: readonly Line[] };

/** The codicon of each type (`eventLook`), as a path: it is drawn thousands of times a frame, and into SVG files. */
const glyphs: Readonly<Record<KnownEventType, Glyph>> = {
  status_change: {
    outline: [
      [-4, -5],
      [5, -5],
      [2.5, -2],
      [5, 1],
      [-4, 1],
    ],
    hollow: true,
    lines: [
      [
        [-4, 1],
        [-4, 6],
      ],
    ],
  },
  step_started: {
    outline: [
      [-3.5, -5],
      [5, 0],
      [-3.5, 5],
    ],
    hollow: true,
  },
  step_completed: {
    outline: 5.5,
    lines: [
      [
        [-2.7, 0.3],
        [-0.8, 2.1],
        [2.8, -1.9],
      ],
    ],
  },
  step_failed: {
    outline: 5.2,
    hollow: true,
    lines: [
      [
        [-2, -2],
        [2, 2],
      ],
      [
        [2, -2],
        [-2, 2],
      ],
    ],
  },
  tool_call: { outline: 4 },
  tool_result: {
    outline: [
      [-3.7, -3.7],
      [3.7, -3.7],
      [3.7, 3.7],
      [-3.7, 3.7],
    ],
    hollow: true,
  },
  message: {
    outline: [
      [-5, -4.5],
      [5, -4.5],
      [5, 2.5],
      [0, 2.5],
      [-3, 5.5],
      [-3, 2.5],
      [-5, 2.5],
    ],
    hollow: true,
  },
  error: {
    outline: [
      [0, -6],
      [6, 5],
      [-6, 5],
    ],
  },
  custom: {
    outline: [
      [0, -5.5],
      [5.5, 0],
      [0, 5.5],
      [-5.5, 0],
    ],
  },
};

const known: ReadonlyMap<string, Glyph> = new Map(Object.entries(glyphs));

/** As much of a context as shapes are drawn with. */
type PathContext = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

function trace(context: PathContext, line: Line, x: number, y: number): void {
  for (const [i, [dx, dy]] of line.entries()) {
    if (i === 0) context.moveTo(x + dx, y + dy);
    else context.lineTo(x + dx, y + dy);
  }
}

/** Draws each shape as a path, with an edge in the background's colour that keeps neighbours apart. */
export function pathGlyphs(context: PathContext, background: string): DrawGlyph {
  const stroke = (colour: string, width: number) => {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  };
  return (type, colour, x, y) => {
    const { outline, hollow, lines = [] } = known.get(type) ?? glyphs.custom;
    context.beginPath();
    if (typeof outline === 'number') context.arc(x, y, outline, 0, 2 * Math.PI);
    else {
      trace(context, outline, x, y);
      context.closePath();
    }
    if (hollow) stroke(background, 3.5);
    context.fillStyle = hollow ? background : colour;
    context.fill();
    if (hollow) stroke(colour, 1.4);
    else stroke(background, 1);
    if (lines.length === 0) return;
    context.beginPath();
    for (const line of lines) trace(context, line, x, y);
    stroke(hollow ? colour : background, 1.4);
  };
}

/** Half of the square (px) that a shape is drawn into. */
const half = 9;

type Bitmap = { readonly colour: string; readonly image: ImageBitmap };

/**
 * Draws each shape once and copies it from then on: without a GPU a path costs many times what a copy does, and a
 * frame has thousands. `ratio` is that of the device's pixels to px.
 */
export function bitmapGlyphs(context: CanvasRenderingContext2D, background: string, ratio: number): DrawGlyph {
  /** By shape. A shape rarely has more than one color. */
  const made = new Map<string, Bitmap[]>();
  const size = Math.ceil(2 * half * ratio);
  const shown = size / ratio;

  function make(shape: string, colour: string): Bitmap | undefined {
    const canvas = new OffscreenCanvas(size, size);
    const own = canvas.getContext('2d');
    if (!own) return undefined;
    own.scale(ratio, ratio);
    pathGlyphs(own, background)(shape, colour, half, half);
    return { colour, image: canvas.transferToImageBitmap() };
  }

  function find(type: string, colour: string): Bitmap | undefined {
    const shape = known.has(type) ? type : 'custom';
    let bitmaps = made.get(shape);
    if (!bitmaps) made.set(shape, (bitmaps = []));
    for (const bitmap of bitmaps) if (bitmap.colour === colour) return bitmap;
    const bitmap = make(shape, colour);
    if (bitmap) bitmaps.push(bitmap);
    return bitmap;
  }

  return (type, colour, x, y) => {
    const bitmap = find(type, colour);
    if (!bitmap) return;
    // On whole pixels of the device a copy is sharp, and cheap.
    const left = Math.round((x - half) * ratio) / ratio;
    context.drawImage(bitmap.image, left, Math.round((y - half) * ratio) / ratio, shown, shown);
  };
}
