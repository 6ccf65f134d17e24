import type { Service } from './service';
import { fieldOf, type Thing, type ThingKind } from './things';

export type Call = { readonly method: string; readonly path: string; readonly body: Body; readonly by: string };
export type Body = Readonly<Record<string, unknown>>;
/** `shows`: what the answer tells of. */
export type Answer = { readonly status: number; readonly body?: unknown; readonly shows: readonly Thing[] };
/** What a call is going to change, before it does: the new values of something that is there. */
export type Write = { readonly thing: Thing; readonly fields: Body };

/** What a request means to do; `write` where it changes something that is there. */
type Plan = { readonly write?: Write; readonly act: () => Answer };

export const definition = ['name', 'description', 'model', 'instructions', 'execution_mode', 'metadata'] as const;
const ended = new Set<unknown>(['succeeded', 'failed', 'cancelled']);
const resources: Readonly<Record<string, string>> = {
  tools: 'tool_id',
  'knowledge-bases': 'knowledge_base_id',
  'mcp-servers': 'mcp_server_id',
};

const refuse = (status: number): Plan => ({
  act: () => ({ status, body: { errors: [{ title: `status ${status}` }] }, shows: [] }),
});
const iso = (ms: number) => new Date(ms).toISOString();
const picked = (body: Body, names: readonly string[]) => Object.fromEntries(names.map((name) => [name, body[name]]));
const given = (body: Body, names: readonly string[]) =>
  picked(
    body,
    names.filter((name) => Object.hasOwn(body, name)),
  );

function fieldsOf(thing: Thing): Body {
  return Object.fromEntries([...thing.fields.keys()].map((name) => [name, fieldOf(thing, name)]));
}

export function wireOf(service: Service, thing: Thing): Body {
  const { created, ...fields } = fieldsOf(thing);
  const owner = thing.of === undefined ? undefined : service.things.get(thing.of);
  const updated_at = iso(thing.updatedAt);
  switch (thing.kind) {
    case 'mission':
      return { mission_id: thing.id, ...fields, created_at: iso(Number(created)), updated_at };
    case 'run':
      return { run_id: thing.id, mission_id: owner?.id, ...fields, updated_at };
    case 'step':
      return { step_id: thing.id, run_id: owner?.id, ...fields };
    case 'event':
      return { event_id: thing.id, run_id: owner?.id, ...fields };
    case 'resource': {
      const body = fields.body as Body;
      return { ...body, [resources[String(fields.sort)] ?? 'id']: thing.id };
    }
  }
}

/** What the call would do now: nothing is done before `act` is called. */
export function planOf(service: Service, call: Call): Plan {
  const [, rest = ''] = call.path.split('/ai/missions');
  const [missionId, part, id, inner, innerId] = rest.split('/').slice(1).map(decodeURIComponent);
  if (missionId === undefined) return missions(service, call);
  if (missionId === 'runs') return listOf(service, service.all('run'));
  if (missionId === 'events') return listOf(service, service.all('event'));
  const mission = service.find('mission', missionId);
  if (!mission) return refuse(404);
  if (part === undefined) return oneMission(service, call, mission);
  if (part === 'clone') return clone(service, call, mission);
  if (part in resources) return resource(service, call, mission, part, id);
  if (part !== 'runs') return refuse(404);
  if (id === undefined) return runs(service, call, mission);
  const run = service.find('run', id, mission.key);
  if (!run) return refuse(404);
  if (inner === undefined) return oneRun(service, call, run);
  if (inner === 'plan') return plan(service, call, run, rest.split('/').at(-2) === 'steps' ? lastOf(rest) : undefined);
  if (inner === 'events') return events(service, call, run);
  if (inner === 'telnyx-agents') return { act: () => ({ status: 200, body: { data: [] }, shows: [] }) };
  return innerId === undefined ? steer(service, call, run, inner) : refuse(404);
}

const lastOf = (path: string) => decodeURIComponent(path.split('/').at(-1) ?? '');

function listOf(service: Service, things: readonly Thing[]): Plan {
  const count = things.length;
  const meta = { total_pages: 1, total_results: count, page_number: 1, page_size: 1000 };
  const rows = things.map((thing) => wireOf(service, thing)).reverse();
  return { act: () => ({ status: 200, body: { data: rows, meta }, shows: things }) };
}

function oneOf(service: Service, thing: Thing, status = 200): Answer {
  return { status, body: { data: wireOf(service, thing) }, shows: [thing] };
}

function shown(service: Service, thing: Thing): Plan {
  return { act: () => oneOf(service, thing) };
}

function made(service: Service, { by }: Call, kind: ThingKind, fields: Body, of?: Thing, id?: string): Answer {
  return oneOf(service, service.make(kind, fields, by, of?.key, id), 201);
}

