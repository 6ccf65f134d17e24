import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Client } from '../../../src/api/client';
import { ApiError } from '../../../src/api/apiError';
import { parseRetryAfter } from '../../../src/api/retry';
import { ended, fakeServer, key, missionId, missionRow, pageOf, runId, runRow } from './fakeServer';
import { silent } from '../../silent';

const eventRow = { event_id: 'e', run_id: runId, type: 'custom', summary: 's', timestamp: '2026-11-01T00:00:00Z' };

async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiError)) throw new Error(`expected an ApiError, got ${String(error)}`);
  return error;
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T00:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('what is sent', () => {
  it('goes to the base URL with the key, and pages in brackets', async () => {
    const { client, sent } = fakeServer({ body: pageOf([missionRow()]) });
    await client.listMissions({ number: 3, size: 50 });
    expect(sent[0]?.url.pathname).toBe('/v2/ai/missions');
    expect(sent[0]?.url.searchParams.get('page[number]')).toBe('3');
    expect(sent[0]?.url.searchParams.get('page[size]')).toBe('50');
    expect(sent[0]?.headers.get('authorization')).toBe(`Bearer ${key}`);
  });

  it('encodes ids in paths', async () => {
    const { client, sent } = fakeServer({
      body: { data: { step_id: 'x', sequence: 1, description: '', status: 'x' } },
    });
    await client.getPlanStep(missionId, runId, '../a b?#/ü%');
    expect(sent[0]?.url.pathname).toMatch(/\/plan\/steps\/\.\.%2Fa%20b%3F%23%2F%C3%BC%25$/);
  });

  it.each(['', '.', '..'])('never sends an id that would address something else: %j', async (id) => {
    const { client, sent } = fakeServer({});
    const error = await failure(client.updatePlanStep(missionId, runId, id, { status: 'completed' }));
    expect(error.kind).toBe('validation');
    expect(sent).toHaveLength(0);
  });

  it('survives half a surrogate pair in an id', async () => {
    const { client, sent } = fakeServer({ body: { data: eventRow } });
    await client.getEvent(missionId, runId, 'a\ud800');
    expect(sent[0]?.url.pathname).toContain('/events/a%EF%BF%BD');
  });

  it('gives every logged event an idempotency key, the same for every attempt', async () => {
    const { client, sent } = fakeServer({ status: 503 }, new TypeError('fetch failed'), { body: { data: eventRow } });
    await ended(client.logEvent(missionId, runId, { type: 'custom', summary: 's' }));
    const keys = sent.map(({ body }) => (body as { idempotency_key: string }).idempotency_key);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('updateMission', () => {
  it('sends the whole definition as it is given, in one request', async () => {
    const { client, sent } = fakeServer({ body: { data: missionRow() } });
    const definition = { name: 'Quotes', instructions: 'new', executionMode: 'external', metadata: { a: 1 } };
    await client.updateMission(missionId, { ...definition, model: undefined });
    expect(sent.map(({ method }) => method)).toEqual(['PUT']);
    expect(sent[0]?.body).toEqual({
      name: 'Quotes',
      instructions: 'new',
      execution_mode: 'external',
      metadata: { a: 1 },
    });
  });
});

describe('retries', () => {
  it.each([
    ['500', { status: 500 }],
    ['502 in HTML', { status: 502, text: '<html>' }],
    ['HTML with status 200', { text: '<html>' }],
    ['cut JSON', { text: '{"data": [' }],
    ['a cut connection', new TypeError('fetch failed')],
    ['429', { status: 429 }],
  ])('a read comes through after %s', async (_, reply) => {
    const { client, sent } = fakeServer(reply, reply, { body: pageOf([missionRow()]) });
    const page = await ended(client.listMissions());
    expect(page.rows).toHaveLength(1);
    expect(sent).toHaveLength(3);
  });

  it('gives up after three repeats', async () => {
    const { client, sent } = fakeServer({ status: 503 });
    expect(await failure(ended(client.listMissions()))).toMatchObject({
      kind: 'server',
      status: 503,
      maybeDone: false,
    });
    expect(sent).toHaveLength(4);
  });

  it.each([401, 403, 404, 409, 422])('never after %i', async (status) => {
    const { client, sent } = fakeServer({ status });
    await failure(ended(client.listMissions()));
    expect(sent).toHaveLength(1);
  });

  const unsafe = {
    createMission: (client) => client.createMission({ name: 'n' }),
    cloneMission: (client) => client.cloneMission(missionId),
    startRun: (client) => client.startRun(missionId),
    createPlan: (client) => client.createPlan(missionId, runId, []),
    addPlanSteps: (client) => client.addPlanSteps(missionId, runId, []),
    linkAgent: (client) => client.linkAgent(missionId, runId, 'a'),
    pauseRun: (client) => client.pauseRun(missionId, runId),
    resumeRun: (client) => client.resumeRun(missionId, runId),
    cancelRun: (client) => client.cancelRun(missionId, runId),
    createTool: (client) => client.createTool(missionId, {}),
    // Somebody may have changed it meanwhile: it is read and decided again first.
    updateMission: (client) => client.updateMission(missionId, { name: 'n' }),
    updateRun: (client) => client.updateRun(missionId, runId, { status: 'failed' }),
    updatePlanStep: (client) => client.updatePlanStep(missionId, runId, 's', { status: 'skipped' }),
    updateTool: (client) => client.updateTool(missionId, 't', {}),
    updateKnowledgeBase: (client) => client.updateKnowledgeBase(missionId, 'k', {}),
    updateMcpServer: (client) => client.updateMcpServer(missionId, 'm', {}),
  } satisfies Record<string, (client: Client) => Promise<unknown>>;

  const unsafeCalls: [string, (client: Client) => Promise<unknown>][] = Object.entries(unsafe);
  it.each(unsafeCalls)('never of %s, whose answer may have been lost', async (_, call) => {
    for (const reply of [{ status: 500 }, { text: '<html>' }, new TypeError('fetch failed')]) {
      const { client, sent } = fakeServer(reply);
      expect(await failure(ended(call(client)))).toMatchObject({ maybeDone: true });
      expect(sent).toHaveLength(1);
    }
  });

  it('says that nothing happened where the connection was never made', async () => {
    const refused = new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) });
    const { client } = fakeServer(refused);
    expect(await failure(client.startRun(missionId))).toMatchObject({ kind: 'network', maybeDone: false });
  });

  it('takes 404 for done when an earlier attempt to delete lost its answer', async () => {
    const { client } = fakeServer(new TypeError('fetch failed'), { status: 404 });
    await ended(client.deleteMission(missionId));
    const { client: other } = fakeServer({ status: 404 });
    expect((await failure(other.deleteMission(missionId))).kind).toBe('notFound');
  });

  it('waits as long as Retry-After says before anything else leaves', async () => {
    const { client, sent } = fakeServer({ status: 429, headers: { 'retry-after': '7' } }, { body: { data: runRow() } });
    const refused = failure(client.pauseRun(missionId, runId));
    expect(await refused).toMatchObject({ kind: 'rateLimited', retryAfter: 7000, maybeDone: false });
    const other = client.getRun(missionId, runId);
    await vi.advanceTimersByTimeAsync(6990);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(20);
    await other;
    expect(sent).toHaveLength(2);
  });

  it('can be called off while it waits', async () => {
    const { client, sent } = fakeServer({ status: 503, headers: { 'retry-after': '60' } });
    const controller = new AbortController();
    const call = failure(client.listMissions({}, { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(100);
    controller.abort();
    expect((await call).kind).toBe('aborted');
    expect(sent).toHaveLength(1);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-24T00:00:00Z');
  it.each([
    ['5', 5000],
    ['0', 0],
    ['999999', 60_000],
    ['Tue, 24 Nov 2026 00:00:30 GMT', 30_000],
    ['Tue, 24 Nov 2020 00:00:30 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('%j', (header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected);
  });
});

describe('errors', () => {
  it('time out over the whole call', async () => {
    const { client } = fakeServer('hang');
    expect(await failure(ended(client.pauseRun(missionId, runId)))).toMatchObject({ kind: 'timeout', maybeDone: true });
  });

  it('carry the field problems of FastAPI', async () => {
    const detail = [
      { loc: ['body', 'steps', 0, 'step_id'], msg: 'Field required', type: 'missing' },
      { loc: 'odd', msg: 'Odd', type: 'x' },
      null,
      { msg: 5 },
    ];
    const { client } = fakeServer({ status: 422, body: { detail } });
    expect((await failure(client.createPlan(missionId, runId, []))).problems).toEqual([
      { field: 'steps.0.step_id', problem: 'Field required' },
      { field: '', problem: 'Odd' },
    ]);
  });

  it("carry the server's sentence, shortened", async () => {
    const errors = [{ code: '10015', title: 'Bad state', detail: 'x'.repeat(5000) }];
    const { client } = fakeServer({ status: 409, body: { errors } });
    const error = await failure(client.pauseRun(missionId, runId));
    expect(error.kind).toBe('conflict');
    expect(error.detail?.length).toBeLessThan(400);
  });

  it('are badResponse for a redirect, whose target never sees the key', async () => {
    const { client, sent } = fakeServer({ status: 302, headers: { location: 'https://evil.test/' } });
    expect((await failure(ended(client.pauseRun(missionId, runId)))).kind).toBe('badResponse');
    expect(sent.map(({ url }) => url.host)).toEqual(['api.example.test']);
  });

  it('never hold the key, in themselves or in the log', async () => {
    const echo = { errors: [{ detail: `no ${key}; Bearer ${key}x` }], detail: [{ loc: [key], msg: key, type: 't' }] };
    for (const status of [401, 422, 500]) {
      const { client, logged } = fakeServer({ status, body: echo });
      const error = await failure(client.createMission({ name: key }));
      expect(JSON.stringify([error, error.message, error.stack, logged])).not.toContain(key);
      expect(logged.length).toBeGreaterThan(0);
    }
  });

  it('are auth without a key', async () => {
    const { createClient } = await import('../../../src/api/client');
    const client = createClient({ connection: () => Promise.resolve(undefined), log: silent });
    expect(await failure(client.listMissions())).toMatchObject({ kind: 'auth', status: undefined });
  });
});

describe('what comes back', () => {
  it('takes null for absent, keeps unknown words, reads any offset', async () => {
    const row = runRow({
      status: 'hibernating',
      input: null,
      result_summary: null,
      finished_at: null,
      started_at: '2026-11-01T01:00:00.123456+01:00',
    });
    const { client } = fakeServer({ body: { data: row } });
    expect(await client.getRun(missionId, runId)).toEqual({
      runId,
      missionId,
      status: 'hibernating',
      startedAt: Date.parse('2026-11-01T00:00:00.123Z'),
      updatedAt: Date.parse('2026-11-01T00:00:00Z'),
    });
  });

  it('drops rows without their ids, keeps the rest, and says so in the log', async () => {
    const rows = [
      missionRow(),
      null,
      missionRow({ mission_id: null }),
      'x',
      missionRow({ mission_id: 'other', name: null }),
    ];
    const { client, logged } = fakeServer({ body: pageOf(rows) });
    const page = await client.listMissions();
    expect(page.rows.map((row) => [row.missionId, row.name])).toEqual([
      [missionId, 'Quotes'],
      ['other', ''],
    ]);
    expect(page.received).toBe(5);
    expect(logged.some((line) => line.includes('3 of 5 rows'))).toBe(true);
  });

  it.each([
    ['no meta', { data: [missionRow()] }],
    ['meta of nonsense', { data: [missionRow()], meta: { total_pages: -1, total_results: 'x', page_size: 0 } }],
  ])('works out the page from its rows with %s', async (_, body) => {
    const { client } = fakeServer({ body });
    expect(await client.listMissions({ size: 20 })).toMatchObject({ total: 1, totalPages: 1, received: 1 });
  });

  it.each([[{}], [{ data: null }], [{ data: { data: [] } }], [[]], ['x'], [null]])(
    'is badResponse for a list that is none: %j',
    async (body) => {
      const { client } = fakeServer({ text: JSON.stringify(body) });
      expect((await failure(ended(client.listMissions()))).kind).toBe('badResponse');
    },
  );

  it.each([
    ['in data', { data: missionRow() }],
    ['bare', missionRow()],
  ])('understands a clone %s', async (_, body) => {
    const { client } = fakeServer({ status: 201, body });
    expect((await client.cloneMission(missionId))?.missionId).toBe(missionId);
  });

  it('admits that a clone has no id', async () => {
    const { client } = fakeServer({ status: 201, body: { ok: true } });
    expect(await client.cloneMission(missionId)).toBeUndefined();
  });

  it('keeps everything of a tool', async () => {
    const body = { tool_id: 't1', anything: { deep: [1] } };
    const { client } = fakeServer({ body: { data: [body, { nameless: true }] } });
    expect(await client.listTools(missionId)).toEqual([{ resourceId: 't1', body }]);
  });
});
