import type { components } from '../api/contract';
import type { OperationId } from '../api/operations';
import { checkFields, checkPaging, checkUuid, isObject, type Fields } from './checks';
import { scriptFor } from './demo';
import {
  definitionFields,
  eventFields,
  linkFields,
  newMissionFields,
  planFields,
  runFields,
  startFields,
  stepChangeFields,
  stepFields,
} from './fields';
import { inOrder, type ListOrder } from './listOrder';
import { refuse, refuseFields, type Answer } from './refusal';
import { isTerminal, type EventRow, type MissionState, type ResourceKind, type RunState, type World } from './world';

type Schemas = components['schemas'];

/** What a request says, once its route is known. */
export type OperationRequest = {
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** The body was no JSON. */
  readonly malformed: boolean;
  /** From the path, in its order. */
  readonly ids: readonly string[];
};
export type Operations = Readonly<Record<OperationId, (request: OperationRequest) => Answer>>;

const ok = (data: unknown): Answer => ({ status: 200, body: { data } });
const created = (data: unknown): Answer => ({ status: 201, body: { data } });
const done: Answer = { status: 204 };

/** The fields that the schema knows, without those that are `null`. `T` is what `checkFields` has just ensured. */
function pick<T>(body: unknown, fields: Fields): T {
  const entries = isObject(body) ? Object.keys(fields).map((name) => [name, body[name]] as const) : [];
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== null)) as T;
}

function checkedBody<T>({ body, malformed }: OperationRequest, fields: Fields): T {
  if (malformed) refuseFields([{ loc: ['body'], msg: 'JSON decode error', type: 'json_invalid' }]);
  refuseFields(checkFields(body, fields, ['body']));
  return pick<T>(body, fields);
}

function checkedSteps(request: OperationRequest): Schemas['CreatePlanStepRequest'][] {
  const { steps } = checkedBody<{ steps: unknown[] }>(request, planFields);
  refuseFields(steps.flatMap((step, i) => checkFields(step, stepFields, ['body', 'steps', i])));
  return steps.map((step) => pick<Schemas['CreatePlanStepRequest']>(step, stepFields));
}

