import type { components } from '../api/contract';
import type { OperationId } from '../api/operations';
import { checkFields, checkPaging, checkUuid, isObject, type Detail, type Fields } from './checks';
import { populate, scriptFor } from './demo';
import { withFault, type Fault } from './faults';
import { isTerminal, World, type EventRow, type MissionState, type ResourceKind, type RunState } from './world';

type Schemas = components['schemas'];

/** In which order lists are sent. `unordered` is by id: the same each time, and no order of time. */
export type ListOrder = 'newest' | 'oldest' | 'unordered';

export type SimulatorOptions = {
  readonly order?: ListOrder;
  /** Optional fields are sent as `null` where they have no value, instead of being left out. */
  readonly nulls?: boolean;
  /** How late every answer is (ms). */
  readonly latency?: number;
  /** How much faster than the clock scripted agents work. */
  readonly speed?: number;
  /** Without the demo's six missions. */
  readonly empty?: boolean;
  readonly apiKey?: string;
  /** Epoch ms. */
  readonly clock?: () => number;
  readonly seed?: number;
};

/** What came in, for tests that count. */
export type Noted = { readonly operation: OperationId; readonly url: string; readonly rows: number };

export interface Simulator {
  readonly apiKey: string;
  readonly world: World;
  /** Takes any request below a base path that ends in `/v2`. Rejects only where a fault cuts the connection. */
  handle(request: Request): Promise<Response>;
  /** Returns how to take it back. */
  addFault(fault: Fault): () => void;
  clearFaults(): void;
  configure(change: Pick<SimulatorOptions, 'order' | 'nulls' | 'latency'>): void;
  /** Every request that was understood, since the last `forget`. */
  readonly requests: readonly Noted[];
  forget(): void;
}

/** An answer, before it becomes a `Response`. */
type Answer = { readonly status: number; readonly body?: unknown };
type Asked = {
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** Whether the body was no JSON. */
  readonly malformed: boolean;
  readonly ids: readonly string[];
};

class Refusal extends Error {
  constructor(readonly answer: Answer) {
    super(String(answer.status));
  }
}

const sentences: Readonly<Record<number, string>> = {
  401: 'Authentication failed',
  404: 'Resource not found',
  405: 'Method not allowed',
  409: 'Conflict',
};

function refuse(status: number, detail: string): never {
  const errors = [{ code: String(10000 + status), title: sentences[status] ?? 'Error', detail }];
  throw new Refusal({ status, body: { errors } });
}

function refuseFields(detail: readonly Detail[]): void {
  if (detail.length > 0) throw new Refusal({ status: 422, body: { detail } });
}

const modes = ['external', 'managed'] as const;
const runStatuses = ['pending', 'running', 'paused', 'succeeded', 'failed', 'cancelled'] as const;
const stepStatuses = ['pending', 'in_progress', 'completed', 'skipped', 'failed'] as const;
const eventTypes = [
  'status_change',
  'step_started',
  'step_completed',
  'step_failed',
  'tool_call',
  'tool_result',
  'message',
  'error',
  'custom',
] as const;

const definitionFields: Fields = {
  name: { kind: 'string' },
  description: { kind: 'string' },
  model: { kind: 'string' },
  instructions: { kind: 'string' },
  execution_mode: { kind: modes },
  metadata: { kind: 'object' },
};
const newMissionFields: Fields = { ...definitionFields, name: { kind: 'string', required: true } };
const startFields: Fields = { input: { kind: 'object' }, metadata: { kind: 'object' } };
const runFields: Fields = {
  status: { kind: runStatuses },
  result_summary: { kind: 'string' },
  result_payload: { kind: 'object' },
  error: { kind: 'string' },
  metadata: { kind: 'object' },
};
const stepFields: Fields = {
  step_id: { kind: 'string', required: true },
  description: { kind: 'string', required: true },
  sequence: { kind: 'integer', required: true },
  parent_step_id: { kind: 'string' },
  metadata: { kind: 'object' },
};
const stepChangeFields: Fields = { status: { kind: stepStatuses }, metadata: { kind: 'object' } };
const eventFields: Fields = {
  type: { kind: eventTypes, required: true },
  summary: { kind: 'string', required: true },
  step_id: { kind: 'string' },
  agent_id: { kind: 'string' },
  payload: { kind: 'object' },
  idempotency_key: { kind: 'string' },
};

