import { ApiError } from '../../api/apiError';
import type { CallOptions } from '../../api/sender';
import { EventColumns } from '../../model/eventColumns';
import type { Mission } from '../../model/mission';
import type { Run, RunRef, RunStatus } from '../../model/run';
import type { ListedRows } from '../paging/listWalk';
import { createListWindow, walkList } from '../paging/listWindow';
import type { ActionParts } from '../saving/saves';
import { valueOf } from '../store/facts';
import { createTail } from '../tail/eventTail';
import type { TailState } from '../tail/tailLog';

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
  /** The newest runs of the mission, or of all, at most `size`; they are put into the store. */
  listRuns(
    of: { readonly missionId?: string | undefined; readonly status?: RunStatus | undefined },
    size: number,
    options?: CallOptions,
  ): Promise<Listed<Run>>;
  /** The first missions of the list, at most `size`; they are put into the store. */
  listMissions(size: number, options?: CallOptions): Promise<Listed<Mission>>;
  /** The missions that are wanted, looked for page by page among all; what is read is put into the store. */
  searchMissions(isWanted: (mission: Mission) => boolean, options?: CallOptions): Promise<readonly Mission[]>;
  /**
   * The events of a run, read on from those that are here and put into the store, from the newest end on, until all of
   * them are here or `stop` aborts.
   */
  readEventLog(
    run: RunRef,
    stop: AbortSignal,
  ): Promise<{ readonly columns: EventColumns; readonly total: number; readonly isWhole: boolean }>;
  /** The missions of exactly this name. */
  findMissions(name: string, options?: CallOptions): Promise<readonly Mission[]>;
}

/** A list as far as it was read. */
export type Listed<T> = Pick<ListedRows<T>, 'rows' | 'more' | 'total' | 'atLeast'>;

const noRows = { rows: [], more: false, total: 0, atLeast: false };

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
      const { rows: runs = [], total = 0, more = true, atLeast = true } = window.listed() ?? {};
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

    async listRuns({ missionId, status }, size, options) {
      const { epoch } = store;
      const filter = status === undefined ? {} : { status };
      const window = createListWindow<Run>({
        key: (run) => run.runId,
        time: (run) => run.startedAt,
        async page(number, rows, signal) {
          const requestSeq = store.nextRequestSeq();
          const query = { number, size: rows };
          const page =
            missionId === undefined
              ? await client.listRecentRuns(filter, query, { signal })
              : await client.listRuns(missionId, filter, query, { signal });
          if (store.epoch === epoch) store.put([{ kind: 'runs', runs: page.rows, requestSeq }]);
          return page;
        },
      });
      await window.more(size, options);
      return window.listed() ?? noRows;
    },

    async listMissions(size, options) {
      const window = createListWindow<Mission>({ key: ({ missionId }) => missionId, page: missionPage });
      await window.more(size, options);
      return window.listed() ?? noRows;
    },

    async readEventLog({ missionId, runId }, stop) {
      const { epoch } = store;
      const release = store.useEvents(runId);
      const columns = () => valueOf(store.events(runId))?.columns ?? none;
      const none = new EventColumns();
      let log: TailState = { complete: false, isReading: true, total: 0, tooLarge: [] };
      const tail = createTail({
        read: (number, size) => client.listEvents(missionId, runId, {}, { number, size }, { signal: stop }),
        keep(rows) {
          const before = columns().length;
          if (store.epoch === epoch) store.put([{ kind: 'events', runId, rows }]);
          return columns().length - before;
        },
        eventCount: () => columns().length,
        progress: (state) => (log = state),
      });
      try {
        for (let tries = 0; log.isReading && tries < 20; tries++) await tail.catchUp();
      } catch (error) {
        if (!stop.aborted || !(error instanceof ApiError)) throw error;
      } finally {
        release();
      }
      return { columns: columns(), total: log.total, isWhole: log.complete };
    },

    searchMissions,
    findMissions: (name, options) => searchMissions((mission) => mission.name === name, options),
  };

  async function searchMissions(isWanted: (mission: Mission) => boolean, options?: CallOptions) {
    const found = new Map<string, Mission>();
    await walkList<Mission>(
      { key: ({ missionId }) => missionId, page: missionPage },
      (rows) => {
        for (const mission of rows) if (isWanted(mission)) found.set(mission.missionId, mission);
        return false;
      },
      options?.signal,
    );
    return [...found.values()];
  }

  async function missionPage(number: number, size: number, signal: AbortSignal | undefined) {
    const { epoch } = store;
    const requestSeq = store.nextRequestSeq();
    const page = await client.listMissions({ number, size }, { signal });
    if (store.epoch === epoch)
      store.put(page.rows.map((mission) => ({ kind: 'mission' as const, mission, requestSeq })));
    return page;
  }
}
