import { plainLine } from '../../model/plainText';
import { formatLasted, span } from '../../model/time';
import type { RunHeader } from '../../protocol/messages';
import { fill, wordFor, type TimelineTexts } from '../../protocol/texts';
import { element, isolated, setText, statusIcon } from '../../webview/dom';
import { hasStart } from '../geometry/layout';
import { shortened } from '../state/labels';
import type { ToolbarFacts } from './toolbarFacts';

/** What the run is called, and how it does. */
export interface RunFacts {
  readonly elements: readonly HTMLElement[];
  /** Says another status to a screen reader. */
  readonly announcer: HTMLElement;
  show(run: RunHeader, facts: ToolbarFacts): void;
}

export function createRunFacts(texts: TimelineTexts): RunFacts {
  const name = element('h1', 'name');
  name.dir = 'auto';
  const status = element('span', 'status');
  status.id = 'timeline-status';
  const elapsed = element('span', 'fact');
  elapsed.id = 'timeline-elapsed';
  elapsed.title = texts.elapsed;
  const claim = element('span', 'fact');
  claim.id = 'timeline-claim';
  claim.dir = 'auto';
  const bar = element('progress', 'progress');
  bar.setAttribute('aria-label', texts.steps);
  const progressText = element('span', 'fact');
  progressText.id = 'timeline-progress';
  const steps = element('span', 'steps', bar, progressText);
  const announcer = element('div', 'announcer');
  announcer.setAttribute('role', 'status');

  function showStatus(run: RunHeader, mission: string): void {
    if (status.dataset.status === run.status) return;
    const word = wordFor(texts.runStatus, run.status);
    status.dataset.status = run.status;
    status.replaceChildren(statusIcon('run', run.status), isolated(shortened(word, 60)));
    setText(announcer, `${shortened(mission, 80)}: ${word}`);
  }

  return {
    elements: [element('div', 'title', name), element('div', 'facts', status, elapsed, steps, claim)],
    announcer,
    show(run, { stepCounts: { total, completed, skipped, failed }, now }) {
      const mission = plainLine(run.missionName);
      const title = plainLine(run.name);
      setText(name, shortened(title));
      name.title = `${shortened(title, 2000)}\n${plainLine(run.runId)}`;
      showStatus(run, mission);
      const end = run.active ? now : (run.finishedAt ?? run.updatedAt);
      setText(elapsed, hasStart(run) ? formatLasted(span(run.startedAt, end), run.active, texts.locale) : texts.noTime);
      const claimed = plainLine(run.claim ?? '');
      setText(claim, shortened(claimed, 60));
      claim.title = shortened(claimed, 400);
      claim.hidden = claimed === '';
      bar.hidden = total === 0;
      bar.max = Math.max(1, total);
      bar.value = completed;
      setText(progressText, total === 0 ? '' : `${completed}/${total}`);
      steps.title = [
        fill(texts.stepsCompleted, completed, total),
        failed > 0 ? fill(texts.stepsFailed, failed) : '',
        skipped > 0 ? fill(texts.stepsSkipped, skipped) : '',
      ]
        .filter(Boolean)
        .join(', ');
    },
  };
}
