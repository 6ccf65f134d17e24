/**
 * How long the extension waits for what (ms, where nothing else is said). One part that is handed to all that wait,
 * and read whenever it is needed, so that tests can have it shorter. What waits for VS Code itself, and what is
 * measured in the service's own time, stands where it is used.
 */
export type Timing = {
  /** For each attempt of a request, the body of its answer included. */
  readonly requestTimeoutMs: number;
  /** Before the first repetition of a request; twice as long before each further one, up to the maximum. */
  readonly retryBackoffMs: number;
  readonly maxRetryBackoffMs: number;
  /** For how long nothing is sent after a 429 that does not say. */
  readonly rateLimitPauseMs: number;
  /** No GET leaves more often than a few times in so long; see `createRequestBudget`. */
  readonly sameGetWindowMs: number;
  /** From 0 (included) to 1 (excluded): spreads what would otherwise happen to many at the same moment. */
  readonly jitter: () => number;
  /**
   * The steady clock (ms, from no moment in particular): nobody sets it, so durations are measured by it. `Date.now` is
   * for what is shown, kept, or compared with the service's times.
   */
  readonly now: () => number;

  /** Epoch ms by the service's clock, as far as that is known: what its times are compared with. */
  readonly serverNow: () => number;

  /** What the settings call a second. */
  readonly settingSecondMs: number;
  /** How often is asked when nothing is visible and notifications are wanted, with the focus or without. */
  readonly backgroundIntervalMs: number;
  /** The longest interval after errors. */
  readonly maxPollBackoffMs: number;
  /** A run that lies still is looked at again no sooner. */
  readonly minProbeIntervalMs: number;
  /**
   * A run whose steps are all finished counts as not closed after it has lain still for so long: an agent closes its
   * run with the next request or two, not with the same one.
   */
  readonly closingMs: number;

  /** A run that is not found once may be about to come: it is gone where it is not found again so much later. */
  readonly goneAfterMs: number;

  /** What is older is read again. These change rarely. */
  readonly missionPageMaxAgeMs: number;
  readonly missionMaxAgeMs: number;
  readonly agentsMaxAgeMs: number;
  readonly resourcesMaxAgeMs: number;
  /** What was refused on account of itself is asked for again no sooner. */
  readonly refusedRetryMs: number;

  /** So much later than an answer was to be asked for, what has changed meanwhile is history, and nobody is told. */
  readonly maxNewsDelayMs: number;
  /** The least that is waited for an answer before that, the delay included. */
  readonly minNewsGapMs: number;
  /** For how long notifications are collected, so that many are told as one. */
  readonly notificationCollectMs: number;

  /** How often the durations of active runs are brought up to date while somebody sees them. */
  readonly durationRefreshMs: number;
  /** What is typed into a mission file is looked at when the keys have rested for so long. */
  readonly missionFileRestMs: number;
  /** What is typed into the filter of the missions is looked for when the keys have rested for so long. */
  readonly filterRestMs: number;
  /** How long after new events VS Code is told to read an event log again, and how much longer for each megabyte. */
  readonly eventLogRefreshMs: number;
  readonly eventLogRefreshPerMegabyteMs: number;
  /** An event log that takes longer to read says how far it has come, and can be cancelled. */
  readonly progressDelayMs: number;
};

/** The times of what ships. */
export const defaultTiming: Timing = {
  requestTimeoutMs: 30_000,
  retryBackoffMs: 500,
  maxRetryBackoffMs: 8000,
  rateLimitPauseMs: 5000,
  sameGetWindowMs: 10_000,
  jitter: () => Math.random(),
  now: () => performance.now(),
  serverNow: () => Date.now(),

  settingSecondMs: 1000,
  backgroundIntervalMs: 60_000,
  maxPollBackoffMs: 300_000,
  minProbeIntervalMs: 60_000,
  closingMs: 60_000,
  goneAfterMs: 5000,

  missionPageMaxAgeMs: 60_000,
  missionMaxAgeMs: 60_000,
  agentsMaxAgeMs: 60_000,
  resourcesMaxAgeMs: 30_000,
  refusedRetryMs: 60_000,

  maxNewsDelayMs: 120_000,
  minNewsGapMs: 180_000,
  notificationCollectMs: 1500,

  durationRefreshMs: 5000,
  missionFileRestMs: 250,
  filterRestMs: 150,
  eventLogRefreshMs: 1000,
  eventLogRefreshPerMegabyteMs: 500,
  progressDelayMs: 1000,
};

/** The longest (ms) that a timer can be set to; a longer time would be over at once. */
const maxTimerMs = 2 ** 31 - 1;

/** As many ms as a timer can wait: what is longer is cut, what is no time is none. */
export function timerMs(ms: number): number {
  return ms > 0 ? Math.min(ms, maxTimerMs) : 0;
}
