import { isActive, type Run } from '../../model/run';
import { createActiveRuns } from './activeRuns';
import type { FeedParts, Task } from './feed';
import { valueOf } from '../store/facts';
import { createFittingPages } from '../paging/fittingPages';
import type { HeldRows } from '../paging/listWindow';
import { largestPage, newestPage, orderOf, type ListOrder } from '../paging/listOrder';
import { createOneAtATime } from './oneAtATime';
import { runTask } from './readRun';
import { createRunListWindow, type ListedRun, type RunListWindow } from './runListWindow';

/** How many of the newest runs of all missions a tick reads at least. */
const leastRuns = 20;
const scopePageSize = 50;
/** The most runs that are asked for by themselves because the list of their status has them no more. */
const mostLeft = 20;
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
   * and the search for those that have left their status. One request, and {@link mostAtOnce} where many have changed.
   */
  urgent(turn: number, every: 2 | 3): Task | undefined;
  /**
   * The first page of a scope, unless it is here: from then on the newest end keeps it up to date. All that is shown of
   * it where it is to be read `again`.
   */
  open(scope: string, signal: AbortSignal, again?: boolean): Promise<boolean>;
  loadMore(scope: string): Promise<boolean>;
  /** All active runs, once: a request for each active status, where the newest end has not shown all there are. */
  loadActive(signal: AbortSignal): Promise<boolean>;
}

/** Since when (epoch ms) all runs of the list are held. Of one in no order nobody can say: all that is known is shown. */
function sinceOf({ rows, more, isUnordered }: HeldRows<ListedRun>): number {
  if (!more || isUnordered) return -Infinity;
  return rows.reduce((since, { run }) => Math.min(since, run.startedAt), Infinity);
}

