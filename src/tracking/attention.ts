import { attentionOf, isPostRun, openSteps, type Attention } from '../model/attention';
import { isActive, type Run } from '../model/run';
import { defaultTiming, type Timing } from '../model/timing';
import { isGone, valueOf, type Change } from './store/facts';
import type { Store } from './store/store';

/** How long a run that is over asks for a person (ms): nobody wants to be told of last week's for ever. */
const attentionWindowMs = 86_400_000;
/** Nothing may happen for days, and a computer may sleep meanwhile: what asks is judged again as often (ms). */
const maxRestMs = 3_600_000;

/** Which runs need a person, kept up to date as the store changes. */
export interface AttentionWatch {
  /** Why the run needs a person, whether or not somebody has seen it. */
  of(runId: string): Attention | undefined;
  /**
   * Whether that cannot be said yet: its plan, as it was read before the run succeeded, had open steps; or it is paused,
   * and whether it asks something has not been read since.
   */
  isUndecided(runId: string): boolean;
  /** The runs that ask for a person now: over for no more than a day, and not seen yet, or not over. */
  asking(): ReadonlyMap<string, Attention>;
  /** Runs that began within the last day have not been read: more may ask. One that has run for longer was active before. */
  mayMoreAsk(): boolean;
  /** How many runs of the mission ask for a person. */
  askingOf(missionId: string): number;
  /** Somebody has looked at the run: if it is over, it asks no more. */
  see(runId: string): void;
  /** How long nothing may happen in a running run (ms). */
  stuckAfter(): number;
  setStuckAfter(ms: number): void;
  /** `listener` hears of runs whose need has changed. */
  subscribe(listener: (runIds: ReadonlySet<string>) => void): () => void;
  stop(): void;
}

