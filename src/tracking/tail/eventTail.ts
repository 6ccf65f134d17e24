import type { Page } from '../../api/caller';
import type { RunEvent } from '../../model/event';
import { createListReader, type ListReader, type Range } from '../paging/listReader';
import { createOrderWitness } from './orderWitness';

/** Rows that are read together while much is read. */
export const historyChunk = 1000;
/** The most rows that are asked for where little or nothing is new. */
const tailChunk = 50;
/** The fewest. */
const leastChunk = 4;
const chunksAtOnce = 4;
/** So many chunks without news, of which the server does not say that they are in the list, are its end. */
const mostVain = 4;
/** So far from the newest end late rows are looked for before everything is walked through. */
const lateDepth = 2000;
/** Everything is walked through so rarely that a look of a list that grows costs no more than this for long. */
const rowsPerLook = 2000;
const requestsPerLook = 4;
/** Servers that stop counting stop at round numbers: there it is looked whether that is the end. */
const roundCount = 1000;
/** The longest pause between two walks that find nothing, or what is too large again, in looks. */
const mostPause = 64;

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
  readonly held: () => number;
  /** Called after each step. */
  readonly progress: (state: TailState) => void;
};

/**
 * Reads the event log of one run through numbered pages of unknown order, so that nothing is lost and nothing is
 * read for long that is held already.
 *
 * The log is append-only, and most servers say how long it is. That count is believed once the end has been seen where
 * it says, and no further than it agrees: all events are held where exactly as many are held as the list is long. So
 * the order only decides where to look first, and is revised by what comes. While rows shift, a walk through the list
 * from its first row on cannot miss one that was there when it began, because rows only ever move to later places.
 */
export interface Tail {
  /** Brings what is held up to date; throws what `read` throws, and goes on from there the next time. */
  catchUp(): Promise<void>;
}

export function createTail(parts: TailParts): Tail {
  return new EventTail(parts);
}

type Large = { place: number; readonly number: number };

class EventTail implements Tail {
  readonly #parts: TailParts;
  readonly #list: ListReader<RunEvent>;
  readonly #witness = createOrderWitness();
  /** How long the list is, as far as is known: at least so long. */
  #length = 0;
  /** That is its exact length, by what has come since the look began. */
  #isExact = false;
  /** How long the list was when its end was seen. */
  #endSeenAt: number | undefined;
  /** The server's count was right when the end was seen; `undefined` before that. */
  #counts: boolean | undefined;
  /** The list became shorter: what is held is no longer what is listed. */
  #shrank = false;
  /** Places of the list that no event can be kept of: they came without an id, or twice. */
  #lost = 0;
  #large: Large[] = [];
  #historyRead = false;
  /** Where history reading goes on: upwards from here, and downwards from there. */
  #nextPlace = 0;
  #top: number | undefined;
  /** The server ignores which page is asked for: there is nothing but its first. */
  #isBlind = false;
  #requests = 0;
  /** No walk through everything for so many looks; in those that find the list as long as before it may be sooner. */
  #rest = 0;
  /** No walk in any of so many looks: the last ones found nothing. */
  #pause = 0;
  #fruitless = 0;
  /** In how many looks the list was as long as before. */
  #calm = 0;
  /** How much was new the last time. */
  #news = 0;
  /** How long the list was, by the server's count, when a walk through it began. */
  #lengthAtStart: number | undefined;
  /** Where the rows end that have just come. */
  #seenTo = -1;
  #first: { readonly eventId: string | undefined; readonly counted: number | undefined } | undefined;

