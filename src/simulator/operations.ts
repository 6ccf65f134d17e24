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
export type Asked = {
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** The body was no JSON. */
  readonly malformed: boolean;
  /** From the path, in its order. */
  readonly ids: readonly string[];
};
export type Operations = Readonly<Record<OperationId, (asked: Asked) => Answer>>;

const ok = (data: unknown): Answer => ({ status: 200, body: { data } });
const created = (data: unknown): Answer => ({ status: 201, body: { data } });
const done: Answer = { status: 204 };

/** The fields that the schema knows, without those that are `null`. `T` is what `checkFields` has just ensured. */
function pick<T>(body: unknown, fields: Fields): T {
  const entries = isObject(body) ? Object.keys(fields).map((name) => [name, body[name]] as const) : [];
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== null)) as T;
}

function checkedBody<T>({ body, malformed }: Asked, fields: Fields): T {
  if (malformed) refuseFields([{ loc: ['body'], msg: 'JSON decode error', type: 'json_invalid' }]);
  refuseFields(checkFields(body, fields, ['body']));
  return pick<T>(body, fields);
}

function checkedSteps(asked: Asked): Schemas['CreatePlanStepRequest'][] {
  const { steps } = checkedBody<{ steps: unknown[] }>(asked, planFields);
  refuseFields(steps.flatMap((step, i) => checkFields(step, stepFields, ['body', 'steps', i])));
  return steps.map((step) => pick<Schemas['CreatePlanStepRequest']>(step, stepFields));
}

