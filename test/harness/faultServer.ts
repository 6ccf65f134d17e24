import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { crossOrigin } from './serveSimulator';

/** What becomes of one request. */
export type Behaviour =
  /** As it should be; with other headers, another text, or another status where they are named. */
  | {
      readonly kind: 'answer';
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly text?: string;
      readonly alter?: (text: string) => string;
    }
  /** The connection is reset: before anything is said, after the headers, or in the middle of the body. */
  | { readonly kind: 'reset'; readonly after: 'nothing' | 'headers' | 'half' }
  /** It ends in an orderly way, with half of what its headers announce. */
  | { readonly kind: 'endEarly' }
  | { readonly kind: 'silence' }
  /** The right answer, one byte at a time. */
  | { readonly kind: 'drip'; readonly everyMs: number }
  /** Something that is no HTTP. */
  | { readonly kind: 'noise' }
  /** A body of so many bytes. Undeclared: without a word of its length before. */
  | { readonly kind: 'flood'; readonly bytes: number; readonly declared: boolean };

export type FaultServer = {
  /** `http://HOST:PORT/v2` */
  readonly baseUrl: string;
  close(): Promise<void>;
};

/**
 * A server on a bare TCP socket, which can do what a web server never would. It does the act first, by `answer`, and
 * then to its answer what `behave` says. A connection is kept while its answers are whole.
 */
export async function serveFaults(parts: {
  readonly answer: (request: Request) => Promise<Response>;
  readonly behave: (request: Request) => Behaviour;
  /** `127.0.0.1` where it is absent. Rejects where the computer does not have it. */
  readonly host?: string;
}): Promise<FaultServer> {
  const { host = '127.0.0.1' } = parts;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    // Those who are reset on purpose say so.
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    // Who hangs up in the middle of a request has none.
    serve(socket).catch(() => socket.destroy());
  });

  async function serve(socket: Socket): Promise<void> {
    for await (const request of requestsFrom(socket)) {
      if (request.method === 'OPTIONS') {
        socket.write(headOf(204, {}, undefined));
        continue;
      }
      const behaviour = parts.behave(request.clone());
      await misbehave(socket, behaviour, await parts.answer(request));
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://${host.includes(':') ? `[${host}]` : host}:${port}/v2`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The requests of a connection, one after the other. */
async function* requestsFrom(socket: Socket): AsyncGenerator<Request> {
  let held = Buffer.alloc(0);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    held = Buffer.concat([held, chunk]);
    const end = held.indexOf('\r\n\r\n');
    if (end < 0) continue;
    const [first = '', ...lines] = held.subarray(0, end).toString('latin1').split('\r\n');
    const [method = 'GET', target = '/'] = first.split(' ');
    const headers = new Headers(
      lines.map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
    );
    const body = held.subarray(end + 4);
    if (body.length < Number(headers.get('content-length') ?? 0)) continue;
    const has = method !== 'GET' && body.length > 0;
    held = Buffer.alloc(0);
    yield new Request(new URL(target, 'http://127.0.0.1'), { method, headers, ...(has ? { body } : {}) });
  }
}

function headOf(status: number, headers: Readonly<Record<string, string>>, length: number | undefined): string {
  const lines = Object.entries({
    ...crossOrigin,
    ...(length === undefined ? {} : { 'content-length': String(length) }),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} As You Like It\r\n${lines.join('')}\r\n`;
}

async function misbehave(socket: Socket, behaviour: Behaviour, right: Response): Promise<void> {
  const text = await right.text();
  const type = { 'content-type': 'application/json' };
  const head = headOf(right.status, type, Buffer.byteLength(text));
  const half = text.slice(0, text.length >> 1);
  switch (behaviour.kind) {
    case 'answer': {
      const { status = right.status, headers = {}, alter = (same: string) => same } = behaviour;
      const body = Buffer.from(behaviour.text ?? alter(text));
      socket.write(Buffer.concat([Buffer.from(headOf(status, { ...type, ...headers }, body.length)), body]));
      return;
    }
    case 'reset':
      if (behaviour.after !== 'nothing') {
        // A length above zero: even an answer without a body is then not whole.
        const announced = headOf(200, type, Buffer.byteLength(text) + 1);
        await written(socket, behaviour.after === 'half' ? announced + half : announced);
        // What has been written is to be read first: a reset takes it away.
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      socket.resetAndDestroy();
      return;
    case 'endEarly':
      socket.end(headOf(200, type, Buffer.byteLength(text) + 1) + half);
      return;
    case 'silence':
      return;
    case 'drip':
      for (const byte of Buffer.from(head + text)) {
        if (socket.destroyed) return;
        socket.write(Buffer.of(byte));
        await new Promise((resolve) => setTimeout(resolve, behaviour.everyMs));
      }
      socket.end();
      return;
    case 'noise':
      socket.end('220 mail.example.test ready\r\n');
      return;
    case 'flood': {
      const { bytes, declared } = behaviour;
      const frame = '"'.padEnd(bytes > 1_000_000 ? 1_000_000 : bytes, 'x');
      await written(socket, headOf(200, type, declared ? bytes : undefined));
      for (let sent = 0; sent < bytes && !socket.destroyed; sent += frame.length) await written(socket, frame);
      socket.end();
      return;
    }
  }
}

/** Writes, and waits where the other side does not keep up. */
async function written(socket: Socket, text: string): Promise<void> {
  if (socket.destroyed || socket.write(text)) return;
  const done = new AbortController();
  const { signal } = done;
  await Promise.race([once(socket, 'drain', { signal }), once(socket, 'close', { signal })]).catch(() => undefined);
  done.abort();
}
