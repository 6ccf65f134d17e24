import { element } from './dom';

const least = 100;
const most = 600;
const keyStep = 20;

/** A divider that sets how wide the element before it is, by pointer and by the arrow keys. */
export function createSplitter(
  sized: HTMLElement,
  label: string,
  resize: (width: number) => void,
): HTMLElement & { update(): void } {
  const divider = element('div', 'splitter');
  divider.setAttribute('role', 'separator');
  divider.setAttribute('aria-orientation', 'vertical');
  divider.setAttribute('aria-label', label);
  divider.setAttribute('aria-valuemin', String(least));
  divider.setAttribute('aria-valuemax', String(most));
  divider.tabIndex = 0;
  const set = (width: number) => resize(Math.round(Math.min(most, Math.max(least, width))));
  divider.addEventListener('pointerdown', (event) => divider.setPointerCapture(event.pointerId));
  divider.addEventListener('pointermove', (event) => {
    if (divider.hasPointerCapture(event.pointerId)) set(event.clientX - sized.getBoundingClientRect().left);
  });
  divider.addEventListener('keydown', ({ key }) => {
    if (key === 'ArrowLeft') set(sized.offsetWidth - keyStep);
    if (key === 'ArrowRight') set(sized.offsetWidth + keyStep);
  });
  return Object.assign(divider, {
    update() {
      const now = String(sized.offsetWidth);
      if (divider.getAttribute('aria-valuenow') !== now) divider.setAttribute('aria-valuenow', now);
    },
  });
}
