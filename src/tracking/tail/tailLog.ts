import type { Page } from '../../api/caller';
import type { RunEvent } from '../../model/event';
import { createListReader, type ListReader, type Range } from '../paging/listReader';
import { createOrderWitness } from './orderWitness';

/** Rows that are read together while much is read. */
export const historyChunk = 1000;
/** The most rows that are asked for where little or nothing is new. */
export const tailChunk = 50;

/** How far reading has come. */
export type TailState = {
  /** The log has at least so many events. */
  readonly total: number;
  /** All of its events are held: that is proven. */
  readonly complete: boolean;
  /** There are more that can be read, and will be. */
  readonly isReading: boolean;
  /** Events that are too large to be loaded, by their number in the list as it was then, from 1. */
  readonly tooLarge: readonly number[];
};

export type TailParts = {
  readonly read: (number: number, size: number) => Promise<Page<RunEvent>>;
  /** Keeps the rows that are not held yet. */
  readonly keep: (rows: readonly RunEvent[]) => void;
  /** How many rows are held. */
  readonly eventCount: () => number;
  /** Called after each step. */
  readonly progress: (state: TailState) => void;
};

/** An event that is too large: the place where it stands now, and its number when it was met. */
type Large = { readonly place: number; readonly number: number };

/**
 * The log as far as it is known: what is held of it, how long it is, and which of its events are too large. All that
 * is read of it is read, kept and learned from here.
 */
export class TailLog {
  readonly #parts: TailParts;
  readonly #list: ListReader<RunEvent>;
  readonly witness = createOrderWitness();
  /** How long the list is, as far as is known: at least so long. */
  length = 0;
  /** That is its exact length, by what has come since the look began. */
  isExact = false;
  /** How long the list was when its end was seen. */
  endSeenAt: number | undefined;
  /** The server's count was right when the end was seen; `undefined` before that. */
  counts: boolean | undefined;
  /** The list became shorter: what is held is no longer what is listed. */
  shrank = false;
  /** Places of the list that no event can be kept of: they came without an id, or twice. */
  #lost = 0;
  large: readonly Large[] = [];
  /** The length by the server's count at which `large` stand where they are said to. */
  #largeAt: number | undefined;
  /** Some of `large` may be the same one, met again where it stands now: only a walk through everything tells. */
  isLargeUnsure = false;
  /** How often the server's count has become smaller from one answer to the next request. */
  losses = 0;
  #told = { length: 0, request: 0 };
  /** How long the list was when every place of it was read, one after the other. */
  provenAt: number | undefined;
  /** Rows have times in no order, and yet what is new comes at an end: a walk through everything has confirmed that. */
  isEndProven = false;
  /** The server ignores which page is asked for: there is nothing but its first. */
  isBlind = false;
  requests = 0;
  /** How long the list was, by the server's count, when a walk through it began. */
  lengthAtStart: number | undefined;
  /** Where the rows end that have just come. */
  seenTo = -1;
  #first: { readonly eventId: string | undefined; readonly counted: number | undefined } | undefined;

