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

/** Text that may be written from right to left stays within itself. */
export function isolated(text: string, className = ''): HTMLElement {
  const span = element('bdi', className, text);
  span.dir = 'auto';
  return span;
}

export function button(icon: string, label: string, click: () => void, showLabel = false): HTMLButtonElement {
  const made = element('button', showLabel ? 'button' : 'button icon-only', codicon(icon));
  if (showLabel) made.append(element('span', '', label));
  made.title = label;
  made.setAttribute('aria-label', label);
  made.type = 'button';
  made.addEventListener('click', click);
  return made;
}

/** Sets the text only where it differs, so that a screen reader is not told the same thing again. */
export function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Fills `{0}`, `{1}` … in a translated sentence. */
export function fill(sentence: string, ...values: readonly (string | number)[]): string {
  return sentence.replace(/\{(\d+)\}/g, (hole, place: string) => String(values[Number(place)] ?? hole));
}

export const statusIcons: Readonly<Record<string, string>> = {
  pending: 'clock',
  running: 'sync',
  in_progress: 'sync',
  paused: 'debug-pause',
  succeeded: 'pass',
  completed: 'pass',
  failed: 'error',
  cancelled: 'circle-slash',
  skipped: 'debug-step-over',
};

/** The word for a status or type; one that is not known is shown as it came. */
export function wordFor(words: Readonly<Record<string, string>>, key: string): string {
  return (Object.hasOwn(words, key) ? words[key] : undefined) ?? key;
}

export function statusIcon(status: string): HTMLElement {
  const icon = codicon((Object.hasOwn(statusIcons, status) ? statusIcons[status] : undefined) ?? 'question');
  icon.dataset.status = status;
  return icon;
}
