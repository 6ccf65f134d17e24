import { plainLine, shortLine } from '../../model/plainText';
import { formatDuration } from '../../model/time';
import type { HistoryRun } from '../../protocol/historyMessages';
import type { HistoryTexts } from '../../protocol/historyTexts';
import { fill, wordFor } from '../../protocol/texts';
import { durationOf } from './historyData';
import type { HistoryState } from './historyState';

/** How long an error is where it stands beside other things. */
const maxErrorLength = 300;

/** The words of what the history shows. */
export class HistoryLabels {
  readonly #texts: HistoryTexts;
  readonly #moment: Intl.DateTimeFormat;
  readonly #date: Intl.DateTimeFormat;
  readonly #percent: Intl.NumberFormat;
  readonly #changePercent: Intl.NumberFormat;
  readonly #number: Intl.NumberFormat;

  constructor(texts: HistoryTexts) {
    this.#texts = texts;
    const { locale } = texts;
    this.#moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
    this.#date = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric' });
    this.#percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
    this.#changePercent = new Intl.NumberFormat(locale, { style: 'percent', signDisplay: 'exceptZero' });
    this.#number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, signDisplay: 'exceptZero' });
  }

  /** "Nov 3, 2026, 6:41 AM" */
  moment(ms: number): string {
    return ms > 0 && ms <= 8.64e15 ? this.#moment.format(ms) : this.#texts.noTime;
  }

  /** "Nov 3" */
  date(ms: number): string {
    return ms > 0 && ms <= 8.64e15 ? this.#date.format(ms) : this.#texts.noTime;
  }

  percent(share: number | undefined): string {
    return share === undefined ? '–' : this.#percent.format(share);
  }

  duration(ms: number | undefined): string {
    return ms === undefined || !Number.isFinite(ms) ? '–' : formatDuration(ms, this.#texts.locale);
  }

  /** By how many points a share has changed. */
  points(now: number | undefined, before: number | undefined): string {
    if (now === undefined || before === undefined) return '–';
    const points = Math.round((now - before) * 1000) / 10;
    return points === 0 ? this.#texts.same : fill(this.#texts.points, this.#number.format(points));
  }

  /** By how much of itself a duration has changed. */
  change(now: number | undefined, before: number | undefined): string {
    if (now === undefined || before === undefined || before === 0) return '–';
    const change = now / before - 1;
    return Math.round(change * 100) === 0 ? this.#texts.same : this.#changePercent.format(change);
  }

  runStatus(status: string): string {
    return wordFor(this.#texts.runStatus, status);
  }

  runDuration(run: HistoryRun, now: number): string {
    return run.startedAt > 0 ? formatDuration(durationOf(run, now), this.#texts.locale) : '–';
  }

  stepName({ description, stepId }: { readonly description: string; readonly stepId: string }): string {
    return shortLine(description, 120) || shortLine(stepId, 120);
  }

  /** What a run is, in lines. */
  runLines(run: HistoryRun, now: number): string[] {
    const said = run.error ?? run.summary;
    return [
      this.moment(run.startedAt),
      `${this.runStatus(run.status)}, ${this.runDuration(run, now)}`,
      ...(said === undefined || said.trim() === '' ? [] : [shortLine(said, maxErrorLength)]),
    ];
  }

  /** What a cell shows, in lines. */
  cellLines(state: HistoryState, runId: string, stepId: string | undefined, now: number): string[] {
    const run = state.data.run(runId);
    if (!run) return [];
    if (stepId === undefined) return this.runLines(run, now);
    const cell = state.cell(runId, stepId, now);
    const known = state.data.steps.find((step) => step.stepId === stepId);
    const step = cell.kind === 'step' ? cell.step : known?.step;
    const what =
      cell.kind === 'step'
        ? [
            wordFor(this.#texts.stepStatus, cell.step.status),
            ...(cell.duration === undefined ? [] : [this.duration(cell.duration)]),
          ]
        : [cell.kind === 'missing' ? this.#texts.missing : this.#texts.notLoaded];
    return [
      step ? this.stepName(step) : plainLine(stepId),
      what.join(', '),
      `${this.moment(run.startedAt)}, ${this.runStatus(run.status)}`,
    ];
  }

  /** How many runs are shown of how many. */
  shownOf(state: HistoryState): string {
    const [shown, all] = [state.columns.length, state.data.runs.length];
    return fill(state.more ? this.#texts.shownOfAtLeast : this.#texts.shownOf, shown, all);
  }
}
