/** A toolbar whose buttons are one tab stop: the arrow keys lead from one to the next. */
export interface RovingFocus {
  /** To be called when buttons may have come or gone. The focus stays in the toolbar where its button has gone. */
  update(): void;
}

/** `bar` has all of its buttons already. */
export function createRovingFocus(bar: HTMLElement): RovingFocus {
  const controls = [...bar.querySelectorAll('button')];
  let current: HTMLElement | undefined;
  let seen = '';
  /** The current button has the focus, or had it when it went. */
  let isFocused = false;

  function setCurrent(control: HTMLElement | undefined): void {
    current = control;
    for (const other of controls) other.tabIndex = other === control ? 0 : -1;
  }

  bar.addEventListener('focusin', ({ target }) => {
    const control = controls.find((other) => other === target);
    isFocused = control !== undefined;
    if (control) setCurrent(control);
  });
  bar.addEventListener('focusout', ({ target }) => {
    isFocused &&= target instanceof HTMLElement && !target.checkVisibility();
  });
  bar.addEventListener('keydown', (event) => {
    const { key, target } = event;
    const shown = controls.filter((control) => control.checkVisibility());
    const at = shown.findIndex((control) => control === target);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const places: Readonly<Record<string, number>> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 };
    const place = Object.hasOwn(places, key) ? places[key] : undefined;
    if (place === undefined) return;
    event.preventDefault();
    shown.at(place % shown.length)?.focus();
  });

  return {
    update() {
      // What is visible is looked for only where it may have changed.
      const key = `${innerWidth} ${controls.map(({ hidden }) => Number(hidden)).join('')}`;
      if (key === seen) return;
      seen = key;
      if (current?.checkVisibility()) return;
      const from = controls.findIndex((control) => control === current) + 1;
      const rest = [...controls.slice(from), ...controls.slice(0, from)];
      setCurrent(rest.find((control) => control.checkVisibility()));
      // While something else of VS Code has the focus, nothing is taken from it.
      isFocused &&= document.hasFocus();
      if (isFocused) current?.focus();
    },
  };
}