/** Optional fields of the rows that carry them, for `nulls`. */
const optionals: readonly (readonly [mark: string, names: readonly string[]])[] = [
  ['execution_mode', ['description', 'model', 'instructions', 'metadata']],
  ['started_at', ['input', 'metadata', 'result_summary', 'result_payload', 'error', 'finished_at']],
  ['sequence', ['parent_step_id', 'metadata', 'started_at', 'completed_at']],
  ['event_id', ['step_id', 'agent_id', 'payload', 'idempotency_key']],
];

function withNulls(row: unknown): unknown {
  if (!isObject(row)) return row;
  const names = optionals.find(([mark]) => mark in row)?.[1] ?? [];
  return { ...Object.fromEntries(names.map((name) => [name, null])), ...row };
}

/** The contract's default; generated types take it for granted, requests do not. */
function asExecutionMode({ execution_mode: mode }: { readonly execution_mode?: Schemas['ExecutionMode'] }) {
  return mode ?? 'external';
}

/** The fields of a checked body that the schema knows, without those that are `null`. */
function pick<T>(body: unknown, fields: Fields): T {
  const entries = isObject(body) ? Object.keys(fields).map((name) => [name, body[name]] as const) : [];
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== null)) as T;
}

const idFields: Readonly<Record<ResourceKind, string>> = {
  tools: 'tool_id',
  'knowledge-bases': 'knowledge_base_id',
  'mcp-servers': 'mcp_server_id',
};

