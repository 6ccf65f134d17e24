/**
 * Every message between the extension host and the timeline of one run, and the guard on each side.
 *
 * The host owns the truth. The timeline says `ready` (when it starts, and when it becomes visible again) and gets a
 * `snapshot`; after it come deltas, each with the next `revision`. A gap in the revisions makes the timeline say
 * `ready` again. Columns travel as typed arrays (VS Code ships them without JSON since 1.57); texts and payloads
 * of events stay in the host and are asked for by range when they come into view.
 */
import type { EventSlice } from '../model/eventColumns';
import type { RunStatus } from '../model/run';
import type { RunStretch } from '../model/statusHistory';
import type { Step } from '../model/plan';

/** What the timeline's header shows of a run. Everything in it is untrusted text. */
export type RunHeader = {
  readonly runId: string;
  readonly missionId: string;
  readonly missionName: string;
  readonly status: RunStatus;
  readonly active: boolean;
  /** What can be done now. A run from a file offers little. */
  readonly acts: readonly TimelineAct[];
  /** An act is under way: the buttons wait for it. */
  readonly busy: boolean;
  /** Epoch ms, UTC. */
  readonly startedAt: number;
  /** Epoch ms, UTC. */
  readonly updatedAt: number;
  /** Epoch ms, UTC. */
  readonly finishedAt?: number;
  readonly resultSummary?: string;
  /** JSON text. */
  readonly resultPayload?: string;
  /** JSON text. */
  readonly input?: string;
  readonly error?: string;
  /** What the run was when, oldest first. */
  readonly stretches?: readonly RunStretch[];
};

/** How fresh the picture is. */
export type Freshness =
  /** Nothing has come yet. */
  | { readonly kind: 'loading' }
  /** Event history is still being read: so many rows of so many are here. */
  | { readonly kind: 'reading'; readonly loaded: number; readonly total: number }
  | { readonly kind: 'live' }
  /** The last refresh failed; what is shown was right at `at` (epoch ms). `message` is a sentence for people. */
  | {
      readonly kind: 'stale';
      readonly at?: number;
      readonly message: string;
      /** The command that mends it, and what its button says. */
      readonly mend?: { readonly command: string; readonly title: string };
    };

export type HostMessage =
  /** Everything, replacing whatever was shown before. */
  | {
      readonly kind: 'snapshot';
      readonly revision: number;
      /** Absent until the run has been read for the first time. */
      readonly run?: RunHeader;
      readonly steps: readonly Step[];
      readonly events: EventSlice;
      readonly freshness: Freshness;
      /** The host's clock (epoch ms), so that the now-edge does not depend on the browser's. */
      readonly now: number;
      readonly texts: TimelineTexts;
    }
  /** What changed since the revision before; what is absent did not change. */
  | {
      readonly kind: 'delta';
      readonly revision: number;
      readonly run?: RunHeader;
      readonly steps?: readonly Step[];
      /** Always begins where the rows known so far end. */
      readonly events?: EventSlice;
      readonly freshness?: Freshness;
      readonly now: number;
    }
  /** Another run of the mission to be shown beside this one; without a run, no more. */
  | {
      readonly kind: 'compare';
      readonly other?: { readonly run: RunHeader; readonly steps: readonly Step[]; readonly events: EventSlice };
    }
  /** Select the event of this index, which has been sent before, and bring it into view. */
  | { readonly kind: 'reveal'; readonly index: number }
  /** The answer to a `request`. */
  | { readonly kind: 'reply'; readonly requestId: number; readonly answer: Answer }
  | { readonly kind: 'refusal'; readonly requestId: number; readonly message: string };

/** What a timeline may ask the host for. Indexes are those of the event columns; `to` is exclusive. */
export type Ask =
  | { readonly kind: 'eventTexts'; readonly from: number; readonly to: number }
  | { readonly kind: 'event'; readonly index: number }
  /** Which of these events have the text in their summary, whatever its case. */
  | { readonly kind: 'search'; readonly text: string; readonly from: number; readonly to: number };

export type Answer =
  | { readonly kind: 'eventTexts'; readonly from: number; readonly summaries: readonly string[] }
  | { readonly kind: 'search'; readonly indexes: Uint32Array }
  | {
      readonly kind: 'event';
      readonly index: number;
      readonly eventId: string;
      readonly summary: string;
      /** JSON text, empty where the event has no payload. */
      readonly payload: string;
    };

/** What a click in the timeline may set off: the host maps each word to a command, nothing else gets through. */
export const timelineActs = [
  'pause',
  'resume',
  'cancel',
  'completeRun',
  'logEvent',
  'linkAgent',
  'setStepStatus',
  'compare',
  'endCompare',
  'saveRunToFile',
  'refresh',
  'openInstructions',
  'mend',
] as const;
export type TimelineAct = (typeof timelineActs)[number];