/** Every operation of the contract, on a world. What they refuse they throw as `Refusal`. */
export function createOperations(world: World, listOrder: () => ListOrder): Operations {
  function page<T>(
    rows: readonly T[],
    { query }: Asked,
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

  function pageOfRuns(runs: readonly RunState[], asked: Asked): Answer {
    const rows = filtered(runs, asked.query, { status: ({ row }) => row.status });
    return page(
      rows,
      asked,
      20,
      ({ row }) => row.run_id,
      ({ row }) => row,
    );
  }

  function pageOfEvents(events: readonly EventRow[], asked: Asked, filters: readonly (keyof EventRow)[]): Answer {
    const rows = filtered(
      events,
      asked.query,
      Object.fromEntries(filters.map((name) => [name, (row: EventRow) => row[name]])),
    );
    return page(
      rows,
      asked,
      50,
      (row) => row.event_id,
      (row) => row,
    );
  }

  const knownMission = (missionId = ''): MissionState =>
    world.mission(missionId) ?? refuse(404, `There is no mission ${missionId}`);

  function missionOf({ ids: [missionId = ''] }: Asked): MissionState {
    refuseFields(checkUuid('mission_id', missionId));
    return knownMission(missionId);
  }

  function runOf({ ids: [missionId = '', runId = ''] }: Asked): RunState {
    refuseFields([...checkUuid('mission_id', missionId), ...checkUuid('run_id', runId)]);
    return world.run(missionId, runId) ?? refuse(404, `There is no run ${runId}`);
  }

  const stepOf = (run: RunState, { ids: [, , stepId = ''] }: Asked) =>
    run.steps.find((step) => step.step_id === stepId) ?? refuse(404, `There is no step ${stepId}`);

  function change(asked: Asked, from: readonly Schemas['RunStatus'][], to: Schemas['RunStatus']): Answer {
    const run = runOf(asked);
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
    const all = ({ ids: [missionId] }: Asked) => knownMission(missionId).resources[kind];
    const one = (asked: Asked) =>
      all(asked).get(asked.ids[1] ?? '') ?? refuse(404, `There is no ${idField} ${asked.ids[1] ?? ''}`);
    const sent = (asked: Asked) => {
      checkedBody(asked, {});
      return isObject(asked.body) ? asked.body : {};
    };
    const now = () => new Date(world.clock()).toISOString();
    return {
      list: (asked: Asked) => ok([...all(asked).values()]),
      create: (asked: Asked) => {
        const rows = all(asked);
        const id = world.newId();
        const at = now();
        rows.set(id, { ...sent(asked), [idField]: id, created_at: at, updated_at: at });
        return created(rows.get(id));
      },
      get: (asked: Asked) => ok(one(asked)),
      update: (asked: Asked) => {
        const { [idField]: id, created_at: createdAt } = one(asked);
        const row = { ...sent(asked), [idField]: id, created_at: createdAt, updated_at: now() };
        all(asked).set(String(id), row);
        return ok(row);
      },
      remove: (asked: Asked) => {
        one(asked);
        all(asked).delete(asked.ids[1] ?? '');
        return done;
      },
    };
  }
  const tools = resource('tools', 'tool_id');
  const knowledgeBases = resource('knowledge-bases', 'knowledge_base_id');
  const mcpServers = resource('mcp-servers', 'mcp_server_id');

  return {
    listMissions: (asked) =>
      page(
        world.missions,
        asked,
        20,
        ({ row }) => row.mission_id,
        ({ row }) => row,
      ),
    createMission: (asked) => {
      // The contract has a default, which the generated type takes for granted and requests do not.
      type Sent = Omit<Schemas['CreateMissionRequest'], 'execution_mode'> & Partial<Schemas['CreateMissionRequest']>;
      const sent = checkedBody<Sent>(asked, newMissionFields);
      return created(world.addMission({ execution_mode: 'external', ...sent }, world.clock()).row);
    },
    getMission: (asked) => {
      const { row, resources } = missionOf(asked);
      return ok({
        ...row,
        tools: [...resources.tools.values()],
        knowledge_bases: [...resources['knowledge-bases'].values()],
        mcp_servers: [...resources['mcp-servers'].values()],
      });
    },
    updateMission: (asked) => {
      const mission = missionOf(asked);
      world.replaceMission(mission, checkedBody(asked, definitionFields), world.clock());
      return ok(mission.row);
    },
    deleteMission: (asked) => {
      world.removeMission(missionOf(asked));
      return done;
    },
    cloneMission: ({ ids: [missionId] }) => {
      const { row } = knownMission(missionId);
      return created(world.addMission({ ...row, name: `${row.name} (copy)` }, world.clock()).row);
    },
    listRecentEvents: (asked) => pageOfEvents(world.events, asked, ['type']),
    listRecentRuns: (asked) => pageOfRuns(world.runs, asked),
    listRuns: (asked) => pageOfRuns(missionOf(asked).runs, asked),
    startRun: (asked) => {
      const mission = missionOf(asked);
      const start = checkedBody<Schemas['CreateMissionRunRequest']>({ ...asked, body: asked.body ?? {} }, startFields);
      const beats = scriptFor(world, mission);
      return created(world.addRun(mission, world.clock(), start, beats ? { beats } : {}).row);
    },
    getRun: (asked) => ok(runOf(asked).row),
    updateRun: (asked) => {
      const run = runOf(asked);
      const { status, metadata, ...result } = checkedBody<Schemas['UpdateMissionRunRequest']>(asked, runFields);
      if (status !== undefined && status !== run.row.status && isTerminal(run.row.status))
        refuse(409, `The run is ${run.row.status}`);
      if (metadata) run.row.metadata = metadata;
      world.setStatus(run, status ?? run.row.status, world.clock(), result);
      return ok(run.row);
    },
    cancelRun: (asked) => change(asked, ['pending', 'running', 'paused'], 'cancelled'),
    pauseRun: (asked) => change(asked, ['running'], 'paused'),
    resumeRun: (asked) => change(asked, ['paused'], 'running'),
    listEvents: (asked) => pageOfEvents(runOf(asked).events, asked, ['type', 'step_id', 'agent_id']),
    logEvent: (asked) => {
      const run = runOf(asked);
      return created(world.log(run, checkedBody<Schemas['CreateEventRequest']>(asked, eventFields), world.clock()));
    },
    getEvent: (asked) => {
      const [, , eventId = ''] = asked.ids;
      return ok(runOf(asked).eventsById.get(eventId) ?? refuse(404, `There is no event ${eventId}`));
    },
    getPlan: (asked) => ok(runOf(asked).steps),
    createPlan: (asked) => {
      const run = runOf(asked);
      const steps = checkedSteps(asked);
      if (run.steps.length > 0) refuse(409, `The run is ${run.row.status} and already has a plan`);
      return addSteps(run, steps);
    },
    addPlanSteps: (asked) => addSteps(runOf(asked), checkedSteps(asked)),
    getPlanStep: (asked) => ok(stepOf(runOf(asked), asked)),
    updatePlanStep: (asked) => {
      const run = runOf(asked);
      const step = stepOf(run, asked);
      const { status, metadata } = checkedBody<Schemas['UpdatePlanStepRequest']>(asked, stepChangeFields);
      if (metadata) step.metadata = metadata;
      if (status) world.setStep(run, step.step_id, status, world.clock());
      return ok(step);
    },
    listLinkedAgents: (asked) => ok(runOf(asked).agents),
    linkAgent: (asked) => {
      const run = runOf(asked);
      const { telnyx_agent_id: agentId } = checkedBody<Schemas['LinkTelnyxAgentRequest']>(asked, linkFields);
      if (run.agents.some((agent) => agent.telnyx_agent_id === agentId)) refuse(409, `${agentId} is already linked`);
      return created(world.link(run, agentId, world.clock()));
    },
    unlinkAgent: (asked) => {
      const { agents } = runOf(asked);
      const [, , agentId = ''] = asked.ids;
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
