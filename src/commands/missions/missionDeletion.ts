import * as vscode from 'vscode';
import { ApiError } from '../../api/apiError';
import { dialogs } from '../../dialogs';
import { createRestoring } from '../../documents/missionFiles/createMissionOnce';
import type { DeletedMissions } from '../../documents/remote/deletedMissions';
import type { RemoteTexts } from '../../documents/remote/readonlyTexts';
import type { Mission } from '../../model/mission';
import type { Actions } from '../../tracking/actions/actions';
import { actOnMany, bulkEnd, type BulkEnd } from '../../tracking/actions/bulkActions';
import type { Journal } from '../../tracking/actions/journal';
import type { Handle } from '../../views/trees/treeHandles';
import { activeRunsText } from '../../views/text/attentionTexts';
import { formatTime, missionName } from '../../views/trees/rows';
import { withProgress } from '../shared/command';
import type { BulkRecord } from '../shared/bulkRecord';
import { runConfirmedBulk } from '../shared/confirmedBulk';
import { reportAct } from '../shared/outcome';
import { beginAct, targetMany, targetMission, type CommandParts } from '../shared/target';
import { askToCreate } from '../shared/unconfirmed';

/** A mission as it was when it was deleted, and the account that it belongs to. */
type Deleted = { readonly mission: Mission; readonly account: string; readonly actions: Actions };

/** How many runs the missions have; `unknown` is how many missions of which that could not be learnt. */
type RunCount = {
  readonly total: number;
  /** There may be more than that. */
  readonly atLeast: boolean;
  readonly active: number;
  readonly unknown: number;
};

