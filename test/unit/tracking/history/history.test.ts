import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HistoryChange } from '../../../../src/tracking/polling/historyWatches';
import { defaultTiming } from '../../../../src/model/timing';
import { minute, missionId, tracked } from '../tracked';

beforeEach(() => vi.useFakeTimers({ now: Date.UTC(2026, 10, 28, 12) }));
afterEach(() => vi.useRealTimers());

/** A mission with so many runs that have ended, each with a plan of two steps. */
function seeded(count: number, parts: Parameters<typeof tracked>[3] & { readonly maxHistorySteps?: number } = {}) {
  const world = tracked({ empty: true }, 15 * minute, defaultTiming, parts);
  const { missionIds } = world.simulator.seedBulk({ missions: 1 });
  const [mission = ''] = missionIds;
  const { runIds } = world.simulator.seedBulk({
    runs: { count, missionId: mission, status: 'succeeded', steps: 2 },
  });
  const history = world.poller.history(mission);
  return { ...world, mission, runIds: [...runIds].reverse(), history };
}
const count = (operations: readonly string[], operation: string) =>
  operations.filter((one) => one === operation).length;

describe('the history of a mission', () => {
  it('of 1,000 runs costs one request for them, and one for each plan that is seen, however often it is', async () => {
    const { history, over, runIds, simulator } = seeded(1000);
    expect(await over(minute)).toEqual([]);
    const stop = history.watch();
    expect(await over(1000)).toEqual(['listRuns']);
    expect(new URL(simulator.requests[0]?.url ?? '').search).toContain('1000');
    expect(history.runs()).toHaveLength(1000);
    expect(history.isLoaded).toBe(true);

    // It opens with forty runs in sight, is scrolled through to its other end, and back.
    history.want(runIds.slice(0, 40));
    expect(count(await over(5000), 'getPlan')).toBe(40);
    expect(history.plan(runIds[0] ?? '')).toHaveLength(2);
    let plans = 0;
    for (let from = 0; from < 1000; from += 20) {
      history.want(runIds.slice(from, from + 40));
      plans += count(await over(1000), 'getPlan');
    }
    expect(plans).toBe(960);
    for (let from = 980; from >= 0; from -= 20) history.want(runIds.slice(from, from + 40));
    expect(count(await over(5000), 'getPlan')).toBe(0);

    // Nothing runs: it is looked at for new runs once a minute, in a small page.
    expect(await over(10 * minute)).toEqual(Array.from({ length: 10 }, () => 'listRuns'));
    expect(simulator.requests.every(({ url }) => url.includes('=20'))).toBe(true);

    // Left, it asks for nothing, and comes back for one request.
    stop();
    expect(await over(10 * minute)).toEqual([]);
    const again = history.watch();
    expect(await over(1000)).toEqual(['listRuns']);
    again();
  });

  it('reads two plans at a time, those that are seen first, and stops where it is hidden', async () => {
    let open = 0;
    let most = 0;
    const asked: string[] = [];
    const { history, over, runIds } = seeded(50, {
      async handle(request, answer) {
        const run = /runs\/([^/]+)\/plan/.exec(request.url)?.[1];
        if (run === undefined) return answer(request);
        asked.push(run);
        most = Math.max(most, ++open);
        await new Promise((resolve) => setTimeout(resolve, 1000));
        open--;
        return answer(request);
      },
    });
    const stop = history.watch();
    await over(1000);
    history.want(runIds.slice(0, 10));
    await over(1500);
    history.want([...runIds.slice(30, 34), ...runIds.slice(0, 10)]);
    await over(2000);
    expect(asked.slice(4, 6)).toEqual(runIds.slice(30, 32));
    expect(most).toBe(2);
    stop();
    const before = asked.length;
    await over(5 * minute);
    expect(asked).toHaveLength(before);
  });

  it('follows an active run, and reads its plan once more at its end', async () => {
    const { history, over, runIds, simulator, mission } = seeded(30);
    const [active = ''] = simulator.seedBulk({
      runs: { count: 1, missionId: mission, status: 'running', steps: 3 },
    }).runIds;
    const changes: HistoryChange[] = [];
    history.subscribe((change) => changes.push(change));
    const stop = history.watch();
    await over(1000);
    history.want([active, ...runIds.slice(0, 5)]);
    await over(1000);
    expect(changes.some(({ plans }) => plans.has(active))).toBe(true);
    const asked = await over(30_000);
    expect(count(asked, 'listRuns')).toBe(6);
    expect(count(asked, 'getPlan')).toBe(6);
    const run = simulator.world.runById(active);
    if (!run) throw new Error('no run');
    simulator.world.setStatus(run, 'failed', simulator.world.clock());
    await over(6000);
    expect(history.runs().find(({ runId }) => runId === active)?.status).toBe('failed');
    expect(count(await over(5 * minute), 'getPlan')).toBe(0);
    stop();
  });

  it('shows runs that have come meanwhile, and reads all again where they are many', async () => {
    const { history, over, simulator, mission } = seeded(100);
    const stop = history.watch();
    await over(1000);
    simulator.seedBulk({ runs: { count: 5, missionId: mission, status: 'succeeded' } });
    expect(await over(minute)).toEqual(['listRuns']);
    expect(history.runs()).toHaveLength(105);
    simulator.seedBulk({ runs: { count: 300, missionId: mission, status: 'succeeded' } });
    expect(await over(minute)).toEqual(['listRuns', 'listRuns']);
    expect(history.runs()).toHaveLength(405);
    stop();
  });

  it('loads older runs where somebody wants them', async () => {
    const { history, over } = seeded(1200);
    const stop = history.watch();
    await over(1000);
    expect([history.runs().length, history.more]).toEqual([1000, true]);
    await Promise.all([history.loadMore(), over(2000)]);
    expect([history.runs().length, history.more]).toEqual([1200, false]);
    stop();
  });

  it('says why it could not be read, and is there when the service is back', async () => {
    const { history, over, runIds, simulator } = seeded(10);
    const end = simulator.addFault({ operation: 'listRuns', effect: { kind: 'status', status: 403 } });
    const stop = history.watch();
    await over(minute);
    expect(history.failure?.kind).toBe('forbidden');
    end();
    await over(5 * minute);
    expect([history.failure, history.runs().length]).toEqual([undefined, 10]);
    // One plan that is refused keeps no other from being read.
    simulator.addFault({ operation: 'getPlan', times: 1, effect: { kind: 'status', status: 403 } });
    history.want(runIds);
    await over(5000);
    expect(runIds.filter((runId) => history.plan(runId))).toHaveLength(9);
    expect(history.failure).toBeUndefined();
    stop();
  });

  it('keeps so many steps at most, and reads again what had to make room', async () => {
    const { client, store, over, runIds, mission } = seeded(30);
    const { createPoller } = await import('../../../../src/tracking/polling/poller');
    const poller = createPoller({ client, store, onDefect: () => undefined, maxHistorySteps: 30 });
    const history = poller.history(mission);
    const stop = history.watch();
    await over(1000);
    history.want(runIds.slice(0, 20));
    await over(5000);
    expect(runIds.filter((runId) => history.plan(runId))).toHaveLength(10);
    expect(count(await over(5 * minute), 'getPlan')).toBe(0);
    history.want(runIds.slice(20, 25));
    await over(5000);
    history.want(runIds.slice(0, 5));
    expect(count(await over(5000), 'getPlan')).toBe(5);
    stop();
    poller.stop();
  });

  it('belongs to one account: nothing of it is left in another', async () => {
    const { history, over, poller, store, runIds } = seeded(10);
    const stop = history.watch();
    await over(1000);
    history.want(runIds);
    await over(5000);
    const changes: HistoryChange[] = [];
    history.subscribe((change) => changes.push(change));
    store.clear();
    poller.restart();
    expect(changes.some(({ reset }) => reset)).toBe(true);
    expect([history.runs().length, history.plan(runIds[0] ?? '')]).toEqual([0, undefined]);
    await over(5000);
    expect(history.runs()).toHaveLength(10);
    expect(history.plan(runIds[0] ?? '')).toHaveLength(2);
    stop();
  });
});

it('nobody has asked for a history of the demo mission', async () => {
  const { over, poller } = tracked();
  poller.history(missionId);
  expect(await over(minute)).toEqual([]);
});
