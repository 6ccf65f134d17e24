import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { describeUnfitMission } from '../../documents/missionFiles/missionFileMessages';
import { contentOf } from '../../documents/missionFiles/publishOneFile';
import { unfitAsFile } from '../../formats/missionFile/missionFileUpdate';
import type { Mission } from '../../model/mission';
import { compareMissionFile } from './compareMissionFile';
import type { PublishingParts } from './publishMissionFile';
import { askOrCompare } from './publishQuestions';

/** Brings in what Telnyx has; asks first where the file says what Telnyx does not know. */
export async function pullMissionFile(
  uri: vscode.Uri,
  remote: Mission,
  { publisher, states, remoteTexts }: Pick<PublishingParts, 'publisher' | 'states' | 'remoteTexts'>,
): Promise<void> {
  const unfit = unfitAsFile(contentOf(remote));
  if (unfit) {
    void dialogs.showErrorMessage(describeUnfitMission(unfit));
    return;
  }
  const state = await states.readState(uri);
  // A file with problems may have changes as well; what is older was on Telnyx already.
  const loses = state !== 'inSync' && state !== 'changedThere' && state !== 'older';
  const choice = loses ? await askToPull() : 'yes';
  if (choice === 'compare') await compareMissionFile(uri, remote, remoteTexts);
  if (choice !== 'yes') return;
  const written = await publisher.write(uri, contentOf(remote));
  if (written === 'written') await states.remember(uri.toString(), remote);
  else if (written === 'refused')
    void dialogs.showWarningMessage(
      vscode.l10n.t("Fix the problems in the front matter first. The file wasn't changed."),
    );
  else
    void dialogs.showWarningMessage(
      vscode.l10n.t("Couldn't save the file. The pulled changes are still in its editor."),
    );
}

function askToPull() {
  return askOrCompare(
    vscode.l10n.t('This file has unpublished changes.'),
    vscode.l10n.t('Pulling overwrites them, but you can undo it. Compare to review the differences.'),
    vscode.l10n.t('Pull Anyway'),
  );
}
