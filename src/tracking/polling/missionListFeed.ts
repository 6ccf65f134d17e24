import type { Mission } from '../../model/mission';
import type { FeedParts } from './feed';
import { createOneAtATime } from './oneAtATime';

const pageSize = 100;
/** Rows a page when all missions are wanted; the most that the contract allows. */
const bulkPageSize = 1000;
/** How often all pages are walked again when rows have shifted between them. */
const mostWalks = 3;

/** How many missions are here, of how many. */
export type Loaded = { readonly loaded: number; readonly total: number };

/** The missions, as many pages of them as somebody has asked to see. */
export interface MissionPages {
  /** Whether the next page should be read. */
  isDue(): boolean;
  /** Reads one page; the list is put when the last of the wanted pages is in. */
  readPage(signal: AbortSignal): Promise<boolean>;
  /** Reads all wanted pages, one after the other. */
  readWanted(signal?: AbortSignal): Promise<boolean>;
  loadMore(): Promise<boolean>;
  /** Reads all that there are, and puts each page as it comes. What has come when it is called off stays. */
  loadAll(signal: AbortSignal, progress: (loaded: Loaded) => void): Promise<boolean>;
}

export function createMissionPages({ client, store, timing, current, attempt }: FeedParts): MissionPages {
  let size = pageSize;
  let wanted = 1;
  /** By the steady clock. */
  let readAt = -Infinity;
  let loadingAll = false;
  /** The walk is the poll's and everybody else's. */
  const oneAtATime = createOneAtATime();
  /** A walk through the pages that is under way. */
  let walk: { readonly missions: Map<string, Mission>; next: number; readonly asked: number } | undefined;

  /** `eager` puts what has come so far, where that is more than was shown before. */
  function readPage(signal: AbortSignal | undefined, eager: (loaded: Loaded) => void = () => undefined) {
    return attempt({ kind: 'missionList' }, signal, async () => {
      const under = (walk ??= { missions: new Map(), next: 1, asked: store.ask() });
      const page = await client.listMissions({ number: under.next, size }, { signal });
      if (!current(signal)) return;
      for (const mission of page.rows) under.missions.set(mission.missionId, mission);
      const { total } = page;
      eager({ loaded: under.missions.size, total });
      const last = under.next >= Math.min(wanted, page.totalPages);
      under.next++;
      if (last) {
        walk = undefined;
        readAt = timing.now();
      }
      if (last || loadingAll)
        store.put([{ kind: 'missionList', missions: [...under.missions.values()], total, asked: under.asked }]);
    });
  }

  async function readWanted(signal?: AbortSignal, eager?: (loaded: Loaded) => void): Promise<boolean> {
    walk = undefined;
    // Asked anew each time: a page may have ended the walk.
    const goesOn = () => walk !== undefined && current(signal);
    do if (!(await readPage(signal, eager))) return false;
    while (goesOn());
    return true;
  }

  return {
    isDue: () =>
      !loadingAll && (walk !== undefined || timing.now() - readAt >= timing.missionPageMaxAgeMs * Math.min(wanted, 10)),
    readPage: (signal) => oneAtATime(() => readPage(signal)),
    readWanted: (signal) => oneAtATime(() => readWanted(signal)),
    loadMore: () =>
      oneAtATime(() => {
        wanted++;
        return readWanted();
      }),
    async loadAll(signal, progress) {
      if (loadingAll) return false;
      loadingAll = true;
      return oneAtATime(() => readAll(signal, progress));
    },
  };

  async function readAll(signal: AbortSignal, progress: (loaded: Loaded) => void): Promise<boolean> {
    size = bulkPageSize;
    wanted = Infinity;
    let last: Loaded = { loaded: 0, total: Infinity };
    try {
      // Missions that were deleted meanwhile have moved others to pages that were read before.
      for (let walks = 0; walks < mostWalks && last.loaded < last.total; walks++) {
        const worked = await readWanted(signal, (loaded) => {
          last = loaded;
          progress(loaded);
        });
        if (!worked || !current(signal)) return false;
      }
      return true;
    } finally {
      if (last.loaded < last.total) wanted = Math.max(1, Math.ceil(last.loaded / size));
      walk = undefined;
      loadingAll = false;
    }
  }
}
