import { assert } from 'chai';
import * as vscode from 'vscode';
import { documentTarget } from '../../src/documents/remote/documentTarget';
import { inOrder, labels, saying } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { compareConflict, followLink, linkTo, overwriteConflict, refusalOf } from './conflicts';
import { stubDialogs } from './dialogs';
import { copyMission, describeConnected, finishedRunId, missionId as demoMissionId, runningRunId } from './fixture';
import { replaceText } from './replaceText';

type Json = Record<string, unknown>;

async function open(command: string, argument: object): Promise<vscode.TextDocument> {
  await vscode.commands.executeCommand(`missions.${command}`, argument);
  const document = vscode.window.activeTextEditor?.document;
  assert.ok(document);
  assert.strictEqual(document.uri.scheme, 'missions');
  return document;
}

const valueOf = (document: vscode.TextDocument) => JSON.parse(document.getText()) as Json;

async function write(document: vscode.TextDocument, text: string): Promise<void> {
  await replaceText(document, text);
}

const change = (document: vscode.TextDocument, fields: Json) =>
  write(document, JSON.stringify({ ...valueOf(document), ...fields }, undefined, 2));

const saved = (document: vscode.TextDocument) => Promise.resolve(document.save()).catch(() => false);

const problems = (document: vscode.TextDocument) =>
  vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Missions');

