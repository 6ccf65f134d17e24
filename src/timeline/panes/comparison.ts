import { fill, wordFor, type TimelineTexts } from '../../protocol/texts';
import { compareSteps } from '../../model/plan';
import { plainLine } from '../../model/plainText';
import { formatDuration, span } from '../../model/time';
import type { RunHeader } from '../../protocol/messages';
import type { Clock } from '../geometry/axis';
import { edgesOf } from '../geometry/layout';
import { momentsOf, noFolds, shiftedMoments, type TimeFolds } from '../geometry/timeFolds';
import { shortened } from '../state/labels';
import { createChart, type Chart } from './chart';
import { element, isolated, statusIcon } from '../../webview/dom';
import type { Host } from '../bridge/host';
import { TimelineState, type Compared } from '../state/state';
import type { ComparedRun } from '../state/view';
import { createSummaries } from '../bridge/summaries';
import type { Theme } from '../../webview/theme';

/** A table shows no more steps than this. */
const maxSteps = 2000;

/** Another run of the mission below this one, on a common zero, and both in figures. */
export interface Comparison {
  readonly element: HTMLElement;
  /** The other run. */
  readonly run: RunHeader;
  /** How long it took, as far as that is known, and when something happened in it. */
  compared(now: number): Compared;
  /** `from` and `to`: what is shown, in ms after the start; `folds`: what is folded, by the times of the other run. */
  render(
    theme: Theme,
    now: number,
    shown: { readonly from: number; readonly to: number; readonly folds: TimeFolds },
  ): void;
  /** This run has changed, or is shown for the first time. */
  tell(here: TimelineState, now: number): void;
}

export function createComparison(
  texts: TimelineTexts,
  { run, steps, events }: ComparedRun,
  parts: { readonly clock: () => Clock; readonly redraw: () => void },
): Comparison {
  const other = new TimelineState();
  other.apply(
    { kind: 'snapshot', revision: 1, run, steps, events, freshness: { kind: 'live' }, now: 0, texts },
    Date.now(),
  );
  other.imposedFolds = noFolds;
  // The other run's texts are not held by this tab's host: its events are counted and placed, not read.
  const nowhere: Pick<Host, 'ask'> = { ask: () => Promise.reject(new Error(texts.noValue)) };
  const name = plainLine(run.name);
  const chart: Chart = createChart(texts, {
    id: 'timeline-other-rows',
    rowsLabel: `${texts.rowsLabel}: ${name}`,
    resizeLabel: `${texts.resizeNames}: ${name}`,
    state: other,
    summaries: createSummaries(nowhere, parts.redraw),
    label: name,
    clock: () => ({ ...parts.clock(), zero: run.startedAt }),
    select: (key) => {
      other.selection = { kind: 'row', key };
      parts.redraw();
    },
    fold: (stepId, fold) => {
      other.fold(stepId, fold);
      parts.redraw();
    },
    moved: parts.redraw,
  });
  const table = element('div', 'compare-table');
  table.tabIndex = 0;
  table.setAttribute('role', 'region');
  table.setAttribute('aria-label', texts.steps);
  const panel = element('section', 'comparison', chart.element, table);
  panel.id = 'timeline-comparison';
  panel.setAttribute('aria-label', texts.comparison);
  let shown: unknown;
  let shownRun: RunHeader | undefined;

  function outcome(of: 'run' | 'step', status: string | undefined): (Node | string)[] {
    if (status === undefined) return [texts.missing];
    return [statusIcon(of, status), isolated(wordFor(of === 'run' ? texts.runStatus : texts.stepStatus, status))];
  }

  const duration = (ms: number | undefined) => (ms === undefined ? texts.missing : formatDuration(ms, texts.locale));

  function difference(ms: number | undefined): string {
    if (ms === undefined) return texts.missing;
    return ms === 0 ? texts.same : `${ms > 0 ? '+' : '−'}${formatDuration(Math.abs(ms), texts.locale)}`;
  }

  function row(name: Node, cells: readonly (readonly (Node | string)[])[], differs: boolean): HTMLElement {
    const head = element('th', '', name);
    head.scope = 'row';
    return element('tr', differs ? 'differs' : '', head, ...cells.map((cell) => element('td', '', ...cell)));
  }

  function build(here: TimelineState, now: number): HTMLElement {
    const mine = here.run;
    const isOlder = mine !== undefined && mine.startedAt <= run.startedAt;
    /** The older run stands on the left. */
    const inOrder = <T>(ofMine: T, ofOther: T) => (isOlder ? [ofMine, ofOther] : [ofOther, ofMine]);
    /** How much longer the newer run took, of how much longer this one did. */
    const longerNow = (longer: number | undefined) => (longer === undefined || !isOlder ? longer : -longer);
    const names = inOrder(fill(texts.thisRun, plainLine(mine?.start ?? '')), plainLine(run.start));
    const heads = [texts.fieldStep, ...names, texts.difference].map((text) => {
      const cell = element('th', '', text);
      cell.scope = 'col';
      return cell;
    });
    const took = (header: RunHeader) =>
      header.active ? undefined : span(header.startedAt, header.finishedAt ?? header.updatedAt);
    const body = element('tbody');
    if (mine) {
      const [a, b] = [took(mine), took(run)];
      const longer = a === undefined || b === undefined ? undefined : a - b;
      body.append(
        row(
          element('strong', '', texts.run),
          [
            ...inOrder(
              [...outcome('run', mine.status), ` ${duration(a ?? span(mine.startedAt, now))}`],
              [...outcome('run', run.status), ` ${duration(b)}`],
            ),
            [difference(longerNow(longer))],
          ],
          mine.status !== run.status,
        ),
      );
    }
    for (const step of compareSteps(here.steps, other.steps).slice(0, maxSteps)) {
      const name = isolated(
        shortened(step.description.replace(/\s+/g, ' ').trim() || step.stepId, 120),
        'compare-name',
      );
      name.style.paddingInlineStart = `${Math.min(step.depth, 8) * 12}px`;
      body.append(
        row(
          name,
          [
            ...inOrder(
              [...outcome('step', step.here?.status), step.here ? ` ${duration(step.here.duration)}` : ''],
              [...outcome('step', step.there?.status), step.there ? ` ${duration(step.there.duration)}` : ''],
            ),
            [difference(longerNow(step.longer))],
          ],
          step.here?.status !== step.there?.status,
        ),
      );
    }
    return element('table', '', element('thead', '', element('tr', '', ...heads)), body);
  }

  return {
    element: panel,
    run,
    compared(now) {
      const [first, last] = other.extent(now);
      const moments = [other.events.all, momentsOf(edgesOf(other.steps))];
      return {
        length: Math.max(last, other.edge(now)) - Math.min(first, run.startedAt),
        moments: moments.map((those) => shiftedMoments(those, -run.startedAt)),
      };
    },
    tell(here, now) {
      if (here.steps === shown && here.run === shownRun) return;
      shown = here.steps;
      shownRun = here.run;
      table.replaceChildren(build(here, now));
    },
    render(theme, now, { from, to, folds }) {
      other.imposedFolds = folds;
      other.window = { kind: 'free', from: run.startedAt + from, to: run.startedAt + to };
      chart.render(theme, now);
    },
  };
}
