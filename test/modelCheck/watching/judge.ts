import { isGone, scopeOf, valueOf, type Loadable, type RunList } from '../../../src/tracking/store/facts';
import type { Run } from '../../../src/model/run';
import type { Store } from '../../../src/tracking/store/store';
import type { Interest } from '../../../src/tracking/feeds/interest';
import { isEnded, type EventRow, type Row, type RunRow, type WatchedService } from './service';

export type Seen = {
  readonly service: WatchedService;
  readonly store: Store;
  /** `at`: when it was opened. */
  readonly opened: readonly { readonly interest: Interest; readonly at: number }[];
  /** When the timeline of each run was first opened. */
  readonly timelines: ReadonlyMap<string, number>;
  /** Runs that had ended and went on. */
  readonly resumed: ReadonlySet<string>;
};

/** Rows that are too large to be loaded at all. */
const isHuge = ({ filling }: { readonly filling: number }) => filling > 100_000;

/** What is wrong in what is shown while it is followed by itself. */
export function* liveFaults(seen: Seen): Generator<string> {
  yield* staleRuns(seen);
  for (const { interest, at } of seen.opened) {
    if (interest.kind === 'timeline') yield* timelineFaults(seen, interest, false);
    if (interest.kind === 'activity') yield* activityFaults(seen, interest.type, false);
    if (interest.kind === 'plan') yield* planFaults(seen, interest.missionId, interest.runId);
    if (interest.kind === 'recentRuns' || interest.kind === 'missions') yield* missingActiveRuns(seen);
    const list = runListOf(seen, interest);
    if (list) yield* listHoles(seen, list, at);
  }
}

/** Runs that are shown as one list; `rows`: those of the lists that it is put together from. */
type ShownRuns = {
  readonly what: string;
  readonly rows: readonly (readonly RunRow[])[];
  readonly known: Loadable<RunList>;
  /** What is held of it is shown as far as it has been read; else all that is known of its runs is. */
  readonly isCut: boolean;
  /** Each of the lists is that of a status. */
  readonly isOfStatus: boolean;
};

function runListOf({ service, store }: Seen, interest: Interest): ShownRuns | undefined {
  if (interest.kind === 'runs') {
    const { missionId } = interest;
    const rows = [service.runs.filter((run) => run.missionId === missionId)];
    return { what: 'the runs of a mission', rows, known: store.runList(missionId), isCut: false, isOfStatus: false };
  }
  if (interest.kind !== 'recentRuns') return undefined;
  const { statuses } = interest;
  // Each status is a list by itself.
  const lists = statuses.map((status) => service.runs.filter((run) => run.status === status));
  const rows = statuses.length === 0 ? [service.runs] : lists;
  return {
    what: 'the recent runs',
    rows,
    known: store.recentRuns(scopeOf(statuses)),
    isCut: true,
    isOfStatus: statuses.length > 0,
  };
}

/** What is wrong after somebody has refreshed all that is open, and loaded all that there is. */
export function* wholeFaults(seen: Seen): Generator<string> {
  for (const { interest } of seen.opened) {
    const list = runListOf(seen, interest);
    if (list) yield* listFaults(seen, list);
    switch (interest.kind) {
      case 'missions':
        yield* missionFaults(seen);
        break;
      case 'activity':
        yield* activityFaults(seen, interest.type, true);
        break;
      case 'timeline':
        yield* timelineFaults(seen, interest, true);
        break;
      default:
        break;
    }
  }
}

/** Where a server ignores which page is asked for it never sends some rows. */
const sendsAll = ({ manners: { ignoresNumber } }: WatchedService) => !ignoresNumber;
/**
 * Of the rows of a list those that are to be shown, and as they are: where a server sends one page only, the rows of
 * that, as many as everybody asks for. Where some rows are large it may be a page of a single row.
 */
const showable = <T extends Row>(service: WatchedService, rows: readonly T[]): readonly T[] => {
  const sent = sendsAll(service) ? rows : service.first(rows, service.hasLarge ? 1 : undefined);
  return sent.filter((row) => !isHuge(row));
};
/** Where each page begins with a row that is too large, nothing can be shown, and that is said. */
const isRefused = (service: WatchedService, known: Loadable<unknown>) =>
  !sendsAll(service) && known.kind === 'failed' && known.error.kind === 'tooLarge';

