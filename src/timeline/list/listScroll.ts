/** Height of a line (px). */
export const lineHeight = 22;
/** Lines that are there beyond what is in sight, on either side. */
const overscan = 6;
/** The line of headings, which stays while the others scroll below it. */
const headHeight = lineHeight;

/**
 * Where the list of events is scrolled to. What is being read stands still: the list moves by itself only while it
 * stands at the end.
 */
export class ListScroll {
  readonly #grid: HTMLElement;
  readonly #indexAt: (place: number) => number | undefined;
  /** How far it is scrolled, and how high what is in sight is (px), as last told: asking could force a layout. */
  #top = 0;
  #room = 0;
  #count = 0;
  #isAtEnd = true;
  #countAtEnd = 0;
  /** The event at the top of what is in sight, and how far it is scrolled above it (px). */
  #anchor: { readonly index: number; readonly above: number } | undefined;

  /** `indexAt` says which event is listed at a place; `changed` is called when others are in sight. */
  constructor(grid: HTMLElement, indexAt: (place: number) => number | undefined, changed: () => void) {
    this.#grid = grid;
    this.#indexAt = indexAt;
    new ResizeObserver(() => {
      this.#room = grid.clientHeight;
      if (this.#isAtEnd) this.toEnd();
      changed();
    }).observe(grid);
    grid.addEventListener('scroll', () => {
      this.#top = grid.scrollTop;
      this.#room = grid.clientHeight;
      this.#isAtEnd = this.#isBelowAll;
      if (this.#isAtEnd) this.#countAtEnd = this.#count;
      this.#noteAnchor();
      changed();
    });
  }

  /** The places of the lines that have to be there, `last` exclusive. All lines are equally high. */
  inSight(): { readonly first: number; readonly last: number } {
    return {
      first: Math.max(0, Math.floor(this.#top / lineHeight) - overscan),
      last: Math.min(this.#count, Math.ceil((this.#top + this.#room) / lineHeight) + overscan),
    };
  }

  #scrollTo(top: number): void {
    // Before it has a height it cannot be scrolled.
    if (this.#room === 0) return;
    this.#grid.scrollTop = top;
    this.#top = this.#grid.scrollTop;
    this.#isAtEnd = this.#isBelowAll;
  }

  get #isBelowAll(): boolean {
    return this.#top + this.#room >= this.#height - 2;
  }

  get #height(): number {
    return headHeight + this.#count * lineHeight;
  }

  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  /** How many events have come since the list stood at its end. */
  get newCount(): number {
    return this.#count - this.#countAtEnd;
  }

  /** How many lines a page key moves. */
  get pageLength(): number {
    return Math.max(1, Math.floor((this.#grid.clientHeight - headHeight) / lineHeight) - 1);
  }

  setCount(count: number): void {
    this.#count = count;
  }

  #noteAnchor(): void {
    const { scrollTop } = this.#grid;
    const place = Math.floor(scrollTop / lineHeight);
    const index = this.#indexAt(place);
    this.#anchor = index === undefined ? undefined : { index, above: scrollTop - place * lineHeight };
  }

  toEnd(): void {
    this.#scrollTo(this.#height);
    this.#isAtEnd = true;
    this.#countAtEnd = this.#count;
  }

  /** What has come in between what is shown, or before it, does not move what is being read. */
  keepPlace(placeOf: (index: number) => number, wasReplaced: boolean): void {
    const place = this.#anchor ? placeOf(this.#anchor.index) : -1;
    if (this.#isAtEnd) this.toEnd();
    else if (this.#anchor && place >= 0) this.#scrollTo(place * lineHeight + this.#anchor.above);
    else if (wasReplaced) this.#noteAnchor();
  }

  intoView(place: number): void {
    const top = place * lineHeight;
    const room = this.#grid.clientHeight - headHeight - lineHeight;
    if (top < this.#grid.scrollTop) this.#scrollTo(top);
    else if (top > this.#grid.scrollTop + room) this.#scrollTo(top - room);
  }
}
