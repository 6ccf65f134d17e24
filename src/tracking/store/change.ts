import { resourceListKey, type Change, type Subject } from './facts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends ReadonlySet<string> ? Set<string> : T[K] };
export type MutableChange = Mutable<Change>;

/** Nothing has changed. */
export function emptyChange(): MutableChange {
  return {
    missionList: false,
    missions: new Set(),
    runLists: new Set(),
    runs: new Set(),
    plans: new Set(),
    events: new Set(),
    agents: new Set(),
    questions: new Set(),
    ownRuns: new Set(),
    activityChanged: new Set(),
    probed: new Set(),
    unknownFor: 0,
    recentRuns: false,
    activity: false,
    resources: new Set(),
  };
}

/** All of this has changed, and every list. */
export function wholeChange(runIds: Iterable<string>, resourceKeys: Iterable<string>): MutableChange {
  const every = () => new Set(runIds);
  return {
    ...{ ...emptyChange(), missionList: true, recentRuns: true, activity: true },
    ...{
      runs: every(),
      plans: every(),
      events: every(),
      agents: every(),
      questions: every(),
      resources: new Set(resourceKeys),
    },
  };
}

/** Whether there is anything that listeners are to hear, apart from how long nothing was known. */
export function hasChanged(change: Change): boolean {
  return Object.values(change).some((part) => part === true || (part instanceof Set && part.size > 0));
}

/** What is known of the subject is now that it could not be read. */
export function noteFailure(subject: Subject, change: MutableChange): void {
  switch (subject.kind) {
    case 'missionList':
      change.missionList = true;
      return;
    case 'recentRuns':
      change.recentRuns = true;
      return;
    case 'activity':
      change.activity = true;
      return;
    case 'runList':
      change.runLists.add(subject.missionId);
      return;
    case 'run':
      change.runs.add(subject.runId);
      return;
    case 'plan':
      change.plans.add(subject.runId);
      return;
    case 'events':
      change.events.add(subject.runId);
      return;
    case 'agents':
      change.agents.add(subject.runId);
      return;
    case 'questions':
      change.questions.add(subject.runId);
      return;
    case 'resources':
      change.resources.add(resourceListKey(subject));
      return;
  }
}
