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
    ? vscode.l10n.t('Restore Deleted Mission can create them anew, but without their runs.')
    : vscode.l10n.t('Restore Deleted Mission can create it anew, but without its runs.');
  const runs =
    unknown > 0 || (atLeast && total < 2)
      ? vscode.l10n.t('All runs go with it, with their plans and their events. How many could not be learnt.')
      : total === 0
        ? vscode.l10n.t('There are no runs that would go with it.')
        : atLeast
          ? vscode.l10n.t('At least {0} runs go with it, with their plans and their events.', total)
          : total === 1
            ? vscode.l10n.t('One run goes with it, with its plan and its events.')
            : vscode.l10n.t('{0} runs go with it, with their plans and their events.', total);
  return [runs, ...(active > 0 ? [vscode.l10n.t('Still at work: {0}.', activeRunsText(active))] : []), end].join('\n');
}
