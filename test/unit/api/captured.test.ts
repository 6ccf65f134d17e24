import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../../src/api/client';
import type { Connection } from '../../../src/api/request';
import { createGate } from '../../../src/api/retry';
import { silent } from '../../silent';
import { ended, fakeServer, missionId, missionRow, runId } from './fakeServer';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T00:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A client whose account can be changed; each answers its requests one after the other, the last one again. */
function switching(...statuses: number[]) {
  const keys: string[] = [];
  const connectionOf = (apiKey: string, baseUrl = 'https://api.example.test/v2'): Connection => ({
    baseUrl,
    apiKey,
    fetch(input, init) {
      const request = new Request(input, init);
      const status = statuses[Math.min(keys.length, statuses.length - 1)] ?? 200;
      keys.push(`${new URL(request.url).origin} ${request.headers.get('authorization')}`);
      return Promise.resolve(new Response(JSON.stringify({ data: missionRow() }), { status }));
    },
  });
  let now: Connection | undefined = connectionOf('KEY_A');
  const client = createClient({ connection: () => Promise.resolve(now), log: silent, random: () => 0.5 });
  return { client, keys, connectionOf, use: (connection: Connection | undefined) => (now = connection) };
}

describe('the account of a request', () => {
  it.each([
    ['another key', 'KEY_B', undefined],
    ['another address', 'KEY_A', 'https://elsewhere.test/v2'],
  ])('is not exchanged for %s when it is repeated', async (_, apiKey, baseUrl) => {
    const { client, keys, connectionOf, use } = switching(503, 200);
    const reading = client.getMission(missionId);
    await vi.advanceTimersByTimeAsync(0);
    use(connectionOf(apiKey, baseUrl));
    await expect(ended(reading)).rejects.toMatchObject({ kind: 'accountChanged', maybeDone: false });
    expect(keys).toEqual(['https://api.example.test Bearer KEY_A']);
  });

  it('does not make a deletion done that another account would not find', async () => {
    const { client, keys, connectionOf, use } = switching(503, 404);
    const deleting = client.deleteMission(missionId);
    await vi.advanceTimersByTimeAsync(0);
    use(connectionOf('KEY_B'));
    await expect(ended(deleting)).rejects.toMatchObject({ kind: 'accountChanged', maybeDone: true });
    expect(keys).toHaveLength(1);
  });

  it('is that of the moment of binding, however late the requests come', async () => {
    const { client, keys, connectionOf, use } = switching(200);
    const bound = client.bind();
    use(connectionOf('KEY_B'));
    await expect(bound.getMission(missionId)).rejects.toMatchObject({ kind: 'accountChanged' });
    await expect(bound.updateMission(missionId, { name: 'n' })).rejects.toMatchObject({ kind: 'accountChanged' });
    expect([keys, await bound.isCurrent()]).toEqual([[], false]);
    // Another object, but the same account.
    use(connectionOf('KEY_A'));
    expect([(await bound.getMission(missionId)).missionId, await bound.isCurrent()]).toEqual([missionId, true]);
  });

  it('is known by an id that is the same each time and does not tell the key', async () => {
    const { client, connectionOf, use } = switching(200);
    const id = await client.bind().accountId();
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    use(connectionOf('KEY_B'));
    const other = await client.bind().accountId();
    use(connectionOf('KEY_A'));
    expect([await client.bind().accountId(), other === id]).toEqual([id, false]);
    use(undefined);
    expect(await client.bind().accountId()).toBe('');
  });
});

describe('a write that was decided on a read', () => {
  it('fails at a closed gate instead of waiting there, unsent', async () => {
    const { client, sent, gate } = fakeServer({ body: { data: missionRow() } });
    gate.close(30_000);
    const refused = { kind: 'rateLimited', status: undefined, retryAfter: 30_000, maybeDone: false };
    await expect(client.updateMission(missionId, { name: 'n' })).rejects.toMatchObject(refused);
    await expect(client.updateRun(missionId, runId, {})).rejects.toMatchObject(refused);
    await expect(client.pauseRun(missionId, runId, { decidedNow: true })).rejects.toMatchObject(refused);
    expect(sent).toEqual([]);
    // What was not decided on a read waits.
    const reading = client.getMission(missionId);
    await vi.advanceTimersByTimeAsync(29_990);
    expect(sent).toEqual([]);
    await ended(reading);
    expect(sent).toHaveLength(1);
  });

  it('fails too where the gate closes while the account is asked for', async () => {
    const gate = createGate();
    const fetch = vi.fn<Connection['fetch']>();
    const client = createClient({
      connection: () => {
        gate.close(1000);
        return Promise.resolve({ baseUrl: 'https://api.example.test/v2', apiKey: 'KEY', fetch });
      },
      log: silent,
      gate,
    });
    await expect(client.updateMission(missionId, { name: 'n' })).rejects.toMatchObject({ kind: 'rateLimited' });
    expect(fetch).not.toHaveBeenCalled();
  });
});
