import { planSlice, type PlannedStep } from '../../../src/protocol/planSlice';
import type { HistoryHostMessage, HistoryRun } from '../../../src/protocol/historyMessages';
import { englishHistoryTexts } from './texts';

export const start = Date.UTC(2026, 10, 2, 6, 41);
export const hour = 3_600_000;
export const day = 24 * hour;

/** A run of a minute that has succeeded, unless it is said otherwise. */
export function runOf(number: number, change: Partial<HistoryRun> = {}): HistoryRun {
  const startedAt = start + number * day;
  const runId = `f3e4d6d6-4394-4574-a524-${String(number).padStart(12, '0')}`;
  const finishedAt = startedAt + 60_000;
  return { runId, status: 'succeeded', active: false, startedAt, updatedAt: finishedAt, finishedAt, ...change };
}

export const stepOf = (stepId: string, change: Partial<PlannedStep> = {}): PlannedStep => ({
  ...{ stepId, sequence: 0, description: `${stepId} in words`, status: 'completed' },
  ...change,
});

export function snapshotOf(
  runs: readonly HistoryRun[],
  plans: readonly (readonly [string, readonly PlannedStep[]])[] = [],
  change: Partial<Extract<HistoryHostMessage, { readonly kind: 'snapshot' }>> = {},
): Extract<HistoryHostMessage, { readonly kind: 'snapshot' }> {
  return {
    kind: 'snapshot',
    mission: { missionId: 'mission-1', name: 'Roof repair quotes' },
    runs,
    plans: planSlice(plans),
    more: false,
    freshness: { kind: 'live' },
    now: start + 40 * day,
    texts: englishHistoryTexts,
    ...change,
  };
}

const errors = [
  'Timeout after 30 s: Prairie Roofing did not answer',
  'HTTP 503 from https://api.example.com/v2/quotes?id=17',
  'Tool call call_9aZk31Qx77 failed: no phone number',
];

/** `count` runs, one a day, with nested plans: some fail, some take long, the newest goes on. */
export function dailyScene(count = 40): Extract<HistoryHostMessage, { readonly kind: 'snapshot' }> {
  const plans: (readonly [string, readonly PlannedStep[]])[] = [];
  const runs = Array.from({ length: count }, (_, number) => {
    const goesOn = number === count - 1;
    const fails = number % 7 === 3 && !goesOn;
    const isCancelled = number % 17 === 5;
    const ms = 60_000 * (3 + (number % 5)) + (number % 11 === 0 ? 600_000 : 0);
    const status = goesOn ? 'running' : fails ? 'failed' : isCancelled ? 'cancelled' : 'succeeded';
    const run = runOf(number, { status, active: goesOn });
    const { startedAt } = run;
    const at = (share: number) => startedAt + Math.round(ms * share);
    const call = (place: number): PlannedStep =>
      stepOf(`call-${place}`, {
        sequence: place,
        parentStepId: 'call',
        description: `Call contractor ${place}`,
        status:
          fails && place === 2
            ? 'failed'
            : goesOn && place === 3
              ? 'in_progress'
              : isCancelled && place === 3
                ? 'skipped'
                : 'completed',
        startedAt: at(0.2 * place),
        ...(goesOn && place === 3 ? {} : { completedAt: at(0.2 * place + 0.15) }),
      });
    const steps = [
      stepOf('find', { sequence: 1, description: 'Find three roofers', startedAt, completedAt: at(0.2) }),
      stepOf('call', {
        sequence: 2,
        description: 'Call them',
        startedAt: at(0.2),
        ...(goesOn ? { status: 'in_progress' } : { completedAt: at(0.9) }),
      }),
      ...[1, 2, 3].map(call),
      ...(number < 10
        ? []
        : [
            stepOf('report', {
              sequence: 3,
              description: 'Write the report',
              status: goesOn ? 'pending' : 'completed',
              startedAt: at(0.9),
              completedAt: at(1),
            }),
          ]),
    ];
    plans.push([run.runId, steps]);
    const { runId } = run;
    if (goesOn)
      return {
        runId,
        status,
        active: true,
        startedAt: start + 40 * day - 90_000,
        updatedAt: start + 40 * day,
      } satisfies HistoryRun;
    return {
      ...run,
      updatedAt: at(1),
      finishedAt: at(1),
      metadata: JSON.stringify({
        env: number % 2 === 0 ? 'prod' : 'test',
        ...(number % 3 === 0 ? { ticket: `T-${number}` } : {}),
      }),
      ...(fails
        ? { error: errors[number % errors.length] ?? '' }
        : {
            summary: `${number % 4} quotes collected`,
            result: JSON.stringify({
              best: { name: `Roofer ${number % 6}`, price: 900 + 37 * (number % 13) },
              quotes: number % 4,
              checked: number % 2 === 0,
            }),
          }),
    } satisfies HistoryRun;
  });
  return snapshotOf(runs, plans);
}
