import { colourOf, type Theme } from '../../webview/theme';

type Context = CanvasRenderingContext2D;
type Mark = {
  readonly status: string;
  /** How strong it is (0 to 1). */
  readonly shade: number;
  readonly x: number;
  readonly y: number;
  readonly size: number;
};

/** Each status has a shape of its own: nobody has to tell colors apart. */
export function drawStatus(context: Context, theme: Theme, mark: Mark): void {
  const { status, x, y, size } = mark;
  const colour = colourOf(theme.status, status);
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineWidth = 1;
  switch (status) {
    case 'completed':
    case 'succeeded':
      square(context, mark, 1);
      return;
    case 'failed':
      square(context, mark, 0.4);
      context.lineWidth = 2;
      path(context, [x + 2, y + 2, x + size - 2, y + size - 2], [x + size - 2, y + 2, x + 2, y + size - 2]);
      return;
    case 'in_progress':
    case 'running':
      context.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
      context.fillRect(x, y, size / 2, size);
      return;
    case 'paused':
      context.fillRect(x + 1, y, size * 0.3, size);
      context.fillRect(x + size * 0.7 - 1, y, size * 0.3, size);
      return;
    case 'skipped':
    case 'cancelled':
      context.fillRect(x, y + size / 2 - 1, size, 2);
      return;
    case 'pending':
      context.beginPath();
      context.arc(x + size / 2, y + size / 2, size / 2 - 1.5, 0, 2 * Math.PI);
      context.stroke();
      return;
    default:
      // A status that nobody knows.
      path(context, [
        x + size / 2,
        y,
        x + size,
        y + size / 2,
        x + size / 2,
        y + size,
        x,
        y + size / 2,
        x + size / 2,
        y,
      ]);
  }
}

function square(context: Context, { shade, x, y, size }: Mark, strength: number): void {
  context.globalAlpha = shade * strength;
  context.fillRect(x, y, size, size);
  context.globalAlpha = 1;
  context.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
}

function path(context: Context, ...lines: readonly (readonly number[])[]): void {
  context.beginPath();
  for (const points of lines)
    for (let i = 0; i + 1 < points.length; i += 2) {
      const [x = 0, y = 0] = points.slice(i, i + 2);
      if (i === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
  context.stroke();
}
