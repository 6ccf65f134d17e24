import { describe, expect, it } from 'vitest';
import { createClient } from '../../../../src/api/client';
import type { RunEvent } from '../../../../src/model/event';
import { defaultTiming } from '../../../../src/model/timing';
import { createTestSimulator, type ListOrder } from '../../../../src/simulator/testSimulator';
import { createTail } from '../../../../src/tracking/tail/eventTail';
import { silent } from '../../../silent';

type Body = { data: { payload?: unknown }[]; meta?: Record<string, unknown> | undefined };
const count = 2500;

/** A run with a log whose pages are changed on their way by `alter`. */
function log(order: ListOrder, alter: (body: Body, page: number) => Response | Body, longest = 10_000_000) {
  const simulator = createTestSimulator({ empty: true, order });
  const missionId = simulator.seedBulk({ missions: 1 }).missionIds[0] ?? '';
  const seeded = simulator.seedBulk({ runs: { count: 1, missionId }, events: { count } });
  const runId = seeded.runIds[0] ?? '';
  let answered = 0;
  const client = createClient({
    connection: () =>
      Promise.resolve({
        baseUrl: 'https://demo.invalid/v2',
        apiKey: 'KEY_DEMO',
        fetch: async (input, init) => {
          const request = new Request(input, init);
          const page = Number(new URL(request.url).searchParams.get('page[number]'));
          const body = (await (await simulator.handle(request)).json()) as Body;
          if (++answered > 400) throw new Error('It asks without end');
          const altered = alter(body, page);
          return altered instanceof Response ? altered : Response.json(altered);
        },
      }),
    log: silent,
    random: () => 0,
    // Looks follow each other at once here: none of them waits for the budget of equal requests.
    timing: { ...defaultTiming, sameGetWindowMs: 0 },
    maxResponseBytes: longest,
  });
  const held = new Map<string, RunEvent>();
  let complete = false;
  const tail = createTail({
    read: (number, size) => client.listEvents(missionId, runId, {}, { number, size }),
    keep: (rows) => {
      for (const row of rows) held.set(row.eventId, row);
    },
    eventCount: () => held.size,
    progress: (state) => (complete = state.complete),
  });
  const more = (rows: number) => simulator.seedBulk({ events: { count: rows, runId } });
  return { tail, held, more, isComplete: () => complete };
}

const lies: readonly (readonly [name: string, alter: (body: Body, page: number) => Body])[] = [
  ['says the truth', (body) => body],
  ['says too much', (body) => ({ ...body, meta: { total_pages: 1e9, total_results: 1e12, page_size: 1 } })],
  ['says too little', (body) => ({ ...body, meta: { total_pages: 0, total_results: 0, page_size: 0 } })],
  ['counts one page only', (body) => ({ ...body, meta: { ...body.meta, total_pages: 1 } })],
  ['is nonsense', (body) => ({ ...body, meta: { total_pages: -1, total_results: 'many', page_size: [] } })],
  ['is missing', ({ data }) => ({ data })],
  ['is another one each time', (body, page) => ({ ...body, meta: { total_results: page % 2 ? 1e6 : 3 } })],
  ['is true, but rows repeat', (body) => ({ ...body, data: body.data.flatMap((row) => [row, row]) })],
];

describe.each(['newest', 'oldest', 'unordered'] as const)('a log listed %s', (order) => {
  it.each(lies)('is read whole, and followed, where meta %s', async (_, alter) => {
    const { tail, held, more } = log(order, alter);
    await tail.catchUp();
    expect(held.size).toBe(count);
    more(3);
    // Where the count helps nothing, not every look is a look at everything.
    for (let look = 0; look < 5; look++) await tail.catchUp();
    if (order !== 'unordered') expect(held.size).toBe(count + 3);
  });

  it('is read in smaller pages where a large one is too large an answer', async () => {
    const { tail, held, isComplete } = log(order, (body) => body, 100_000);
    await tail.catchUp();
    expect(held.size).toBe(count);
    expect(isComplete()).toBe(true);
  });

  it('keeps what it has read where the key is refused in the middle, and goes on from there', async () => {
    let refused = true;
    const { tail, held } = log(order, (body, page) =>
      refused && page > 1 ? Response.json({ errors: [] }, { status: 401 }) : body,
    );
    await expect(tail.catchUp()).rejects.toMatchObject({ kind: 'auth' });
    expect(held.size).toBe(1000);
    refused = false;
    await tail.catchUp();
    expect(held.size).toBe(count);
  });
});
