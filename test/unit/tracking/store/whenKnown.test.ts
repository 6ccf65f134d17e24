import { describe, expect, it } from 'vitest';
import { defaultTiming } from '../../../../src/model/timing';
import { createStore } from '../../../../src/tracking/store/store';
import { whenKnown } from '../../../../src/tracking/store/whenKnown';

const runId = 'r1';

describe('what is waited for until it is known', () => {
  function waiting(signal?: AbortSignal) {
    const store = createStore(defaultTiming);
    return { store, known: whenKnown(store, () => store.plan(runId), signal) };
  }

  it('comes with the answer, and at once where it is here', async () => {
    const { store, known } = waiting();
    store.put([{ kind: 'plan', runId: 'r2', steps: [], requestSeq: store.nextRequestSeq() }]);
    store.put([{ kind: 'plan', runId, steps: [], requestSeq: store.nextRequestSeq() }]);
    expect(await known).toMatchObject({ kind: 'loaded', value: [] });
    expect(await whenKnown(store, () => store.plan(runId))).toMatchObject({ kind: 'loaded' });
  });

  it('is waited for no longer than its account is in use', async () => {
    const { store, known } = waiting();
    store.clear();
    expect(await known).toEqual({ kind: 'notLoaded' });
  });

  it('is waited for no longer than somebody wants to know', async () => {
    const stopped = new AbortController();
    const { known } = waiting(stopped.signal);
    stopped.abort();
    expect(await known).toEqual({ kind: 'notLoaded' });
    expect(await waiting(stopped.signal).known).toEqual({ kind: 'notLoaded' });
  });
});
