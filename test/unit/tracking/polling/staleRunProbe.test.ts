import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defaultTiming } from '../../../../src/model/timing';
import { minute, tracked } from '../tracked';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

type Body = { readonly meta?: { readonly total_results: number; readonly page_size: number } };

/** A server that counts no further than to so many rows. */
function countingTo(most: number) {
  return async (request: Request, answer: (request: Request) => Promise<Response>): Promise<Response> => {
    const response = await answer(request);
    const body = (await response.clone().json()) as Body;
    if (!body.meta) return response;
    const total = Math.min(most, body.meta.total_results);
    const totalPages = Math.ceil(total / body.meta.page_size);
    return Response.json({ ...body, meta: { ...body.meta, total_results: total, total_pages: totalPages } });
  };
}

it.each(['newest', 'oldest', 'unordered'] as const)(
  'a run whose log goes on behind where the server counts to is not taken for one that lies still, listed %s',
  async (order) => {
    const stuckAfter = 15 * minute;
    const { simulator, poller, store, over } = tracked({ empty: true, order }, stuckAfter, defaultTiming, {
      handle: countingTo(100),
    });
    const [mission] = simulator.world.seedMissions(1);
    const [run] = mission ? simulator.world.seedRuns(mission, 1, 'running') : [];
    if (!run) throw new Error('no run');
    poller.watch({ kind: 'missions' });
    for (let minutes = 0; minutes < 18; minutes++) {
      // The run itself says nothing of it.
      const { updated_at } = run.row;
      simulator.world.seedEvents(run, 30, 1);
      run.row.updated_at = updated_at;
      await over(minute);
    }
    expect(store.stillness(run.row.run_id).now).toBeLessThan(5 * minute);
    poller.stop();
  },
);