describeConnected('JSON documents', {}, ({ world, api }) => {
  const dialogs = stubDialogs();
  const said = () => dialogs.asked.map(({ text }) => text);
  const mission = () => world.get(`/${missionId}`);
  const run = () => world.get(`/${missionId}/runs/${runId}`);
  const changeRemote = async (fields: Json) => {
    const { name, description, model, instructions, execution_mode, metadata } = await mission();
    await world.call('PUT', `/${missionId}`, {
      ...{ name, description, model, instructions, execution_mode, metadata },
      ...fields,
    });
  };

  let missionId: string;
  /** It has ended, with a result. */
  let runId: string;
  beforeEach(async () => {
    missionId = await copyMission(world);
    runId = String((await world.call('POST', `/${missionId}/runs`, {})).run_id);
    const result = { status: 'succeeded', result_summary: 'Three offers' };
    await world.call('PATCH', `/${missionId}/runs/${runId}`, result);
  });

  /** What a failure is understood by. */
  const state = (document: vscode.TextDocument) =>
    JSON.stringify([document.isDirty, problems(document).map(({ message }) => message), said(), document.getText()]);

  it('a mission is shown as a whole, and only what was changed is saved', async () => {
    await world.call('POST', `/${missionId}/tools`, { type: 'webhook', url: 'https://example.com' });
    const document = await open('openMissionJson', { missionId });
    assert.strictEqual(document.languageId, 'json');
    assert.match(document.uri.path, /\/Roof repair quotes\.mission\.json$/);
    const before = valueOf(document);
    assert.deepStrictEqual(
      [before.mission_id, before.name, before.execution_mode, (before.tools as Json[])[0]?.type],
      [missionId, 'Roof repair quotes', 'external', 'webhook'],
    );
    await changeRemote({ model: 'changed/elsewhere' });
    await change(document, { description: 'Mine', metadata: { __proto__x: null, rtl: '\u202Eabc' } });
    assert.isTrue(await saved(document));
    const now = await mission();
    assert.deepStrictEqual(
      [now.description, now.model, now.metadata, now.instructions],
      ['Mine', 'changed/elsewhere', { __proto__x: null, rtl: '\u202Eabc' }, before.instructions],
    );
    await waitFor('what was changed elsewhere', () => valueOf(document).model === 'changed/elsewhere');
    assert.isFalse(document.isDirty);
    assert.deepStrictEqual(valueOf(document).tools, before.tools);
    // Saved a second time, over the first.
    await change(document, { description: 'Mine again' });
    assert.isTrue(await saved(document));
    assert.strictEqual((await mission()).description, 'Mine again');
  });

  it('what cannot be changed is marked at its line before saving, and nothing is lost', async () => {
    const document = await open('openMissionJson', { missionId });
    await change(document, { mission_id: 'another', modle: 'x', name: '' });
    await waitFor('the problems', () => problems(document).length === 3);
    const lines = document.getText().split('\n');
    assert.deepStrictEqual(
      problems(document).map(({ range }) => /"(\w+)"/.exec(lines[range.start.line] ?? '')?.[1]),
      ['mission_id', 'name', 'modle'],
    );
    await world.takeRequests();
    const text = document.getText();
    assert.isFalse(await saved(document));
    await write(document, `${text} and more`);
    assert.isFalse(await saved(document));
    await write(document, '[]');
    assert.isFalse(await saved(document));
    assert.deepStrictEqual([document.getText(), document.isDirty], ['[]', true]);
    assert.notProperty(await world.takeRequests(), 'updateMission');
  });

  it('a field that was also changed elsewhere is a conflict, and is overwritten when the user says so', async () => {
    const document = await open('openMissionJson', { missionId });
    await change(document, { description: 'Mine' });
    await changeRemote({ description: 'Theirs', model: 'theirs/too' });
    assert.isFalse(await saved(document));
    assert.strictEqual((await mission()).description, 'Theirs');
    assert.isTrue(document.isDirty);
    await overwriteConflict(document);
    // VS Code has asked, and nobody else.
    assert.isEmpty(said());
    await waitFor('the overwriting', async () => (await mission()).description === 'Mine' && !document.isDirty);
    assert.strictEqual((await mission()).model, 'theirs/too');
  });

  it('a conflict that VS Code did not look for is said once, with what can be done about it', async () => {
    const files = vscode.workspace.getConfiguration('files');
    const setting = 'saveConflictResolution';
    await files.update(setting, 'overwriteFileOnDisk', vscode.ConfigurationTarget.Global);
    try {
      const document = await open('openMissionJson', { missionId });
      await change(document, { description: 'Mine' });
      await changeRemote({ description: 'Theirs' });
      assert.match(
        await refusalOf(document),
        inOrder(saying('changedElsewhere'), linkTo(labels.compare), linkTo(labels.overwrite)),
      );
      assert.strictEqual((await mission()).description, 'Theirs');
      await followLink(document, labels.overwrite);
      await waitFor('the overwriting', async () => (await mission()).description === 'Mine' && !document.isDirty);
      // VS Code has said it, and nobody else.
      assert.isEmpty(said());
    } finally {
      await files.update(setting, undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('a document knows the text that it was opened with, also after its language was changed', async () => {
    const document = await open('openMissionJson', { missionId });
    const theirs = `Theirs, ${crypto.randomUUID()}`;
    await change(document, { description: 'Mine' });
    await changeRemote({ description: theirs });
    for (const language of ['plaintext', 'json']) await vscode.languages.setTextDocumentLanguage(document, language);
    assert.isFalse(await saved(document));
    assert.strictEqual((await mission()).description, theirs);
    await compareConflict(document);
  });

  it('“Compare” compares what is on Telnyx with the document', async () => {
    const document = await open('openMissionJson', { missionId });
    await change(document, { description: 'Mine' });
    await changeRemote({ description: 'Theirs' });
    assert.isTrue(document.isDirty, state(document));
    assert.isFalse(await saved(document), state(document));
    await compareConflict(document).catch(() => assert.fail(state(document)));
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputTextDiff);
    const theirs = await vscode.workspace.openTextDocument(input.original);
    assert.strictEqual(valueOf(theirs).description, 'Theirs');
  });

  it('a clean document follows a change made elsewhere', async () => {
    const document = await open('openMissionJson', { missionId });
    await changeRemote({ description: 'Theirs' });
    await api.poller.refresh();
    await waitFor('the change', () => valueOf(document).description === 'Theirs');
    assert.isFalse(document.isDirty);
  });

  it('the text is kept while the service cannot be reached, and is saved when it can', async () => {
    const document = await open('openRunJson', { missionId, runId });
    await change(document, { result_summary: 'Offline' });
    await world.fault({ effect: { kind: 'status', status: 403 } });
    assert.isFalse(await saved(document));
    assert.isTrue(document.isDirty);
    await world.clearFaults();
    assert.isTrue(await saved(document));
    assert.strictEqual((await run()).result_summary, 'Offline');
  });

  it('the fields of a run that can be changed are saved', async () => {
    const document = await open('openRunJson', { missionId, runId });
    assert.match(document.uri.path, /^\/Roof repair quotes · [^/]*\.run\.json$/);
    const before = valueOf(document);
    await change(document, { result_payload: { cheapest: 8400 }, metadata: { seen: true } });
    assert.isTrue(await saved(document), state(document));
    const now = await run();
    assert.deepStrictEqual([now.result_payload, now.metadata], [{ cheapest: 8400 }, { seen: true }]);
    assert.deepStrictEqual([now.status, now.result_summary], [before.status, before.result_summary]);
    await waitFor('the saved text', () => !document.isDirty && problems(document).length === 0);
    const { result_summary: gone, ...rest } = valueOf(document);
    assert.isString(gone);
    await write(document, JSON.stringify({ ...rest, started_at: 'yesterday' }));
    await waitFor('the problems', () => problems(document).length === 2);
    assert.isFalse(await saved(document));
  });

  it('the status of a step is changed', async () => {
    const path = `/${demoMissionId}/runs/${runningRunId}/plan`;
    const steps = await world.get<{ step_id: string; status: string }[]>(path);
    const step = steps.filter(({ status }) => status === 'pending').at(-1);
    assert.isDefined(step);
    const document = await open('openStepJson', {
      missionId: demoMissionId,
      runId: runningRunId,
      stepId: step.step_id,
    });
    assert.match(document.uri.path, /\.step\.json$/);
    await change(document, { status: 'skipped', metadata: { by: 'hand' } });
    assert.isTrue(await saved(document));
    const now = await world.get(`${path}/steps/${encodeURIComponent(step.step_id)}`);
    assert.deepStrictEqual([now.status, now.metadata], ['skipped', { by: 'hand' }]);
  });

  it('an event is shown read-only, wherever it was logged', async () => {
    const path = `/${demoMissionId}/runs/${finishedRunId}/events`;
    const [event] = await world.get<{ event_id: string; summary: string }[]>(path);
    assert.isDefined(event);
    const document = await open('openEventJson', { runId: finishedRunId, eventId: event.event_id });
    assert.strictEqual(valueOf(document).summary, event.summary);
    const { permissions } = await vscode.workspace.fs.stat(document.uri);
    assert.strictEqual(permissions, vscode.FilePermission.Readonly);
  });

  for (const [command, text] of [
    ['openMissionJson', undefined],
    ['editInstructions', '# Mine\n'],
  ] as const)
    it(`the text of a mission that was deleted elsewhere is kept, and may become a new mission (${command})`, async () => {
      const document = await open(command, { missionId });
      if (text === undefined) await change(document, { description: 'Mine' });
      else await write(document, text);
      const mine = document.getText();
      await world.call('DELETE', `/${missionId}`);
      await api.poller.refresh();
      assert.isFalse(await saved(document));
      assert.deepStrictEqual([document.getText(), document.isDirty], [mine, true]);
      // VS Code itself says it, and once is enough.
      assert.deepStrictEqual(said(), []);
      assert.match(await refusalOf(document), saying('deletedOnTelnyx'));
      await followLink(document, labels.createAsNewMission);
      await waitFor('the new document, alone', () => {
        const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
        const uris = tabs.map(({ input }) => (input instanceof vscode.TabInputText ? input.uri.toString() : ''));
        const shown = vscode.window.activeTextEditor?.document.uri.toString();
        return uris.length === 1 && uris[0] === shown && shown !== document.uri.toString();
      });
      const shown = vscode.window.activeTextEditor?.document;
      const id = shown && documentTarget(shown.uri)?.missionId;
      const created = await world.get(`/${id}`);
      assert.notStrictEqual(created.mission_id, missionId);
      assert.deepStrictEqual(
        [created.name, created.model, text === undefined ? created.description : created.instructions],
        ['Roof repair quotes', 'anthropic/claude-sonnet-4', text ?? 'Mine'],
      );
    });

  it('a clean document of a mission that was deleted elsewhere keeps its text', async () => {
    const document = await open('openMissionJson', { missionId });
    const text = document.getText();
    await world.call('DELETE', `/${missionId}`);
    await api.poller.refresh();
    await vscode.window.showTextDocument(document);
    assert.strictEqual(document.getText(), text);
    assert.isFalse(document.isClosed);
  });

  it('the copy commands put ids on the clipboard', async () => {
    const copied = async (command: string, argument: object) => {
      await vscode.commands.executeCommand(`missions.${command}`, argument);
      return vscode.env.clipboard.readText();
    };
    assert.strictEqual(await copied('copyMissionId', { missionId }), missionId);
    const steps = await world.get<Json[]>(`/${demoMissionId}/runs/${finishedRunId}/plan`);
    const stepId = String(steps[0]?.step_id);
    assert.strictEqual(await copied('copyStepId', { missionId: demoMissionId, runId: finishedRunId, stepId }), stepId);
    assert.strictEqual(await copied('copyEventId', { runId: finishedRunId, eventId: 'e-1' }), 'e-1');
  });
});
