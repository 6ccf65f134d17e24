/**
 * What the extension host and the history of a mission say to each other. The page says `ready` when it starts, and when
 * it becomes visible again, and gets a `snapshot`; after it come deltas, each with what has changed.
 */
import type { RunStatus } from '../model/run';
import type { HistoryTexts } from './historyTexts';
import type { Freshness } from './messages';
import type { PlanSlice } from './planSlice';

/** A run as the history shows it. Everything in it is untrusted text. */
export type HistoryRun = {
  readonly runId: string;
  readonly status: RunStatus;
  readonly active: boolean;
  /** Epoch ms; 0 where it is not known. */
  readonly startedAt: number;
  /** Epoch ms. */
  readonly updatedAt: number;
  /** Epoch ms. */
  readonly finishedAt?: number;
  readonly error?: string;
  readonly summary?: string;
  /** JSON text. */
  readonly result?: string;
  /** It has a result that is too large to be shown here. */
  readonly resultTooLarge?: true;
  /** JSON text. */
  readonly metadata?: string;
};

export type HistoryHostMessage =
  /** Everything, replacing whatever was shown before. */
  | {
      readonly kind: 'snapshot';
      readonly mission: { readonly missionId: string; readonly name: string };
      readonly runs: readonly HistoryRun[];
      readonly plans: PlanSlice;
      /** There are, or may be, older runs. */
      readonly more: boolean;
      readonly freshness: Freshness;
      /** The host's clock (epoch ms). */
      readonly now: number;
      readonly texts: HistoryTexts;
    }
  /** What is absent did not change. */
  | {
      readonly kind: 'delta';
      readonly runs?: readonly HistoryRun[];
      /** Runs that are not there any more. */
      readonly gone?: readonly string[];
      readonly plans?: PlanSlice;
      readonly more?: boolean;
      readonly freshness?: Freshness;
      readonly name?: string;
      readonly now: number;
    };

/** What a click can set off: the host maps each word to a command, nothing else gets through. */
export const historyActs = ['refresh', 'loadMore', 'freshnessAction'] as const;
export type HistoryAct = (typeof historyActs)[number];

export type HistoryMessage =
  | { readonly kind: 'ready' }
  /** The runs whose plans are to be seen, those that matter most first. */
  | { readonly kind: 'shown'; readonly runIds: readonly string[] }
  | { readonly kind: 'act'; readonly act: HistoryAct }
  /** Show the run's timeline, at the step where one is named. */
  | { readonly kind: 'open'; readonly runId: string; readonly stepId?: string }
  | { readonly kind: 'compare'; readonly runId: string; readonly otherRunId: string }
  | { readonly kind: 'runAgain'; readonly runIds: readonly string[] }
  | { readonly kind: 'export'; readonly format: 'csv' | 'jsonl'; readonly text: string };

/** The most runs that one message may name. */
export const maxRunsPerMessage = 1000;

/** The longest text that may be exported, in UTF-16 units. */
export const maxExportLength = 100_000_000;
