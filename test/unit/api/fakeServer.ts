import { vi } from 'vitest';
import { createClient } from '../../../src/api/client';
import type { Fetch, Log } from '../../../src/api/request';
import { createGate } from '../../../src/api/retry';

export type Sent = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: unknown;
  readonly text: string;
};
export type Reply =
  { status?: number; body?: unknown; text?: string; headers?: Record<string, string> } | Error | 'hang';

export const key = 'KEY_VERY_SECRET';
export const missionId = '11111111-1111-4111-8111-111111111111';
export const runId = '22222222-2222-4222-8222-222222222222';

/** A client whose server gives the replies one after the other (the last one again and again) and notes what came. */
export function fakeServer(...replies: Reply[]) {
  const sent: Sent[] = [];
  const logged: string[] = [];
  const fetch: Fetch = (input, init) => {
    const request = new Request(input, init);
    const reply = replies[Math.min(sent.length, replies.length - 1)] ?? {};
    const note: { method: string; url: URL; headers: Headers; body: unknown; text: string } = {
      method: request.method,
      url: new URL(request.url),
      headers: request.headers,
      body: undefined,
      text: '',
    };
    sent.push(note);
    return new Promise((resolve, reject) => {
      request.signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      void request.text().then((text) => {
        note.text = text;
        note.body = text ? (JSON.parse(text) as unknown) : undefined;
        if (reply === 'hang') return;
        if (reply instanceof Error) {
          reject(reply);
          return;
        }
        const { status = 200, headers = {} } = reply;
        const content = status === 204 ? null : (reply.text ?? JSON.stringify(reply.body ?? {}));
        resolve(new Response(content, { status, headers: { 'content-type': 'application/json', ...headers } }));
      });
    });
  };
  const write = (message: string) => void logged.push(message);
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const gate = createGate();
  const client = createClient({
    connection: () => Promise.resolve({ baseUrl: 'https://api.example.test/v2', apiKey: key, fetch }),
    log,
    gate,
    random: () => 0.5,
  });
  return { client, sent, logged, gate };
}

export function missionRow(more: Record<string, unknown> = {}) {
  return {
    mission_id: missionId,
    name: 'Quotes',
    execution_mode: 'external',
    created_at: '2026-11-01T00:00:00Z',
    updated_at: '2026-11-01T00:00:00Z',
    ...more,
  };
}

export function runRow(more: Record<string, unknown> = {}) {
  return {
    run_id: runId,
    mission_id: missionId,
    status: 'running',
    started_at: '2026-11-01T00:00:00Z',
    updated_at: '2026-11-01T00:00:00Z',
    ...more,
  };
}

export function pageOf(data: unknown[], meta: Record<string, unknown> = {}) {
  return {
    data,
    meta: { total_pages: 1, total_results: data.length, page_number: 1, page_size: 20, ...meta },
  };
}

/** Lets the promise end while the clock runs as far as it takes. */
export async function ended<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  await vi.runAllTimersAsync();
  return promise;
}
