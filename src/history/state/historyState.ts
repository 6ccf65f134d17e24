import type { Freshness } from '../../protocol/messages';
import type { HistoryHostMessage, HistoryRun } from '../../protocol/historyMessages';
import type { HistoryTexts } from '../../protocol/historyTexts';
import type { PlannedStep } from '../../protocol/planSlice';
import { failureGroups, type FailureGroup } from './failureGroups';
import { durationOf, HistoryData } from './historyData';
import { noFilter, runFilter, type HistoryFilter } from './historyFilter';
import { visibleRows, type HistoryRow } from './historyRows';
import { resultTable, sortRows, type ResultRow, type ResultSort, type ResultTable } from './resultTable';
import { statisticsOf, type RunStatistics } from './runStatistics';
import type { Cursor, HistoryTab, SavedHistory } from './savedHistory';

/** What a cell of the grid shows. */
export type Cell =
  /** The run has no such step. */
  | { readonly kind: 'missing' }
  /** Its plan has not been loaded. */
  | { readonly kind: 'notLoaded' }
  | {
      readonly kind: 'step';
      readonly step: PlannedStep;
      /** ms. */
      readonly duration: number | undefined;
    };

/** What the page shows, and what a person has chosen of it. */
export class HistoryState {
  readonly data = new HistoryData();
  texts: HistoryTexts | undefined;
  mission = { missionId: '', name: '' };
  freshness: Freshness = { kind: 'loading' };
  more = false;
  tab: HistoryTab;
  filter: HistoryFilter;
  readonly folded: Set<string>;
  /** The runs that are selected: two at most, the older choice first. */
  selected: readonly string[];
  cursor: Cursor;
  /** Columns between which a range of time is marked. */
  marked: { readonly from: number; readonly to: number } | undefined;
  sort: ResultSort | undefined;
  gutterWidth: number | undefined;
  /** The host's clock minus that of the page (ms). */
  #clockOffset = 0;
  #cache:
    | {
        readonly revision: number;
        readonly filter: HistoryFilter;
        readonly columns: readonly HistoryRun[];
        readonly places: ReadonlyMap<string, number>;
        readonly statistics: RunStatistics;
        failures?: readonly FailureGroup[];
        table?: ResultTable;
        sorted?: { readonly sort: ResultSort; readonly rows: readonly ResultRow[] };
      }
    | undefined;
  #rows: { readonly revision: number; readonly folds: number; readonly rows: readonly HistoryRow[] } | undefined;
  #folds = 0;
  #filters = 0;

  constructor(saved: Partial<SavedHistory> = {}) {
    this.tab = saved.tab ?? 'runs';
    this.filter = saved.filter ?? noFilter;
    this.folded = new Set(saved.folded);
    this.selected = saved.selected ?? [];
    this.cursor = saved.cursor ?? {};
    this.sort = saved.sort;
    this.gutterWidth = saved.gutterWidth;
  }

  apply(message: HistoryHostMessage, now: number): void {
    this.#clockOffset = message.now - now;
    this.data.apply(message);
    if (message.kind === 'snapshot') {
      this.texts = message.texts;
      this.mission = message.mission;
    } else if (message.name !== undefined) this.mission = { ...this.mission, name: message.name };
    if (message.freshness) this.freshness = message.freshness;
    if (message.more !== undefined) this.more = message.more;
  }

  /** Epoch ms by the host's clock. */
  now(pageNow: number): number {
    return pageNow + this.#clockOffset;
  }

  #derived() {
    const { revision } = this.data;
    if (this.#cache?.revision !== revision || this.#cache.filter !== this.filter) {
      const columns = this.data.runs.filter(runFilter(this.filter));
      const places = new Map(columns.map(({ runId }, place) => [runId, place]));
      this.#cache = { revision, filter: this.filter, columns, places, statistics: statisticsOf(columns) };
    }
    return this.#cache;
  }

  /** The runs that pass the filter, oldest first. */
  get columns(): readonly HistoryRun[] {
    return this.#derived().columns;
  }

  /** Of those. */
  get statistics(): RunStatistics {
    return this.#derived().statistics;
  }

  /** Another text whenever other rows or columns are shown, or they say something else. */
  get version(): string {
    return `${this.data.revision} ${this.#folds} ${this.#filters}`;
  }

  setFilter(filter: HistoryFilter): void {
    this.filter = filter;
    this.#filters++;
  }

  columnOf(runId: string | undefined): number {
    return (runId === undefined ? undefined : this.#derived().places.get(runId)) ?? -1;
  }

  get rows(): readonly HistoryRow[] {
    const { revision } = this.data;
    if (this.#rows?.revision !== revision || this.#rows.folds !== this.#folds)
      this.#rows = { revision, folds: this.#folds, rows: visibleRows(this.data.steps, this.folded) };
    return this.#rows.rows;
  }

  get failures(): readonly FailureGroup[] {
    const derived = this.#derived();
    const names = [this.mission.missionId, this.mission.name];
    return (derived.failures ??= failureGroups(derived.columns, { plan: (runId) => this.data.plan(runId), names }));
  }

  get table(): ResultTable {
    const derived = this.#derived();
    return (derived.table ??= resultTable([...derived.columns].reverse()));
  }

  /** The rows of the table as they are sorted: newest first at first. */
  get sortedRows(): readonly ResultRow[] {
    const { sort, table } = this;
    if (!sort) return table.rows;
    const derived = this.#derived();
    if (derived.sorted?.sort !== sort) derived.sorted = { sort, rows: sortRows(table, sort) };
    return derived.sorted.rows;
  }

  fold(stepId: string, isFolded: boolean): void {
    if (isFolded) this.folded.add(stepId);
    else this.folded.delete(stepId);
    this.#folds++;
  }

  /** The third one that is selected takes the place of the first. */
  toggleSelected(runId: string): void {
    this.selected = this.selected.includes(runId)
      ? this.selected.filter((other) => other !== runId)
      : [...this.selected, runId].slice(-2);
  }

  cell(runId: string, stepId: string, now: number): Cell {
    const plan = this.data.plan(runId);
    if (!plan) return { kind: 'notLoaded' };
    const step = plan.get(stepId);
    return step ? { kind: 'step', step, duration: this.data.stepDuration(step, now) } : { kind: 'missing' };
  }

  /** What the longest of the runs has taken (ms). */
  longest(now: number): number {
    let longest = 0;
    for (const run of this.columns) if (run.startedAt > 0) longest = Math.max(longest, durationOf(run, now));
    return longest;
  }

  saved(): SavedHistory {
    const { mission, tab, filter, folded, selected, cursor, sort, gutterWidth } = this;
    return {
      missionId: mission.missionId,
      ...{ tab, filter, folded: [...folded], selected, cursor },
      ...(sort ? { sort } : {}),
      ...(gutterWidth === undefined ? {} : { gutterWidth }),
    };
  }
}
