import { errorFingerprint } from '../../model/history/errorFingerprint';
import type { HistoryRun } from '../../protocol/historyMessages';
import type { PlannedStep } from '../../protocol/planSlice';

/** Runs that failed in the same way. */
export type FailureGroup = {
  /** What is the same in all of their errors; empty where they say nothing. */
  readonly fingerprint: string;
  /** The error of the newest of them, as it came. */
  readonly sample: string;
  /** Newest first. */
  readonly runs: readonly HistoryRun[];
  /** Epoch ms; 0 where it is not known. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** The steps that failed in those whose plans are known, with in how many of these, the most frequent first. */
  readonly steps: readonly (readonly [step: PlannedStep, count: number])[];
};

type Known = {
  readonly plan: (runId: string) => ReadonlyMap<string, PlannedStep> | undefined;
  /** What belongs to every run of the mission: its name, say. */
  readonly names: readonly string[];
};

/** When the run is known to have failed (epoch ms). */
const failedAt = ({ finishedAt, updatedAt }: HistoryRun) => finishedAt ?? updatedAt;

/** The most frequent first; of the same number, those that were seen last. */
export function failureGroups(runs: readonly HistoryRun[], { plan, names }: Known): FailureGroup[] {
  const groups = new Map<string, HistoryRun[]>();
  for (const run of runs) {
    if (run.status !== 'failed' && (run.error === undefined || run.active || run.status === 'succeeded')) continue;
    const key = errorFingerprint(run.error ?? '', [...names, run.runId]);
    const those = groups.get(key);
    if (those) those.push(run);
    else groups.set(key, [run]);
  }
  return [...groups]
    .map(([fingerprint, members]): FailureGroup => {
      const sorted = members.sort((a, b) => failedAt(b) - failedAt(a));
      const times = sorted.map(failedAt);
      return {
        fingerprint,
        sample: sorted[0]?.error ?? '',
        runs: sorted,
        firstAt: times.at(-1) ?? 0,
        lastAt: times[0] ?? 0,
        steps: failedSteps(sorted, plan),
      };
    })
    .sort((a, b) => b.runs.length - a.runs.length || b.lastAt - a.lastAt);
}

function failedSteps(runs: readonly HistoryRun[], plan: Known['plan']): FailureGroup['steps'] {
  const counts = new Map<string, { readonly step: PlannedStep; count: number }>();
  for (const { runId } of runs)
    for (const step of plan(runId)?.values() ?? []) {
      if (step.status !== 'failed') continue;
      const known = counts.get(step.stepId);
      if (known) known.count++;
      else counts.set(step.stepId, { step, count: 1 });
    }
  return [...counts.values()].sort((a, b) => b.count - a.count).map(({ step, count }) => [step, count] as const);
}
