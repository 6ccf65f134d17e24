import type { Client } from '../api/client';
import { defaultTiming, type Timing } from '../model/timing';
import { createResourceActs, type ResourceActs } from './actions/resourceActions';
import { createResourceReads } from './reading/resourceReads';
import { resourceListKey, type ResourceList } from './store/facts';
import type { Store } from './store/store';

/**
 * Keeps the store's lists of what missions' agents may use up to date, and changes them: nothing of a mission until
 * somebody watches one of its lists, and the list again after each act.
 */
export interface Resources {
  /** Asks for the list unless it has just been read, and again at `refresh`, until the returned function is called. */
  watch(list: ResourceList): () => void;
  /** Asks again for all that is watched. Never rejects: what goes wrong becomes part of what is known. */
  refresh(): Promise<void>;
  /** Begins an act, see `BeginAct`. */
  begin(): ResourceActs;
}

export function createResources(parts: {
  readonly client: Client;
  readonly store: Store;
  readonly timing?: Timing;
}): Resources {
  const { client, store, timing = defaultTiming } = parts;
  const reads = createResourceReads(parts);
  const watched = new Map<string, { readonly list: ResourceList; watchers: number }>();
  let { epoch } = store;

  /** Another account: nobody watches lists of the old one. */
  function watchedNow() {
    if (store.epoch !== epoch) watched.clear();
    epoch = store.epoch;
    return watched;
  }

  return {
    watch(list) {
      const key = resourceListKey(list);
      const one = watchedNow().get(key) ?? { list, watchers: 0 };
      one.watchers++;
      watched.set(key, one);
      const { missionId, of } = list;
      const age = store.ageOf({ kind: 'resources', missionId, of });
      if (store.resources(list).kind !== 'loaded' || age > timing.resourcesMaxAgeMs) void reads.load(list);
      return () => one.watchers--;
    },
    async refresh() {
      const seen = [...watchedNow().values()].filter(({ watchers }) => watchers > 0);
      await Promise.all(seen.map(({ list }) => reads.load(list)));
    },
    begin: () => createResourceActs({ client: client.bind(), store }),
  };
}
