import { ApiError } from '../../api/apiError';
import { sameValue } from '../../model/deepEqual';
import type { Run } from '../../model/run';
import type { Timing } from '../../model/timing';
import { momentNow, timeBetween, type ActivityTimes, type Moment } from './activityTimes';
import type { MutableChange } from './change';
import type { StoreUpdate, Loadable, RunList, Subject } from './facts';
import type { Freshness } from './freshness';
import type { RunIndex } from './runIndex';
import type { StoredQuestions } from './storedQuestions';

/** Where a list of runs ends, as far as it is known. */
type RunListEnd = Omit<RunList, 'runIds'>;

const endOf = ({ more, tooLarge }: Partial<RunListEnd> & Pick<RunListEnd, 'more'>): RunListEnd => ({
  more,
  ...(tooLarge?.length ? { tooLarge } : {}),
});

/** The runs that are known, the lists that show them, and what became of those that are gone. */
export class StoredRuns {
  readonly #freshness: Freshness;
  readonly #index: RunIndex;
  readonly #times: ActivityTimes;
  readonly #timing: Pick<Timing, 'now' | 'goneAfterMs'>;
  readonly #isVoid: (missionId: string, requestSeq: number) => boolean;
  readonly #questions: Pick<StoredQuestions, 'pass' | 'forget'>;
  /** By run: the request whose answer was the last to change it. */
  readonly #changedAt = new Map<string, number>();
  /** Runs that are gone and whose timelines may be shown: what they were. */
  readonly #gone = new Map<string, Run>();
  /** When runs of which nothing has come since were first not found (by the steady clock). */
  readonly #missedAt = new Map<string, number>();
  readonly #busy = new Set<string>();
  readonly #listEnds = new Map<string, RunListEnd>();
  readonly #scopes = new Map<string, { readonly since: number; readonly end: RunListEnd }>();
  /** When the newest runs of all missions were last known. */
  #newestReadAt: Moment | undefined;
  #readSince: number | undefined;

  constructor(parts: {
    readonly freshness: Freshness;
    readonly index: RunIndex;
    readonly times: ActivityTimes;
    readonly timing: Pick<Timing, 'now' | 'goneAfterMs'>;
    /** Whether what was asked for is about a mission that is gone since. */
    readonly isVoid: (missionId: string, requestSeq: number) => boolean;
    readonly questions: Pick<StoredQuestions, 'pass' | 'forget'>;
  }) {
    this.#freshness = parts.freshness;
    this.#index = parts.index;
    this.#times = parts.times;
    this.#timing = parts.timing;
    this.#isVoid = parts.isVoid;
    this.#questions = parts.questions;
  }

  get(runId: string): Loadable<Run> {
    const subject: Subject = { kind: 'run', runId };
    const run = this.#index.run(runId) ?? this.#gone.get(runId);
    if (run) return this.#freshness.known(subject, () => run);
    const error = this.#freshness.errorOf(subject);
    return error ? { kind: 'failed', error } : { kind: 'notLoaded' };
  }

