import type { EventLanes } from '../geometry/eventLanes';
import type { Host } from './host';

/** Which events have the text that is looked for, as far as the host has answered. */
export interface TextSearch {
  readonly has: (index: number) => boolean;
  /** Looks for another text, from the first event on; the empty one ends the search. */
  search(text: string): void;
  /** Looks through what has come since. Asks nothing where there is no text, or nothing new. */
  searchOn(): void;
  /** The host has been asked and has not answered yet. */
  readonly isBusy: boolean;
}

/**
 * `found` is told of each answer: which events the text was found in, all of them being later than those of the answer
 * before. Events that come while an answer is under way are asked for after it.
 */
export function createTextSearch(
  host: Pick<Host, 'ask'>,
  eventsOf: () => EventLanes,
  found: (indexes: Uint32Array, failed: boolean) => void,
): TextSearch {
  let text = '';
  let generation = 0;
  let searchedCount = 0;
  let busy = false;
  let hits = new Uint8Array(0);

  function searchOn(): void {
    const to = eventsOf().length;
    if (busy || text === '' || searchedCount >= to) return;
    const startedIn = generation;
    busy = true;
    host
      .ask({ kind: 'search', text, from: searchedCount, to })
      .then(
        ({ indexes }) => {
          if (startedIn !== generation) return;
          searchedCount = to;
          if (hits.length < to) {
            const larger = new Uint8Array(to + (to >>> 2));
            larger.set(hits);
            hits = larger;
          }
          for (const index of indexes) hits[index] = 1;
          busy = false;
          found(indexes, false);
        },
        () => {
          if (startedIn !== generation) return;
          // What the host does not know any more it will not know later: only a new snapshot starts again.
          searchedCount = to;
          busy = false;
          found(new Uint32Array(0), true);
        },
      )
      .finally(() => {
        if (startedIn === generation) searchOn();
      });
  }

  return {
    get isBusy() {
      return busy;
    },
    has: (index) => hits[index] === 1,
    search(wanted) {
      generation++;
      text = wanted;
      searchedCount = 0;
      busy = false;
      hits = new Uint8Array(0);
      searchOn();
    },
    searchOn,
  };
}
