import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../src/api/apiError';
import type { Mission } from '../../../../src/model/mission';
import type { Run } from '../../../../src/model/run';
import { valueOf, type Change } from '../../../../src/tracking/store/facts';
import { createStore } from '../../../../src/tracking/store/store';

const mission = (missionId: string, more: Partial<Mission> = {}): Mission => ({
  missionId,
  name: missionId,
  executionMode: 'external',
  createdAt: 1,
  updatedAt: 1,
  ...more,
});
const run = (runId: string, more: Partial<Run> = {}): Run => ({
  runId,
  missionId: 'm',
  status: 'running',
  startedAt: Number(runId.replace(/\D/g, '')),
  updatedAt: 1,
  ...more,
});
const error = new ApiError({ kind: 'network', operation: 'getRun' });

function watched() {
  const store = createStore();
  const changes: Change[] = [];
  store.subscribe((change) => changes.push(change));
  return { store, changes };
}

describe('the store', () => {
  it('announces one change for a batch, and none for what it knows already', () => {
    const { store, changes } = watched();
    const facts = () => [
      { kind: 'missionList', missions: [mission('m')], total: 1, requestSeq: store.nextRequestSeq() } as const,
      { kind: 'runs', runs: [run('r1'), run('r2')], requestSeq: store.nextRequestSeq() } as const,
    ];
    store.put(facts());
    expect(changes).toHaveLength(1);
    expect([...(changes[0]?.runs ?? [])]).toEqual(['r1', 'r2']);
    store.put(facts());
    expect(changes).toHaveLength(1);
  });

  it('drops an answer that was asked for before the one it has', () => {
    const { store } = watched();
    const [early, late] = [store.nextRequestSeq(), store.nextRequestSeq()];
    store.put([{ kind: 'runs', runs: [run('r1', { status: 'paused' })], requestSeq: late }]);
    store.put([{ kind: 'runs', runs: [run('r1', { status: 'running' })], requestSeq: early }]);
    expect(valueOf(store.run('r1'))?.status).toBe('paused');
  });

  it('keeps what was right through a failure, and knows when it was', () => {
    const { store } = watched();
    expect(store.missionList()).toEqual({ kind: 'notLoaded' });
    store.put([{ kind: 'failed', subject: { kind: 'missionList' }, error }]);
    expect(store.missionList()).toEqual({ kind: 'failed', error });
    store.put([{ kind: 'missionList', missions: [mission('m')], total: 1, requestSeq: store.nextRequestSeq() }]);
    store.put([{ kind: 'failed', subject: { kind: 'missionList' }, error }]);
    expect(store.missionList()).toMatchObject({ kind: 'failed', last: { value: { missionIds: ['m'], total: 1 } } });
    store.put([{ kind: 'missionList', missions: [mission('m')], total: 1, requestSeq: store.nextRequestSeq() }]);
    expect(store.missionList().kind).toBe('loaded');
  });

  it('lists the runs of a mission newest first, wherever they came from', () => {
    const { store, changes } = watched();
    store.put([{ kind: 'runs', runs: [run('r7')], requestSeq: store.nextRequestSeq() }]);
    expect(store.runList('m').kind).toBe('notLoaded');
    store.put([
      { kind: 'runList', missionId: 'm', runs: [run('r5'), run('r9')], more: true, requestSeq: store.nextRequestSeq() },
    ]);
    expect(valueOf(store.runList('m'))).toEqual({ runIds: ['r9', 'r7', 'r5'], more: true });
    store.put([{ kind: 'runs', runs: [run('r8')], requestSeq: store.nextRequestSeq() }]);
    expect(valueOf(store.runList('m'))?.runIds).toEqual(['r9', 'r8', 'r7', 'r5']);
    expect(changes.at(-1)?.runLists.has('m')).toBe(true);
  });

  it('knows which runs are active', () => {
    const { store } = watched();
    store.put([
      { kind: 'runs', runs: [run('r1'), run('r2', { status: 'failed' })], requestSeq: store.nextRequestSeq() },
    ]);
    expect([...store.activeRuns()]).toEqual(['r1']);
    store.put([{ kind: 'runs', runs: [run('r1', { status: 'succeeded' })], requestSeq: store.nextRequestSeq() }]);
    expect(store.activeRuns().size).toBe(0);
  });

  it('keeps long texts that a list leaves out, while the mission is the same', () => {
    const { store } = watched();
    store.put([
      { kind: 'mission', mission: mission('m', { instructions: '# long' }), requestSeq: store.nextRequestSeq() },
    ]);
    store.put([{ kind: 'missionList', missions: [mission('m')], total: 1, requestSeq: store.nextRequestSeq() }]);
    expect(store.mission('m')?.instructions).toBe('# long');
    store.put([
      { kind: 'missionList', missions: [mission('m', { updatedAt: 2 })], total: 1, requestSeq: store.nextRequestSeq() },
    ]);
    expect(store.mission('m')?.instructions).toBeUndefined();
  });

  it('keeps each event once, and says how far it has come', () => {
    const { store, changes } = watched();
    const row = { eventId: 'e', runId: 'r', type: 'custom', summary: 's', timestamp: 1 };
    store.put([
      { kind: 'events', runId: 'r', rows: [row, row] },
      { kind: 'eventsRead', runId: 'r', total: 2, complete: false },
    ]);
    const log = valueOf(store.events('r'));
    expect([log?.columns.length, log?.total, log?.complete]).toEqual([1, 2, false]);
    expect(changes).toHaveLength(1);
  });

  it('forgets a mission with its runs', () => {
    const { store, changes } = watched();
    store.put([
      { kind: 'missionList', missions: [mission('m'), mission('n')], total: 2, requestSeq: store.nextRequestSeq() },
      { kind: 'runs', runs: [run('r1')], requestSeq: store.nextRequestSeq() },
      { kind: 'missionGone', missionId: 'm' },
    ]);
    expect(valueOf(store.missionList())).toEqual({ missionIds: ['n'], total: 1 });
    expect(store.allRuns()).toEqual([]);
    expect(changes.at(-1)?.missionList).toBe(true);
  });

  it('takes nothing of a mission that is gone from answers that were asked for before', () => {
    const { store } = watched();
    const list = { kind: 'missionList', missions: [mission('m'), mission('n')], total: 2 } as const;
    const runs = { kind: 'runs', runs: [run('r1'), run('r2', { missionId: 'n' })] } as const;
    store.put([{ ...list, requestSeq: store.nextRequestSeq() }]);
    const early = store.nextRequestSeq();
    store.put([{ kind: 'missionGone', missionId: 'm' }]);
    store.put([
      { ...runs, requestSeq: early },
      { ...list, requestSeq: early },
      { kind: 'mission', mission: mission('m'), requestSeq: early },
    ]);
    expect(store.allRuns().map(({ runId }) => runId)).toEqual(['r2']);
    expect(valueOf(store.missionList())).toEqual({ missionIds: ['n'], total: 1 });
    expect(store.mission('m')).toBeUndefined();
    // What is seen of it afterwards is believed.
    store.put([{ ...runs, requestSeq: store.nextRequestSeq() }]);
    expect(store.allRuns()).toHaveLength(2);
  });

  it('names the missions that a whole list does not have, unless they were heard of since', () => {
    const { store } = watched();
    const put = (missions: Mission[], total: number) =>
      store.put([{ kind: 'missionList', missions, total, requestSeq: store.nextRequestSeq() }]);
    put([mission('m'), mission('n')], 2);
    put([mission('n')], 2);
    expect(store.unlisted()).toEqual([]);
    put([mission('n')], 1);
    expect(store.unlisted()).toEqual(['m']);
    store.put([{ kind: 'mission', mission: mission('m'), requestSeq: store.nextRequestSeq() }]);
    expect(store.unlisted()).toEqual([]);
  });

  it('keeps of a run that is gone what its timeline shows, and lists it no more', () => {
    const { store } = watched();
    const row = { eventId: 'e', runId: 'r1', type: 'custom', summary: 's', timestamp: 1 };
    const missing = new ApiError({ kind: 'notFound', operation: 'getRun' });
    store.put([
      {
        kind: 'recentRuns',
        scope: '',
        runs: [run('r1'), run('r2')],
        since: 0,
        more: false,
        requestSeq: store.nextRequestSeq(),
      },
      { kind: 'events', runId: 'r1', rows: [row] },
      { kind: 'eventsRead', runId: 'r1', total: 1, complete: true },
    ]);
    // Not even the last that was asked for before brings it back.
    const last = store.nextRequestSeq();
    store.put([
      { kind: 'failed', subject: { kind: 'run', runId: 'r1' }, error: missing },
      { kind: 'runs', runs: [run('r1')], requestSeq: last },
    ]);
    expect(valueOf(store.recentRuns(''))?.runIds).toEqual(['r2']);
    expect([...store.activeRuns()]).toEqual(['r2']);
    expect(store.run('r1')).toMatchObject({ kind: 'failed', error: missing, last: { value: { runId: 'r1' } } });
    expect(valueOf(store.events('r1'))?.columns.length).toBe(1);
    store.put([{ kind: 'runs', runs: [run('r1')], requestSeq: store.nextRequestSeq() }]);
    expect(store.run('r1').kind).toBe('loaded');
    expect(valueOf(store.recentRuns(''))?.runIds).toEqual(['r2', 'r1']);
    store.put([{ kind: 'missionGone', missionId: 'm' }]);
    expect(store.run('r1')).toMatchObject({ kind: 'failed', error: { kind: 'notFound' } });
    expect(store.run('r2').kind).toBe('notLoaded');
  });

  it('is empty after it was cleared, and says so to everybody', () => {
    const { store, changes } = watched();
    store.put([{ kind: 'runs', runs: [run('r1')], requestSeq: store.nextRequestSeq() }]);
    const { epoch } = store;
    store.clear();
    expect(store.run('r1')).toEqual({ kind: 'notLoaded' });
    expect(store.epoch).toBe(epoch + 1);
    expect(changes.at(-1)?.runs.has('r1')).toBe(true);
  });
});
