import { openSteps } from '../../../src/model/attention';
import { addStepOnce } from '../../../src/tracking/actions/addStepOnce';
import { answerOf, has, missionOf, once, one, runOf, type Prepare } from '../doing';
import { saidBy, saidOf } from '../said';
import { same } from '../things';

export const steer =
  (verb: 'pauseRun' | 'resumeRun' | 'cancelRun', status: string): Prepare =>
  (person) => {
    const run = runOf(person);
    return (
      run && {
        intent: `${verb} ${person.turn}`,
        isSo: has('run', run.runId, 'status', (is) => is === status),
        run: async (session) => saidBy(await session.actions[verb](run)),
      }
    );
  };

export const completeRun: Prepare = (person) => {
  const run = runOf(person);
  if (!run) return undefined;
  const status = person.b % 2 ? 'failed' : 'succeeded';
  const resultSummary = `summary ${person.turn}`;
  const seen: Readonly<Record<string, unknown>> = {
    status: run.status,
    result_summary: run.resultSummary,
    error: run.error,
  };
  return {
    intent: `complete ${person.turn}`,
    seen: (thing, field, value) => thing.kind === 'run' && thing.id === run.runId && same(seen[field], value),
    isSo: has('run', run.runId, 'result_summary', (is) => is === resultSummary),
    async run(session) {
      await person.think(person.b);
      return saidBy(
        await session.actions.completeRun(run, {
          ...(run.status === status ? {} : { status }),
          resultSummary,
          ...(status === 'failed' ? { error: resultSummary } : {}),
        }),
      );
    },
  };
};

export const skipOpenSteps: Prepare = (person) => {
  const run = runOf(person);
  const known = new Map<string, unknown>();
  return (
    run && {
      intent: `skip ${person.turn}`,
      seen: (thing, field, value) => thing.kind === 'step' && field === 'status' && same(known.get(thing.id), value),
      isSo: () => true,
      run: (session) =>
        saidOf(async () => {
          const open = openSteps(await session.actions.readPlan(run));
          if (open.length === 0) return { kind: 'done' };
          known.clear();
          for (const { stepId, status } of open) known.set(stepId, status);
          await person.think(person.b);
          const { skipped, changed, failed, error } = await session.actions.skipSteps(run, open);
          if (skipped === 0 && failed === 0 && changed > 0) return { kind: 'conflict' };
          if (skipped > 0 || failed > 0) return { kind: failed > 0 ? 'partly' : 'done' };
          return error ? { kind: 'refused', why: error.message } : { kind: 'done' };
        }),
    }
  );
};

/** Looks at the plan, thinks, and sets one step or all of them. */
export const setSteps =
  (how: 'all' | 'one'): Prepare =>
  (person) => {
    const run = runOf(person);
    if (!run) return undefined;
    const to = 'skipped';
    const known = new Map<string, unknown>();
    return {
      intent: `steps ${person.turn}`,
      seen: (thing, field, value) => thing.kind === 'step' && field === 'status' && same(known.get(thing.id), value),
      isSo: () => true,
      run: (session) =>
        saidOf(async () => {
          const steps = await session.actions.readPlan(run);
          known.clear();
          for (const { stepId, status } of steps) known.set(stepId, status);
          await person.think(person.b);
          const step = one(steps, person.b);
          if (!step) return { kind: 'done' };
          if (how === 'one') return saidBy(await session.actions.setStepStatus(run, step, to));
          const wishes = steps.slice(0, 2).map(({ stepId, status }) => ({ stepId, from: status, to }));
          const outcome = await session.actions.savePlan(run, [], wishes);
          if (outcome.kind === 'conflict') return { kind: 'conflict' };
          return { kind: outcome.failed > 0 ? 'partly' : 'done' };
        }),
    };
  };

export const addStep: Prepare = (person) => {
  const run = runOf(person);
  const step = { stepId: `added_${person.turn}`, description: `added ${person.turn}`, sequence: 9 };
  return (
    run && {
      intent: `add ${person.turn}`,
      async run(session, choice) {
        const { description } = step;
        const intent = { key: `addStep ${run.runId} ${person.turn}`, description, step: () => step };
        return saidBy(await addStepOnce(session, run, intent, answerOf(choice)));
      },
      isSo: has('step', step.stepId, 'description', () => true),
    }
  );
};

export const startRun: Prepare = (person) => {
  const mission = missionOf(person);
  return (
    mission && {
      intent: `start ${person.turn}`,
      run: (session, choice) =>
        once(session, `startRun ${mission.missionId}`, choice, () =>
          session.actions.startRun(mission.missionId, { input: { n: person.turn } }),
        ),
    }
  );
};

export const logEvent: Prepare = (person) => {
  const run = runOf(person);
  return (
    run && {
      intent: `log ${person.turn}`,
      async run({ journal, actions }) {
        const key = `logEvent ${run.runId} ${person.turn}`;
        const before = (await journal.unconfirmed(key))?.sent.idempotencyKey;
        const sent = { idempotencyKey: before ?? crypto.randomUUID() };
        const event = { type: 'custom', summary: `event ${person.turn}`, ...sent } as const;
        return saidBy(await journal.once({ key, sent }, () => actions.logEvent(run, event)));
      },
    }
  );
};
