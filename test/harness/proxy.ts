import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export type Proxy = {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Where it was asked to lead to, `host:port` each, with all that was said to it. */
  readonly asked: { readonly target: string; readonly head: string }[];
  /** Lets nothing through (502), cuts what is open; lets it through again. */
  refuse(refuses: boolean): void;
  close(): Promise<void>;
};

/** A forward proxy on this computer. Whatever host it is asked for, it leads to `port` of this computer. */
export async function serveProxy(port: number): Promise<Proxy> {
  const asked: Proxy['asked'] = [];
  const open = new Set<Socket>();
  let refuses = false;
  // Plain requests are none of its business.
  const server = createServer((_, outgoing) => outgoing.writeHead(405).end());
  server.on('connect', ({ url = '', rawHeaders }, socket: Socket) => {
    asked.push({ target: url, head: rawHeaders.join('\n') });
    if (refuses) {
      socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const through = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      through.pipe(socket).pipe(through);
    });
    for (const [one, other] of [
      [socket, through],
      [through, socket],
    ] as const) {
      open.add(one);
      one
        .on('error', () => undefined)
        .on('close', () => {
          open.delete(one);
          other.destroy();
        });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    refuse(now) {
      refuses = now;
      if (now) cut();
    },
    async close() {
      cut();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
