import { own } from '../model/jsonObject';
import type { Action, Point } from './state/action';

/** Movement of the pointer (px) below which a press is a click and no drag. */
const clickSlop = 3;

export function listenToPointer(canvas: HTMLCanvasElement, dispatch: (action: Action) => void): void {
  type Drag = { readonly id: number; readonly start: Point; last: Point; moved: boolean; readonly measures: boolean };
  let drag: Drag | undefined;
  const place = (event: MouseEvent): Point => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    const start = place(event);
    drag = { id: event.pointerId, start, last: start, moved: false, measures: event.shiftKey };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    const at = place(event);
    if (drag?.id === event.pointerId) {
      drag.moved ||= Math.hypot(at.x - drag.start.x, at.y - drag.start.y) > clickSlop;
      canvas.classList.toggle('dragging', drag.moved && !drag.measures);
      if (!drag.moved) return;
      if (drag.measures) dispatch({ kind: 'measure', from: drag.start.x, to: at.x });
      else dispatch({ kind: 'pan', pixels: drag.last.x - at.x, down: drag.last.y - at.y });
      drag.last = at;
    }
    dispatch({ kind: 'hover', at });
  });
  canvas.addEventListener('pointerup', (event) => {
    const pressed = drag;
    drag = undefined;
    canvas.classList.remove('dragging');
    if (pressed && !pressed.moved) dispatch({ kind: 'click', ...place(event) });
  });
  canvas.addEventListener('pointercancel', () => {
    drag = undefined;
    canvas.classList.remove('dragging');
  });
  canvas.addEventListener('pointerleave', () => dispatch({ kind: 'hover', at: undefined }));
  canvas.addEventListener('dblclick', (event) => dispatch({ kind: 'fitRow', ...place(event) }));
  canvas.addEventListener(
    'wheel',
    (event) => {
      // A pinch arrives as a wheel with ctrl held down.
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        dispatch({ kind: 'zoom', factor: Math.exp(clampWheel(event) * 0.004), x: place(event).x });
      } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        dispatch({ kind: 'pan', pixels: event.deltaX || event.deltaY });
      }
    },
    { passive: false },
  );
}

function clampWheel({ deltaY, deltaMode }: WheelEvent): number {
  const pixels = deltaMode === WheelEvent.DOM_DELTA_LINE ? deltaY * 16 : deltaY;
  return Math.max(-200, Math.min(200, pixels));
}

/** What each key does. The dialog of keys names all of them. */
export const keyActions: Readonly<Record<string, Action>> = {
  '+': { kind: 'zoom', factor: 1 / 1.5 },
  '=': { kind: 'zoom', factor: 1 / 1.5 },
  '-': { kind: 'zoom', factor: 1.5 },
  f: { kind: 'fit' },
  g: { kind: 'follow' },
  h: { kind: 'togglePause' },
  i: { kind: 'idle' },
  t: { kind: 'clock' },
  a: { kind: 'agents' },
  l: { kind: 'list' },
  n: { kind: 'error', by: 1 },
  p: { kind: 'error', by: -1 },
  e: { kind: 'expandAll' },
  c: { kind: 'collapseAll' },
  '/': { kind: 'filter' },
  '?': { kind: 'keys' },
  Home: { kind: 'start' },
  End: { kind: 'end' },
  ArrowUp: { kind: 'moveRow', by: -1 },
  ArrowDown: { kind: 'moveRow', by: 1 },
  PageUp: { kind: 'moveRow', by: -10 },
  PageDown: { kind: 'moveRow', by: 10 },
  ArrowLeft: { kind: 'left' },
  ArrowRight: { kind: 'right' },
  ',': { kind: 'moveMark', by: -1 },
  '.': { kind: 'moveMark', by: 1 },
  Enter: { kind: 'open' },
  Escape: { kind: 'close' },
};

/** What has the focus and keeps these keys for itself. */
const writing = 'input:not([type="checkbox"]), textarea';
const controls = 'input, textarea, button, summary, [role="separator"], [role="slider"]';
const moving: ReadonlySet<string> = new Set(['Home', 'End', 'PageUp', 'PageDown', 'Enter', ' ']);

/** Keys of the timeline; what has the focus keeps its own, and a dialog keeps all. */
export function listenToKeys(dispatch: (action: Action) => void): void {
  document.addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = own(keyActions, key);
    if (!action || !(target instanceof Element) || target.closest('dialog')) return;
    const movesThere = moving.has(key) || key.startsWith('Arrow');
    if (key !== 'Escape') {
      if (target.closest(writing)) return;
      // In the details and on a control letters still mean what they mean elsewhere; what moves, moves there.
      if (movesThere && target.closest(`${controls}, aside, [role="grid"]`)) return;
    }
    event.preventDefault();
    dispatch(action);
  });
}
