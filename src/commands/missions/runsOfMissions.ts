import * as vscode from 'vscode';
import { ApiError } from '../../api/apiError';
import type { Mission } from '../../model/mission';
import type { Actions } from '../../tracking/actions/actions';
import { actOnMany, type BulkEnd } from '../../tracking/actions/bulkActions';
import type { Store } from '../../tracking/store/store';
import { activeRunsText } from '../../views/text/attentionTexts';

/** How many runs the missions have; `unknown` is how many missions of which that could not be learned. */
export type RunCount = {
  readonly total: number;
  /** There may be more than that. */
  readonly atLeast: boolean;
  readonly active: number;
  readonly unknown: number;
};

/** Counts the runs of the missions; asks for those that are not known. */
export async function countRuns(missions: readonly Mission[], actions: Actions, store: Store): Promise<RunCount> {
  let total = 0;
  let atLeast = false;
  let unknown = 0;
  await actOnMany(missions, async ({ missionId }): Promise<BulkEnd> => {
    const known = store.runList(missionId);
    try {
      // Not added in one expression: others add to it while this one waits.
      const runs =
        known.kind === 'loaded' && !known.value.more
          ? { total: known.value.runIds.length, atLeast: false }
          : await actions.readRuns(missionId, 1);
      total += runs.total;
      atLeast ||= runs.atLeast;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      unknown++;
    }
    return { kind: 'done' };
  });
  const active = missions.reduce((sum, { missionId }) => sum + store.activeRunsOf(missionId), 0);
  return { total, atLeast, active, unknown };
}

/** What goes with the missions where they are deleted, a line each. */
export function describeRuns({ total, atLeast, active, unknown }: RunCount, many: boolean): string {
  const end = many
    ? vscode.l10n.t('You can restore them with Restore Deleted Mission, but not their runs.')
    : vscode.l10n.t('You can restore it with Restore Deleted Mission, but not its runs.');
  const runs =
    unknown > 0 || (atLeast && total < 2)
      ? many
        ? vscode.l10n.t("All of their runs, plans, and events will be deleted too. Couldn't determine how many.")
        : vscode.l10n.t("All of its runs, plans, and events will be deleted too. Couldn't determine how many.")
      : total === 0
        ? many
          ? vscode.l10n.t('They have no runs.')
          : vscode.l10n.t('It has no runs.')
        : atLeast
          ? vscode.l10n.t('At least {0} runs will be deleted too, with their plans and events.', total)
          : total === 1
            ? vscode.l10n.t('1 run will be deleted too, with its plan and events.')
            : vscode.l10n.t('{0} runs will be deleted too, with their plans and events.', total);
  return [runs, ...(active > 0 ? [vscode.l10n.t('This includes {0}.', activeRunsText(active))] : []), end].join('\n');
}
