import type { EventType } from '../model/event';
import { compact, isObject } from '../model/jsonObject';
import { echoedFields, type JsonObject, type MissionDefinition } from '../model/mission';
import type { Step, StepStatus } from '../model/plan';
import type { Resource } from '../model/resource';
import type { RunStart, RunStatus } from '../model/run';
import { createCalling, type Caller, type CallOptions, type ClientParts, type PageQuery, type Spec } from './caller';
import type { Captured } from './captured';
import { decodeAgent, decodeEvent, decodeMission, decodeResource, decodeRun, decodeStep } from './decode';
import type { OperationId } from './operations';
import type { Again } from './retry';

/** A change to some of a definition's fields: `undefined` removes a field, what is left out stays. */
export type MissionChange = { readonly [K in keyof MissionDefinition]?: MissionDefinition[K] | undefined };
export type NewMission = MissionChange & {
  readonly name: string;
  /** Fields that are not known here, sent back as they came; what is said in the others goes before. */
  readonly more?: JsonObject | undefined;
};
export type RunChange = {
  readonly status?: RunStatus;
  readonly metadata?: JsonObject;
  readonly resultSummary?: string;
  readonly resultPayload?: JsonObject;
  readonly error?: string;
};
export type NewStep = Pick<Step, 'stepId' | 'description' | 'sequence' | 'parentStepId' | 'metadata'>;
export type StepChange = { readonly status?: StepStatus; readonly metadata?: JsonObject };
export type NewEvent = {
  readonly type: EventType;
  readonly summary: string;
  readonly stepId?: string;
  readonly agentId?: string;
  readonly payload?: JsonObject;
  /** A UUID made once for each act of a person; made here where it is absent. */
  readonly idempotencyKey?: string;
};
export type EventFilter = { readonly type?: EventType; readonly stepId?: string; readonly agentId?: string };

/**
 * The API, one function an operation, named as in the contract. Each throws `ApiError` and nothing else; safe
 * operations are repeated after failures that may pass (`retry.ts`).
 */
export type Operations = ReturnType<typeof createOperations>;

/** For one act: as soon as another account is in use all its requests fail as `accountChanged`, before they are sent. */
export type BoundClient = Operations &
  Pick<Captured, 'isCurrent'> & {
    /** See {@link Captured.id}. */
    readonly accountId: Captured['id'];
    /** Waits before a save is decided and written again (`tracking/actions/save.ts`). */
    readonly again: Again;
  };

/** Each call goes, with its repeats, to the account that is in use when it is made. */
export type Client = Operations & {
  /** The account of this very moment. */
  bind(): BoundClient;
};

export function createClient(parts: ClientParts): Client {
  const { again, capture, callerOf } = createCalling(parts);
  return {
    ...createOperations(callerOf(capture)),
    bind() {
      const account = capture();
      const { isCurrent, id: accountId } = account;
      return { ...createOperations(callerOf(() => account)), isCurrent, accountId, again };
    },
  };
}