/** Every operation of the contract, on a world. What they refuse they throw as `Refusal`. */
export function createOperations(world: World, listOrder: () => ListOrder): Operations {
  function page<T>(
    rows: readonly T[],
    { query }: OperationRequest,
    size: number,
    id: (row: T) => string,
    shown: (row: T) => unknown,
  ): Answer {
    const paging = checkPaging(query, size);
    if (!('number' in paging)) {
      refuseFields(paging);
      return done;
    }
    const data = inOrder(rows, listOrder(), id, (paging.number - 1) * paging.size, paging.size).map(shown);
    const meta: Schemas['Meta'] = {
      total_pages: Math.ceil(rows.length / paging.size),
      total_results: rows.length,
      page_number: paging.number,
      page_size: paging.size,
    };
    return { status: 200, body: { data, meta } };
  }

  function filtered<T>(rows: readonly T[], query: URLSearchParams, filters: Record<string, (row: T) => unknown>) {
    const wanted = Object.entries(filters).filter(([name]) => query.has(name));
    return wanted.length === 0 ? rows : rows.filter((row) => wanted.every(([name, of]) => of(row) === query.get(name)));
  }

  function pageOfRuns(runs: readonly RunState[], request: OperationRequest): Answer {
    const rows = filtered(runs, request.query, { status: ({ row }) => row.status });
    return page(
      rows,
      request,
      20,
      ({ row }) => row.run_id,
      ({ row }) => row,
    );
  }

  function pageOfEvents(
    events: readonly EventRow[],
    request: OperationRequest,
    filters: readonly (keyof EventRow)[],
  ): Answer {
    const rows = filtered(
      events,
      request.query,
      Object.fromEntries(filters.map((name) => [name, (row: EventRow) => row[name]])),
    );
    return page(
      rows,
      request,
      50,
      (row) => row.event_id,
      (row) => row,
    );
  }

  const knownMission = (missionId = ''): MissionState =>
    world.mission(missionId) ?? refuse(404, `There is no mission ${missionId}`);

  function missionOf({ ids: [missionId = ''] }: OperationRequest): MissionState {
    refuseFields(checkUuid('mission_id', missionId));
    return knownMission(missionId);
  }

  function runOf({ ids: [missionId = '', runId = ''] }: OperationRequest): RunState {
    refuseFields([...checkUuid('mission_id', missionId), ...checkUuid('run_id', runId)]);
    return world.run(missionId, runId) ?? refuse(404, `There is no run ${runId}`);
  }

  const stepOf = (run: RunState, { ids: [, , stepId = ''] }: OperationRequest) =>
    run.steps.find((step) => step.step_id === stepId) ?? refuse(404, `There is no step ${stepId}`);

  function change(request: OperationRequest, from: readonly Schemas['RunStatus'][], to: Schemas['RunStatus']): Answer {
    const run = runOf(request);
    if (!from.includes(run.row.status)) refuse(409, `The run is ${run.row.status}`);
    world.setStatus(run, to, world.clock());
    return ok(run.row);
  }

  function addSteps(run: RunState, steps: readonly Schemas['CreatePlanStepRequest'][]): Answer {
    const known = new Set(run.steps.map((step) => step.step_id));
    for (const { step_id: stepId } of steps) {
      if (known.has(stepId)) refuse(409, `Step ${stepId} already exists`);
      known.add(stepId);
    }
    return created(world.addSteps(run, steps, world.clock()));
  }

  // Bodies of tools, knowledge bases and MCP servers are untyped: what is sent is kept.
  function resource(kind: ResourceKind, idField: string) {
    const all = ({ ids: [missionId] }: OperationRequest) => knownMission(missionId).resources[kind];
    const one = (request: OperationRequest) =>
      all(request).get(request.ids[1] ?? '') ?? refuse(404, `There is no ${idField} ${request.ids[1] ?? ''}`);
    const sent = (request: OperationRequest) => {
      checkedBody(request, {});
      return isObject(request.body) ? request.body : {};
    };
    const now = () => new Date(world.clock()).toISOString();
    return {
      list: (request: OperationRequest) => ok([...all(request).values()]),
      create: (request: OperationRequest) => {
        const rows = all(request);
        const id = world.newId();
        const at = now();
        rows.set(id, { ...sent(request), [idField]: id, created_at: at, updated_at: at });
        return created(rows.get(id));
      },
      get: (request: OperationRequest) => ok(one(request)),
      update: (request: OperationRequest) => {
        const { [idField]: id, created_at: createdAt } = one(request);
        const row = { ...sent(request), [idField]: id, created_at: createdAt, updated_at: now() };
        all(request).set(String(id), row);
        return ok(row);
      },
      remove: (request: OperationRequest) => {
        one(request);
        all(request).delete(request.ids[1] ?? '');
        return done;
      },
    };
  }
  const tools = resource('tools', 'tool_id');
  const knowledgeBases = resource('knowledge-bases', 'knowledge_base_id');
  const mcpServers = resource('mcp-servers', 'mcp_server_id');

  return {
    listMissions: (request) =>
      page(
        world.missions,
        request,
        20,
        ({ row }) => row.mission_id,
        ({ row }) => row,
      ),
    createMission: (request) => {
      // The contract has a default, which the generated type takes for granted and requests do not.
      type Sent = Omit<Schemas['CreateMissionRequest'], 'execution_mode'> & Partial<Schemas['CreateMissionRequest']>;
      const sent = checkedBody<Sent>(request, newMissionFields);
      return created(world.addMission({ execution_mode: 'external', ...sent }, world.clock()).row);
    },
    getMission: (request) => {
      const { row, resources } = missionOf(request);
      return ok({
        ...row,
        tools: [...resources.tools.values()],
        knowledge_bases: [...resources['knowledge-bases'].values()],
        mcp_servers: [...resources['mcp-servers'].values()],
      });
    },
    updateMission: (request) => {
      const mission = missionOf(request);
      world.replaceMission(mission, checkedBody(request, definitionFields), world.clock());
      return ok(mission.row);
    },
    deleteMission: (request) => {
      world.removeMission(missionOf(request));
      return done;
    },
    cloneMission: ({ ids: [missionId] }) => {
      const { row } = knownMission(missionId);
      return created(world.addMission({ ...row, name: `${row.name} (copy)` }, world.clock()).row);
    },
    listRecentEvents: (request) => pageOfEvents(world.events, request, ['type']),
    listRecentRuns: (request) => pageOfRuns(world.runs, request),
    listRuns: (request) => pageOfRuns(missionOf(request).runs, request),
    startRun: (request) => {
      const mission = missionOf(request);
      const start = checkedBody<Schemas['CreateMissionRunRequest']>(
        { ...request, body: request.body ?? {} },
        startFields,
      );
      const beats = scriptFor(world, mission);
      return created(world.addRun(mission, world.clock(), start, beats ? { beats } : {}).row);
    },
    getRun: (request) => ok(runOf(request).row),
    updateRun: (request) => {
      const run = runOf(request);
      const { status, metadata, ...result } = checkedBody<Schemas['UpdateMissionRunRequest']>(request, runFields);
      if (status !== undefined && status !== run.row.status && isTerminal(run.row.status))
        refuse(409, `The run is ${run.row.status}`);
      if (metadata) run.row.metadata = metadata;
      world.setStatus(run, status ?? run.row.status, world.clock(), result);
      return ok(run.row);
    },
    cancelRun: (request) => change(request, ['pending', 'running', 'paused'], 'cancelled'),
    pauseRun: (request) => change(request, ['running'], 'paused'),
    resumeRun: (request) => change(request, ['paused'], 'running'),
    listEvents: (request) => pageOfEvents(runOf(request).events, request, ['type', 'step_id', 'agent_id']),
    logEvent: (request) => {
      const run = runOf(request);
      return created(world.log(run, checkedBody<Schemas['CreateEventRequest']>(request, eventFields), world.clock()));
    },
    getEvent: (request) => {
      const [, , eventId = ''] = request.ids;
      return ok(runOf(request).eventsById.get(eventId) ?? refuse(404, `There is no event ${eventId}`));
    },
    getPlan: (request) => ok(runOf(request).steps),
    createPlan: (request) => {
      const run = runOf(request);
      const steps = checkedSteps(request);
      if (run.steps.length > 0) refuse(409, `The run is ${run.row.status} and already has a plan`);
      return addSteps(run, steps);
    },
    addPlanSteps: (request) => addSteps(runOf(request), checkedSteps(request)),
    getPlanStep: (request) => ok(stepOf(runOf(request), request)),
    updatePlanStep: (request) => {
      const run = runOf(request);
      const step = stepOf(run, request);
      const { status, metadata } = checkedBody<Schemas['UpdatePlanStepRequest']>(request, stepChangeFields);
      if (metadata) step.metadata = metadata;
      if (status) world.setStep(run, step.step_id, status, world.clock());
      return ok(step);
    },
    listLinkedAgents: (request) => ok(runOf(request).agents),
    linkAgent: (request) => {
      const run = runOf(request);
      const { telnyx_agent_id: agentId } = checkedBody<Schemas['LinkTelnyxAgentRequest']>(request, linkFields);
      if (run.agents.some((agent) => agent.telnyx_agent_id === agentId)) refuse(409, `${agentId} is already linked`);
      return created(world.link(run, agentId, world.clock()));
    },
    unlinkAgent: (request) => {
      const { agents } = runOf(request);
      const [, , agentId = ''] = request.ids;
      const place = agents.findIndex((agent) => agent.telnyx_agent_id === agentId);
      if (place < 0) refuse(404, `${agentId} isn't linked`);
      agents.splice(place, 1);
      return done;
    },
    listTools: tools.list,
    createTool: tools.create,
    getTool: tools.get,
    updateTool: tools.update,
    deleteTool: tools.remove,
    listKnowledgeBases: knowledgeBases.list,
    createKnowledgeBase: knowledgeBases.create,
    getKnowledgeBase: knowledgeBases.get,
    updateKnowledgeBase: knowledgeBases.update,
    deleteKnowledgeBase: knowledgeBases.remove,
    listMcpServers: mcpServers.list,
    createMcpServer: mcpServers.create,
    getMcpServer: mcpServers.get,
    updateMcpServer: mcpServers.update,
    deleteMcpServer: mcpServers.remove,
  };
}
