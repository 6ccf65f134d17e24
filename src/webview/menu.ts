import { button, element } from './dom';

/**
 * A button that lays open a panel below it. It closes by Escape, by the button, and where the focus or a click goes
 * elsewhere. `fillIn` makes its content each time it is opened.
 */
export function createMenu(
  icon: string,
  label: string,
  fillIn: (panel: HTMLElement, close: () => void) => void,
  showLabel = true,
): { readonly element: HTMLElement; readonly button: HTMLButtonElement } {
  const panel = element('div', 'menu-panel');
  panel.hidden = true;
  const control = button(icon, label, () => (panel.hidden ? open() : close()), showLabel);
  control.setAttribute('aria-haspopup', 'true');
  control.setAttribute('aria-expanded', 'false');
  const menu = element('div', 'menu', control, panel);

  function open(): void {
    fillIn(panel, close);
    panel.hidden = false;
    control.setAttribute('aria-expanded', 'true');
    // It stays within the window, whatever side its button is on.
    const left = control.getBoundingClientRect().left;
    panel.style.left = `${Math.min(0, document.body.clientWidth - 8 - left - panel.offsetWidth)}px`;
    const first = panel.querySelector<HTMLElement>('input, button');
    first?.focus();
  }

  function close(): void {
    if (panel.hidden) return;
    const within = panel.contains(document.activeElement);
    panel.hidden = true;
    control.setAttribute('aria-expanded', 'false');
    if (within) control.focus();
  }

  menu.addEventListener('keydown', (event) => {
    if (panel.hidden) return;
    if (event.key === 'Escape') close();
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') step(event.key === 'ArrowDown' ? 1 : -1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !menu.contains(relatedTarget)) close();
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Node && !menu.contains(target)) close();
  });

  function step(by: number): void {
    const items = [...panel.querySelectorAll<HTMLElement>('input, button')];
    const at = items.findIndex((item) => item === document.activeElement);
    items[(at + by + items.length) % items.length]?.focus();
  }
  return { element: menu, button: control };
}