export type TimelineMessage =
  | { readonly kind: 'ready' }
  /** `stepId`: what is selected, for acts on a step. */
  | { readonly kind: 'act'; readonly act: TimelineAct; readonly stepId?: string }
  /** Open this JSON text in an editor of its own. */
  | { readonly kind: 'openJson'; readonly text: string }
  | { readonly kind: 'copy'; readonly text: string }
  /** Events by index, in the order they are to be written in; all of them where none are named. */
  | { readonly kind: 'exportEvents'; readonly format: 'jsonl' | 'csv'; readonly indexes?: Uint32Array }
  | { readonly kind: 'exportPicture'; readonly format: 'png'; readonly data: Uint8Array }
  | { readonly kind: 'exportPicture'; readonly format: 'svg'; readonly data: string }
  | { readonly kind: 'request'; readonly requestId: number; readonly ask: Ask };

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
  readonly loading: string;
  /** `{0}` rows of `{1}`. */
  readonly reading: string;
  /** "Shown as of {0}." */
  readonly asOf: string;
  readonly noPlan: string;
  readonly noEvents: string;
  readonly noStep: string;
  readonly run: string;
  readonly elapsed: string;
  readonly steps: string;
  readonly now: string;
  readonly fit: string;
  readonly follow: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly close: string;
  readonly copy: string;
  readonly details: string;
  readonly timelineLabel: string;
  readonly rowsLabel: string;
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
  readonly fieldDuration: string;
  readonly fieldAgent: string;
  readonly fieldMetadata: string;
  readonly fieldUpdated: string;
  /** `{0}` events: the label of a group of marks that share a pixel. */
  readonly eventCount: string;
  /** `eventCount` where there is one. */
  readonly eventCountOne: string;
  /** Folded idle time; `{0}` is how long. */
  readonly idle: string;
  readonly foldIdle: string;
  readonly unfoldIdle: string;
  readonly sinceStart: string;
  readonly localTime: string;
  readonly byAgent: string;
  readonly expandAll: string;
  readonly collapseAll: string;
  readonly hold: string;
  readonly release: string;
  readonly fresh: string;
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
  readonly noMatch: string;
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
  readonly otherRun: string;
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** The most event texts that one request may ask for. */
export const maxTextsPerAsk = 1000;

/** The longest text that a `copy` may put on the clipboard, or `openJson` into an editor, in UTF-16 units. */
export const maxCopyLength = 10_000_000;

/** The largest picture that may be saved, in bytes or UTF-16 units. */
export const maxPictureSize = 100_000_000;

/** The longest text that may be searched for, in UTF-16 units. */
export const maxSearchLength = 200;

function asAsk(value: unknown): Ask | undefined {
  if (!isRecord(value)) return undefined;
  if (value.kind === 'event' && isIndex(value.index)) return { kind: 'event', index: value.index };
  const { kind, from, to, text } = value;
  if (!isIndex(from) || !isIndex(to) || to < from) return undefined;
  if (kind === 'eventTexts' && to - from <= maxTextsPerAsk) return { kind, from, to };
  if (kind === 'search' && typeof text === 'string' && text.length <= maxSearchLength) return { kind, text, from, to };
  return undefined;
}

/** The host's guard: what a webview sent, or `undefined` for anything that is no message of this protocol. */
export function asTimelineMessage(value: unknown): TimelineMessage | undefined {
  if (!isRecord(value)) return undefined;
  switch (value.kind) {
    case 'ready':
      return { kind: 'ready' };
    case 'act': {
      const act = timelineActs.find((word) => word === value.act);
      const { stepId } = value;
      return act && { kind: 'act', act, ...(typeof stepId === 'string' ? { stepId } : {}) };
    }
    case 'copy':
    case 'openJson':
      return typeof value.text === 'string' && value.text.length <= maxCopyLength
        ? { kind: value.kind, text: value.text }
        : undefined;
    case 'exportEvents': {
      const { format, indexes } = value;
      if ((format !== 'jsonl' && format !== 'csv') || !(indexes === undefined || indexes instanceof Uint32Array))
        return undefined;
      return { kind: 'exportEvents', format, ...(indexes ? { indexes } : {}) };
    }
    case 'exportPicture': {
      const { format, data } = value;
      if (format === 'png' && data instanceof Uint8Array && data.length <= maxPictureSize)
        return { kind: 'exportPicture', format, data };
      if (format === 'svg' && typeof data === 'string' && data.length <= maxPictureSize)
        return { kind: 'exportPicture', format, data };
      return undefined;
    }
    case 'request': {
      const ask = asAsk(value.ask);
      return ask && isIndex(value.requestId) ? { kind: 'request', requestId: value.requestId, ask } : undefined;
    }
    default:
      return undefined;
  }
}

const hostKinds: ReadonlySet<unknown> = new Set(['snapshot', 'delta', 'compare', 'reveal', 'reply', 'refusal']);

/**
 * The timeline's guard. Other frames may post to this window too: only an object of a known kind that carries what
 * the kind cannot do without is taken. Its depths are the host's own types.
 */
export function isHostMessage(value: unknown): value is HostMessage {
  if (!isRecord(value) || !hostKinds.has(value.kind)) return false;
  switch (value.kind) {
    case 'snapshot':
      return isIndex(value.revision) && Array.isArray(value.steps) && isEventSlice(value.events);
    case 'delta':
      return isIndex(value.revision) && (value.events === undefined || isEventSlice(value.events));
    case 'compare':
      return value.other === undefined || (isRecord(value.other) && isEventSlice(value.other.events));
    case 'reveal':
      return isIndex(value.index);
    default:
      return isIndex(value.requestId);
  }
}

function isEventSlice(value: unknown): value is EventSlice {
  return (
    isRecord(value) &&
    isIndex(value.from) &&
    value.timestamps instanceof Float64Array &&
    value.types instanceof Uint32Array &&
    value.stepIds instanceof Uint32Array &&
    value.agentIds instanceof Uint32Array &&
    isIndex(value.stringsFrom) &&
    Array.isArray(value.strings)
  );
}
