import * as vscode from 'vscode';
import type { NewMission } from '../../api/requests';
import { dialogs } from '../../dialogs';
import { describeError } from '../../errorMessages';
import type { Mission } from '../../model/mission';
import type { RunRef } from '../../model/run';
import type { Actions } from '../../tracking/actions/actions';
import type { Store } from '../../tracking/store/store';
import type { Journal } from '../../tracking/actions/journal';
import { createMissionOnce } from '../missionFiles/createMissionOnce';
import { instructionsType } from './instructions';
import { eventJsonType, missionJsonType, runJsonType, stepJsonType } from './jsonDocuments';
import type { DocumentName } from '../remote/documentUri';
import type { RemoteFilesParts } from '../remote/openDocuments';
import { NotShown } from '../remote/remoteDocument';
import { registerRemoteFiles } from '../remote/remoteFileSystem';
import { wantsAnother } from '../editors/wantsAnother';

type NamedMission = Pick<Mission, 'missionId' | 'name'>;

export interface MissionDocuments {
  // Each opens an editor, which is called `name`, and throws `ApiError`.
  openInstructions(mission: NamedMission): Promise<void>;
  openMissionJson(mission: NamedMission): Promise<void>;
  openRunJson(run: RunRef, name: string): Promise<void>;
  openStepJson(run: RunRef, stepId: string, name: DocumentName): Promise<void>;
  openEventJson(run: RunRef, eventId: string, name: DocumentName): Promise<void>;
  dispose(): void;
}

/** Missions, their runs, steps and events as files. */
export function registerMissionDocuments(
  parts: RemoteFilesParts<Actions> & { readonly store: Store; readonly journal: Journal },
): MissionDocuments {
  const files = registerRemoteFiles('missions', parts);

  async function createMission(
    actions: Actions,
    definition: NewMission,
    open: (mission: Mission) => Promise<unknown>,
  ): Promise<boolean> {
    const outcome = await createMissionOnce(actions, parts.journal, definition, wantsAnother);
    if (outcome.kind === 'done') {
      await open(outcome.value);
      return true;
    }
    if (outcome.kind !== 'busy') {
      const message =
        outcome.kind === 'unsure'
          ? vscode.l10n.t("Telnyx didn't confirm the request. It may have succeeded.")
          : vscode.l10n.t("Couldn't create the mission. Your edits are still in the editor.");
      void dialogs.showErrorMessage(`${message} ${describeError(outcome.error).reason}`);
    }
    return false;
  }

  const instructions = instructionsType({
    ...parts,
    createMission: (actions, definition) => createMission(actions, definition, (mission) => openInstructions(mission)),
  });
  const missionJson = missionJsonType(parts, (actions, definition) =>
    createMission(actions, definition, (mission) => openMissionJson(mission)),
  );
  const runJson = runJsonType(parts);
  const stepJson = stepJsonType(parts);
  const eventJson = eventJsonType();
  files.register(instructions);
  files.register(missionJson);
  files.register(runJson);
  files.register(stepJson);
  files.register(eventJson);

  const openMissionJson = async ({ missionId, name }: NamedMission) => {
    await files.open(missionJson, { missionId }, name);
  };
  const openInstructions = async (mission: NamedMission) => {
    const { missionId, name } = mission;
    try {
      await files.open(instructions, { missionId }, name);
    } catch (error) {
      if (!(error instanceof NotShown)) throw error;
      void offerJson(mission, error.message);
    }
  };
  /** JSON has escapes for what VS Code does not show as it is. */
  async function offerJson(mission: NamedMission, message: string): Promise<void> {
    const open = vscode.l10n.t('Open Mission as JSON');
    const choice = await dialogs.showWarningMessage(message, open);
    if (choice === open) await vscode.commands.executeCommand('missions.openMissionJson', mission);
  }
  return {
    openInstructions,
    openMissionJson,
    async openRunJson({ missionId, runId }, name) {
      await files.open(runJson, { missionId, runId }, name);
    },
    async openStepJson({ missionId, runId }, stepId, name) {
      await files.open(stepJson, { missionId, runId, stepId }, name);
    },
    async openEventJson({ missionId, runId }, eventId, name) {
      await files.open(eventJson, { missionId, runId, eventId }, name);
    },
    dispose: () => files.dispose(),
  };
}
