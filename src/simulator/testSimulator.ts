import type { OperationId } from '../api/operations';
import { seedBulk, type Bulk, type Seeded } from './bulk';
import { withFault, type Fault } from './faults';
import { createSimulator, type AnswerSize, type ListOrder, type Simulator, type SimulatorOptions } from './server';

export type { ListOrder };

export type TestSimulatorOptions = SimulatorOptions & {
  /** How late every answer is (ms). */
  readonly latencyMs?: number;
  /** The same under its first name. */
  readonly latency?: number;
};

/** One request that came in. The answer's size is absent while there is none, and where a fault kept it back. */
export type Noted = Partial<AnswerSize> & {
  readonly operation: OperationId;
  readonly method: string;
  readonly url: string;
  /** Epoch ms. */
  readonly at: number;
};

/** The service in memory, with faults, and with a count of its requests. No part of what ships. */
export interface TestSimulator extends Simulator {
  /** Returns how to take it back. Of several that fit a request, the first one added holds. */
  addFault(fault: Fault): () => void;
  clearFaults(): void;
  /** In ms. */
  setLatency(latencyMs: number): void;
  /** Several of these at once. */
  configure(change: Pick<TestSimulatorOptions, 'order' | 'nulls' | 'latencyMs' | 'latency'>): void;
  /** The requests since the last `forget`, whatever became of them; of many, only the last thousands. */
  readonly requests: readonly Noted[];
  /** How many there were since the last `forget`. */
  readonly requestCount: number;
  forget(): void;
  /** Cheaply adds a lot, for tests of size. */
  seedBulk(bulk: Bulk): Seeded;
}

const maxNoted = 10_000;

export function createTestSimulator(options: TestSimulatorOptions = {}): TestSimulator {
  const { clock = Date.now } = options;
  let latencyMs = options.latencyMs ?? options.latency ?? 0;
  let faults: { readonly fault: Fault; left: number }[] = [];
  const requests: Noted[] = [];
  let requestCount = 0;

  function note(noted: Noted): void {
    requestCount++;
    requests.push(noted);
    // Seldom, since it moves all that stays.
    if (requests.length >= 2 * maxNoted) requests.splice(0, requests.length - maxNoted);
  }

  function effectOn(operation: OperationId) {
    const hit = faults.find(({ fault, left }) => left > 0 && (fault.operation ?? operation) === operation);
    if (hit) hit.left--;
    return hit?.fault.effect;
  }

  const simulator = createSimulator(options, (request, operation, respond) => {
    const noted: Noted = { operation, method: request.method, url: request.url, at: clock() };
    note(noted);
    return withFault(effectOn(operation), latencyMs, request.signal, () =>
      respond((size) => void Object.assign(noted, size)),
    );
  });

  return {
    ...simulator,
    addFault(fault) {
      const added = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
      faults.push(added);
      return () => (faults = faults.filter((one) => one !== added));
    },
    clearFaults: () => (faults = []),
    setLatency: (next) => (latencyMs = next),
    configure(change) {
      if (change.order) simulator.setOrder(change.order);
      if (change.nulls !== undefined) simulator.setNulls(change.nulls);
      latencyMs = change.latencyMs ?? change.latency ?? latencyMs;
    },
    requests,
    get requestCount() {
      return requestCount;
    },
    forget() {
      requests.length = 0;
      requestCount = 0;
    },
    seedBulk: (bulk) => seedBulk(simulator.world, bulk),
  };
}
