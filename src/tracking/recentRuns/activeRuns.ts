import type { Run } from '../../model/run';
import type { PageReader } from '../newestEnd/pageReader';
import { maxPageSize } from '../paging/listOrder';
import type { FeedParts, Task } from '../reading/feed';
import { valueOf } from '../store/facts';
import { createMovedRunSearch, maxMovedOneByOne, statusReader } from './movedRunSearch';

/** The most requests of one task, where many runs have changed at once; it is one where none has. */
export const maxRequestsPerTask = 5;

/**
 * Keeps up with runs that may change by themselves, wherever they stand in the lists: by reading all runs of a status.
 * Those that have left it are looked for together: in pages of the other statuses, then among the runs of their
 * missions, and at last each by itself. What is not found within a task's requests is looked for in the next one,
 * also after a failure.
 */
export interface ActiveRuns {
  /** A page of the runs in that status; and all of it, up to {@link maxRequestsPerTask} requests, where many have left it. */
  readStatus(status: string): Task;
  /** Whether some pages of the status have been read, and others not yet. */
  isUnderWay(status: string): boolean;
  /** Looks on for runs that have left their status; `undefined` where none is missing. */
  find(): Task | undefined;
}

export function createActiveRuns(feed: FeedParts): ActiveRuns {
  const { store, current, attempt } = feed;
  /** How far each status has been read since `requestSeq`, the number of the request for its first page. */
  const cycles = new Map<string, { readonly reader: PageReader<Run>; next: number; requestSeq: number }>();
  const moved = createMovedRunSearch(feed);

  /** Active runs that are known in that status. */
  const knownIn = (status: string) =>
    [...store.activeRuns()].filter((runId) => valueOf(store.run(runId))?.status === status);

  /** One page of the status; resolves to whether more is to be read at once. */
  async function readPage(status: string, signal: AbortSignal): Promise<boolean> {
    const cycle = cycles.get(status) ?? {
      reader: statusReader(feed, status),
      next: 1,
      requestSeq: store.nextRequestSeq(),
    };
    cycles.set(status, cycle);
    if (cycle.next === 1) cycle.requestSeq = store.nextRequestSeq();
    const requestSeq = store.nextRequestSeq();
    const { rows, received, from, last, total } = await cycle.reader.page(cycle.next, maxPageSize, signal);
    if (!current(signal)) return false;
    store.put([{ kind: 'runs', runs: rows, requestSeq }]);
    if (!last && from + received < (total ?? Infinity)) {
      cycle.next++;
      return total !== undefined && knownIn(status).length > total;
    }
    cycle.next = 1;
    // Neither this nor anything else has told of them since.
    for (const runId of knownIn(status))
      if (store.requestSeqOf({ kind: 'run', runId }) < cycle.requestSeq) moved.add(runId);
    return false;
  }

  return {
    readStatus: (status) => async (signal) => {
      let requests = 0;
      const pages: { goOn: boolean } = { goOn: true };
      while (pages.goOn && requests++ < maxRequestsPerTask) {
        const read = async () => {
          pages.goOn = await readPage(status, signal);
        };
        if (!(await attempt({ kind: 'missionList' }, signal, read))) return false;
      }
      return moved.size <= maxMovedOneByOne || moved.find(signal, maxRequestsPerTask - requests);
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
