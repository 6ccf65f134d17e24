import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createTestSimulator, type TestSimulator, type TestSimulatorOptions } from '../../src/simulator/testSimulator';
import type { Exchanged } from './contract';

export type ServedSimulator = {
  /** The present one. */
  readonly simulator: TestSimulator;
  /** Begins again at the same address, with another simulator. */
  renew(options?: TestSimulatorOptions): void;
  /** `http://127.0.0.1:PORT/v2`, or `https:`. */
  readonly baseUrl: string;
  /** Refuses connections; takes them again, at the same address. */
  goOffline(): Promise<void>;
  goOnline(): Promise<void>;
  close(): Promise<void>;
};

/** A page, and a worker of it, may ask from another origin: the extension runs there in a web extension host. */
export const crossOrigin = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, content-type, accept',
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
  'access-control-expose-headers': 'retry-after',
};

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of incoming.setEncoding('utf8')) text += String(chunk);
  return text;
}

async function requestOf(incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const { method = 'GET', headers, url = '/' } = incoming;
  const body = await textOf(incoming);
  return new Request(`http://127.0.0.1${url}`, {
    method,
    headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
    signal,
    ...(body && method !== 'GET' ? { body } : {}),
  });
}

/** What the simulator rejects with on purpose: a fault has cut the connection, or the sender has gone. */
function isCut(error: unknown): boolean {
  return error instanceof Error && (error.message === 'fetch failed' || error.name === 'AbortError');
}

type OnExchange = (exchanged: Exchanged) => void;
/** Hears of each request before it is answered; `ended` says when it is, or when its sender has gone. */
type OnRequest = (simulator: TestSimulator, ended: AbortSignal) => void;

async function serve(
  simulator: TestSimulator,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  onExchange: OnExchange | undefined,
  onRequest: OnRequest | undefined,
): Promise<void> {
  if (incoming.method === 'OPTIONS') {
    outgoing.writeHead(204, crossOrigin).end();
    return;
  }
  const gone = new AbortController();
  outgoing.on('close', () => gone.abort());
  try {
    const request = await requestOf(incoming, gone.signal);
    onRequest?.(simulator, gone.signal);
    const requestBody = onExchange ? await request.clone().text() : '';
    const response = await simulator.handle(request);
    outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), ...crossOrigin });
    const body = Buffer.from(await response.arrayBuffer());
    outgoing.end(body);
    const { method, url } = request;
    onExchange?.({ method, url, requestBody, status: response.status, responseBody: body.toString() });
  } catch (error) {
    if (isCut(error) || outgoing.headersSent) {
      outgoing.destroy();
      return;
    }
    // A mistake in the simulator: it must not look like a cut connection.
    console.error(error);
    outgoing.writeHead(500, crossOrigin).end(String(error));
  }
}

/** A private key and its certificate, in PEM. */
type Identity = { readonly key: string; readonly cert: string };

/**
 * Serves a simulator over HTTP on this computer alone (over TLS as `identity` where one is given); `port` 0 takes a
 * free one. Rejects where it is taken.
 * `onExchange` hears of each request with its answer.
 */
export async function serveSimulator(
  options: TestSimulatorOptions & { port?: number; identity?: Identity; onRequest?: OnRequest } = {},
  onExchange?: OnExchange,
): Promise<ServedSimulator> {
  let simulator = createTestSimulator(options);
  const { identity } = options;
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse) =>
    void serve(simulator, incoming, outgoing, onExchange, options.onRequest);
  const server = identity ? createSecureServer(identity, answer) : createServer(answer);
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(options.port ?? 0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The simulator is not served over TCP');
  return {
    get simulator() {
      return simulator;
    },
    renew(renewed = {}) {
      simulator = createTestSimulator(renewed);
    },
    baseUrl: `${identity ? 'https' : 'http'}://127.0.0.1:${address.port}/v2`,
    goOffline: close,
    goOnline: () => listen(address.port),
    close,
  };
}
