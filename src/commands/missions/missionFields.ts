import * as vscode from 'vscode';
import type { MissionChange } from '../../api/requests';
import { dialogs } from '../../dialogs';
import { modelsIn } from '../../documents/missionFileEditors/missionFileCompletions';
import { executionModes } from '../../formats/missionFile/missionFile';
import type { Mission } from '../../model/mission';
import type { Store } from '../../tracking/store/store';
import { missionName } from '../../views/text/names';
import { withProgress } from '../shared/command';
import { reportAct, reportDone } from '../shared/outcome';
import { beginAct, targetMission, type CommandParts, type TargetParts } from '../shared/target';
import { askMissionName } from './missionNameInput';

/** Changes single fields of a mission. */
export function missionFieldCommands(parts: CommandParts) {
  return {
    async renameMission(argument: unknown) {
      const act = beginAct(parts);
      const mission = await targetMission(argument, act);
      const name = mission && (await askMissionName(vscode.l10n.t('Rename Mission'), mission.name));
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
      const mode = mission && (await askExecutionMode(mission));
      if (mission && mode !== undefined && mode !== mission.executionMode)
        await change(mission, { executionMode: mode }, act);
    },

    async setModel(argument: unknown) {
      const act = beginAct(parts);
      const mission = await targetMission(argument, act);
      const model = mission && (await askModel(mission, parts.store));
      if (mission && model !== undefined && model !== (mission.model ?? ''))
        await change(mission, { model: model.trim() === '' ? undefined : model.trim() }, act);
    },
  };
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

async function askExecutionMode(mission: Mission): Promise<string | undefined> {
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
  return choice?.label;
}

/** The name of a model; empty for none. */
async function askModel(mission: Mission, store: Store): Promise<string | undefined> {
  const title = missionName(mission);
  const other = { label: vscode.l10n.t('Another model…') };
  const items = [...modelsIn(store).map((model) => ({ label: model, model })), other];
  const choice = await dialogs.showQuickPick<vscode.QuickPickItem & { readonly model?: string }>(items, {
    title,
    placeHolder: mission.model ?? vscode.l10n.t('Which language model?'),
  });
  if (!choice) return undefined;
  return (
    choice.model ??
    (await dialogs.showInputBox({
      title,
      prompt: vscode.l10n.t('The name of the model. Leave it empty for none.'),
      value: mission.model ?? '',
      ignoreFocusOut: true,
    }))
  );
}