function createOperations({ one, many, page, none, looseOne, looseMany }: Caller) {
  const mission = (missionId: string): Pick<Spec, 'path' | 'ids'> => ({ path: '/{}', ids: [missionId] });
  /** `rest` may hold further `{}`, for `more` ids. */
  const run = (missionId: string, runId: string, rest = '', ...more: string[]): Pick<Spec, 'path' | 'ids'> => ({
    path: `/{}/runs/{}${rest}`,
    ids: [missionId, runId, ...more],
  });

  /** Tools, knowledge bases and MCP servers: the same five operations on a body that the contract leaves open. */
  function resources(kind: 'Tool' | 'KnowledgeBase' | 'McpServer', path: string, idField: string) {
    const decode = decodeResource(idField);
    const all = (missionId: string) => ({ path: `/{}/${path}`, ids: [missionId] });
    const single = (missionId: string, resourceId: string) => ({
      path: `/{}/${path}/{}`,
      ids: [missionId, resourceId],
    });
    const create: OperationId = `create${kind}`;
    const get: OperationId = `get${kind}`;
    const update: OperationId = `update${kind}`;
    const remove: OperationId = `delete${kind}`;
    const list: OperationId = `list${kind}s`;
    return {
      list: (missionId: string, options?: CallOptions) =>
        looseMany(list, { method: 'GET', ...all(missionId) }, decode, options),
      /** Resolves to `undefined` where the answer names no id: list again. */
      create: (missionId: string, body: JsonObject, options?: CallOptions): Promise<Resource | undefined> =>
        looseOne(create, { method: 'POST', ...all(missionId), body }, decode, options),
      get: async (missionId: string, resourceId: string, options?: CallOptions): Promise<Resource> => {
        const found = await looseOne(
          get,
          { method: 'GET', ...single(missionId, resourceId) },
          // The id is known: an answer without one is still its body.
          (row) => decode(row) ?? decodeBody(row, resourceId),
          options,
        );
        return found ?? { resourceId, body: {} };
      },
      update: (missionId: string, resourceId: string, body: JsonObject, options?: CallOptions) =>
        looseOne(update, { method: 'PUT', ...single(missionId, resourceId), body }, decode, options),
      delete: (missionId: string, resourceId: string, options?: CallOptions) =>
        none(remove, { method: 'DELETE', ...single(missionId, resourceId) }, options),
    };
  }

  const tools = resources('Tool', 'tools', 'tool_id');
  const knowledgeBases = resources('KnowledgeBase', 'knowledge-bases', 'knowledge_base_id');
  const mcpServers = resources('McpServer', 'mcp-servers', 'mcp_server_id');

  return {
    listMissions: (query: PageQuery = {}, options?: CallOptions) =>
      page('listMissions', { path: '' }, query, decodeMission, options),

    createMission: (definition: NewMission, options?: CallOptions) =>
      one('createMission', { method: 'POST', path: '', body: encodeDefinition(definition) }, decodeMission, options),

    getMission: (missionId: string, options?: CallOptions) =>
      one('getMission', { method: 'GET', ...mission(missionId) }, decodeMission, options),

    /** Replaces the whole definition: what is left out is removed, `more` included. */
    updateMission: (missionId: string, definition: NewMission, options?: CallOptions) =>
      one(
        'updateMission',
        { method: 'PUT', ...mission(missionId), body: encodeDefinition(definition) },
        decodeMission,
        options,
      ),

    deleteMission: (missionId: string, options?: CallOptions) =>
      none('deleteMission', { method: 'DELETE', ...mission(missionId) }, options),

    /** Resolves to `undefined` where the answer names no id: list again. */
    cloneMission: (missionId: string, options?: CallOptions) =>
      looseOne('cloneMission', { method: 'POST', path: '/{}/clone', ids: [missionId] }, decodeMission, options),

    listRecentEvents: (filter: Pick<EventFilter, 'type'> = {}, query: PageQuery = {}, options?: CallOptions) =>
      page('listRecentEvents', { path: '/events', query: { type: filter.type } }, query, decodeEvent, options),

    listRecentRuns: (filter: { readonly status?: RunStatus } = {}, query: PageQuery = {}, options?: CallOptions) =>
      page('listRecentRuns', { path: '/runs', query: { status: filter.status } }, query, decodeRun, options),

    listRuns: (
      missionId: string,
      filter: { readonly status?: RunStatus } = {},
      query: PageQuery = {},
      options?: CallOptions,
    ) =>
      page(
        'listRuns',
        { path: '/{}/runs', ids: [missionId], query: { status: filter.status } },
        query,
        decodeRun,
        options,
      ),

    startRun: (missionId: string, start: RunStart = {}, options?: CallOptions) =>
      one('startRun', { method: 'POST', path: '/{}/runs', ids: [missionId], body: start }, decodeRun, options),

    getRun: (missionId: string, runId: string, options?: CallOptions) =>
      one('getRun', { method: 'GET', ...run(missionId, runId) }, decodeRun, options),

    updateRun: (missionId: string, runId: string, change: RunChange, options?: CallOptions) =>
      one(
        'updateRun',
        {
          method: 'PATCH',
          ...run(missionId, runId),
          body: compact({
            status: change.status,
            result_summary: change.resultSummary,
            result_payload: change.resultPayload,
            error: change.error,
            metadata: change.metadata,
          }),
        },
        decodeRun,
        options,
      ),

    cancelRun: (missionId: string, runId: string, options?: CallOptions) =>
      one('cancelRun', { method: 'POST', ...run(missionId, runId, '/cancel') }, decodeRun, options),

    pauseRun: (missionId: string, runId: string, options?: CallOptions) =>
      one('pauseRun', { method: 'POST', ...run(missionId, runId, '/pause') }, decodeRun, options),

    resumeRun: (missionId: string, runId: string, options?: CallOptions) =>
      one('resumeRun', { method: 'POST', ...run(missionId, runId, '/resume') }, decodeRun, options),

    listEvents: (
      missionId: string,
      runId: string,
      filter: EventFilter = {},
      query: PageQuery = {},
      options?: CallOptions,
    ) =>
      page(
        'listEvents',
        {
          ...run(missionId, runId, '/events'),
          query: { type: filter.type, step_id: filter.stepId, agent_id: filter.agentId },
        },
        query,
        decodeEvent,
        options,
      ),

    logEvent: (missionId: string, runId: string, event: NewEvent, options?: CallOptions) =>
      one(
        'logEvent',
        {
          method: 'POST',
          ...run(missionId, runId, '/events'),
          body: compact({
            type: event.type,
            summary: event.summary,
            step_id: event.stepId,
            agent_id: event.agentId,
            payload: event.payload,
            idempotency_key: event.idempotencyKey ?? crypto.randomUUID(),
          }),
        },
        decodeEvent,
        options,
      ),

    getEvent: (missionId: string, runId: string, eventId: string, options?: CallOptions) =>
      one('getEvent', { method: 'GET', ...run(missionId, runId, '/events/{}', eventId) }, decodeEvent, options),

    getPlan: (missionId: string, runId: string, options?: CallOptions) =>
      many('getPlan', { method: 'GET', ...run(missionId, runId, '/plan') }, decodeStep, options),

    createPlan: (missionId: string, runId: string, steps: readonly NewStep[], options?: CallOptions) =>
      many(
        'createPlan',
        { method: 'POST', ...run(missionId, runId, '/plan'), body: { steps: steps.map(encodeStep) } },
        decodeStep,
        options,
      ),

    addPlanSteps: (missionId: string, runId: string, steps: readonly NewStep[], options?: CallOptions) =>
      many(
        'addPlanSteps',
        { method: 'POST', ...run(missionId, runId, '/plan/steps'), body: { steps: steps.map(encodeStep) } },
        decodeStep,
        options,
      ),

    getPlanStep: (missionId: string, runId: string, stepId: string, options?: CallOptions) =>
      one('getPlanStep', { method: 'GET', ...run(missionId, runId, '/plan/steps/{}', stepId) }, decodeStep, options),

    updatePlanStep: (missionId: string, runId: string, stepId: string, change: StepChange, options?: CallOptions) =>
      one(
        'updatePlanStep',
        { method: 'PATCH', ...run(missionId, runId, '/plan/steps/{}', stepId), body: change },
        decodeStep,
        options,
      ),

    listLinkedAgents: (missionId: string, runId: string, options?: CallOptions) =>
      many('listLinkedAgents', { method: 'GET', ...run(missionId, runId, '/telnyx-agents') }, decodeAgent, options),

    linkAgent: (missionId: string, runId: string, telnyxAgentId: string, options?: CallOptions) =>
      one(
        'linkAgent',
        { method: 'POST', ...run(missionId, runId, '/telnyx-agents'), body: { telnyx_agent_id: telnyxAgentId } },
        decodeAgent,
        options,
      ),

    unlinkAgent: (missionId: string, runId: string, telnyxAgentId: string, options?: CallOptions) =>
      none('unlinkAgent', { method: 'DELETE', ...run(missionId, runId, '/telnyx-agents/{}', telnyxAgentId) }, options),

    listTools: tools.list,
    createTool: tools.create,
    getTool: tools.get,
    updateTool: tools.update,
    deleteTool: tools.delete,

    listKnowledgeBases: knowledgeBases.list,
    createKnowledgeBase: knowledgeBases.create,
    getKnowledgeBase: knowledgeBases.get,
    updateKnowledgeBase: knowledgeBases.update,
    deleteKnowledgeBase: knowledgeBases.delete,

    listMcpServers: mcpServers.list,
    createMcpServer: mcpServers.create,
    getMcpServer: mcpServers.get,
    updateMcpServer: mcpServers.update,
    deleteMcpServer: mcpServers.delete,
  };
}

function decodeBody(row: unknown, resourceId: string): Resource | undefined {
  return isObject(row) ? { resourceId, body: row } : undefined;
}

function encodeDefinition(definition: NewMission) {
  const known = compact({
    name: definition.name,
    description: definition.description,
    model: definition.model,
    instructions: definition.instructions,
    execution_mode: definition.executionMode,
    metadata: definition.metadata,
  });
  return { ...echoedFields(definition.more), ...known };
}

function encodeStep(step: NewStep) {
  return compact({
    step_id: step.stepId,
    description: step.description,
    sequence: step.sequence,
    parent_step_id: step.parentStepId,
    metadata: step.metadata,
  });
}
