import type { StepCounts } from '../../model/plan';
import type { Freshness, RunHeader, TimelineAct } from '../../protocol/messages';
import type { Action } from '../state/action';
import type { Banner } from '../state/banner';

export const exportKinds = ['png', 'svg', 'jsonl', 'csv'] as const;
export type ExportKind = (typeof exportKinds)[number];

export type ToolbarParts = {
  readonly act: (act: TimelineAct) => void;
  readonly dispatch: (action: Action) => void;
  readonly exportAs: (kind: ExportKind) => void;
  /** Shows everything about the run. */
  readonly showRun: () => void;
};

/** What the toolbar shows. */
export type ToolbarFacts = {
  readonly run: RunHeader | undefined;
  readonly stepCounts: StepCounts;
  readonly banner: Banner | undefined;
  readonly freshness: Freshness;
  /** What could not be loaded, as a sentence. */
  readonly missing: string | undefined;
  readonly following: boolean;
  readonly updatesPaused: boolean;
  readonly pausedEventCount: number;
  /** Idle time: whether there is any to fold, and whether it is folded. */
  readonly canFold: boolean;
  readonly folded: boolean;
  readonly sinceStart: boolean;
  readonly byAgent: boolean;
  readonly listOpen: boolean;
  readonly comparing: boolean;
  readonly now: number;
};
