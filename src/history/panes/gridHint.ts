import { element, isolated } from '../../webview/dom';

/** What stands beside the pointer: the same words that a screen reader says of the cell. */
export function createGridHint() {
  const box = element('div', 'history-hint');
  box.hidden = true;
  box.setAttribute('aria-hidden', 'true');
  let said = '';
  return {
    element: box,
    show(
      lines: readonly string[] | undefined,
      at: { readonly x: number; readonly y: number } | undefined,
      width: number,
      height: number,
    ): void {
      box.hidden = !lines || lines.length === 0 || !at;
      if (!lines || !at) return;
      const text = lines.join('\n');
      if (text !== said) box.replaceChildren(...lines.map((line) => element('div', '', isolated(line))));
      said = text;
      // Beside the pointer, and within the pane.
      box.style.left = `${Math.max(4, Math.min(at.x + 14, width - box.offsetWidth - 4))}px`;
      box.style.top = `${Math.max(4, Math.min(at.y + 18, height - box.offsetHeight - 4))}px`;
    },
  };
}
