import type { Progress } from '../model/plan';
import { formatDuration, span } from '../model/time';
import type { Freshness, RunHeader, TimelineAct, TimelineTexts } from '../protocol';
import { shortened } from './gutter';
import { button, codicon, element, fill, isolated, setIcon, setText, statusIcon, wordFor } from './dom';

/** The longest result or error that the header shows; the details show all of it. */
const longestOutcome = 5000;

export type ToolbarParts = {
  readonly act: (act: TimelineAct) => void;
  readonly fit: () => void;
  readonly follow: () => void;
  readonly zoom: (factor: number) => void;
};

/** The header: what the run is, how it does, and what can be done to it. */
export interface Toolbar {
  readonly element: HTMLElement;
  show(facts: {
    readonly run: RunHeader | undefined;
    readonly progress: Progress;
    readonly freshness: Freshness;
    readonly following: boolean;
    readonly now: number;
  }): void;
}

export function createToolbar(texts: TimelineTexts, parts: ToolbarParts): Toolbar {
  const name = element('h1', 'name');
  name.dir = 'auto';
  const runId = element('span', 'run-id');
  const status = element('span', 'status');
  const elapsed = element('span', 'fact');
  elapsed.title = texts.elapsed;
  const bar = element('progress', 'progress');
  bar.setAttribute('aria-label', texts.steps);
  const progressText = element('span', 'fact');
  const steps = element('span', 'steps', bar, progressText);
  steps.title = texts.steps;

  const pause = button('debug-pause', texts.pause, () => parts.act('pause'), true);
  const resume = button('debug-continue', texts.resume, () => parts.act('resume'), true);
  const cancel = button('circle-slash', texts.cancel, () => parts.act('cancel'), true);
  const follow = button('arrow-right', texts.follow, parts.follow, true);
  pause.id = 'timeline-pause';
  resume.id = 'timeline-resume';
  cancel.id = 'timeline-cancel';
  follow.id = 'timeline-follow';
  const tools = element(
    'div',
    'buttons',
    pause,
    resume,
    cancel,
    element('span', 'gap'),
    follow,
    button('zoom-out', texts.zoomOut, () => parts.zoom(1.5)),
    button('zoom-in', texts.zoomIn, () => parts.zoom(1 / 1.5)),
    button('screen-full', texts.fit, parts.fit),
    element('span', 'gap'),
    button('edit', texts.openInstructions, () => parts.act('openInstructions')),
    button('refresh', texts.refresh, () => parts.act('refresh')),
  );
  const said = element('div', 'announcer');
  said.setAttribute('role', 'status');
  const freshnessText = element('span');
  const mend = element('button', 'button link');
  mend.type = 'button';
  mend.addEventListener('click', () => parts.act('mend'));
  const reading = element('progress', 'progress');
  reading.setAttribute('aria-label', texts.loading);
  const warning = codicon('warning');
  const freshnessBar = element('div', 'freshness', warning, freshnessText, reading, mend);
  const outcome = element('details', 'outcome');
  const facts = element('div', 'facts', status, elapsed, steps);
  const title = element('div', 'title', name, runId);
  const header = element('header', 'toolbar', title, facts, tools);
  status.id = 'timeline-status';
  elapsed.id = 'timeline-elapsed';
  progressText.id = 'timeline-progress';
  freshnessBar.id = 'timeline-freshness';
  outcome.id = 'timeline-outcome';

  let outcomeShown: string | undefined;
  /** What went wrong and what came out of it, each if there is such a thing. */
  function showOutcome({ error, resultSummary }: RunHeader): void {
    const key = JSON.stringify([error, resultSummary]);
    if (key === outcomeShown) return;
    outcomeShown = key;
    outcome.hidden = !error && !resultSummary;
    outcome.open = true;
    outcome.replaceChildren(
      element('summary', '', error ? texts.error : texts.result),
      ...(error ? [isolated(shortened(error, longestOutcome), 'outcome-text is-error')] : []),
      ...(resultSummary ? [isolated(shortened(resultSummary, longestOutcome), 'outcome-text')] : []),
    );
  }
  outcome.hidden = true;

  return {
    element: element('div', 'top', header, freshnessBar, outcome, said),
    show({ run, progress: { done, total }, freshness, following, now }) {
      header.hidden = !run;
      if (run) {
        setText(name, shortened(run.missionName));
        name.title = shortened(run.missionName, 2000);
        setText(runId, run.runId.slice(0, 8));
        runId.title = run.runId;
        const word = wordFor(texts.runStatus, run.status);
        if (status.dataset.status !== run.status) {
          status.dataset.status = run.status;
          status.replaceChildren(statusIcon('run', run.status), isolated(shortened(word, 60)));
          setText(said, `${shortened(run.missionName, 80)}: ${word}`);
        }
        setText(elapsed, formatDuration(span(run.startedAt, run.finishedAt ?? (run.active ? now : run.updatedAt))));
        bar.hidden = total === 0;
        bar.max = Math.max(1, total);
        bar.value = done;
        setText(progressText, total === 0 ? '' : `${done}/${total}`);
        const can = (word: 'pausable' | 'resumable' | 'cancelable') => run.can.includes(word);
        for (const [control, icon, shown] of [
          [pause, 'debug-pause', can('pausable')],
          [resume, 'debug-continue', can('resumable')],
          [cancel, 'circle-slash', can('cancelable')],
        ] as const) {
          control.hidden = !shown;
          control.disabled = run.busy;
          // One spinner is enough to say that something is under way.
          setIcon(control, run.busy && control !== cancel ? 'loading' : icon);
        }
        tools.ariaBusy = String(run.busy);
        follow.hidden = !run.active || following;
        showOutcome(run);
      }
      freshnessBar.hidden = freshness.kind === 'live';
      freshnessBar.classList.toggle('stale', freshness.kind === 'stale');
      warning.hidden = freshness.kind !== 'stale';
      reading.hidden = freshness.kind !== 'reading' && freshness.kind !== 'loading';
      mend.hidden = freshness.kind !== 'stale' || !freshness.mend;
      switch (freshness.kind) {
        case 'live':
          break;
        case 'loading':
          // Without a value the bar says that nobody knows how long.
          reading.removeAttribute('value');
          setText(freshnessText, texts.loading);
          break;
        case 'reading':
          reading.max = Math.max(1, freshness.total);
          reading.value = freshness.loaded;
          setText(
            freshnessText,
            fill(
              texts.reading,
              freshness.loaded.toLocaleString(texts.locale),
              freshness.total.toLocaleString(texts.locale),
            ),
          );
          break;
        case 'stale': {
          const at = freshness.at === undefined ? '' : new Date(freshness.at).toLocaleTimeString(texts.locale);
          setText(freshnessText, `${at ? `${fill(texts.asOf, at)} ` : ''}${freshness.message}`);
          if (freshness.mend) setText(mend, freshness.mend.title);
          break;
        }
      }
    },
  };
}
