import { runStatuses, type Run } from '../../model/run';
import { createPageReader, type PageReader } from '../newestEnd/pageReader';
import { maxPageSize } from '../paging/listOrder';
import { mayCountFurther } from '../paging/roundCount';
import type { FeedParts } from '../reading/feed';
import { readingOf, readOrLoseMission, runTask } from '../reading/reads';
import { valueOf } from '../store/facts';
import { isNotFound, isTooLarge } from '../../api/apiError';

/** So few are looked for one a task: nothing is gained by a burst. */
export const maxMovedOneByOne = 2;
/** Where runs that are in no active status any more are looked for first. */
const searched: readonly string[] = ['succeeded', 'failed', 'cancelled', ...runStatuses];

/**
 * Looks for runs that have left their status: together, in pages of the other statuses, then among the runs of their
 * missions, and at last each by itself.
 */
export interface MovedRunSearch {
  /** The run has left its status, unless that is known. */
  add(runId: string): void;
  /** How many are looked for. */
  readonly size: number;
  /** Forgets those that something else has told of meanwhile. */
  prune(): void;
  /** At most so many requests. Resolves as `attempt` of `FeedParts`. */
  find(signal: AbortSignal, requests: number): Promise<boolean>;
}

/** Some list of runs that is read page by page, from its newest end where it has one. */
type Place = {
  readonly reader: PageReader<Run>;
  /** Where it is the list of a mission. */
  readonly missionId?: string;
  next: number;
  step: 1 | -1;
  /** How many of those that are looked for were in its last page; `undefined` before the first. */
  found: number | undefined;
  isDone: boolean;
};

const byStart = (run: Run) => run.startedAt;

/** Reads the pages of all runs in a status. */
export function statusReader({ client }: FeedParts, status: string): PageReader<Run> {
  return createPageReader<Run>({
    read: (number, size, signal) => client.listRecentRuns({ status }, { number, size }, { signal }),
    key: ({ runId }) => runId,
    time: byStart,
  });
}

export function createMovedRunSearch(feed: FeedParts): MovedRunSearch {
  const { client, store, current, attempt } = feed;
  /** Runs that have left their status, and the request number at which that was noticed. */
  const left = new Map<string, number>();
  const places = new Map<string, Place>();
  /** All places were read, and some were not found. */
  let isExhausted = false;

  /** Forgets those that something else has told of meanwhile. */
  function prune(): void {
    for (const [runId, noticed] of left)
      if (!store.activeRuns().has(runId) || store.requestSeqOf({ kind: 'run', runId }) > noticed) left.delete(runId);
  }

  function begin(key: string, of: Pick<Place, 'reader' | 'missionId'>): Place {
    const place: Place = { ...of, next: 1, step: 1, found: undefined, isDone: false };
    places.set(key, place);
    return place;
  }

  /** The list that shows the most of those that are missing, as far as it can be told; `undefined` where none does. */
  function nextPlace(): Place | undefined {
    const from = new Set([...left.keys()].map((runId) => valueOf(store.run(runId))?.status));
    const statuses = [...new Set(searched)].filter((status) => from.size !== 1 || !from.has(status));
    const unread = statuses.find((status) => !places.has(`status ${status}`));
    if (unread !== undefined) return begin(`status ${unread}`, { reader: statusReader(feed, unread) });
    const best = [...places.values()]
      .filter(({ isDone, found = 0 }) => !isDone && found > 0)
      .toSorted((a, b) => (b.found ?? 0) - (a.found ?? 0))[0];
    if (best) return best;
    const perMission = new Map<string, number>();
    for (const runId of left.keys()) {
      const missionId = valueOf(store.run(runId))?.missionId;
      if (missionId === undefined || places.has(`mission ${missionId}`)) continue;
      perMission.set(missionId, (perMission.get(missionId) ?? 0) + 1);
    }
    const [most] = [...perMission].toSorted(([, a], [, b]) => b - a);
    if (!most || most[1] < 2) {
      isExhausted = true;
      return undefined;
    }
    const [missionId] = most;
    const reader = createPageReader<Run>({
      read: (number, size, signal) => client.listRuns(missionId, {}, { number, size }, { signal }),
      key: ({ runId }) => runId,
      time: byStart,
    });
    return begin(`mission ${missionId}`, { missionId, reader });
  }

  /**
   * A mission whose runs are not found is gone where it is not found either. What cannot be loaded is of no help: the
   * runs are looked for elsewhere.
   */
  async function readPlace(place: Place, signal: AbortSignal): Promise<void> {
    try {
      await searchPage(place, signal);
    } catch (error) {
      const { missionId } = place;
      if (!isTooLarge(error) && (!isNotFound(error) || missionId === undefined)) throw error;
      place.isDone = true;
      if (missionId === undefined || !isNotFound(error)) return;
      await readOrLoseMission(readingOf(feed, signal), missionId);
    }
  }

  async function searchPage(place: Place, signal: AbortSignal): Promise<void> {
    const requestSeq = store.nextRequestSeq();
    const { rows, size, last, total } = await place.reader.page(place.next, maxPageSize, signal);
    if (!current(signal)) return;
    store.put([{ kind: 'runs', runs: rows, requestSeq }]);
    place.found = rows.filter(({ runId }) => left.delete(runId)).length;
    const pages = Math.ceil((total ?? 0) / size);
    if (place.next === 1 && place.step === 1 && place.reader.order === 'oldest' && pages > 2) {
      // Its newest end is the other one: what is found there is as good as what was found here.
      place.next = pages;
      place.step = -1;
      place.found = Math.max(1, place.found);
      return;
    }
    place.next += place.step;
    const isCounted = total !== undefined && !mayCountFurther(total);
    place.isDone = place.step > 0 ? last || (isCounted && place.next > pages) : place.next < 2;
  }

  async function findSome(signal: AbortSignal, most: number): Promise<boolean> {
    for (let requests = most; requests > 0; requests--) {
      prune();
      const [first] = left.keys();
      if (first === undefined) break;
      const run = valueOf(store.run(first));
      const place = left.size > Math.max(maxMovedOneByOne, requests) ? nextPlace() : undefined;
      if (place) {
        if (!(await attempt({ kind: 'missionList' }, signal, () => readPlace(place, signal)))) return false;
      } else {
        if (run && !(await runTask(feed, run)(signal))) return false;
        left.delete(first);
      }
      if (!current(signal)) return true;
    }
    if (left.size === 0) places.clear();
    return true;
  }

  return {
    add(runId) {
      if (left.has(runId) && !isExhausted) return;
      // What was read before it was missing says nothing of it.
      if (left.size === 0 || isExhausted) places.clear();
      isExhausted = false;
      left.set(runId, store.nextRequestSeq());
    },
    get size() {
      return left.size;
    },
    prune,
    find: findSome,
  };
}
