import { assert } from 'chai';
import * as vscode from 'vscode';
import { waitFor } from '../harness/waitFor';
import { missionId } from './fixture';
import type { TestWorld } from './world';
import { replaceText } from './replaceText';

/** One case, made ready. */
type Ready = {
  readonly act: () => Thenable<unknown>;
  /** How often it has happened, as the service sees it. */
  readonly happened: () => Promise<number>;
};

export type Act = {
  readonly operation: string;
  readonly ready: (world: TestWorld) => Promise<Ready>;
  /** Sent again by itself after a failure that may pass. */
  readonly repeated?: true;
  /** After a lost answer a look tells whether it has happened. */
  readonly seen?: true;
  /** The editor says what went wrong, and keeps the text. */
  readonly saves?: true;
  readonly labels?: readonly string[];
  readonly texts?: readonly string[];
  /** Which of the boxes offers what was typed when the act is tried again. */
  readonly keeps?: number;
};

type Row = Record<string, unknown>;
const command = (name: string, argument?: unknown) => vscode.commands.executeCommand(`missions.${name}`, argument);
const is = (value: boolean) => (value ? 1 : 0);

async function newRun(world: TestWorld, status = 'running'): Promise<{ missionId: string; runId: string; at: string }> {
  // No script works the runs of a mission that is not the demo's.
  const mine = await newMission(world);
  const runId = String((await world.call('POST', `/${mine}/runs`, {})).run_id);
  const at = `/${mine}/runs/${runId}`;
  if (status !== 'pending') await world.call('PATCH', at, { status: 'running' });
  if (status === 'paused') await world.call('POST', `${at}/pause`);
  return { missionId: mine, runId, at };
}

/** A running run whose plan has one step, `first`. */
async function newPlan(world: TestWorld): ReturnType<typeof newRun> {
  const run = await newRun(world);
  const steps = [{ step_id: 'first', description: 'First', sequence: 1 }];
  await world.call('POST', `${run.at}/plan`, { steps });
  return run;
}

async function newMission(world: TestWorld): Promise<string> {
  return String((await world.call('POST', '', { name: 'Mine', instructions: '# Old\n' })).mission_id);
}

function onRun(operation: string, before: string, after: string): Act {
  return {
    operation,
    seen: true,
    async ready(world) {
      const run = await newRun(world, before);
      return {
        act: () => command(operation, run),
        happened: async () => is((await world.call('GET', run.at)).status === after),
      };
    },
  };
}

const listOf = async (world: TestWorld, path: string) => (await world.call('GET', path)) as unknown as Row[];

async function edited(open: Thenable<unknown>, text: string): Promise<vscode.TextDocument> {
  await open;
  await waitFor('the editor', () => vscode.window.activeTextEditor?.document.uri.scheme.startsWith('missions'));
  const document = vscode.window.activeTextEditor?.document;
  assert.ok(document);
  await replaceText(document, text);
  return document;
}

/** What is done with one kind of what agents may use. */
function resourceActs(name: string, noun: string, of: string, list: string, idField: string): Record<string, Act> {
  const text = JSON.stringify({ name: 'New' });
  async function made(world: TestWorld) {
    const mine = await newMission(world);
    const row = await world.call('POST', `/${mine}/${list}`, { name: 'Old' });
    return { mine, at: `/${mine}/${list}`, row: { missionId: mine, of, resourceId: String(row[idField]) } };
  }
  return {
    [`create ${name}`]: {
      operation: `create${noun}`,
      saves: true,
      async ready(world) {
        const mine = await newMission(world);
        const document = await edited(command(`create${noun}`, { missionId: mine }), text);
        return {
          act: () => document.save(),
          happened: async () => (await listOf(world, `/${mine}/${list}`)).length,
        };
      },
    },
    [`change ${name}`]: {
      operation: `update${noun}`,
      repeated: true,
      saves: true,
      async ready(world) {
        const { at, row } = await made(world);
        const document = await edited(command('openResource', row), text);
        return {
          act: () => document.save(),
          happened: async () => is((await listOf(world, at))[0]?.name === 'New'),
        };
      },
    },
    [`delete ${name}`]: {
      operation: `delete${noun}`,
      repeated: true,
      seen: true,
      async ready(world) {
        const { at, row } = await made(world);
        return {
          act: () => command('deleteResource', row),
          happened: async () => 1 - (await listOf(world, at)).length,
        };
      },
    },
  };
}

