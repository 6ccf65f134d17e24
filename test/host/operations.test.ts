import { assert } from 'chai';
import * as vscode from 'vscode';
import { isRepeatable, type OperationId } from '../../src/api/operations';
import { labels } from '../harness/productTexts';
import type { Checked } from '../harness/testWorld';
import { waitFor } from '../harness/waitFor';
import { stubDialogs } from './dialogs';
import { describeConnected, expandMission } from './fixture';

type Run = { readonly missionId: string; readonly runId: string };
type List = 'tools' | 'knowledge-bases' | 'mcp-servers';

const command = (name: string, argument?: unknown) => vscode.commands.executeCommand(`missions.${name}`, argument);

/**
 * Each operation of the API by the command, the view or the document that a user reaches it by: with requests and
 * answers that the contract allows, and each act done once.
 */
describeConnected('operations of the API, by command, view or document', {}, function ({ world, api }) {
  // Some ask for everything that is watched before they show what they have made.
  this.timeout(60_000);
  const user = stubDialogs();

  // What is there before somebody acts: made by an agent or a colleague, over HTTP, and not counted.

  async function make(path: string, body: unknown, method = 'POST'): Promise<Record<string, unknown>> {
    const made = await world.call(method, path, body);
    await world.takeExchanges();
    return made;
  }
  const newMissionIds = new Set<string>();
  async function newMission(): Promise<string> {
    const missionId = String((await make('', { name: 'Orchard', instructions: 'Pick the apples.\n' })).mission_id);
    newMissionIds.add(missionId);
    return missionId;
  }
  /** VS Code goes on to hold documents of earlier tests, whose missions this service does not have, and reads them again. */
  function isOfEarlierTest({ status, url }: Checked): boolean {
    const [, missionId] = /\/ai\/missions\/([\da-f-]{36})/.exec(url) ?? [];
    return status === 404 && missionId !== undefined && !newMissionIds.has(missionId);
  }
  async function newRun(status: 'pending' | 'running' | 'paused' = 'running'): Promise<Run> {
    const missionId = await newMission();
    const runId = String((await make(`/${missionId}/runs`, { input: { trees: 3 } })).run_id);
    if (status !== 'pending') await make(`/${missionId}/runs/${runId}`, { status: 'running' }, 'PATCH');
    if (status === 'paused') await make(`/${missionId}/runs/${runId}/pause`, undefined);
    return { missionId, runId };
  }
  const at = ({ missionId, runId }: Run, rest = '') => `/${missionId}/runs/${runId}${rest}`;
  async function newPlan(): Promise<Run & { readonly stepId: string }> {
    const run = await newRun();
    const step = { step_id: 'pick/first', description: 'Pick the first', sequence: 1 };
    await make(at(run, '/plan'), { steps: [step] });
    return { ...run, stepId: step.step_id };
  }
  async function newEvent(): Promise<Run & { readonly eventId: string }> {
    const run = await newRun();
    const event = await make(at(run, '/events'), { type: 'custom', summary: 'An owl' });
    return { ...run, eventId: String(event.event_id) };
  }
  async function newAgent(): Promise<Run> {
    const run = await newRun();
    await make(at(run, '/telnyx-agents'), { telnyx_agent_id: 'assistant-owl' });
    return run;
  }
  const kinds = { tools: 'tool', 'knowledge-bases': 'knowledgeBase', 'mcp-servers': 'mcpServer' } as const;
  async function newResource(list: List): Promise<Record<'missionId' | 'of' | 'resourceId', string>> {
    const missionId = await newMission();
    const made = await make(`/${missionId}/${list}`, { name: 'Ladder' });
    const id = { tools: 'tool_id', 'knowledge-bases': 'knowledge_base_id', 'mcp-servers': 'mcp_server_id' }[list];
    return { missionId, of: kinds[list], resourceId: String(made[id]) };
  }

  // What a person does.

  async function editor(ending: RegExp): Promise<vscode.TextDocument> {
    const document = await waitFor(
      `a document ${String(ending)}`,
      () => {
        const shown = vscode.window.activeTextEditor?.document;
        return shown && ending.test(shown.uri.path) ? shown : undefined;
      },
      40_000,
    );
    assert.ok(document);
    return document;
  }
  async function save(document: vscode.TextDocument, change: (text: string) => string): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), change(document.getText()));
    assert.isTrue(await vscode.workspace.applyEdit(edit));
    assert.isTrue(await document.save(), JSON.stringify(user.asked));
  }
  const withField = (name: string, value: unknown) => (text: string) =>
    JSON.stringify({ ...(JSON.parse(text) as object), [name]: value }, undefined, 2);
  async function look(view: 'tree' | 'recentRuns' | 'activity'): Promise<void> {
    await vscode.commands.executeCommand(`missions.${view}.focus`);
    await waitFor('the view', () => api[view].view.visible);
    await command('refresh');
  }
  const createResource = (name: string, list: List) => async () => {
    const missionId = await newMission();
    await command(name, { missionId });
    await save(await editor(/\.new-.*\.json$/), () => JSON.stringify({ name: 'Ladder', list }));
  };
  /** Without a row the command asks which one: the question is left. */
  const listResources = async () => {
    await command('openResource', { missionId: await newMission() });
  };
  const openResource = (list: List) => async () => {
    await command('openResource', await newResource(list));
    return editor(/Ladder.*\.json$/);
  };
  const updateResource = (list: List) => async () => {
    await save(await openResource(list)(), withField('height_m', 4));
  };
  const deleteResource = (list: List) => async () => {
    const row = await newResource(list);
    user.on('confirmDelete', labels.delete);
    await command('deleteResource', row);
  };
  const onRun = (name: string, status: 'running' | 'paused') => async () => {
    await command(name, await newRun(status));
  };

  const drivers: Readonly<Record<OperationId, () => Promise<unknown>>> = {
    listMissions: () => look('tree'),
    createMission: async () => {
      user.on('enterMissionName', 'Night watch').on('selectExecutionMode', 'external');
      await command('createMission');
      await editor(/instructions\.md$/);
    },
    listRecentEvents: () => look('activity'),
    listRecentRuns: () => look('recentRuns'),
    getMission: async () => command('openMissionJson', { missionId: await newMission() }),
    updateMission: async () => {
      await command('editInstructions', { missionId: await newMission() });
      await save(await editor(/instructions\.md$/), (text) => `${text}Count them.\n`);
    },
    deleteMission: async () => {
      user.on('confirmDelete', labels.deleteMission);
      await command('deleteMission', { missionId: await newMission() });
    },
    cloneMission: async () => command('cloneMission', { missionId: await newMission() }),
    listRuns: async () => {
      const missionId = await newMission();
      await look('tree');
      await expandMission(api, missionId);
    },
    startRun: async () => command('startRun', { missionId: await newMission() }),
    getRun: async () => command('openRunJson', await newRun()),
    updateRun: async () => {
      user.on('selectRunEnd', labels.succeeded).on('enterResult', 'Ripe').on('enterResultPayload', '{"apples": 3}');
      await command('completeRun', await newRun());
    },
    cancelRun: async () => {
      user.on('confirmCancelRun', labels.cancelRun);
      await onRun('cancelRun', 'running')();
    },
    listEvents: async () => command('showEventLog', await newEvent()),
    logEvent: async () => {
      user
        .on('selectEventType', ({ choices }) => choices[0])
        .on('enterEventSummary', 'An owl')
        .on('enterEventPayload', '{"owls": 1}');
      await command('logEvent', await newRun());
    },
    getEvent: async () => command('openEventJson', await newEvent()),
    pauseRun: onRun('pauseRun', 'running'),
    getPlan: async () => command('editPlan', await newPlan()),
    createPlan: async () => {
      await command('editPlan', await newRun());
      await save(await editor(/plan\.md$/), () => '- [ ] Pick\n  - [ ] Climb the ladder\n');
    },
    addPlanSteps: async () => {
      user.on('enterStep', 'Say thanks');
      await command('addStep', await newPlan());
    },
    getPlanStep: async () => command('openStepJson', await newPlan()),
    updatePlanStep: async () => {
      user.on('selectStatus', 'completed');
      await command('setStepStatus', await newPlan());
    },
    resumeRun: onRun('resumeRun', 'paused'),
    listLinkedAgents: async () => command('unlinkAgent', await newAgent()),
    linkAgent: async () => {
      user.on('enterAgentId', 'assistant-fox').on('linkAgent', labels.anotherAgent);
      await command('linkAgent', await newRun());
    },
    unlinkAgent: async () => {
      user.on('selectAgentToUnlink', 'assistant-owl').on('confirmUnlink', labels.unlink);
      await command('unlinkAgent', await newAgent());
    },
    listTools: listResources,
    createTool: createResource('createTool', 'tools'),
    getTool: openResource('tools'),
    updateTool: updateResource('tools'),
    deleteTool: deleteResource('tools'),
    listKnowledgeBases: listResources,
    createKnowledgeBase: createResource('createKnowledgeBase', 'knowledge-bases'),
    getKnowledgeBase: openResource('knowledge-bases'),
    updateKnowledgeBase: updateResource('knowledge-bases'),
    deleteKnowledgeBase: deleteResource('knowledge-bases'),
    listMcpServers: listResources,
    createMcpServer: createResource('createMcpServer', 'mcp-servers'),
    getMcpServer: openResource('mcp-servers'),
    updateMcpServer: updateResource('mcp-servers'),
    deleteMcpServer: deleteResource('mcp-servers'),
  };

  it('all 41 operations have a way', () => assert.lengthOf(Object.keys(drivers), 41));

  for (const [operation, drive] of Object.entries(drivers))
    it(`${operation} is requested as the contract says, and once where it must not be repeated`, async () => {
      await world.takeExchanges();
      const violations: string[] = [];
      const statuses: number[] = [];
      const gather = async () => {
        for (const exchange of await world.takeExchanges()) {
          violations.push(...exchange.violations);
          if (exchange.operationId === operation && !isOfEarlierTest(exchange)) statuses.push(exchange.status);
        }
      };
      await drive();
      await waitFor(`the request of ${operation}`, async () => {
        await gather();
        return statuses.length > 0;
      });
      // A second one would have followed at once, before what is asked for after it.
      const stop = api.poller.watch({ kind: 'missions' });
      await api.poller.refresh();
      stop();
      await gather();
      assert.deepStrictEqual(violations, []);
      if (!isRepeatable(operation as OperationId)) assert.lengthOf(statuses, 1);
      assert.isTrue(
        statuses.every((status) => status >= 200 && status < 300),
        `${statuses.join()} ${JSON.stringify(user.asked)}`,
      );
    });
});
