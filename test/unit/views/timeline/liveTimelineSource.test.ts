import { describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../../../src/model/event';
import type { Mission } from '../../../../src/model/mission';
import type { Run } from '../../../../src/model/run';
import { createStore } from '../../../../src/tracking/store/store';
import { createLiveSource } from '../../../../src/views/timeline/liveTimelineSource';

const now = new Date(2026, 10, 28, 12).getTime();
const ids = { missionId: 'roof', runId: 'aaaaaaaa-0000-4000-a000-000000000000' };
const mission: Mission = {
  ...{ missionId: 'roof', name: 'Roof repair quotes', executionMode: 'external' },
  ...{ createdAt: now, updatedAt: now },
};
const run: Run = { ...ids, status: 'running', startedAt: now, updatedAt: now };

const event: RunEvent = { runId: ids.runId, eventId: 'e', type: 'message', summary: 'Hello', timestamp: now };

function shown() {
  vi.useFakeTimers({ now });
  const store = createStore();
  // As a timeline does.
  store.useEvents(ids.runId);
  const attention = { of: () => undefined, subscribe: () => () => undefined };
  const poller = {} as Parameters<typeof createLiveSource>[1]['poller'];
  const source = createLiveSource(ids, { store, poller, attention });
  const put = () => {
    const requestSeq = store.nextRequestSeq();
    store.put([
      { kind: 'mission', mission, requestSeq },
      { kind: 'runs', runs: [run], requestSeq },
      { kind: 'events', runId: ids.runId, rows: [event] },
    ]);
  };
  vi.useRealTimers();
  return { store, source, put, title: () => source.title()?.replace(/\s/g, ' ') };
}

describe('the name of a run in its timeline', () => {
  it('is not known before its mission is: the tab keeps the name that it was left with', () => {
    const { store, put, title } = shown();
    expect(title()).toBeUndefined();
    store.put([{ kind: 'runs', runs: [run], requestSeq: store.nextRequestSeq() }]);
    expect(title()).toBeUndefined();
    put();
    expect(title()).toMatch(/^Roof repair quotes · /);
  });

  it('stays when its mission has gone', () => {
    const { store, source, put, title } = shown();
    put();
    const name = title();
    store.put([{ kind: 'missionGone', missionId: 'roof' }]);
    expect(title()).toBe(name);
    expect(source.header()?.missionName).toBe('Roof repair quotes');
  });

  it('stays when another account is in use', () => {
    const { store, put, title } = shown();
    put();
    const name = title();
    store.clear();
    expect(title()).toBe(name);
  });
});