  constructor(parts: TailParts) {
    this.#parts = parts;
    this.#list = createListReader({
      page: async (number, size) => {
        this.#requests++;
        const page = withoutTwins(await parts.read(number, size));
        this.#lengthAtStart ??= page.guessed ? undefined : page.total;
        return page;
      },
      key: ({ eventId }) => eventId,
    });
  }

  async catchUp(): Promise<void> {
    const before = this.#length;
    this.#isExact = false;
    // Where rows come anywhere, only the end says that there are no more than the server counts.
    if (this.#witness.order === 'unordered') this.#endSeenAt = undefined;
    this.#seenTo = -1;
    if (this.#historyRead) await this.#readNews();
    else await this.#readHistory();
    this.#calm = this.#length === before ? this.#calm + 1 : 0;
    if (!this.#isBlind && this.#isSearchDue()) await this.#search();
    const isRound = this.#length > 0 && this.#length % roundCount === 0;
    if (this.#isWhole() && isRound && this.#endSeenAt !== this.#length) {
      this.#seenTo = this.#length;
      this.#takeRows(await this.#read(this.#length, 1));
    }
    this.#report(this.#missing() > 0 && !this.#isBlind);
  }

  /** How many rows the list has, by a count that can be believed, that are neither held nor known not to be had. */
  #missing(): number {
    return this.#counts ? this.#length - this.#known() : 0;
  }

  /** Places of the list that are accounted for. */
  #known(): number {
    return this.#parts.held() + this.#lost + this.#large.length;
  }

  #isSearchDue(): boolean {
    if (this.#isWhole()) return false;
    const isUnknowable = this.#witness.order === 'unordered' && !this.#counts && this.#length > tailChunk;
    return this.#missing() > 0 || isUnknowable || (this.#shrank && this.#length === this.#parts.held());
  }

  #isWhole(): boolean {
    return this.#isExact && !this.#shrank && this.#large.length === 0 && this.#length === this.#parts.held();
  }

  #report(isReading: boolean): void {
    const { held, progress } = this.#parts;
    progress({
      total: Math.max(this.#length, held() + this.#large.length),
      complete: !isReading && this.#isWhole(),
      isReading,
      tooLarge: this.#large.map(({ number }) => number).sort((a, b) => a - b),
    });
  }

  /** Keeps what came and learns from it; returns how many rows are new. */
  #take(range: Range<RunEvent>): number {
    this.#noteLarge(range.tooLarge);
    return this.#takeRows(range);
  }

  #takeRows(range: Range<RunEvent>): number {
    const { held, keep } = this.#parts;
    const before = held();
    keep(range.rows);
    const fresh = held() - before;
    if (fresh > 0) this.#witness.sawRows(range.rows.map(({ timestamp }) => timestamp));
    this.#learnLength(range);
    return fresh;
  }

  #noteLarge(places: readonly number[]): void {
    for (const place of places)
      if (!this.#large.some((large) => large.place === place)) this.#large.push({ place, number: place + 1 });
  }

  #learnLength(range: Range<RunEvent>): void {
    const { counted, end, from } = range;
    const before = this.#length;
    // Where nothing came, the list ends somewhere before.
    const isEndSeen = range.isEnd && (end > from || end === 0 || end === this.#seenTo);
    if (end > from) this.#seenTo = end;
    if (range.repeats) {
      this.#length = Math.max(before, counted ?? 0);
      this.#isExact = false;
    } else if (range.isRefused) {
      this.#length = Math.max(before, end);
      this.#counts = false;
      this.#isExact = false;
    } else if (isEndSeen) {
      this.#endSeenAt = end;
      this.#length = end;
      this.#counts = counted === end;
      this.#isExact = true;
    } else if (counted !== undefined && this.#counts) {
      this.#length = counted;
      this.#isExact = true;
    } else {
      // Once it was wrong it says no more.
      const said = this.#counts === undefined ? counted : undefined;
      this.#length = Math.max(before, end > from ? end : 0, said ?? 0);
      this.#isExact = false;
    }
    if (this.#isExact) this.#shrank ||= this.#length < Math.max(this.#parts.held(), Math.min(before, this.#known()));
  }

  async #read(from: number, count: number): Promise<Range<RunEvent>> {
    return this.#check(await this.#list.read(from, count));
  }

  /** Notices a server that sends the same rows wherever one asks. */
  #check(range: Range<RunEvent>): Range<RunEvent> {
    const eventId = range.rows[0]?.eventId;
    const { counted } = range;
    // A list that has grown meanwhile may have moved by just as much.
    const hasGrown = counted !== undefined && counted !== this.#first?.counted;
    const isSame = eventId !== undefined && eventId === this.#first?.eventId && !hasGrown;
    const repeats = range.repeats || (range.from > 0 && isSame);
    if (range.from === 0) this.#first = { eventId, counted };
    if (repeats) this.#isBlind = true;
    return repeats ? { ...range, repeats, isEnd: false } : range;
  }

  /** All of it for the first time, from the newest end where that is known, a few chunks at once. */
  async #readHistory(): Promise<void> {
    const isResumed = this.#nextPlace > 0;
    this.#lengthAtStart = undefined;
    const first = await this.#read(0, historyChunk);
    const joins = this.#take(first) < first.rows.length;
    if (!isOver(first)) {
      this.#report(true);
      const isDone =
        this.#witness.order === 'oldest' && first.counted !== undefined && first.counted > first.end
          ? await this.#readDown(first.end, first.counted)
          : false;
      if (!isDone) await this.#readUp(joins ? Math.max(first.end, this.#nextPlace) : first.end);
    }
    if (this.#isExact && !isResumed && this.#top === undefined) this.#countLost();
    this.#historyRead = true;
  }

  /** What was listed at the beginning of a walk and has not come can never come. */
  #countLost(): void {
    this.#lost = Math.max(this.#lost, (this.#lengthAtStart ?? 0) - this.#parts.held() - this.#large.length);
  }

  async #readUp(from: number): Promise<void> {
    // The first chunk is read alone: it shows whether the server minds which page is asked for.
    let vain = 0;
    for (let place = from, atOnce = 1; vain < mostVain; atOnce = chunksAtOnce) {
      const isCounted = this.#length > place + historyChunk;
      const chunks = isCounted ? Math.min(atOnce, Math.ceil((this.#length - place) / historyChunk)) : 1;
      const ranges = await this.#readAtOnce(Array.from({ length: chunks }, (_, i) => place + i * historyChunk));
      for (const range of ranges) {
        if (range instanceof Failed) throw range.reason;
        const fresh = this.#take(this.#check(range));
        if (isOver(range) || this.#isBlind) return;
        // Behind what the server counts, what has come before is no part of the list.
        vain = fresh === 0 && range.counted === undefined ? vain + 1 : 0;
        place = Math.max(place, range.end);
        this.#nextPlace = place;
      }
      this.#report(true);
    }
  }

  /** From the end of a list of that length down to `from`; false where the end is not there. */
  async #readDown(from: number, length: number): Promise<boolean> {
    if (this.#top === undefined) {
      const top = Math.max(from, Math.floor((length - 1) / historyChunk) * historyChunk);
      for (let place = top; ;) {
        const range = await this.#read(place, historyChunk);
        this.#take(range);
        this.#report(true);
        if (this.#isBlind) return true;
        if (range.isRefused || (range.end === range.from && place === top)) return false;
        if (range.isEnd) break;
        place = range.end;
      }
      this.#top = top;
    }
    while (this.#top > from) {
      const starts = [];
      for (let start = this.#top; start > from && starts.length < chunksAtOnce;)
        starts.push((start = Math.max(from, start - historyChunk)));
      for (const range of await this.#readAtOnce(starts)) {
        // Chunks behind a failed one are dropped, so that what is held has no hole and reading can go on from here.
        if (range instanceof Failed) throw range.reason;
        this.#keepExact(() => this.#take(this.#check(range)));
        if (this.#isBlind) return true;
        this.#top = Math.max(from, this.#top - historyChunk);
      }
      this.#report(true);
    }
    return true;
  }

  /** The end was seen: what comes from before it cannot say more of the length than it does. */
  #keepExact<T>(act: () => T): T {
    const before = { length: this.#length, isExact: this.#isExact };
    const result = act();
    if (!this.#counts && before.isExact) {
      this.#length = before.length;
      this.#isExact = true;
    }
    return result;
  }

  async #readAtOnce(places: readonly number[]): Promise<(Range<RunEvent> | Failed)[]> {
    const answers = await Promise.allSettled(places.map((place) => this.#list.read(place, historyChunk)));
    return answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : new Failed(answer.reason)));
  }

  /** The end where new rows are expected, and on from there while new ones are found. */
  async #readNews(): Promise<void> {
    const before = this.#parts.held();
    const { order } = this.#witness;
    if (this.#isBlind || this.#length <= tailChunk / 2) await this.#readFront(tailChunk);
    else if (order === 'oldest') await this.#readEnd();
    else if (order === 'newest' || !this.#counts) await this.#readFront();
    else await this.#readCount();
    const isElsewhere =
      order !== 'oldest' && (this.#witness.order === 'oldest' || (order !== 'newest' && !this.#counts));
    if (isElsewhere && !this.#isBlind && !this.#isExact) await this.#readEnd();
    this.#news = this.#parts.held() - before;
    // It may have looked so by chance.
    if (this.#isBlind && this.#news > 0) this.#isBlind = this.#historyRead = false;
  }

  /** The first place from `from` on that is no event's that is too large, nor will be when a few rows come before it. */
  #safePlace(from: number): number {
    const isLarge = (place: number) => this.#large.some((large) => large.place === place);
    let place = from;
    while (isLarge(place)) place++;
    if (place === from) return place;
    const behind = place + tailChunk;
    return behind < this.#length && !this.#large.some((large) => large.place > place) ? behind : place;
  }

  /** One row, for what the server says of the length. */
  async #readCount(): Promise<void> {
    this.#takeRows(await this.#read(this.#safePlace(0), 1));
  }

  /** Whether the row behind those at the front that are too large is one that is held: then it is where it was. */
  async #isFrontSame(): Promise<boolean> {
    let place = 0;
    while (this.#large.some((large) => large.place === place)) place++;
    const range = await this.#read(place, 1);
    return this.#takeRows(range) < range.rows.length || range.isEnd;
  }

  /** From the first row on until one comes that is held. */
  async #readFront(least = Math.min(tailChunk, Math.max(leastChunk, 2 * this.#news + 2))): Promise<void> {
    const length = this.#length;
    const before = this.#parts.held();
    const tooLarge: number[] = [];
    // Where the first rows are too large, what the server counts says how many there are before them now.
    const isCovered = this.#safePlace(0) > 0;
    if (isCovered && this.#counts) await this.#readCount();
    else if (isCovered && (await this.#isFrontSame())) return;
    const news = isCovered && this.#counts ? this.#length - length : Infinity;
    const most = Math.min(news, ...this.#large.map(({ place }) => Math.max(1, place)), historyChunk);
    for (let place = 0, count = least; place < news;) {
      const range = await this.#read(place, Math.min(count, most));
      const fresh = this.#takeRows(range);
      tooLarge.push(...range.tooLarge);
      // What came again from before this place was new just now.
      if (isOver(range) || fresh < range.rows.length - (place - range.from) || tooLarge.length > tailChunk) break;
      place = range.end;
      count = Math.min(historyChunk, place);
    }
    const shift = this.#counts ? Math.max(0, this.#length - length) : this.#parts.held() - before;
    for (const large of this.#large) large.place += shift;
    this.#noteLarge(tooLarge);
  }

  /** From the last row that is held to the end, and back from there where it no longer stands where it stood. */
  async #readEnd(): Promise<void> {
    const floor = Math.max(0, ...this.#large.map(({ place }) => place + 1));
    const last = Math.max(floor, Math.min(this.#known(), this.#length) - 1);
    const { from, count } = alignedRange(last, floor);
    const first = await this.#read(from, count);
    const fresh = this.#take(first);
    for (let range = first, more = count; !isOver(range); more = Math.min(historyChunk, 2 * more)) {
      range = await this.#read(range.end, more);
      this.#take(range);
    }
    const isGone = first.received === 0 && !first.isRefused;
    if (isGone) await this.#readShrunk(Math.min(from, first.counted ?? from), floor);
    else if (fresh === first.rows.length) await this.#readBack(from, floor);
  }

  /** Down from `top` until a row comes that is held. */
  async #readBack(top: number, floor: number): Promise<void> {
    for (let count = tailChunk; top > floor && !this.#isBlind; count = Math.min(historyChunk, 2 * count)) {
      const from = Math.max(floor, top - count);
      const range = await this.#read(from, top - from);
      const fresh = this.#keepExact(() => this.#take(range));
      if (range.isRefused || fresh < range.rows.length) return;
      top = from;
    }
  }

  /** The list ends before `top`, where it did not end before. */
  async #readShrunk(top: number, floor: number): Promise<void> {
    for (; top > floor && !this.#isBlind; top = Math.max(floor, top >> 1)) {
      const from = Math.max(floor, top - tailChunk);
      let range = await this.#read(from, tailChunk);
      const fresh = this.#take(range);
      if (range.received === 0) continue;
      const isAllNew = fresh === range.rows.length;
      for (; !isOver(range); this.#take(range)) range = await this.#read(range.end, historyChunk);
      if (isAllNew) await this.#readBack(from, floor);
      return;
    }
  }

  /** Rows are missing: at the other end, or late ones near the newest end, or anywhere. */
  async #search(): Promise<void> {
    const isTooSoon = this.#pause > 0 || (this.#rest > 0 && (this.#calm < 2 || !this.#counts));
    this.#pause = Math.max(0, this.#pause - 1);
    this.#rest = Math.max(0, this.#rest - 1);
    if (isTooSoon) return;
    const { order } = this.#witness;
    if (order !== 'newest' && this.#counts) {
      await this.#readFront();
      if (this.#missing() <= 0) {
        this.#witness.foundAt('newest');
        return;
      }
    }
    if (order !== 'oldest' && this.#counts && this.#length > tailChunk / 2) {
      await this.#readEnd();
      if (this.#missing() <= 0) {
        this.#witness.foundAt('oldest');
        return;
      }
    }
    if (order !== 'unordered' && this.#counts && this.#length > 2 * lateDepth) await this.#readLate(order === 'oldest');
    if (this.#isSearchDue() && !this.#isBlind) await this.#walk();
  }

  async #readLate(fromEnd: boolean): Promise<void> {
    for (let depth = 0, count = tailChunk; depth < lateDepth && this.#missing() > 0 && !this.#isBlind;) {
      const range = await this.#read(fromEnd ? Math.max(0, this.#length - depth - count) : depth, count);
      this.#take(range);
      depth += count;
      count = Math.min(historyChunk, depth);
    }
  }

  /** From the first row to the last, one after the other, until nothing is missing. */
  async #walk(): Promise<void> {
    const before = this.#parts.held();
    const requests = this.#requests;
    const large = this.#large;
    this.#large = [];
    this.#lengthAtStart = undefined;
    for (let place = 0; ;) {
      const range = await this.#read(place, historyChunk).catch((error: unknown) => {
        this.#large = large;
        throw error;
      });
      this.#take(range);
      place = range.end;
      if (isOver(range) || this.#isBlind) {
        if (range.isEnd) this.#shrank = false;
        break;
      }
      this.#report(true);
      if (this.#counts && !this.#shrank && this.#missing() <= 0) break;
    }
    this.#rest = Math.floor(this.#length / rowsPerLook) + Math.floor((this.#requests - requests) / requestsPerLook);
    if (this.#missing() > 0) this.#countLost();
    if (this.#parts.held() === before) this.#pause = Math.min(mostPause, 2 ** this.#fruitless++);
    else this.#fruitless = 0;
    if (this.#large.length > 0) this.#pause = Math.max(this.#pause, mostPause);
  }
}

class Failed {
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
function isOver(range: Range<RunEvent>): boolean {
  return range.isEnd || range.repeats || range.isRefused || range.end === range.from;
}

/**
 * A page that holds the row at `place` (from 0), and nothing before `floor`: such a one that the row stands as near to
 * its beginning as possible, so that little is read again and what is new fits behind it.
 */
function alignedRange(place: number, floor: number): { readonly from: number; readonly count: number } {
  let best = 1;
  let bestRest = Infinity;
  for (let size = 2 * tailChunk; size >= tailChunk; size--) {
    const rest = place % size;
    if (rest >= bestRest || place - rest < floor) continue;
    best = size;
    bestRest = rest;
  }
  for (let size = tailChunk - 1; best === 1 && size > 1; size--) if (place - (place % size) >= floor) best = size;
  return { from: place - (place % best), count: best };
}
