import { eventLook } from '../model/event';
import { own } from '../model/jsonObject';
import { plainText } from '../model/plainText';

/** An element with its class, text and children. Texts are text: nothing here ever parses markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

export function codicon(name: string): HTMLElement {
  const icon = element('span', `codicon codicon-${name}`);
  icon.setAttribute('aria-hidden', 'true');
  return icon;
}

/** A text of somebody else's: it may be written from right to left, and stays within itself. */
export function isolated(text: string, className = ''): HTMLElement {
  const span = element('bdi', className, plainText(text));
  span.dir = 'auto';
  return span;
}

export function button(icon: string, label: string, click: () => void, showLabel = false): HTMLButtonElement {
  const made = element('button', showLabel ? 'button' : 'button icon-only', ...(icon ? [codicon(icon)] : []));
  if (showLabel) made.append(element('span', '', label));
  made.title = label;
  made.setAttribute('aria-label', label);
  made.type = 'button';
  made.addEventListener('click', () => {
    if (made.ariaDisabled !== 'true') click();
  });
  return made;
}

/** What a button is called, by a screen reader too, and the key that does the same. */
export function setName(control: HTMLElement, name: string, key?: string): void {
  const title = key === undefined ? name : `${name} (${key.toUpperCase()})`;
  if (control.title === title) return;
  control.title = title;
  control.ariaLabel = name;
  // A plus would stand between keys.
  if (key !== undefined) control.setAttribute('aria-keyshortcuts', key === '+' ? 'Plus' : key.toUpperCase());
}

/** Whether a button can be used now. It keeps the focus while it cannot. */
export function setUsable(control: HTMLElement, isUsable: boolean): void {
  control.ariaDisabled = String(!isUsable);
}

/** Shows another icon on a button that `button` made; `loading` turns. */
export function setIcon(control: HTMLElement, name: string): void {
  const wanted = `codicon codicon-${name}${name === 'loading' ? ' codicon-modifier-spin' : ''}`;
  const icon = control.firstElementChild;
  if (icon && icon.className !== wanted) icon.className = wanted;
}

/** Sets what a button says that `button` made with its label shown. `spoken`: what a screen reader says of it. */
export function setButtonText(control: HTMLElement, text: string, spoken = text): void {
  const label = control.lastElementChild;
  if (label instanceof HTMLElement) setText(label, text);
  control.ariaLabel = spoken;
}

/** Shows whether what a button switches is on. */
export function setPressed(control: HTMLElement, isOn: boolean): void {
  control.setAttribute('aria-pressed', String(isOn));
  control.classList.toggle('is-on', isOn);
}

/** Sets the text only where it differs, so that a screen reader is not told the same thing again. */
export function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** The same icons as the tree of missions shows. */
const runIcons: Readonly<Record<string, string>> = {
  pending: 'clock',
  running: 'sync',
  paused: 'debug-pause',
  succeeded: 'pass',
  failed: 'error',
  cancelled: 'circle-slash',
};
const stepIcons: Readonly<Record<string, string>> = {
  pending: 'circle-outline',
  in_progress: 'sync',
  completed: 'pass',
  skipped: 'debug-step-over',
  failed: 'error',
};

/** The glyph of an event's type, as the chart draws it. */
export function eventIcon(type: string): HTMLElement {
  const { icon, color } = eventLook(type);
  const glyph = codicon(icon);
  glyph.classList.add('event-glyph');
  glyph.style.color = `var(--vscode-${color.replace('.', '-')})`;
  return glyph;
}

export function statusIcon(of: 'run' | 'step', status: string): HTMLElement {
  const icon = codicon(own(of === 'run' ? runIcons : stepIcons, status) ?? 'question');
  icon.dataset.status = status;
  icon.dataset.of = of;
  return icon;
}
