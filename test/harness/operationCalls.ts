import type { Client } from '../../src/api/client';
import type { OperationId } from '../../src/api/operations';
import { routes } from '../../src/simulator/routes';

/** What an answer has to be: a page, a list, or an object, each in `data`; a list or an object of open form; nothing. */
export type Shape = 'page' | 'list' | 'object' | 'openList' | 'openObject' | 'nothing';

/** One operation of the contract, called once, and the right answer to it. */
export type OperationCall = {
  readonly operation: OperationId;
  readonly method: string;
  readonly shape: Shape;
  readonly call: (client: Client) => Promise<unknown>;
  readonly answer: { readonly status: number; readonly body: unknown };
};

const missionId = '11111111-1111-4111-8111-111111111111';
const runId = '22222222-2222-4222-8222-222222222222';
const at = '2026-11-01T00:00:00Z';

const missionRow = {
  mission_id: missionId,
  name: 'Quotes',
  execution_mode: 'external',
  created_at: at,
  updated_at: at,
};
const runRow = { run_id: runId, mission_id: missionId, status: 'running', started_at: at, updated_at: at };
const eventRow = { event_id: 'e', run_id: runId, type: 'custom', summary: 'ü', timestamp: at };
const stepRow = { step_id: 's', run_id: runId, sequence: 1, description: 'First', status: 'pending' };
const agentRow = { run_id: runId, telnyx_agent_id: 'a', created_at: at };
const resourceRow = { tool_id: 'r', knowledge_base_id: 'r', mcp_server_id: 'r', anything: [1] };

function rowOf(operation: string): unknown {
  if (/Tool|KnowledgeBase|McpServer/.test(operation)) return resourceRow;
  if (operation.includes('Event')) return eventRow;
  if (operation.includes('Agent')) return agentRow;
  if (operation.includes('Plan')) return stepRow;
  return operation.includes('Run') ? runRow : missionRow;
}

function shapeOf(operation: string, method: string): Shape {
  if (method === 'DELETE') return 'nothing';
  if (/Tool|KnowledgeBase|McpServer/.test(operation)) return operation.startsWith('list') ? 'openList' : 'openObject';
  if (operation === 'cloneMission') return 'openObject';
  if (operation === 'listLinkedAgents' || /^(getPlan|createPlan|addPlanSteps)$/.test(operation)) return 'list';
  return operation.startsWith('list') ? 'page' : 'object';
}

function answerOf(operation: string, method: string, shape: Shape): OperationCall['answer'] {
  const row = rowOf(operation);
  switch (shape) {
    case 'nothing':
      return { status: 204, body: undefined };
    case 'page':
      return {
        status: 200,
        body: { data: [row], meta: { total_pages: 1, total_results: 1, page_number: 1, page_size: 20 } },
      };
    case 'list':
    case 'openList':
      return { status: method === 'POST' ? 201 : 200, body: { data: [row] } };
    case 'object':
    case 'openObject':
      return { status: method === 'POST' ? 201 : 200, body: { data: row } };
  }
}

/** One call of each, with the least that it takes. */
const calls: Readonly<Record<OperationId, OperationCall['call']>> = {
  listMissions: (client) => client.listMissions(),
  createMission: (client) => client.createMission({ name: 'n' }),
  listRecentEvents: (client) => client.listRecentEvents(),
  listRecentRuns: (client) => client.listRecentRuns(),
  getMission: (client) => client.getMission(missionId),
  updateMission: (client) => client.updateMission(missionId, { name: 'm' }),
  deleteMission: (client) => client.deleteMission(missionId),
  cloneMission: (client) => client.cloneMission(missionId),
  listRuns: (client) => client.listRuns(missionId),
  startRun: (client) => client.startRun(missionId, { input: { a: 1 } }),
  getRun: (client) => client.getRun(missionId, runId),
  updateRun: (client) => client.updateRun(missionId, runId, { status: 'succeeded' }),
  cancelRun: (client) => client.cancelRun(missionId, runId),
  pauseRun: (client) => client.pauseRun(missionId, runId),
  resumeRun: (client) => client.resumeRun(missionId, runId),
  listEvents: (client) => client.listEvents(missionId, runId),
  logEvent: (client) => client.logEvent(missionId, runId, { type: 'custom', summary: 'ü' }),
  getEvent: (client) => client.getEvent(missionId, runId, 'e'),
  getPlan: (client) => client.getPlan(missionId, runId),
  createPlan: (client) => client.createPlan(missionId, runId, [{ stepId: 's', description: 'First', sequence: 1 }]),
  addPlanSteps: (client) => client.addPlanSteps(missionId, runId, [{ stepId: 's', description: 'First', sequence: 1 }]),
  getPlanStep: (client) => client.getPlanStep(missionId, runId, 's'),
  updatePlanStep: (client) => client.updatePlanStep(missionId, runId, 's', { status: 'completed' }),
  listLinkedAgents: (client) => client.listLinkedAgents(missionId, runId),
  linkAgent: (client) => client.linkAgent(missionId, runId, 'a'),
  unlinkAgent: (client) => client.unlinkAgent(missionId, runId, 'a'),
  listTools: (client) => client.listTools(missionId),
  createTool: (client) => client.createTool(missionId, {}),
  getTool: (client) => client.getTool(missionId, 'r'),
  updateTool: (client) => client.updateTool(missionId, 'r', {}),
  deleteTool: (client) => client.deleteTool(missionId, 'r'),
  listKnowledgeBases: (client) => client.listKnowledgeBases(missionId),
  createKnowledgeBase: (client) => client.createKnowledgeBase(missionId, {}),
  getKnowledgeBase: (client) => client.getKnowledgeBase(missionId, 'r'),
  updateKnowledgeBase: (client) => client.updateKnowledgeBase(missionId, 'r', {}),
  deleteKnowledgeBase: (client) => client.deleteKnowledgeBase(missionId, 'r'),
  listMcpServers: (client) => client.listMcpServers(missionId),
  createMcpServer: (client) => client.createMcpServer(missionId, {}),
  getMcpServer: (client) => client.getMcpServer(missionId, 'r'),
  updateMcpServer: (client) => client.updateMcpServer(missionId, 'r', {}),
  deleteMcpServer: (client) => client.deleteMcpServer(missionId, 'r'),
};

export const operationCalls: readonly OperationCall[] = routes.map(([method, , operation]) => {
  const shape = shapeOf(operation, method);
  return { operation, method, shape, call: calls[operation], answer: answerOf(operation, method, shape) };
});

/** The right answer to an operation. */
export function rightAnswer(operation: string): Response {
  const answer = operationCalls.find((call) => call.operation === operation)?.answer;
  if (!answer) throw new Error(`${operation} is no operation`);
  return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), { status: answer.status });
}
