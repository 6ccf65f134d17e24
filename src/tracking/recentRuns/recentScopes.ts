import { valueOf, type StoreUpdate } from '../store/facts';
import type { ListedRows } from '../paging/listWalk';
import type { FeedParts } from '../reading/feed';
import { createOneAtATime } from '../reading/oneAtATime';
import { runTask } from '../reading/reads';
import { createRunListWindow, type ListedRun, type RunListWindow } from '../reading/runListWindow';

const scopePageSize = 50;
/** The most runs that are asked for by themselves because the list of their status has them no more. */
const maxAskedByThemselves = 20;

/** Runs of all missions in chosen statuses, as far as they are shown: a list for each status of a scope. */
export interface RecentScopes {
  /** The first page of a scope, unless it is here; all that is shown of it where it is to be read `again`. */
  open(scope: string, signal: AbortSignal, again: boolean): Promise<boolean>;
  loadMore(scope: string): Promise<boolean>;
  /** How many rows of its lists have been read. */
  readonly rowCount: (scope: string) => number;
  /** Whether the run is one of them. */
  holds(scope: string, runId: string): boolean;
  /** How far each of the scopes that has been opened is known, as of now. */
  extents(scopes: readonly string[]): readonly StoreUpdate[];
  /** The lists begin again: what is shown does not join on to what is newest any more. */
  restart(): void;
}

/** Since when (epoch ms) all runs of the list are held. Of one in no order nobody can say: all that is known is shown. */
function sinceOf({ rows, more, isUnordered }: ListedRows<ListedRun>): number {
  if (!more || isUnordered) return -Infinity;
  return rows.reduce((since, { run }) => Math.min(since, run.startedAt), Infinity);
}

/** @param onManyLeft hears that many runs have left the lists of their statuses at once, and were not all asked for. */
export function createRecentScopes(feed: FeedParts, onManyLeft: () => void): RecentScopes {
  const { client, store, current, attempt } = feed;
  const windowsOf = new Map<string, readonly RunListWindow[]>();
  /** Counts how often the lists have begun again: a page that was asked for before says nothing of where they end. */
  let restarts = 0;
  /** The places in the lists are everybody's. */
  const oneAtATime = createOneAtATime();

  function extentOf(scope: string, windows: readonly RunListWindow[]): StoreUpdate {
    const lists = windows.flatMap((window) => window.listed() ?? []);
    return {
      kind: 'recentRuns',
      scope,
      runs: [],
      since: Math.max(...lists.map(sinceOf)),
      more: lists.length < windows.length || lists.some(({ more }) => more),
      tooLarge: lists.flatMap(({ tooLarge }) => tooLarge),
      // Ours, and of now: an older answer must not take back what a page has brought meanwhile.
      requestSeq: store.nextRequestSeq(),
    };
  }

  /** The next older runs of a scope, those of each of its statuses; all that are shown, again, where `renew` says so. */
  function readScope(scope: string, signal: AbortSignal | undefined, renew = false): Promise<boolean> {
    return attempt({ kind: 'recentRuns', scope }, signal, async () => {
      const of = restarts;
      const statuses = scope === '' ? [undefined] : scope.split(' ');
      const windows = windowsOf.get(scope) ?? statuses.map((status) => windowOf(status));
      const before = windows.map((window) => window.listed());
      const read = await Promise.allSettled(
        windows.map((window, place) => {
          const shown = before[place];
          if (renew) return window.renew(Math.max(scopePageSize, shown?.rows.length ?? 0), { signal });
          return shown?.more === false ? Promise.resolve() : window.more(scopePageSize, { signal });
        }),
      );
      if (!current(windowsOf.has(scope) ? undefined : signal)) return;
      // What has come stays, also where another status has failed: it is not read again.
      const failed = read.find((one) => one.status === 'rejected');
      if (of !== restarts) return;
      if (failed && !windowsOf.has(scope)) throw failed.reason;
      windowsOf.set(scope, windows);
      store.put([extentOf(scope, windows)]);
      if (failed) throw failed.reason;
      if (renew) await readThoseThatLeft(statuses, windows, before, signal);
    });
  }

  /** Runs that have left the list of their status are in another one now, or gone: nothing else would tell. */
  async function readThoseThatLeft(
    statuses: readonly (string | undefined)[],
    windows: readonly RunListWindow[],
    before: readonly (ListedRows<ListedRun> | undefined)[],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const left = windows.flatMap((window, place) => {
      const list = window.listed();
      if (!list) return [];
      const since = sinceOf(list);
      const listed = new Set(list.rows.map(({ run }) => run.runId));
      return (before[place]?.rows ?? [])
        .flatMap(({ run }) => valueOf(store.run(run.runId)) ?? [])
        .filter((run) => run.status === statuses[place] && !listed.has(run.runId) && run.startedAt >= since);
    });
    if (left.length > maxAskedByThemselves) onManyLeft();
    const asking = new AbortController();
    await Promise.all(left.slice(0, maxAskedByThemselves).map((run) => runTask(feed, run)(signal ?? asking.signal)));
  }

  const windowOf = (status: string | undefined): RunListWindow =>
    createRunListWindow(feed, (query, signal) =>
      client.listRecentRuns(status === undefined ? {} : { status }, query, { signal }),
    );

  return {
    open: (scope, signal, again) => {
      const isHere = () => !again && windowsOf.has(scope);
      if (isHere()) return Promise.resolve(true);
      return oneAtATime(() => (isHere() ? Promise.resolve(true) : readScope(scope, signal, again)));
    },
    loadMore: (scope) => oneAtATime(() => readScope(scope, undefined)),
    rowCount: (scope) =>
      (windowsOf.get(scope) ?? []).reduce((sum, window) => sum + (window.listed()?.rows.length ?? 0), 0),
    holds: (scope, runId) =>
      (windowsOf.get(scope) ?? []).some((window) => window.listed()?.rows.some(({ run }) => run.runId === runId)),
    extents: (scopes) =>
      scopes.flatMap((scope) => {
        const windows = windowsOf.get(scope);
        return windows ? [extentOf(scope, windows)] : [];
      }),
    restart() {
      windowsOf.clear();
      restarts++;
    },
  };
}
