import * as vscode from 'vscode';
import { printMissionFile } from '../../formats/missionFile/missionFileUpdate';
import { askWhere } from '../../views/timeline/timelineExports';
import { instructionsTemplate } from '../shared/missionTemplate';

/** The first name that is not taken in the folder. */
async function freeName(folder: vscode.Uri): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const uri = vscode.Uri.joinPath(folder, `my-first${number === 1 ? '' : `-${number}`}.mission.md`);
    try {
      await vscode.workspace.fs.stat(uri);
    } catch {
      return uri;
    }
  }
}

export const newMissionFileCommands = {
  /** Writes a mission file to begin with into the first folder that is open, or asks where where there is none. */
  async newMissionFile() {
    const { fs, workspaceFolders = [] } = vscode.workspace;
    const folder = workspaceFolders.find(({ uri }) => fs.isWritableFileSystem(uri.scheme) !== false);
    const uri = folder
      ? await freeName(folder.uri)
      : await askWhere('my-first.mission.md', { [vscode.l10n.t('Mission file')]: ['md'] });
    if (!uri) return;
    const name = vscode.l10n.t('My First Mission');
    const definition = { name, executionMode: 'external', instructions: `${instructionsTemplate(name)}\n` };
    await fs.writeFile(uri, new TextEncoder().encode(printMissionFile({ definition })));
    await vscode.window.showTextDocument(uri, { preview: false });
  },
};
