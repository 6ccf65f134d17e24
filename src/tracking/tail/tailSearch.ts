import { historyChunk, isOver, tailChunk, type TailLog } from './tailLog';
import type { TailNews } from './tailNews';

/** So far from the newest end late rows are looked for before everything is walked through. */
const lateDepth = 2000;
/** Everything is walked through so rarely that a look of a list that grows costs no more than this for long. */
const rowsPerLook = 2000;
const requestsPerLook = 4;
/** The longest pause between two walks that find nothing, or what is too large again, in looks. */
const maxPause = 64;
/** The longest one before what has come since is looked for among what is too large. */
const maxPauseForNews = 8;

/** Looks for rows of a log that are missing, ever more rarely where that finds nothing. */
export class TailSearch {
  readonly #log: TailLog;
  readonly #news: TailNews;
  /** No walk through everything for so many looks; in those that find the list as long as before it may be sooner. */
  #rest = 0;
  /** No walk in any of so many looks: the last ones found nothing. */
  #pause = 0;
  #fruitless = 0;
  /** In how many looks the list was as long as before. */
  #calm = 0;
  /** How long the list was after the last walk through everything. */
  #walkedAt: number | undefined;

  constructor(log: TailLog, news: TailNews) {
    this.#log = log;
    this.#news = news;
  }

  noteLook(isAsLongAsBefore: boolean): void {
    this.#calm = isAsLongAsBefore ? this.#calm + 1 : 0;
  }

  /** Somebody wants to see all of it: what is missing is looked for at once. */
  hurry(): void {
    this.#rest = 0;
    this.#pause = 0;
  }

  isDue(): boolean {
    if (this.#log.isWhole()) return false;
    const isUncounted = !this.#log.counts && this.#log.length > tailChunk;
    // What is new cannot be told from what is gone by how long the list is.
    const isChanged = this.#log.shrank && this.#log.length !== this.#walkedAt;
    const isUnknowable = this.#log.witness.order === 'unordered' && (isUncounted || isChanged);
    const isDoubtful = this.#log.isUnproven() || (this.#log.shrank && this.#log.length === this.#log.eventCount());
    return this.#log.missing() > 0 || isUnknowable || isDoubtful;
  }

  /** Rows are missing: at the other end, or late ones near the newest end, or anywhere. */
  async search(): Promise<void> {
    const isRestless = this.#rest > 0 && (this.#calm < 2 || !this.#log.counts);
    const isTooSoon = isRestless || (this.#pause > 0 && !this.#log.isLargeUnsure);
    this.#pause = Math.max(0, this.#pause - 1);
    if (this.#log.large.length > 0 && this.#log.length !== this.#walkedAt)
      this.#pause = Math.min(this.#pause, maxPauseForNews);
    this.#rest = Math.max(0, this.#rest - 1);
    if (isTooSoon) return;
    const hasCounted = this.#log.counts === true;
    const isFound = await this.#isFoundAtEnd();
    if (isFound && !this.#log.isUnproven()) return;
    const { order } = this.#log.witness;
    if (!isFound && order !== 'unordered' && this.#log.counts && this.#log.length > 2 * lateDepth)
      await this.#readLate(order === 'oldest');
    // Where the count was disproved on the way, nobody knows what is missing.
    if ((this.isDue() || (hasCounted && !this.#log.counts)) && !this.#log.isBlind) await this.#walk(isFound);
  }

  async #isFoundAtEnd(): Promise<boolean> {
    const { order } = this.#log.witness;
    if (order !== 'newest' && (await this.#isFoundAt('newest'))) return true;
    return order !== 'oldest' && this.#log.length > tailChunk / 2 && (await this.#isFoundAt('oldest'));
  }

  /** Where some are gone the count does not tell whether what is new was found. */
  #canTell(): boolean {
    return this.#log.counts === true && !this.#log.shrank && !this.#log.isLargeUnsure;
  }

  /** Reads what is new at an end; resolves to whether nothing is missing then. */
  async #isFoundAt(end: 'newest' | 'oldest'): Promise<boolean> {
    if (!this.#canTell()) return false;
    await (end === 'newest' ? this.#news.readFront() : this.#news.readEnd());
    if (!this.#canTell() || this.#log.missing() > 0) return false;
    this.#log.witness.foundAt(end);
    return true;
  }

  async #readLate(fromEnd: boolean): Promise<void> {
    for (let depth = 0, count = tailChunk; depth < lateDepth && this.#log.missing() > 0 && !this.#log.isBlind;) {
      const range = await this.#log.read(fromEnd ? Math.max(0, this.#log.length - depth - count) : depth, count);
      this.#log.take(range);
      depth += count;
      count = Math.min(historyChunk, depth);
    }
  }

  /**
   * From the first row to the last, one after the other, until nothing is missing.
   * @param isFound everything seems to have been found at an end: this is to confirm it.
   */
  async #walk(isFound: boolean): Promise<void> {
    const before = this.#log.eventCount();
    const { requests, losses } = this.#log;
    const takeBack = this.#log.forgetLarge();
    this.#log.lengthAtStart = undefined;
    for (let place = 0; ;) {
      const range = await this.#log.read(place, historyChunk).catch((error: unknown) => {
        takeBack();
        throw error;
      });
      this.#log.take(range);
      place = range.end;
      if (isOver(range) || this.#log.isBlind) {
        // Where more have gone meanwhile, others may have slipped past.
        if (range.isEnd && this.#log.losses === losses) {
          // Where some that are held are gone, it never tells again how many are missing.
          this.#log.shrank = this.#log.length < this.#log.eventCount();
          this.#log.provenAt = this.#log.length;
        }
        break;
      }
      this.#log.report(true);
      if (this.#log.counts && !this.#log.shrank && !this.#log.isUnproven() && this.#log.missing() <= 0) break;
    }
    this.#walkedAt = this.#log.length;
    this.#rest =
      Math.floor(this.#log.length / rowsPerLook) + Math.floor((this.#log.requests - requests) / requestsPerLook);
    if (this.#log.missing() > 0 && !this.#log.isLargeUnsure) this.#log.countLost();
    const isVain = this.#log.eventCount() === before;
    this.#log.isEndProven = isFound && isVain && !this.#log.isUnproven();
    if (isVain && !isFound) this.#pause = Math.min(maxPause, 2 ** this.#fruitless++);
    else this.#fruitless = 0;
    // What has come meanwhile may stand in front of where the walk was: that is looked for soon.
    if (this.#log.large.length > 0 && this.#log.isAsLongAsAtStart()) this.#pause = Math.max(this.#pause, maxPause);
  }
}
