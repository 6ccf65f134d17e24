import { describe, expect, it } from 'vitest';
import { createTestSimulator } from '../../../src/simulator/testSimulator';
import { checkExchange } from '../../harness/contract';
import { roof, running, simulated, start } from './simulated';

describe('missions', () => {
  it('are replaced by PUT: what is not sent is lost, and what identifies them stays', async () => {
    const { row, pass } = simulated();
    const before = await row('GET', `/${roof}`);
    pass(1000);
    const after = await row('PUT', `/${roof}`, { instructions: '# New' });
    expect(after).toEqual({
      mission_id: roof,
      name: before.name,
      execution_mode: before.execution_mode,
      instructions: '# New',
      created_at: before.created_at,
      updated_at: new Date(start + 1000).toISOString(),
    });
    expect(await row('GET', `/${roof}`)).toEqual({ ...after, tools: [], knowledge_bases: [], mcp_servers: [] });
  });

  it('have a later `updated_at` after each PUT, even within one millisecond', async () => {
    const { row } = simulated({ empty: true });
    const { mission_id: id, updated_at: first } = await row('POST', '', { name: 'a' });
    const second = (await row('PUT', `/${String(id)}`, { name: 'b' })).updated_at;
    const third = (await row('PUT', `/${String(id)}`, { name: 'b' })).updated_at;
    expect(String(second) > String(first)).toBe(true);
    expect(String(third) > String(second)).toBe(true);
  });

  it('take null for absent, and are external where nothing is said', async () => {
    const { row } = simulated({ empty: true });
    const created = await row('POST', '', { name: 'a', description: null, execution_mode: null, unknown: 1 });
    expect(created).toMatchObject({ name: 'a', execution_mode: 'external' });
    expect(Object.keys(created).sort()).toEqual(['created_at', 'execution_mode', 'mission_id', 'name', 'updated_at']);
  });

  it('are cloned with their definition, under an id of their own, without their runs', async () => {
    const { row, rows } = simulated();
    const source = await row('GET', `/${roof}`);
    const clone = await row('POST', `/${roof}/clone`);
    expect(clone).toMatchObject({ name: 'Roof repair quotes (copy)', model: source.model, metadata: source.metadata });
    expect(clone.mission_id).not.toBe(roof);
    expect(clone.created_at).toBe(new Date(start).toISOString());
    expect(await rows(`/${String(clone.mission_id)}/runs`)).toEqual([]);
  });

  it('take their runs and events with them when they are deleted', async () => {
    const { ask, rows } = simulated();
    const gone = new Set((await rows(`/${roof}/runs`)).map((run) => run.run_id));
    const left = (await rows('/events?page[size]=1000')).filter((event) => !gone.has(event.run_id)).length;
    expect((await ask('DELETE', `/${roof}`)).status).toBe(204);
    for (const path of [`/${roof}`, running, `${running}/events`]) expect((await ask('GET', path)).status).toBe(404);
    expect((await rows('/runs?page[size]=1000')).some((run) => gone.has(run.run_id))).toBe(false);
    expect(await rows('/events?page[size]=1000')).toHaveLength(left);
    expect((await ask('DELETE', `/${roof}`)).status).toBe(404);
  });
});

describe('events', () => {
  it('with a key that is known are the event that has it', async () => {
    const { ask, row, rows, newRun } = simulated({ empty: true });
    const [run, other] = [await newRun(), await newRun()];
    const first = await row('POST', `${run}/events`, { type: 'custom', summary: 'One', idempotency_key: 'k' });
    const again = await ask('POST', `${run}/events`, { type: 'message', summary: 'Two', idempotency_key: 'k' });
    expect(again).toMatchObject({ status: 201, data: first });
    await row('POST', `${run}/events`, { type: 'custom', summary: 'One' });
    await row('POST', `${run}/events`, { type: 'custom', summary: 'One' });
    expect(await rows(`${run}/events`)).toHaveLength(3);
    // A key counts within its run.
    const elsewhere = await row('POST', `${other}/events`, { type: 'custom', summary: 'One', idempotency_key: 'k' });
    expect(elsewhere.event_id).not.toBe(first.event_id);
    expect((await ask('GET', `${other}/events/${String(first.event_id)}`)).status).toBe(404);
  });
});

describe('assistants', () => {
  it('are linked once', async () => {
    const { ask, rows, newRun } = simulated({ empty: true });
    const run = await newRun();
    const link = () => ask('POST', `${run}/telnyx-agents`, { telnyx_agent_id: 'assistant/1' });
    expect((await link()).status).toBe(201);
    expect((await link()).status).toBe(409);
    const path = `${run}/telnyx-agents/${encodeURIComponent('assistant/1')}`;
    expect((await ask('DELETE', path)).status).toBe(204);
    expect((await ask('DELETE', path)).status).toBe(404);
    expect(await rows(`${run}/telnyx-agents`)).toEqual([]);
  });
});

