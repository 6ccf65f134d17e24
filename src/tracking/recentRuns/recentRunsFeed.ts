import type { Page } from '../../api/caller';
import { isActive, type Run } from '../../model/run';
import { createFittingPages } from '../paging/fittingPages';
import { maxPageSize, newestPage, orderOf, type ListOrder } from '../paging/listOrder';
import type { FeedParts, Task } from '../reading/feed';
import { valueOf, type Subject } from '../store/facts';
import { mayCountFurther } from '../paging/roundCount';
import { createActiveRuns, maxRequestsPerTask } from './activeRuns';
import { createRecentScopes } from './recentScopes';
import { isTooLarge } from '../../api/apiError';

/** How many of the newest runs of all missions a tick reads at least. */
const minRuns = 20;
/** The statuses of the contract in which a run may still change by itself. */
const activeStatuses = ['running', 'pending', 'paused'] as const;
/** Where no running run is known beyond the newest end, it is looked for one so rarely (in turns). */
const turnsBetweenLooks = 12;

/** Runs of all missions: the newest ones, the active ones wherever they stand, and older ones as they are asked for. */
export interface RecentPages {
  /**
   * The newest end of all runs, deep enough to take in the active ones where they stand among the newest: one request,
   * and a deeper one where all of it is new.
   */
  readNewest(signal: AbortSignal, watched: readonly string[]): Promise<boolean>;
  /** What is due for active runs that stand beyond the newest end, or may stand there, and are not running. */
  due(): ReadonlyMap<string, Task>;
  /**
   * What comes before that, in every second or third turn at most: a look at the running runs beyond the newest end,
   * and the search for those that have left their status. One request, and {@link maxRequestsPerTask} where many have changed.
   */
  urgent(turn: number, every: 2 | 3): Task | undefined;
  /**
   * The first page of a scope, unless it is here: from then on the newest end keeps it up to date. All that is shown of
   * it where it is to be read `again`.
   */
  open(scope: string, signal: AbortSignal, again?: boolean): Promise<boolean>;
  loadMore(scope: string): Promise<boolean>;
  /** How many rows of the scope's lists have been read. */
  readonly rowCount: (scope: string) => number;
  /** All active runs, once: a request for each active status, where the newest end has not shown all there are. */
  loadActive(signal: AbortSignal): Promise<boolean>;
}

/** Tells since when (epoch ms) all runs have been read: the newest ones, and those that these have joined on to. */
function createReach() {
  let since = Infinity;
  return (rows: readonly Run[], order: ListOrder | undefined, isWhole: boolean, isJoined: boolean): number => {
    const oldest = rows.reduce((oldest, { startedAt }) => Math.min(oldest, startedAt), isJoined ? since : Infinity);
    const isOrdered = order === 'newest' || order === 'oldest';
    return (since = isWhole ? -Infinity : isOrdered ? oldest : Infinity);
  };
}

