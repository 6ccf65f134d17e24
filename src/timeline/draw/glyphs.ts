import type { KnownEventType } from '../../model/event';

/** Puts the shape of an event's type, in a colour, with its middle at `x`, `y` (px). */
type DrawGlyph = (type: string, colour: string, x: number, y: number) => void;

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

/** So far (px) is one shape from the next where a mark has several. */
const glyphDistance = 5;

/** Draws the shapes of a mark's events, side by side, with their middle at `x`, `y` (px). */
export type DrawShapes = (types: readonly string[], x: number, y: number) => void;

/** Draws them as paths. `colour` says the color of a type. */
export function pathShapes(context: PathContext, background: string, colour: (type: string) => string): DrawShapes {
  const draw = pathGlyphs(context, background);
  return (types, x, y) => {
    const left = x - ((types.length - 1) * glyphDistance) / 2;
    for (const [i, type] of types.entries()) draw(type, colour(type), left + i * glyphDistance, y);
  };
}

/** Half of the square (px) that a shape is drawn into. */
const half = 9;

/** The picture of a shape, and those of it with another one beside it. */
type Picture = { readonly image: ImageBitmap; readonly beside: Map<string, ImageBitmap> };

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) throw new Error('The canvas has no 2d context');
  return context;
}

/**
 * Draws each shape once, and each two, and copies them from then on: without a GPU a path costs many times what a copy
 * does, and a frame has thousands. Of three together no pictures are kept: they would be so many that copying from them
 * would cost more than it saves. `ratio` is that of the device's pixels to px.
 */
export function bitmapShapes(
  context: CanvasRenderingContext2D,
  background: string,
  colour: (type: string) => string,
  ratio: number,
): DrawShapes {
  const made = new Map<string, Picture>();
  const size = Math.ceil(2 * half * ratio);
  const distance = Math.round(glyphDistance * ratio);
  // What is not known looks alike, and an agent may think of many names.
  const shapeOf = (type: string) => (known.has(type) ? type : '');

  function pictureOf(shape: string): Picture {
    let picture = made.get(shape);
    if (!picture) {
      const own = contextOf(size, size);
      own.scale(ratio, ratio);
      pathGlyphs(own, background)(shape, colour(shape), half, half);
      picture = { image: own.canvas.transferToImageBitmap(), beside: new Map() };
      made.set(shape, picture);
    }
    return picture;
  }

  function imageOfTwo(first: string, second: string): ImageBitmap {
    const { image, beside } = pictureOf(first);
    let both = beside.get(second);
    if (!both) {
      const own = contextOf(size + distance, size);
      own.drawImage(image, 0, 0);
      own.drawImage(pictureOf(second).image, distance, 0);
      both = own.canvas.transferToImageBitmap();
      beside.set(second, both);
    }
    return both;
  }

  return (types, x, y) => {
    // On whole pixels of the device a copy is sharp, and cheap.
    const left = Math.round((x - half - ((types.length - 1) * glyphDistance) / 2) * ratio);
    const top = Math.round((y - half) * ratio) / ratio;
    for (let i = 0; i < types.length; i += 2) {
      const first = shapeOf(types[i] ?? '');
      const second = types[i + 1];
      const image = second === undefined ? pictureOf(first).image : imageOfTwo(first, shapeOf(second));
      context.drawImage(image, (left + i * distance) / ratio, top, image.width / ratio, image.height / ratio);
    }
  };
}
