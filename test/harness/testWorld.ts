import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fault } from '../../src/simulator/faults';
import type { Bulk } from '../../src/simulator/bulk';
import type { TestSimulatorOptions } from '../../src/simulator/testSimulator';
import type { RunStatus } from '../../src/simulator/world';
import { checkExchange, type Exchanged } from './contract';
import { serveGround, type Ground, type ServedGround } from './faultGround';
import { serveFaults, type Behaviour, type FaultServer } from './faultServer';
import { serveSimulator, type ServedSimulator } from './serveSimulator';

/** What a suite inside VS Code says of itself while it runs. */
export type Report =
  | { readonly kind: 'start' }
  | { readonly kind: 'pass'; readonly title: string; readonly ms: number }
  | { readonly kind: 'fail'; readonly title: string; readonly error: string }
  | { readonly kind: 'skip'; readonly title: string }
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'end' };

/** What tests inside VS Code may ask of the world around them. */
export type WorldRequest =
  /** `raw`: behind a server that misbehaves as it is told. */
  | { readonly kind: 'create'; readonly options: TestSimulatorOptions; readonly raw?: boolean }
  /** Another simulator at the same address, and nothing of the one before. */
  | { readonly kind: 'renew'; readonly baseUrl: string; readonly options: TestSimulatorOptions }
  | { readonly kind: 'behave'; readonly baseUrl: string; readonly behaviour: Behaviour }
  | { readonly kind: 'offline' | 'online'; readonly baseUrl: string }
  | { readonly kind: 'close'; readonly baseUrl: string }
  | { readonly kind: 'fault'; readonly baseUrl: string; readonly fault: Fault }
  | { readonly kind: 'clearFaults'; readonly baseUrl: string }
  | { readonly kind: 'configure'; readonly baseUrl: string; readonly change: TestSimulatorOptions }
  | { readonly kind: 'seed'; readonly baseUrl: string; readonly bulk: Bulk }
  /** Sets the status of a run, also of one that has ended. */
  | { readonly kind: 'setStatus'; readonly baseUrl: string; readonly runId: string; readonly status: RunStatus }
  /** How often each operation was asked for since the last time; starts to count again. */
  | { readonly kind: 'takeRequests'; readonly baseUrl: string }
  /** The requests since the last time, in their order, each held against the contract with its answer. */
  | { readonly kind: 'takeExchanges'; readonly baseUrl: string }
  /** Where each fault of `faultList` can be met, see {@link Ground}. */
  | { readonly kind: 'ground' }
  /** What came there since the last time, see {@link Arrivals}. */
  | { readonly kind: 'takeArrivals'; readonly fault: number; readonly operations: readonly string[] }
  /** Answers when so many requests have come there, see {@link ServedGround}. */
  | { readonly kind: 'arrival'; readonly fault: number; readonly operation: string; readonly attempt: number }
  | { readonly kind: 'report'; readonly report: Report };

/** How often each operation was asked for under one fault; how many requests came to where redirects lead, in all. */
export type Arrivals = { readonly requests: Readonly<Record<string, number>>; readonly strays: number };

export type Checked = ReturnType<typeof checkExchange> & Pick<Exchanged, 'method' | 'status' | 'url' | 'requestBody'>;

/**
 * Serves simulators to tests that run where Node is not: in the extension hosts of VS Code, desktop or web. One
 * address takes JSON requests by POST.
 */
export async function serveTestWorld(onReport: (report: Report) => Promise<void>) {
  const worlds = new Map<string, { readonly served: ServedSimulator; readonly exchanges: Exchanged[] }>();
  const fronts: FaultServer[] = [];
  /** Of raw worlds only. */
  const behaviours = new Map<string, Behaviour>();
  let servedGround: Promise<ServedGround> | undefined;

  async function serveRaw(served: ServedSimulator): Promise<{ readonly baseUrl: string }> {
    const front = await serveFaults({
      answer: (request) => served.simulator.handle(request),
      behave: () => behaviours.get(front.baseUrl) ?? { kind: 'answer' },
    });
    fronts.push(front);
    return front;
  }

  async function answer(request: WorldRequest): Promise<unknown> {
    if (request.kind === 'report') {
      await onReport(request.report);
      return {};
    }
    if (request.kind === 'ground') {
      const { baseUrls, elsewhere } = await (servedGround ??= serveGround());
      return { baseUrls: baseUrls.map((url) => url ?? ''), elsewhere } satisfies Ground;
    }
    if (request.kind === 'takeArrivals') {
      const ground = await (servedGround ??= serveGround());
      const counted = request.operations.map((operation) => [operation, ground.take(request.fault, operation)]);
      return { requests: Object.fromEntries(counted) as Arrivals['requests'], strays: ground.strays() };
    }
    if (request.kind === 'arrival') {
      const ground = await (servedGround ??= serveGround());
      return { arrived: await ground.arrival(request.fault, request.operation, request.attempt) };
    }
    if (request.kind === 'create') {
      const exchanges: Exchanged[] = [];
      const served = await serveSimulator(request.options, (exchanged) => exchanges.push(exchanged));
      const { baseUrl } = request.raw ? await serveRaw(served) : served;
      worlds.set(baseUrl, { served, exchanges });
      return { baseUrl };
    }
    const world = worlds.get(request.baseUrl);
    if (!world) throw new Error(`There is no world at ${request.baseUrl}`);
    const { served, exchanges } = world;
    switch (request.kind) {
      case 'renew':
        served.renew(request.options);
        exchanges.length = 0;
        behaviours.delete(request.baseUrl);
        return {};
      case 'close':
        worlds.delete(request.baseUrl);
        await served.close();
        return {};
      case 'behave':
        behaviours.set(request.baseUrl, request.behaviour);
        return {};
      case 'offline':
        await served.goOffline();
        return {};
      case 'online':
        await served.goOnline();
        return {};
      case 'fault':
        served.simulator.addFault(request.fault);
        return {};
      case 'clearFaults':
        served.simulator.clearFaults();
        return {};
      case 'configure':
        served.simulator.configure(request.change);
        return {};
      case 'seed':
        return served.simulator.seedBulk(request.bulk);
      case 'setStatus': {
        const { world } = served.simulator;
        const run = world.runById(request.runId);
        if (!run) throw new Error(`There is no run ${request.runId}`);
        world.setStatus(run, request.status, world.clock());
        return {};
      }
      case 'takeRequests': {
        const counts: Record<string, number> = {};
        for (const { operation } of served.simulator.requests) counts[operation] = (counts[operation] ?? 0) + 1;
        served.simulator.forget();
        return counts;
      }
      case 'takeExchanges':
        return exchanges.splice(0).map((exchanged): Checked => ({
          method: exchanged.method,
          status: exchanged.status,
          url: exchanged.url,
          requestBody: exchanged.requestBody,
          ...checkExchange(exchanged),
        }));
    }
  }

  const server = createServer((incoming, outgoing) => {
    void (async () => {
      outgoing.setHeader('access-control-allow-origin', '*');
      outgoing.setHeader('access-control-allow-headers', 'content-type');
      if (incoming.method === 'OPTIONS') {
        outgoing.writeHead(204).end();
        return;
      }
      try {
        outgoing.end(JSON.stringify(await answer(JSON.parse(await textOf(incoming)) as WorldRequest)));
      } catch (error) {
        outgoing.writeHead(500).end(String(error));
      }
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      for (const front of fronts) await front.close();
      await (await servedGround)?.close();
      for (const { served } of worlds.values()) await served.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of incoming.setEncoding('utf8')) text += String(chunk);
  return text;
}
