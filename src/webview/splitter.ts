import { element } from './dom';

const minSize = 100;
const maxSize = 600;
const keyStep = 20;

/**
 * A divider that sets the size of an element, by pointer and by the arrow keys: the width of the one before it
 * (`vertical`, as ARIA calls the divider), or the height of the one below it (`horizontal`).
 */
export function createSplitter(
  sized: HTMLElement,
  label: string,
  orientation: 'vertical' | 'horizontal',
  resize: (size: number) => void,
): HTMLElement {
  const divider = element('div', `splitter is-${orientation}`);
  divider.setAttribute('role', 'separator');
  divider.setAttribute('aria-orientation', orientation);
  divider.setAttribute('aria-label', label);
  divider.setAttribute('aria-valuemin', String(minSize));
  divider.setAttribute('aria-valuemax', String(maxSize));
  divider.tabIndex = 0;
  const upright = orientation === 'vertical';
  const sizeNow = () => (upright ? sized.offsetWidth : sized.offsetHeight);
  const set = (size: number) => resize(Math.round(Math.min(maxSize, Math.max(minSize, size))));
  divider.addEventListener('pointerdown', (event) => divider.setPointerCapture(event.pointerId));
  divider.addEventListener('pointermove', (event) => {
    if (!divider.hasPointerCapture(event.pointerId)) return;
    const box = sized.getBoundingClientRect();
    set(upright ? event.clientX - box.left : box.bottom - event.clientY);
  });
  divider.addEventListener('keydown', (event) => {
    const [smaller, larger] = upright ? ['ArrowLeft', 'ArrowRight'] : ['ArrowDown', 'ArrowUp'];
    if (event.key === smaller) set(sizeNow() - keyStep);
    else if (event.key === larger) set(sizeNow() + keyStep);
    else return;
    event.preventDefault();
  });
  // The observer is told after the layout: asking for the size in between would force one more.
  new ResizeObserver(() => divider.setAttribute('aria-valuenow', String(sizeNow()))).observe(sized);
  return divider;
}