  constructor(parts: TailParts) {
    this.#parts = parts;
    this.#list = createListReader({
      page: async (number, size) => {
        const request = ++this.requests;
        const length = this.#told.length;
        const page = withoutTwins(await parts.read(number, size));
        if (!page.guessed) this.#noteTold(page.total, length, request);
        return page;
      },
      key: ({ eventId }) => eventId,
    });
  }

  /** What was listed may have slipped past where rows before it have gone. */
  #noteTold(length: number, before: number, request: number): void {
    this.lengthAtStart ??= length;
    if (length < before) {
      this.shrank = true;
      this.losses++;
    }
    if (request > this.#told.request) this.#told = { length, request };
  }

  /** How many rows are held. */
  eventCount(): number {
    return this.#parts.eventCount();
  }

  /** How many rows the list has, by a count that can be believed, that are neither held nor known not to be had. */
  missing(): number {
    return this.counts ? Math.max(this.isLargeUnsure ? 1 : -Infinity, this.length - this.known()) : 0;
  }

  /** Rows stand anywhere: that as many are held as are counted says nothing where others may be gone. */
  isUnproven(): boolean {
    return this.counts === true && this.witness.isScattered && !this.isEndProven && this.provenAt !== this.length;
  }

  /** Places of the list that are accounted for. */
  known(): number {
    return this.eventCount() + this.#lost + this.large.length;
  }

  isAsLongAsAtStart(): boolean {
    return this.lengthAtStart === this.length;
  }

  isWhole(): boolean {
    const isClean = this.isExact && !this.shrank && this.large.length === 0 && !this.isUnproven();
    return isClean && this.length === this.eventCount();
  }

  report(isReading: boolean): void {
    this.#parts.progress({
      total: Math.max(this.length, this.eventCount() + this.large.length),
      complete: !isReading && this.isWhole(),
      isReading,
      tooLarge: this.large.map(({ number }) => number).sort((a, b) => a - b),
    });
  }

  /** Keeps what came and learns from it; returns how many rows are new. */
  take(range: Range<RunEvent>): number {
    const fresh = this.takeRows(range);
    this.noteLarge(range);
    return fresh;
  }

  takeRows(range: Range<RunEvent>): number {
    const before = this.eventCount();
    this.#parts.keep(range.rows);
    const fresh = this.eventCount() - before;
    if (fresh > 0) this.witness.sawRows(range.rows.map(({ timestamp }) => timestamp));
    this.#learnLength(range);
    if (range.from === 0 && range.isEnd) this.provenAt = this.length;
    return fresh;
  }

  /** Events that are too large. Only in a list that is oldest first they stand where they stood when it has grown. */
  noteLarge({ tooLarge, isShifted, counted }: Pick<Range<RunEvent>, 'tooLarge' | 'isShifted' | 'counted'>): void {
    if (tooLarge.length === 0) return;
    const isMoved = isShifted || (this.large.length > 0 && counted !== this.#largeAt);
    if (isMoved && this.witness.order !== 'oldest') this.isLargeUnsure = true;
    this.#addLarge(tooLarge);
    this.#largeAt = counted;
  }

  #addLarge(places: readonly number[]): void {
    const known = new Set(this.large.map(({ place }) => place));
    const added = places.filter((place) => !known.has(place)).map((place) => ({ place, number: place + 1 }));
    this.large = [...this.large, ...added];
  }

  /** Rows have come in front of all that are too large, these among them; `isExact` where there can be no others. */
  moveLarge(shift: number, came: readonly number[], isExact: boolean): void {
    if (!isExact && this.large.length + came.length > 0) this.isLargeUnsure = true;
    this.large = this.large.map(({ place, number }) => ({ place: place + shift, number }));
    this.#addLarge(came);
    this.#largeAt = this.length;
  }

  /** A walk through everything begins, and meets them all: returns how to take that back. */
  forgetLarge(): () => void {
    const before = { large: this.large, largeAt: this.#largeAt };
    this.large = [];
    this.isLargeUnsure = false;
    return () => {
      ({ large: this.large, largeAt: this.#largeAt } = before);
      this.isLargeUnsure = this.large.length > 0;
    };
  }

  #learnLength(range: Range<RunEvent>): void {
    const { counted, end, from } = range;
    const before = this.length;
    // Where nothing came, the list ends somewhere before.
    const isEndSeen = range.isEnd && (end > from || end === 0 || end === this.seenTo);
    if (end > from) this.seenTo = end;
    if (range.repeats) {
      this.length = Math.max(before, counted ?? 0);
      this.isExact = false;
    } else if (range.isRefused) {
      this.length = Math.max(before, end);
      this.counts = false;
      this.isExact = false;
    } else if (isEndSeen) {
      this.endSeenAt = end;
      this.length = end;
      this.counts = counted === end;
      this.isExact = true;
    } else if (counted !== undefined && this.counts) {
      this.length = counted;
      this.isExact = true;
    } else {
      // Rows have come from behind where the server counts to.
      if (end > from && counted === undefined) this.counts &&= false;
      // Once it was wrong it says no more.
      const credible = this.counts === undefined ? counted : undefined;
      this.length = Math.max(before, end > from ? end : 0, credible ?? 0);
      this.isExact = false;
    }
    if (this.isExact) this.shrank ||= this.length < Math.max(this.eventCount(), Math.min(before, this.known()));
  }

  async read(from: number, count: number): Promise<Range<RunEvent>> {
    return this.check(await this.#list.read(from, count));
  }

  /** Notices a server that sends the same rows wherever one asks. */
  check(range: Range<RunEvent>): Range<RunEvent> {
    const eventId = range.rows[0]?.eventId;
    const { counted } = range;
    // A list that has grown meanwhile may have moved by just as much.
    const hasGrown = counted !== undefined && counted !== this.#first?.counted;
    const isSame = eventId !== undefined && eventId === this.#first?.eventId && !hasGrown;
    const repeats = range.repeats || (range.from > 0 && isSame);
    if (range.from === 0) this.#first = { eventId, counted };
    if (repeats) this.isBlind = true;
    return repeats ? { ...range, repeats, isEnd: false } : range;
  }

  /** The end was seen: what comes from before it cannot say more of the length than it does. */
  keepExact<T>(act: () => T): T {
    const before = { length: this.length, isExact: this.isExact };
    const result = act();
    if (!this.counts && before.isExact) {
      this.length = before.length;
      this.isExact = true;
    }
    return result;
  }

  async readAtOnce(places: readonly number[]): Promise<(Range<RunEvent> | Failed)[]> {
    const answers = await Promise.allSettled(places.map((place) => this.#list.read(place, historyChunk)));
    return answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : new Failed(answer.reason)));
  }

  /** The first place from `from` on that is no event's that is too large, nor will be when a few rows come before it. */
  safePlace(from: number): number {
    const isLarge = (place: number) => this.large.some((large) => large.place === place);
    let place = from;
    while (isLarge(place)) place++;
    if (place === from) return place;
    const behind = place + tailChunk;
    return behind < this.length && !this.large.some((large) => large.place > place) ? behind : place;
  }

  /** What was listed at the beginning of a walk and has not come can never come. */
  countLost(): void {
    this.#lost = Math.max(this.#lost, (this.lengthAtStart ?? 0) - this.eventCount() - this.large.length);
  }
}

/** A chunk that could not be read. */
export class Failed {
  constructor(readonly reason: unknown) {}
}

/** Without the rows that stand in the page twice. */
function withoutTwins(page: Page<RunEvent>): Page<RunEvent> {
  const rows = [...new Map(page.rows.map((row) => [row.eventId, row])).values()];
  return rows.length === page.rows.length
    ? page
    : { ...page, rows, received: page.received - (page.rows.length - rows.length) };
}

/** Nothing can come behind it. */
export function isOver(range: Range<RunEvent>): boolean {
  return range.isEnd || range.repeats || range.isRefused || range.end === range.from;
}
