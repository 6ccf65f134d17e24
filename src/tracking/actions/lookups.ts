import type { CallOptions } from '../../api/sender';
import type { Mission } from '../../model/mission';
import type { Run } from '../../model/run';
import { createListWindow, walkList } from '../paging/listWindow';
import type { ActionParts } from '../saving/saves';
import { valueOf } from '../store/facts';

/** What is looked for at the service, page by page. All throw `ApiError`. */
export interface Lookups {
  /** The mission's newest runs as the server has them now, at most `size`, and how many it has in all. */
  readRuns(
    missionId: string,
    size: number,
  ): Promise<{
    readonly runs: readonly Run[];
    readonly total: number;
    /** There may be more than that. */
    readonly atLeast: boolean;
  }>;
  /** A run of which only the id is known: among the known ones, then page by page among all. */
  findRun(runId: string, options?: CallOptions): Promise<Run | undefined>;
  /** The missions of exactly this name, looked for page by page among all. */
  findMissions(name: string, options?: CallOptions): Promise<readonly Mission[]>;
}

export function createLookups({ client, store }: Pick<ActionParts, 'client' | 'store'>): Lookups {
  return {
    async readRuns(missionId, size) {
      const { epoch } = store;
      const window = createListWindow<Run>({
        key: (run) => run.runId,
        time: (run) => run.startedAt,
        async page(number, rows, signal) {
          const requestSeq = store.nextRequestSeq();
          const page = await client.listRuns(missionId, {}, { number, size: rows }, { signal });
          if (store.epoch === epoch) store.put([{ kind: 'runs', runs: page.rows, requestSeq }]);
          return page;
        },
      });
      await window.more(size);
      const { rows: runs = [], total = 0, more = true, atLeast = true } = window.held() ?? {};
      return { runs, total, atLeast: more && (atLeast || total <= runs.length) };
    },

    async findRun(runId, options) {
      const { epoch } = store;
      let found = valueOf(store.run(runId));
      if (found) return found;
      await walkList<Run>(
        {
          key: (run) => run.runId,
          async page(number, size, signal) {
            const requestSeq = store.nextRequestSeq();
            const page = await client.listRecentRuns({}, { number, size }, { ...options, signal });
            const run = page.rows.find((row) => row.runId === runId);
            if (store.epoch === epoch && run) store.put([{ kind: 'runs', runs: [run], requestSeq }]);
            found ??= run;
            return page;
          },
        },
        () => (found ??= valueOf(store.run(runId))) !== undefined,
        options?.signal,
      );
      return found;
    },

    async findMissions(name, options) {
      const found = new Map<string, Mission>();
      await walkList<Mission>(
        {
          key: ({ missionId }) => missionId,
          page: (number, size, signal) => client.listMissions({ number, size }, { ...options, signal }),
        },
        (rows) => {
          for (const mission of rows) if (mission.name === name) found.set(mission.missionId, mission);
          return false;
        },
        options?.signal,
      );
      return [...found.values()];
    },
  };
}