/** The service in memory. Nothing in it runs by itself: it catches up when it is asked. */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const { apiKey = 'KEY_DEMO', clock = Date.now, speed = 1, seed = 1 } = options;
  const world = new World(clock, speed, seed);
  if (!options.empty) populate(world);
  let { order = 'newest', nulls = false, latency = 0 } = options;
  let faults: { readonly fault: Fault; left: number }[] = [];
  const requests: Noted[] = [];

  // Lists

  function inOrder<T>(rows: readonly T[], id: (row: T) => string, from: number, count: number): readonly T[] {
    switch (order) {
      case 'oldest':
        return rows.slice(from, from + count);
      case 'newest':
        return rows.slice(Math.max(0, rows.length - from - count), Math.max(0, rows.length - from)).reverse();
      case 'unordered':
        return [...rows].sort((a, b) => (id(a) < id(b) ? -1 : 1)).slice(from, from + count);
    }
  }

  function page<T>(rows: readonly T[], id: (row: T) => string, query: URLSearchParams, size: number): Answer {
    const paging = checkPaging(query, size);
    if (!('number' in paging)) throw new Refusal({ status: 422, body: { detail: paging } });
    const data = inOrder(rows, id, (paging.number - 1) * paging.size, paging.size);
    const meta: Schemas['Meta'] = {
      total_pages: Math.ceil(rows.length / paging.size),
      total_results: rows.length,
      page_number: paging.number,
      page_size: paging.size,
    };
    return { status: 200, body: { data, meta } };
  }

  function filtered<T>(rows: readonly T[], query: URLSearchParams, filters: Record<string, (row: T) => unknown>) {
    const wanted = Object.entries(filters).filter(([name]) => query.get(name) !== null);
    return wanted.length === 0 ? rows : rows.filter((row) => wanted.every(([name, of]) => of(row) === query.get(name)));
  }

  const pageOfRuns = (runs: readonly RunState[], query: URLSearchParams) => {
    const rows = filtered(runs, query, { status: (run) => run.row.status }).map((run) => run.row);
    return page(rows, (row) => row.run_id, query, 20);
  };

  const pageOfEvents = (rows: readonly EventRow[], query: URLSearchParams) =>
    page(
      filtered(rows, query, {
        type: (row) => row.type,
        step_id: (row) => row.step_id,
        agent_id: (row) => row.agent_id,
      }),
      (row) => row.event_id,
      query,
      50,
    );

  // What requests name

  function missionOf(missionId: string | undefined): MissionState {
    return world.mission(missionId ?? '') ?? refuse(404, `There is no mission ${missionId}`);
  }

  function runOf(ids: readonly string[]): RunState {
    const [missionId = '', runId = ''] = ids;
    refuseFields([...checkUuid('mission_id', missionId), ...checkUuid('run_id', runId)]);
    return world.run(missionId, runId) ?? refuse(404, `There is no run ${runId}`);
  }

  function checkedMission(ids: readonly string[]): MissionState {
    refuseFields(checkUuid('mission_id', ids[0] ?? ''));
    return missionOf(ids[0]);
  }

  function checkedBody<T>({ body, malformed }: Asked, fields: Fields): T {
    if (malformed) refuseFields([{ loc: ['body'], msg: 'JSON decode error', type: 'json_invalid' }]);
    refuseFields(checkFields(body, fields, ['body']));
    return pick<T>(body, fields);
  }

  function checkedSteps(asked: Asked): Schemas['CreatePlanStepRequest'][] {
    const { steps } = checkedBody<{ steps: unknown[] }>(asked, { steps: { kind: 'array', required: true } });
    refuseFields(steps.flatMap((step, i) => checkFields(step, stepFields, ['body', 'steps', i])));
    return steps.map((step) => pick<Schemas['CreatePlanStepRequest']>(step, stepFields));
  }

  const withResources = ({ row, resources }: MissionState) => ({
    ...row,
    tools: [...resources.tools.values()],
    knowledge_bases: [...resources['knowledge-bases'].values()],
    mcp_servers: [...resources['mcp-servers'].values()],
  });

  function change(run: RunState, from: readonly Schemas['RunStatus'][], to: Schemas['RunStatus']): Answer {
    if (!from.includes(run.row.status)) refuse(409, `The run is ${run.row.status}`);
    world.setStatus(run, to, clock());
    return { status: 200, body: { data: run.row } };
  }

  const stepOf = (run: RunState, stepId: string | undefined) =>
    run.steps.find((step) => step.step_id === stepId) ?? refuse(404, `There is no step ${stepId}`);

  function addSteps(run: RunState, steps: readonly Schemas['CreatePlanStepRequest'][]): Answer {
    const known = new Set(run.steps.map((step) => step.step_id));
    for (const { step_id: stepId } of steps) {
      if (known.has(stepId)) refuse(409, `There is a step ${stepId} already`);
      known.add(stepId);
    }
    return { status: 201, body: { data: world.addSteps(run, steps) } };
  }

  // Operations

  const operations: Partial<Record<OperationId, (asked: Asked) => Answer>> = {
    listMissions: ({ query }) =>
      page(
        world.missions.map((mission) => mission.row),
        (row) => row.mission_id,
        query,
        20,
      ),
    createMission: (asked) => {
      const definition = checkedBody<Schemas['CreateMissionRequest']>(asked, newMissionFields);
      const mission = world.addMission({ ...definition, execution_mode: asExecutionMode(definition) }, clock());
      return { status: 201, body: { data: mission.row } };
    },
    getMission: ({ ids }) => ({ status: 200, body: { data: withResources(checkedMission(ids)) } }),
    updateMission: (asked) => {
      const mission = checkedMission(asked.ids);
      const definition = checkedBody<Schemas['UpdateMissionRequest']>(asked, definitionFields);
      // A field that is not sent is lost, but for those that a mission cannot be without.
      const { mission_id, name, execution_mode, created_at } = mission.row;
      const updatedAt = Math.max(clock(), Date.parse(mission.row.updated_at) + 1);
      mission.row = {
        mission_id,
        name,
        execution_mode,
        ...definition,
        created_at,
        updated_at: new Date(updatedAt).toISOString(),
      };
      return { status: 200, body: { data: mission.row } };
    },
    deleteMission: ({ ids }) => {
      world.removeMission(checkedMission(ids));
      return { status: 204 };
    },
    cloneMission: ({ ids }) => {
      const { row } = missionOf(ids[0]);
      const definition = pick<Omit<Schemas['MissionData'], 'mission_id' | 'created_at' | 'updated_at'>>(
        row,
        definitionFields,
      );
      const clone = world.addMission({ ...definition, name: `${row.name} (copy)` }, clock());
      return { status: 201, body: { data: clone.row } };
    },
    listRecentEvents: ({ query }) => pageOfEvents(world.events, query),
    listRecentRuns: ({ query }) => pageOfRuns(world.runs, query),
    listRuns: ({ ids, query }) => pageOfRuns(checkedMission(ids).runs, query),
    startRun: (asked) => {
      const mission = checkedMission(asked.ids);
      const start = checkedBody<Schemas['CreateMissionRunRequest']>({ ...asked, body: asked.body ?? {} }, startFields);
      const beats = scriptFor(mission.row.mission_id, mission.runs.length);
      const run = world.addRun(mission, clock(), start, beats ? { beats } : {});
      return { status: 201, body: { data: run.row } };
    },
    getRun: ({ ids }) => ({ status: 200, body: { data: runOf(ids).row } }),
    updateRun: (asked) => {
      const run = runOf(asked.ids);
      const { status, metadata, ...result } = checkedBody<Schemas['UpdateMissionRunRequest']>(asked, runFields);
      if (status !== undefined && status !== run.row.status && isTerminal(run.row.status))
        refuse(409, `The run is ${run.row.status}`);
      if (metadata) run.row.metadata = metadata;
      world.setStatus(run, status ?? run.row.status, clock(), result);
      return { status: 200, body: { data: run.row } };
    },
    cancelRun: ({ ids }) => change(runOf(ids), ['pending', 'running', 'paused'], 'cancelled'),
    pauseRun: ({ ids }) => change(runOf(ids), ['running'], 'paused'),
    resumeRun: ({ ids }) => change(runOf(ids), ['paused'], 'running'),
    listEvents: ({ ids, query }) => pageOfEvents(runOf(ids).events, query),
    logEvent: (asked) => {
      const run = runOf(asked.ids);
      const event = checkedBody<Schemas['CreateEventRequest']>(asked, eventFields);
      return { status: 201, body: { data: world.log(run, event, clock()) } };
    },
    getEvent: ({ ids }) => {
      const event = world.event(runOf(ids), ids[2] ?? '') ?? refuse(404, `There is no event ${ids[2]}`);
      return { status: 200, body: { data: event } };
    },
    getPlan: ({ ids }) => ({ status: 200, body: { data: runOf(ids).steps } }),
    createPlan: (asked) => {
      const run = runOf(asked.ids);
      const steps = checkedSteps(asked);
      if (run.steps.length > 0) refuse(409, 'The run has a plan already');
      return addSteps(run, steps);
    },
    addPlanSteps: (asked) => addSteps(runOf(asked.ids), checkedSteps(asked)),
    getPlanStep: ({ ids }) => ({ status: 200, body: { data: stepOf(runOf(ids), ids[2]) } }),
    updatePlanStep: (asked) => {
      const run = runOf(asked.ids);
      const step = stepOf(run, asked.ids[2]);
      const { status, metadata } = checkedBody<Schemas['UpdatePlanStepRequest']>(asked, stepChangeFields);
      if (metadata) step.metadata = metadata;
      if (status) world.setStep(run, step.step_id, status, clock());
      return { status: 200, body: { data: step } };
    },
    listLinkedAgents: ({ ids }) => ({ status: 200, body: { data: runOf(ids).agents } }),
    linkAgent: (asked) => {
      const run = runOf(asked.ids);
      const { telnyx_agent_id: agentId } = checkedBody<Schemas['LinkTelnyxAgentRequest']>(asked, {
        telnyx_agent_id: { kind: 'string', required: true },
      });
      if (run.agents.some((agent) => agent.telnyx_agent_id === agentId)) refuse(409, `${agentId} is linked already`);
      world.act(run, { kind: 'link', agentId }, clock());
      return { status: 201, body: { data: run.agents.at(-1) } };
    },
    unlinkAgent: ({ ids }) => {
      const { agents } = runOf(ids);
      const place = agents.findIndex((agent) => agent.telnyx_agent_id === ids[2]);
      if (place < 0) refuse(404, `${ids[2]} is not linked`);
      agents.splice(place, 1);
      return { status: 204 };
    },
    ...resourceOperations('Tool', 'tools'),
    ...resourceOperations('KnowledgeBase', 'knowledge-bases'),
    ...resourceOperations('McpServer', 'mcp-servers'),
  };

  function resourceOperations(name: 'Tool' | 'KnowledgeBase' | 'McpServer', kind: ResourceKind) {
    const idField = idFields[kind];
    const all = (missionId: string | undefined) => missionOf(missionId).resources[kind];
    const one = ({ ids }: Asked) => all(ids[0]).get(ids[1] ?? '') ?? refuse(404, `There is no ${idField} ${ids[1]}`);
    const bodyOf = (asked: Asked) => {
      checkedBody(asked, {});
      return isObject(asked.body) ? asked.body : {};
    };
    return {
      [`list${name}s`]: ({ ids }: Asked): Answer => ({ status: 200, body: { data: [...all(ids[0]).values()] } }),
      [`create${name}`]: (asked: Asked): Answer => {
        const now = new Date(clock()).toISOString();
        const id = world.newId();
        const row = { ...bodyOf(asked), [idField]: id, created_at: now, updated_at: now };
        all(asked.ids[0]).set(id, row);
        return { status: 201, body: { data: row } };
      },
      [`get${name}`]: (asked: Asked): Answer => ({ status: 200, body: { data: one(asked) } }),
      [`update${name}`]: (asked: Asked): Answer => {
        const { [idField]: id, created_at: createdAt } = one(asked);
        const row = {
          ...bodyOf(asked),
          [idField]: id,
          created_at: createdAt,
          updated_at: new Date(clock()).toISOString(),
        };
        all(asked.ids[0]).set(String(id), row);
        return { status: 200, body: { data: row } };
      },
      [`delete${name}`]: (asked: Asked): Answer => {
        one(asked);
        all(asked.ids[0]).delete(asked.ids[1] ?? '');
        return { status: 204 };
      },
    };
  }

  function respond({ status, body }: Answer): Response {
    if (status === 204) return new Response(null, { status });
    const shown = nulls && isObject(body) && 'data' in body ? { ...body, data: nullsIn(body.data) } : body;
    return new Response(JSON.stringify(shown), { status, headers: { 'content-type': 'application/json' } });
  }

  const nullsIn = (data: unknown) => (Array.isArray(data) ? data.map(withNulls) : withNulls(data));

  function faultFor(operation: OperationId) {
    const hit = faults.find(({ fault, left }) => left > 0 && (fault.operation ?? operation) === operation);
    if (hit) hit.left--;
    return hit?.fault.effect;
  }

  async function answer(request: Request): Promise<Answer & { readonly operation?: OperationId }> {
    const url = new URL(request.url);
    const route = findRoute(request.method, url.pathname);
    if (!route) return { status: 404, body: { errors: [{ code: '10404', title: 'Not found', detail: url.pathname }] } };
    if (route === 'otherMethod')
      return {
        status: 405,
        body: { errors: [{ code: '10405', title: 'Method not allowed', detail: request.method }] },
      };
    const { operation, ids } = route;
    if (request.headers.get('authorization') !== `Bearer ${apiKey}`)
      return {
        operation,
        status: 401,
        body: {
          errors: [
            {
              code: '10009',
              title: 'Authentication failed',
              detail: 'Could not find any usable credentials in the request.',
            },
          ],
        },
      };
    const text = await request.text();
    let body: unknown;
    let malformed = false;
    try {
      body = text === '' ? undefined : JSON.parse(text);
    } catch {
      malformed = true;
    }
    try {
      const run = operations[operation];
      return { operation, ...(run ? run({ query: url.searchParams, body, malformed, ids }) : { status: 404 }) };
    } catch (error) {
      if (error instanceof Refusal) return { operation, ...error.answer };
      throw error;
    }
  }

  return {
    apiKey,
    world,
    async handle(request) {
      world.catchUp();
      const route = findRoute(request.method, new URL(request.url).pathname);
      const operation = route && route !== 'otherMethod' ? route.operation : undefined;
      const effect = operation && faultFor(operation);
      return withFault(effect, latency, request.signal, async () => {
        const answered = await answer(request);
        if (operation) {
          const data = isObject(answered.body) ? answered.body.data : undefined;
          requests.push({ operation, url: request.url, rows: Array.isArray(data) ? data.length : 0 });
        }
        return respond(answered);
      });
    },
    addFault(fault) {
      const added = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
      faults.push(added);
      return () => (faults = faults.filter((one) => one !== added));
    },
    clearFaults() {
      faults = [];
    },
    configure(next) {
      ({ order = order, nulls = nulls, latency = latency } = next);
    },
    requests,
    forget() {
      requests.length = 0;
    },
  };
}

