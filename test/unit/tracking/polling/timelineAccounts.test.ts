import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isGone, valueOf } from '../../../../src/tracking/store/facts';
import { accounts } from '../accounts';
import { missionId, runId } from '../tracked';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const run = { kind: 'timeline', missionId, runId } as const;
const soon = () => vi.advanceTimersByTimeAsync(10_000);

describe('a timeline while accounts change', () => {
  it('goes on when its account is back, also where it was shown in another one', async () => {
    const { poller, store, use, b } = accounts();
    const hide = poller.watch(run);
    await soon();
    hide();
    use('b');
    b.forget();
    const hideThere = poller.watch(run);
    await soon();
    expect(b.requestCount, 'the other account is not asked for it').toBe(0);
    expect(isGone(store.run(runId)), 'nobody says that it is gone').toBe(false);
    use('a');
    await soon();
    expect(store.events(runId)).toMatchObject({ kind: 'loaded' });
    hideThere();
    poller.stop();
  });

  it('finds its account where it was opened in another one, by a window that was loaded again say', async () => {
    const { poller, store, use } = accounts();
    use('b');
    poller.watch(run);
    await soon();
    expect(valueOf(store.run(runId))).toBeUndefined();
    use('a');
    await soon();
    expect(store.events(runId)).toMatchObject({ kind: 'loaded' });
    poller.stop();
  });

  it('goes on with another key of its account, once the run is seen there', async () => {
    const { poller, store, use } = accounts();
    poller.watch({ kind: 'missions' });
    poller.watch(run);
    await soon();
    use('anotherKeyOfA');
    await soon();
    expect(store.events(runId)).toMatchObject({ kind: 'loaded' });
    poller.stop();
  });

  it('waits while no account is set', async () => {
    const { poller, store, use } = accounts();
    poller.watch(run);
    await soon();
    use('none');
    await soon();
    expect(valueOf(store.events(runId))).toBeUndefined();
    use('a');
    await soon();
    expect(store.events(runId)).toMatchObject({ kind: 'loaded' });
    poller.stop();
  });
});
