import type { ApiError } from '../../api/apiError';
import type { Timing } from '../../model/timing';
import { resourceListKey, type Loadable, type Subject } from './facts';

export type SubjectFreshness = {
  /** The number of the request whose answer was the newest that was taken. */
  requestSeq: number;
  /** Epoch ms, to be shown. */
  at?: number;
  /** The same by the steady clock. */
  steadyAt?: number;
  error?: ApiError;
};

/** How old what is held of each subject is, and whether the last attempt to renew it failed. */
export interface Freshness {
  of(subject: Subject): SubjectFreshness;
  /** Whether an answer about the subject may be taken; if so it is noted. */
  acceptIfNewer(subject: Subject, requestSeq: number): boolean;
  /** Notes that the subject is right now, whatever was asked. */
  markFresh(subject: Subject): void;
  /** Whether it is held, and the last attempt did not fail. */
  isFresh(subject: Subject): boolean;
  known<T>(subject: Subject, value: () => T): Loadable<T>;
  /** What went wrong the last time. */
  errorOf(subject: Subject): ApiError | undefined;
  requestSeqOf(subject: Subject): number;
  /** For how long (ms) it has been held as it was last known to be right; `Infinity` where it never was. */
  ageOf(subject: Subject): number;
  /** It is as if nothing had ever been known of it. */
  forget(subject: Subject): void;
  clear(): void;
}

function subjectKey(subject: Subject): string {
  switch (subject.kind) {
    case 'missionList':
    case 'activity':
      return subject.kind;
    case 'runList':
      return `runList ${subject.missionId}`;
    case 'recentRuns':
      return `recentRuns ${subject.scope}`;
    case 'resources':
      return `resources ${resourceListKey(subject)}`;
    default:
      return `${subject.kind} ${subject.runId}`;
  }
}

export function createFreshness({ now }: Pick<Timing, 'now'>): Freshness {
  const entries = new Map<string, SubjectFreshness>();

  function of(subject: Subject): SubjectFreshness {
    const key = subjectKey(subject);
    const known = entries.get(key);
    if (known) return known;
    const made: SubjectFreshness = { requestSeq: 0 };
    entries.set(key, made);
    return made;
  }

  const find = (subject: Subject) => entries.get(subjectKey(subject));

  function markFresh(subject: Subject): void {
    const entry = of(subject);
    entry.at = Date.now();
    entry.steadyAt = now();
    delete entry.error;
  }

  return {
    of,
    acceptIfNewer(subject, requestSeq) {
      const entry = of(subject);
      if (requestSeq < entry.requestSeq) return false;
      entry.requestSeq = requestSeq;
      markFresh(subject);
      return true;
    },
    markFresh,
    isFresh(subject) {
      const entry = find(subject);
      return entry?.at !== undefined && entry.error === undefined;
    },
    known(subject, value) {
      const entry = find(subject);
      if (!entry) return { kind: 'notLoaded' };
      const last = entry.at === undefined ? undefined : { value: value(), at: entry.at };
      if (entry.error) return { kind: 'failed', error: entry.error, ...(last ? { last } : {}) };
      return last ? { kind: 'loaded', ...last } : { kind: 'notLoaded' };
    },
    errorOf: (subject) => find(subject)?.error,
    requestSeqOf: (subject) => find(subject)?.requestSeq ?? 0,
    ageOf: (subject) => now() - (find(subject)?.steadyAt ?? -Infinity),
    forget: (subject) => void entries.delete(subjectKey(subject)),
    clear: () => entries.clear(),
  };
}
