import { describe, expect, it } from 'vitest';
import { HistoryState } from '../../../../src/history/state/historyState';
import { isFiltering, metadataKeys, noFilter, runFilter } from '../../../../src/history/state/historyFilter';
import { readSavedHistory } from '../../../../src/history/state/savedHistory';
import { planSlice, plansOf } from '../../../../src/protocol/planSlice';
import { dailyScene, day, runOf, snapshotOf, start, stepOf } from '../scenes';

function stateOf(...args: Parameters<typeof snapshotOf>): HistoryState {
  const state = new HistoryState();
  state.apply(snapshotOf(...args), start);
  return state;
}
const ids = (state: HistoryState) => state.columns.map(({ runId }) => Number(runId.slice(-4)));

describe('the history of a mission', () => {
  it('has a column for each run, the newest at the right, whatever order they come in', () => {
    const state = stateOf([runOf(2), runOf(0), runOf(1)]);
    expect(ids(state)).toEqual([0, 1, 2]);
    state.apply(
      { kind: 'delta', now: start, runs: [runOf(3), runOf(1, { status: 'failed' })], gone: [runOf(0).runId] },
      0,
    );
    expect(ids(state)).toEqual([1, 2, 3]);
    expect(state.columns[0]?.status).toBe('failed');
  });

  it('tells a step that a run does not have from one whose plan was not loaded', () => {
    const [one, two, three] = [runOf(0), runOf(1), runOf(2)];
    const timed = stepOf('a', { startedAt: 10, completedAt: 70 });
    const state = stateOf(
      [one, two, three],
      [
        [one.runId, [timed]],
        [two.runId, []],
      ],
    );
    expect(state.cell(one.runId, 'a', 0)).toEqual({ kind: 'step', step: timed, duration: 60 });
    expect(state.cell(two.runId, 'a', 0)).toEqual({ kind: 'missing' });
    expect(state.cell(three.runId, 'a', 0)).toEqual({ kind: 'notLoaded' });
  });

  it('folds what is below a step', () => {
    const state = new HistoryState();
    state.apply(dailyScene(12), start);
    const shown = () => state.rows.map(({ stepId }) => stepId);
    expect(shown()).toEqual(['find', 'call', 'call-1', 'call-2', 'call-3', 'report']);
    state.fold('call', true);
    expect(shown()).toEqual(['find', 'call', 'report']);
    state.fold('call', false);
    expect(shown()).toHaveLength(6);
  });

  it('filters by status, text, key of the metadata and time', () => {
    const state = new HistoryState();
    state.apply(dailyScene(12), start);
    const passing = (filter: Partial<typeof noFilter>) => {
      state.filter = { ...noFilter, ...filter };
      return ids(state);
    };
    expect(passing({ statuses: ['failed'] })).toEqual([3, 10]);
    expect(passing({ text: 'TIMEOUT' })).toEqual([3]);
    expect(passing({ keys: ['ticket', 'env'] })).toEqual([0, 3, 6, 9]);
    expect(passing({ range: { from: start + day, to: start + 2 * day } })).toEqual([1, 2]);
    expect(passing({})).toHaveLength(12);
    expect(metadataKeys(state.columns)).toEqual(['env', 'ticket']);
    expect(isFiltering(noFilter)).toBe(false);
  });

  it('filters runs that say nothing, or nothing that can be read', () => {
    const broken = runOf(0, { metadata: '{"a"', result: 'no JSON', status: 'on_hold' });
    const passes = (change: Partial<typeof noFilter>) => runFilter({ ...noFilter, ...change })(broken);
    expect(passes({ keys: ['a'] })).toBe(false);
    expect(passes({ keys: ['__proto__'] })).toBe(false);
    expect(passes({ statuses: ['on_hold'], text: 'no json' })).toBe(true);
    expect(metadataKeys([broken])).toEqual([]);
  });

  it('selects two runs at most, and lets the first go for the third', () => {
    const state = stateOf([]);
    for (const runId of ['a', 'b', 'c']) state.toggleSelected(runId);
    expect(state.selected).toEqual(['b', 'c']);
    state.toggleSelected('b');
    expect(state.selected).toEqual(['c']);
  });

  it('is the same after a reload, and takes nothing on trust that was saved', () => {
    const state = stateOf([runOf(0)]);
    state.filter = { statuses: ['failed'], text: 'x', keys: ['k'], range: { from: 1, to: 2 } };
    state.fold('call', true);
    state.toggleSelected('a');
    state.cursor = { runId: 'a', stepId: 'b' };
    state.sort = { path: 'total', descending: true };
    state.tab = 'results';
    state.gutterWidth = 240;
    const saved = state.saved();
    const again = new HistoryState(readSavedHistory(JSON.parse(JSON.stringify(saved))));
    again.mission = state.mission;
    expect(again.saved()).toEqual(saved);
    for (const odd of [undefined, 'text', { tab: 'x', filter: 7, folded: [1], cursor: 'a', sort: {}, gutterWidth: -1 }])
      expect(new HistoryState(readSavedHistory(odd)).filter).toEqual(noFilter);
  });

  it('knows the time of the host', () => {
    const state = new HistoryState();
    state.apply(snapshotOf([], [], { now: 5000 }), 1000);
    expect(state.now(2000)).toBe(6000);
  });

  it('shows runs without a plan, repeated steps and unknown statuses', () => {
    const run = runOf(0, { status: '<b>odd</b>', startedAt: 0 });
    const twice = [stepOf('a'), stepOf('a', { status: 'constructor' }), stepOf('')];
    const state = stateOf([run, runOf(1)], [[run.runId, twice]]);
    expect(state.rows.map(({ stepId }) => stepId)).toEqual(['a', '']);
    expect(state.cell(run.runId, 'a', 0)).toMatchObject({ step: { status: 'constructor' } });
    expect(state.longest(start)).toBe(60_000);
  });
});

describe('a slice of plans', () => {
  it('is the plans again', () => {
    const plans = [
      ['r1', [stepOf('a', { startedAt: 5 }), stepOf('b', { parentStepId: 'a', completedAt: 7, sequence: 3 })]],
      ['r2', []],
      ['r3', [stepOf('a')]],
    ] as const;
    expect(plansOf(planSlice(plans))).toEqual(new Map(plans.map(([runId, steps]) => [runId, [...steps]])));
  });

  it('that is broken has what can be read of it', () => {
    const slice = {
      runIds: ['r', 's'],
      counts: Uint32Array.of(2, 9),
      cells: Float64Array.of(0, 99, NaN, 7, 1, NaN, NaN),
      strings: ['a'],
    };
    expect([...plansOf(slice).values()].map(({ length }) => length)).toEqual([1, 0]);
  });
});