  list(missionId: string): Loadable<RunList> {
    return this.#freshness.known({ kind: 'runList', missionId }, () => ({
      runIds: this.#index.newestOf(missionId),
      ...(this.#listEnds.get(missionId) ?? { more: false }),
    }));
  }

  recent(scope: string): Loadable<RunList> {
    return this.#freshness.known({ kind: 'recentRuns', scope }, () => {
      const { since, end } = this.#scopes.get(scope) ?? { since: Infinity, end: { more: false } };
      return { runIds: this.#index.amongAll(scope, since), ...end };
    });
  }

  /** Since when (epoch ms) all runs are known; `undefined` before the newest ones were read. */
  readSince(): number | undefined {
    if (this.#readSince === undefined) return undefined;
    const all = this.#scopes.get('');
    // Of a list in no order nobody can say which have been read before all have.
    const isTold = all !== undefined && (!all.end.more || all.since > -Infinity);
    return Math.min(this.#readSince, isTold ? all.since : Infinity);
  }

  isBusy(runId: string): boolean {
    return this.#busy.has(runId);
  }

  /** Whether it is gone, and what it was is kept for its timeline. */
  isKeptThoughGone(runId: string): boolean {
    return this.#gone.has(runId);
  }

  changedAt(runId: string): number {
    return this.#changedAt.get(runId) ?? 0;
  }

  /** All runs that are known, those included that are gone and shown. */
  runIds(): readonly string[] {
    return [...this.#index.runIds(), ...this.#gone.keys()];
  }

  /** It was not found. Returns whether that says that it is gone. */
  miss(runId: string): boolean {
    const now = this.#timing.now();
    const first = this.#missedAt.get(runId) ?? now;
    this.#missedAt.set(runId, first);
    return now - first >= this.#timing.goneAfterMs;
  }

  put({ runs, requestSeq, own, newest }: Extract<StoreUpdate, { kind: 'runs' }>, change: MutableChange): void {
    if (newest) {
      const read = momentNow(this.#timing.now);
      change.unknownFor = this.#newestReadAt === undefined ? Infinity : timeBetween(this.#newestReadAt, read);
      this.#newestReadAt = read;
      this.#readSince = newest.readSince;
    }
    for (const run of runs) {
      this.#putRun(run, requestSeq, change);
      if (own) change.ownRuns.add(run.runId);
    }
  }

  putList(fact: Extract<StoreUpdate, { kind: 'runList' }>, change: MutableChange): void {
    const { missionId, requestSeq } = fact;
    const subject: Subject = { kind: 'runList', missionId };
    const wasFresh = this.#freshness.isFresh(subject);
    for (const run of fact.runs) this.#putRun(run, requestSeq, change);
    if (!this.#freshness.acceptIfNewer(subject, requestSeq)) return;
    const end = endOf(fact);
    if (!wasFresh || !sameValue(this.#listEnds.get(missionId), end)) change.runLists.add(missionId);
    this.#listEnds.set(missionId, end);
  }

  putRecent(fact: Extract<StoreUpdate, { kind: 'recentRuns' }>, change: MutableChange): void {
    const { scope, since } = fact;
    const subject: Subject = { kind: 'recentRuns', scope };
    const before = this.#scopes.get(scope);
    const end = endOf(fact);
    change.recentRuns ||= !this.#freshness.isFresh(subject) || before?.since !== since || !sameValue(before.end, end);
    for (const run of fact.runs) this.#putRun(run, fact.requestSeq, change);
    if (this.#freshness.acceptIfNewer(subject, fact.requestSeq)) this.#scopes.set(scope, { since, end });
  }

  putBusy(runId: string, busy: boolean, change: MutableChange): void {
    if (this.#busy.has(runId) === busy) return;
    if (busy) this.#busy.add(runId);
    else this.#busy.delete(runId);
    change.runs.add(runId);
  }

  /**
   * The run is gone: it leaves every list, and what was asked for up to `requestSeq` is void. Where it is shown, what
   * its timeline shows stays, as the last that was known of it.
   */
  lose(runId: string, requestSeq: number, isShown: boolean, change: MutableChange): void {
    const run = this.#index.forget(runId);
    if (run) change.runLists.add(run.missionId);
    if (run && isShown) this.#gone.set(runId, run);
    this.#times.forget(runId);
    this.#questions.forget(runId);
    this.#busy.delete(runId);
    const known = this.#freshness.of({ kind: 'run', runId });
    known.requestSeq = requestSeq;
    if (this.#gone.has(runId)) known.error ??= new ApiError({ kind: 'notFound', operation: 'getRun' });
    change.recentRuns = true;
    change.runs.add(runId);
  }

  clear(): void {
    for (const part of [this.#index, this.#changedAt, this.#gone, this.#missedAt, this.#busy]) part.clear();
    for (const part of [this.#listEnds, this.#scopes]) part.clear();
    this.#newestReadAt = this.#readSince = undefined;
  }

  #putRun(run: Run, requestSeq: number, change: MutableChange): void {
    const { runId, missionId } = run;
    if (this.#isVoid(missionId, requestSeq)) return;
    const subject: Subject = { kind: 'run', runId };
    const hadFailed = this.#freshness.errorOf(subject) !== undefined;
    if (!this.#freshness.acceptIfNewer(subject, requestSeq)) return;
    if (hadFailed) change.runs.add(runId);
    this.#gone.delete(runId);
    this.#missedAt.delete(runId);
    const before = this.#index.run(runId);
    if (sameValue(before, run)) return;
    this.#changedAt.set(runId, requestSeq);
    if (before?.status === 'paused' && run.status !== 'paused') this.#questions.pass(runId, run.updatedAt);
    change.runs.add(runId);
    const moved = this.#index.put(run);
    if (moved.inMission) change.runLists.add(missionId);
    change.recentRuns ||= moved.amongAll;
    if (before) this.#times.touchNow(runId, change);
    else this.#times.touch(runId, run.updatedAt, change);
  }
}