export function createRecentPages(feed: FeedParts): RecentPages {
  const { client, store, current, attempt } = feed;
  let order: ListOrder | undefined;
  let total = 0;
  let depth = leastRuns;
  /** The most rows a page, as far as is known: a list that is oldest first ends where its pages are counted right. */
  let cap = largestPage;
  let seen: ReadonlySet<string> = new Set();
  let activeRead = false;
  let isPausedNext = false;
  const active = createActiveRuns(feed);
  const pagers = new Map<string, readonly RunListWindow[]>();
  /** Counts how often the lists have begun anew: a page that was asked for before says nothing of where they end. */
  let begun = 0;
  const readPage = createFittingPages<Run>({
    read: (number, size, signal) => client.listRecentRuns({}, { number, size }, { signal }),
    key: ({ runId }) => runId,
  });
  /** The places in the lists are everybody's. */
  const oneAtATime = createOneAtATime();

  function stateOf(windows: readonly RunListWindow[]) {
    const held = windows.flatMap((window) => window.held() ?? []);
    return {
      since: Math.max(...held.map(sinceOf)),
      more: held.length < windows.length || held.some(({ more }) => more),
      tooLarge: held.flatMap(({ tooLarge }) => tooLarge),
    };
  }

  async function readNewest(signal: AbortSignal, watched: readonly string[]): Promise<boolean> {
    const ask = async () => {
      const asked = store.ask();
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
      const joins = () => seen.size === 0 || seen.size >= before || page.rows.some(({ runId }) => seen.has(runId));
      // All of it is new, or the end has moved on: what lies between this and what was the end is read as well.
      const isPast = () => !joins() || (fromEnd && page.number < page.totalPages);
      if (isPast()) ({ page, fromEnd } = await read(Math.min(largestPage, Math.max(0, total - before) + 2 * depth)));
      if (!current(signal)) return;
      if (!joins()) {
        // More than a page can hold. The lists begin anew, and the active ones are asked for by status once more.
        pagers.clear();
        begun++;
        activeRead = false;
      }
      seen = new Set(page.rows.map(({ runId }) => runId));
      let reach = 0;
      page.rows.forEach((run, place) => {
        if (isActive(run)) reach = Math.max(reach, fromEnd ? page.rows.length - place : place + 1);
      });
      depth = Math.min(largestPage, Math.max(leastRuns, reach + leastRuns / 2));
      const scopes = watched.flatMap((scope) => {
        const held = pagers.get(scope);
        // Ours, and of now: an older answer must not take back what a page has brought meanwhile.
        return held ? [{ kind: 'recentRuns' as const, scope, runs: [], ...stateOf(held), asked: store.ask() }] : [];
      });
      store.put([{ kind: 'runs', runs: page.rows, asked, newest: true }, ...scopes]);
    };
    const [scope] = watched;
    return attempt(scope === undefined ? { kind: 'missionList' } : { kind: 'recentRuns', scope }, signal, ask);
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

  /** The next older runs of a scope, those of each of its statuses; all that are shown, again, where `anew` says so. */
  function readScope(scope: string, signal: AbortSignal | undefined, anew = false): Promise<boolean> {
    return attempt({ kind: 'recentRuns', scope }, signal, async () => {
      const of = begun;
      const statuses = scope === '' ? [undefined] : scope.split(' ');
      const held = pagers.get(scope) ?? statuses.map((status) => windowOf(status));
      const before = held.map((window) => window.held());
      const read = await Promise.allSettled(
        held.map((window, place) => {
          const shown = before[place];
          if (anew) return window.renew(Math.max(scopePageSize, shown?.rows.length ?? 0), { signal });
          return shown?.more === false ? Promise.resolve() : window.more(scopePageSize, { signal });
        }),
      );
      if (!current(pagers.has(scope) ? undefined : signal)) return;
      // What has come stays, also where another status has failed: it is not read again.
      const failed = read.find((one) => one.status === 'rejected');
      if (of !== begun) return;
      if (failed && !pagers.has(scope)) throw failed.reason;
      pagers.set(scope, held);
      store.put([{ kind: 'recentRuns', scope, runs: [], ...stateOf(held), asked: store.ask() }]);
      if (failed) throw failed.reason;
      if (anew) await readThoseThatLeft(statuses, held, before, signal);
    });
  }

  /** Runs that have left the list of their status are in another one now, or gone: nothing else would tell. */
  async function readThoseThatLeft(
    statuses: readonly (string | undefined)[],
    windows: readonly RunListWindow[],
    before: readonly (HeldRows<ListedRun> | undefined)[],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const left = windows.flatMap((window, place) => {
      const held = window.held();
      if (!held) return [];
      const since = sinceOf(held);
      const listed = new Set(held.rows.map(({ run }) => run.runId));
      return (before[place]?.rows ?? [])
        .flatMap(({ run }) => valueOf(store.run(run.runId)) ?? [])
        .filter((run) => run.status === statuses[place] && !listed.has(run.runId) && run.startedAt >= since);
    });
    // So many are found by the lists of active runs, if anywhere.
    if (left.length > mostLeft) activeRead = false;
    const asking = new AbortController();
    await Promise.all(left.slice(0, mostLeft).map((run) => runTask(feed, run)(signal ?? asking.signal)));
  }

  const windowOf = (status: string | undefined): RunListWindow =>
    createRunListWindow(feed, (query, signal) =>
      client.listRecentRuns(status === undefined ? {} : { status }, query, { signal }),
    );

  return {
    readNewest,
    due() {
      const statuses = [...statusesBeyond()].filter((status) => status !== 'running');
      const due = new Map<string, Task>(statuses.map((status) => [`status ${status}`, active.readStatus(status)]));
      // In a list in no order new ones may stand anywhere: they share a turn.
      if (order === 'unordered' && seen.size < total)
        due.set('statuses', (signal) =>
          active.readStatus((isPausedNext = !isPausedNext) ? 'pending' : 'paused')(signal),
        );
      return due;
    },
    urgent(turn, every) {
      const find = active.find();
      if (find) return find;
      if (turn % every !== every - 1 || seen.size >= total) return undefined;
      // In a list in no order new ones may stand anywhere; and one may run again that had ended.
      const rarely = order !== 'unordered' && every === 2 && Math.floor(turn / every) % turnsBetweenLooks !== 0;
      const isDue = !rarely || active.isUnderWay('running') || statusesBeyond().has('running');
      return isDue ? active.readStatus('running') : undefined;
    },
    open: (scope, signal, again = false) => {
      const isHere = () => !again && pagers.has(scope);
      if (isHere()) return Promise.resolve(true);
      return oneAtATime(() => (isHere() ? Promise.resolve(true) : readScope(scope, signal, again)));
    },
    loadMore: (scope) => oneAtATime(() => readScope(scope, undefined)),
    async loadActive(signal) {
      if (activeRead || seen.size >= total) return true;
      const worked = await Promise.all(activeStatuses.map((status) => active.readStatus(status)(signal)));
      activeRead = !worked.includes(false);
      return activeRead;
    },
  };
}
