import { assert } from 'chai';
import * as vscode from 'vscode';
import { tooDeepText } from '../../src/model/jsonObject';
import { valueOf } from '../../src/tracking/store/facts';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { describeConnected, runningRunId, missionId as demoMissionId } from './fixture';

const numbers = '{"crm_id":1293384261075731499,"ratio":1.0,"huge":1e400}';
const idIn = (text: string, name: string) => new RegExp(`"${name}":"([^"]+)"`).exec(text)?.[1] ?? '';

async function type(document: vscode.TextDocument, before: string, after: string): Promise<void> {
  const at = document.getText().indexOf(before);
  assert.isAtLeast(at, 0, before);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + before.length));
  edit.replace(document.uri, range, after);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

describeConnected('data that nobody touched', {}, ({ world, api }) => {
  const user = stubDialogs();

  /** What was sent by requests of this method since the last time. */
  const sentBy = async (method: string) =>
    (await world.takeExchanges()).filter((sent) => sent.method === method).map(({ requestBody }) => requestBody);

  const newMission = async () => {
    const body = `{"name":"Digits","instructions":"# Old","metadata":${numbers}}`;
    return idIn(await world.sendText('POST', '', body), 'mission_id');
  };

  it('keeps the digits of its numbers when instructions or JSON are edited, and a run is started again', async () => {
    const missionId = await newMission();
    await vscode.commands.executeCommand('missions.editInstructions', { missionId });
    const instructions = vscode.window.activeTextEditor?.document;
    assert.ok(instructions);
    await type(instructions, 'Old', 'New');
    await world.takeExchanges();
    assert.ok(await instructions.save());
    const [put = ''] = await sentBy('PUT');
    assert.include(put, '"instructions":"# New"');
    assert.include(put, `"metadata":${numbers}`);

    await vscode.commands.executeCommand('missions.openMissionJson', { missionId });
    const json = vscode.window.activeTextEditor?.document;
    assert.ok(json);
    assert.include(json.getText(), '"crm_id": 1293384261075731499,\n    "ratio": 1.0,\n    "huge": 1e400\n');
    await type(json, '"ratio": 1.0', '"ratio": 2.50');
    assert.ok(await json.save());
    const [edited = ''] = await sentBy('PUT');
    assert.include(edited, `"metadata":${numbers.replace('1.0', '2.50')}`);

    const started = await world.sendText('POST', `/${missionId}/runs`, `{"input":${numbers}}`);
    const runId = idIn(started, 'run_id');
    await world.setStatus(runId, 'succeeded');
    await world.takeExchanges();
    user.always(({ choices }) => choices[0]);
    await vscode.commands.executeCommand('missions.runAgain', { missionId, runId });
    assert.deepStrictEqual(await sentBy('POST'), [`{"input":${numbers}}`]);
  });

  it('a timeline shows all events of a run, also where a payload nests too deeply or has hostile names', async () => {
    const path = `/${demoMissionId}/runs/${runningRunId}/events`;
    const deep = `${'{"a":['.repeat(1500)}1.0${']}'.repeat(1500)}`;
    const ids: string[] = [];
    for (const payload of ['{"n":1}', deep, `{"__proto__":{"a":1.0},"toJSON":1}`, '{"n":2.0}']) {
      const event = `{"type":"custom","summary":"${ids.length}","payload":${payload}}`;
      ids.push(idIn(await world.sendText('POST', path, event), 'event_id'));
    }
    await vscode.commands.executeCommand('missions.openTimeline', { missionId: demoMissionId, runId: runningRunId });
    const log = await waitFor('the events', () => {
      const now = valueOf(api.store.events(runningRunId));
      return now?.complete && ids.every((id) => now.columns.has(id)) ? now : undefined;
    });
    const columns = log?.columns;
    assert.ok(columns);
    assert.strictEqual(columns.length, await world.count(path));
    const found = ids.map((id) => columns.indexOf(id) ?? -1);
    const [first, second, third, last] = found.map((index) => columns.payload(index));
    assert.deepStrictEqual(
      found.map((index) => columns.summary(index)),
      ['0', '1', '2', '3'],
    );
    assert.deepStrictEqual([first, third, last], ['{"n":1}', '{"__proto__":{"a":1.0},"toJSON":1}', '{"n":2.0}']);
    assert.include(second, tooDeepText);
  });
});
