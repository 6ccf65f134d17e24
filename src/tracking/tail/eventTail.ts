import { mayCountFurther } from '../paging/roundCount';
import { TailHistory } from './tailHistory';
import { TailLog, type TailParts } from './tailLog';
import { TailNews } from './tailNews';
import { TailSearch } from './tailSearch';

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
  /**
   * Brings what is held up to date; throws what `read` throws, and goes on from there the next time. What is missing is
   * looked for ever more rarely where that finds nothing, and at once where somebody asks for it, `byHand`.
   */
  catchUp(byHand?: boolean): Promise<void>;
}

export function createTail(parts: TailParts): Tail {
  const log = new TailLog(parts);
  const history = new TailHistory(log);
  const news = new TailNews(log);
  const search = new TailSearch(log, news);
  return {
    async catchUp(byHand = false) {
      const before = log.length;
      if (byHand) search.hurry();
      log.isExact = false;
      // Where rows come anywhere, only the end says that there are no more than the server counts.
      if (log.witness.order === 'unordered') log.endSeenAt = undefined;
      log.seenTo = -1;
      if (history.isRead) history.isRead = await news.read();
      else await history.read();
      search.noteLook(log.length === before);
      if (!log.isBlind && search.isDue()) await search.search();
      if (log.isWhole() && mayCountFurther(log.length) && log.endSeenAt !== log.length) await news.readBehind();
      log.report((log.missing() > 0 || log.isUnproven()) && !log.isBlind);
    },
  };
}