describe.each([
  ['tools', 'tool_id', 'tools'],
  ['knowledge-bases', 'knowledge_base_id', 'knowledge_bases'],
  ['mcp-servers', 'mcp_server_id', 'mcp_servers'],
])('%s', (path, idField, field) => {
  it('keep what is sent, and get an id and times', async () => {
    const { ask, row, rows, pass } = simulated();
    const created = await row('POST', `/${roof}/${path}`, { anything: { deep: [1] }, [idField]: 'mine' });
    const id = String(created[idField]);
    expect(id).not.toBe('mine');
    const at = new Date(start).toISOString();
    expect(created).toEqual({ anything: { deep: [1] }, [idField]: id, created_at: at, updated_at: at });
    expect((await row('GET', `/${roof}`))[field]).toEqual([created]);
    pass(1000);
    const updated = await row('PUT', `/${roof}/${path}/${id}`, { other: 1 });
    const later = new Date(start + 1000).toISOString();
    expect(updated).toEqual({ other: 1, [idField]: id, created_at: at, updated_at: later });
    expect(await row('GET', `/${roof}/${path}/${id}`)).toEqual(updated);
    expect(await rows(`/${roof}/${path}`)).toEqual([updated]);
    expect((await ask('DELETE', `/${roof}/${path}/${id}`)).status).toBe(204);
    expect((await ask('GET', `/${roof}/${path}/${id}`)).status).toBe(404);
    expect((await ask('POST', `/${roof}/${path}`, [1])).status).toBe(422);
  });
});

describe('what is refused with 422', () => {
  it.each([
    [
      'GET',
      '/x/runs/y',
      undefined,
      [
        ['path', 'mission_id', 'uuid_parsing'],
        ['path', 'run_id', 'uuid_parsing'],
      ],
    ],
    [
      'GET',
      '?page[size]=1001&page[number]=0',
      undefined,
      [
        ['query', 'page[number]', 'greater_than_equal'],
        ['query', 'page[size]', 'less_than_equal'],
      ],
    ],
    ['GET', '?page[size]=1.5', undefined, [['query', 'page[size]', 'int_parsing']]],
    [
      'POST',
      '',
      { execution_mode: 'odd', metadata: 'x' },
      [
        ['body', 'name', 'missing'],
        ['body', 'execution_mode', 'enum'],
        ['body', 'metadata', 'object_type'],
      ],
    ],
    ['POST', '', '{"name":', [['body', 'json_invalid']]],
    [
      'POST',
      `${running}/plan/steps`,
      { steps: [{ step_id: 'a', description: 'A', sequence: 1.5 }, 3] },
      [
        ['body', 'steps', 0, 'sequence', 'integer_type'],
        ['body', 'steps', 1, 'model_attributes_type'],
      ],
    ],
    ['PATCH', running, { status: 'odd' }, [['body', 'status', 'enum']]],
    ['PATCH', `${running}/plan/steps/research`, { status: 'odd' }, [['body', 'status', 'enum']]],
    ['POST', `${running}/telnyx-agents`, {}, [['body', 'telnyx_agent_id', 'missing']]],
    ['POST', `${running}/events`, undefined, [['body', 'model_attributes_type']]],
  ])('%s %s %j: every field that is wrong is named', async (method, path, body, problems) => {
    const { status, detail } = await simulated().ask(method, path, body);
    expect(status).toBe(422);
    expect(detail?.map(({ loc, type }) => [...(Array.isArray(loc) ? (loc as unknown[]) : []), type])).toEqual(problems);
  });
});

