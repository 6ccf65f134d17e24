import type { ApiError } from '../../api/apiError';
import type { Timing } from '../../model/timing';
import type { Known, Subject } from './facts';

export type Age = {
  /** The ticket of the newest answer that was taken. */
  asked: number;
  /** Epoch ms, to be shown. */
  at?: number;
  /** The same by the steady clock. */
  steadyAt?: number;
  error?: ApiError;
};

/** How old what is held of each subject is, and whether the last attempt to renew it failed. */
export interface Ages {
  of(subject: Subject): Age;
  /** Whether an answer about the subject may be taken; if so it is noted. */
  fresh(subject: Subject, asked: number): boolean;
  /** Notes that the subject is right now, whatever was asked. */
  right(subject: Subject): void;
  /** Whether it is held, and the last attempt did not fail. */
  isRight(subject: Subject): boolean;
  known<T>(subject: Subject, value: () => T): Known<T>;
  /** What went wrong the last time. */
  errorOf(subject: Subject): ApiError | undefined;
  askedOf(subject: Subject): number;
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
    default:
      return `${subject.kind} ${subject.runId}`;
  }
}

export function createAges({ now }: Pick<Timing, 'now'>): Ages {
  const ages = new Map<string, Age>();

  function of(subject: Subject): Age {
    const key = subjectKey(subject);
    const held = ages.get(key);
    if (held) return held;
    const made: Age = { asked: 0 };
    ages.set(key, made);
    return made;
  }

  const held = (subject: Subject) => ages.get(subjectKey(subject));

  function right(subject: Subject): void {
    const age = of(subject);
    age.at = Date.now();
    age.steadyAt = now();
    delete age.error;
  }

  return {
    of,
    fresh(subject, asked) {
      const age = of(subject);
      if (asked < age.asked) return false;
      age.asked = asked;
      right(subject);
      return true;
    },
    right,
    isRight(subject) {
      const age = held(subject);
      return age?.at !== undefined && age.error === undefined;
    },
    known(subject, value) {
      const age = held(subject);
      if (!age) return { kind: 'unknown' };
      const last = age.at === undefined ? undefined : { value: value(), at: age.at };
      if (age.error) return { kind: 'failed', error: age.error, ...(last ? { last } : {}) };
      return last ? { kind: 'known', ...last } : { kind: 'unknown' };
    },
    errorOf: (subject) => held(subject)?.error,
    askedOf: (subject) => held(subject)?.asked ?? 0,
    ageOf: (subject) => now() - (held(subject)?.steadyAt ?? -Infinity),
    forget: (subject) => void ages.delete(subjectKey(subject)),
    clear: () => ages.clear(),
  };
}
