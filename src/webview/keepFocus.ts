/** Sees to it that the keyboard's focus is somewhere: what has it may be hidden or taken away. */
export interface FocusKeeper {
  /** To be called when something may have gone. */
  check(): void;
}

/** `moveOn` gives the focus to something else than what has lost it. */
export function createFocusKeeper(moveOn: (lost: Element) => void): FocusKeeper {
  let last: HTMLElement | undefined;
  document.addEventListener('focusin', ({ target }) => {
    last = target instanceof HTMLElement ? target : undefined;
  });
  document.addEventListener('focusout', ({ target, relatedTarget }) => {
    // A click beside everything means nothing; the focus of the whole window comes back to where it was.
    if (target === last && !relatedTarget && document.hasFocus() && isThere(last)) last = undefined;
  });
  window.addEventListener('focus', check);

  function check(): void {
    // While something else of VS Code has the focus, nothing is taken from it.
    if (!last || isThere(last) || !document.hasFocus()) return;
    const { activeElement } = document;
    if (activeElement instanceof HTMLElement && activeElement !== document.body && isThere(activeElement)) return;
    const lost = last;
    last = undefined;
    moveOn(lost);
  }
  return { check };
}

function isThere(element: HTMLElement | undefined): boolean {
  return element?.isConnected === true && element.checkVisibility();
}
