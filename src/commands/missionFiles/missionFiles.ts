import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { parseMissionFile } from '../../formats/missionFile/missionFile';
import { contentOf } from '../../documents/missionFiles/publishOneFile';
import { toBytes } from '../../documents/editors/utf8';
import { isMissionFile } from '../../documents/missionFiles/missionFileUri';
import { describeUnfitMission } from '../../documents/missionFiles/missionFileMessages';
import { printMissionFile, unfitAsFile } from '../../formats/missionFile/missionFileUpdate';
import type { Mission } from '../../model/mission';
import { askWhere } from '../../views/timeline/timelineExports';
import { withProgress } from '../shared/command';
import { compareMissionFile } from './compareMissionFile';
import { exists, fileNameOf, freeName } from './freeName';
import { createPublishing, type PublishingParts } from './publishMissionFile';
import { pullMissionFile } from './pullMissionFile';
import { uriIn } from '../runs/runFiles';
import { beginAct, targetMission, type CommandParts } from '../shared/target';
import { requireWorkspaceTrust } from '../shared/workspaceTrust';

export function missionFileCommands(parts: CommandParts & PublishingParts) {
  const { publisher, states } = parts;
  const publishing = createPublishing(parts);

  async function openFile(argument: unknown): Promise<vscode.TextDocument | undefined> {
    const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
    if (uri && isMissionFile(uri)) return vscode.workspace.openTextDocument(uri);
    void dialogs.showInformationMessage(vscode.l10n.t('Open a mission file (*.mission.md) first.'));
    return undefined;
  }

  /** The file and what Telnyx has of its mission, or nothing: then the person has been told why. */
  async function fileAndRemote(argument: unknown) {
    const document = await openFile(argument);
    const missionId = document && parseMissionFile(document.getText()).missionId;
    if (!document) return undefined;
    const remote = missionId === undefined ? undefined : await withProgress(() => publisher.readRemote(missionId));
    if (remote !== undefined && remote !== 'gone') return { document, remote };
    void dialogs.showWarningMessage(
      remote === 'gone'
        ? vscode.l10n.t("The mission of this file was deleted on Telnyx. The file wasn't changed.")
        : vscode.l10n.t("This mission file isn't published yet. Publish it first."),
    );
    return undefined;
  }

  /** Where to save it: a place in the folder whose name is free. Asks before anything would be written over. */
  async function placeFor(argument: unknown, { name }: Mission): Promise<vscode.Uri | undefined> {
    const given = uriIn(argument);
    const chosen = given ?? (await askWhere(await fileNameFor(name), { [vscode.l10n.t('Mission file')]: ['md'] }));
    if (!chosen) return undefined;
    const uri = isMissionFile(chosen)
      ? chosen
      : chosen.with({ path: `${chosen.path.replace(/(?:\.mission)?(?:\.md)?$/, '')}.mission.md` });
    // VS Code asks for itself about the very place that was chosen in its dialog.
    if ((!given && uri === chosen) || !(await exists(uri))) return uri;
    const replace: vscode.MessageItem = { title: vscode.l10n.t('Replace') };
    const message = vscode.l10n.t('A file with this name already exists.');
    const choice = await dialogs.showWarningMessage(message, { modal: true, detail: uri.path }, replace);
    return choice === replace ? uri : undefined;
  }

  return {
    /**
     * `what` is `find` where no more is wanted than to look for a mission that may have been created, and `new` where
     * the file is to get a mission of its own instead of the one whose ID it has.
     */
    async publishMissionFile(argument: unknown, what: unknown) {
      const document = requireWorkspaceTrust() ? await openFile(argument) : undefined;
      if (!document) return;
      const { missionId } = parseMissionFile(document.getText());
      if (what === 'find') await publishing.find(document.uri);
      else await publishing.publish(document.uri, what === 'new' ? { replacedMissionId: missionId } : {});
    },

    async pullMissionFile(argument: unknown) {
      const both = requireWorkspaceTrust() ? await fileAndRemote(argument) : undefined;
      if (both) await pullMissionFile(both.document.uri, both.remote, parts);
    },

    async compareMissionFile(argument: unknown) {
      const both = await fileAndRemote(argument);
      if (both) await compareMissionFile(both.document.uri, both.remote, parts.remoteTexts);
    },

    async saveMissionToFile(argument: unknown) {
      const act = beginAct(parts);
      const mission = await targetMission(argument, act);
      if (!mission) return;
      const fresh = await withProgress(() => act.actions.readMission(mission.missionId));
      const unfit = unfitAsFile(contentOf(fresh));
      if (unfit) {
        void dialogs.showErrorMessage(describeUnfitMission(unfit));
        return;
      }
      const uri = await placeFor(argument, fresh);
      if (!uri) return;
      await vscode.workspace.fs.writeFile(uri, toBytes(uri, printMissionFile(contentOf(fresh))));
      await states.remember(uri.toString(), fresh);
      await vscode.window.showTextDocument(uri, { preview: false });
    },
  };
}

/** What to call its file: a name that is free in the folder that is open. */
async function fileNameFor(name: string): Promise<string> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const plain = fileNameOf(name);
  return folder ? freeName(folder, plain) : `${plain}.mission.md`;
}
