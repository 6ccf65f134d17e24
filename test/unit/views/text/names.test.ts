import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Mission } from '../../../../src/model/mission';
import type { Run } from '../../../../src/model/run';
import { createStore, type Store } from '../../../../src/tracking/store/store';
import { missionNames, runName, runStart } from '../../../../src/views/text/names';
import { formatDay, onNextDay } from '../../../../src/views/text/times';

/** Local times, as people read them. */
const at = (day: number, hour: number, minute = 0, second = 0) =>
  new Date(2026, 10, day, hour, minute, second).getTime();
const plain = (text: string) => text.replace(/\s/g, ' ');
const hexId = (first: string) => `${first}-0000-4000-a000-000000000000`;

describe('the name of a run', () => {
  let store: Store;
  const mission = (missionId: string, name: string): Mission => ({
    ...{ missionId, name, executionMode: 'external' },
    ...{ createdAt: at(1, 9), updatedAt: at(1, 9) },
  });
  const run = (runId: string, missionId: string, startedAt: number): Run => ({
    ...{ runId, missionId, status: 'running' },
    ...{ startedAt, updatedAt: startedAt },
  });
  const put = (...runs: readonly Run[]) =>
    store.put(runs.map((one) => ({ kind: 'runs', runs: [one], requestSeq: store.nextRequestSeq() })));

  beforeEach(() => {
    vi.useFakeTimers({ now: at(28, 12) });
    store = createStore();
    const requestSeq = store.nextRequestSeq();
    store.put([
      { kind: 'mission', mission: mission('roof', 'Roof repair quotes'), requestSeq },
      { kind: 'mission', mission: mission('survey', 'Weekly  survey\n'), requestSeq },
      { kind: 'mission', mission: mission('other', 'Roof repair quotes'), requestSeq },
    ]);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    [at(28, 0), 'Today 12:00 AM'],
    [at(28, 23, 59), 'Today 11:59 PM'],
    [at(27, 6, 41), 'Yesterday 6:41 AM'],
    [at(26, 6, 41), 'Nov 26, 6:41 AM'],
    [at(29, 6, 41), 'Nov 29, 6:41 AM'],
    [new Date(2025, 10, 27, 6, 41).getTime(), 'Nov 27, 2025, 6:41 AM'],
    [NaN, 'unknown time'],
  ])('says when it began as people do (%#)', (ms, said) => {
    expect(plain(formatDay(ms, at(28, 12)))).toBe(said);
  });

  it('tells missions of the same name apart where one of them is chosen', () => {
    const [first, second] = [hexId('aaaaaaaa'), hexId('bbbbbbbb')];
    const alike = [mission(first, 'Survey'), mission(second, ' Survey\n'), mission('other', 'Other')];
    expect([...missionNames(alike)]).toEqual([
      [first, 'Survey (aaaaaaaa)'],
      [second, 'Survey (bbbbbbbb)'],
      ['other', 'Other'],
    ]);
    const nearly = [`${first}1`, `${first}2`].map((missionId) => mission(missionId, 'Survey'));
    expect([...missionNames(nearly).values()]).toEqual([`Survey (${first}1)`, `Survey (${first}2)`]);
  });

  it('is its mission and its start, or the start alone under its mission', () => {
    const one = run(hexId('aaaaaaaa'), 'survey', at(27, 6, 41));
    put(one);
    expect(plain(runName(one, store))).toBe('Weekly survey · Yesterday 6:41 AM');
    expect(plain(runStart(one, store))).toBe('Yesterday 6:41 AM');
    expect(plain(runName(one, store, 'later')), 'where it stays').toBe('Weekly survey · Nov 27, 6:41 AM');
  });

  it('has a short ID only where another one would be called the same', () => {
    const first = run(hexId('aaaaaaaa'), 'roof', at(28, 9, 5, 1));
    const second = run(hexId('bbbbbbbb'), 'roof', at(28, 9, 5, 59));
    const later = run(hexId('cccccccc'), 'roof', at(28, 9, 6));
    const elsewhere = run(hexId('dddddddd'), 'survey', at(28, 9, 5));
    put(first, second, later, elsewhere);
    expect(plain(runStart(first, store))).toBe('Today 9:05 AM (aaaaaaaa)');
    expect(plain(runName(second, store))).toBe('Roof repair quotes · Today 9:05 AM (bbbbbbbb)');
    expect(plain(runStart(later, store))).toBe('Today 9:06 AM');
    expect(plain(runName(elsewhere, store))).toBe('Weekly survey · Today 9:05 AM');
    store.put([{ kind: 'runGone', runId: second.runId }]);
    expect(plain(runStart(first, store)), 'alone again').toBe('Today 9:05 AM');
  });

  it('tells runs of two missions of one name apart, but not under their missions', () => {
    const first = run(hexId('aaaaaaaa'), 'roof', at(28, 9));
    put(first, run(hexId('bbbbbbbb'), 'other', at(28, 9)));
    expect(plain(runName(first, store))).toBe('Roof repair quotes · Today 9:00 AM (aaaaaaaa)');
    expect(plain(runStart(first, store))).toBe('Today 9:00 AM');
  });

  it('has the whole ID where the short ones are the same', () => {
    const first = run('5b1f0c1e-0001-4000-a000-000000000001', 'roof', at(28, 9));
    put(first, run('5b1f0c1e-0001-4000-a000-000000000002', 'roof', at(28, 9)));
    expect(plain(runStart(first, store))).toBe('Today 9:00 AM (5b1f0c1e-0001-4000-a000-000000000001)');
  });

  it('is an ID where nothing else is known of it', () => {
    const unknown = { missionId: 'roof', runId: hexId('eeeeeeee') };
    expect(runName(unknown, store)).toBe('Roof repair quotes · eeeeeeee');
    const timeless = run(hexId('ffffffff'), 'nowhere', NaN);
    put(timeless);
    expect(runName(timeless, store)).toBe('Unnamed mission · ffffffff');
  });

  it('is another one the next day, of which whoever shows it is told', () => {
    const one = run(hexId('aaaaaaaa'), 'roof', at(28, 9));
    put(one);
    const heard: string[] = [];
    const stop = onNextDay(
      () => Date.now(),
      () => heard.push(plain(runStart(one, store))),
    );
    vi.advanceTimersByTime(at(30, 12) - at(28, 12));
    expect(heard).toEqual(['Yesterday 9:00 AM', 'Nov 28, 9:00 AM']);
    stop();
    vi.advanceTimersByTime(7 * 86_400_000);
    expect(heard).toHaveLength(2);
  });
});
