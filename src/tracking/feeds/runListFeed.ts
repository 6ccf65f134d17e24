import type { FeedParts } from '../reading/feed';
import { createOneAtATime, type OneAtATime } from '../reading/oneAtATime';
import { createRunListWindow, type RunListWindow } from '../reading/runListWindow';

const pageSize = 20;

/** The runs of single missions, as far as they are shown. */
export interface RunListFeed {
  /** All that are shown, again; the first ones where none is. */
  readShown(missionId: string, signal: AbortSignal): Promise<boolean>;
  /** The next older ones. */
  loadMore(missionId: string): Promise<boolean>;
  /** How many rows have been read. */
  readonly rowCount: (missionId: string) => number;
  /** More may have come since they were read than has become known: each is to be read again. */
  outdate(): void;
  isOutdated(missionId: string): boolean;
}

export function createRunListFeed(feed: FeedParts): RunListFeed {
  const { client, store, current, attempt } = feed;
  const windows = new Map<string, RunListWindow>();
  /** Missions whose runs are to be read again. */
  const outdated = new Set<string>();
  /** By mission. */
  const queues = new Map<string, OneAtATime>();

  function windowOf(missionId: string): RunListWindow {
    const window =
      windows.get(missionId) ??
      createRunListWindow(feed, (query, signal) => client.listRuns(missionId, {}, query, { signal }));
    windows.set(missionId, window);
    return window;
  }

  function read(
    missionId: string,
    signal: AbortSignal | undefined,
    take: (window: RunListWindow) => Promise<void>,
  ): Promise<boolean> {
    const oneAtATime = queues.get(missionId) ?? createOneAtATime();
    queues.set(missionId, oneAtATime);
    return oneAtATime(() =>
      attempt({ kind: 'runList', missionId }, signal, async () => {
        const requestSeq = store.nextRequestSeq();
        const window = windowOf(missionId);
        const wasShown = window.listed() !== undefined;
        await take(window);
        const listed = window.listed();
        // What has moved the place in the list is kept, whoever has lost interest.
        if (!listed || !current(wasShown ? undefined : signal)) return;
        const { more, tooLarge } = listed;
        store.put([{ kind: 'runList', missionId, runs: [], more, tooLarge, requestSeq }]);
      }),
    );
  }

  return {
    readShown(missionId, signal) {
      outdated.delete(missionId);
      return read(missionId, signal, (window) =>
        window.renew(Math.max(pageSize, window.listed()?.rows.length ?? 0), { signal }),
      );
    },
    loadMore: (missionId) => read(missionId, undefined, (window) => window.more(pageSize)),
    rowCount: (missionId) => windows.get(missionId)?.listed()?.rows.length ?? 0,
    outdate() {
      for (const missionId of windows.keys()) outdated.add(missionId);
    },
    isOutdated: (missionId) => outdated.has(missionId),
  };
}
