import * as vscode from 'vscode';
import type { NewMission } from '../api/client';
import { dialogs } from '../dialogs';
import { explain } from '../explain';
import type { Mission } from '../model/mission';
import type { Actions } from '../tracking/actions';
import type { Poller } from '../tracking/poller';
import type { Store } from '../tracking/store';
import { instructionsKind } from './instructions';
import { registerRemoteFiles } from './remoteFiles';
import type { RemoteTexts } from './remoteTexts';
import { missionsScheme } from './uri';

export interface Documents {
  /** Opens a mission's instructions in an editor. Throws `ApiError`. */
  openInstructions(mission: Pick<Mission, 'missionId' | 'name'>): Promise<void>;
  dispose(): void;
}

/** The `missions:` file system: what belongs to a mission, as files. */
export function registerDocuments(parts: {
  readonly store: Store;
  readonly actions: Actions;
  readonly poller: Poller;
  readonly remoteTexts: RemoteTexts;
}): Documents {
  const files = registerRemoteFiles(missionsScheme, parts);

  async function createMission(definition: NewMission, open: (mission: Mission) => Promise<unknown>): Promise<boolean> {
    const outcome = await parts.actions.createMission(definition);
    if (outcome.kind === 'done') {
      await open(outcome.value);
      return true;
    }
    if (outcome.kind !== 'busy') {
      const said =
        outcome.kind === 'unsure'
          ? vscode.l10n.t('The answer to your request was lost: it is unknown whether it happened.')
          : vscode.l10n.t('The mission was not created. Your text is still in the editor.');
      void dialogs.showErrorMessage(`${said} ${explain(outcome.error).reason}`);
    }
    return false;
  }

  const instructions = instructionsKind({
    ...parts,
    createMission: (definition) => createMission(definition, (mission) => openInstructions(mission)),
  });
  files.register(instructions);

  async function openInstructions({ missionId, name }: Pick<Mission, 'missionId' | 'name'>): Promise<void> {
    await files.open(instructions, { missionId }, name);
  }

  return { openInstructions, dispose: () => files.dispose() };
}