/** That the newest runs cannot be read is said by all that shows them, and each active one has to be asked for by itself. */
const areRunsRefused = ({ service, store, opened }: Seen) =>
  opened.some(({ interest }) => {
    if (interest.kind === 'recentRuns') return isRefused(service, store.recentRuns(scopeOf(interest.statuses)));
    return isRefused(service, interest.kind === 'activity' ? store.activity() : store.missionList());
  });

function* staleRuns(seen: Seen): Generator<string> {
  const { service, store, opened } = seen;
  if (areRunsRefused(seen)) return;
  if (!opened.some(({ interest: { kind } }) => kind !== 'timeline' && kind !== 'plan')) return;
  for (const runId of store.activeRuns()) {
    const run = service.run(runId);
    if (run && isEnded(run.status)) yield 'a run that has ended is still shown as active';
  }
}

function* missingActiveRuns({ service, store }: Seen): Generator<string> {
  for (const run of showable(service, service.runs)) {
    if (isEnded(run.status)) continue;
    const held = valueOf(store.run(run.id));
    if (!held) yield 'an active run is not shown';
    else if (held.status !== run.status) yield `an active run is shown as ${held.status}, and is ${run.status}`;
  }
}

/**
 * What has ended is read once more and then left alone: what is logged later is shown when somebody has refreshed it,
 * or when the run goes on.
 */
function isAnnounced({ timelines }: Seen, { id, status, finishedAt = 0 }: RunRow): (event: EventRow) => boolean {
  if (!isEnded(status)) return () => true;
  const until = Math.max(finishedAt, timelines.get(id) ?? 0);
  return ({ at }) => at <= until;
}

/** What is known of a run is how it has ended, and when. */
const isSameEnd = (known: Pick<Run, 'status' | 'finishedAt'>, { status, finishedAt }: RunRow) =>
  known.status === status && known.finishedAt === finishedAt;

/** Nothing else is open that could learn that a run goes on which has ended. */
const isAlone = ({ opened }: Seen) =>
  opened.every(({ interest: { kind } }) => kind === 'timeline' || kind === 'activity' || kind === 'plan');

/** `whole`: somebody has refreshed it. */
function* timelineFaults(
  seen: Seen,
  { missionId, runId }: { readonly missionId: string; readonly runId: string },
  whole: boolean,
): Generator<string> {
  const { service, store } = seen;
  const run = service.run(runId);
  const known = store.run(runId);
  if (!run) {
    // Nor is one that has ended, and that nobody has refreshed, asked for whether it is still there.
    const isLeftAlone = !whole && known.kind === 'loaded' && isEnded(known.value.status);
    if (!isGone(known) && !(isLeftAlone && store.events(runId).kind === 'loaded'))
      yield 'the timeline of a run that was deleted does not say so';
    return;
  }
  if (isHuge(run)) {
    if (known.kind === 'loaded') yield 'a run that is too large to load is shown as known';
    return;
  }
  if (known.kind !== 'loaded') yield `the timeline does not know its run: ${known.kind}`;
  // Only by going on does an end become another status, or another end.
  else if (!whole && isEnded(known.value.status) && !isSameEnd(known.value, run) && isAlone(seen)) return;
  else if (known.value.status !== run.status)
    yield `the timeline says ${known.value.status} of a run that is ${run.status}`;
  yield* planFaults(seen, missionId, runId);
  if (isRefused(service, store.events(runId))) return;
  const log = valueOf(store.events(runId));
  if (!log) {
    yield 'the timeline has no events';
    return;
  }
  const isToBeShown = whole ? () => true : isAnnounced(seen, run);
  const isMissing = (event: EventRow) => !log.columns.has(event.id) && isToBeShown(event);
  const missing = run.events.filter(isMissing);
  const isNamed = log.tooLarge.length > 0;
  if (log.complete && missing.some((event) => !isHuge(event) || !isNamed))
    yield `the timeline is called complete, and ${missing.some(isHuge) ? 'a row that is too large' : 'an event'} is missing`;
  if (showable(service, run.events).some(isMissing)) yield 'the timeline lacks an event';
}

function* planFaults({ service, store }: Seen, missionId: string, runId: string): Generator<string> {
  const run = service.run(runId);
  // A run that is too large is not shown, and so nobody opens its plan.
  if (run?.missionId !== missionId || isHuge(run)) return;
  const known = store.plan(runId);
  const steps = valueOf(known)?.map(({ stepId, status }) => ({ id: stepId, status }));
  // The plan of a run that has ended is read again only where the run has changed since.
  if (known.kind === 'loaded' && isEnded(run.status)) return;
  if (JSON.stringify(steps) !== JSON.stringify(run.steps)) yield 'the plan is another one';
}

