import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrder, removeRows } from '../../../src/simulator/listOrder';
import { simulated, start } from './simulated';

const orders = ['newest', 'oldest', 'unordered'] as const;
const id = (row: { readonly id: string }) => row.id;

describe('the order of a list', () => {
  it.each(orders)('%s: pages hold every row once, while rows come and go', (order) => {
    const steps = fc.array(fc.oneof(fc.nat(20), fc.constant('remove' as const)), { maxLength: 8 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 7 }), (changes, size) => {
        const rows: { id: string }[] = [];
        let next = 0;
        for (const change of changes) {
          if (change === 'remove') removeRows(rows, (row) => Number(row.id) % 3 === 0);
          else for (let i = 0; i < change; i++) rows.push({ id: String(next++) });
          const paged: string[] = [];
          for (let from = 0; from < rows.length; from += size)
            paged.push(...inOrder(rows, order, id, from, size).map(id));
          expect([...paged].sort()).toEqual(rows.map(id).sort());
          expect(inOrder(rows, order, id, rows.length, size)).toEqual([]);
        }
      }),
    );
  });

  it('unordered: is neither order of time, the same each time, and the same for other rows with these ids', () => {
    const make = () => Array.from({ length: 50 }, (_, i) => ({ id: `event-${i}` }));
    const rows = make();
    const all = inOrder(rows, 'unordered', id, 0, 50).map(id);
    expect(all).not.toEqual(rows.map(id));
    expect(all).not.toEqual(rows.map(id).reverse());
    expect(inOrder(rows, 'unordered', id, 0, 50).map(id)).toEqual(all);
    expect(inOrder(make(), 'unordered', id, 0, 50).map(id)).toEqual(all);
    rows.push({ id: 'event-50' });
    const grown = inOrder(rows, 'unordered', id, 0, 51).map(id);
    expect(grown.filter((one) => one !== 'event-50')).toEqual(all);
  });
});

describe('filters', () => {
  it('count what they let through, in `meta` too', async () => {
    const { ask, rows } = simulated();
    const all = await rows('/runs?page[size]=1000');
    const failed = all.filter((run) => run.status === 'failed');
    expect(failed.length).toBeGreaterThan(1);
    const { data, meta } = await ask('GET', '/runs?status=failed&page[size]=2');
    expect(data).toEqual(failed.slice(0, 2));
    expect(meta).toMatchObject({ total_results: failed.length, total_pages: Math.ceil(failed.length / 2) });
    expect((await ask('GET', '/runs?status=odd')).meta).toMatchObject({ total_results: 0, total_pages: 0 });
  });

  it('of events: by type, step and agent, together', async () => {
    const { ask, rows, newRun } = simulated({ empty: true, order: 'oldest' });
    const run = await newRun();
    for (const [type, step_id, agent_id] of [
      ['custom', 'a', 'x'],
      ['message', 'a', 'x'],
      ['custom', 'b', 'x'],
      ['custom', 'a', 'y'],
    ] as const)
      await ask('POST', `${run}/events`, { type, summary: `${type} ${step_id} ${agent_id}`, step_id, agent_id });
    const summaries = async (query: string) => (await rows(`${run}/events?${query}`)).map((event) => event.summary);
    expect(await summaries('type=custom&step_id=a&agent_id=x')).toEqual(['custom a x']);
    expect(await summaries('step_id=a')).toEqual(['custom a x', 'message a x', 'custom a y']);
    expect(await summaries('agent_id=y')).toEqual(['custom a y']);
    expect(await rows('/events?type=message')).toHaveLength(1);
  });
});

describe('lists of size', () => {
  const { simulator, ask, rows } = simulated({ empty: true });
  const { missionIds } = simulator.seedBulk({ missions: 10_000 });
  const [missionId = ''] = missionIds;
  const { runIds } = simulator.seedBulk({ runs: { count: 1000, missionId, status: 'running', steps: 4 } });
  const runId = runIds.at(-1) ?? '';
  simulator.seedBulk({ events: { count: 100_000, runId, apartMs: 10 } });
  const events = `/${missionId}/runs/${runId}/events`;

  it('hold what was asked for', async () => {
    expect(new Set(missionIds).size).toBe(10_000);
    expect((await ask('GET', '/runs?status=running')).meta).toMatchObject({ total_results: 1000 });
    expect((await rows(`/${missionId}/runs/${runId}/plan`)).map((step) => step.status)).toEqual([
      'completed',
      'completed',
      'pending',
      'pending',
    ]);
    const { data, meta } = await ask('GET', `${events}?page[size]=1`);
    expect(meta).toMatchObject({ total_results: 100_000 });
    expect(data).toMatchObject([{ timestamp: new Date(start).toISOString() }]);
    const payloads = (await rows(`${events}?page[size]=1000`)).map((event) => JSON.stringify(event.payload).length);
    expect(Math.min(...payloads)).toBeGreaterThan(150);
    expect(Math.max(...payloads)).toBeLessThan(300);
  });

  it.each(orders)('%s: a page costs what the page costs, however long the list is', async (order) => {
    simulator.setOrder(order);
    const short = `/${missionId}/runs/${runIds[0] ?? ''}/events`;
    simulator.seedBulk({ events: { count: 100, runId: runIds[0] ?? '' } });
    const timed = async (path: string) => {
      await rows(`${path}?page[size]=20`);
      const began = performance.now();
      for (let i = 0; i < 200; i++) await rows(`${path}?page[number]=${1 + (i % 5)}&page[size]=20`);
      return performance.now() - began;
    };
    // To go through 100,000 rows for each page takes fifty times as long.
    expect(await timed(events)).toBeLessThan(5 * (await timed(short)) + 50);
  });

  it('refuse a mission or run that is not there', () => {
    expect(() => simulator.seedBulk({ runs: { count: 1, missionId: 'none' } })).toThrow('There is no mission none');
    expect(() => simulator.seedBulk({ events: { count: 1, runId: 'none' } })).toThrow('There is no run none');
  });
});
