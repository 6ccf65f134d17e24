import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { toBytes } from '../../documents/editors/utf8';
import { printMissionFile } from '../../formats/missionFile/missionFileUpdate';
import { askWhere } from '../../views/timeline/timelineExports';
import { instructionsTemplate } from '../shared/missionTemplate';
import { freeName } from './freeName';

const firstFileIn = async (folder: vscode.Uri) => vscode.Uri.joinPath(folder, await freeName(folder, 'my-first'));

/** Where to put it: in the folder that is open or, where several are, in the one that is chosen. */
async function chooseFile(): Promise<vscode.Uri | undefined> {
  const { fs, workspaceFolders = [] } = vscode.workspace;
  const folders = workspaceFolders.filter(({ uri }) => fs.isWritableFileSystem(uri.scheme) !== false);
  const [folder, other] = folders;
  if (!folder) return askWhere('my-first.mission.md', { [vscode.l10n.t('Mission file')]: ['md'] });
  if (!other) return firstFileIn(folder.uri);
  const items = folders.map(({ name, uri }) => ({ label: name, description: uri.path, uri }));
  const placeHolder = vscode.l10n.t('Select a folder for the new mission file');
  const choice = await dialogs.showQuickPick(items, { placeHolder });
  return choice && firstFileIn(choice.uri);
}

export const newMissionFileCommands = {
  /** Writes a mission file to begin with. */
  async newMissionFile() {
    const { fs } = vscode.workspace;
    const uri = await chooseFile();
    if (!uri) return;
    const name = vscode.l10n.t('My First Mission');
    const definition = { name, executionMode: 'external', instructions: `${instructionsTemplate(name)}\n` };
    await fs.writeFile(uri, toBytes(uri, printMissionFile({ definition })));
    await vscode.window.showTextDocument(uri, { preview: false });
  },
};
