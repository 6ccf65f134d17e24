/** Two decimals: a hundredth of a pixel is seen by nobody. */
function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(text: string): string {
  return (
    text
      // What XML cannot say at all is left out.
      .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}

/** "11px Some Font" as attributes: a page with a strict policy would not take a style. */
function fontOf(font: string): string {
  const [, size = '11', family = 'sans-serif'] = /^([\d.]+)px (.+)$/.exec(font) ?? [];
  return `font-size="${size}" font-family="${escaped(family)}"`;
}

type Look = {
  fillStyle: string;
  strokeStyle: string;
  globalAlpha: number;
  lineWidth: number;
  font: string;
  dash: readonly number[];
  dx: number;
  dy: number;
  clip: string | undefined;
};

/**
 * A canvas context that writes SVG: as much of `CanvasRenderingContext2D` as the drawing of the timeline uses, so that
 * one drawing serves both. `measure` says how wide a text is (px).
 */
export function createSvgContext(
  { width, height }: { readonly width: number; readonly height: number },
  measure: (text: string) => number,
): { readonly context: CanvasRenderingContext2D; toString(): string } {
  const shapes: string[] = [];
  const clips: string[] = [];
  let look: Look = {
    fillStyle: '#000',
    strokeStyle: '#000',
    globalAlpha: 1,
    lineWidth: 1,
    font: '11px sans-serif',
    dash: [],
    dx: 0,
    dy: 0,
    clip: undefined,
  };
  const saved: Look[] = [];
  let path = '';

  const px = (x: number) => n(x + look.dx);
  const py = (y: number) => n(y + look.dy);
  const put = (shape: string) => {
    const clipped = look.clip === undefined ? '' : ` clip-path="url(#${look.clip})"`;
    const opacity = look.globalAlpha === 1 ? '' : ` opacity="${n(look.globalAlpha)}"`;
    shapes.push(shape.replace('/>', `${clipped}${opacity}/>`).replace('<text', `<text${clipped}${opacity}`));
  };
  const box = (x: number, y: number, w: number, h: number) => `M${px(x)} ${py(y)}h${n(w)}v${n(h)}h${n(-w)}z`;
  const stroke = () => {
    const dash = look.dash.length > 0 ? ` stroke-dasharray="${look.dash.map(n).join(' ')}"` : '';
    return `fill="none" stroke="${escaped(look.strokeStyle)}" stroke-width="${n(look.lineWidth)}"${dash}`;
  };

  const drawing = {
    beginPath: () => (path = ''),
    moveTo: (x: number, y: number) => (path += `M${px(x)} ${py(y)}`),
    lineTo: (x: number, y: number) => (path += `L${px(x)} ${py(y)}`),
    closePath: () => (path += 'z'),
    rect: (x: number, y: number, w: number, h: number) => (path += box(x, y, w, h)),
    roundRect(x: number, y: number, w: number, h: number, radii: number | readonly number[] = 0) {
      const [a = 0, b = a, c = a, d = b] = typeof radii === 'number' ? [radii] : radii;
      const corner = (radius: number, dx: number, dy: number) =>
        radius > 0 ? `a${n(radius)} ${n(radius)} 0 0 1 ${n(dx * radius)} ${n(dy * radius)}` : '';
      path +=
        `M${px(x + a)} ${py(y)}H${px(x + w - b)}${corner(b, 1, 1)}V${py(y + h - c)}${corner(c, -1, 1)}` +
        `H${px(x + d)}${corner(d, -1, -1)}V${py(y + a)}${corner(a, 1, -1)}z`;
    },
    arc(x: number, y: number, radius: number) {
      // The drawing knows whole circles only.
      const r = n(radius);
      path += `M${px(x - radius)} ${py(y)}a${r} ${r} 0 1 0 ${n(2 * radius)} 0a${r} ${r} 0 1 0 ${n(-2 * radius)} 0z`;
    },
    fill: () => put(`<path d="${path}" fill="${escaped(look.fillStyle)}"/>`),
    stroke: () => put(`<path d="${path}" ${stroke()}/>`),
    clip() {
      look.clip = `c${clips.length}`;
      clips.push(`<clipPath id="${look.clip}"><path d="${path}"/></clipPath>`);
    },
    fillRect: (x: number, y: number, w: number, h: number) =>
      put(`<path d="${box(x, y, w, h)}" fill="${escaped(look.fillStyle)}"/>`),
    strokeRect: (x: number, y: number, w: number, h: number) => put(`<path d="${box(x, y, w, h)}" ${stroke()}/>`),
    /** Nothing lies below that would have to go. */
    clearRect: () => undefined,
    fillText: (text: string, x: number, y: number) =>
      put(
        `<text x="${px(x)}" y="${py(y)}" dominant-baseline="central" fill="${escaped(look.fillStyle)}" ` +
          `${fontOf(look.font)}>${escaped(text)}</text>`,
      ),
    measureText: (text: string) => ({ width: measure(text) }),
    setLineDash: (dash: readonly number[]) => (look.dash = dash),
    save: () => saved.push({ ...look }),
    restore: () => (look = saved.pop() ?? look),
    translate(x: number, y: number) {
      look.dx += x;
      look.dy += y;
    },
    textBaseline: 'middle',
  };
  for (const name of ['fillStyle', 'strokeStyle', 'globalAlpha', 'lineWidth', 'font'] as const)
    Object.defineProperty(drawing, name, {
      get: () => look[name],
      set: (value: never) => (look[name] = value),
    });

  return {
    // Whoever draws with a call that is not here fails at once, in the first test that draws.
    context: drawing as unknown as CanvasRenderingContext2D,
    toString: () =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}" ` +
      `viewBox="0 0 ${n(width)} ${n(height)}"><defs>${clips.join('')}</defs>${shapes.join('\n')}</svg>\n`,
  };
}
