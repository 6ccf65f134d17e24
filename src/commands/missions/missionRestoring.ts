import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { createRestoring } from '../../documents/missionFiles/createMissionOnce';
import type { DeletedMissions } from '../../documents/kept/deletedMissions';
import type { Mission } from '../../model/mission';
import type { Actions } from '../../tracking/actions/actions';
import type { Journal } from '../../tracking/actions/journal';
import { missionName } from '../../views/text/names';
import { formatTime } from '../../views/text/times';
import { withProgress } from '../shared/command';
import { reportAct } from '../shared/outcome';
import type { CommandParts } from '../shared/target';
import { askToCreate } from '../shared/unconfirmed';

/** A mission as it was when it was deleted, and the account that it belongs to. */
export type DeletedMission = { readonly mission: Mission; readonly account: string; readonly actions: Actions };

export type RestoringParts = Pick<CommandParts, 'poller' | 'begin'> & {
  readonly journal: Journal;
  readonly deletedMissions: DeletedMissions;
  readonly accountId: () => Promise<string>;
};

/** Creates missions again from what was known of them when they were deleted. */
export function createMissionRestoring(parts: RestoringParts) {
  const { journal, poller, deletedMissions, accountId } = parts;
  const restoring = createRestoring(journal);

  /** Creates it again and returns whether it did. What failed stays on the list of what can be restored. */
  async function restoreOne({ mission, account, actions }: DeletedMission): Promise<boolean> {
    const name = missionName(mission);
    const { missionId } = mission;
    const outcome = (await deletedMissions.has(account, missionId))
      ? await withProgress(() => restoring(actions, mission, askToCreate(journal, name)))
      : ({ kind: 'taken' } as const);
    if (outcome.kind === 'there') {
      await deletedMissions.drop(account, missionId);
      void dialogs.showInformationMessage(vscode.l10n.t('"{0}" still exists, so it wasn\'t restored.', name));
      return false;
    }
    if (outcome.kind === 'taken') {
      void dialogs.showInformationMessage(vscode.l10n.t('"{0}" has already been restored.', name));
      return false;
    }
    if (outcome.kind !== 'done') {
      await reportAct(outcome, vscode.l10n.t('Couldn\'t restore "{0}". You can try again.', name));
      return false;
    }
    await deletedMissions.drop(account, missionId);
    return true;
  }

  /** Those that belong to the account in use. */
  async function ofThisAccount(all: readonly DeletedMission[]): Promise<readonly DeletedMission[]> {
    const own = await Promise.all(all.map(({ actions }) => actions.isCurrent()));
    return all.filter((_, place) => own[place]);
  }

  /** The offer may be old: another account is in use by now, or what was deleted is there again. */
  async function restore(offered: readonly DeletedMission[]): Promise<void> {
    const wanted = await ofThisAccount(offered);
    if (offered.length > 0 && wanted.length === 0) showNothingToRestore();
    const restored: string[] = [];
    for (const one of wanted) {
      if (await restoreOne(one)) restored.push(missionName(one.mission));
    }
    if (restored.length === 0) return;
    void poller.refresh();
    const what =
      restored.length === 1
        ? vscode.l10n.t('Restored "{0}" with a new ID. Its runs can\'t be restored.', restored[0] ?? '')
        : vscode.l10n.t("Restored {0} missions with new IDs. Their runs can't be restored.", restored.length);
    const more = vscode.l10n.t("Tools, knowledge bases, and MCP servers aren't restored. Add them again.");
    void dialogs.showInformationMessage(`${what} ${more}`);
  }

  /** Asks which of the missions that were deleted from here are to be created again. */
  async function chooseAndRestore(): Promise<void> {
    const actions = parts.begin();
    const account = await accountId();
    const items = (await deletedMissions.list(account)).map(({ mission, at }) => ({
      label: missionName(mission),
      description: vscode.l10n.t('deleted {0}', formatTime(at)),
      detail: mission.description ?? '',
      one: { mission, account, actions },
    }));
    if (items.length === 0) {
      showNothingToRestore();
      return;
    }
    const choices = await dialogs.showManyPick(items, {
      title: vscode.l10n.t('Restore Deleted Mission'),
      placeHolder: vscode.l10n.t('Select missions to restore. They get new IDs and lose their runs.'),
      matchOnDescription: true,
    });
    await restore((choices ?? []).map(({ one }) => one));
  }

  return { restore, chooseAndRestore };
}

function showNothingToRestore(): void {
  void dialogs.showInformationMessage(vscode.l10n.t('There are no deleted missions to restore.'));
}
