import { assert } from 'chai';
import * as vscode from 'vscode';
import type { Manifest } from '../harness/manifest';
import { labels, saying } from '../harness/productTexts';
import { waitFor } from '../harness/waitFor';
import { compareConflict, refusalOf } from './conflicts';
import { stubDialogs } from './dialogs';
import { connectTo, copyMission, describeConnected, extensionId } from './fixture';
import { TestWorld } from './world';
import { replaceText } from './replaceText';

const command = (name: string, argument?: unknown) => vscode.commands.executeCommand(`missions.${name}`, argument);

async function edited(missionId: string, text: string): Promise<vscode.TextDocument> {
  await command('editInstructions', { missionId });
  const document = vscode.window.activeTextEditor?.document;
  assert.ok(document);
  assert.strictEqual(document.uri.scheme, 'missions');
  await replaceText(document, text);
  return document;
}

/** Resolves once the operation has reached the service; what came before is not counted any more. */
async function arrived(world: TestWorld, operation: string): Promise<void> {
  await waitFor(`a request: ${operation}`, async () => (await world.takeRequests())[operation]);
}

/** An act that fails once, and asks to be repeated after some time: enough for somebody else to do something. */
async function delayed(world: TestWorld, operation: string): Promise<void> {
  const headers = { 'retry-after': '3' };
  await world.takeRequests();
  await world.fault({ operation, times: 1, effect: { kind: 'status', status: 503, headers } });
}

describeConnected('the integrity of acts', {}, ({ world, api }) => {
  const dialogs = stubDialogs();
  /** A service of its own, of which the key makes another account. */
  let other: TestWorld;
  before(async () => {
    other = await TestWorld.create({ empty: true });
  });
  after(() => other.close());

  it('a save that is repeated never overwrites what somebody saved meanwhile', async () => {
    const missionId = await copyMission(world);
    const document = await edited(missionId, '# Mine\n');
    await delayed(world, 'updateMission');
    const saving = document.save();
    await arrived(world, 'updateMission');
    const { name, model } = await world.get(`/${missionId}`);
    await world.call('PUT', `/${missionId}`, { name, model, instructions: '# Theirs\n', description: 'Theirs' });
    await Promise.resolve(saving).catch(() => undefined);
    const there = await world.get(`/${missionId}`);
    assert.deepStrictEqual([there.instructions, there.description], ['# Theirs\n', 'Theirs']);
    assert.ok(document.isDirty);
    assert.strictEqual(document.getText(), '# Mine\n');
    // Nobody knows whether the first request was done before theirs: the next save asks.
    assert.lengthOf(dialogs.askedFor(/changed elsewhere/i), 0);
    await Promise.resolve(document.save()).catch(() => undefined);
    await compareConflict(document);
  });

  it('a document is saved in no other account than its own, and its text stays', async () => {
    const missionId = await copyMission(world);
    const document = await edited(missionId, '# Mine\n');
    await connectTo(api, other.baseUrl);
    await other.takeRequests();
    await other.takeExchanges();
    await Promise.resolve(document.save()).catch(() => undefined);
    assert.ok(document.isDirty);
    assert.strictEqual(document.getText(), '# Mine\n');
    assert.doesNotHaveAnyKeys(await other.takeRequests(), ['updateMission', 'createMission']);
    // Documents that VS Code still holds ask for missions of their own.
    const urls = (await other.takeExchanges()).map(({ url }) => url);
    assert.deepEqual(
      urls.filter((url) => url.includes(missionId)),
      [],
    );
    const refusal = await refusalOf(document);
    assert.match(refusal, saying('documentOfAnotherAccount'));
    assert.notInclude(refusal, labels.createAsNewMission);
    assert.deepEqual(dialogs.asked, []);
    await connectTo(api, world.baseUrl);
    assert.ok(await document.save());
    assert.strictEqual((await world.get(`/${missionId}`)).instructions, '# Mine\n');
  });

  it('the context menu of a timeline does nothing in another account than that of its run', async () => {
    const mission = await copyMission(world);
    const runId = String((await world.call('POST', `/${mission}/runs`, {})).run_id);
    await command('openTimeline', { missionId: mission, runId });
    await waitFor('the timeline', () => api.timelines.active()?.runId === runId);
    await vscode.env.clipboard.writeText('Before');
    await connectTo(api, other.baseUrl);
    await other.takeExchanges();
    const { menus } = (vscode.extensions.getExtension(extensionId)?.packageJSON as Manifest).contributes;
    const names = new Set((menus['webview/context'] ?? []).map(({ command: name = '' }) => name));
    // As VS Code hands it over.
    const clicked = { webview: 'missions.timeline', missionId: mission, runId, stepId: 'step', eventId: 'event' };
    for (const name of names) await vscode.commands.executeCommand(name, clicked);
    assert.isAbove(names.size, 10);
    assert.lengthOf(dialogs.askedFor('ofAnotherAccount'), names.size);
    assert.lengthOf(dialogs.asked, names.size);
    // The timeline itself goes on to read.
    const sent = (await other.takeExchanges()).filter(({ method }) => method !== 'GET');
    assert.deepEqual(sent, []);
    assert.strictEqual(await vscode.env.clipboard.readText(), 'Before');
    await connectTo(api, world.baseUrl);
    await command('copyRunId', clicked);
    assert.strictEqual(await vscode.env.clipboard.readText(), runId);
  });

  it('a deletion whose repeat would meet another account is not taken for done', async () => {
    const missionId = await copyMission(world);
    dialogs.always(({ modal, choices }) => (modal ? choices[0] : undefined));
    await delayed(world, 'deleteMission');
    const deleting = command('deleteMission', { missionId });
    await arrived(world, 'deleteMission');
    await connectTo(api, other.baseUrl);
    await deleting;
    assert.notProperty(await other.takeRequests(), 'deleteMission');
    assert.strictEqual((await world.get(`/${missionId}`)).mission_id, missionId);
    const said = dialogs.asked.map(({ text }) => text).join('\n');
    assert.notMatch(said, saying('deleted'));
  });

  it('Complete Run says what an agent did while its questions were open, and overwrites nothing', async () => {
    const mission = String((await world.call('POST', '', { name: 'Mine' })).mission_id);
    const runId = String((await world.call('POST', `/${mission}/runs`, {})).run_id);
    await world.call('PATCH', `/${mission}/runs/${runId}`, { status: 'running' });
    dialogs
      .on('selectRunEnd', labels.failed)
      .on('enterRunError', async () => {
        await world.call('PATCH', `/${mission}/runs/${runId}`, { result_summary: 'By the agent' });
        return 'By hand';
      })
      .on('enterResultPayload', '');
    await command('completeRun', { missionId: mission, runId });
    const [question] = dialogs.asked.filter(({ choices }) => choices.includes(labels.completeAnyway));
    assert.include(question?.detail, 'By the agent');
    const there = await world.get(`/${mission}/runs/${runId}`);
    assert.deepStrictEqual([there.status, there.result_summary], ['running', 'By the agent']);
  });
});
