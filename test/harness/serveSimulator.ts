import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/server';

export type ServedSimulator = {
  readonly simulator: Simulator;
  /** `http://127.0.0.1:PORT/v2` */
  readonly baseUrl: string;
  close(): Promise<void>;
};

/** A page, and a worker of it, may ask from another origin: the extension runs there in a web extension host. */
const crossOrigin = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, content-type, accept',
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
  'access-control-expose-headers': 'retry-after',
};

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Serves a simulator over HTTP on this computer alone; `port` 0 takes a free one. */
export async function serveSimulator(options: SimulatorOptions & { port?: number } = {}): Promise<ServedSimulator> {
  const simulator = createSimulator(options);
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      if (incoming.method === 'OPTIONS') {
        outgoing.writeHead(204, crossOrigin).end();
        return;
      }
      const gone = new AbortController();
      outgoing.on('close', () => gone.abort());
      try {
        const { method = 'GET', headers, url = '/' } = incoming;
        const body = await bodyOf(incoming);
        const request = new Request(`http://127.0.0.1${url}`, {
          method,
          headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
            typeof value === 'string' ? [[name, value]] : [],
          ),
          signal: gone.signal,
          ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
        });
        const response = await simulator.handle(request);
        outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), ...crossOrigin });
        outgoing.end(Buffer.from(await response.arrayBuffer()));
      } catch {
        // A fault cuts the connection.
        outgoing.destroy();
      }
    })();
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    simulator,
    baseUrl: `http://127.0.0.1:${port}/v2`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
