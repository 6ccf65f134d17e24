import { runStatuses, type Run } from '../../model/run';
import type { FeedParts, Task } from '../reading/feed';
import { isNotFound, readingOf, readOrLoseMission, runTask } from '../reading/reads';
import { valueOf } from '../store/facts';
import { largestPage } from '../paging/listOrder';
import { createPageReader, type PageReader } from '../newestEnd/pageReader';

/** The most requests of one task, where many runs have changed at once; it is one where none has. */
export const mostAtOnce = 5;
/** So many are looked for one a task: nothing is gained by a burst. */
const few = 2;
/** Where runs that are in no active status any more are looked for first. */
const searched: readonly string[] = ['succeeded', 'failed', 'cancelled', ...runStatuses];

/**
 * Keeps up with runs that may change by themselves, wherever they stand in the lists: by reading all runs of a status.
 * Those that have left it are looked for together: in pages of the other statuses, then among the runs of their
 * missions, and at last each by itself. What is not found within a task's requests is looked for in the next one,
 * also after a failure.
 */
export interface ActiveRuns {
  /** A page of the runs in that status; and all of it, up to {@link mostAtOnce} requests, where many have left it. */
  readStatus(status: string): Task;
  /** Whether some pages of the status have been read, and others not yet. */
  isUnderWay(status: string): boolean;
  /** Looks on for runs that have left their status; `undefined` where none is missing. */
  find(): Task | undefined;
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

export function createActiveRuns(feed: FeedParts): ActiveRuns {
  const { client, store, current, attempt } = feed;
  /** How far each status has been read since `asked`, the ticket of its first page. */
  const cycles = new Map<string, { readonly reader: PageReader<Run>; next: number; asked: number }>();
  /** Runs that have left their status, and the ticket at which that was noticed. */
  const left = new Map<string, number>();
  const places = new Map<string, Place>();

  const byStart = (run: Run) => run.startedAt;
  const readerOf = (status: string) =>
    createPageReader<Run>({
      read: (number, size, signal) => client.listRecentRuns({ status }, { number, size }, { signal }),
      key: ({ runId }) => runId,
      time: byStart,
    });

  /** Active runs that are known in that status. */
  const knownIn = (status: string) =>
    [...store.activeRuns()].filter((runId) => valueOf(store.run(runId))?.status === status);

  /** One page of the status; resolves to whether more is to be read at once. */
  async function readPage(status: string, signal: AbortSignal): Promise<boolean> {
    const cycle = cycles.get(status) ?? { reader: readerOf(status), next: 1, asked: store.ask() };
    cycles.set(status, cycle);
    if (cycle.next === 1) cycle.asked = store.ask();
    const asked = store.ask();
    const { rows, received, from, last, total } = await cycle.reader.page(cycle.next, largestPage, signal);
    if (!current(signal)) return false;
    store.put([{ kind: 'runs', runs: rows, asked }]);
    if (!last && from + received < (total ?? Infinity)) {
      cycle.next++;
      return total !== undefined && knownIn(status).length > total;
    }
    cycle.next = 1;
    // Neither this nor anything else has told of them since.
    for (const runId of knownIn(status)) {
      if (store.askedOf({ kind: 'run', runId }) >= cycle.asked || left.has(runId)) continue;
      // What was read before it was missing says nothing of it.
      if (left.size === 0) places.clear();
      left.set(runId, store.ask());
    }
    return false;
  }

  /** Forgets those that something else has told of meanwhile. */
  function prune(): void {
    for (const [runId, noticed] of left)
      if (!store.activeRuns().has(runId) || store.askedOf({ kind: 'run', runId }) > noticed) left.delete(runId);
  }

  function placeOf(key: string, make: () => Pick<Place, 'reader' | 'missionId'>): Place {
    const held = places.get(key);
    if (held) return held;
    const made: Place = { ...make(), next: 1, step: 1, found: undefined, isDone: false };
    places.set(key, made);
    return made;
  }

  /** The list that shows the most of those that are missing, as far as it can be told; `undefined` where none does. */
  function nextPlace(): Place | undefined {
    const from = new Set([...left.keys()].map((runId) => valueOf(store.run(runId))?.status));
    const statuses = [...new Set(searched)].filter((status) => from.size !== 1 || !from.has(status));
    const unread = statuses.find((status) => !places.has(`status ${status}`));
    if (unread !== undefined) return placeOf(`status ${unread}`, () => ({ reader: readerOf(unread) }));
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
    if (!most || most[1] < 2) return undefined;
    const [missionId] = most;
    return placeOf(`mission ${missionId}`, () => ({
      missionId,
      reader: createPageReader<Run>({
        read: (number, size, signal) => client.listRuns(missionId, {}, { number, size }, { signal }),
        key: ({ runId }) => runId,
        time: byStart,
      }),
    }));
  }

  /** A mission whose runs are not found is gone where it is not found either. */
  async function readPlace(place: Place, signal: AbortSignal): Promise<void> {
    try {
      await searchPage(place, signal);
    } catch (error) {
      const { missionId } = place;
      if (!isNotFound(error) || missionId === undefined) throw error;
      place.isDone = true;
      await readOrLoseMission(readingOf(feed, signal), missionId);
    }
  }

  async function searchPage(place: Place, signal: AbortSignal): Promise<void> {
    const asked = store.ask();
    const { rows, size, last, total } = await place.reader.page(place.next, largestPage, signal);
    if (!current(signal)) return;
    store.put([{ kind: 'runs', runs: rows, asked }]);
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
    place.isDone = place.step > 0 ? last || place.next > pages : place.next < 2;
  }

  async function findSome(signal: AbortSignal, most: number): Promise<boolean> {
    for (let requests = most; requests > 0; requests--) {
      prune();
      const [first] = left.keys();
      if (first === undefined) break;
      const run = valueOf(store.run(first));
      const place = left.size > Math.max(few, requests) ? nextPlace() : undefined;
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
    readStatus: (status) => async (signal) => {
      let requests = 0;
      const pages: { goOn: boolean } = { goOn: true };
      while (pages.goOn && requests++ < mostAtOnce) {
        const read = async () => {
          pages.goOn = await readPage(status, signal);
        };
        if (!(await attempt({ kind: 'missionList' }, signal, read))) return false;
      }
      return left.size <= few || findSome(signal, mostAtOnce - requests);
    },
    isUnderWay: (status) => (cycles.get(status)?.next ?? 1) > 1,
    find() {
      prune();
      return left.size > 0 ? (signal) => findSome(signal, left.size <= few ? 1 : mostAtOnce) : undefined;
    },
  };
}
