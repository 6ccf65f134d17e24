import { vi } from 'vitest';
import { createClient } from '../../../src/api/client';
import type { OperationId } from '../../../src/api/operations';
import type { Connection } from '../../../src/api/request';
import { createGate } from '../../../src/api/retry';
import { findRoute } from '../../../src/simulator/routes';
import { createTestSimulator, type TestSimulator } from '../../../src/simulator/testSimulator';
import { createActions } from '../../../src/tracking/actions/actions';
import { createPoller } from '../../../src/tracking/polling/poller';
import { createResources } from '../../../src/tracking/resources';
import { createStore } from '../../../src/tracking/store/store';
import { silent } from '../../silent';

/**
 * Two accounts, A in use at first, and somebody else who works in A; all in virtual time. With the `a` of another one it
 * is another window in that account.
 */
export function accounts(a = createTestSimulator({ clock: () => Date.now() })) {
  const b = createTestSimulator({ clock: () => Date.now(), empty: true });
  const after = new Map<OperationId, () => unknown>();
  const gate = createGate();
  const connectionOf = (simulator: TestSimulator, apiKey: string): Connection => ({
    baseUrl: 'https://demo.invalid/v2',
    apiKey,
    async fetch(input, init) {
      const request = new Request(input, init);
      const { operation } = findRoute(request.method, new URL(request.url).pathname);
      const response = await simulator.handle(request);
      const act = after.get(operation);
      after.delete(operation);
      await act?.();
      return response;
    },
  });
  const keyOfA = connectionOf(a, 'KEY_DEMO');
  const connections = {
    a: keyOfA,
    anotherKeyOfA: { ...keyOfA, apiKey: 'KEY_DEMO_2', fetch: withKey(keyOfA) },
    b: connectionOf(b, 'KEY_DEMO_B'),
    none: undefined,
  };
  let now: Connection | undefined = connections.a;
  const client = createClient({ connection: () => Promise.resolve(now), log: silent, random: () => 0, gate });
  const others = createClient({
    connection: () =>
      Promise.resolve({
        ...connectionOf(a, 'KEY_DEMO'),
        fetch: (input, init) => a.handle(new Request(input, init)),
      }),
    log: silent,
    random: () => 0,
  });
  const store = createStore();
  const poller = createPoller({ client, store, stuckAfter: () => 15 * 60_000, onDefect: (error) => expectNone(error) });
  const resources = createResources({ client, store });
  const begin = () => createActions({ client: client.bind(), store, wake: () => undefined });
  return {
    a,
    b,
    gate,
    client,
    others,
    store,
    poller,
    resources,
    begin,
    /** What happens right after the next answer to an operation was sent. */
    after: (operation: OperationId, act: () => unknown) => void after.set(operation, act),
    use: (account: keyof typeof connections) => {
      now = connections[account];
      store.clear();
      poller.restart();
    },
  };
}

/** Takes the requests of any key for those of this connection's. */
function withKey({ apiKey, fetch }: Connection): Connection['fetch'] {
  return (input, init) => {
    const request = new Request(input, init);
    request.headers.set('authorization', `Bearer ${apiKey}`);
    return fetch(request);
  };
}

function expectNone(error: unknown): never {
  throw error;
}

/** Runs an act to its end, however long it waits in between; `meanwhile` happens three seconds after its begin. */
export async function ended<T>(act: Promise<T>, meanwhile?: () => unknown): Promise<T> {
  const settled = act.finally(() => undefined);
  settled.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(3000);
  await meanwhile?.();
  await vi.advanceTimersByTimeAsync(300_000);
  return settled;
}
