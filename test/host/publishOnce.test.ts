import { assert } from 'chai';
import * as vscode from 'vscode';
import { labels, saying } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { choose, stubDialogs } from './dialogs';
import { closeEditors, describeConnected } from './fixture';
import { TestFile } from './testFile';

const fresh = (name: string) => `---\nname: ${name}\n---\n\nDo it.\n`;
const publish = (uri: vscode.Uri) => vscode.commands.executeCommand('missions.publishMissionFile', uri);

describeConnected('publishing a mission file exactly once', {}, ({ world, api }) => {
  const dialogs = stubDialogs();
  const made: TestFile[] = [];
  afterEach(async () => {
    await closeEditors();
    // Some were moved or deleted by their tests.
    for (const file of made.splice(0)) if (await exists(file.uri)) await file.remove();
  });

  async function make(name: string, text: string): Promise<TestFile> {
    const file = await TestFile.create(name, text);
    made.push(file);
    return file;
  }
  let seen = 0;
  /** How many missions were asked to be created in this test. */
  async function created(): Promise<number> {
    seen += (await world.takeRequests()).createMission ?? 0;
    return seen;
  }
  beforeEach(() => {
    seen = 0;
  });
  /** Publishes the file, and does something to it while the mission is being created. */
  async function whileCreating(file: TestFile, act: () => Thenable<unknown>): Promise<void> {
    await world.fault({ operation: 'createMission', times: 1, effect: { kind: 'slow', ms: 700 } });
    const publishing = publish(file.uri);
    await waitFor('the request', async () => (await created()) === 1);
    await act();
    await publishing;
  }
  /** Another window, or a colleague, publishes a file of this name. */
  async function createElsewhere(name: string): Promise<string> {
    const { mission_id: missionId } = await world.call('POST', '', { name, instructions: 'Do it.\n' });
    await world.takeRequests();
    return String(missionId);
  }
  const sibling = (file: TestFile, name: string) => file.uri.with({ path: file.uri.path.replace(/[^/]+$/, name) });
  const exists = (uri: vscode.Uri) =>
    vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );

  it('asks before it creates a second mission where Undo has taken the id back', async () => {
    const file = await make('undone.mission.md', fresh('Undone'));
    await file.open();
    await publish(file.uri);
    const missionId = await file.missionId();
    assert.notStrictEqual(missionId, '');
    await vscode.commands.executeCommand('undo');
    assert.strictEqual(await file.text(), fresh('Undone'));
    await file.save();
    await publish(file.uri);
    assert.deepStrictEqual(dialogs.asked.at(-1)?.choices, [labels.useThisMission, labels.createAnother]);
    assert.strictEqual(await created(), 1);
    await file.replace('Do it.', 'Do it twice.');
    dialogs.always(choose(labels.useThisMission));
    await publish(file.uri);
    assert.strictEqual(await created(), 1);
    assert.strictEqual(await file.missionId(), missionId);
    assert.strictEqual((await world.get(`/${missionId}`)).instructions, 'Do it twice.\n');
  });

  it('creates another where that is chosen', async () => {
    const file = await make('another.mission.md', fresh('Another'));
    await publish(file.uri);
    const missionId = await file.missionId();
    await file.write(fresh('Another'));
    dialogs.always(choose(labels.createAnother));
    await publish(file.uri);
    assert.strictEqual(await created(), 2);
    assert.notInclude(['', missionId], await file.missionId());
  });

  it('offers above the file to find a mission that was never confirmed, and creates none by that', async () => {
    const file = await make('unconfirmed.mission.md', fresh('Unconfirmed'));
    await file.open();
    await world.fault({ operation: 'createMission', times: 1, effect: { kind: 'status', status: 500 } });
    await publish(file.uri);
    await waitFor('the state', () => api.states.stateOf(file.uri) === 'unconfirmed');
    assert.includeMembers(await file.lenses(), [labels.publish, labels.findMission]);
    await vscode.commands.executeCommand('missions.publishMissionFile', file.uri, 'find');
    assert.deepStrictEqual(dialogs.asked.at(-1)?.choices, [labels.publish]);
    assert.strictEqual(await created(), 1);
    await waitFor('the state', () => api.states.stateOf(file.uri) === 'notPublished');
  });

  it('publishes what saving makes of the text: formatted, without trailing spaces', async () => {
    const settings = vscode.workspace.getConfiguration();
    const set = (on: boolean | undefined) =>
      Promise.all(
        ['editor.formatOnSave', 'files.trimTrailingWhitespace'].map((name) =>
          settings.update(name, on, vscode.ConfigurationTarget.Global),
        ),
      );
    const formatter = vscode.languages.registerDocumentFormattingEditProvider(
      { pattern: '**/formatted.mission.md' },
      {
        provideDocumentFormattingEdits(document) {
          const at = document.getText().indexOf('Do  it');
          if (at < 0) return [];
          const range = new vscode.Range(document.positionAt(at), document.positionAt(at + 6));
          return [vscode.TextEdit.replace(range, 'Do it')];
        },
      },
    );
    await set(true);
    try {
      const file = await make('formatted.mission.md', fresh('Formatted'));
      await file.open();
      await file.replace('Do it.', 'Do  it now.   ');
      await publish(file.uri);
      const mission = await world.get(`/${await file.missionId()}`);
      assert.strictEqual(mission.instructions, 'Do it now.\n');
      assert.isTrue((await file.saved()).endsWith('\nDo it now.\n'));
      await waitFor('the state', () => api.states.stateOf(file.uri) !== undefined);
      assert.strictEqual(await api.states.readState(file.uri), 'inSync');
      await file.replace('Do it now.', 'Do  it later.  ');
      await publish(file.uri);
      assert.strictEqual((await world.get(`/${await file.missionId()}`)).instructions, 'Do it later.\n');
      assert.strictEqual(await api.states.readState(file.uri), 'inSync');
    } finally {
      await set(undefined);
      formatter.dispose();
    }
  });

  it('writes the id into the file where it was renamed to meanwhile', async () => {
    const file = await make('old-name.mission.md', fresh('Renamed'));
    await file.open();
    const to = sibling(file, 'new-name.mission.md');
    await whileCreating(file, async () => {
      const edit = new vscode.WorkspaceEdit();
      edit.renameFile(file.uri, to);
      assert.isTrue(await vscode.workspace.applyEdit(edit));
    });
    assert.isFalse(await exists(file.uri), 'the old name is not there again');
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(to));
    assert.match(text, /mission_id: \S+/);
    await publish(to);
    assert.strictEqual(await created(), 1);
    await vscode.workspace.fs.delete(to);
  });

  it('writes the id into the file where its folder was moved to meanwhile', async () => {
    const folder = vscode.Uri.joinPath(vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/'), 'before');
    const to = sibling(await make('unused.mission.md', fresh('Unused')), 'behind');
    const file = await make('before/inside.mission.md', fresh('Inside'));
    await whileCreating(file, async () => {
      const edit = new vscode.WorkspaceEdit();
      edit.renameFile(folder, to);
      assert.isTrue(await vscode.workspace.applyEdit(edit));
    });
    const inside = vscode.Uri.joinPath(to, 'inside.mission.md');
    assert.match(new TextDecoder().decode(await vscode.workspace.fs.readFile(inside)), /mission_id: \S+/);
    assert.isFalse(await exists(folder));
    await vscode.workspace.fs.delete(to, { recursive: true });
  });

  it('does not bring a file back that was deleted meanwhile, and says where the id belongs', async () => {
    const file = await make('deleted.mission.md', fresh('Deleted'));
    await file.open();
    await whileCreating(file, async () => {
      const edit = new vscode.WorkspaceEdit();
      edit.deleteFile(file.uri);
      assert.isTrue(await vscode.workspace.applyEdit(edit));
    });
    assert.isFalse(await exists(file.uri));
    assert.match(
      dialogs.asked.at(-1)?.text ?? '',
      saying('movedWhilePublished', 'Deleted', file.uri.path.split('/').at(-1) ?? ''),
    );
    assert.deepStrictEqual(dialogs.asked.at(-1)?.choices, [labels.copyLine]);
  });

  it('asks where a file was moved by something else than VS Code before its id was in it', async () => {
    const file = await make('moved-away.mission.md', fresh('Moved by git'));
    const to = sibling(file, 'moved-here.mission.md');
    await whileCreating(file, () => vscode.workspace.fs.rename(file.uri, to));
    assert.isFalse(await exists(file.uri));
    dialogs.always(choose(labels.useThisMission));
    await publish(to);
    assert.strictEqual(await created(), 1);
    assert.match(new TextDecoder().decode(await vscode.workspace.fs.readFile(to)), /mission_id: \S+/);
    await vscode.workspace.fs.delete(to);
  });

  it('reads the disk before it creates anything: a dirty editor may be older than its file', async () => {
    const file = await make('stale.mission.md', fresh('Stale'));
    await file.open();
    await file.replace('Do it.', 'Typed here.');
    const missionId = await createElsewhere('Stale');
    await file.write(fresh('Stale').replace('---\n\n', `mission_id: ${missionId}\n---\n\n`));
    await publish(file.uri);
    assert.deepStrictEqual(dialogs.asked.at(-1)?.choices, [labels.useThisMission, labels.createAnother]);
    dialogs.always(choose(labels.useThisMission, labels.createAnother));
    await publish(file.uri);
    assert.strictEqual(await created(), 0);
    assert.include(await file.text(), 'Typed here.');
    assert.include(await file.saved(), missionId);
  });

  it('publishes what is on disk where a clean editor has not been read again yet', async () => {
    const file = await make('behind.mission.md', fresh('Behind'));
    await file.open();
    const missionId = await createElsewhere('Behind');
    await file.write(fresh('Behind').replace('---\n\n', `mission_id: ${missionId}\n---\n\n`));
    await publish(file.uri);
    assert.deepStrictEqual(dialogs.asked, []);
    assert.strictEqual(await created(), 0);
  });
});

