import { runStatuses } from '../../model/run';
import type { HistoryAct } from '../../protocol/historyMessages';
import type { HistoryTexts } from '../../protocol/historyTexts';
import { fill } from '../../protocol/texts';
import { button, codicon, element, isolated, setButtonText, setText, setUsable, statusIcon } from '../../webview/dom';
import { checkbox, textField } from '../../webview/fields';
import { createMenu } from '../../webview/menu';
import { isFiltering, metadataKeys, noFilter, type HistoryFilter } from '../state/historyFilter';
import type { HistoryLabels } from '../state/historyLabels';
import type { HistoryState } from '../state/historyState';
import { historyTabs, type HistoryTab } from '../state/savedHistory';
import { tabId, tabPanelId } from './tabPanel';

export interface HistoryHeader {
  readonly element: HTMLElement;
  show(): void;
  focusTab(): void;
}

type Parts = {
  readonly state: HistoryState;
  readonly labels: HistoryLabels;
  readonly act: (act: HistoryAct) => void;
  readonly choose: (tab: HistoryTab) => void;
  readonly filter: (filter: HistoryFilter) => void;
  readonly compare: () => void;
  readonly exportAs: (format: 'csv' | 'jsonl') => void;
};

/** The mission, what of its history is shown, and which of its runs. */
export function createHistoryHeader(texts: HistoryTexts, parts: Parts): HistoryHeader {
  const name = element('h1', 'name');
  const title = element('div', 'title', name);
  const tabs = createTabs(texts, parts);
  const compare = button('git-compare', texts.compare, parts.compare, true);
  compare.id = 'history-compare';
  const more = button('history', texts.loadMore, () => parts.act('loadMore'), true);
  more.id = 'history-more';
  const exports = createExportMenu(texts, parts.exportAs);
  const refresh = button('refresh', texts.refresh, () => parts.act('refresh'));
  const toolbar = element(
    'div',
    'toolbar',
    title,
    tabs.element,
    element('div', 'buttons', compare, more, exports, refresh),
  );
  const filters = createFilters(texts, parts);
  const freshness = createFreshness(texts, parts);
  return {
    element: element('header', 'top', toolbar, filters.element, freshness.element),
    focusTab: tabs.focus,
    show() {
      const { state } = parts;
      if (name.textContent !== state.mission.name) name.replaceChildren(isolated(state.mission.name));
      tabs.show();
      filters.show();
      freshness.show();
      more.hidden = !state.more;
      exports.hidden = state.tab !== 'results';
      compare.hidden = state.tab !== 'runs';
      setUsable(compare, state.selected.length === 2);
      compare.title = state.selected.length === 2 ? texts.compare : texts.compareHint;
    },
  };
}

function createTabs(texts: HistoryTexts, { state, choose }: Parts) {
  const labels: Readonly<Record<HistoryTab, string>> = {
    runs: texts.runs,
    failures: texts.failures,
    results: texts.results,
  };
  const made = historyTabs.map((tab) => {
    const control = element('button', 'history-tab', labels[tab]);
    control.type = 'button';
    control.id = tabId(tab);
    control.setAttribute('role', 'tab');
    control.setAttribute('aria-controls', tabPanelId(tab));
    control.addEventListener('click', () => choose(tab));
    return { tab, control };
  });
  const bar = element('div', 'history-tabs', ...made.map(({ control }) => control));
  bar.setAttribute('role', 'tablist');
  bar.setAttribute('aria-label', texts.title);
  bar.addEventListener('keydown', ({ key }) => {
    const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    const next = made[(historyTabs.indexOf(state.tab) + by + made.length) % made.length];
    if (!next) return;
    choose(next.tab);
    next.control.focus();
  });
  return {
    element: bar,
    focus: () => made.find(({ tab }) => tab === state.tab)?.control.focus(),
    show() {
      for (const { tab, control } of made) {
        control.setAttribute('aria-selected', String(tab === state.tab));
        control.tabIndex = tab === state.tab ? 0 : -1;
      }
    },
  };
}

function createExportMenu(texts: HistoryTexts, exportAs: Parts['exportAs']): HTMLElement {
  const menu = createMenu('export', texts.exportAs, (panel, close) => {
    const item = (label: string, format: 'csv' | 'jsonl') => {
      const made = button(
        'file',
        label,
        () => {
          close();
          exportAs(format);
        },
        true,
      );
      made.classList.add('menu-item');
      return made;
    };
    panel.replaceChildren(item(texts.exportCsv, 'csv'), item(texts.exportJsonl, 'jsonl'));
  });
  menu.button.id = 'history-export';
  return menu.element;
}

