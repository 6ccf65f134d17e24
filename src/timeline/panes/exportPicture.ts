import type { TimelineTexts } from '../../protocol/texts';
import { draw, type Picture } from '../draw/draw';
import { headHeight, rowHeight, rowsInSight } from '../geometry/layout';
import { coloursOf } from '../draw/drawMarks';
import { bitmapShapes, pathShapes } from '../draw/glyphs';
import { createSvgContext } from '../../webview/svgContext';
import type { Theme } from '../../webview/theme';
import { rowName, shortened } from '../state/labels';

/** Width of the column with the rows' names (px). */
const namesWidth = 240;
const ratio = 2;

type Scene = { readonly title: string; readonly picture: Omit<Picture, 'drawShapes'>; readonly theme: Theme };

/** What is in sight, with the rows' names at its left, as a PNG file. */
export async function pngOf(texts: TimelineTexts, scene: Scene): Promise<Uint8Array> {
  const { width, height } = sizeOf(scene);
  const canvas = document.createElement('canvas');
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The canvas has no 2d context');
  context.scale(ratio, ratio);
  context.fillStyle = scene.theme.background;
  context.fillRect(0, 0, width, height);
  drawNames(context, texts, scene);
  // The chart clears what it draws upon: it gets a canvas of its own.
  const chart = document.createElement('canvas');
  chart.width = scene.picture.span.width * ratio;
  chart.height = scene.picture.height * ratio;
  const own = chart.getContext('2d');
  if (!own) throw new Error('The canvas has no 2d context');
  own.scale(ratio, ratio);
  const { theme } = scene;
  draw(own, theme, { ...scene.picture, drawShapes: bitmapShapes(own, theme.background, coloursOf(theme), ratio) });
  context.drawImage(chart, namesWidth, titleHeight, scene.picture.span.width, scene.picture.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (!blob) throw new Error('The picture could not be made');
  return new Uint8Array(await blob.arrayBuffer());
}

/** The same as an SVG file, drawn by the same code. */
export function svgOf(texts: TimelineTexts, scene: Scene): string {
  const measure = document.createElement('canvas').getContext('2d');
  if (measure) measure.font = scene.theme.font;
  const svg = createSvgContext(sizeOf(scene), (text) => measure?.measureText(text).width ?? text.length * 6);
  const { context } = svg;
  const { width, height } = sizeOf(scene);
  context.fillStyle = scene.theme.background;
  context.fillRect(0, 0, width, height);
  drawNames(context, texts, scene);
  context.save();
  context.translate(namesWidth, titleHeight);
  const { theme } = scene;
  draw(context, theme, { ...scene.picture, drawShapes: pathShapes(context, theme.background, coloursOf(theme)) });
  context.restore();
  return svg.toString();
}

const titleHeight = 26;

function sizeOf({ picture }: Scene): { readonly width: number; readonly height: number } {
  return { width: namesWidth + picture.span.width, height: titleHeight + picture.height };
}

function drawNames(context: CanvasRenderingContext2D, texts: TimelineTexts, { title, picture, theme }: Scene): void {
  const { rows, scrollTop, height } = picture;
  context.font = theme.font;
  context.textBaseline = 'middle';
  context.fillStyle = theme.foreground;
  context.fillText(shortened(title, 120), 8, titleHeight / 2);
  const { first, last } = rowsInSight(rows.length, scrollTop, height);
  for (let i = first; i < last; i++) {
    const row = rows[i];
    if (!row) continue;
    const left = 8 + Math.min(row.depth, 8) * 12;
    const middle = titleHeight + headHeight + i * rowHeight - scrollTop + rowHeight / 2;
    if (middle < titleHeight + headHeight) continue;
    let name = shortened(rowName(row, texts), 60);
    while (name.length > 4 && context.measureText(name).width > namesWidth - left - 12) name = `${name.slice(0, -4)}…`;
    context.fillText(name, left, middle);
  }
}
