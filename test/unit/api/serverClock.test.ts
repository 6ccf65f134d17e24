import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createClient } from '../../../src/api/client';
import { createServerClock } from '../../../src/api/transport/serverClock';
import { defaultTiming } from '../../../src/model/timing';
import { silent } from '../../silent';

const hour = 3_600_000;
const missionId = '5b1f0c1e-0001-4000-a000-000000000001';
const runId = 'b07e6f85-d997-49d2-a68a-778aff39e71c';

beforeEach(() => {
  vi.useFakeTimers({
    now: Date.parse('2026-11-24T12:00:00Z'),
    toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const clock = () => createServerClock(defaultTiming);

it('is ours until an answer tells of the service’s', () => {
  expect(clock().now()).toBe(Date.now());
});

it('is never farther from the service’s than the shortest round trip and a cut second, whatever the way', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -10 * hour, max: 10 * hour }),
      fc.array(fc.record({ there: fc.nat(3000), back: fc.nat(3000), rest: fc.nat(20_000) }), {
        minLength: 1,
        maxLength: 20,
      }),
      (ahead, trips) => {
        const server = clock();
        let steady = 0;
        let shortest = Infinity;
        const now = vi.spyOn(performance, 'now').mockImplementation(() => steady);
        const begun = Date.now();
        for (const { there, back, rest } of trips) {
          const sent = steady;
          const date = Math.floor((begun + ahead + sent + there) / 1000) * 1000;
          steady += there + back;
          server.note(date, date + 999, sent, steady);
          shortest = Math.min(shortest, there + back);
          expect(Math.abs(server.now() - (begun + ahead + steady))).toBeLessThanOrEqual(shortest + 1000);
          steady += rest;
        }
        now.mockRestore();
      },
    ),
  );
});

it('does not run backwards while answers narrow it down', () => {
  const server = clock();
  const date = Date.now() + hour;
  server.note(date, date + 999, 0, performance.now());
  const before = server.now();
  server.note(date, date + 1, performance.now(), performance.now());
  expect(server.now()).toBeGreaterThanOrEqual(before);
});

it('follows a service whose clock is set, and a computer that has slept', () => {
  const server = clock();
  const note = (ahead: number) =>
    server.note(Date.now() + ahead, Date.now() + ahead, performance.now(), performance.now());
  note(hour);
  expect(server.now()).toBe(Date.now() + hour);
  note(-hour);
  expect(server.now()).toBe(Date.now() - hour);
});

it('believes no date that is none, and forgets the clock of another service', () => {
  const server = clock();
  server.note(Number.NaN, Number.NaN, 0, 1);
  server.note(0, 999, 0, 1);
  server.note(5, 4, 0, 1);
  expect(server.now()).toBe(Date.now());
  server.note(Date.now() + hour, Date.now() + hour, performance.now(), performance.now());
  server.forget();
  expect(server.now()).toBe(Date.now());
});

/** A client whose service is two hours ahead, and how far it takes it to be. */
function clientOf(answer: (now: number) => Response) {
  const serverClock = clock();
  const connection = {
    baseUrl: 'https://demo.invalid/v2',
    apiKey: 'KEY',
    fetch: () => Promise.resolve(answer(Date.now() + 2 * hour)),
  };
  const client = createClient({ connection: () => Promise.resolve(connection), log: silent, serverClock });
  return { client, ahead: () => serverClock.now() - Date.now() };
}

const row = (now: number, more: object = {}) => ({
  data: { mission_id: missionId, run_id: runId, status: 'pending', started_at: new Date(now).toISOString(), ...more },
});
const dated = (now: number, headers: Record<string, string> = {}) =>
  Response.json(row(now), { headers: { date: new Date(now).toUTCString(), ...headers } });

it('is told by the date of every answer', async () => {
  const { client, ahead } = clientOf((now) => dated(now));
  await client.getRun(missionId, runId);
  expect(Math.abs(ahead() - 2 * hour)).toBeLessThanOrEqual(1000);
});

it('is not told by an answer that somebody in between has kept', async () => {
  const { client, ahead } = clientOf((now) => dated(now, { age: '30' }));
  await client.getRun(missionId, runId);
  expect(ahead()).toBe(0);
});

it('is told by what was just created where a browser hides the date, and by nothing else', async () => {
  const { client, ahead } = clientOf((now) => Response.json(row(now)));
  await client.getRun(missionId, runId);
  expect(ahead()).toBe(0);
  await client.startRun(missionId);
  expect(ahead()).toBe(2 * hour);
});
