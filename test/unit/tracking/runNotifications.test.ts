import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TestSimulatorOptions } from '../../../src/simulator/testSimulator';
import { createActions } from '../../../src/tracking/actions/actions';
import { createAttentionWatch } from '../../../src/tracking/attention';
import type { Interest } from '../../../src/tracking/feeds/interest';
import { createRunNotifier, type RunNotification } from '../../../src/tracking/runNotifications';
import { minute, tracked } from './tracked';

/** Somebody who wants to be told, and a run of a mission whose agent is played here. */
async function told(options: TestSimulatorOptions = { empty: true }, interest: Interest = { kind: 'background' }) {
  const all = tracked(options);
  const { store, client, poller, simulator } = all;
  const { world } = simulator;
  const seen = new Set<string>();
  const attention = createAttentionWatch({ store, seen });
  const said: string[][] = [];
  const tell = (news: readonly RunNotification[]) => void said.push(news.map(({ kind }) => kind));
  createRunNotifier({ store, attention, notify: tell, maxScheduledDelay: () => poller.maxScheduledDelay() });
  const actions = createActions({ client: client.bind(), store, wake: (id) => poller.wake(id) });
  const [mission] = world.seedMissions(1);
  if (!mission) throw new Error('no mission');
  const start = () => {
    const [run] = world.seedRuns(mission, 1, 'running');
    if (!run) throw new Error('no run');
    return { run, ref: { missionId: mission.row.mission_id, runId: run.row.run_id } };
  };
  const started = start();
  poller.watch(interest);
  await all.over(10);
  const setStatus = (status: 'failed' | 'paused' | 'running' | 'succeeded' | 'cancelled', summary?: string) =>
    world.setStatus(started.run, status, Date.now(), summary === undefined ? {} : { result_summary: summary });
  return { ...all, ...started, start, world, attention, said, actions, setStatus };
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('news', () => {
  it('is not what was so at the start, however it comes to be seen', async () => {
    const { over, said, poller } = await told({}, { kind: 'missions' });
    poller.watch({ kind: 'runs', missionId: '5b1f0c1e-0003-4000-a000-000000000003' });
    poller.watch({ kind: 'recentRuns', statuses: ['failed'] });
    await over(30_000);
    expect(said).toEqual([]);
  });

  it('is that a run has failed, once', async () => {
    const { over, said, setStatus } = await told();
    setStatus('failed');
    await over(5 * minute);
    expect(said).toEqual([['failed']]);
  });

  it('is the end of a run that began and ended between two looks', async () => {
    const { over, said, start, world } = await told();
    const { run } = start();
    await over(1000);
    world.setStatus(run, 'failed', Date.now());
    await over(5 * minute);
    expect(said).toEqual([['failed']]);
  });

  it.each([
    ['while the window has no focus', false],
    ['that is seen when the window has the focus again', true],
  ])('is the end of a run %s and the sidebar waits long', async (_, focusedAgain) => {
    const { over, said, setStatus, start, world, poller } = await told({ empty: true }, { kind: 'missions' });
    setStatus('succeeded', 'All is well');
    await over(minute);
    poller.setFocused(false);
    await over(10 * minute);
    said.splice(0);
    // Right after a tick: the next one is four minutes away.
    while (!(await over(1000)).includes('listRecentRuns'));
    const { run } = start();
    await over(1000);
    world.setStatus(run, 'failed', Date.now());
    await over(3.5 * minute);
    expect(said).toEqual([]);
    if (focusedAgain) poller.setFocused(true);
    await over(focusedAgain ? 1000 : minute);
    expect(said).toEqual([['failed']]);
  });

  it('is not what happened while the service could not be asked, however rarely it is asked', async () => {
    const { over, said, setStatus, start, world, poller, simulator } = await told(
      { empty: true },
      { kind: 'missions' },
    );
    setStatus('succeeded', 'All is well');
    await over(minute);
    poller.setFocused(false);
    await over(10 * minute);
    said.splice(0);
    const { run } = start();
    simulator.addFault({ effect: { kind: 'drop' } });
    world.setStatus(run, 'failed', Date.now());
    await over(20 * minute);
    simulator.clearFaults();
    await over(10 * minute);
    expect(said).toEqual([]);
  });

  it('is that somebody else has paused it, not that the person has', async () => {
    const { over, said, setStatus, actions, ref } = await told();
    await Promise.all([actions.pauseRun(ref), over(10)]);
    await over(2 * minute);
    await Promise.all([actions.resumeRun(ref), over(10)]);
    await over(2 * minute);
    expect(said).toEqual([]);
    setStatus('paused');
    await over(2 * minute);
    expect(said).toEqual([['paused']]);
  });

  it('asks nobody to look at a run that they have paused themselves, until somebody else pauses it', async () => {
    const { over, attention, setStatus, actions, ref } = await told();
    await Promise.all([actions.pauseRun(ref), over(10)]);
    await over(2 * minute);
    expect(attention.of(ref.runId)).toEqual({ kind: 'paused' });
    expect(attention.asking().size).toBe(0);
    await Promise.all([actions.resumeRun(ref), over(10)]);
    setStatus('paused');
    await over(2 * minute);
    expect(attention.asking().get(ref.runId)).toEqual({ kind: 'paused' });
  });

  it('is not that steps are open in a plan that was read before the run ended', async () => {
    const { over, said, attention, setStatus, ref, run, world, poller, simulator } = await told(
      { empty: true },
      { kind: 'missions' },
    );
    world.addSteps(run, [{ step_id: 'a', description: 'A', sequence: 1 }], Date.now());
    const stop = poller.watch({ kind: 'plan', ...ref });
    await over(1000);
    stop();
    // The agent closes its step and the run; the plan cannot be read for a while.
    simulator.addFault({ operation: 'getPlan', effect: { kind: 'drop' } });
    world.setStep(run, 'a', 'completed', Date.now());
    setStatus('succeeded', 'All is well');
    await over(2 * minute);
    expect(attention.of(ref.runId)).toBeUndefined();
    simulator.clearFaults();
    await over(10 * minute);
    expect(said).toEqual([['succeeded']]);
  });

  it('is not an own act whose answer was lost either', async () => {
    const { over, said, actions, ref, simulator } = await told();
    simulator.addFault({ operation: 'cancelRun', times: 1, effect: { kind: 'drop', afterwards: true } });
    const [outcome] = await Promise.all([actions.cancelRun(ref), over(10)]);
    expect(outcome.kind).toBe('done');
    await over(5 * minute);
    expect(said).toEqual([]);
  });

  it('is not what the person has left open when they closed the run themselves, unless it runs again', async () => {
    const { over, said, actions, ref, run, world, store, attention, setStatus } = await told();
    world.addSteps(run, [{ step_id: 'a', description: 'A', sequence: 1 }], Date.now());
    await over(minute);
    const seen = store.run(ref.runId);
    if (seen.kind !== 'loaded') throw new Error('not known');
    const closing = actions.completeRun(seen.value, { status: 'succeeded', resultSummary: 'Done' });
    const [outcome] = await Promise.all([closing, over(1000)]);
    expect(outcome.kind).toBe('done');
    await over(10 * minute);
    expect(attention.of(ref.runId)).toEqual({ kind: 'leftBehind', why: 'openSteps' });
    expect(said).toEqual([]);
    setStatus('running');
    await over(minute);
    setStatus('succeeded', 'Once more');
    await over(10 * minute);
    expect(said).toEqual([['leftBehind']]);
  });

  it('is a success, unless it left something behind', async () => {
    const good = await told();
    good.setStatus('succeeded', 'All is well');
    await good.over(5 * minute);
    expect(good.said).toEqual([['succeeded']]);
    const silent = await told();
    silent.setStatus('succeeded');
    await silent.over(5 * minute);
    expect(silent.said).toEqual([['leftBehind']]);
  });

  it('is found in the plan of a run that has succeeded', async () => {
    const { over, said, setStatus, world, run, attention, ref } = await told();
    world.addSteps(run, [{ step_id: 'a', description: 'A', sequence: 1 }], Date.now());
    await over(minute);
    setStatus('succeeded', 'Done');
    await over(5 * minute);
    expect(attention.of(ref.runId)).toEqual({ kind: 'leftBehind', why: 'openSteps' });
    expect(said).toEqual([['leftBehind']]);
  });

  it('is found also where the run was active only between two looks', async () => {
    const { over, start, world, client, store, attention } = await told();
    const { run, ref } = start();
    world.addSteps(run, [{ step_id: 'a', description: 'A', sequence: 1 }], Date.now());
    const read = async () => {
      const requestSeq = store.nextRequestSeq();
      store.put([{ kind: 'runs', runs: [await client.getRun(ref.missionId, ref.runId)], requestSeq }]);
    };
    await Promise.all([read(), over(10)]);
    world.setStatus(run, 'succeeded', Date.now(), { result_summary: 'Done' });
    await Promise.all([read(), over(10)]);
    await over(5 * minute);
    expect(attention.of(ref.runId)).toEqual({ kind: 'leftBehind', why: 'openSteps' });
  });

  it('is that nothing has happened for so long, until something does', async () => {
    const { over, said, attention, ref, world, run } = await told();
    await over(14 * minute);
    expect(attention.asking().size).toBe(0);
    await over(6 * minute);
    expect(said).toEqual([['stuck']]);
    expect(attention.askingOf(ref.missionId)).toBe(1);
    world.log(run, { type: 'custom', summary: 'Still here' }, Date.now());
    await over(15 * minute);
    expect(attention.of(ref.runId)).toBeUndefined();
    expect(attention.askingOf(ref.missionId)).toBe(0);
    await over(20 * minute);
    expect(said).toEqual([['stuck']]);
  });

  it('sees events that the dates of the run do not tell of', async () => {
    const { over, said, world, run } = await told();
    const { updated_at: still } = run.row;
    for (let i = 0; i < 60; i++) {
      world.log(run, { type: 'custom', summary: `Beat ${i}` }, Date.now());
      run.row.updated_at = still;
      await over(minute);
    }
    expect(said).toEqual([]);
  });

  it('is that every step is done and the run is not closed', async () => {
    const { over, said, world, run, attention, ref } = await told();
    world.addSteps(run, [{ step_id: 'a', description: 'A', sequence: 1 }], Date.now());
    world.setStep(run, 'a', 'completed', Date.now());
    await over(6 * minute);
    expect(attention.of(ref.runId)).toEqual({ kind: 'leftBehind', why: 'notClosed' });
    expect(said).toEqual([['leftBehind']]);
  });

  it('is not what happened while the service could not be asked', async () => {
    const { over, said, setStatus, simulator, start, world } = await told();
    const other = start();
    await over(minute);
    simulator.addFault({ effect: { kind: 'drop' } });
    await over(minute);
    setStatus('failed');
    world.setStatus(other.run, 'succeeded', Date.now());
    await over(20 * minute);
    simulator.clearFaults();
    await over(10 * minute);
    expect(said).toEqual([]);
    const later = start();
    await over(2 * minute);
    world.setStatus(later.run, 'failed', Date.now());
    await over(2 * minute);
    expect(said).toEqual([['failed']]);
  });

  it('comes together where much happens at once', async () => {
    const { over, said, start, world } = await told();
    const runs = Array.from({ length: 5 }, () => start().run);
    await over(minute * 2);
    for (const run of runs) world.setStatus(run, 'failed', Date.now());
    await over(minute * 2);
    expect(said).toEqual([['failed', 'failed', 'failed', 'failed', 'failed']]);
  });

  it('starts again with another account', async () => {
    const { over, said, setStatus, store, poller } = await told();
    setStatus('failed');
    store.clear();
    poller.restart();
    await over(5 * minute);
    expect(said).toEqual([]);
  });
});

describe('what asks for a person', () => {
  it('asks no more when somebody has looked at it, if it is over', async () => {
    const { over, setStatus, attention, ref } = await told();
    setStatus('failed');
    await over(2 * minute);
    expect([...attention.asking().keys()]).toEqual([ref.runId]);
    const heard: string[] = [];
    attention.subscribe((runIds) => heard.push(...runIds));
    attention.see(ref.runId);
    expect(attention.asking().size).toBe(0);
    expect(heard).toEqual([ref.runId]);
    expect(attention.of(ref.runId)).toEqual({ kind: 'failed' });
  });

  it('does not ask for what was over a day ago', async () => {
    const { attention, over } = await told({}, { kind: 'missions' });
    await over(30_000);
    const demo = [...attention.asking().values()].map(({ kind }) => kind);
    expect(demo.toSorted()).toEqual(['paused', 'stuck']);
  });
});

describe('what asks for attention', () => {
  const day = 24 * 60 * minute;

  it('asks no more a day after it failed, also when nothing changes any more', async () => {
    const { store, attention, setStatus, over, ref, poller } = await told();
    setStatus('failed');
    await over(2 * minute);
    expect([...attention.asking().keys()]).toEqual([ref.runId]);
    // Nobody asks the service any more: nothing changes.
    poller.stop();
    const heard: string[][] = [];
    attention.subscribe((runIds) => heard.push([...runIds]));
    await vi.advanceTimersByTimeAsync(day - 5 * minute);
    expect([attention.asking().size, attention.askingOf(ref.missionId), heard]).toEqual([1, 1, []]);
    await vi.advanceTimersByTimeAsync(5 * minute);
    expect([attention.asking().size, attention.askingOf(ref.missionId), heard]).toEqual([0, 0, [[ref.runId]]]);
    // What it needs is said all the same where the run itself is shown.
    expect(attention.of(ref.runId)).toEqual({ kind: 'failed' });
    expect(store.run(ref.runId).kind).toBe('loaded');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no timer behind when it stops', async () => {
    const { attention, setStatus, over, poller } = await told();
    setStatus('failed');
    await over(2 * minute);
    poller.stop();
    attention.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
