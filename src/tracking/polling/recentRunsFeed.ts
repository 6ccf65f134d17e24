import { isActive, type Run } from '../../model/run';
import type { FeedParts, Task } from './feed';
import { valueOf } from '../store/facts';
import { newestPage, orderOf, type ListOrder } from '../paging/listOrder';
import { createNewestFirst, type NewestFirst } from '../paging/newestFirstPager';
import { createOneAtATime } from './oneAtATime';
import { runTask } from './readRun';

/** How many of the newest runs of all missions a tick reads at least. */
const leastRuns = 20;
const scopePageSize = 50;
const largestPage = 1000;
/** The statuses of the contract in which a run may still change by itself. */
const activeStatuses = ['running', 'pending', 'paused'] as const;

/** Runs of all missions: the newest ones, the active ones wherever they stand, and older ones as they are asked for. */
export interface RecentPages {
  /** The newest end of all runs, deep enough to take in the active ones where they stand among the newest. */
  readNewest(signal: AbortSignal, watched: readonly string[]): Promise<boolean>;
  /** What is due for active runs that stand beyond the newest end; `strayed` comes before everything else. */
  due(): { readonly strayed?: Task; readonly rest: ReadonlyMap<string, Task> };
  /** The first page of a scope, unless it is here: from then on the newest end keeps it up to date. */
  open(scope: string, signal: AbortSignal): Promise<boolean>;
  loadMore(scope: string): Promise<boolean>;
  /** All active runs, once: a request for each active status, where the newest end has not shown all there are. */
  loadActive(signal: AbortSignal): Promise<boolean>;
}

type Pager = { readonly pages: NewestFirst<Run>; since: number; more: boolean };

export function createRecentPages(feed: FeedParts): RecentPages {
  const { client, store, current, attempt } = feed;
  let order: ListOrder | undefined;
  let total = 0;
  let depth = leastRuns;
  let seen: ReadonlySet<string> = new Set();
  let activeRead = false;
  /** An active run that was not where its status said: it is asked for by itself in the next tick. */
  let strayed: Run | undefined;
  const pagers = new Map<string, readonly Pager[]>();
  /** The places in the lists are everybody's. */
  const oneAtATime = createOneAtATime();

  const stateOf = (held: readonly Pager[]) => ({
    since: Math.max(...held.map(({ since, more }) => (more ? since : -Infinity))),
    more: held.some(({ more }) => more),
  });

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

  /** The next older runs of a scope: those of each of its statuses. */
  function nextPage(scope: string, signal: AbortSignal | undefined): Promise<boolean> {
    return attempt({ kind: 'recentRuns', scope }, signal, async () => {
      const asked = store.ask();
      const statuses = scope === '' ? [undefined] : scope.split(' ');
      const held = pagers.get(scope) ?? statuses.map((status) => pagerOf(status));
      const pages = await Promise.allSettled(
        held.map(async (pager) => {
          if (!pager.more) return [];
          const { rows, more } = await pager.pages.next(signal);
          const times = rows.map((run) => run.startedAt);
          // Of a list in no order nobody can say where it ends: all that is known of it is shown.
          pager.since = orderOf(times) === 'unordered' ? -Infinity : Math.min(pager.since, ...times);
          pager.more = more;
          return rows;
        }),
      );
      if (!current(pagers.has(scope) ? undefined : signal)) return;
      // What has come stays, also where another status has failed: it is not read again.
      const runs = pages.flatMap((page) => (page.status === 'fulfilled' ? page.value : []));
      const failed = pages.find((page) => page.status === 'rejected');
      store.put([{ kind: 'runs', runs, asked }]);
      if (failed && !pagers.has(scope)) throw failed.reason;
      pagers.set(scope, held);
      store.put([{ kind: 'recentRuns', scope, runs: [], ...stateOf(held), asked: store.ask() }]);
      if (failed) throw failed.reason;
    });
  }

  function pagerOf(status: string | undefined): Pager {
    const pages = createNewestFirst<Run>({
      read: (number, size, signal) =>
        client.listRecentRuns(status === undefined ? {} : { status }, { number, size }, { signal }),
      size: scopePageSize,
      time: (run) => run.startedAt,
    });
    return { pages, since: Infinity, more: true };
  }

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
    open: (scope, signal) =>
      pagers.has(scope)
        ? Promise.resolve(true)
        : oneAtATime(() => (pagers.has(scope) ? Promise.resolve(true) : nextPage(scope, signal))),
    loadMore: (scope) => oneAtATime(() => nextPage(scope, undefined)),
    async loadActive(signal) {
      if (activeRead || seen.size >= total) return true;
      const worked = await Promise.all(activeStatuses.map((status) => readStatus(status)(signal)));
      activeRead = !worked.includes(false);
      return activeRead;
    },
  };
}
