import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createClient } from '../../../src/api/client';
import { defaultTiming, type Timing } from '../../../src/model/timing';
import { missionId, missionRow, pageOf, runId } from './fakeServer';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

function service(timing: Timing = defaultTiming) {
  const times: number[] = [];
  const errors: string[] = [];
  const start = performance.now();
  let status = 200;
  let headers: Record<string, string> = {};
  const client = createClient({
    connection: () =>
      Promise.resolve({
        baseUrl: 'https://api.example.test/v2',
        apiKey: 'KEY',
        fetch: (input) => {
          times.push(performance.now() - start);
          const path = new URL(new Request(input).url).pathname;
          const body = path.endsWith(missionId) ? { data: missionRow() } : pageOf([]);
          return Promise.resolve(new Response(JSON.stringify(body), { status, headers }));
        },
      }),
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: (text) => errors.push(text) },
    timing,
    random: () => 0,
  });
  const answer = (next: number, more: Record<string, string> = {}) => {
    status = next;
    headers = more;
  };
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  return { client, times, errors, answer, pass };
}

/** Asks again as soon as it has its answer, until it is cancelled. */
async function flood(ask: () => Promise<unknown>, isOver: () => boolean): Promise<void> {
  while (!isOver()) await ask();
}

it('lets the same GET leave ten times in ten seconds, and says once that it is a defect', async () => {
  const { client, times, errors, pass } = service();
  let over = false;
  const flooding = [1, 2, 3].map(() =>
    flood(
      () => client.getMission(missionId),
      () => over,
    ),
  );
  await pass(60_000 - 1);
  expect(times).toHaveLength(60);
  for (const [at, time] of times.entries())
    if (at >= 10) expect(time - (times[at - 10] ?? 0)).toBeGreaterThanOrEqual(10_000);
  expect(errors).toEqual([`Defect: GET /ai/missions/${missionId} is requested too often and has to wait`]);
  over = true;
  await pass(60_000);
  await Promise.all(flooding);
  // Another stretch, another word.
  const again = Promise.all(Array.from({ length: 11 }, () => client.getMission(missionId)));
  await pass(10_001);
  await again;
  expect(errors).toHaveLength(2);
});

it('counts neither pages of a list, nor what is written, nor what is asked in good time', async () => {
  const { client, times, errors, pass } = service();
  const asked = Promise.all([
    ...Array.from({ length: 50 }, (_, page) => client.listMissions({ number: page + 1, size: 100 })),
    ...Array.from({ length: 50 }, (_, page) => client.listEvents(missionId, runId, {}, { number: page + 1 })),
    ...Array.from({ length: 10 }, () => client.listRuns(missionId, {})),
    ...Array.from({ length: 10 }, () => client.listRuns(missionId, { status: 'failed' })),
    ...Array.from({ length: 20 }, () => client.deleteMission(missionId)),
  ]);
  await pass(1);
  await asked;
  expect(times).toHaveLength(140);
  for (let second = 0; second < 60; second++) {
    await pass(1000);
    void client.getMission(missionId);
  }
  await pass(0);
  expect([times.length, errors]).toEqual([200, []]);
});

it('can be aborted while it waits', async () => {
  const { client, times, pass } = service();
  const stop = new AbortController();
  const all = Array.from({ length: 20 }, () => client.getMission(missionId, { signal: stop.signal }));
  const ended = Promise.allSettled(all);
  await pass(5000);
  stop.abort();
  await pass(0);
  expect((await ended).filter(({ status }) => status === 'rejected')).toHaveLength(10);
  await expect(all[19]).rejects.toMatchObject({ kind: 'aborted' });
  await pass(60_000);
  expect(times).toHaveLength(10);
});

it('is not sent during a rate limit pause, and counts every attempt', async () => {
  const { client, times, answer, pass } = service();
  const first = Promise.allSettled(Array.from({ length: 10 }, () => client.getMission(missionId)));
  await pass(0);
  await first;
  const late = client.getMission(missionId);
  await pass(5000);
  answer(429, { 'retry-after': '30' });
  const refused = client.listMissions().catch(() => undefined);
  await pass(0);
  expect(times).toHaveLength(11);
  answer(200);
  await pass(29_000);
  expect(times).toHaveLength(11);
  await pass(2000);
  await Promise.all([late, refused]);
  expect(times).toHaveLength(13);
});

it('calls it no defect where it was sent so often because no answer has come', async () => {
  const { client, times, errors, answer, pass } = service();
  answer(503);
  const asked = Promise.allSettled([1, 2, 3].map(() => client.getMission(missionId)));
  await pass(9000);
  expect(times).toHaveLength(10);
  answer(200);
  await pass(10_000);
  await asked;
  expect([times.length, errors]).toEqual([12, []]);
});

it('uses the given timing', async () => {
  const { client, times, pass } = service({ ...defaultTiming, sameGetWindowMs: 500 });
  const all = Promise.all(Array.from({ length: 30 }, () => client.getMission(missionId)));
  await pass(1002);
  await all;
  expect(times).toHaveLength(30);
});
