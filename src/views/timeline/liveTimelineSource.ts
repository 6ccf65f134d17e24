import { describeError } from '../../errorMessages';
import type { Attention } from '../../model/attention';
import { EventColumns } from '../../model/eventColumns';
import { jsonText, parseJson } from '../../model/jsonObject';
import { finishedAtOf, isActive, runCan, waitsForAgent, type Run, type RunRef } from '../../model/run';
import { changedTo, runStretches, type StatusChange } from '../../model/statusHistory';
import type { Freshness, RunHeader, TimelineAct } from '../../protocol/messages';
import { valueOf, type EventLog, type Loadable } from '../../tracking/store/facts';
import { gapOf } from '../../tracking/store/eventLogs';
import type { Poller } from '../../tracking/polling/poller';
import type { AttentionWatch } from '../../tracking/attention';
import type { Store } from '../../tracking/store/store';
import { waitingSentence } from '../text/attentionTexts';
import { claimText, type OwnClaims } from '../text/claimTexts';
import { joinNames, missionName, runName, runStart } from '../text/names';
import { onNextDay } from '../text/times';
import type { TimelineSource } from './timelineSource';

const noColumns = new EventColumns();

/** A run of the account, as the store knows it. While somebody looks, the poller keeps it up to date. */
export function createLiveSource(
  ids: RunRef,
  parts: {
    readonly store: Store;
    readonly poller: Poller;
    readonly attention: Pick<AttentionWatch, 'of' | 'subscribe'>;
    readonly runClaims?: OwnClaims | undefined;
  },
): TimelineSource {
  const { store, poller, attention, runClaims } = parts;
  const { missionId, runId } = ids;
  const statuses = createStatusReader();
  let sent: EventColumns | undefined;

  const columns = () => valueOf(store.events(runId))?.columns ?? noColumns;

  function freshness(): Freshness {
    const run = store.run(runId);
    const events = store.events(runId);
    const plan = store.plan(runId);
    const unread = [...(valueOf(plan) ? [] : ['plan' as const]), ...(valueOf(events) ? [] : ['events' as const])];
    for (const known of [run, events, plan]) {
      if (known.kind !== 'failed') continue;
      const { reason, action } = describeError(known.error);
      return { kind: 'stale', ...(known.last ? { at: known.last.at } : {}), unread, message: reason, action };
    }
    if (run.kind === 'notLoaded' || unread.length > 0) return { kind: 'loading' };
    return readingOf(events) ?? { kind: 'live' };
  }

  /** The names when they were last known: they stay when the mission has gone, or another account is in use. */
  let named: { readonly mission: string; readonly title: string } | undefined;

  function names(): typeof named {
    const mission = store.mission(missionId);
    if (mission && valueOf(store.run(runId))) named = { mission: missionName(mission), title: runName(ids, store) };
    return named;
  }

  return {
    title: () => names()?.title,
    header() {
      const run = valueOf(store.run(runId));
      if (!run) return undefined;
      const need = attention.of(runId);
      const claim = claimText(run, runClaims);
      const waits = waitsForAgent(run, store.mission(run.missionId));
      return {
        ...headerOf(run, names()?.mission ?? missionName(undefined), runStart(run, store)),
        acts: actsOn(run, need, waits),
        busy: store.isBusy(runId),
        ...(waits ? { waiting: waitingSentence() } : {}),
        ...(claim === undefined ? {} : { claim }),
        ...(need ? { attention: need } : {}),
        stretches: runStretches(run, statuses(columns())),
      };
    },
    steps: () => valueOf(store.plan(runId)) ?? [],
    columns,
    gap() {
      const log = valueOf(store.events(runId));
      return log && gapOf(log);
    },
    freshness,
    now: () => store.now(),
    subscribe(listener) {
      let name = names()?.title;
      /** Another day, or another run that began in the same minute, makes it another name. */
      const isRenamed = () => {
        const before = name;
        name = names()?.title;
        return name !== before;
      };
      const stopDays = onNextDay(
        () => store.now(),
        () => {
          if (isRenamed()) listener({ run: true, plan: false, events: false, reset: false });
        },
      );
      const unsubscribe = store.subscribe((change) => {
        const events = change.events.has(runId);
        const plan = change.plans.has(runId);
        // What the run was when is told by its events.
        const isNews = events && statuses.isNews(columns());
        const run = isRenamed() || change.runs.has(runId) || change.missions.has(missionId) || isNews;
        if (!run && !plan && !events) return;
        const now = columns();
        // Another account: everything is to be learned again.
        const reset = sent !== undefined && sent !== noColumns && now !== sent;
        sent = now;
        listener({ run, plan, events, reset });
      });
      // What was found out about the run may change what it needs, though nothing else of it has changed.
      const stop = attention.subscribe((runIds) => {
        if (runIds.has(runId)) listener({ run: true, plan: false, events: false, reset: false });
      });
      return () => {
        stopDays();
        unsubscribe();
        stop();
      };
    },
    watch: () => poller.watch({ kind: 'timeline', missionId, runId }),
  };
}

