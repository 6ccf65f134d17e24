import { isPostRun, type Attention } from '../model/attention';
import { isActive, type Run } from '../model/run';
import { defaultTiming, type Timing } from '../model/timing';
import { nameOf, type AttentionWatch } from './attention';
import { valueOf, type Change } from './store/facts';
import type { Store } from './store/store';

export type RunNotificationKind = 'failed' | 'asks' | 'paused' | 'stuck' | 'leftBehind' | 'succeeded' | 'cancelled';

/** Something that somebody who is not looking may want to be told: once for each run and kind. */
export type RunNotification = { readonly run: Run; readonly kind: RunNotificationKind };

/** Whether it needs a person, or is only the end of a run. */
export function needsPerson(kind: RunNotificationKind): boolean {
  return kind !== 'succeeded' && kind !== 'cancelled';
}

/**
 * Tells what happens while somebody watches: of each run each kind once, and again after it has gone on from its end.
 * Not told: what was so when it was first seen, what the person has done in this window, what happened while the service
 * could not be asked.
 */
export function createRunNotifier(parts: {
  readonly store: Store;
  readonly attention: AttentionWatch;
  readonly notify: (news: readonly RunNotification[]) => void;
  /** For how long (ms) the runs were not to be asked for, though nothing was wrong. */
  readonly maxScheduledDelay: () => number;
  readonly timing?: Timing;
}): { stop(): void } {
  const { store, attention, notify, maxScheduledDelay, timing = defaultTiming } = parts;
  const notified = new Map<string, Set<string>>();
  const statuses = new Map<string, string>();
  const ended = new Set<string>();
  /** Those that the person has ended in this window: what they have left open, the person knows. */
  const endedByPerson = new Set<string>();
  /** The newest change of any run that was known before (epoch ms, the service's clock). */
  let newest: number | undefined;
  /** What lay still before this (epoch ms, the service's clock) is no news. */
  let began = Infinity;
  const attentionChanged = new Set<string>();
  /** Runs that have succeeded or were paused, until their plan, or what they ask, has been read once more. */
  const undecided = new Set<string>();
  let { epoch } = store;

  /** @param name tells apart what is told of one run by itself. */
  function take(run: Run, kind: RunNotificationKind, news: RunNotification[], name: string = kind): void {
    const kinds = notified.get(run.runId) ?? new Set();
    if (kinds.has(name)) return;
    kinds.add(name);
    notified.set(run.runId, kinds);
    news.push({ run, kind });
  }

  function forget(): void {
    epoch = store.epoch;
    notified.clear();
    statuses.clear();
    ended.clear();
    endedByPerson.clear();
    undecided.clear();
    newest = undefined;
    began = Infinity;
  }

  /** What the status of a run is news of, if it has just become so. */
  function kindOf(run: Run): RunNotificationKind | undefined {
    switch (run.status) {
      case 'failed':
        return 'failed';
      case 'paused':
        // What it asks is told of by itself.
        return attention.of(run.runId)?.kind === 'asks' ? undefined : 'paused';
      case 'cancelled':
        return 'cancelled';
      case 'succeeded':
        return attention.of(run.runId)?.kind === 'leftBehind' ? 'leftBehind' : 'succeeded';
      default:
        return undefined;
    }
  }

  function onChange(change: Change): void {
    if (store.epoch !== epoch) forget();
    const missed = change.unknownFor > Math.max(timing.minNewsGapMs, maxScheduledDelay() + timing.maxNewsDelayMs);
    if (missed) began = store.now();
    // Before the newest runs have been read for the first time, everything is old.
    const quiet = missed || began === Infinity;
    const isOwn = (runId: string) => change.ownRuns.has(runId) || store.isBusy(runId);
    const news: RunNotification[] = [];
    const before = newest;
    for (const runId of change.runs) {
      const run = valueOf(store.run(runId));
      if (!run || !isStatusNew(run, before)) continue;
      if (isOwn(runId) && !isActive(run)) endedByPerson.add(runId);
      else if (!quiet && !isOwn(runId)) takeStatus(run, news);
    }
    takeDecided(news);
    if (!quiet) takeAttention(isOwn, news);
    attentionChanged.clear();
    if (news.length > 0) notify(news);
  }

  /** Of the runs that have come to need a person, those that nobody knows of yet. */
  function takeAttention(isOwn: (runId: string) => boolean, news: RunNotification[]): void {
    for (const runId of attentionChanged) {
      const need = attention.of(runId);
      const run = valueOf(store.run(runId));
      if (!run || !need || need.kind === 'failed' || need.kind === 'paused') continue;
      if (need.kind === 'asks') {
        // Also where this window has paused it: an agent has, not the person.
        if (attentionSince(store.lastActivityAt(runId) ?? 0, need, attention.stuckAfter(), timing) >= began)
          take(run, 'asks', news, nameOf(need));
        continue;
      }
      if (isOwn(runId) || (isPostRun(need) && endedByPerson.has(runId))) continue;
      if (attentionSince(store.lastActivityAt(runId) ?? 0, need, attention.stuckAfter(), timing) >= began)
        take(run, need.kind, news);
    }
  }

  /**
   * Notes the status of the run. Returns whether it has just come to it.
   * @param newestBefore the newest change of any run before these came.
   */
  function isStatusNew(run: Run, newestBefore: number | undefined): boolean {
    const { runId, status, updatedAt } = run;
    newest = Math.max(newest ?? -Infinity, updatedAt);
    const was = statuses.get(runId);
    statuses.set(runId, status);
    if (!isActive(run)) ended.add(runId);
    // It goes on: what happens to it from now on has not been told.
    else if (ended.delete(runId)) {
      notified.delete(runId);
      endedByPerson.delete(runId);
    }
    if (was !== undefined) return was !== status;
    // First seen now: news only if it is newer than all that was known, and over already.
    return newestBefore !== undefined && updatedAt > newestBefore && !isActive(run);
  }

  function takeStatus(run: Run, news: RunNotification[]): void {
    const kind = kindOf(run);
    if (kind && attention.isUndecided(run.runId)) undecided.add(run.runId);
    else if (kind) take(run, kind, news);
  }

  /** Of the runs of which it was not, those of which it is known by now what they need. */
  function takeDecided(news: RunNotification[]): void {
    for (const runId of undecided) {
      if (attention.isUndecided(runId)) continue;
      undecided.delete(runId);
      const run = valueOf(store.run(runId));
      const kind = run && kindOf(run);
      if (kind) take(run, kind, news);
    }
  }

  // The watch has heard of a change before this has: what it says belongs to the change that comes now.
  const stops = [
    store.subscribe(onChange),
    attention.subscribe((runIds) => {
      for (const runId of runIds) attentionChanged.add(runId);
    }),
  ];
  return {
    stop() {
      for (const stop of stops) stop();
    },
  };
}

/** When a run came to need a person (epoch ms). `lastActivityAt`, and for how long it may lie still (ms). */
function attentionSince(lastActivityAt: number, need: Attention, stuckAfter: number, { closingMs }: Timing): number {
  if (need.kind === 'asks') return Number.isNaN(need.question.at) ? lastActivityAt : need.question.at;
  if (need.kind === 'stuck') return lastActivityAt + stuckAfter;
  return isPostRun(need) ? lastActivityAt : lastActivityAt + closingMs;
}
