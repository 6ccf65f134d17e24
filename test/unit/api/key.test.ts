import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../../src/api/apiError';
import { createClient } from '../../../src/api/client';
import type { Log } from '../../../src/api/request';

const key = 'KEY0199ABCDEF_topSecret77';
const missionId = '11111111-1111-4111-8111-111111111111';

type Seen = { readonly url: string; readonly headers: IncomingMessage['headers']; readonly body: string };
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(answer: (response: ServerResponse, seen: Seen) => void) {
  const seen: Seen[] = [];
  const server = createServer((incoming, response) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (text) => (body += String(text)));
    incoming.on('end', () => {
      const request = { url: incoming.url ?? '', headers: incoming.headers, body };
      seen.push(request);
      answer(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function clientOf(url: string) {
  const logged: string[] = [];
  const write = (message: string) => void logged.push(message);
  const log: Log = { trace: write, debug: write, info: write, warn: write, error: write };
  const connection = { baseUrl: `${url}/v2`, apiKey: key, fetch: globalThis.fetch };
  const client = createClient({ connection: () => Promise.resolve(connection), log, random: () => 0 });
  return { client, logged };
}

const failure = async (work: Promise<unknown>): Promise<ApiError> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiError)) throw new Error(`no ApiError: ${String(error)}`);
  return error;
};

describe('the key on the wire', () => {
  it('leaves as the Authorization header of each request, and nowhere else in it', async () => {
    const { seen, url } = await serve((response) => response.end('{"data":[],"meta":{}}'));
    const { client } = clientOf(url);
    await client.listMissions();
    await failure(client.createMission({ name: 'x' }));
    await failure(client.logEvent(missionId, missionId, { type: 'custom', summary: 's' }));
    expect(seen.length).toBeGreaterThanOrEqual(3);
    for (const { url, headers, body } of seen) {
      const { authorization, ...rest } = headers;
      expect(authorization).toBe(`Bearer ${key}`);
      expect(JSON.stringify({ url, rest, body })).not.toContain(key);
      expect(headers.cookie).toBeUndefined();
      expect(headers.referer).toBeUndefined();
    }
  });

  it.each([301, 302, 303, 307, 308])(
    'follows no redirect (%i), neither to another origin nor to its own',
    async (status) => {
      const other = await serve((response) => response.end('{"data":[]}'));
      for (const location of [`${other.url}/v2/ai/missions`, '/v2/elsewhere', '//127.0.0.1:1/x']) {
        const { seen, url } = await serve((response) => response.writeHead(status, { location }).end());
        const { client } = clientOf(url);
        expect((await failure(client.createMission({ name: 'x' }))).kind).toBe('badResponse');
        expect(seen.map(({ url }) => url)).toEqual(['/v2/ai/missions']);
      }
      expect(other.seen).toEqual([]);
    },
  );

  it.each([
    [200, 'not JSON, but '],
    [401, ''],
    [403, ''],
    [422, ''],
    [500, ''],
  ])('is neither in the log nor in the error where the server sends it back (%i)', async (status, before) => {
    const echo = (authorization: string) => ({
      errors: [{ title: authorization, detail: `${'long '.repeat(56)}you sent ${authorization}` }],
      detail: [{ loc: ['body', authorization], msg: `${'x'.repeat(280)} ${authorization} is no key`, type: 'value' }],
    });
    const { seen, url } = await serve((response, { headers }) => {
      const body = JSON.stringify(echo(headers.authorization ?? ''));
      response.writeHead(status, { 'x-echo': headers.authorization ?? '' }).end(before + body);
    });
    const { client, logged } = clientOf(url);
    const error = await failure(client.createMission({ name: 'x' }));
    expect(seen.length).toBe(1);
    const everything = [error.message, error.stack, JSON.stringify(error), ...logged].join('\n');
    for (const part of [key, key.slice(0, 10), 'topSecret']) expect(everything).not.toContain(part);
    expect(logged.join('\n')).toContain('•••');
  });

  it('is in no line of the log at any level, whose lines have method, address, status, size and time', async () => {
    const { url } = await serve((response) => response.end('{"data":[],"meta":{},"echo":"\\u001b[31m\\nforged"}'));
    const { client, logged } = clientOf(url);
    await client.listMissions();
    await client.listRecentRuns({ status: 'running' });
    expect(logged.join('\n')).not.toContain('KEY0');
    expect(logged.find((line) => line.startsWith('GET'))).toMatch(
      /^GET \/ai\/missions\?page\[number\]=1 → 200, \d+ characters, \d+ ms$/,
    );
    expect(logged.every((line) => !line.includes('\n') && !line.includes('\u001B'))).toBe(true);
  });

  it('logs no body but at trace level, and cuts it there', async () => {
    const { url } = await serve((response) => response.writeHead(500).end(`secret words ${'z'.repeat(50_000)}`));
    const lines: Record<string, string[]> = { trace: [], debug: [], info: [], warn: [], error: [] };
    const log = Object.fromEntries(
      Object.entries(lines).map(([level, said]) => [level, (text: string) => void said.push(text)]),
    ) as unknown as Log;
    const connection = { baseUrl: `${url}/v2`, apiKey: key, fetch: globalThis.fetch };
    const client = createClient({ connection: () => Promise.resolve(connection), log });
    await failure(client.createMission({ name: 'my words' }));
    const { trace = [], ...others } = lines;
    expect(JSON.stringify(others)).not.toMatch(/secret words|my words/);
    expect(trace.join('\n')).toMatch(/my words[^]*secret words/);
    expect(Math.max(...trace.map(({ length }) => length))).toBeLessThan(2100);
  });
});
