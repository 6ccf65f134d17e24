import { expect, vi } from 'vitest';
import { createClient } from '../../../src/api/client';
import { decodeRun } from '../../../src/api/decode';
import type { Run } from '../../../src/model/run';
import { defaultTiming, type Timing } from '../../../src/model/timing';
import { createTestSimulator, type TestSimulatorOptions } from '../../../src/simulator/testSimulator';
import { createPoller } from '../../../src/tracking/polling/poller';
import { createStore } from '../../../src/tracking/store/store';
import { silent } from '../../silent';

export const missionId = '5b1f0c1e-0001-4000-a000-000000000001';
export const runId = 'f3e4d6d6-4394-4574-a524-55238fd2523d';
export const minute = 60_000;

/** A poller with a simulator behind it, in virtual time. */
export function tracked(
  options: TestSimulatorOptions = {},
  stuckAfter = 15 * minute,
  timing: Timing = defaultTiming,
  service: {
    /** What comes between the simulator and the client. */
    readonly handle?: (request: Request, answer: (request: Request) => Promise<Response>) => Promise<Response>;
    /** Longer answers are too large (bytes). */
    readonly longest?: number;
    /** How much of what nobody uses is held (bytes). */
    readonly maxUnusedEventBytes?: number;
  } = {},
) {
  const simulator = createTestSimulator({ clock: () => Date.now(), ...options });
  const client = createClient({
    connection: () =>
      Promise.resolve({
        baseUrl: 'https://demo.invalid/v2',
        apiKey: 'KEY_DEMO',
        fetch: (input, init) => {
          const request = new Request(input, init);
          return service.handle
            ? service.handle(request, (asked) => simulator.handle(asked))
            : simulator.handle(request);
        },
      }),
    ...(service.longest === undefined ? {} : { maxResponseBytes: service.longest }),
    log: silent,
    timing,
    random: () => 0,
  });
  const store = createStore(timing, service.maxUnusedEventBytes);
  const defects: unknown[] = [];
  const poller = createPoller({
    client,
    store,
    timing,
    random: () => 1,
    stuckAfter: () => stuckAfter,
    onDefect: (error) => defects.push(error),
  });
  /** What was asked for while the clock ran on for so many ms. */
  async function over(ms: number): Promise<string[]> {
    simulator.forget();
    await vi.advanceTimersByTimeAsync(ms);
    expect(defects).toEqual([]);
    return simulator.requests.map(({ operation }) => operation);
  }
  return { simulator, client, store, poller, over };
}

/** A row of the simulator's as the extension sees it. */
export function decoded(row: unknown): Run {
  const run = decodeRun(row);
  if (!run) throw new Error('no run');
  return run;
}