// Routes

const mission = '/ai/missions/{}';
const run = `${mission}/runs/{}`;

/** As in the contract; `{}` stands for an id. What is fixed comes before what is not. */
const routes: readonly (readonly [method: string, path: string, operation: OperationId])[] = [
  ['GET', '/ai/missions', 'listMissions'],
  ['POST', '/ai/missions', 'createMission'],
  ['GET', '/ai/missions/events', 'listRecentEvents'],
  ['GET', '/ai/missions/runs', 'listRecentRuns'],
  ['GET', mission, 'getMission'],
  ['PUT', mission, 'updateMission'],
  ['DELETE', mission, 'deleteMission'],
  ['POST', `${mission}/clone`, 'cloneMission'],
  ['GET', `${mission}/runs`, 'listRuns'],
  ['POST', `${mission}/runs`, 'startRun'],
  ['GET', run, 'getRun'],
  ['PATCH', run, 'updateRun'],
  ['POST', `${run}/cancel`, 'cancelRun'],
  ['POST', `${run}/pause`, 'pauseRun'],
  ['POST', `${run}/resume`, 'resumeRun'],
  ['GET', `${run}/events`, 'listEvents'],
  ['POST', `${run}/events`, 'logEvent'],
  ['GET', `${run}/events/{}`, 'getEvent'],
  ['GET', `${run}/plan`, 'getPlan'],
  ['POST', `${run}/plan`, 'createPlan'],
  ['POST', `${run}/plan/steps`, 'addPlanSteps'],
  ['GET', `${run}/plan/steps/{}`, 'getPlanStep'],
  ['PATCH', `${run}/plan/steps/{}`, 'updatePlanStep'],
  ['GET', `${run}/telnyx-agents`, 'listLinkedAgents'],
  ['POST', `${run}/telnyx-agents`, 'linkAgent'],
  ['DELETE', `${run}/telnyx-agents/{}`, 'unlinkAgent'],
  ...resourceRoutes('Tool', 'tools'),
  ...resourceRoutes('KnowledgeBase', 'knowledge-bases'),
  ...resourceRoutes('McpServer', 'mcp-servers'),
];

function resourceRoutes(name: 'Tool' | 'KnowledgeBase' | 'McpServer', path: ResourceKind) {
  const all = `${mission}/${path}`;
  return [
    ['GET', all, `list${name}s`],
    ['POST', all, `create${name}`],
    ['GET', `${all}/{}`, `get${name}`],
    ['PUT', `${all}/{}`, `update${name}`],
    ['DELETE', `${all}/{}`, `delete${name}`],
  ] as const;
}

const matchers = routes.map(([method, path, operation]) => ({
  method,
  operation,
  pattern: new RegExp(`/v2${path.replaceAll('{}', '([^/]+)')}/?$`),
}));

function findRoute(method: string, pathname: string) {
  let otherMethod = false;
  for (const { method: wanted, operation, pattern } of matchers) {
    const match = pattern.exec(pathname);
    if (!match) continue;
    if (wanted === method) return { operation, ids: match.slice(1).map(decodeURIComponent) };
    otherMethod = true;
  }
  return otherMethod ? 'otherMethod' : undefined;
}
