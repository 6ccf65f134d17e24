import { own } from '../model/jsonObject';
import { plainLine } from '../model/plainText';

/** Every reason why a run may need a person. */
export type NeedWord = 'failed' | 'asks' | 'paused' | 'stuck' | 'notClosed' | 'openSteps' | 'noSummary';

/**
 * Every word that the timeline shows by itself, translated by the host. `{0}` is filled in by the timeline.
 * Status words are keyed by the API's own (`in_progress`), event words by type.
 */
export type TimelineTexts = {
  readonly locale: string;
  readonly pause: string;
  readonly resume: string;
  readonly cancel: string;
  readonly refresh: string;
  readonly openInstructions: string;
  readonly showHistory: string;
  readonly runAgain: string;
  readonly skipOpenSteps: string;
  readonly editPlan: string;
  readonly showAgentGuide: string;
  readonly showError: string;
  readonly answer: string;
  /** Why a run needs a person; `stuck` has a `{0}` for how long nothing has happened, `asks` one for the question. */
  readonly attention: Readonly<Record<NeedWord, string>>;
  readonly loading: string;
  /** `{0}` rows of `{1}`. */
  readonly reading: string;
  /** "Shown as of {0}." */
  readonly asOf: string;
  /** Said behind `asOf` where the extension host hangs, or is gone. */
  readonly hostSilent: string;
  readonly noPlan: string;
  readonly noPlanHint: string;
  readonly noEvents: string;
  /** Nothing of the run has a time that could be read. */
  readonly noTimes: string;
  /** It could not be read, so nobody knows whether there is one. */
  readonly planUnread: string;
  readonly eventsUnread: string;
  /** In the place of their count. */
  readonly eventsNotLoaded: string;
  readonly noStep: string;
  readonly run: string;
  readonly elapsed: string;
  readonly steps: string;
  /** `{0}` of `{1}` steps. */
  readonly stepsCompleted: string;
  readonly stepsFailed: string;
  readonly stepsSkipped: string;
  readonly fit: string;
  readonly follow: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly close: string;
  readonly copy: string;
  readonly details: string;
  readonly timelineLabel: string;
  readonly rowsLabel: string;
  readonly toolbarLabel: string;
  readonly filterLabel: string;
  readonly resizeNames: string;
  readonly resizeList: string;
  readonly payload: string;
  readonly result: string;
  readonly input: string;
  readonly error: string;
  readonly fieldStep: string;
  readonly fieldEvent: string;
  readonly fieldStatus: string;
  readonly fieldType: string;
  readonly fieldTime: string;
  readonly fieldStarted: string;
  readonly fieldFinished: string;
  /** When the attempt before took place. */
  readonly fieldBefore: string;
  readonly fieldDuration: string;
  readonly fieldAgent: string;
  readonly fieldMetadata: string;
  readonly fieldUpdated: string;
  readonly fieldParent: string;
  readonly fieldPosition: string;
  readonly runId: string;
  readonly missionId: string;
  readonly stepId: string;
  readonly eventId: string;
  /** `{0}` events: the label of a group of marks that share a pixel. */
  readonly eventCount: string;
  /** `eventCount` where there is one. */
  readonly eventCountOne: string;
  /** The same where there may be more. */
  readonly eventCountAtLeast: string;
  /** Folded idle time; `{0}` is how long. */
  readonly idle: string;
  readonly foldIdle: string;
  readonly sinceStart: string;
  readonly localTime: string;
  readonly byAgent: string;
  readonly expandAll: string;
  readonly collapseAll: string;
  readonly pauseUpdates: string;
  readonly resumeUpdates: string;
  readonly updatesPaused: string;
  readonly updatesResumed: string;
  /** `{0}` events have come. */
  readonly fresh: string;
  readonly freshOne: string;
  readonly overviewStart: string;
  readonly overviewEnd: string;
  readonly keyboard: string;
  /** How often a step was started. */
  readonly attempts: string;
  readonly answered: string;
  readonly agent: string;
  readonly eventList: string;
  readonly showList: string;
  readonly hideList: string;
  readonly summary: string;
  readonly findText: string;
  readonly errorsOnly: string;
  readonly clearFilter: string;
  readonly shownOf: string;
  readonly shownOfAtLeast: string;
  readonly noMatch: string;
  /** In place of a time that could not be read. */
  readonly noTime: string;
  /** `{0}` events have no place in the list. */
  readonly withoutTime: string;
  readonly noValue: string;
  readonly searching: string;
  readonly openInEditor: string;
  readonly copyValue: string;
  readonly completeRun: string;
  readonly logEvent: string;
  readonly linkAgent: string;
  readonly setStepStatus: string;
  readonly compare: string;
  readonly endCompare: string;
  readonly comparison: string;
  readonly thisRun: string;
  readonly difference: string;
  readonly same: string;
  readonly missing: string;
  readonly exportAs: string;
  readonly exportPng: string;
  readonly exportSvg: string;
  readonly exportJsonl: string;
  readonly exportCsv: string;
  readonly saveRunToFile: string;
  readonly more: string;
  readonly keyZoom: string;
  readonly keyMoveRows: string;
  readonly keyMarks: string;
  readonly keyMarkBeside: string;
  readonly keyPan: string;
  readonly keyEnds: string;
  readonly keyErrors: string;
  readonly keyDetails: string;
  readonly keyBack: string;
  readonly keyMeasure: string;
  readonly keyDouble: string;
  readonly keyWheel: string;
  readonly runStatus: Readonly<Record<string, string>>;
  readonly stepStatus: Readonly<Record<string, string>>;
  readonly eventType: Readonly<Record<string, string>>;
};

/** Fills `{0}`, `{1}` … in a translated sentence. */
export function fill(sentence: string, ...values: readonly (string | number)[]): string {
  return sentence.replace(/\{(\d+)\}/g, (hole, place: string) => String(values[Number(place)] ?? hole));
}

/** The word for a status or type; one that is not known is shown as a text. */
export function wordFor(words: Readonly<Record<string, string>>, key: string): string {
  return own(words, key) ?? plainLine(key);
}
