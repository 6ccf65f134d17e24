import * as vscode from 'vscode';
import type { AttentionWatch } from '../../tracking/attention';
import { valueOf, type Change, type Loadable, type MissionList } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import { hasWords, type MissionFilterState, type MissionStatus } from './missionFilter';

/** Which missions are shown, and in which order. */
export interface MissionOrder {
  /** The missions that pass the filter, in the order that the person has chosen. */
  inOrder(list: MissionList): readonly string[];
  /** The runs that the filter looks at, where that are others than those that are always known. */
  runsOfFilter(): Loadable<unknown>;
  /** Whether the change can have let missions in or out, or put them in another order. */
  matters(change: Change): boolean;
}

export function createMissionOrder(parts: {
  readonly store: Store;
  readonly attention: AttentionWatch;
  readonly filter: MissionFilterState;
}): MissionOrder {
  const { store, attention, filter } = parts;
  const collator = new Intl.Collator(vscode.env.language, { numeric: true });

  const nameOf = (missionId: string) => store.mission(missionId)?.name ?? '';
  const byName = (a: string, b: string) => collator.compare(nameOf(a), nameOf(b)) || (a < b ? -1 : 1);

  /** The missions that have a run in the status; `undefined` for all. */
  function withStatus(status: MissionStatus | undefined): ((missionId: string) => boolean) | undefined {
    switch (status) {
      case undefined:
        return undefined;
      case 'active':
        return (missionId) => store.activeRunsOf(missionId) > 0;
      case 'attention':
        return (missionId) => attention.askingOf(missionId) > 0;
      default: {
        const runs = valueOf(store.recentRuns(status))?.runIds ?? [];
        const missionIds = new Set(runs.map((runId) => valueOf(store.run(runId))?.missionId));
        return (missionId) => missionIds.has(missionId);
      }
    }
  }

  return {
    inOrder({ missionIds }) {
      const { sort, text, status } = filter.get();
      const has = withStatus(status);
      const wanted = missionIds.filter((missionId) => {
        const mission = store.mission(missionId);
        return mission && hasWords(mission, text) && (has?.(missionId) ?? true);
      });
      if (sort === 'name') return wanted.sort(byName);
      return wanted.sort((a, b) => store.lastMissionActivityAt(b) - store.lastMissionActivityAt(a) || byName(a, b));
    },
    runsOfFilter() {
      const { status } = filter.get();
      return status === 'failed' || status === 'paused'
        ? store.recentRuns(status)
        : { kind: 'loaded', value: undefined, at: 0 };
    },
    matters(change) {
      const { sort, status, text } = filter.get();
      return (
        (sort === 'activity' && change.activityChanged.size > 0) ||
        (text !== '' && change.missions.size > 0) ||
        (status !== undefined && (change.recentRuns || change.probed.size + change.plans.size > 0))
      );
    },
  };
}