/** A menu in which several words can be chosen. */
function createChoice(
  icon: string,
  label: string,
  parts: {
    readonly words: () => readonly string[];
    readonly chosen: () => readonly string[];
    readonly wordText: (word: string) => string;
    readonly iconOf?: (word: string) => HTMLElement;
    readonly none: string;
    readonly choose: (words: readonly string[]) => void;
  },
) {
  const menu = createMenu(icon, label, (panel) => {
    // What is chosen can be taken back, whether or not a run still has it.
    const words = [...new Set([...parts.words(), ...parts.chosen()])];
    const boxes = words.map((word) =>
      checkbox(
        parts.wordText(word),
        parts.chosen().includes(word),
        (isChecked) =>
          parts.choose(isChecked ? [...parts.chosen(), word] : parts.chosen().filter((other) => other !== word)),
        parts.iconOf?.(word),
      ),
    );
    panel.replaceChildren(...(boxes.length > 0 ? boxes : [element('p', 'history-note', parts.none)]));
  });
  return {
    element: menu.element,
    button: menu.button,
    show() {
      const count = parts.chosen().length;
      setButtonText(menu.button, count === 0 ? label : `${label}: ${count}`);
      menu.button.classList.toggle('is-on', count > 0);
    },
  };
}

function createFilters(texts: HistoryTexts, { state, labels, filter }: Parts) {
  const change = (part: Partial<HistoryFilter>) => filter({ ...state.filter, ...part });
  const text = textField(texts.findText, 200);
  text.id = 'history-find';
  text.addEventListener('input', () => change({ text: text.value }));
  const statuses = createChoice('filter', texts.statusFilter, {
    words: () => {
      const seen = new Set(state.data.runs.map(({ status }) => status));
      const known = runStatuses.filter((status) => seen.has(status));
      return [...known, ...[...seen].filter((status) => !known.some((one) => one === status))].slice(0, 50);
    },
    chosen: () => state.filter.statuses,
    wordText: (word) => labels.runStatus(word),
    iconOf: (word) => statusIcon('run', word),
    none: texts.noRuns,
    choose: (words) => change({ statuses: words }),
  });
  statuses.button.id = 'history-filter-status';
  const metadata = createChoice('tag', texts.metadataFilter, {
    words: () => metadataKeys(state.data.runs),
    chosen: () => state.filter.keys,
    wordText: (word) => word.slice(0, 100),
    none: texts.noMetadata,
    choose: (words) => change({ keys: words }),
  });
  metadata.button.id = 'history-filter-metadata';
  const range = button('close', texts.clearRange, () => change({ range: undefined }), true);
  range.id = 'history-range';
  const clear = button('clear-all', texts.clearFilter, () => filter(noFilter));
  clear.id = 'history-clear';
  const shownOf = element('span', 'shown-of');
  shownOf.setAttribute('role', 'status');
  const bar = element('div', 'history-filters', text, statuses.element, metadata.element, range, clear, shownOf);
  bar.setAttribute('role', 'group');
  bar.setAttribute('aria-label', texts.filterLabel);
  return {
    element: bar,
    show() {
      if (text.value !== state.filter.text) text.value = state.filter.text;
      statuses.show();
      metadata.show();
      const { range: times } = state.filter;
      range.hidden = !times;
      if (times) {
        const said = fill(texts.range, labels.moment(times.from), labels.moment(times.to));
        setButtonText(range, said, `${texts.clearRange}: ${said}`);
      }
      setUsable(clear, isFiltering(state.filter));
      setText(shownOf, labels.shownOf(state));
    },
  };
}

function createFreshness(texts: HistoryTexts, { state, labels, act }: Parts) {
  const message = element('span');
  const action = button('', '', () => act('freshnessAction'), true);
  const bar = element('div', 'freshness stale', codicon('warning'), message, action);
  bar.setAttribute('role', 'status');
  return {
    element: bar,
    show() {
      const { freshness } = state;
      bar.hidden = freshness.kind !== 'stale';
      if (freshness.kind !== 'stale') return;
      const asOf = freshness.at === undefined ? '' : fill(texts.asOf, labels.moment(freshness.at));
      setText(message, [freshness.message, asOf].filter(Boolean).join(' '));
      action.hidden = !freshness.action;
      if (freshness.action) setButtonText(action, freshness.action.title);
    },
  };
}
