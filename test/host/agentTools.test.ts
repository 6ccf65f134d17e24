import { assert } from 'chai';
import * as vscode from 'vscode';
import { registeredName, toolNames, type ToolName } from '../../src/agent/table/toolTable';
import { describeConnected } from './fixture';
import { TestFile } from './testFile';

/** Under tests VS Code answers its own question with yes. */
async function use(name: ToolName, input: object): Promise<string> {
  const options = { input, toolInvocationToken: undefined };
  const { content } = await vscode.lm.invokeTool(registeredName(name), options);
  return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
}

describeConnected('the tools of the agent', {}, ({ world }) => {
  async function newMission(): Promise<string> {
    const definition = { name: 'Worked by an agent', instructions: 'Find roofers.', execution_mode: 'external' };
    return String((await world.call('POST', '', definition)).mission_id);
  }

  it('are offered by VS Code, each once, with what they take', () => {
    const names = toolNames.map(registeredName);
    const offered = vscode.lm.tools.filter(({ name }) => name.startsWith('telnyx_'));
    assert.sameMembers(
      offered.map(({ name }) => name),
      names,
    );
    for (const { name, description, inputSchema } of offered) {
      assert.match(description, /\.$/, name);
      assert.isObject(inputSchema, name);
    }
  });

  it('work a mission from its claim to its end, with requests that keep to the contract', async () => {
    const missionId = await newMission();
    await world.takeExchanges();
    assert.include(await use('list_missions', { query: 'worked by' }), missionId);
    assert.include(await use('get_mission', { mission: 'Worked by an agent' }), 'external');
    const claimed = await use('claim_run', { mission: missionId, input: { city: 'Berlin' } });
    assert.include(claimed, 'Find roofers.');
    const [run] = await world.get<readonly { readonly run_id: string }[]>(`/${missionId}/runs`);
    const runId = run?.run_id ?? '';
    assert.include(await use('list_runs', { mission: missionId }), runId);
    const steps = [
      { step_id: 'research', description: 'Find roofers' },
      { step_id: 'list', description: 'List them', parent_step_id: 'research' },
    ];
    assert.include(await use('write_plan', { run: runId, steps }), 'Added 2 of 2 steps');
    const report = { run: runId, step_id: 'list', status: 'completed', summary: 'Listed 14' };
    assert.include(await use('report_step', report), 'Reported');
    await use('log_event', { run: runId, type: 'tool_call', summary: 'Search', payload: { query: 'roofers' } });
    assert.include(await use('ask_person', { run: runId, question: 'Which one?', choices: ['A', 'B'] }), 'paused');
    assert.include(await use('steer_run', { run: runId, action: 'resume' }), 'running');
    assert.include(await use('get_run', { run: runId, view: 'summary' }), 'Claimed by this window');
    const finish = { run: runId, outcome: 'succeeded', summary: 'Three quotes', result: { best: 'A' } };
    assert.include(await use('finish_run', { ...finish, open_steps: 'skip' }), 'finished');
    const now = await world.get(`/${missionId}/runs/${runId}`);
    assert.strictEqual(now.status, 'succeeded');
    assert.deepStrictEqual(now.result_payload, { best: 'A' });
    const exchanges = await world.takeExchanges();
    assert.deepStrictEqual(
      exchanges.flatMap(({ violations }) => violations),
      [],
    );
    const written = exchanges.filter(({ method }) => method !== 'GET').map(({ operationId }) => operationId);
    for (const operation of ['startRun', 'createPlan', 'pauseRun', 'resumeRun'])
      assert.lengthOf(
        written.filter((one) => one === operation),
        1,
        operation,
      );
  });

  it('are what a mission, a run, or a mission file is handed over to, for the person to send', async () => {
    const missionId = await newMission();
    const { run_id: runId } = await world.call('POST', `/${missionId}/runs`, {});
    const text = `---\nmission_id: ${missionId}\nname: Worked by an agent\n---\nFind roofers.\n`;
    const file = await TestFile.create('agent.mission.md', text);
    const asked: unknown[] = [];
    const chat = vscode.commands.registerCommand('workbench.action.chat.open', (query: unknown) => {
      asked.push(query);
    });
    try {
      await file.document();
      await world.takeExchanges();
      for (const argument of [{ missionId }, { missionId, runId }, file.uri])
        await vscode.commands.executeCommand('missions.runWithAgent', argument);
      const open = (query: string) => ({ mode: 'agent', query, isPartialQuery: true });
      const mission = `/telnyx-run-mission mission ${missionId}`;
      assert.deepStrictEqual(asked, [open(mission), open(`${mission} run ${String(runId)}`), open(mission)]);
      assert.deepStrictEqual(
        (await world.takeExchanges()).filter(({ method }) => method !== 'GET'),
        [],
      );
    } finally {
      chat.dispose();
      await file.remove();
    }
  });

  it('answer a wrong input with what to do, and send nothing', async () => {
    await world.takeExchanges();
    assert.include(await use('claim_run', { mission: 5 }), '"mission" has to be a string');
    assert.include(await use('finish_run', {}), '"run" is missing');
    assert.deepStrictEqual(
      (await world.takeExchanges()).filter(({ method }) => method !== 'GET'),
      [],
    );
  });

  it('keep the API key out of every answer', async () => {
    const missionId = await newMission();
    await world.fault({
      operation: 'getMission',
      effect: { kind: 'status', status: 422, body: { detail: [{ loc: ['key'], msg: 'Bearer KEY_DEMO', type: 'x' }] } },
    });
    const text = await use('get_mission', { mission: missionId });
    assert.include(text, 'Nothing was changed');
    assert.notInclude(text, 'KEY_DEMO');
  });

  it('say of a lost answer that it is unknown, and start no second run', async () => {
    const missionId = await newMission();
    // Not a cut connection: a browser sends the request again by itself where one is cut.
    const effect = { kind: 'status', status: 502, afterwards: true } as const;
    await world.fault({ operation: 'startRun', times: 1, effect });
    await use('get_mission', { mission: missionId });
    assert.include(await use('claim_run', { mission: missionId }), 'This window has claimed run');
    assert.strictEqual(await world.count(`/${missionId}/runs`), 1);
  });
});
