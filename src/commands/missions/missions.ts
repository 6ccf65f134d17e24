import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { MissionChange, NewMission } from '../../api/requests';
import { createMissionOnce, settleMission } from '../../documents/missionFiles/createMissionOnce';
import type { Documents } from '../../documents/kinds/missionDocuments';
import { executionModes } from '../../formats/missionFile/missionFile';
import { modelsIn } from '../../documents/missionFileEditors/missionFileCompletions';
import type { Mission } from '../../model/mission';
import type { Journal } from '../../tracking/actions/journal';
import type { Resources } from '../../tracking/resources';
import { missionName } from '../../views/trees/rows';
import { withProgress } from '../shared/command';
import { reportAct, reportDone } from '../shared/outcome';
import { beginAct, targetMission, type CommandParts, type TargetParts } from '../shared/target';
import { askToCreate, mayBeSent } from '../shared/unconfirmed';
import { mayUseMission, type UnpublishedParts } from '../shared/unpublishedChanges';

export function missionCommands(
  parts: CommandParts &
    UnpublishedParts & {
      readonly documents: Documents;
      readonly resources: Pick<Resources, 'refresh'>;
      readonly journal: Journal;
    },
) {
  const { documents, journal, store } = parts;
  /** What was typed and could not be sent: it is there again the next time. */
  let nameDraft = '';
  /** Missions that are being cloned. */
  const cloning = new Set<string>();

  function askName(title: string, value: string): Thenable<string | undefined> {
    return dialogs.showInputBox({
      title,
      prompt: vscode.l10n.t('What is the mission called?'),
      value,
      ignoreFocusOut: true,
      validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A mission needs a name.') : undefined),
    });
  }

  async function change(seen: Mission, to: MissionChange, { actions }: TargetParts): Promise<void> {
    const outcome = await withProgress(() => actions.changeMission(seen, to));
    const name = missionName(seen);
    if (outcome.kind === 'conflict')
      void dialogs.showWarningMessage(
        vscode.l10n.t('Couldn\'t change "{0}": it was changed elsewhere in the meantime. Try again.', name),
      );
    else {
      if (outcome.kind === 'done') reportDone(missionName(outcome.value), vscode.l10n.t('changed'));
      await reportAct(outcome, vscode.l10n.t('“{0}” was not changed.', name));
    }
  }

  async function create(
    definition: NewMission,
    notDone: string,
    { actions }: TargetParts,
  ): Promise<Mission | undefined> {
    const outcome = await withProgress(() =>
      createMissionOnce(actions, journal, definition, askToCreate(journal, definition.name)),
    );
    if (outcome.kind === 'done') {
      // The editor does not wait for the list.
      void parts.poller.refresh();
      return outcome.value;
    }
    await reportAct(outcome, notDone);
    if (outcome.kind === 'unsure') await settleMission(journal, definition);
    return undefined;
  }

  return {
    async editInstructions(argument: unknown) {
      const act = beginAct(parts);
      const mission = await targetMission(argument, act);
      if (mission) await withProgress(() => documents.openInstructions(mission));
    },

    async createMission() {
      const act = beginAct(parts);
      const name = await askName(vscode.l10n.t('Create Mission'), nameDraft);
      if (name === undefined) return;
      nameDraft = name;
      const mission = await create(
        // Without instructions: a template would be live at once.
        { name: name.trim() },
        vscode.l10n.t('The mission was not created. Its name is kept for the next try.'),
        act,
      );
      if (!mission) return;
      nameDraft = '';
      await withProgress(() => documents.openInstructions(mission));
    },

    async cloneMission(argument: unknown) {
      const act = beginAct(parts);
      const mission = await targetMission(argument, act);
      if (!mission) return;
      const words = {
        publish: vscode.l10n.t('Publish and Clone'),
        usePublished: vscode.l10n.t('Clone Published Version'),
        save: vscode.l10n.t('Save and Clone'),
        useSaved: vscode.l10n.t('Clone Saved Version'),
      };
      if (!(await mayUseMission(mission.missionId, words, act))) return;
      const key = `cloneMission ${mission.missionId}`;
      // Until the copy is shown, a further click means the same one.
      if (cloning.has(key)) return;
      cloning.add(key);
      try {
        const isWanted = await mayBeSent(journal, key, {
          message: (time) =>
            vscode.l10n.t(
              'Telnyx didn\'t confirm the request from {0}, so "{1}" may have been cloned. Check before you clone it again.',
              time,
              missionName(mission),
            ),
          yes: vscode.l10n.t('Clone Again'),
          look: vscode.l10n.t('Show Missions'),
        });
        if (!isWanted) return;
        const outcome = await withProgress(() =>
          journal.once({ key }, () => act.actions.cloneMission(mission.missionId)),
        );
        if (outcome.kind === 'done') reportDone(missionName(mission), vscode.l10n.t('cloned'));
        void reportAct(outcome, vscode.l10n.t('“{0}” was not cloned.', missionName(mission))).then(() =>
          outcome.kind === 'unsure' ? journal.settle(key) : undefined,
        );
        await parts.poller.refresh();
      } finally {
        cloning.delete(key);
      }
    },

    async renameMission(argument: unknown) {
      const act = beginAct(parts);
      const mission = await targetMission(argument, act);
      const name = mission && (await askName(vscode.l10n.t('Rename Mission'), mission.name));
      if (mission && name !== undefined && name.trim() !== mission.name)
        await change(mission, { name: name.trim() }, act);
    },

    async editDescription(argument: unknown) {
      const act = beginAct(parts);
      const mission = await targetMission(argument, act);
      if (!mission) return;
      const text = await dialogs.showInputBox({
        title: missionName(mission),
        prompt: vscode.l10n.t('What the mission is for, in a sentence or two.'),
        value: mission.description ?? '',
        ignoreFocusOut: true,
      });
      if (text !== undefined && text !== (mission.description ?? ''))
        await change(mission, { description: text.trim() === '' ? undefined : text }, act);
    },

    async setExecutionMode(argument: unknown) {
      const act = beginAct(parts);
      const mission = await targetMission(argument, act);
      if (!mission) return;
      const details: Readonly<Record<string, string>> = {
        external: vscode.l10n.t('An agent of your own executes the runs.'),
        managed: vscode.l10n.t('Telnyx executes the runs.'),
      };
      const items = executionModes.map((mode) => ({
        label: mode,
        detail: details[mode] ?? '',
        ...(mode === mission.executionMode ? { description: vscode.l10n.t('as it is now') } : {}),
      }));
      const choice = await dialogs.showQuickPick(items, {
        title: missionName(mission),
        placeHolder: vscode.l10n.t('Who executes the runs?'),
      });
      if (choice && choice.label !== mission.executionMode) await change(mission, { executionMode: choice.label }, act);
    },

    async setModel(argument: unknown) {
      const act = beginAct(parts);
      const mission = await targetMission(argument, act);
      if (!mission) return;
      const title = missionName(mission);
      const other = { label: vscode.l10n.t('Another model…') };
      const items = [...modelsIn(store).map((model) => ({ label: model, model })), other];
      const choice = await dialogs.showQuickPick<vscode.QuickPickItem & { readonly model?: string }>(items, {
        title,
        placeHolder: mission.model ?? vscode.l10n.t('Which language model?'),
      });
      if (!choice) return;
      const typed =
        choice.model ??
        (await dialogs.showInputBox({
          title,
          prompt: vscode.l10n.t('The name of the model. Leave it empty for none.'),
          value: mission.model ?? '',
          ignoreFocusOut: true,
        }));
      if (typed !== undefined && typed !== (mission.model ?? ''))
        await change(mission, { model: typed.trim() === '' ? undefined : typed.trim() }, act);
    },

    async refresh() {
      await withProgress(() => Promise.all([parts.poller.refresh(), parts.resources.refresh()]));
    },

    async loadMoreMissions() {
      await withProgress(() => parts.poller.loadMore({ kind: 'missions' }));
    },
  };
}
