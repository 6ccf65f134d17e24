import { ApiError } from '../../api/apiError';
import type { BeginAct } from '../../tracking/actions/actions';
import { valueOf } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';

/** Missions that files name and that Telnyx does not have. */
export interface MissingMissions {
  /** Only Telnyx says so, of this mission. That a list of all missions does not have it is a reason to ask. */
  isMissing(missionId: string): boolean;
  /** Telnyx has answered that there is no such mission. */
  noteGone(missionId: string): void;
  /** Another account may have them. */
  clear(): void;
}

export function createMissingMissions(parts: {
  readonly store: Store;
  readonly begin: BeginAct;
  readonly onGone: (missionId: string) => void;
}): MissingMissions {
  const { store } = parts;
  /** With the ticket at which Telnyx said so. */
  const goneSince = new Map<string, number>();
  /** Missions that were asked for by themselves, because a list of all missions did not have them. */
  const checked = new Set<string>();

  function noteGone(missionId: string): void {
    goneSince.set(missionId, store.nextRequestSeq());
    parts.onGone(missionId);
  }

  async function check(missionId: string): Promise<void> {
    checked.add(missionId);
    const now = store.epoch;
    try {
      await parts.begin().readMission(missionId);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // Another account may have it.
      if (store.epoch !== now) return;
      if (error.kind === 'notFound') noteGone(missionId);
      // It may be asked for once more where this says nothing of the mission.
      else if (error.kind !== 'forbidden') checked.delete(missionId);
    }
  }

  return {
    isMissing(missionId) {
      if ((goneSince.get(missionId) ?? -1) >= store.missionRequestSeqOf(missionId)) return true;
      const list = valueOf(store.missionList());
      if (list?.missionIds.includes(missionId)) checked.delete(missionId);
      else if (list && !list.more && !checked.has(missionId)) void check(missionId);
      return false;
    },
    noteGone,
    clear() {
      goneSince.clear();
      checked.clear();
    },
  };
}