/** Everything that changes something, as a person does it: all operations of the API but those that read. */
export const acts: Readonly<Record<string, Act>> = {
  'start a run': {
    operation: 'startRun',
    async ready(world) {
      const mine = await newMission(world);
      return { act: () => command('startRun', { missionId: mine }), happened: () => world.count(`/${mine}/runs`) };
    },
  },
  'pause a run': onRun('pauseRun', 'running', 'paused'),
  'resume a run': onRun('resumeRun', 'paused', 'running'),
  'cancel a run': onRun('cancelRun', 'running', 'cancelled'),
  'complete a run': {
    operation: 'updateRun',
    repeated: true,
    seen: true,
    labels: ['Succeeded'],
    texts: ['All done', ''],
    keeps: 0,
    async ready(world) {
      const run = await newRun(world);
      return {
        act: () => command('completeRun', run),
        happened: async () => is((await world.call('GET', run.at)).result_summary === 'All done'),
      };
    },
  },
  'log an event': {
    operation: 'logEvent',
    repeated: true,
    texts: ['It happened', ''],
    keeps: 0,
    async ready(world) {
      const run = await newRun(world);
      const before = await world.count(`${run.at}/events`);
      return {
        act: () => command('logEvent', run),
        happened: async () => (await world.count(`${run.at}/events`)) - before,
      };
    },
  },
  'set the status of a step': {
    operation: 'updatePlanStep',
    repeated: true,
    seen: true,
    labels: ['completed'],
    async ready(world) {
      const run = await newPlan(world);
      return {
        act: () => command('setStepStatus', { ...run, stepId: 'first' }),
        happened: async () => is((await world.call('GET', `${run.at}/plan/steps/first`)).status === 'completed'),
      };
    },
  },
  'link an agent': {
    operation: 'linkAgent',
    seen: true,
    texts: ['assistant-1'],
    async ready(world) {
      const run = await newRun(world);
      return {
        act: () => command('linkAgent', run),
        happened: async () => (await listOf(world, `${run.at}/telnyx-agents`)).length,
      };
    },
  },
  'unlink an agent': {
    operation: 'unlinkAgent',
    repeated: true,
    async ready(world) {
      const run = await newRun(world);
      await world.call('POST', `${run.at}/telnyx-agents`, { telnyx_agent_id: 'assistant-1' });
      return {
        act: () => command('unlinkAgent', run),
        happened: async () => 1 - (await listOf(world, `${run.at}/telnyx-agents`)).length,
      };
    },
  },
  'create a mission': {
    operation: 'createMission',
    texts: ['Brand new'],
    keeps: 0,
    async ready(world) {
      const before = await world.count('');
      return { act: () => command('createMission'), happened: async () => (await world.count('')) - before };
    },
  },
  'rename a mission': {
    operation: 'updateMission',
    repeated: true,
    seen: true,
    texts: ['Renamed'],
    async ready(world) {
      const mine = await newMission(world);
      return {
        act: () => command('renameMission', { missionId: mine }),
        happened: async () => is((await world.call('GET', `/${mine}`)).name === 'Renamed'),
      };
    },
  },
  'clone a mission': {
    operation: 'cloneMission',
    async ready(world) {
      const before = await world.count('');
      return {
        act: () => command('cloneMission', { missionId }),
        happened: async () => (await world.count('')) - before,
      };
    },
  },
  'delete a mission': {
    operation: 'deleteMission',
    repeated: true,
    async ready(world) {
      const mine = await newMission(world);
      const before = await world.count('');
      return {
        act: () => command('deleteMission', { missionId: mine }),
        happened: async () => before - (await world.count('')),
      };
    },
  },
  'save a plan': {
    operation: 'createPlan',
    seen: true,
    saves: true,
    async ready(world) {
      const run = await newRun(world);
      const document = await edited(command('editPlan', run), '- [ ] Look around\n');
      return {
        act: () => document.save(),
        happened: async () => (await listOf(world, `${run.at}/plan`)).length,
      };
    },
  },
  'save instructions': {
    operation: 'updateMission',
    repeated: true,
    seen: true,
    saves: true,
    async ready(world) {
      const mine = await newMission(world);
      const document = await edited(command('editInstructions', { missionId: mine }), '# New\n');
      return {
        act: () => document.save(),
        happened: async () => is((await world.call('GET', `/${mine}`)).instructions === '# New\n'),
      };
    },
  },
  'add a step': {
    operation: 'addPlanSteps',
    seen: true,
    texts: ['Look around'],
    keeps: 0,
    async ready(world) {
      const run = await newPlan(world);
      return {
        act: () => command('addStep', run),
        happened: async () => (await listOf(world, `${run.at}/plan`)).length - 1,
      };
    },
  },
  ...resourceActs('a tool', 'Tool', 'tool', 'tools', 'tool_id'),
  ...resourceActs('a knowledge base', 'KnowledgeBase', 'knowledgeBase', 'knowledge-bases', 'knowledge_base_id'),
  ...resourceActs('an MCP server', 'McpServer', 'mcpServer', 'mcp-servers', 'mcp_server_id'),
};

/** A question to the API that a person asks: what it is about, made ready, and how it is asked. */
export const reads: Readonly<Record<string, (world: TestWorld) => Promise<() => Thenable<unknown>>>> = {
  getMission: async (world) => {
    const mine = await newMission(world);
    return () => command('openMissionJson', { missionId: mine });
  },
  getRun: async (world) => {
    const run = await newRun(world);
    return () => command('openRunJson', run);
  },
  getPlan: async (world) => {
    const run = await newRun(world);
    return () => command('editPlan', run);
  },
  getPlanStep: async (world) => {
    const run = await newPlan(world);
    return () => command('openStepJson', { ...run, stepId: 'first' });
  },
  getEvent: async (world) => {
    const run = await newRun(world);
    const { event_id: eventId } = await world.call('POST', `${run.at}/events`, { type: 'custom', summary: 'An owl' });
    return () => command('openEventJson', { ...run, eventId });
  },
  listLinkedAgents: async (world) => {
    const run = await newRun(world);
    return () => command('unlinkAgent', run);
  },
  ...resourceReads('Tool', 'tool', 'tools', 'tool_id'),
  ...resourceReads('KnowledgeBase', 'knowledgeBase', 'knowledge-bases', 'knowledge_base_id'),
  ...resourceReads('McpServer', 'mcpServer', 'mcp-servers', 'mcp_server_id'),
};

function resourceReads(noun: string, of: string, list: string, idField: string): typeof reads {
  return {
    [`get${noun}`]: async (world) => {
      const mine = await newMission(world);
      const row = await world.call('POST', `/${mine}/${list}`, { name: 'Old' });
      return () => command('openResource', { missionId: mine, of, resourceId: String(row[idField]) });
    },
    [`list${noun}s`]: async (world) => {
      const mine = await newMission(world);
      return () => command('openResource', { missionId: mine });
    },
  };
}
