import { planProgress, type Step } from '../model/plan';
import { formatDuration, span } from '../model/time';
import type { Freshness, RunHeader, TimelineAct, TimelineTexts } from '../protocol';
import { button, element, fill, isolated, setText, statusIcon, wordFor } from './dom';

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
    readonly steps: readonly Step[];
    readonly freshness: Freshness;
    readonly following: boolean;
    readonly now: number;
  }): void;
}

export function createToolbar(texts: TimelineTexts, parts: ToolbarParts): Toolbar {
  const name = element('h1', 'name');
  const runId = element('span', 'run-id');
  const status = element('span', 'status');
  const elapsed = element('span', 'fact');
  elapsed.title = texts.elapsed;
  const progress = element('progress', 'progress');
  progress.setAttribute('aria-label', texts.steps);
  const progressText = element('span', 'fact');
  progressText.title = texts.steps;

  const pause = button('debug-pause', texts.pause, () => parts.act('pause'), true);
  const resume = button('debug-continue', texts.resume, () => parts.act('resume'), true);
  const cancel = button('circle-slash', texts.cancel, () => parts.act('cancel'), true);
  const follow = button('arrow-right', texts.follow, parts.follow, true);
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
  const freshnessBar = element('div', 'freshness', freshnessText, mend);
  const outcome = element('details', 'outcome');
  const facts = element('div', 'facts', status, elapsed, progress, progressText);
  const title = element('div', 'title', name, runId);
  const header = element('header', 'toolbar', title, facts, tools);

  let outcomeShown: string | undefined;
  function showOutcome(run: RunHeader): void {
    const text = run.error ?? run.resultSummary;
    if (text === outcomeShown) return;
    outcomeShown = text;
    outcome.hidden = !text;
    outcome.classList.toggle('is-error', run.error !== undefined);
    outcome.open = true;
    const label = element('summary', '', run.error === undefined ? texts.result : texts.error);
    outcome.replaceChildren(label, isolated(text ?? '', 'outcome-text'));
  }
  outcome.hidden = true;

  return {
    element: element('div', 'top', header, freshnessBar, outcome, said),
    show({ run, steps, freshness, following, now }) {
      header.hidden = !run;
      if (run) {
        setText(name, run.missionName);
        name.dir = 'auto';
        setText(runId, run.runId.slice(0, 8));
        runId.title = run.runId;
        const word = wordFor(texts.runStatus, run.status);
        if (status.dataset.status !== run.status) {
          status.dataset.status = run.status;
          status.replaceChildren(statusIcon(run.status), element('span', '', word));
          setText(said, `${run.missionName}: ${word}`);
        }
        setText(elapsed, formatDuration(span(run.startedAt, run.finishedAt ?? (run.active ? now : run.updatedAt))));
        const { done, total } = planProgress(steps);
        progress.hidden = total === 0;
        progress.max = Math.max(1, total);
        progress.value = done;
        setText(progressText, total === 0 ? '' : `${done}/${total}`);
        const can = (word: 'pausable' | 'resumable' | 'cancelable') => run.can.includes(word);
        for (const [control, shown] of [
          [pause, can('pausable')],
          [resume, can('resumable')],
          [cancel, can('cancelable')],
        ] as const) {
          control.hidden = !shown;
          control.disabled = run.busy;
        }
        tools.classList.toggle('busy', run.busy);
        follow.hidden = !run.active || following;
        showOutcome(run);
      }
      freshnessBar.hidden = freshness.kind === 'live';
      freshnessBar.classList.toggle('stale', freshness.kind === 'stale');
      mend.hidden = freshness.kind !== 'stale' || !freshness.mend;
      switch (freshness.kind) {
        case 'live':
          break;
        case 'loading':
          setText(freshnessText, texts.loading);
          break;
        case 'reading':
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
