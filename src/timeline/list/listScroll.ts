/** Height of a line (px). */
export const lineHeight = 22;
/** The line of headings, which stays while the others scroll below it. */
const headHeight = lineHeight;

/**
 * Where the list of events is scrolled to. What is being read stands still: the list moves by itself only while it
 * stands at the end.
 */
export class ListScroll {
  readonly #grid: HTMLElement;
  readonly #indexAt: (place: number) => number | undefined;
  #count = 0;
  #isAtEnd = true;
  #countAtEnd = 0;
  /** The event at the top of what is in sight, and how far it is scrolled above it (px). */
  #anchor: { readonly index: number; readonly above: number } | undefined;

  /** `indexAt` says which event is listed at a place. */
  constructor(grid: HTMLElement, indexAt: (place: number) => number | undefined) {
    this.#grid = grid;
    this.#indexAt = indexAt;
    grid.addEventListener('scroll', () => {
      this.#isAtEnd = grid.scrollTop + grid.clientHeight >= this.#height - 2;
      if (this.#isAtEnd) this.#countAtEnd = this.#count;
      this.#noteAnchor();
    });
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
    this.#grid.scrollTop = this.#height;
    this.#isAtEnd = true;
    this.#countAtEnd = this.#count;
  }

  /** What has come in between what is shown, or before it, does not move what is being read. */
  keepPlace(placeOf: (index: number) => number, wasReplaced: boolean): void {
    const place = this.#anchor ? placeOf(this.#anchor.index) : -1;
    if (this.#isAtEnd) this.toEnd();
    else if (this.#anchor && place >= 0) this.#grid.scrollTop = place * lineHeight + this.#anchor.above;
    else if (wasReplaced) this.#noteAnchor();
  }

  intoView(place: number): void {
    const top = place * lineHeight;
    const room = this.#grid.clientHeight - headHeight - lineHeight;
    if (top < this.#grid.scrollTop) this.#grid.scrollTop = top;
    else if (top > this.#grid.scrollTop + room) this.#grid.scrollTop = top - room;
  }
}
