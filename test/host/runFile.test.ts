import { assert } from 'chai';
import * as vscode from 'vscode';
import { closeEditors, connected, missionId, until } from './fixture';
import type { TestWorld } from './world';

const finishedRunId = '5b1f0c1e-0001-4000-b000-000000000001';

describe('a run as a file', () => {
  let world: TestWorld;
  before(async () => {
    ({ world } = await connected());
  });
  after(async () => {
    await closeEditors();
    await world.close();
  });

  const uriOf = (name: string) => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    if (!folder) throw new Error('No folder is open');
    return vscode.Uri.joinPath(folder.uri, name);
  };
  const shown = () => {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    return input instanceof vscode.TabInputCustom ? input : undefined;
  };

  it('holds all of it: run, plan, agents and every event', async () => {
    const uri = uriOf('whole.missionrun.json');
    void vscode.commands.executeCommand('missions.saveRunToFile', { missionId, runId: finishedRunId, uri });
    await until('the file', async () => {
      const text = await Promise.resolve(vscode.workspace.fs.readFile(uri)).then(
        (bytes) => new TextDecoder().decode(bytes),
        () => '',
      );
      return text.endsWith('}\n');
    });
    const file = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))) as {
      run: { run_id: string; status: string };
      plan: unknown[];
      events: { event_id: string }[];
    };
    assert.strictEqual(file.run.run_id, finishedRunId);
    assert.strictEqual(file.run.status, 'succeeded');
    assert.isAbove(file.plan.length, 2);
    const page = await world.call('GET', `/${missionId}/runs/${finishedRunId}/events?page[size]=1000`);
    assert.sameMembers(
      file.events.map(({ event_id }) => event_id),
      (page as unknown as { event_id: string }[]).map(({ event_id }) => event_id),
    );
  });

  it('opens in an editor of its own, which asks the service for nothing', async () => {
    await world.takeRequests();
    await vscode.commands.executeCommand('vscode.open', uriOf('whole.missionrun.json'));
    await until('the editor', () => shown()?.viewType === 'missions.runFile');
    const counts = await world.takeRequests();
    assert.notProperty(counts, 'listEvents');
    assert.notProperty(counts, 'getRun');
  });
});
