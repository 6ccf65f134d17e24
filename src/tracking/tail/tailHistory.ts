import { Failed, historyChunk, isOver, type TailLog } from './tailLog';

const chunksAtOnce = 4;
/** So many chunks without news, of which the server does not say that they are in the list, are its end. */
const maxVain = 4;

/** Reads all of a log for the first time, and goes on after a failure where that has stopped. */
export class TailHistory {
  readonly #log: TailLog;
  isRead = false;
  /** Where reading goes on: upwards from here, and downwards from there. */
  #nextPlace = 0;
  #top: number | undefined;

  constructor(log: TailLog) {
    this.#log = log;
  }

  /** All of it for the first time, from the newest end where that is known, a few chunks at once. */
  async read(): Promise<void> {
    const isResumed = this.#nextPlace > 0;
    this.#log.lengthAtStart = undefined;
    const first = await this.#log.read(0, historyChunk);
    const joins = this.#log.take(first) < first.rows.length;
    if (!isOver(first)) {
      this.#log.report(true);
      const isDone =
        this.#log.witness.order === 'oldest' && first.counted !== undefined && first.counted > first.end
          ? await this.#readDown(first.end, first.counted)
          : false;
      if (!isDone) await this.#readUp(joins ? Math.max(first.end, this.#nextPlace) : first.end);
    }
    if (this.#log.isExact && !isResumed && this.#top === undefined) {
      this.#log.provenAt = this.#log.length;
      this.#log.countLost();
    }
    this.isRead = true;
  }

  async #readUp(from: number): Promise<void> {
    // The first chunk is read alone: it shows whether the server minds which page is asked for.
    let vain = 0;
    for (let place = from, atOnce = 1; vain < maxVain; atOnce = chunksAtOnce) {
      const isCounted = this.#log.length > place + historyChunk;
      const chunks = isCounted ? Math.min(atOnce, Math.ceil((this.#log.length - place) / historyChunk)) : 1;
      const ranges = await this.#log.readAtOnce(Array.from({ length: chunks }, (_, i) => place + i * historyChunk));
      for (const range of ranges) {
        if (range instanceof Failed) throw range.reason;
        const fresh = this.#log.take(this.#log.check(range));
        if (isOver(range) || this.#log.isBlind) return;
        // Behind what the server counts, what has come before is no part of the list.
        vain = fresh === 0 && range.counted === undefined ? vain + 1 : 0;
        place = Math.max(place, range.end);
        this.#nextPlace = place;
      }
      this.#log.report(true);
    }
  }

  /** From the end of a list of that length down to `from`; false where the end is not there. */
  async #readDown(from: number, length: number): Promise<boolean> {
    if (this.#top === undefined) {
      const top = Math.max(from, Math.floor((length - 1) / historyChunk) * historyChunk);
      for (let place = top; ;) {
        const range = await this.#log.read(place, historyChunk);
        this.#log.take(range);
        this.#log.report(true);
        if (this.#log.isBlind) return true;
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
      for (const range of await this.#log.readAtOnce(starts)) {
        // Chunks behind a failed one are dropped, so that what is held has no hole and reading can go on from here.
        if (range instanceof Failed) throw range.reason;
        this.#log.keepExact(() => this.#log.take(this.#log.check(range)));
        if (this.#log.isBlind) return true;
        this.#top = Math.max(from, this.#top - historyChunk);
      }
      this.#log.report(true);
    }
    return true;
  }
}
