import * as vscode from 'vscode';
import { contentOf } from '../../documents/missionFiles/publishOneFile';
import { fileName } from '../../documents/editors/editorDocuments';
import type { RemoteTexts } from '../../documents/editors/readonlyTexts';
import { printMissionFile, updateMissionFile } from '../../formats/missionFile/missionFileUpdate';
import type { Mission } from '../../model/mission';

/** Shows the file beside what it would be if it were pulled. */
export async function compareMissionFile(uri: vscode.Uri, remote: Mission, remoteTexts: RemoteTexts): Promise<void> {
  const here = (await vscode.workspace.openTextDocument(uri)).getText();
  const update = updateMissionFile(here, contentOf(remote));
  const text =
    update.kind === 'changed' ? update.text : update.kind === 'same' ? here : printMissionFile(contentOf(remote));
  await remoteTexts.compare(uri, text, vscode.l10n.t('{0}: Telnyx ↔ Local', fileName(uri)));
}
