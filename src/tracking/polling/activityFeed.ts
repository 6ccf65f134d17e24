import type { RunEvent } from '../../model/event';
import type { FeedParts } from './feed';
import { createOneAtATime } from './oneAtATime';
import { valueOf } from '../store/facts';
import { newestPage, orderOf, type ListOrder } from '../paging/listOrder';
import { createNewestFirst, type NewestFirst } from '../paging/newestFirstPager';

const pageSize = 100;
/** Rows that a tick reads when little or nothing is new. */
const leastRows = 50;
const largestPage = 1000;
/** How many pages are read at once to find rows that are not here yet. */
const mostTurns = 12;
/** How often is looked for new rows that the list's length promises and that do not come. */
const mostLooks = 3;

/** What is logged in all runs, the newest end of it, and older pages as they are asked for. */
export interface ActivityFeed {
  /** The newest page, unless it is here: from then on `readNew` keeps it up to date. */
  open(signal: AbortSignal): Promise<boolean>;
  loadMore(): Promise<boolean>;
  /** What is new at the newest end. */
  readNew(signal: AbortSignal): Promise<boolean>;
  /** Whether more is new than could be read at once. */
  isBehind(): boolean;
}

/** `type`: of one type only, where one is given. */
export function createActivityFeed(parts: FeedParts, type: string | undefined): ActivityFeed {
  const { client, store, current, attempt } = parts;
  const filter = type === undefined ? {} : { type };
  let order: ListOrder | undefined;
  /** How long the list was when all that is new in it was held. */
  let inStep = 0;
  let total = 0;
  let wanted = leastRows;
  /** How many rows were found that came since, and in how many looks. */
  let got = 0;
  let looks = 0;
  let pages: NewestFirst<RunEvent> | undefined;
  /** The place in the list, and what is known of its newest end, are the poll's and everybody else's. */
  const oneAtATime = createOneAtATime();
  const seen = new Set<string>();

  async function read(number: number, size: number, signal?: AbortSignal) {
    const page = await client.listRecentEvents(filter, { number, size }, { signal });
    order = orderOf(page.rows.map((event) => event.timestamp)) ?? order;
    total = page.total;
    return page;
  }

  const startAnew = () => createNewestFirst<RunEvent>({ read, size: pageSize, time: (event) => event.timestamp });

  /** Notes which rows have come; returns how many of them had not come before. */
  function countFresh(rows: readonly RunEvent[]): number {
    let fresh = 0;
    for (const { runId, eventId } of rows) {
      const key = `${runId} ${eventId}`;
      if (!seen.has(key)) fresh++;
      seen.add(key);
    }
    return fresh;
  }

  /** The next page with rows that are not here yet, from the newest end. */
  function nextPage(signal: AbortSignal | undefined): Promise<boolean> {
    return attempt({ kind: 'activity' }, signal, async () => {
      const anew = seen.size === 0;
      const under = pages ?? startAnew();
      for (let turn = 0; turn < mostTurns; turn++) {
        const { rows, more } = await under.next(signal);
        // What has moved the place in the list is kept, whoever has lost interest.
        if (!current(pages ? undefined : signal)) return;
        pages = under;
        if (anew && turn === 0) inStep = total;
        const fresh = countFresh(rows);
        store.put([{ kind: 'activity', type, rows, anew: anew && turn === 0, more }]);
        if (fresh > 0 || !more) return;
      }
    });
  }

  return {
    isBehind: () => looks > 0,
    open: (signal) =>
      pages ? Promise.resolve(true) : oneAtATime(() => (pages ? Promise.resolve(true) : nextPage(signal))),
    loadMore: () => oneAtATime(() => nextPage(undefined)),
    readNew: (signal) => oneAtATime(() => readNew(signal)),
  };

  function readNew(signal: AbortSignal): Promise<boolean> {
    return attempt({ kind: 'activity' }, signal, async () => {
      const { number, size, fromEnd } = newestPage(order, Math.max(total, inStep), wanted);
      const page = await read(number, size, signal);
      if (!current(signal)) return;
      got += countFresh(page.rows);
      const depth = page.total - inStep;
      const endMoved = fromEnd && page.number < page.totalPages;
      if (got < depth && looks < mostLooks && (endMoved || depth <= largestPage)) {
        // Another look, at where the end is now, deep enough for all that is new.
        looks++;
        wanted = Math.min(largestPage, depth + leastRows);
        store.put([{ kind: 'activity', type, rows: page.rows, anew: false, more: moreOf() }]);
        return;
      }
      // More is new than a page can hold: what was shown before does not join on any more, and makes room.
      const anew = got < depth && depth > largestPage;
      if (anew) {
        pages = startAnew();
        seen.clear();
        countFresh(page.rows);
      }
      looks = 0;
      got = 0;
      wanted = leastRows;
      inStep = page.total;
      store.put([{ kind: 'activity', type, rows: page.rows, anew, more: anew || moreOf() }]);
    });
  }

  function moreOf(): boolean {
    return valueOf(store.activity())?.more ?? false;
  }
}
