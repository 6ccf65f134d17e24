import { assert } from 'chai';
import * as vscode from 'vscode';
import { documentTarget } from '../../src/documents/remote/documentTarget';
import { labels, textOf } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { closeEditors, describeConnected } from './fixture';

describeConnected('a new mission', {}, ({ world, api }) => {
  const dialogs = stubDialogs();
  afterEach(closeEditors);

  it('has no instructions until somebody writes them', async () => {
    dialogs.on('enterMissionName', 'Brand new').on('selectExecutionMode', 'managed');
    await vscode.commands.executeCommand('missions.createMission');
    const uri = await waitFor('its instructions', () => {
      const shown = vscode.window.activeTextEditor?.document.uri;
      return shown?.path.includes('Brand new instructions.md') ? shown : undefined;
    });
    const id = uri && documentTarget(uri)?.missionId;
    const mission = await world.get(`/${id}`);
    assert.strictEqual(mission.name, 'Brand new');
    assert.strictEqual(mission.execution_mode, 'managed');
    assert.isNotOk(mission.instructions);
  });

  it('is not asked for without an account: the message offers both ways to one', async () => {
    await api.account.removeKey();
    await waitFor('the key to be gone', async () => (await api.account.state()) === 'none');
    try {
      for (const command of ['createMission', 'startRun', 'completeRun']) {
        const asked = await dialogs.during(() => vscode.commands.executeCommand(`missions.${command}`));
        assert.deepStrictEqual(
          asked.map(({ text, choices }) => [text, choices]),
          [[textOf('noKey'), [labels.setApiKey, labels.openDemoAccount]]],
          command,
        );
      }
    } finally {
      await api.account.setKey('KEY_DEMO');
      await waitFor('the key', async () => (await api.account.state()) === 'key');
    }
  });

  it('as a file goes into the folder that is chosen, where several are open', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    if (!folder) throw new Error('No folder is open');
    const other = vscode.Uri.joinPath(folder.uri, 'other');
    await vscode.workspace.fs.createDirectory(other);
    dialogs.always(({ kind, value }) => (kind === 'input' ? value : undefined));
    const own = Object.getOwnPropertyDescriptor(vscode.workspace, 'workspaceFolders');
    const folders = [folder, { uri: other, name: 'other', index: 1 }];
    Object.defineProperty(vscode.workspace, 'workspaceFolders', { configurable: true, get: () => folders });
    try {
      await vscode.commands.executeCommand('missions.newMissionFile');
      assert.deepStrictEqual(dialogs.asked.at(-1)?.choices, [folder.name, 'other']);
      assert.notInclude(vscode.window.activeTextEditor?.document.uri.path ?? '', 'my-first');
      dialogs.on('selectFolder', 'other');
      await vscode.commands.executeCommand('missions.newMissionFile');
      const made = vscode.Uri.joinPath(other, 'my-first.mission.md');
      await waitFor('the file', () => vscode.window.activeTextEditor?.document.uri.path === made.path);
      // Its text is the template's, which is said.
      await waitFor('the warnings', () => vscode.languages.getDiagnostics(made).length === 3);
    } finally {
      if (own) Object.defineProperty(vscode.workspace, 'workspaceFolders', own);
      await closeEditors();
      await vscode.workspace.fs.delete(other, { recursive: true });
    }
  });
});
