import { isActive, type Run } from '../../model/run';
import type { FeedParts, Task } from './feed';
import { valueOf } from '../store/facts';
import { newestPage, orderOf, type ListOrder } from '../paging/listOrder';
import type { HeldRows } from '../paging/listWindow';
import { createOneAtATime } from './oneAtATime';
import { runTask } from './readRun';
import { createRunListWindow, type ListedRun, type RunListWindow } from './runListWindow';

/** How many of the newest runs of all missions a tick reads at least. */
const leastRuns = 20;
const scopePageSize = 50;
/** The most runs that are asked for by themselves because the list of their status has them no more. */
const mostLeft = 20;
const largestPage = 1000;
/** The statuses of the contract in which a run may still change by itself. */
const activeStatuses = ['running', 'pending', 'paused'] as const;

/** Runs of all missions: the newest ones, the active ones wherever they stand, and older ones as they are asked for. */
export interface RecentPages {
  /** The newest end of all runs, deep enough to take in the active ones where they stand among the newest. */
  readNewest(signal: AbortSignal, watched: readonly string[]): Promise<boolean>;
  /** What is due for active runs that stand beyond the newest end; `strayed` comes before everything else. */
  due(): { readonly strayed?: Task; readonly rest: ReadonlyMap<string, Task> };
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
  let seen: ReadonlySet<string> = new Set();
  let activeRead = false;
  /** An active run that was not where its status said: it is asked for by itself in the next tick. */
  let strayed: Run | undefined;
  const pagers = new Map<string, readonly RunListWindow[]>();
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
      let { fromEnd, ...at } = newestPage(order, total, depth);
      let page = await client.listRecentRuns({}, at, { signal });
      total = page.total;
      order = orderOf(page.rows.map((run) => run.startedAt)) ?? order;
      if (order === 'oldest' && !fromEnd && page.totalPages > 1) {
        // It was the wrong end, which happens once.
        ({ fromEnd, ...at } = newestPage(order, total, depth));
        page = await client.listRecentRuns({}, at, { signal });
      }
      if (!current(signal)) return;
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

  /** Active runs that stand too far back among the newest. One that has left its status is noted for the next tick. */
  function readStatus(status: string): Task {
    return (signal) =>
      attempt({ kind: 'missionList' }, signal, async () => {
        const asked = store.ask();
        const page = await client.listRecentRuns({ status }, { number: 1, size: largestPage }, { signal });
        if (!current(signal)) return;
        store.put([{ kind: 'runs', runs: page.rows, asked }]);
        if (page.totalPages > 1) return;
        const still = new Set(page.rows.map((run) => run.runId));
        const left = [...store.activeRuns()].find((runId) => {
          const run = store.run(runId);
          return run.kind === 'known' && run.value.status === status && !still.has(runId);
        });
        strayed = left === undefined ? undefined : valueOf(store.run(left));
      });
  }

  /** The next older runs of a scope, those of each of its statuses; all that are shown, again, where `anew` says so. */
  function readScope(scope: string, signal: AbortSignal | undefined, anew = false): Promise<boolean> {
    return attempt({ kind: 'recentRuns', scope }, signal, async () => {
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
      if (strayed) {
        const run = strayed;
        strayed = undefined;
        return { strayed: runTask(feed, run), rest: new Map() };
      }
      const statuses = new Set<string>();
      for (const runId of store.activeRuns()) {
        const run = seen.has(runId) ? undefined : valueOf(store.run(runId));
        if (run) statuses.add(run.status);
      }
      return { rest: new Map([...statuses].map((status) => [`status ${status}`, readStatus(status)])) };
    },
    open: (scope, signal, again = false) => {
      const isHere = () => !again && pagers.has(scope);
      if (isHere()) return Promise.resolve(true);
      return oneAtATime(() => (isHere() ? Promise.resolve(true) : readScope(scope, signal, again)));
    },
    loadMore: (scope) => oneAtATime(() => readScope(scope, undefined)),
    async loadActive(signal) {
      if (activeRead || seen.size >= total) return true;
      const worked = await Promise.all(activeStatuses.map((status) => readStatus(status)(signal)));
      activeRead = !worked.includes(false);
      return activeRead;
    },
  };
}
