import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from '../../../src/api/client';
import type { Fetch } from '../../../src/api/request';
import { checkExchange, operationIds } from '../../harness/contract';
import { projectRoot } from '../../harness/project';
import { serveSimulator, type ServedSimulator } from '../../harness/serveSimulator';
import { silent } from '../../silent';

const seen = new Set<string>();
const violations: string[] = [];

/** The platform's fetch, with every exchange held against the contract. */
const recorder: Fetch = async (input, init) => {
  const request = new Request(input, init);
  const requestBody = await request.clone().text();
  const response = await fetch(request);
  const responseBody = await response.clone().text();
  const { method, url } = request;
  const checked = checkExchange({ method, url, requestBody, status: response.status, responseBody });
  if (checked.operationId) seen.add(checked.operationId);
  violations.push(...checked.violations);
  return response;
};

/** Every function of the client, once and in an order in which all can succeed. */
async function callEverything(client: Client): Promise<void> {
  const listed = await client.listMissions({ number: 1, size: 5 });
  expect(listed.rows).toHaveLength(5);
  const { missionId } = await client.createMission({ name: 'Contract', instructions: '# x', metadata: { a: [1] } });
  expect((await client.getMission(missionId)).instructions).toBe('# x');
  const updated = await client.updateMission(missionId, { name: 'Contract', instructions: '# x', description: 'd' });
  expect(updated).toMatchObject({ instructions: '# x', description: 'd' });
  const clone = await client.cloneMission(missionId);
  expect(clone?.missionId).not.toBe(missionId);
  if (clone) await client.deleteMission(clone.missionId);

  const { runId } = await client.startRun(missionId, { input: { city: 'Köln' }, metadata: {} });
  await client.startRun(missionId);
  expect((await client.listRuns(missionId, { status: 'pending' }, { size: 1 })).total).toBe(2);
  expect((await client.listRecentRuns({ status: 'pending' })).rows.length).toBeGreaterThan(1);
  await client.createPlan(missionId, runId, [
    { stepId: 'Schritt 1/ü', description: 'First', sequence: 1 },
    { stepId: 'child', description: 'Child', sequence: 2, parentStepId: 'Schritt 1/ü', metadata: { x: 1 } },
  ]);
  await client.addPlanSteps(missionId, runId, [{ stepId: '-', description: 'Odd', sequence: 3 }]);
  expect(await client.getPlan(missionId, runId)).toHaveLength(3);
  await client.updateRun(missionId, runId, { status: 'running' });
  await client.updatePlanStep(missionId, runId, 'Schritt 1/ü', { status: 'in_progress', metadata: { y: 2 } });
  expect((await client.getPlanStep(missionId, runId, 'Schritt 1/ü')).status).toBe('in_progress');

  const payload = { conversation_id: 'c' };
  const event = await client.logEvent(missionId, runId, {
    type: 'tool_call',
    summary: 's',
    stepId: 'child',
    agentId: 'a',
    payload,
  });
  expect((await client.getEvent(missionId, runId, event.eventId)).payload).toEqual(payload);
  const filter = { type: 'tool_call', stepId: 'child', agentId: 'a' };
  expect((await client.listEvents(missionId, runId, filter, { number: 1, size: 1000 })).rows).toHaveLength(1);
  const recent = await client.listRecentEvents({ type: 'tool_call' }, { size: 1000 });
  expect(recent.rows.map(({ eventId }) => eventId)).toContain(event.eventId);

  await client.linkAgent(missionId, runId, 'assistant-1');
  expect(await client.listLinkedAgents(missionId, runId)).toHaveLength(1);
  await client.unlinkAgent(missionId, runId, 'assistant-1');
  expect((await client.pauseRun(missionId, runId)).status).toBe('paused');
  expect((await client.resumeRun(missionId, runId)).status).toBe('running');
  expect((await client.getRun(missionId, runId)).status).toBe('running');
  expect((await client.cancelRun(missionId, runId)).status).toBe('cancelled');

  for (const [create, list, get, update, remove] of [
    [client.createTool, client.listTools, client.getTool, client.updateTool, client.deleteTool],
    [
      client.createKnowledgeBase,
      client.listKnowledgeBases,
      client.getKnowledgeBase,
      client.updateKnowledgeBase,
      client.deleteKnowledgeBase,
    ],
    [
      client.createMcpServer,
      client.listMcpServers,
      client.getMcpServer,
      client.updateMcpServer,
      client.deleteMcpServer,
    ],
  ] as const) {
    const made = await create(missionId, { anything: { deep: [1] } });
    const id = made?.resourceId ?? '';
    expect((await list(missionId)).map(({ resourceId }) => resourceId)).toEqual([id]);
    expect((await get(missionId, id)).body.anything).toEqual({ deep: [1] });
    expect((await update(missionId, id, { other: true }))?.body).toMatchObject({ other: true });
    await remove(missionId, id);
    expect(await list(missionId)).toEqual([]);
  }
}

describe.each([
  ['as it is', {}],
  ['oldest first', { order: 'oldest' }],
] as const)('the client and the served simulator, %s', (_, options) => {
  let served: ServedSimulator;
  beforeAll(async () => {
    seen.clear();
    violations.length = 0;
    served = await serveSimulator(options);
  });
  afterAll(() => served.close());

  it('call all 41 operations without a violation of the contract', async () => {
    const { baseUrl } = served;
    const client = createClient({
      connection: () => Promise.resolve({ baseUrl, apiKey: 'KEY_DEMO', fetch: recorder }),
      log: silent,
    });
    await callEverything(client);
    expect(violations).toEqual([]);
    expect([...seen].sort()).toEqual([...operationIds].sort());
    expect(seen.size).toBe(41);
  });
});

describe('the contract', () => {
  it('is refused where it is broken: the check itself works', () => {
    const url = 'http://127.0.0.1/v2/ai/missions';
    const meta = { total_pages: 1, total_results: 1, page_number: 1, page_size: 20 };
    const broken = (more: Partial<Parameters<typeof checkExchange>[0]>) =>
      checkExchange({
        method: 'GET',
        url,
        requestBody: '',
        status: 200,
        responseBody: JSON.stringify({ data: [], meta }),
        ...more,
      }).violations.length;
    expect(broken({})).toBe(0);
    expect(broken({ url: `${url}?limit=3` })).toBe(1);
    expect(broken({ url: `${url}?page[size]=1001` })).toBe(1);
    expect(broken({ method: 'POST', requestBody: '{}', status: 201 })).toBe(2);
    expect(broken({ responseBody: JSON.stringify({ data: [{ mission_id: 'x' }], meta }) })).toBe(1);
    expect(broken({ url: `${url}/not-a-uuid` })).toBe(2);
  });

  it('has types that are fresh', () => {
    const generated = path.join(projectRoot, 'src', 'api', 'contract.ts');
    const before = readFileSync(generated, 'utf8');
    const source = path.join(projectRoot, 'src', 'api', 'missions.openapi.json');
    const bin = (name: string) => path.join(projectRoot, 'node_modules', name);
    const fresh = execFileSync(process.execPath, [bin('openapi-typescript/bin/cli.js'), source], { encoding: 'utf8' });
    const formatted = execFileSync(
      process.execPath,
      [bin('prettier/bin/prettier.cjs'), '--stdin-filepath', generated],
      { input: fresh, encoding: 'utf8', cwd: projectRoot },
    );
    expect(formatted).toBe(before);
  }, 30_000);
});