function* missionFaults({ service, store }: Seen): Generator<string> {
  const known = store.missionList();
  if (isRefused(service, known)) return;
  const list = valueOf(known);
  if (!list) {
    yield 'the missions are not shown';
    return;
  }
  const there = service.missions;
  const shown = new Set(list.missionIds);
  for (const missionId of shown) {
    const mission = there.find(({ id }) => id === missionId);
    if (!mission) yield 'a mission that was deleted is still listed';
    else if (store.mission(missionId)?.name !== mission.name) yield 'a mission is listed under an old name';
  }
  if (showable(service, there).some(({ id }) => !shown.has(id))) yield 'a mission is not listed';
}

function* listFaults({ service, store }: Seen, { what, rows: lists, known }: ShownRuns): Generator<string> {
  if (isRefused(service, known)) return;
  const list = valueOf(known);
  // Of several lists that are not sent as a whole only what is newer than the end of each is shown.
  const isPartly = lists.length > 1 && !sendsAll(service);
  const runs = isPartly ? [] : lists.flatMap((rows) => showable(service, rows));
  if (!list) {
    if (runs.length > 0) yield `${what} are not shown`;
    return;
  }
  const shown = new Set(list.runIds);
  if (runs.some(({ id }) => !shown.has(id))) yield `${what} lack one`;
  const heard = runs.filter(({ id }) => shown.has(id));
  if (heard.some(({ id, status }) => valueOf(store.run(id))?.status !== status))
    yield `${what} show one in an old status`;
}

/** While it is followed by itself: no run is missing between those that are shown, or where no more are offered. */
function* listHoles(
  { service, store, resumed }: Seen,
  { what, rows: lists, known, isCut, isOfStatus }: ShownRuns,
  openedAt: number,
): Generator<string> {
  if (known.kind !== 'loaded') return;
  const { runIds, more } = known.value;
  const shown = new Set(runIds);
  const isUnordered = service.manners.order === 'unordered';
  // In no order new ones may stand anywhere, and end, or come to another status, before they are met.
  const mayBeUnmet = ({ startedAt }: RunRow) => isUnordered && (lists.length > 1 || startedAt > openedAt);
  // One that has ended may have gone on and ended otherwise while nothing looked: only a refresh shows that.
  const mayBeOther = ({ id, status }: RunRow) => isOfStatus && isEnded(status) && resumed.has(id);
  // A list of a status may begin with rows that the list of all, which alone is followed, never sends.
  const everSent = !isOfStatus || sendsAll(service) ? undefined : new Set(showable(service, service.runs));
  const missing = lists
    .flatMap((rows) => showable(service, rows))
    .filter((run) => !shown.has(run.id) && !mayBeUnmet(run) && !mayBeOther(run) && everSent?.has(run) !== false);
  if (!more && missing.length > 0) yield `${what} lack one, and no more are offered`;
  if (!more || !isCut || isUnordered) return;
  const ended = runIds.flatMap((runId) => valueOf(store.run(runId)) ?? []).filter(({ status }) => isEnded(status));
  const oldest = Math.min(...ended.map(({ startedAt }) => startedAt));
  if (missing.some(({ startedAt }) => startedAt > oldest)) yield `${what} have a hole`;
}

/** `whole`: all of it was loaded, as far as it is held. */
function* activityFaults({ service, store }: Seen, type: string | undefined, whole: boolean): Generator<string> {
  if (isRefused(service, store.activity())) return;
  const activity = valueOf(store.activity());
  if (!activity) {
    yield 'what was logged is not shown';
    return;
  }
  const there = service.events.filter((event) => type === undefined || event.type === type);
  const shown = new Set(activity.events.map(({ eventId }) => eventId));
  for (const id of shown) if (!service.everLogged.has(id)) yield 'an event is shown that never was';
  const missing = showable(service, there).filter(({ id }) => !shown.has(id));
  if (whole) {
    if (missing.length > 0) yield `what was logged lacks ${some(missing)}, and is called whole`;
    return;
  }
  // Of a list in no order nobody can say which rows are the newest.
  if (service.manners.order === 'unordered') return;
  const oldest = activity.events.at(-1)?.timestamp ?? Infinity;
  const holes = missing.filter(({ at }) => at > oldest);
  if (holes.length > 0) yield `what was logged has a hole of ${some(holes)}`;
  if (activity.events.length === 0 && missing.length > 0) yield 'nothing of what was logged is shown';
}

const some = (events: readonly EventRow[]) => (events.length === 1 ? 'one' : 'several');
