import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { toBytes } from '../../documents/editors/utf8';
import { printMissionFile } from '../../formats/missionFile/missionFileUpdate';
import { askWhere } from '../../views/timeline/timelineExports';
import { askMissionName } from '../missions/missionNameInput';
import { instructionsTemplate } from '../shared/missionTemplate';
import { fileNameOf, freeName } from './freeName';

/** Where to put it: in the folder that is open or, where several are, in the one that is chosen. */
async function chooseFolder(): Promise<vscode.Uri | 'none' | undefined> {
  const { fs, workspaceFolders = [] } = vscode.workspace;
  const folders = workspaceFolders.filter(({ uri }) => fs.isWritableFileSystem(uri.scheme) !== false);
  const [folder, other] = folders;
  if (!folder) return 'none';
  if (!other) return folder.uri;
  const items = folders.map(({ name, uri }) => ({ label: name, description: uri.path, uri }));
  const placeHolder = vscode.l10n.t('Select a folder for the new mission file');
  return (await dialogs.showQuickPick(items, { placeHolder }))?.uri;
}

async function placeFor(name: string, folder: vscode.Uri | 'none'): Promise<vscode.Uri | undefined> {
  // The ending says that it is a mission.
  const file = fileNameOf(name).replace(/-mission$/, '');
  return folder === 'none'
    ? askWhere(`${file}.mission.md`, { [vscode.l10n.t('Mission file')]: ['md'] })
    : vscode.Uri.joinPath(folder, await freeName(folder, file));
}

export const newMissionFileCommands = {
  /** Writes a mission file to begin with, in the folder whose menu it was chosen from. */
  async newMissionFile(argument: unknown) {
    const folder = argument instanceof vscode.Uri ? argument : await chooseFolder();
    if (!folder) return;
    const typed = await askMissionName(vscode.l10n.t('New Mission File'), vscode.l10n.t('My First Mission'));
    const name = typed?.trim();
    const uri = name === undefined ? undefined : await placeFor(name, folder);
    if (name === undefined || !uri) return;
    const definition = { name, executionMode: 'external', instructions: `${instructionsTemplate(name)}\n` };
    await vscode.workspace.fs.writeFile(uri, toBytes(uri, printMissionFile({ definition })));
    await vscode.window.showTextDocument(uri, { preview: false });
  },
};