/** @param onUnjoined hears that more runs may have come since the lists of runs were read than the newest ones show. */
export function createRecentPages(feed: FeedParts, onUnjoined: () => void): RecentPages {
  const { client, store, current, attempt } = feed;
  let order: ListOrder | undefined;
  let total = 0;
  let depth = minRuns;
  /** The most rows a page, as far as is known: a list that is oldest first ends where its pages are counted right. */
  let cap = maxPageSize;
  let seen: ReadonlySet<string> = new Set();
  /** The newest ones were known when they were last read. */
  let isKnown = false;
  let activeRead = false;
  let isPausedNext = false;
  const readSinceOf = createReach();
  const active = createActiveRuns(feed);
  const scopes = createRecentScopes(feed, () => {
    // So many are found by the lists of active runs, if anywhere.
    activeRead = false;
  });
  const readPage = createFittingPages<Run>({
    read: (number, size, signal) => client.listRecentRuns({}, { number, size }, { signal }),
    key: ({ runId }) => runId,
  });

  /** How many the server counted when the end was seen where it counts to. */
  let endSeenAt: number | undefined;
  const isCounted = (length: number) => !mayCountFurther(length) || length === endSeenAt;
  const areAllSeen = () => seen.size >= total && isCounted(total);

  /** The last rows of a list that is oldest first, where it is longer than the server counts. */
  async function readBehind(last: Page<Run>, signal: AbortSignal): Promise<Page<Run>> {
    let page = last;
    for (let requests = 0; requests < maxRequestsPerTask; requests++) {
      const { rows, number, size, received } = page;
      if (received < size || (!page.guessed && isCounted(page.total))) return page;
      const next = await readPage(number + 1, size, signal);
      if (next.received === 0) {
        endSeenAt = page.total;
        return page;
      }
      total = next.total;
      page = { ...next, rows: [...rows, ...next.rows] };
    }
    return page;
  }

  async function readNewest(signal: AbortSignal, watched: readonly string[]): Promise<boolean> {
    const ask = async () => {
      const requestSeq = store.nextRequestSeq();
      const before = total;
      const read = async (rows: number) => {
        const { fromEnd, ...at } = newestPage(order, total, Math.min(rows, cap), cap);
        const page = await readPage(at.number, at.size, signal);
        total = page.total;
        order = orderOf(page.rows.map((run) => run.startedAt)) ?? order;
        const isCut = page.received > 0 && page.received < Math.min(at.size, total - (at.number - 1) * at.size);
        if (isCut) cap = page.received;
        return { page, fromEnd, isWrong: order === 'oldest' && (isCut || (!fromEnd && page.totalPages > 1)) };
      };
      const first = await read(depth);
      // It was the wrong end, which happens once.
      let { page, fromEnd } = first.isWrong ? await read(depth) : first;
      if (fromEnd) page = await readBehind(page, signal);
      const isWhole = () => page.received >= page.total && isCounted(page.total);
      // The first time they are to join on to what has been shown meanwhile, where all runs are.
      const isFirst = !isKnown && !watched.includes('');
      const isHeld = ({ runId }: Run) => (isKnown ? seen.has(runId) : scopes.holds('', runId));
      const joins = () => isFirst || seen.size + page.rows.length === 0 || isWhole() || page.rows.some(isHeld);
      // All of it is new, or the end has moved on: what lies between this and what was the end is read as well.
      if (!joins() || (fromEnd && page.number < page.totalPages))
        ({ page, fromEnd } = await read(Math.min(maxPageSize, Math.max(0, total - before) + 2 * depth)));
      if (!current(signal)) return;
      const isNew = ({ runId }: Run) => store.requestSeqOf({ kind: 'run', runId }) === 0;
      // More may have come since lists were read than these are: to read those again costs less than reading so many.
      if (!joins() || (isFirst && !isWhole() && page.rows.every(isNew))) {
        onUnjoined();
        // More than a page can hold. The lists begin again, and the active ones are asked for by status once more.
        scopes.restart();
        activeRead = false;
      }
      // Others have come that stand anywhere.
      if (order === 'unordered' && total - before > page.rows.filter(isNew).length) activeRead = false;
      const readSince = readSinceOf(page.rows, order, isWhole(), isKnown && joins());
      seen = new Set(page.rows.map(({ runId }) => runId));
      isKnown = true;
      let reach = 0;
      page.rows.forEach((run, place) => {
        if (isActive(run)) reach = Math.max(reach, fromEnd ? page.rows.length - place : place + 1);
      });
      depth = Math.min(maxPageSize, Math.max(minRuns, reach + minRuns / 2));
      store.put([{ kind: 'runs', runs: page.rows, requestSeq, newest: { readSince } }, ...scopes.extents(watched)]);
    };
    const [scope] = watched;
    const subject: Subject = scope === undefined ? { kind: 'missionList' } : { kind: 'recentRuns', scope };
    return attempt(subject, signal, async () => {
      try {
        await ask();
      } catch (error) {
        // Nothing is known of the newest ones: the active ones are found by the lists of their statuses.
        if (isTooLarge(error)) [seen, isKnown, activeRead] = [new Set(), false, false];
        throw error;
      }
    });
  }

  /** The statuses of active runs that stand too far back among the newest. */
  function statusesBeyond(): ReadonlySet<string> {
    const statuses = new Set<string>();
    for (const runId of store.activeRuns()) {
      const run = seen.has(runId) ? undefined : valueOf(store.run(runId));
      if (run) statuses.add(run.status);
    }
    return statuses;
  }

  return {
    readNewest,
    due() {
      const statuses = [...statusesBeyond()].filter((status) => status !== 'running');
      const due = new Map<string, Task>(statuses.map((status) => [`status ${status}`, active.readStatuses([status])]));
      // In a list in no order new ones may stand anywhere: they share a turn.
      if (order === 'unordered' && !areAllSeen())
        due.set('statuses', (signal) =>
          active.readStatuses([(isPausedNext = !isPausedNext) ? 'pending' : 'paused'])(signal),
        );
      return due;
    },
    urgent(turn, every) {
      const find = active.find();
      if (find) return find;
      if (turn % every !== every - 1 || areAllSeen()) return undefined;
      // In a list in no order new ones may stand anywhere; and one may run again that had ended.
      const rarely = order !== 'unordered' && every === 2 && Math.floor(turn / every) % turnsBetweenLooks !== 0;
      const isDue = !rarely || active.isUnderWay('running') || statusesBeyond().has('running');
      return isDue ? active.readStatuses(['running']) : undefined;
    },
    open: (scope, signal, again = false) => scopes.open(scope, signal, again),
    loadMore: (scope) => scopes.loadMore(scope),
    rowCount: (scope) => scopes.rowCount(scope),
    async loadActive(signal) {
      if (activeRead || areAllSeen()) return true;
      const worked = await active.readStatuses(activeStatuses)(signal);
      const isFound = (await active.find()?.(signal)) ?? true;
      activeRead = worked && isFound;
      return activeRead;
    },
  };
}
