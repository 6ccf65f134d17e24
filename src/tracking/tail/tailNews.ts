import { historyChunk, isOver, tailChunk, type TailLog } from './tailLog';

/** The fewest rows that are asked for. */
const minChunk = 4;

/** Reads what is new at the ends of a log that has been read. */
export class TailNews {
  readonly #log: TailLog;
  /** How much was new the last time. */
  #news = 0;

  constructor(log: TailLog) {
    this.#log = log;
  }

  /**
   * The end where new rows are expected, and on from there while new ones are found. Resolves to whether what was read
   * before is to be relied on.
   */
  async read(): Promise<boolean> {
    const before = this.#log.eventCount();
    const { order } = this.#log.witness;
    if (this.#log.isBlind || this.#log.length <= tailChunk / 2) await this.readFront(tailChunk);
    else if (order === 'oldest') await this.readEnd();
    else if (order === 'newest' || !this.#log.counts) await this.readFront();
    else await this.#readCount();
    const isElsewhere =
      order !== 'oldest' && (this.#log.witness.order === 'oldest' || (order !== 'newest' && !this.#log.counts));
    if (isElsewhere && !this.#log.isBlind && !this.#log.isExact) await this.readEnd();
    this.#news = this.#log.eventCount() - before;
    // It may have looked so by chance.
    const wasBlindByChance = this.#log.isBlind && this.#news > 0;
    if (wasBlindByChance) this.#log.isBlind = false;
    return !wasBlindByChance;
  }

  /** One row, for what the server says of the length. */
  async #readCount(): Promise<void> {
    this.#log.takeRows(await this.#log.read(this.#log.safePlace(0), 1));
  }

  /** Whether the row behind those at the front that are too large is one that is held: then it is where it was. */
  async #isFrontSame(): Promise<boolean> {
    let place = 0;
    while (this.#log.large.some((large) => large.place === place)) place++;
    const range = await this.#log.read(place, 1);
    return this.#log.takeRows(range) < range.rows.length || range.isEnd;
  }

  /** From the first row on until one comes that is held. */
  async readFront(least = Math.min(tailChunk, Math.max(minChunk, 2 * this.#news + 2))): Promise<void> {
    const length = this.#log.length;
    const before = this.#log.eventCount();
    const tooLarge: number[] = [];
    const came = new Set<string>();
    let isShifted = false;
    // Where the first rows are too large, what the server counts says how many there are before them now.
    const isCovered = this.#log.safePlace(0) > 0;
    if (isCovered && this.#log.counts) await this.#readCount();
    else if (isCovered && (await this.#isFrontSame())) return;
    const news = isCovered && this.#log.counts ? this.#log.length - length : Infinity;
    const most = Math.min(news, ...this.#log.large.map(({ place }) => Math.max(1, place)), historyChunk);
    for (let place = 0, count = least; place < news;) {
      const range = await this.#log.read(place, Math.min(count, most));
      const fresh = this.#log.takeRows(range);
      tooLarge.push(...range.tooLarge);
      isShifted ||= range.isShifted;
      // What came again was new just now: others have come before it, or it stands before this place.
      const others = range.rows.filter(({ eventId }) => !came.has(eventId));
      if (isOver(range) || fresh < others.length || tooLarge.length > tailChunk) break;
      for (const { eventId } of others) came.add(eventId);
      place = range.end;
      count = Math.min(historyChunk, place);
    }
    const shift = this.#log.eventCount() - before + tooLarge.length;
    // Where the list has grown by others as well, they may stand anywhere; and those at its front may be the old ones.
    const isExact = !isShifted && this.#log.length - length === shift && !(isCovered && tooLarge.length > 0);
    if (shift > 0 || !isExact) this.#log.moveLarge(shift, tooLarge, isExact);
  }

  /** From where the list seems to end until it does, or a row comes that is held. */
  async readBehind(): Promise<void> {
    this.#log.seenTo = this.#log.length;
    for (let place = this.#log.length, count = 1; ; count = Math.min(historyChunk, minChunk * count)) {
      const range = await this.#log.read(place, count);
      const fresh = this.#log.takeRows(range);
      // Those that came from before this place are held.
      if (isOver(range) || fresh < range.rows.length - (place - range.from)) return;
      place = range.end;
    }
  }

  /** From the last row that is held to the end, and back from there where it no longer stands where it stood. */
  async readEnd(): Promise<void> {
    const floor = Math.max(0, ...this.#log.large.map(({ place }) => place + 1));
    const last = Math.max(floor, Math.min(this.#log.known(), this.#log.length) - 1);
    const { from, count } = alignedRange(last, floor);
    const first = await this.#log.read(from, count);
    const fresh = this.#log.take(first);
    for (let range = first, more = count; !isOver(range); more = Math.min(historyChunk, 2 * more)) {
      range = await this.#log.read(range.end, more);
      this.#log.take(range);
    }
    const isGone = first.received === 0 && !first.isRefused;
    if (isGone) await this.#readShrunk(Math.min(from, first.counted ?? from), floor);
    else if (fresh === first.rows.length) await this.#readBack(from, floor);
  }

  /** Down from `top` until a row comes that is held. */
  async #readBack(top: number, floor: number): Promise<void> {
    for (let count = tailChunk; top > floor && !this.#log.isBlind; count = Math.min(historyChunk, 2 * count)) {
      const from = Math.max(floor, top - count);
      const range = await this.#log.read(from, top - from);
      const fresh = this.#log.keepExact(() => this.#log.take(range));
      if (range.isRefused || fresh < range.rows.length) return;
      top = from;
    }
  }

  /** The list ends before `top`, where it did not end before. */
  async #readShrunk(top: number, floor: number): Promise<void> {
    for (; top > floor && !this.#log.isBlind; top = Math.max(floor, top >> 1)) {
      const from = Math.max(floor, top - tailChunk);
      let range = await this.#log.read(from, tailChunk);
      const fresh = this.#log.take(range);
      if (range.received === 0) continue;
      const isAllNew = fresh === range.rows.length;
      for (; !isOver(range); this.#log.take(range)) range = await this.#log.read(range.end, historyChunk);
      if (isAllNew) await this.#readBack(from, floor);
      return;
    }
  }
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
