/** Every word that the history of a mission shows by itself, translated by the host. `{0}` is filled in by the page. */
export type HistoryTexts = {
  readonly locale: string;
  readonly title: string;
  readonly loading: string;
  /** "Shown as of {0}." */
  readonly asOf: string;
  readonly noRuns: string;
  readonly noMatch: string;
  readonly runs: string;
  readonly failures: string;
  readonly results: string;
  readonly run: string;
  readonly status: string;
  readonly step: string;
  readonly started: string;
  readonly duration: string;
  readonly error: string;
  readonly summary: string;
  readonly runId: string;
  readonly missing: string;
  /** The plan of a run has not been loaded. */
  readonly notLoaded: string;
  readonly noTime: string;
  readonly gridLabel: string;
  readonly sideLabel: string;
  readonly filterLabel: string;
  readonly findText: string;
  readonly statusFilter: string;
  readonly metadataFilter: string;
  readonly noMetadata: string;
  readonly clearFilter: string;
  /** `{0}` of `{1}` runs. */
  readonly shownOf: string;
  readonly shownOfAtLeast: string;
  /** "{0} to {1}": a stretch of time. */
  readonly range: string;
  readonly clearRange: string;
  readonly statistics: string;
  readonly successRate: string;
  readonly successRateHint: string;
  readonly median: string;
  readonly p95: string;
  readonly finished: string;
  /** "{0} runs against the {0} before". */
  readonly trend: string;
  readonly same: string;
  /** "{0} percentage points". */
  readonly points: string;
  readonly weeks: string;
  readonly week: string;
  readonly refresh: string;
  readonly loadMore: string;
  readonly openTimeline: string;
  readonly compare: string;
  readonly compareHint: string;
  readonly exportAs: string;
  readonly exportCsv: string;
  readonly exportJsonl: string;
  readonly noFailures: string;
  readonly noErrorText: string;
  readonly count: string;
  readonly countOne: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly steps: string;
  readonly showRuns: string;
  readonly hideRuns: string;
  readonly moreRuns: string;
  readonly runAgain: string;
  readonly inGrid: string;
  readonly noResults: string;
  readonly tooLarge: string;
  /** "Sort by {0}". */
  readonly sortBy: string;
  readonly resizeNames: string;
  readonly keys: string;
  readonly runStatus: Readonly<Record<string, string>>;
  readonly stepStatus: Readonly<Record<string, string>>;
};
