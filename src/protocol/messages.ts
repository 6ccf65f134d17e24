/**
 * Every message between the extension host and the timeline of one run. The guard on each side is in `guards.ts`.
 *
 * The host owns the truth. The timeline says `ready` (when it starts, and when it becomes visible again) and gets a
 * `snapshot`; after it come deltas, each with the next `revision`. A gap in the revisions makes the timeline say
 * `ready` again. Columns travel as typed arrays (VS Code ships them without JSON since 1.57); texts and payloads
 * of events stay in the host and are asked for by range when they come into view.
 *
 * While the timeline shows a run that goes on and hears nothing, it says `ping` now and then, and the host `pong`: an
 * extension host that hangs or is gone says nothing.
 */
import type { Attention } from '../model/attention';
import type { EventSlice } from '../model/eventColumns';
import type { RunStatus } from '../model/run';
import type { RunStretch } from '../model/statusHistory';
import type { SentStep } from './sentSteps';
import type { TimelineTexts } from './texts';

/** What the timeline's header shows of a run. Everything in it is untrusted text. */
export type RunHeader = {
  readonly runId: string;
  readonly missionId: string;
  readonly missionName: string;
  /** What people know the run by, and within its mission: "Roof repair quotes · Today 6:41 AM", "Today 6:41 AM". */
  readonly name: string;
  readonly start: string;
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
  /** Who works the run, where an agent has claimed it: words for people. */
  readonly claim?: string;
  /** What the run waits for, where it does: a sentence for people. */
  readonly waiting?: string;
  /** Why the run needs a person, where it does. */
  readonly attention?: Attention;
  /** What the run was when, oldest first. */
  readonly stretches?: readonly RunStretch[];
};

/** What a timeline shows besides the run itself. */
export type Unread = 'plan' | 'events';

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
      /** What was never read: nobody knows whether there is any. */
      readonly unread?: readonly Unread[];
      readonly message: string;
      /** The command that fixes it, and what its button says. */
      readonly action?: { readonly command: string; readonly title: string };
    };

/** Not all events are here, or nobody knows: the run has at least so many. `note` says what is missing, for people. */
export type EventShortfall = { readonly atLeast: number; readonly note?: string };

export type HostMessage =
  /** Everything, replacing whatever was shown before. */
  | {
      readonly kind: 'snapshot';
      readonly revision: number;
      /** Absent until the run has been read for the first time. */
      readonly run?: RunHeader;
      readonly steps: readonly SentStep[];
      readonly events: EventSlice;
      readonly freshness: Freshness;
      /** Absent where all events are here; also in a delta. */
      readonly shortfall?: EventShortfall;
      /** The host's clock (epoch ms), so that the now-edge does not depend on the browser's. */
      readonly now: number;
      readonly texts: TimelineTexts;
    }
  /** What changed since the revision before; what is absent did not change. */
  | {
      readonly kind: 'delta';
      readonly revision: number;
      readonly run?: RunHeader;
      readonly steps?: readonly SentStep[];
      /** Always begins where the rows known so far end. */
      readonly events?: EventSlice;
      readonly freshness?: Freshness;
      readonly shortfall?: EventShortfall;
      readonly now: number;
    }
  /** Another run of the mission to be shown beside this one; without a run, no more. */
  | {
      readonly kind: 'compare';
      readonly other?: { readonly run: RunHeader; readonly steps: readonly SentStep[]; readonly events: EventSlice };
    }
  /** Select the event of this index, which has been sent before, and bring it into view. */
  | { readonly kind: 'reveal'; readonly index: number }
  /** The same with a step of the plan. */
  | { readonly kind: 'revealStep'; readonly stepId: string }
  /** The answer to a `ping`. */
  | { readonly kind: 'pong' }
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
  | {
      readonly kind: 'eventTexts';
      readonly from: number;
      readonly summaries: readonly string[];
      readonly eventIds: readonly string[];
    }
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
  'answer',
  'completeRun',
  'runAgain',
  'skipOpenSteps',
  'editPlan',
  'showAgentGuide',
  'logEvent',
  'linkAgent',
  'setStepStatus',
  'compare',
  'endCompare',
  'saveRunToFile',
  'refresh',
  'openInstructions',
  'showHistory',
  'freshnessAction',
] as const;
export type TimelineAct = (typeof timelineActs)[number];

export type TimelineMessage =
  | { readonly kind: 'ready' }
  /** Somebody does something in it, for the first time. */
  | { readonly kind: 'used' }
  /** Is the host still there? */
  | { readonly kind: 'ping' }
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

/** The most event texts that one request may ask for. */
export const maxTextsPerAsk = 1000;

/** The longest text that a `copy` may put on the clipboard, or `openJson` into an editor, in UTF-16 units. */
export const maxCopyLength = 10_000_000;

/** The largest picture that may be saved, in bytes or UTF-16 units. */
export const maxPictureSize = 100_000_000;

/** The longest text that may be searched for, in UTF-16 units. */
export const maxSearchLength = 200;