describe('the wire', () => {
  it.each(['http://127.0.0.1:4010/v2', 'https://demo.invalid/v2', 'https://proxy.invalid/telnyx/eu/v2'])(
    'takes any base path that ends in /v2: %s',
    async (base) => {
      const simulator = createTestSimulator();
      const ask = (path: string) =>
        simulator.handle(new Request(`${base}${path}`, { headers: { authorization: 'Bearer KEY_DEMO' } }));
      expect((await ask('/ai/missions')).status).toBe(200);
      expect((await ask(`/ai/missions${running}/events?page[size]=1`)).status).toBe(200);
      expect((await ask('/ai/mission')).status).toBe(404);
      expect((await ask('/ai/missions/%E0%A4%A')).status).toBe(404);
    },
  );

  it.each([{}, { authorization: 'KEY_DEMO' }, { authorization: 'Bearer key_demo' }])(
    'wants its key: %j does not do, and nothing is done',
    async (headers) => {
      const simulator = createTestSimulator();
      const url = `https://demo.invalid/v2/ai/missions/${roof}`;
      const refused = await simulator.handle(new Request(url, { method: 'DELETE', headers }));
      expect(refused.status).toBe(401);
      const told: unknown = await refused.json();
      expect(told).toMatchObject({ errors: [{ code: '10401', title: 'Authentication failed' }] });
      expect(simulator.world.mission(roof)).toBeDefined();
    },
  );

  it('sends null for each optional field without a value, where that is switched on', async () => {
    const { simulator, ask, row, rows, newRun } = simulated({ empty: true });
    const run = await newRun();
    const path = `/${run.split('/')[1] ?? ''}`;
    await row('POST', `${run}/events`, { type: 'custom', summary: 's' });
    await ask('POST', `${run}/plan`, { steps: [{ step_id: 'a', description: 'A', sequence: 1 }] });
    await row('PATCH', `${run}/plan/steps/a`, { status: 'in_progress' });
    const seen = async () => [
      await row('GET', path),
      await row('GET', run),
      (await rows(`${run}/plan`))[0],
      (await rows(`${run}/events`))[0],
    ];
    const without = await seen();
    expect(JSON.stringify(without)).not.toContain('null');
    simulator.setNulls(true);
    const nulls = (await seen()).map((one) =>
      Object.entries(one ?? {})
        .filter(([, value]) => value === null)
        .map(([name]) => name),
    );
    expect(nulls).toEqual([
      ['description', 'model', 'instructions', 'metadata'],
      ['input', 'metadata', 'result_summary', 'result_payload', 'error', 'finished_at'],
      ['parent_step_id', 'metadata', 'completed_at'],
      ['step_id', 'agent_id', 'payload', 'idempotency_key'],
    ]);
    simulator.setNulls(false);
    expect(await seen()).toEqual(without);
  });

  it('keeps to the contract in every row of the demo, and in what it refuses', async () => {
    const { simulator, rows, pass } = simulated();
    const violations: string[] = [];
    async function check(method: string, path: string, requestBody = ''): Promise<number> {
      const url = `https://demo.invalid/v2/ai/missions${path}`;
      const headers = { authorization: 'Bearer KEY_DEMO' };
      const body = requestBody === '' ? {} : { body: requestBody };
      const response = await simulator.handle(new Request(url, { method, headers, ...body }));
      const responseBody = await response.text();
      // What was asked wrongly on purpose is no violation of ours.
      const asked = response.status < 400;
      const found = checkExchange({ method, url, requestBody, status: response.status, responseBody }).violations;
      violations.push(...found.filter((one) => asked || one.includes('answer')));
      return response.status;
    }
    pass(30_000);
    for (const path of ['', '/runs', '/events']) expect(await check('GET', `${path}?page[size]=1000`)).toBe(200);
    for (const { mission_id: mission, run_id: run } of await rows('/runs?page[size]=1000')) {
      const path = `/${String(mission)}/runs/${String(run)}`;
      for (const more of ['', '/plan', '/events', '/telnyx-agents']) expect(await check('GET', path + more)).toBe(200);
    }
    expect(await check('GET', '/x')).toBe(422);
    expect(await check('POST', '', '{}')).toBe(422);
    expect(await check('POST', `${running}/plan`, '{"steps":[{}]}')).toBe(422);
    expect(await check('POST', `${running}/resume`)).toBe(409);
    expect(violations).toEqual([]);
  });

  it('notes each request, with what came of it', async () => {
    const { simulator, ask, rows } = simulated();
    await rows('?page[size]=4');
    simulator.addFault({ operation: 'getRun', times: 1, effect: { kind: 'drop' } });
    await expect(ask('GET', running)).rejects.toThrow('fetch failed');
    await ask('GET', '/a/b/c/d/e');
    expect(simulator.requests).toMatchObject([
      { operation: 'listMissions', method: 'GET', at: start, status: 200, rows: 4 },
      { operation: 'getRun', method: 'GET' },
    ]);
    expect(simulator.requests[0]?.bytes).toBeGreaterThan(4000);
    expect(simulator.requests[1]).not.toHaveProperty('status');
    expect(simulator.requestCount).toBe(2);
    simulator.forget();
    expect([simulator.requests.length, simulator.requestCount]).toEqual([0, 0]);
  });

  it('notes no more than the last thousands', async () => {
    const { simulator, ask } = simulated({ empty: true });
    for (let i = 0; i < 20_500; i++) await ask('GET', `/${roof}?${i}`);
    expect(simulator.requestCount).toBe(20_500);
    expect(simulator.requests.length).toBeLessThan(20_000);
    expect(simulator.requests.at(-1)?.url).toMatch(/20499$/);
  }, 20_000);
});
