import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answerPayload, questionPayload } from '../../../../src/model/questions';
import { createActions } from '../../../../src/tracking/actions/actions';
import { createAttentionWatch } from '../../../../src/tracking/attention';
import type { Interest } from '../../../../src/tracking/feeds/interest';
import { createRunNotifier } from '../../../../src/tracking/runNotifications';
import { minute, tracked } from '../tracked';

/** Somebody who watches, and a run whose agent is played here. */
async function asked(interest: Interest = { kind: 'background' }) {
  const all = tracked({ empty: true });
  const { store, client, poller, simulator } = all;
  const { world } = simulator;
  const attention = createAttentionWatch({ store, seen: new Set() });
  const said: string[] = [];
  createRunNotifier({
    ...{ store, attention },
    notify: (news) => void said.push(...news.map(({ kind }) => kind)),
    maxScheduledDelay: () => poller.maxScheduledDelay(),
  });
  const [mission] = world.seedMissions(1);
  const [run] = mission ? world.seedRuns(mission, 1, 'running') : [];
  if (!mission || !run) throw new Error('no run');
  const ref = { missionId: mission.row.mission_id, runId: run.row.run_id };
  const log = (payload: Record<string, unknown>) =>
    world.log(run, { type: 'message', summary: 'Said', payload }, Date.now());
  const setStatus = (status: 'paused' | 'running') => world.setStatus(run, status, Date.now());
  const ask = (question: string, choices?: readonly string[]) => {
    const event = log(questionPayload(question, choices));
    setStatus('paused');
    return event;
  };
  const actions = createActions({ client: client.bind(), store, wake: () => undefined });
  poller.watch(interest);
  await all.over(10);
  const need = () => attention.of(ref.runId);
  return { ...all, run, ref, log, ask, setStatus, attention, need, said, actions };
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a run that asks', () => {
  it.each([{ kind: 'background' }, { kind: 'missions' }] as const)(
    'needs a person, who is told in the tick that finds it paused ($kind)',
    async (interest) => {
      const { ask, over, need, said, attention, ref } = await asked(interest);
      await over(minute);
      const event = ask('Which roofer?', ['Halsted', 'Prairie']);
      let operations: string[] = [];
      while (need()?.kind !== 'asks' && operations.length < 50) operations = [...operations, ...(await over(1000))];
      expect(operations.filter((one) => one === 'listEvents')).toHaveLength(1);
      expect(said).toEqual(['asks']);
      expect(need()).toMatchObject({ kind: 'asks', question: { eventId: event.event_id, text: 'Which roofer?' } });
      expect([...attention.asking().keys()]).toEqual([ref.runId]);
    },
  );

  it('is read once for each change of the run, and a run that is not paused never', async () => {
    const { ask, over, log, setStatus } = await asked();
    expect(await over(5 * minute)).not.toContain('listEvents');
    setStatus('paused');
    expect((await over(10 * minute)).filter((one) => one === 'listEvents')).toHaveLength(1);
    setStatus('running');
    await over(3 * minute);
    log({ kind: 'answer', answer_to: 'none' });
    ask('Again?');
    expect((await over(10 * minute)).filter((one) => one === 'listEvents')).toHaveLength(1);
  });

  it('is told again where it asks something else, and a pause for another reason is one', async () => {
    const { ask, over, log, setStatus, need, said } = await asked();
    const first = ask('First?');
    await over(3 * minute);
    log(answerPayload(first.event_id, 'Yes'));
    setStatus('running');
    await over(3 * minute);
    expect(need()).toBeUndefined();
    ask('Second?');
    await over(3 * minute);
    expect(said).toEqual(['asks', 'asks']);
    // Somebody resumes it without a word, and pauses it for a reason of their own.
    setStatus('running');
    await over(3 * minute);
    setStatus('paused');
    await over(3 * minute);
    expect(need()).toEqual({ kind: 'paused' });
    expect(said).toEqual(['asks', 'asks', 'paused']);
  });

  it('needs a person also where the agent of this window has paused it', async () => {
    const { log, over, need, said, actions, ref } = await asked();
    log(questionPayload('Sure?'));
    await actions.pauseRun(ref);
    await over(3 * minute);
    expect([need()?.kind, said]).toEqual(['asks', ['asks']]);
  });

  it('is one that was paused, as far as is known, where its log is refused', async () => {
    const { ask, over, need, said, simulator } = await asked();
    simulator.addFault({ operation: 'listEvents', effect: { kind: 'status', status: 403 } });
    ask('Sure?');
    await over(3 * minute);
    expect([need()?.kind, said]).toEqual(['paused', ['paused']]);
  });
});
