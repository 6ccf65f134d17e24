import type { Page, PageQuery } from '../../api/caller';
import type { Run } from '../../model/run';
import type { FeedParts } from './feed';
import { createListWindow, type ListWindow } from '../paging/listWindow';

/** A run, and the number of the request that it came with. */
export type ListedRun = { readonly run: Run; readonly requestSeq: number };
export type RunListWindow = ListWindow<ListedRun>;

/** A list of runs as far as it is shown. What has come to be held is in the store, while the account is the same. */
export function createRunListWindow(
  { store, current }: Pick<FeedParts, 'store' | 'current'>,
  read: (query: PageQuery, signal: AbortSignal | undefined) => Promise<Page<Run>>,
): RunListWindow {
  return createListWindow<ListedRun>({
    key: ({ run }) => run.runId,
    time: ({ run }) => run.startedAt,
    async page(number, size, signal) {
      const requestSeq = store.nextRequestSeq();
      const page = await read({ number, size }, signal);
      return { ...page, rows: page.rows.map((run) => ({ run, requestSeq })) };
    },
    keep(rows) {
      if (current(undefined)) store.put(rows.map(({ run, requestSeq }) => ({ kind: 'runs', runs: [run], requestSeq })));
    },
  });
}
