import type { RunEvent } from '../../model/event';
import type { FeedParts } from '../reading/feed';
import { createOneAtATime } from '../reading/oneAtATime';
import { eventKey, maxActivityEvents } from '../store/activityBuffer';
import { valueOf } from '../store/facts';
import { createNewestEnd } from '../newestEnd/newestEnd';
import type { KnownTimes, Step } from '../newestEnd/walk';

/** What is logged in all runs, the newest end of it without a hole, and older pages as they are asked for. */
export interface ActivityFeed {
  /**
   * The newest page, unless it is here: from then on `readNew` keeps it up to date. What is new is read where it is to
   * be read `again`.
   */
  open(signal: AbortSignal, again?: boolean): Promise<boolean>;
  /** Older rows; at most twelve requests. */
  loadMore(): Promise<boolean>;
  /**
   * What is new at the newest end: one request, and up to a few (`maxPages`) in the look after one that could not show
   * all that is new.
   */
  readNew(signal: AbortSignal): Promise<boolean>;
  /** Whether more is new than the last look has shown. */
  isBehind(): boolean;
}

/** So often what is new is read again at once, where somebody asks for all of it. */
const maxLooksAtOnce = 3;

/** `type`: of one type only, where one is given. */
export function createActivityFeed(parts: FeedParts, type: string | undefined): ActivityFeed {
  const { client, store, current, attempt } = parts;
  const filter = type === undefined ? {} : { type };
  const newest = createNewestEnd<RunEvent>({
    read: (number, size, signal) => client.listRecentEvents(filter, { number, size }, { signal }),
    key: eventKey,
    time: (event) => event.timestamp,
    most: maxActivityEvents,
  });
  let isOpen = false;
  let behind = false;
  /** The place in the list, and what is known of its newest end, are the poll's and everybody else's. */
  const oneAtATime = createOneAtATime();

  /** What is shown, unless it is of another type. */
  function knownTimes(): KnownTimes {
    const activity = valueOf(store.activity());
    const events = activity?.type === type ? (activity?.events ?? []) : [];
    return new Map(events.map((event) => [eventKey(event), event.timestamp]));
  }

  function take(signal: AbortSignal | undefined, step: () => Promise<Step<RunEvent>>): Promise<boolean> {
    return attempt({ kind: 'activity' }, signal, async () => {
      const { rows, restarted, more, behind: isBehind } = await step();
      // What has moved the place in the list is kept, whoever has lost interest.
      if (!current(undefined)) return;
      behind = isBehind;
      isOpen = true;
      const length = rows.length + (restarted ? 0 : (valueOf(store.activity())?.events.length ?? 0));
      // The oldest ones have made room.
      store.put([{ kind: 'activity', type, rows, reset: restarted, more: more || length >= maxActivityEvents }]);
    });
  }

  const open = (signal: AbortSignal | undefined) => take(signal, () => newest.open(signal));

  const readNew = (signal: AbortSignal) => oneAtATime(() => take(signal, () => newest.follow(knownTimes(), signal)));

  async function readAll(signal: AbortSignal): Promise<boolean> {
    for (let looks = 0; looks < maxLooksAtOnce; looks++) {
      if (!(await readNew(signal))) return false;
      if (!behind) break;
    }
    return true;
  }

  return {
    isBehind: () => behind,
    open: (signal, again = false) => {
      if (again && isOpen) return readAll(signal);
      return isOpen ? Promise.resolve(true) : oneAtATime(() => (isOpen ? Promise.resolve(true) : open(signal)));
    },
    loadMore: () => oneAtATime(() => take(undefined, () => newest.older(knownTimes(), undefined))),
    readNew,
  };
}