/** What a header says of any run. `start`: when it began, which is what it is called within its mission. */
export function headerOf(run: Run, mission: string, start: string): Omit<RunHeader, 'acts' | 'busy'> {
  const json = (value: unknown) => jsonText(value, 2);
  const finishedAt = finishedAtOf(run);
  return {
    runId: run.runId,
    missionId: run.missionId,
    missionName: mission,
    name: joinNames(mission, start),
    start,
    status: run.status,
    active: isActive(run),
    startedAt: run.startedAt,
    updatedAt: run.updatedAt,
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(run.resultSummary === undefined ? {} : { resultSummary: run.resultSummary }),
    ...(run.resultPayload === undefined ? {} : { resultPayload: json(run.resultPayload) }),
    ...(run.input === undefined ? {} : { input: json(run.input) }),
    ...(run.error === undefined ? {} : { error: run.error }),
  };
}

const always = [
  'logEvent',
  'linkAgent',
  'setStepStatus',
  'editPlan',
  'compare',
  'saveRunToFile',
  'openInstructions',
  'showHistory',
  'refresh',
] as const satisfies readonly TimelineAct[];

function actsOn(run: Run, need: Attention | undefined, waits: boolean): TimelineAct[] {
  const words = {
    pausable: 'pause',
    resumable: 'resume',
    cancelable: 'cancel',
    completable: 'completeRun',
    repeatable: 'runAgain',
  } as const;
  const leftOpen = need?.kind === 'leftBehind' && need.why === 'openSteps';
  return [
    ...(need?.kind === 'asks' ? ['answer' as const] : []),
    ...runCan(run).map((can) => words[can]),
    ...(leftOpen ? ['skipOpenSteps' as const] : []),
    ...(waits ? ['showAgentGuide' as const] : []),
    ...always,
  ];
}

/** Reads status changes off the events, each of them once. */
export function createStatusReader() {
  let of: EventColumns | undefined;
  let read = 0;
  let changes: StatusChange[] = [];
  const readOn = (columns: EventColumns): readonly StatusChange[] => {
    if (of !== columns) {
      of = columns;
      read = 0;
      changes = [];
    }
    for (; read < columns.length; read++) {
      if (columns.type(read) !== 'status_change') continue;
      const to = changedTo(payloadOf(columns.payload(read)));
      if (to !== undefined) changes.push({ at: columns.timestamp(read), to });
    }
    return changes;
  };
  /** Whether there are status changes that have not been read. */
  const isNews = (columns: EventColumns): boolean => {
    const before = of === columns ? changes.length : 0;
    return readOn(columns).length > before;
  };
  return Object.assign(readOn, { isNews });
}

function payloadOf(json: string): unknown {
  try {
    return json === '' ? undefined : parseJson(json);
  } catch {
    return undefined;
  }
}

function readingOf(events: Loadable<EventLog>): Freshness | undefined {
  const log = valueOf(events);
  if (!log?.isReading) return undefined;
  return { kind: 'reading', loaded: log.columns.length, total: Math.max(log.total, log.columns.length) };
}