/** Deleting missions, and creating them anew from what was known of them. */
export function deletionCommands(
  parts: CommandParts & {
    readonly remoteTexts: RemoteTexts;
    readonly journal: Journal;
    readonly deletedMissions: DeletedMissions;
    readonly accountId: () => Promise<string>;
    readonly bulks: BulkRecord;
  },
) {
  const { journal, store, poller, deletedMissions, accountId } = parts;
  const restoring = createRestoring(journal);

  async function countRuns(missions: readonly Mission[], actions: Actions): Promise<RunCount> {
    let total = 0;
    let atLeast = false;
    let unknown = 0;
    await actOnMany(missions, async ({ missionId }): Promise<BulkEnd> => {
      const known = store.runList(missionId);
      try {
        // Not added in one expression: others add to it while this one waits.
        const runs =
          known.kind === 'known' && !known.value.more
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

  /** The mission as it is read right before it goes: what a list has of it may be less than the whole. */
  async function deleteOne(missionId: string, actions: Actions) {
    const account = await accountId();
    // Refused where the account has changed since the act began: it is the one of `account`, or nothing is kept.
    const mission = await actions.readMission(missionId);
    await deletedMissions.keep(account, { mission, at: Date.now() });
    const outcome = await actions.deleteMission(missionId);
    // Where that is unknown it may be gone as well.
    if (outcome.kind === 'refused') await deletedMissions.drop(account, missionId);
    return { outcome, mission, account };
  }

  async function endOf(missionId: string, actions: Actions): Promise<BulkEnd> {
    try {
      return bulkEnd((await deleteOne(missionId, actions)).outcome);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return error.kind === 'notFound' ? { kind: 'already' } : bulkEnd({ kind: 'refused', error });
    }
  }

  async function deleteMany(rows: readonly Handle[], actions: Actions): Promise<void> {
    const missions = rows.flatMap((row) => (row.kind === 'mission' ? (store.mission(row.missionId) ?? []) : []));
    if (missions.length === 0) {
      void dialogs.showInformationMessage(vscode.l10n.t('None of the selected rows is a mission.'));
      return;
    }
    const others = rows.length - missions.length;
    const count = await withProgress(() => countRuns(missions, actions));
    await runConfirmedBulk<Mission>(
      {
        items: missions,
        isCurrent: actions.isCurrent,
        name: missionName,
        run: ({ missionId }) => endOf(missionId, actions),
        hasHappened: ({ missionId }) => actions.isMissionGone(missionId),
        question:
          missions.length === 1
            ? vscode.l10n.t('Delete one mission?')
            : vscode.l10n.t('Delete {0} missions?', missions.length),
        yes: vscode.l10n.t('Delete Missions'),
        consequences: [
          sayRuns(count, true),
          ...(others > 0
            ? [vscode.l10n.t('{0} of the selected rows are no missions: nothing is done to them.', others)]
            : []),
        ],
        progress: vscode.l10n.t('Deleting missions'),
        done: (sum) => vscode.l10n.t('{0} deleted', sum),
        already: (sum) => vscode.l10n.t('{0} had been deleted already', sum),
        offer: { title: vscode.l10n.t('Restore…'), command: 'missions.restoreMission' },
      },
      { ...parts, onDone: () => void poller.refresh() },
    );
  }

  /** Creates it anew and returns whether it did. What failed stays on the list of what can be restored. */
  async function restoreOne({ mission, account, actions }: Deleted): Promise<boolean> {
    const name = missionName(mission);
    const { missionId } = mission;
    const outcome = (await deletedMissions.has(account, missionId))
      ? await withProgress(() => restoring(actions, mission, askToCreate(journal, name)))
      : ({ kind: 'taken' } as const);
    if (outcome.kind === 'there') {
      await deletedMissions.drop(account, missionId);
      void dialogs.showInformationMessage(vscode.l10n.t('“{0}” is still there: nothing was restored.', name));
      return false;
    }
    if (outcome.kind === 'taken') {
      void dialogs.showInformationMessage(vscode.l10n.t('"{0}" has already been restored.', name));
      return false;
    }
    if (outcome.kind !== 'done') {
      await reportAct(outcome, vscode.l10n.t('“{0}” was not restored. It can be tried again.', name));
      return false;
    }
    await deletedMissions.drop(account, missionId);
    return true;
  }

  /** Those that belong to the account in use. */
  async function ofThisAccount(all: readonly Deleted[]): Promise<readonly Deleted[]> {
    const own = await Promise.all(all.map(({ actions }) => actions.isCurrent()));
    return all.filter((_, place) => own[place]);
  }

  const sayNone = () => void dialogs.showInformationMessage(vscode.l10n.t('There is no deleted mission to restore.'));

  /** The offer may be old: another account is in use by now, or what was deleted is there again. */
  async function restore(offered: readonly Deleted[]): Promise<void> {
    const wanted = await ofThisAccount(offered);
    if (offered.length > 0 && wanted.length === 0) sayNone();
    const restored: string[] = [];
    for (const one of wanted) {
      if (await restoreOne(one)) restored.push(missionName(one.mission));
    }
    if (restored.length === 0) return;
    void poller.refresh();
    const what =
      restored.length === 1
        ? vscode.l10n.t('“{0}” was created anew. Its id is a new one, and its runs are gone.', restored[0] ?? '')
        : vscode.l10n.t('{0} missions were created anew. Their ids are new, and their runs are gone.', restored.length);
    const more = vscode.l10n.t('Tools, knowledge bases and MCP servers, if there were any, have to be added again.');
    void dialogs.showInformationMessage(`${what} ${more}`);
  }

  return {
    async deleteMission(argument: unknown, all: unknown) {
      const act = beginAct(parts);
      const { actions } = act;
      const meant = await targetMany(argument, all, 'mission', act);
      if (meant?.kind === 'many') return deleteMany(meant.rows, actions);
      const mission = meant && (await targetMission(meant.argument, act));
      if (!mission) return;
      const name = missionName(mission);
      const yes: vscode.MessageItem = { title: vscode.l10n.t('Delete Mission') };
      const detail = sayRuns(await withProgress(() => countRuns([mission], actions)), false);
      const message = vscode.l10n.t('Delete “{0}”?', name);
      if ((await dialogs.showWarningMessage(message, { modal: true, detail }, yes)) !== yes) return;
      const { outcome, mission: deleted, account } = await withProgress(() => deleteOne(mission.missionId, actions));
      if (outcome.kind !== 'done') {
        await reportAct(outcome, vscode.l10n.t('“{0}” was not deleted.', name));
        return;
      }
      void poller.refresh();
      const offer = vscode.l10n.t('Restore');
      const said = vscode.l10n.t('“{0}” was deleted.', name);
      if ((await dialogs.showInformationMessage(said, offer)) === offer)
        await restore([{ mission: deleted, account, actions }]);
    },

    async restoreMission() {
      const actions = parts.begin();
      const account = await accountId();
      const items = (await deletedMissions.list(account)).map(({ mission, at }) => ({
        label: missionName(mission),
        description: vscode.l10n.t('deleted {0}', formatTime(at)),
        detail: mission.description ?? '',
        one: { mission, account, actions },
      }));
      if (items.length === 0) {
        sayNone();
        return;
      }
      const choices = await dialogs.showManyPick(items, {
        title: vscode.l10n.t('Restore Deleted Mission'),
        placeHolder: vscode.l10n.t('Which ones are to be created anew? Their ids are new, and their runs are gone.'),
        matchOnDescription: true,
      });
      await restore((choices ?? []).map(({ one }) => one));
    },
  };
}

function sayRuns({ total, atLeast, active, unknown }: RunCount, many: boolean): string {
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
