import type { HistoryTexts } from '../../protocol/historyTexts';
import { fill } from '../../protocol/texts';
import { button, element, isolated } from '../../webview/dom';
import { shortLine } from '../../model/plainText';
import type { FailureGroup } from '../state/failureGroups';
import type { HistoryLabels } from '../state/historyLabels';
import type { HistoryState } from '../state/historyState';
import { asTabPanel } from './tabPanel';

export interface FailureList {
  readonly element: HTMLElement;
  show(): void;
}

type Parts = {
  readonly state: HistoryState;
  readonly labels: HistoryLabels;
  readonly open: (runId: string) => void;
  readonly runAgain: (runIds: readonly string[]) => void;
  readonly inGrid: (group: FailureGroup) => void;
  /** Their plans say which steps have failed. */
  readonly onShown: (runIds: readonly string[]) => void;
};

/** More are not shown: the filters lead to the rest. */
const maxGroups = 100;
const maxRuns = 50;
const maxSteps = 5;
/** So many plans of a group are read, and of so many groups. */
const plansOfGroup = 10;
const groupsWithPlans = 10;

/** Runs that failed in the same way, with what can be done about them. */
export function createFailureList(texts: HistoryTexts, parts: Parts): FailureList {
  const { state, labels } = parts;
  const panel = asTabPanel(element('section', 'history-failures'), 'failures');
  panel.tabIndex = -1;
  const opened = new Set<string>();
  let shown: readonly FailureGroup[] | undefined;

  function runList(group: FailureGroup): HTMLElement {
    const items = group.runs.slice(0, maxRuns).map((run) => {
      const link = button('', labels.moment(run.startedAt), () => parts.open(run.runId), true);
      link.classList.add('link');
      return element('li', '', link);
    });
    const rest = group.runs.length - items.length;
    if (rest > 0) items.push(element('li', '', fill(texts.moreRuns, rest)));
    return element('ul', 'history-group-runs', ...items);
  }

  function groupElement(group: FailureGroup, place: number): HTMLElement {
    const { fingerprint, sample, runs, firstAt, lastAt, steps } = group;
    const heading = element(
      'h2',
      'history-error',
      sample.trim() ? isolated(shortLine(sample, 300)) : texts.noErrorText,
    );
    heading.id = `history-group-${place}`;
    const named = steps.slice(0, maxSteps).map(([step, count]) => `${labels.stepName(step)} (${count})`);
    const facts = [
      runs.length === 1 ? texts.countOne : fill(texts.count, runs.length),
      fill(texts.firstSeen, labels.moment(firstAt)),
      fill(texts.lastSeen, labels.moment(lastAt)),
    ];
    const list = runList(group);
    list.id = `history-group-runs-${place}`;
    list.hidden = !opened.has(fingerprint);
    const toggle = button(
      'list-unordered',
      list.hidden ? texts.showRuns : texts.hideRuns,
      () => {
        if (!opened.delete(fingerprint)) opened.add(fingerprint);
        list.hidden = !opened.has(fingerprint);
        toggle.setAttribute('aria-expanded', String(!list.hidden));
        const label = toggle.lastElementChild;
        if (label) label.textContent = list.hidden ? texts.showRuns : texts.hideRuns;
      },
      true,
    );
    toggle.removeAttribute('aria-label');
    toggle.setAttribute('aria-expanded', String(!list.hidden));
    toggle.setAttribute('aria-controls', list.id);
    const again = button('debug-restart', texts.runAgain, () => parts.runAgain(runs.map(({ runId }) => runId)), true);
    const inGrid = button('table', texts.inGrid, () => parts.inGrid(group), true);
    const item = element(
      'article',
      'history-group',
      heading,
      element('p', 'history-group-facts', facts.join(' · ')),
      ...(named.length > 0 ? [element('p', 'history-group-facts', isolated(fill(texts.steps, named.join(', '))))] : []),
      element('div', 'history-group-buttons', toggle, inGrid, again),
      list,
    );
    item.setAttribute('aria-labelledby', heading.id);
    return item;
  }

  return {
    element: panel,
    show() {
      const groups = state.failures;
      if (groups === shown) return;
      shown = groups;
      const { activeElement } = document;
      const focused =
        activeElement instanceof HTMLElement && panel.contains(activeElement)
          ? [...panel.querySelectorAll('button')].findIndex((one) => one === activeElement)
          : -1;
      panel.replaceChildren(
        ...(groups.length === 0
          ? [element('p', 'history-note', texts.noFailures)]
          : groups.slice(0, maxGroups).map(groupElement)),
      );
      if (focused >= 0) [...panel.querySelectorAll('button')][focused]?.focus();
      parts.onShown(
        groups.slice(0, groupsWithPlans).flatMap(({ runs }) => runs.slice(0, plansOfGroup).map(({ runId }) => runId)),
      );
    },
  };
}
