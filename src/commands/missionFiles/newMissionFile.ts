import * as vscode from 'vscode';
import { toBytes } from '../../documents/editors/utf8';
import { printMissionFile } from '../../formats/missionFile/missionFileUpdate';
import { askWhere } from '../../views/timeline/timelineExports';
import { nameQuestion } from '../missions/missionQuestions';
import { instructionsTemplate } from '../shared/missionTemplate';
import { runWizard } from '../shared/wizard';
import { fileNameOf, freeName } from './freeName';

type Answers = { readonly folder?: vscode.Uri | undefined; readonly name: string };

/** What to call it, and the folder: that which is open or, where several are, the one that is chosen. */
function askNameAndFolder(given: vscode.Uri | undefined): Promise<Answers | undefined> {
  const { fs, workspaceFolders = [] } = vscode.workspace;
  const folders = workspaceFolders.filter(({ uri }) => fs.isWritableFileSystem(uri.scheme) !== false);
  const items = folders.map(({ name, uri }) => ({ label: name, description: uri.path, answer: { folder: uri } }));
  return runWizard<Answers>({
    title: () => vscode.l10n.t('New Mission File'),
    answers: { folder: given ?? folders[0]?.uri, name: '' },
    steps: [
      {
        isAsked: () => given === undefined && folders.length > 1,
        question: () => ({
          kind: 'pick',
          placeHolder: vscode.l10n.t('Select a folder for the new mission file'),
          items,
        }),
      },
      { question: () => nameQuestion(vscode.l10n.t('My First Mission'), (text) => ({ name: text.trim() })) },
    ],
  });
}

async function placeFor(name: string, folder: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  // The ending says that it is a mission.
  const file = fileNameOf(name).replace(/-mission$/, '');
  return folder === undefined
    ? askWhere(`${file}.mission.md`, { [vscode.l10n.t('Mission file')]: ['md'] })
    : vscode.Uri.joinPath(folder, await freeName(folder, file));
}

export const newMissionFileCommands = {
  /** Writes a mission file to begin with, in the folder whose menu it was chosen from. */
  async newMissionFile(argument: unknown) {
    const answers = await askNameAndFolder(argument instanceof vscode.Uri ? argument : undefined);
    const uri = answers && (await placeFor(answers.name, answers.folder));
    if (!answers || !uri) return;
    const { name } = answers;
    const definition = { name, executionMode: 'external', instructions: `${instructionsTemplate(name)}\n` };
    await vscode.workspace.fs.writeFile(uri, toBytes(uri, printMissionFile({ definition })));
    await vscode.window.showTextDocument(uri, { preview: false });
  },
};
