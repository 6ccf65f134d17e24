import type { LinkedAgent } from '../../model/agent';
import { sameValue } from '../../model/deepEqual';
import { planProgress, type Progress, type Step } from '../../model/plan';
import type { ActivityTimes } from './activityTimes';
import type { MutableChange } from './change';
import { EventLogs, noEvents } from './eventLogs';
import type { EventLog, StoreUpdate, Loadable, Subject } from './facts';
import type { Freshness } from './freshness';
import type { StoredQuestions } from './storedQuestions';

type RunPartUpdate = Extract<
  StoreUpdate,
  { readonly kind: 'plan' | 'agents' | 'events' | 'eventsRead' | 'probed' | 'questions' }
>;

/** What is known of single runs besides themselves: their plans, their agents and their events. */
export class StoredRunParts {
  readonly #freshness: Freshness;
  readonly #times: ActivityTimes;
  readonly #questions: StoredQuestions;
  readonly #plans = new Map<string, { readonly steps: readonly Step[]; progress: Progress | undefined }>();
  readonly #agents = new Map<string, readonly LinkedAgent[]>();
  readonly #events: EventLogs;

  /** @param maxUnusedEventBytes see `EventLogs`. */
  constructor(
    {
      freshness,
      times,
      questions,
    }: { readonly freshness: Freshness; readonly times: ActivityTimes; readonly questions: StoredQuestions },
    maxUnusedEventBytes: number,
  ) {
    this.#freshness = freshness;
    this.#times = times;
    this.#questions = questions;
    this.#events = new EventLogs(maxUnusedEventBytes, (runId) => freshness.forget({ kind: 'events', runId }));
  }

  plan(runId: string): Loadable<readonly Step[]> {
    return this.#freshness.known({ kind: 'plan', runId }, () => this.#plans.get(runId)?.steps ?? []);
  }

  progress(runId: string): Progress | undefined {
    const plan = this.#plans.get(runId);
    if (!plan || plan.steps.length === 0) return undefined;
    return (plan.progress ??= planProgress(plan.steps));
  }

  agents(runId: string): Loadable<readonly LinkedAgent[]> {
    return this.#freshness.known({ kind: 'agents', runId }, () => this.#agents.get(runId) ?? []);
  }

  events(runId: string): Loadable<EventLog> {
    return this.#freshness.known({ kind: 'events', runId }, () => this.#events.get(runId) ?? noEvents());
  }

  useEvents(runId: string): () => void {
    return this.#events.use(runId);
  }

  hasEvents(runId: string): boolean {
    return this.#events.has(runId);
  }

  /** Runs of which something is known here. */
  runIds(): readonly string[] {
    return [...this.#events.keys(), ...this.#plans.keys(), ...this.#agents.keys()];
  }

  /** @param runChangedAt the request whose answer was the last to change the run. */
  put(fact: RunPartUpdate, runChangedAt: number, change: MutableChange): void {
    switch (fact.kind) {
      case 'plan':
        this.#putPlan(fact, runChangedAt, change);
        return;
      case 'agents':
        this.#putAgents(fact, change);
        return;
      case 'events':
        this.#addEvents(fact, change);
        this.#questions.note(fact.rows, change);
        return;
      case 'eventsRead':
        this.#putEventsRead(fact, change);
        return;
      case 'questions':
        this.#questions.put(fact, change);
        return;
      case 'probed':
        this.#times.probed(fact.runId, fact.lastEventAt, change);
    }
  }

  /** @param runChangedAt the request whose answer was the last to change the run. */
  #putPlan(
    { runId, steps, requestSeq }: Extract<StoreUpdate, { kind: 'plan' }>,
    runChangedAt: number,
    change: MutableChange,
  ): void {
    const subject: Subject = { kind: 'plan', runId };
    const wasFresh = this.#freshness.isFresh(subject);
    const isOlderThanRun = this.#freshness.requestSeqOf(subject) < runChangedAt;
    if (!this.#freshness.acceptIfNewer(subject, requestSeq)) return;
    const before = this.#plans.get(runId);
    if (wasFresh && sameValue(before?.steps, steps)) {
      // The same steps say something else of a run that has ended meanwhile.
      if (isOlderThanRun) change.plans.add(runId);
      return;
    }
    this.#plans.set(runId, { steps, progress: undefined });
    for (const { startedAt, completedAt } of steps)
      this.#times.touch(runId, Math.max(startedAt ?? 0, completedAt ?? 0), change);
    if (before) this.#times.touchNow(runId, change);
    change.plans.add(runId);
  }

  #putAgents({ runId, agents, requestSeq }: Extract<StoreUpdate, { kind: 'agents' }>, change: MutableChange): void {
    const subject: Subject = { kind: 'agents', runId };
    const wasFresh = this.#freshness.isFresh(subject);
    if (!this.#freshness.acceptIfNewer(subject, requestSeq)) return;
    if (wasFresh && sameValue(this.#agents.get(runId), agents)) return;
    this.#agents.set(runId, agents);
    change.agents.add(runId);
  }

  #addEvents({ runId, rows }: Extract<StoreUpdate, { kind: 'events' }>, change: MutableChange): void {
    if (this.#events.append(runId, rows) === 0) return;
    this.#freshness.markFresh({ kind: 'events', runId });
    change.events.add(runId);
    let newest = -Infinity;
    for (const { timestamp } of rows) if (timestamp > newest) newest = timestamp;
    this.#times.touch(runId, newest, change);
  }

  #putEventsRead(fact: Extract<StoreUpdate, { kind: 'eventsRead' }>, change: MutableChange): void {
    const { runId, total, complete, isReading = !complete, tooLarge = [] } = fact;
    const subject: Subject = { kind: 'events', runId };
    const isNew = this.#events.note(runId, { total, complete, isReading, tooLarge });
    if (isNew || !this.#freshness.isFresh(subject)) change.events.add(runId);
    this.#freshness.markFresh(subject);
  }

  forget(runId: string): void {
    for (const map of [this.#plans, this.#events, this.#agents]) map.delete(runId);
  }

  clear(): void {
    for (const map of [this.#plans, this.#events, this.#agents, this.#questions]) map.clear();
  }
}
