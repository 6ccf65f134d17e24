import type { HistoryHostMessage, HistoryMessage } from '../protocol/historyMessages';
import type { HistoryTexts } from '../protocol/historyTexts';
import { element, setText } from '../webview/dom';
import { readTheme } from '../webview/theme';
import { createFailureList, type FailureList } from './panes/failureList';
import { HistoryGrid } from './panes/historyGrid';
import { createHistoryHeader, type HistoryHeader } from './panes/historyHeader';
import { createResultPane, type ResultPane } from './panes/resultPane';
import { createSidePanel, type SidePanel } from './panes/sidePanel';
import { asTabPanel } from './panes/tabPanel';
import type { GridAct } from './state/historyKeys';
import { HistoryLabels } from './state/historyLabels';
import { HistoryState } from './state/historyState';
import { resultsAsCsv, resultsAsJsonLines } from './state/resultExport';
import { readSavedHistory, type HistoryTab } from './state/savedHistory';
import { isFiltering, type HistoryFilter } from './state/historyFilter';

/** What VS Code gives to the script of a webview. */
export type HistoryApi = {
  postMessage(message: HistoryMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
};

type Panes = {
  readonly header: HistoryHeader;
  readonly grid: HistoryGrid;
  readonly side: SidePanel;
  readonly failures: FailureList;
  readonly results: ResultPane;
  readonly empty: HTMLElement;
};

/** What is typed or scrolled is kept once it rests (ms). */
const saveRestMs = 250;

/** The page: builds the panes once the words are there, and draws them at most once a frame. */
export class HistoryPage {
  readonly #app: HTMLElement;
  readonly #api: HistoryApi;
  readonly #state: HistoryState;
  #theme = readTheme();
  #panes: Panes | undefined;
  #frame = 0;
  #saving: ReturnType<typeof setTimeout> | undefined;

  constructor(app: HTMLElement, api: HistoryApi) {
    this.#app = app;
    this.#api = api;
    this.#state = new HistoryState(readSavedHistory(api.getState()));
    const lines = Array.from({ length: 6 }, () => element('div', 'skeleton-line'));
    const waiting = element('main', 'skeleton', element('h1', 'announcer', document.title), ...lines);
    waiting.ariaBusy = 'true';
    app.replaceChildren(waiting);
  }

  onMessage(message: HistoryHostMessage): void {
    this.#state.apply(message, Date.now());
    if (message.kind === 'snapshot' && !this.#panes) {
      this.#panes = this.#build(message.texts);
      this.#save();
    }
    this.redraw();
  }

  onThemeChange(): void {
    this.#theme = readTheme();
    this.redraw();
  }

  /** Time goes on: what is active takes longer. */
  tick(): void {
    if (this.#state.columns.at(-1)?.active || this.#state.columns.some(({ active }) => active)) this.redraw();
  }

  /** Not at all while nobody sees it. */
  redraw(): void {
    if (this.#frame || document.hidden) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#panes) this.#render(this.#panes);
    });
  }

  #now(): number {
    return this.#state.now(Date.now());
  }

  #send(message: HistoryMessage): void {
    this.#api.postMessage(message);
  }

  #changed(): void {
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => this.#save(), saveRestMs);
    this.redraw();
  }

  #save(): void {
    this.#api.setState({ ...this.#state.saved(), name: this.#state.mission.name });
  }

  #build(texts: HistoryTexts): Panes {
    const state = this.#state;
    const labels = new HistoryLabels(texts);
    const open = (runId: string, stepId?: string) =>
      this.#send({ kind: 'open', runId, ...(stepId === undefined ? {} : { stepId }) });
    const onShown = (runIds: readonly string[]) => this.#send({ kind: 'shown', runIds: runIds.slice(0, 1000) });
    const header = createHistoryHeader(texts, {
      ...{ state, labels },
      act: (act) => this.#send({ kind: 'act', act }),
      choose: (tab) => this.#choose(tab),
      filter: (filter) => this.#filter(filter),
      compare: () => this.#compare(),
      exportAs: (format) => this.#exportAs(format),
    });
    const grid = new HistoryGrid(texts, {
      ...{ state, labels, onShown },
      redraw: () => this.redraw(),
      onAct: (act) => this.#onAct(act),
    });
    const side = createSidePanel(texts, { state, labels, open });
    const failures = createFailureList(texts, {
      ...{ state, labels, open, onShown },
      runAgain: (runIds) => this.#send({ kind: 'runAgain', runIds: runIds.slice(0, 1000) }),
      inGrid: ({ runs }) => {
        const newest = runs[0];
        state.cursor = newest ? { runId: newest.runId } : {};
        state.selected = runs
          .slice(0, 2)
          .map(({ runId }) => runId)
          .reverse();
        this.#choose('runs');
        grid.focus();
      },
    });
    const results = createResultPane(texts, { ...{ state, labels, open }, changed: () => this.#changed() });
    const empty = element('p', 'history-empty');
    const keys = element('p', 'announcer', texts.keys);
    keys.id = 'history-keys';
    grid.element.querySelector('#history-grid')?.setAttribute('aria-describedby', keys.id);
    const runs = asTabPanel(element('div', 'history-body', grid.element, side.element, keys), 'runs');
    const main = element('main', 'history-main', empty, runs, failures.element, results.element);
    this.#app.replaceChildren(header.element, main);
    new ResizeObserver(() => this.redraw()).observe(main);
    return { header, grid, side, failures, results, empty };
  }

  #onAct(act: GridAct): void {
    if (typeof act === 'object') this.#send({ kind: 'open', ...act.open });
    this.#changed();
  }

  #choose(tab: HistoryTab): void {
    this.#state.tab = tab;
    this.#changed();
  }

  #filter(filter: HistoryFilter): void {
    this.#state.setFilter(filter);
    this.#changed();
  }

  #compare(): void {
    const { selected, data } = this.#state;
    const [one, other] = selected.flatMap((runId) => data.run(runId) ?? []).sort((a, b) => b.startedAt - a.startedAt);
    if (one && other) this.#send({ kind: 'compare', runId: one.runId, otherRunId: other.runId });
  }

  #exportAs(format: 'csv' | 'jsonl'): void {
    const { table, sortedRows } = this.#state;
    const now = this.#now();
    const text = format === 'csv' ? resultsAsCsv(table, sortedRows, now) : resultsAsJsonLines(sortedRows, now);
    this.#send({ kind: 'export', format, text });
  }

  #render(panes: Panes): void {
    const { header, grid, side, failures, results, empty } = panes;
    const state = this.#state;
    const { texts, tab, freshness } = state;
    if (!texts) return;
    const now = this.#now();
    header.show();
    const none =
      state.data.runs.length === 0
        ? freshness.kind === 'loading'
          ? texts.loading
          : freshness.kind === 'stale'
            ? ''
            : texts.noRuns
        : state.columns.length === 0 && isFiltering(state.filter)
          ? texts.noMatch
          : '';
    setText(empty, none);
    const isEmpty = state.columns.length === 0;
    empty.hidden = none === '';
    const shown = (pane: HTMLElement, of: HistoryTab) => {
      pane.hidden = isEmpty || tab !== of;
      return !pane.hidden;
    };
    const body = grid.element.parentElement;
    if (body && shown(body, 'runs')) {
      grid.render(this.#theme, now);
      side.show(now);
    }
    if (shown(failures.element, 'failures')) failures.show();
    if (shown(results.element, 'results')) results.show();
  }
}
