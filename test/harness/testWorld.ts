import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fault } from '../../src/simulator/faults';
import type { SimulatorOptions } from '../../src/simulator/server';
import { checkExchange, type Exchanged } from './contract';
import { serveGround, type Ground, type ServedGround } from './faultGround';
import { serveFaults, type Behaviour, type FaultServer } from './faultServer';
import { serveSimulator, type ServedSimulator } from './serveSimulator';

/** What a suite inside VS Code says of itself while it runs. */
export type Report =
  | { readonly kind: 'pass'; readonly title: string; readonly ms: number }
  | { readonly kind: 'fail'; readonly title: string; readonly error: string }
  /** It failed and is tried once more. */
  | { readonly kind: 'again'; readonly title: string; readonly error: string }
  | { readonly kind: 'skip'; readonly title: string }
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'end' };

/** What tests inside VS Code may ask of the world around them. */
export type WorldRequest =
  /** `raw`: behind a server that misbehaves as it is told. */
  | { readonly kind: 'create'; readonly options: SimulatorOptions; readonly raw?: boolean }
  | { readonly kind: 'behave'; readonly baseUrl: string; readonly behaviour: Behaviour }
  | { readonly kind: 'offline' | 'online'; readonly baseUrl: string }
  | { readonly kind: 'close'; readonly baseUrl: string }
  | { readonly kind: 'fault'; readonly baseUrl: string; readonly fault: Fault }
  | { readonly kind: 'clearFaults'; readonly baseUrl: string }
  | { readonly kind: 'configure'; readonly baseUrl: string; readonly change: SimulatorOptions }
  /** How often each operation was asked for since the last time; starts to count anew. */
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

export type Checked = ReturnType<typeof checkExchange> & { readonly status: number };

/**
 * Serves simulators to tests that run where Node is not: in the extension hosts of VS Code, desktop or web. One
 * address takes JSON requests by POST.
 */
export async function serveTestWorld(onReport: (report: Report) => void) {
  const worlds = new Map<string, ServedSimulator & { readonly exchanges: Exchanged[] }>();
  const fronts: FaultServer[] = [];
  /** Of raw worlds only. */
  const behaviours = new Map<string, Behaviour>();
  let served: Promise<ServedGround> | undefined;

  async function serveRaw(world: ServedSimulator): Promise<{ readonly baseUrl: string }> {
    const front = await serveFaults({
      answer: (request) => world.simulator.handle(request),
      behave: () => behaviours.get(front.baseUrl) ?? { kind: 'answer' },
    });
    fronts.push(front);
    return front;
  }

  async function answer(request: WorldRequest): Promise<unknown> {
    if (request.kind === 'report') {
      onReport(request.report);
      return {};
    }
    if (request.kind === 'ground') {
      const { baseUrls, elsewhere } = await (served ??= serveGround());
      return { baseUrls: baseUrls.map((url) => url ?? ''), elsewhere } satisfies Ground;
    }
    if (request.kind === 'takeArrivals') {
      const ground = await (served ??= serveGround());
      const counted = request.operations.map((operation) => [operation, ground.take(request.fault, operation)]);
      return { requests: Object.fromEntries(counted) as Arrivals['requests'], strays: ground.strays() };
    }
    if (request.kind === 'arrival') {
      const ground = await (served ??= serveGround());
      return { arrived: await ground.arrival(request.fault, request.operation, request.attempt) };
    }
    if (request.kind === 'create') {
      const exchanges: Exchanged[] = [];
      const world = await serveSimulator(request.options, (exchanged) => exchanges.push(exchanged));
      const { baseUrl } = request.raw ? await serveRaw(world) : world;
      worlds.set(baseUrl, { ...world, exchanges });
      return { baseUrl };
    }
    const world = worlds.get(request.baseUrl);
    if (!world) throw new Error(`There is no world at ${request.baseUrl}`);
    switch (request.kind) {
      case 'close':
        worlds.delete(request.baseUrl);
        await world.close();
        return {};
      case 'behave':
        behaviours.set(request.baseUrl, request.behaviour);
        return {};
      case 'offline':
        await world.goOffline();
        return {};
      case 'online':
        await world.goOnline();
        return {};
      case 'fault':
        world.simulator.addFault(request.fault);
        return {};
      case 'clearFaults':
        world.simulator.clearFaults();
        return {};
      case 'configure':
        world.simulator.configure(request.change);
        return {};
      case 'takeRequests': {
        const counts: Record<string, number> = {};
        for (const { operation } of world.simulator.requests) counts[operation] = (counts[operation] ?? 0) + 1;
        world.simulator.forget();
        return counts;
      }
      case 'takeExchanges':
        return world.exchanges.splice(0).map((exchanged): Checked => ({
          status: exchanged.status,
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
      await (await served)?.close();
      for (const world of worlds.values()) await world.close();
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