describeConnected('acts that are clicked quickly', {}, ({ world }) => {
  const dialogs = stubDialogs();
  const eight = Array.from({ length: 8 });

  it('make one copy for eight clicks on Clone', async () => {
    const { mission_id: missionId } = await world.call('POST', '', { name: 'Clicked' });
    await world.takeRequests();
    await Promise.all(eight.map(() => vscode.commands.executeCommand('missions.cloneMission', { missionId })));
    assert.strictEqual((await world.takeRequests()).cloneMission, 1);
    await vscode.commands.executeCommand('missions.cloneMission', { missionId });
    assert.strictEqual((await world.takeRequests()).cloneMission, 1, 'a later click means another copy');
    assert.deepStrictEqual(dialogs.asked, []);
  });

  it('ask once for eight clicks on Cancel', async () => {
    const { mission_id: missionId } = await world.call('POST', '', { name: 'Cancelled' });
    const { run_id: runId } = await world.call('POST', `/${String(missionId)}/runs`, {});
    let ended = 0;
    dialogs.always(async ({ choices }) => {
      await waitFor('the other clicks to end', () => ended === 7);
      return choices[0];
    });
    await Promise.all(
      eight.map(async () => {
        await vscode.commands.executeCommand('missions.cancelRun', { missionId, runId });
        ended++;
      }),
    );
    assert.lengthOf(dialogs.asked, 1);
    assert.strictEqual((await world.takeRequests()).cancelRun, 1);
  });
});
