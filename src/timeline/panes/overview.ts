import type { TimelineTexts } from '../../protocol/texts';
import { formatExact, type Clock } from '../geometry/axis';
import { timeAt, type Span } from '../geometry/density';
import { element } from '../../webview/dom';
import { margin } from '../geometry/timeWindow';
import type { TimelineState } from '../state/state';
import { colourOf, type Theme } from '../../webview/theme';

const height = 36;
/** Width of a column of the density (px). */
const column = 2;
/** How much of the run an arrow key moves a handle. */
const keyStep = 0.01;

/** The whole run in one strip: how dense its events are, where its errors, and what of it is shown. */
export interface Overview {
  readonly element: HTMLElement;
  render(theme: Theme, now: number): void;
}

type Handle = 'from' | 'to';

export function createOverview(
  texts: TimelineTexts,
  parts: { readonly state: TimelineState; readonly clock: () => Clock; readonly moved: () => void },
): Overview {
  const { state, moved } = parts;
  const canvas = element('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  const context = canvas.getContext('2d');
  const range = element('div', 'overview-range');
  const handles: Readonly<Record<Handle, HTMLElement>> = {
    from: handle('from', texts.overviewStart),
    to: handle('to', texts.overviewEnd),
  };
  range.append(handles.from, handles.to);
  const strip = element('div', 'overview', canvas, range);
  strip.id = 'timeline-overview';
  let drawn = '';
  let rangePlaced = '';
  let now = 0;

  /** All of the run, with the room beside it that "fit" leaves. */
  function whole(): Span {
    const folds = state.folds(now);
    const [first, last] = state.extent(now).map(folds.toShown) as [number, number];
    const room = (last - first) * margin;
    return { from: first - room, to: last + room, width: Math.max(1, strip.clientWidth), folds };
  }

  function handle(which: Handle, label: string): HTMLElement {
    const made = element('div', `overview-handle is-${which}`);
    made.setAttribute('role', 'slider');
    made.setAttribute('aria-label', label);
    made.setAttribute('aria-orientation', 'horizontal');
    made.setAttribute('aria-valuemin', '0');
    made.setAttribute('aria-valuemax', '100');
    made.tabIndex = 0;
    made.addEventListener('keydown', (event) => {
      const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };
      const by = steps[event.key];
      if (by === undefined || !Object.hasOwn(steps, event.key)) return;
      event.preventDefault();
      const span = whole();
      const [from, to] = state.range(now);
      const step = by * keyStep * (span.to - span.from);
      if (event.shiftKey) show(from + step, to + step);
      else if (which === 'from') show(Math.min(from + step, to), to);
      else show(from, Math.max(to + step, from));
    });
    return made;
  }

  /** Shown times (ms). */
  function show(from: number, to: number): void {
    const folds = state.folds(now);
    state.show(folds.toTime(from), folds.toTime(to), now);
    moved();
  }

  type Drag = { readonly grip: Handle | 'body'; readonly x: number; readonly from: number; readonly to: number };
  let drag: Drag | undefined;
  strip.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    const span = whole();
    const x = event.clientX - strip.getBoundingClientRect().left;
    const { target } = event;
    let [from, to] = state.range(now);
    const grip = target === handles.from ? 'from' : target === handles.to ? 'to' : 'body';
    if (grip === 'body' && target !== range) {
      // Elsewhere than on what is shown: it jumps there, and can be dragged on.
      const middle = span.from + (x / span.width) * (span.to - span.from);
      [from, to] = [middle - (to - from) / 2, middle + (to - from) / 2];
      show(from, to);
    }
    drag = { grip, x, from, to };
    strip.setPointerCapture(event.pointerId);
  });
  strip.addEventListener('pointermove', (event) => {
    if (!drag) return;
    const span = whole();
    const by = ((event.clientX - strip.getBoundingClientRect().left - drag.x) / span.width) * (span.to - span.from);
    const { grip, from, to } = drag;
    if (grip === 'body') show(from + by, to + by);
    else if (grip === 'from') show(Math.min(from + by, to), to);
    else show(from, Math.max(to + by, from));
  });
  const drop = () => (drag = undefined);
  strip.addEventListener('pointerup', drop);
  strip.addEventListener('pointercancel', drop);

  function drawDensity(theme: Theme, span: Span): void {
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(span.width * ratio);
    canvas.height = Math.round(height * ratio);
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const columns = densityOf(state.events.all, span, column);
    const most = columns.reduce((high, { count }) => Math.max(high, count), 1);
    const room = height - 8;
    for (const { x, count, errors } of columns) {
      const tall = Math.max(2, (Math.log1p(count) / Math.log1p(most)) * room);
      context.fillStyle = theme.muted;
      context.fillRect(x, height - 3 - tall, column - 0.5, tall);
      if (errors === 0) continue;
      context.fillStyle = colourOf(theme.event, 'error');
      const red = Math.max(4, (tall * errors) / count);
      context.fillRect(x, height - 3 - red, column - 0.5, red);
      // A tip above, for who cannot tell the colours.
      context.fillRect(x - 0.5, 1, column + 0.5, 3);
    }
  }

  return {
    element: strip,
    render(theme, at) {
      now = at;
      const span = whole();
      const { events, changes, run } = state;
      const beat = run?.active ? Math.floor(now / 2000) : 0;
      const key = [span.width, events.all.length, changes, beat, theme.foreground, window.devicePixelRatio].join();
      if (key !== drawn) {
        drawn = key;
        drawDensity(theme, span);
      }
      const [from, to] = state.range(now);
      const part = (shown: number) => Math.min(1, Math.max(0, (shown - span.from) / (span.to - span.from)));
      const left = part(from);
      const right = part(to);
      const [start, end] = [Math.round(left * span.width), Math.round(right * span.width)];
      const placed = `${start} ${end}`;
      if (placed !== rangePlaced) {
        rangePlaced = placed;
        range.style.transform = `translateX(${start}px)`;
        range.style.width = `${Math.max(6, end - start)}px`;
      }
      for (const [grip, place, shown] of [
        [handles.from, left, from],
        [handles.to, right, to],
      ] as const) {
        const value = String(Math.round(place * 100));
        if (grip.getAttribute('aria-valuenow') === value) continue;
        grip.setAttribute('aria-valuenow', value);
        grip.setAttribute('aria-valuetext', formatExact(parts.clock(), state.folds(now).toTime(shown)));
      }
    },
  };
}

type Density = { readonly x: number; readonly count: number; readonly errors: number };

/** How many events, and how many errors, fall into each column of so many pixels that has any. */
export function densityOf(lane: TimelineState['events']['all'], span: Span, pixels: number): Density[] {
  const columns: Density[] = [];
  let place = lane.firstFrom(timeAt(span, 0));
  while (place < lane.length) {
    const folds = span.folds;
    const shown = folds ? folds.toShown(lane.at(place)) : lane.at(place);
    const number = Math.floor((((shown - span.from) / (span.to - span.from)) * span.width) / pixels);
    const x = number * pixels;
    if (x >= span.width) break;
    const to = Math.max(place + 1, lane.firstFrom(timeAt(span, x + pixels), place));
    columns.push({ x, count: to - place, errors: lane.errorsIn(place, to) });
    place = to;
  }
  return columns;
}
