import type { Mission } from '../../model/mission';
import { createListWindow } from '../paging/listWindow';
import type { WalkOptions } from '../paging/walkSteps';
import type { ListedRows } from '../paging/listWalk';
import type { FeedParts } from '../reading/feed';
import { createOneAtATime } from '../reading/oneAtATime';

const pageSize = 100;
/** Rows a page when all missions are wanted; the most that the contract allows. */
const bulkPageSize = 1000;
/** How often all pages are walked again when the list has changed meanwhile. */
const maxWalks = 3;

/** How many missions are here, of how many; of how many at least where `atLeast` says so. */
export type Loaded = { readonly loaded: number; readonly total: number; readonly atLeast?: boolean };

/** The missions, as many of them as somebody has asked to see. */
export interface MissionPages {
  /** Whether the next page should be read. */
  isDue(): boolean;
  /** Reads one page; the list is put when the last of the wanted pages is in. */
  readPage(signal: AbortSignal): Promise<boolean>;
  /** Reads all wanted pages, one after the other. */
  readWanted(signal?: AbortSignal): Promise<boolean>;
  loadMore(): Promise<boolean>;
  /**
   * Reads all that there are, and puts each page as it comes. What has come when it is cancelled stays. Resolves to
   * whether all of them are here: the end was seen, and the list was the same from its beginning to there.
   */
  loadAll(signal: AbortSignal, progress: (loaded: Loaded) => void): Promise<boolean>;
}

/** A mission, and the number of the request that it came with. */
type Listed = { readonly mission: Mission; readonly requestSeq: number };

export function createMissionPages({ client, store, timing, current, attempt }: FeedParts): MissionPages {
  let size = pageSize;
  /** So many missions, as far as there are. */
  let wanted = pageSize;
  /** By the steady clock. */
  let readAt = -Infinity;
  let loadingAll = false;
  /** The walk is the poll's and everybody else's. */
  const oneAtATime = createOneAtATime();
  /** The number that was drawn before a walk through the pages that is under way. */
  let walkRequestSeq: number | undefined;
  const window = createListWindow<Listed>({
    key: ({ mission }) => mission.missionId,
    async page(number, rows, signal) {
      const requestSeq = store.nextRequestSeq();
      const page = await client.listMissions({ number, size: rows }, { signal });
      return { ...page, rows: page.rows.map((mission) => ({ mission, requestSeq })) };
    },
  });

  function put(listed: ListedRows<Listed>, requestSeq: number): void {
    const { rows, total, more, atLeast, tooLarge } = listed;
    // What came before is as the store knows it now, and may be gone.
    const missions = rows.flatMap((row) =>
      row.requestSeq >= requestSeq ? row.mission : (store.mission(row.mission.missionId) ?? []),
    );
    store.put([{ kind: 'missionList', missions, total, requestSeq, extent: { more, atLeast, tooLarge } }]);
  }

  function readPage(options: WalkOptions, eager?: (listed: ListedRows<Listed>) => void): Promise<boolean> {
    return attempt({ kind: 'missionList' }, options.signal, async () => {
      const requestSeq = (walkRequestSeq ??= store.nextRequestSeq());
      const isLast = await window.renewPage(wanted, size, options);
      if (!current(options.signal)) return;
      const listed = isLast ? window.listed() : window.renewing();
      if (listed && eager) eager(listed);
      if (isLast) {
        walkRequestSeq = undefined;
        readAt = timing.now();
      }
      const isEnough = loadingAll && (listed?.rows.length ?? 0) >= (window.listed()?.rows.length ?? 0);
      if (listed && (isLast || isEnough)) put(listed, requestSeq);
    });
  }

  async function readWanted(signal?: AbortSignal, eager?: (listed: ListedRows<Listed>) => void): Promise<boolean> {
    window.endRenewal(false);
    walkRequestSeq = undefined;
    // Asked again each time: a page may have ended the walk.
    const goesOn = () => walkRequestSeq !== undefined && current(signal);
    do if (!(await readPage({ signal, atOnce: true }, eager))) return false;
    while (goesOn());
    return true;
  }

  const loadMore = () =>
    attempt({ kind: 'missionList' }, undefined, async () => {
      const requestSeq = store.nextRequestSeq();
      await window.more(pageSize);
      const listed = window.listed();
      if (!listed || !current(undefined)) return;
      wanted = Math.max(wanted, listed.rows.length);
      put(listed, requestSeq);
    });

  return {
    isDue: () => {
      const pages = Math.ceil(Math.min(wanted / size, 10));
      return (
        !loadingAll && (walkRequestSeq !== undefined || timing.now() - readAt >= timing.missionPageMaxAgeMs * pages)
      );
    },
    readPage: (signal) => oneAtATime(() => readPage({ signal })),
    readWanted: (signal) => oneAtATime(() => readWanted(signal)),
    loadMore: () => oneAtATime(loadMore),
    async loadAll(signal, progress) {
      if (loadingAll) return false;
      loadingAll = true;
      return oneAtATime(() => readAll(signal, progress));
    },
  };

  async function readAll(signal: AbortSignal, progress: (loaded: Loaded) => void): Promise<boolean> {
    size = bulkPageSize;
    wanted = Infinity;
    try {
      for (let walks = 0; walks < maxWalks; walks++) {
        const totals = new Set<number>();
        const worked = await readWanted(signal, ({ rows, total, atLeast }) => {
          if (!atLeast) totals.add(total);
          progress({ loaded: rows.length, total, atLeast });
        });
        if (!worked || !current(signal)) return false;
        // Where it has changed meanwhile, one may have slipped from one page to another that was read before.
        if (totals.size <= 1) return window.listed()?.more === false;
      }
      return false;
    } finally {
      window.endRenewal((window.renewing()?.rows.length ?? 0) >= (window.listed()?.rows.length ?? 0));
      const listed = window.listed();
      if (listed?.more !== false) wanted = Math.max(pageSize, listed?.rows.length ?? 0);
      walkRequestSeq = undefined;
      loadingAll = false;
    }
  }
}