export function createAttentionWatch(parts: {
  readonly store: Store;
  /** Runs that were seen before, and where to keep which. */
  readonly seen: { has(runId: string): boolean; add(runId: string): void; delete(runId: string): void };
  readonly timing?: Timing;
}): AttentionWatch {
  const { store, seen, timing = defaultTiming } = parts;
  const attentions = new Map<string, Attention>();
  const askingRuns = new Map<string, Attention>();
  const perMission = new Map<string, number>();
  /** By run: the request at which it was first seen to be over. A plan that was asked for before says nothing of the end. */
  const overSince = new Map<string, number>();
  const listeners = new Set<(runIds: ReadonlySet<string>) => void>();
  let stuckAfter = 15 * 60_000;
  let resting: ReturnType<typeof setTimeout> | undefined;

  function evaluate(run: Run): Attention | undefined {
    const { runId } = run;
    const lastActivityAt = store.lastActivityAt(runId) ?? run.updatedAt;
    const steps = isPlanOfNow(run) ? valueOf(store.plan(runId)) : undefined;
    const { closingMs } = timing;
    const { atProbe } = store.stillness(runId);
    const probedAt = atProbe === undefined ? undefined : lastActivityAt + atProbe;
    const question = store.openQuestion(runId);
    return attentionOf({ run, steps, question, lastActivityAt, probedAt, stuckAfter, closingMs });
  }

  function isPlanOfNow(run: Run): boolean {
    const { runId } = run;
    if (isActive(run)) overSince.delete(runId);
    else if (!overSince.has(runId)) overSince.set(runId, store.runChangedAt(runId));
    return store.requestSeqOf({ kind: 'plan', runId }) >= (overSince.get(runId) ?? 0);
  }

  function asks(run: Run, attention: Attention, now: number): boolean {
    // Who has paused it knows.
    if (!isPostRun(attention)) return attention.kind !== 'paused' || !seen.has(run.runId);
    return !seen.has(run.runId) && now - (run.finishedAt ?? run.updatedAt) < attentionWindowMs;
  }

  function setAsking(runId: string, missionId: string | undefined, attention: Attention | undefined): void {
    const did = askingRuns.has(runId);
    if (attention) askingRuns.set(runId, attention);
    else askingRuns.delete(runId);
    if (missionId === undefined || did === (attention !== undefined)) return;
    perMission.set(missionId, (perMission.get(missionId) ?? 0) + (did ? -1 : 1));
  }

  /** Whether the run's need is another one now. */
  function update(runId: string, now: number): boolean {
    const known = store.run(runId);
    const run = isGone(known) ? undefined : valueOf(known);
    if (!run) {
      const knew = attentions.delete(runId);
      overSince.delete(runId);
      if (askingRuns.delete(runId)) recount();
      return knew;
    }
    const before = attentions.get(runId);
    // How it ends another time is something else, and so is that somebody else pauses it.
    const goesOn = isActive(run) && (run.status !== 'paused' || (before !== undefined && isPostRun(before)));
    if (goesOn && seen.has(runId)) seen.delete(runId);
    const asking = askingRuns.has(runId);
    const attention = evaluate(run);
    if (attention) attentions.set(runId, attention);
    else attentions.delete(runId);
    setAsking(runId, run.missionId, attention && asks(run, attention, now) ? attention : undefined);
    return nameOf(before) !== nameOf(attention) || asking !== askingRuns.has(runId);
  }

  /** After a run was forgotten with what it belonged to. */
  function recount(): void {
    perMission.clear();
    for (const runId of askingRuns.keys()) {
      const missionId = valueOf(store.run(runId))?.missionId;
      if (missionId !== undefined) perMission.set(missionId, (perMission.get(missionId) ?? 0) + 1);
    }
  }

  function updateAll(runIds: Iterable<string>): void {
    const now = store.now();
    const changed = new Set<string>();
    for (const runId of runIds) if (update(runId, now)) changed.add(runId);
    judgeWhenDue(now);
    if (changed.size > 0) for (const listener of [...listeners]) listener(changed);
  }

  /** A run that is over stops to ask by itself, also when nothing changes any more. */
  function judgeWhenDue(now: number): void {
    clearTimeout(resting);
    const over = [...askingRuns].filter(([, attention]) => isPostRun(attention)).map(([runId]) => runId);
    const ends = over.flatMap((runId) => {
      const run = valueOf(store.run(runId));
      return run ? [(run.finishedAt ?? run.updatedAt) + attentionWindowMs - now] : [];
    });
    if (ends.length === 0) return;
    const rest = Math.min(maxRestMs, Math.max(1000, Math.min(...ends)));
    resting = setTimeout(() => updateAll(over), rest);
  }

  function apply({ runs, plans, questions, activityChanged, probed, ownRuns }: Change): void {
    for (const runId of ownRuns) if (valueOf(store.run(runId))?.status === 'paused') seen.add(runId);
    const changed = new Set([...runs, ...plans, ...questions, ...activityChanged, ...probed]);
    if (changed.size > 0) updateAll(changed);
  }

  const unsubscribe = store.subscribe(apply);

  return {
    of: (runId) => attentions.get(runId),
    isUndecided(runId) {
      const plan = store.plan(runId);
      const run = valueOf(store.run(runId));
      if (run?.status === 'paused')
        return (
          store.requestSeqOf({ kind: 'questions', runId }) < store.runChangedAt(runId) && !store.openQuestion(runId)
        );
      return (
        run?.status === 'succeeded' && plan.kind === 'loaded' && !isPlanOfNow(run) && openSteps(plan.value).length > 0
      );
    },
    asking: () => askingRuns,
    mayMoreAsk: () => (store.runsReadSince() ?? -Infinity) > store.now() - attentionWindowMs,
    askingOf: (missionId) => perMission.get(missionId) ?? 0,
    see(runId) {
      const attention = attentions.get(runId);
      if (!attention || !isPostRun(attention)) return;
      seen.add(runId);
      updateAll([runId]);
    },
    stuckAfter: () => stuckAfter,
    setStuckAfter(ms) {
      if (ms === stuckAfter) return;
      stuckAfter = ms;
      updateAll([...store.activeRuns()]);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      clearTimeout(resting);
      unsubscribe();
    },
  };
}

/** Two needs of one name are announced once. */
export function nameOf(attention: Attention | undefined): string {
  if (!attention) return '';
  if (attention.kind === 'asks') return `asks ${attention.question.eventId}`;
  return attention.kind === 'leftBehind' ? `leftBehind ${attention.why}` : attention.kind;
}
