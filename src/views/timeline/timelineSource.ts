import type { EventGap } from '../../model/event';
import type { EventColumns } from '../../model/eventColumns';
import type { Step } from '../../model/plan';
import type { Freshness, RunHeader } from '../../protocol/messages';

/** What has changed of a run since its listeners were told the last time. */
export type SourceChange = {
  readonly run: boolean;
  readonly plan: boolean;
  readonly events: boolean;
  /** What was sent before is void: everything is to be sent again. */
  readonly reset: boolean;
};

/** A run to be shown in a timeline: one of the account, or one that was read from a file. */
export interface TimelineSource {
  /** What the tab is called; `undefined` where that is not known: it stays as it is. */
  title(): string | undefined;
  header(): RunHeader | undefined;
  steps(): readonly Step[];
  columns(): EventColumns;
  /** What is missing of them; `undefined` where all are there, and where they are still being read. */
  gap(): EventGap | undefined;
  freshness(): Freshness;
  /** Epoch ms, by the clock that the run's times are of. */
  now(): number;
  subscribe(listener: (change: SourceChange) => void): () => void;
  /** Somebody looks, until the returned function is called. */
  watch(): () => void;
}