function changed(service: Service, { by }: Call, thing: Thing, fields: Body): Plan {
  return {
    write: { thing, fields },
    act: () => {
      service.change(thing, fields, by);
      return oneOf(service, thing);
    },
  };
}

function removed(service: Service, { by }: Call, thing: Thing): Plan {
  return {
    act: () => {
      service.remove(thing, by);
      return { status: 204, shows: [] };
    },
  };
}

function missions(service: Service, call: Call): Plan {
  if (call.method === 'GET') return listOf(service, service.all('mission'));
  return {
    act: () => made(service, call, 'mission', { ...picked(call.body, definition), created: service.now() }),
  };
}

function oneMission(service: Service, call: Call, mission: Thing): Plan {
  if (call.method === 'GET') return shown(service, mission);
  if (call.method === 'DELETE') return removed(service, call, mission);
  // What is not sent is lost.
  return changed(service, call, mission, picked(call.body, definition));
}

function clone(service: Service, call: Call, mission: Thing): Plan {
  const fields = Object.fromEntries(definition.map((name) => [name, fieldOf(mission, name)]));
  return {
    act: () => made(service, call, 'mission', { ...fields, clone_of: mission.id, created: service.now() }),
  };
}

function resource(service: Service, call: Call, mission: Thing, sort: string, id: string | undefined): Plan {
  const all = service.all('resource', mission.key).filter((thing) => fieldOf(thing, 'sort') === sort);
  if (id === undefined)
    return call.method === 'GET'
      ? listOf(service, all)
      : { act: () => made(service, call, 'resource', { sort, body: call.body }, mission) };
  const thing = all.find((one) => one.id === id);
  if (!thing) return refuse(404);
  if (call.method === 'GET') return shown(service, thing);
  if (call.method === 'DELETE') return removed(service, call, thing);
  const body = Object.fromEntries(Object.entries(call.body).filter(([name]) => name !== resources[sort]));
  return changed(service, call, thing, { body });
}

function runs(service: Service, call: Call, mission: Thing): Plan {
  if (call.method === 'GET') return listOf(service, service.all('run', mission.key));
  const fields = { status: 'pending', ...given(call.body, ['input', 'metadata']), started_at: iso(service.now()) };
  return { act: () => made(service, call, 'run', fields, mission) };
}

function oneRun(service: Service, call: Call, run: Thing): Plan {
  if (call.method === 'GET') return shown(service, run);
  return changed(
    service,
    call,
    run,
    given(call.body, ['status', 'result_summary', 'result_payload', 'error', 'metadata']),
  );
}

function steer(service: Service, call: Call, run: Thing, verb: string): Plan {
  const now = fieldOf(run, 'status');
  const to = { pause: 'paused', resume: 'running', cancel: 'cancelled' }[verb];
  if (to === undefined) return refuse(404);
  const can = verb === 'pause' ? now === 'running' : verb === 'resume' ? now === 'paused' : !ended.has(now);
  if (!can) return refuse(409);
  // What the service itself refuses in another state needs no look before it.
  const { act } = changed(service, call, run, { status: to });
  return { act };
}

function plan(service: Service, call: Call, run: Thing, stepId: string | undefined): Plan {
  const steps = service.all('step', run.key);
  if (stepId !== undefined) {
    const step = steps.find(({ id }) => id === stepId);
    if (!step) return refuse(404);
    return call.method === 'GET'
      ? shown(service, step)
      : changed(service, call, step, given(call.body, ['status', 'metadata']));
  }
  if (call.method === 'GET') return whole(service, steps);
  const rows = Array.isArray(call.body.steps) ? (call.body.steps as Body[]) : [];
  return {
    act: () => {
      const added = rows.map((row) =>
        service.make(
          'step',
          { status: 'pending', ...given(row, ['description', 'sequence', 'parent_step_id', 'metadata']) },
          call.by,
          run.key,
          String(row.step_id),
        ),
      );
      return { ...whole(service, added).act(), status: 201 };
    },
  };
}

function whole(service: Service, steps: readonly Thing[]): Plan {
  const rows = steps.map((step) => wireOf(service, step));
  return { act: () => ({ status: 200, body: { data: rows }, shows: steps }) };
}

function events(service: Service, call: Call, run: Thing): Plan {
  const all = service.all('event', run.key);
  if (call.method === 'GET') return listOf(service, all);
  const key = call.body.idempotency_key;
  const there = key === undefined ? undefined : all.find((event) => fieldOf(event, 'idempotency_key') === key);
  if (there) return { act: () => oneOf(service, there, 201) };
  const fields = given(call.body, ['type', 'summary', 'step_id', 'agent_id', 'payload', 'idempotency_key']);
  return { act: () => made(service, call, 'event', { ...fields, timestamp: iso(service.now()) }, run) };
}
