import type { HistoryTexts } from '../../protocol/historyTexts';
import { fill } from '../../protocol/texts';
import { button, element, isolated, statusIcon } from '../../webview/dom';
import { shortLine } from '../../model/plainText';
import { wordFor } from '../../protocol/texts';
import type { HistoryLabels } from '../state/historyLabels';
import type { HistoryState } from '../state/historyState';
import { trendOf, weeksOf } from '../state/runStatistics';

export interface SidePanel {
  readonly element: HTMLElement;
  show(now: number): void;
}

type Parts = {
  readonly state: HistoryState;
  readonly labels: HistoryLabels;
  readonly open: (runId: string, stepId: string | undefined) => void;
};

/** How long a text of a run is shown. */
const maxText = 2000;

/** How the runs went that are shown, and what the one is where the keyboard is. */
export function createSidePanel(texts: HistoryTexts, { state, labels, open }: Parts): SidePanel {
  const statistics = element('section', 'history-statistics');
  const details = element('section', 'history-details');
  const panel = element('aside', 'history-side', details, statistics);
  panel.setAttribute('aria-label', texts.sideLabel);
  let shown = '';
  let detailed = '';

  const facts = (...rows: readonly (readonly [string, string | Node, string?])[]) =>
    element(
      'dl',
      'history-facts',
      ...rows.flatMap(([name, value, hint]) => {
        const cell = element('dd', '', value);
        if (hint !== undefined) cell.title = hint;
        return [element('dt', '', name), cell];
      }),
    );

  function showStatistics(): void {
    if (shown === state.version) return;
    shown = state.version;
    const { judged, succeeded, successRate, durations } = state.statistics;
    const parts: Node[] = [
      element('h2', '', texts.statistics),
      facts(
        [texts.successRate, labels.percent(successRate), fill(texts.successRateHint, succeeded, judged)],
        [texts.median, labels.duration(durations?.median)],
        [texts.p95, labels.duration(durations?.p95)],
        [texts.finished, String(judged)],
      ),
    ];
    const trend = trendOf(state.columns);
    if (trend) {
      const { now, before, size } = trend;
      parts.push(
        element('h3', '', fill(texts.trend, size)),
        facts(
          [texts.successRate, labels.points(now.successRate, before.successRate)],
          [texts.median, labels.change(now.durations?.median, before.durations?.median)],
        ),
      );
    }
    const weeks = weeksOf(state.columns);
    if (weeks.length > 0) {
      const heads = [texts.week, texts.runs, texts.successRate, texts.median].map((text) => {
        const cell = element('th', '', text);
        cell.scope = 'col';
        return cell;
      });
      const rows = weeks.map(({ start, count, statistics: week }) => {
        const head = element('th', '', labels.date(start));
        head.scope = 'row';
        const cells = [String(count), labels.percent(week.successRate), labels.duration(week.durations?.median)];
        return element('tr', '', head, ...cells.map((text) => element('td', '', text)));
      });
      const table = element(
        'table',
        'history-weeks',
        element('thead', '', element('tr', '', ...heads)),
        element('tbody', '', ...rows),
      );
      parts.push(element('h3', '', texts.weeks), table);
    }
    statistics.replaceChildren(...parts);
  }

  function showDetails(now: number): void {
    const { runId, stepId } = state.cursor;
    const run = runId === undefined ? undefined : state.data.run(runId);
    details.hidden = !run;
    if (!run) return;
    const key = [run.runId, stepId, state.data.revision, run.active ? Math.floor(now / 1000) : 0].join(' ');
    if (key === detailed) return;
    detailed = key;
    const status = element(
      'span',
      'history-status',
      statusIcon('run', run.status),
      isolated(labels.runStatus(run.status)),
    );
    const cell = stepId === undefined ? undefined : state.cell(run.runId, stepId, now);
    const step = cell?.kind === 'step' ? cell.step : undefined;
    const text = (value: string | undefined) =>
      value?.trim() ? isolated(value.slice(0, maxText), 'history-text') : undefined;
    const [error, summary] = [text(run.error), text(run.summary)];
    const timeline = button('graph', texts.openTimeline, () => open(run.runId, step?.stepId), true);
    timeline.id = 'history-open';
    details.replaceChildren(
      element('h2', '', labels.moment(run.startedAt)),
      facts(
        [texts.status, status],
        [texts.duration, labels.runDuration(run, now)],
        ...(step
          ? ([
              [texts.step, isolated(shortLine(step.description || step.stepId))],
              [texts.status, isolated(wordFor(texts.stepStatus, step.status))],
              [texts.duration, labels.duration(cell?.kind === 'step' ? cell.duration : undefined)],
            ] as const)
          : []),
        ...(error ? ([[texts.error, error]] as const) : []),
        ...(summary ? ([[texts.summary, summary]] as const) : []),
        [texts.runId, isolated(run.runId.slice(0, 100), 'history-id')],
      ),
      timeline,
    );
  }

  return {
    element: panel,
    show(now) {
      showDetails(now);
      showStatistics();
    },
  };
}
