import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answerPayload, questionPayload } from '../../../../src/model/questions';
import { createActions } from '../../../../src/tracking/actions/actions';
import { tracked } from '../tracked';

/** A run that asks, and somebody who knows what. */
async function asking() {
  const all = tracked({ empty: true });
  const { store, client, simulator, over } = all;
  const { world } = simulator;
  const [mission] = world.seedMissions(1);
  const [run] = mission ? world.seedRuns(mission, 1, 'running') : [];
  if (!mission || !run) throw new Error('no run');
  const { event_id: eventId } = world.log(
    run,
    { type: 'message', summary: 'Asks', step_id: 's', payload: questionPayload('Which?', ['A', 'B']) },
    Date.now(),
  );
  world.setStatus(run, 'paused', Date.now());
  const actions = createActions({ client: client.bind(), store, wake: () => undefined });
  const ref = { missionId: mission.row.mission_id, runId: run.row.run_id };
  const question = { ...ref, eventId, stepId: 's' };
  const answers = () => run.events.flatMap(({ payload }) => (payload?.kind === 'answer' ? [payload.answer] : []));
  /** How an act ends that waits meanwhile. */
  const sent: string[] = [];
  const ended = async <T>(act: Promise<T>): Promise<T> => {
    const open = new Set([act]);
    const end = () => open.delete(act);
    void act.then(end, end);
    // A hash takes real time.
    while (open.size > 0) sent.push(...(await over(1000)));
    return act;
  };
  await ended(actions.readQuestion(ref));
  sent.splice(0);
  return { ...all, world, run, ref, question, eventId, actions, answers, ended, sent };
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('an answer', () => {
  it('is logged, and the run goes on', async () => {
    const { actions, question, run, store, ref, ended, eventId } = await asking();
    expect(store.openQuestion(ref.runId)).toMatchObject({ eventId, text: 'Which?', choices: ['A', 'B'] });
    expect(await ended(actions.answerQuestion(question, 'A'))).toEqual({ kind: 'done', value: undefined });
    expect(run.events.find(({ payload }) => payload?.kind === 'answer')).toMatchObject({
      ...{ type: 'message', summary: 'A', step_id: 's', payload: answerPayload(eventId, 'A') },
    });
    expect(run.row.status).toBe('running');
    expect(store.openQuestion(ref.runId)).toBeUndefined();
  });

  it('is not sent where somebody else has answered meanwhile, or the run has gone on', async () => {
    const { actions, question, run, world, answers, ended, sent, eventId } = await asking();
    world.log(run, { type: 'message', summary: 'B', payload: answerPayload(eventId, 'B') }, Date.now());
    expect(await ended(actions.answerQuestion(question, 'A'))).toMatchObject({ kind: 'overtaken' });
    // Whoever answered resumes it: that is not done for them.
    expect([answers(), run.row.status]).toEqual([['B'], 'paused']);
    world.setStatus(run, 'cancelled', Date.now());
    expect(await ended(actions.answerQuestion(question, 'A'))).toMatchObject({
      kind: 'overtaken',
      run: { status: 'cancelled' },
    });
    expect(sent).toContain('listEvents');
    expect(sent).not.toContain('logEvent');
  });

  it('is one where two windows answer at the same moment: the first holds', async () => {
    const { actions, question, client, store, answers, ended } = await asking();
    const other = createActions({ client: client.bind(), store, wake: () => undefined });
    const outcomes = await ended(
      Promise.all([actions.answerQuestion(question, 'A'), other.answerQuestion(question, 'B')]),
    );
    // Either may be the first.
    expect([['A'], ['B']]).toContainEqual(answers());
    const expected = answers()[0] === 'A' ? ['done', 'overtaken'] : ['overtaken', 'done'];
    expect(outcomes.map(({ kind }) => kind)).toEqual(expected);
  });

  it('is sent once by a double click', async () => {
    const { actions, question, answers, ended } = await asking();
    const outcomes = await ended(
      Promise.all([actions.answerQuestion(question, 'A'), actions.answerQuestion(question, 'A')]),
    );
    expect([outcomes.map(({ kind }) => kind), answers()]).toEqual([['done', 'busy'], ['A']]);
  });

  it.each(['drop', 'hang'] as const)('is not doubled where its answer is lost (%s)', async (kind) => {
    const { actions, question, run, simulator, answers, ended } = await asking();
    simulator.addFault({ operation: 'logEvent', times: 1, effect: { kind, afterwards: true } });
    expect(await ended(actions.answerQuestion(question, 'A'))).toMatchObject({ kind: 'done' });
    expect([answers(), run.row.status]).toEqual([['A'], 'running']);
  });

  it('is unsure where nobody can tell whether it arrived, and the same once more is one', async () => {
    const { actions, question, run, simulator, answers, ended } = await asking();
    const end = simulator.addFault({ operation: 'logEvent', effect: { kind: 'hang' } });
    expect(await ended(actions.answerQuestion(question, 'A'))).toMatchObject({ kind: 'unsure' });
    expect([answers(), run.row.status]).toEqual([[], 'paused']);
    end();
    expect(await ended(actions.answerQuestion(question, 'A'))).toMatchObject({ kind: 'done' });
    expect(answers()).toEqual(['A']);
  });

  it('is refused where the service refuses it', async () => {
    const { actions, question, run, simulator, ended } = await asking();
    simulator.addFault({ operation: 'logEvent', effect: { kind: 'status', status: 403 } });
    expect(await ended(actions.answerQuestion(question, 'A'))).toMatchObject({ kind: 'refused' });
    expect(run.row.status).toBe('paused');
  });

  it('is there where the run could not be resumed, and is not asked for again', async () => {
    const { actions, question, run, ref, store, simulator, answers, ended } = await asking();
    simulator.addFault({ operation: 'resumeRun', effect: { kind: 'status', status: 403 } });
    expect(await ended(actions.answerQuestion(question, 'A'))).toMatchObject({
      kind: 'answered',
      resumed: { kind: 'refused' },
    });
    expect([answers(), run.row.status, store.openQuestion(ref.runId)]).toEqual([['A'], 'paused', undefined]);
  });
});
