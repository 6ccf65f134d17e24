import type { Run } from '../../model/run';
import type { PageReader } from '../newestEnd/pageReader';
import { maxPageSize } from '../paging/listOrder';
import { mayCountFurther } from '../paging/roundCount';
import type { FeedParts, Task } from '../reading/feed';
import { valueOf } from '../store/facts';
import { createMovedRunSearch, maxMovedOneByOne, statusReader } from './movedRunSearch';
import { isTooLarge } from '../../api/apiError';

/** The most requests of one task, where many runs have changed at once; it is one where none has. */
export const maxRequestsPerTask = 5;

/**
 * Keeps up with runs that may change by themselves, wherever they stand in the lists: by reading all runs of a status.
 * Those that have left it are looked for together: in pages of the other statuses, then among the runs of their
 * missions, and at last each by itself. What is not found within a task's requests is looked for in the next one,
 * also after a failure.
 */
export interface ActiveRuns {
  /**
   * A page of the runs in each of these statuses; and all of it, up to {@link maxRequestsPerTask} requests, where the
   * server has fewer or more in it than are known.
   */
  readStatuses(statuses: readonly string[]): Task;
  /** Whether some pages of the status have been read, and others not yet. */
  isUnderWay(status: string): boolean;
  /** Looks on for runs that have left their status; `undefined` where none is missing. */
  find(): Task | undefined;
}

/** A status as far as it has been read since `requestSeq`, the number of the request for its first page. */
type Cycle = {
  readonly reader: PageReader<Run>;
  next: number;
  requestSeq: number;
  readonly seen: Set<string>;
  /** Rows without a run, which are too large say: so far, and in the last reading that came to its end. */
  empty: number;
  lastEmpty: number;
  /** How many the server counted when the end was seen. */
  endSeenAt: number | undefined;
};

const newCycle = (reader: PageReader<Run>): Cycle => ({
  ...{ reader, next: 1, requestSeq: 0, seen: new Set<string>() },
  ...{ empty: 0, lastEmpty: 0, endSeenAt: undefined },
});

export function createActiveRuns(feed: FeedParts): ActiveRuns {
  const { store, current, attempt } = feed;
  const cycles = new Map<string, Cycle>();
  const moved = createMovedRunSearch(feed);

  /** Active runs that are known in that status. */
  const knownIn = (status: string) =>
    [...store.activeRuns()].filter((runId) => valueOf(store.run(runId))?.status === status);

  /** As `readPage`. Where every answer is too large each run that is known in that status is looked for by itself. */
  async function readPageOrEach(status: string, signal: AbortSignal): Promise<boolean> {
    try {
      return await readPage(status, signal);
    } catch (error) {
      if (!isTooLarge(error) || !current(signal)) throw error;
      for (const runId of knownIn(status)) moved.add(runId);
      return false;
    }
  }

  /** One page of the status; resolves to whether more is to be read at once. */
  async function readPage(status: string, signal: AbortSignal): Promise<boolean> {
    const cycle = cycles.get(status) ?? newCycle(statusReader(feed, status));
    cycles.set(status, cycle);
    if (cycle.next === 1) {
      cycle.requestSeq = store.nextRequestSeq();
      cycle.empty = 0;
      cycle.seen.clear();
    }
    const requestSeq = store.nextRequestSeq();
    const { rows, received, from, last, total } = await cycle.reader.page(cycle.next, maxPageSize, signal);
    if (!current(signal)) return false;
    store.put([{ kind: 'runs', runs: rows, requestSeq }]);
    cycle.empty += received - rows.length;
    // Where all of it has come before, the server sends the same page again and again.
    const isStale = rows.length > 0 && rows.every(({ runId }) => cycle.seen.has(runId));
    for (const { runId } of rows) cycle.seen.add(runId);
    if (last) cycle.endSeenAt = total;
    const isCounted = total !== undefined && (!mayCountFurther(total) || total === cycle.endSeenAt);
    if (!last && !isStale && (!isCounted || from + received < total)) {
      cycle.next++;
      const known = knownIn(status).length;
      // Some have left it, or have come to it.
      return total !== undefined && (known > total || known + Math.max(cycle.empty, cycle.lastEmpty) < total);
    }
    cycle.next = 1;
    cycle.lastEmpty = cycle.empty;
    // Neither this nor anything else has told of them since.
    for (const runId of knownIn(status))
      if (store.requestSeqOf({ kind: 'run', runId }) < cycle.requestSeq) moved.add(runId);
    return false;
  }

  /** Resolves to how many requests that took; `undefined` where the service is not to be asked on. */
  async function readStatus(status: string, signal: AbortSignal): Promise<number | undefined> {
    let requests = 0;
    const pages: { goOn: boolean } = { goOn: true };
    while (pages.goOn && requests < maxRequestsPerTask) {
      requests++;
      const read = async () => {
        pages.goOn = await readPageOrEach(status, signal);
      };
      if (!(await attempt({ kind: 'missionList' }, signal, read))) return undefined;
    }
    return requests;
  }

  return {
    readStatuses: (statuses) => async (signal) => {
      const requests = await Promise.all(statuses.map((status) => readStatus(status, signal)));
      const most = requests.reduce(
        (most, count) => (most === undefined || count === undefined ? undefined : Math.max(most, count)),
        0,
      );
      if (most === undefined) return false;
      // Not before all have been read: it reads the same lists.
      return moved.size <= maxMovedOneByOne || moved.find(signal, maxRequestsPerTask - most);
    },
    isUnderWay: (status) => (cycles.get(status)?.next ?? 1) > 1,
    find() {
      moved.prune();
      return moved.size > 0
        ? (signal) => moved.find(signal, moved.size <= maxMovedOneByOne ? 1 : maxRequestsPerTask)
        : undefined;
    },
  };
}
