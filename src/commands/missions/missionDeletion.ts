import * as vscode from 'vscode';
import { ApiError } from '../../api/apiError';
import { dialogs } from '../../dialogs';
import type { RemoteTexts } from '../../documents/editors/readonlyTexts';
import type { Mission } from '../../model/mission';
import type { Actions } from '../../tracking/actions/actions';
import { bulkEnd, type BulkEnd } from '../../tracking/actions/bulkActions';
import type { Store } from '../../tracking/store/store';
import { missionName } from '../../views/text/names';
import type { Handle } from '../../views/trees/treeHandles';
import type { BulkRecord } from '../shared/bulkRecord';
import { withProgress } from '../shared/command';
import { runConfirmedBulk } from '../shared/confirmedBulk';
import { reportAct } from '../shared/outcome';
import { beginAct, targetRows, targetMission, type CommandParts } from '../shared/target';
import { createMissionRestoring, type RestoringParts } from './missionRestoring';
import { countRuns, describeRuns } from './runsOfMissions';

type Parts = CommandParts & RestoringParts & { readonly remoteTexts: RemoteTexts; readonly bulks: BulkRecord };

/** Deleting missions, and creating them again from what was known of them. */
export function deletionCommands(parts: Parts) {
  const { store, poller } = parts;
  const restoring = createMissionRestoring(parts);
  return {
    async deleteMission(argument: unknown, all: unknown) {
      const act = beginAct(parts);
      const { actions } = act;
      const target = await targetRows(argument, all, 'mission', act);
      if (target?.kind === 'rows') return deleteRows(target.rows, actions, parts);
      const mission = target && (await targetMission(target.argument, act));
      if (!mission || !(await confirmDeletion(mission, actions, store))) return;
      const name = missionName(mission);
      const deleted = await withProgress(() => deleteOne(mission.missionId, actions, parts));
      if (deleted.outcome.kind !== 'done') {
        await reportAct(deleted.outcome, vscode.l10n.t('Couldn\'t delete "{0}".', name));
        return;
      }
      void poller.refresh();
      const offer = vscode.l10n.t('Restore');
      const message = vscode.l10n.t('Deleted "{0}".', name);
      if ((await dialogs.showInformationMessage(message, offer)) === offer)
        await restoring.restore([{ mission: deleted.mission, account: deleted.account, actions }]);
    },

    restoreMission: () => restoring.chooseAndRestore(),
  };
}

async function confirmDeletion(mission: Mission, actions: Actions, store: Store): Promise<boolean> {
  const yes: vscode.MessageItem = { title: vscode.l10n.t('Delete Mission') };
  const detail = describeRuns(await withProgress(() => countRuns([mission], actions, store)), false);
  const message = vscode.l10n.t('Delete "{0}"?', missionName(mission));
  return (await dialogs.showWarningMessage(message, { modal: true, detail }, yes)) === yes;
}

/** The mission as it is read right before it goes: what a list has of it may be less than the whole. */
async function deleteOne(
  missionId: string,
  actions: Actions,
  { accountId, deletedMissions }: Pick<Parts, 'accountId' | 'deletedMissions'>,
) {
  const account = await accountId();
  // Refused where the account has changed since the act began: it is the one of `account`, or nothing is kept.
  const mission = await actions.readMission(missionId);
  await deletedMissions.keep(account, { mission, at: Date.now() });
  const outcome = await actions.deleteMission(missionId);
  // Where that is unknown it may be gone as well.
  if (outcome.kind === 'refused') await deletedMissions.drop(account, missionId);
  return { outcome, mission, account };
}

async function deletionEnd(missionId: string, actions: Actions, parts: Parts): Promise<BulkEnd> {
  try {
    return bulkEnd((await deleteOne(missionId, actions, parts)).outcome);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.kind === 'notFound' ? { kind: 'already' } : bulkEnd({ kind: 'refused', error });
  }
}

async function deleteRows(rows: readonly Handle[], actions: Actions, parts: Parts): Promise<void> {
  const { store, poller } = parts;
  const missions = rows.flatMap((row) => (row.kind === 'mission' ? (store.mission(row.missionId) ?? []) : []));
  if (missions.length === 0) {
    void dialogs.showInformationMessage(vscode.l10n.t('None of the selected items is a mission.'));
    return;
  }
  const others = rows.length - missions.length;
  const count = await withProgress(() => countRuns(missions, actions, store));
  await runConfirmedBulk<Mission>(
    {
      items: missions,
      isCurrent: actions.isCurrent,
      name: missionName,
      run: ({ missionId }) => deletionEnd(missionId, actions, parts),
      hasHappened: ({ missionId }) => actions.isMissionGone(missionId),
      question:
        missions.length === 1
          ? vscode.l10n.t('Delete 1 mission?')
          : vscode.l10n.t('Delete {0} missions?', missions.length),
      yes: missions.length === 1 ? vscode.l10n.t('Delete Mission') : vscode.l10n.t('Delete Missions'),
      consequences: [describeRuns(count, missions.length > 1), ...(others > 0 ? [othersText(others)] : [])],
      progress: vscode.l10n.t('Deleting missions'),
      done: (sum) => vscode.l10n.t('{0} deleted', sum),
      already: (sum) => vscode.l10n.t('{0} already deleted', sum),
      offer: { title: vscode.l10n.t('Restore...'), command: 'missions.restoreMission' },
    },
    { ...parts, onDone: () => void poller.refresh() },
  );
}

function othersText(others: number): string {
  return others === 1
    ? vscode.l10n.t("1 selected item isn't a mission and will be skipped.")
    : vscode.l10n.t("{0} selected items aren't missions and will be skipped.", others);
}
