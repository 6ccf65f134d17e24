/**
 * Every message between the extension host and the timeline of one run, and the guard on each side.
 *
 * The host owns the truth. The timeline says `ready` (when it starts, and when it becomes visible again) and gets a
 * `snapshot`; after it come deltas, each with the next `revision`. A gap in the revisions makes the timeline say
 * `ready` again. Columns travel as typed arrays (VS Code ships them without JSON since 1.57); texts and payloads
 * of events stay in the host and are asked for by range when they come into view.
 */
import type { EventSlice } from './model/eventColumns';
import type { RunCapability, RunStatus } from './model/run';
import type { Step } from './model/plan';

/** What the timeline's header shows of a run. Everything in it is untrusted text. */
export type RunHeader = {
  readonly runId: string;
  readonly missionId: string;
  readonly missionName: string;
  readonly status: RunStatus;
  readonly active: boolean;
  /** What can be done now. */
  readonly can: readonly RunCapability[];
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
  /** Select the event of this index, which has been sent before, and bring it into view. */
  | { readonly kind: 'reveal'; readonly index: number }
  /** The answer to a `request`. */
  | { readonly kind: 'reply'; readonly requestId: number; readonly answer: Answer }
  | { readonly kind: 'refusal'; readonly requestId: number; readonly message: string };

/** What a timeline may ask the host for. Indexes are those of the event columns; `to` is exclusive. */
export type Ask =
  | { readonly kind: 'eventTexts'; readonly from: number; readonly to: number }
  | { readonly kind: 'event'; readonly index: number };

export type Answer =
  | { readonly kind: 'eventTexts'; readonly from: number; readonly summaries: readonly string[] }
  | {
      readonly kind: 'event';
      readonly index: number;
      readonly eventId: string;
      readonly summary: string;
      /** JSON text, empty where the event has no payload. */
      readonly payload: string;
    };

/** What a click in the timeline may set off: the host maps each word to a command, nothing else gets through. */
export const timelineActs = ['pause', 'resume', 'cancel', 'refresh', 'openInstructions', 'mend'] as const;
export type TimelineAct = (typeof timelineActs)[number];

export type TimelineMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'act'; readonly act: TimelineAct }
  | { readonly kind: 'copy'; readonly text: string }
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

/** The longest text that a `copy` may put on the clipboard, in UTF-16 units. */
export const maxCopyLength = 10_000_000;

function asAsk(value: unknown): Ask | undefined {
  if (!isRecord(value)) return undefined;
  if (value.kind === 'event' && isIndex(value.index)) return { kind: 'event', index: value.index };
  if (value.kind === 'eventTexts' && isIndex(value.from) && isIndex(value.to)) {
    const { from, to } = value;
    if (typeof from === 'number' && typeof to === 'number' && to >= from && to - from <= maxTextsPerAsk)
      return { kind: 'eventTexts', from, to };
  }
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
      return act && { kind: 'act', act };
    }
    case 'copy':
      return typeof value.text === 'string' && value.text.length <= maxCopyLength
        ? { kind: 'copy', text: value.text }
        : undefined;
    case 'request': {
      const ask = asAsk(value.ask);
      return ask && isIndex(value.requestId) ? { kind: 'request', requestId: value.requestId, ask } : undefined;
    }
    default:
      return undefined;
  }
}

const hostKinds: ReadonlySet<unknown> = new Set(['snapshot', 'delta', 'reveal', 'reply', 'refusal']);

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
