import { own } from './dom';

/** What a person means, in terms of the timeline. Positions in px from the canvas's left and top edge. */
export type Intent =
  | { readonly kind: 'zoom'; readonly factor: number; /** Absent: around the middle. */ readonly x?: number }
  /** To the right and down. */
  | { readonly kind: 'pan'; readonly pixels: number; readonly down?: number }
  | { readonly kind: 'hover'; readonly at: { readonly x: number; readonly y: number } | undefined }
  | { readonly kind: 'click'; readonly x: number; readonly y: number }
  | { readonly kind: 'fitRow'; readonly x: number; readonly y: number }
  | { readonly kind: 'fit' }
  | { readonly kind: 'follow' }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'moveRow'; readonly by: number }
  | { readonly kind: 'moveMark'; readonly by: 1 | -1 }
  | { readonly kind: 'left' }
  | { readonly kind: 'right' }
  | { readonly kind: 'close' }
  | { readonly kind: 'open' };

/** Movement of the pointer (px) below which a press is a click and no drag. */
const clickSlop = 3;

export function listenToPointer(canvas: HTMLCanvasElement, intend: (intent: Intent) => void): void {
  type Point = { readonly x: number; readonly y: number };
  let drag: { readonly id: number; readonly start: Point; last: Point; moved: boolean } | undefined;
  const place = (event: MouseEvent) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    const start = place(event);
    drag = { id: event.pointerId, start, last: start, moved: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    const at = place(event);
    if (drag?.id === event.pointerId) {
      drag.moved ||= Math.hypot(at.x - drag.start.x, at.y - drag.start.y) > clickSlop;
      canvas.classList.toggle('dragging', drag.moved);
      if (!drag.moved) return;
      intend({ kind: 'pan', pixels: drag.last.x - at.x, down: drag.last.y - at.y });
      drag.last = at;
    }
    intend({ kind: 'hover', at });
  });
  canvas.addEventListener('pointerup', (event) => {
    const pressed = drag;
    drag = undefined;
    canvas.classList.remove('dragging');
    if (pressed && !pressed.moved) intend({ kind: 'click', ...place(event) });
  });
  canvas.addEventListener('pointercancel', () => {
    drag = undefined;
    canvas.classList.remove('dragging');
  });
  canvas.addEventListener('pointerleave', () => intend({ kind: 'hover', at: undefined }));
  canvas.addEventListener('dblclick', (event) => intend({ kind: 'fitRow', ...place(event) }));
  canvas.addEventListener(
    'wheel',
    (event) => {
      // A pinch arrives as a wheel with ctrl held down.
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        intend({ kind: 'zoom', factor: Math.exp(clampWheel(event) * 0.004), x: place(event).x });
      } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        intend({ kind: 'pan', pixels: event.deltaX || event.deltaY });
      }
    },
    { passive: false },
  );
}

function clampWheel({ deltaY, deltaMode }: WheelEvent): number {
  const pixels = deltaMode === WheelEvent.DOM_DELTA_LINE ? deltaY * 16 : deltaY;
  return Math.max(-200, Math.min(200, pixels));
}

const keys: Readonly<Record<string, Intent>> = {
  '+': { kind: 'zoom', factor: 1 / 1.5 },
  '=': { kind: 'zoom', factor: 1 / 1.5 },
  '-': { kind: 'zoom', factor: 1.5 },
  f: { kind: 'fit' },
  n: { kind: 'follow' },
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

/** Keys of the timeline; a button or text that has the focus keeps its own. */
export function listenToKeys(intend: (intent: Intent) => void): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const intent = own(keys, event.key);
    const { target } = event;
    const inControl =
      target instanceof Element && target.closest('button, summary, input, aside, [role="separator"]') !== null;
    if (!intent || (inControl && event.key !== 'Escape')) return;
    event.preventDefault();
    intend(intent);
  });
}
