import { jsonText } from '../../model/jsonObject';
import { plainLine, plainText } from '../../model/plainText';
import type { Progress } from '../../model/plan';
import { formatLasted, span } from '../../model/time';
import type { Freshness, RunHeader, TimelineAct } from '../../protocol/messages';
import { fill, wordFor, type TimelineTexts } from '../../protocol/texts';
import type { Intent } from '../state/intent';
import { button, codicon, element, isolated, setIcon, setText, statusIcon } from '../../webview/dom';
import { jsonTree } from '../../webview/jsonTree';
import { createMenu } from '../../webview/menu';
import { sayDay, sayMoment } from '../geometry/axis';
import { hasStart } from '../geometry/layout';
import { countOf, shortened } from '../state/labels';

/** The longest result or error that the header shows; the details show all of it. */
const longestOutcome = 5000;

export const exportKinds = ['png', 'svg', 'jsonl', 'csv'] as const;
export type ExportKind = (typeof exportKinds)[number];

export type ToolbarParts = {
  readonly act: (act: TimelineAct) => void;
  readonly intend: (intent: Intent) => void;
  readonly exportAs: (kind: ExportKind) => void;
};

export type ToolbarFacts = {
  readonly run: RunHeader | undefined;
  readonly progress: Progress;
  readonly freshness: Freshness;
  /** What could not be loaded, as a sentence. */
  readonly missing: string | undefined;
  readonly following: boolean;
  readonly holding: boolean;
  readonly heldEvents: number;
  /** Idle time: whether there is any to fold, and whether it is folded. */
  readonly canFold: boolean;
  readonly folded: boolean;
  readonly sinceStart: boolean;
  readonly byAgent: boolean;
  readonly listOpen: boolean;
  readonly comparing: boolean;
  readonly now: number;
};

/** The header: what the run is, how it does, and what can be done to it. */
export interface Toolbar {
  readonly element: HTMLElement;
  show(facts: ToolbarFacts): void;
}

export function createToolbar(texts: TimelineTexts, parts: ToolbarParts): Toolbar {
  const { act, intend } = parts;
  const name = element('h1', 'name');
  name.dir = 'auto';
  const runId = element('span', 'run-id');
  const status = element('span', 'status');
  const started = element('span', 'fact');
  started.title = texts.fieldStarted;
  const elapsed = element('span', 'fact');
  elapsed.title = texts.elapsed;
  const bar = element('progress', 'progress');
  bar.setAttribute('aria-label', texts.steps);
  const progressText = element('span', 'fact');
  const steps = element('span', 'steps', bar, progressText);
  steps.title = texts.steps;

  const pause = button('debug-pause', texts.pause, () => act('pause'), true);
  const resume = button('debug-continue', texts.resume, () => act('resume'), true);
  const cancel = button('circle-slash', texts.cancel, () => act('cancel'), true);
  const follow = button('arrow-right', texts.follow, () => intend({ kind: 'follow' }), true);
  const hold = button('debug-pause', texts.hold, () => intend({ kind: 'hold' }));
  const release = button('debug-start', texts.release, () => intend({ kind: 'hold' }), true);
  const idle = button('fold', texts.foldIdle, () => intend({ kind: 'idle' }));
  const clock = button('watch', texts.sinceStart, () => intend({ kind: 'clock' }));
  const agents = button('hubot', texts.byAgent, () => intend({ kind: 'agents' }));
  const list = button('list-flat', texts.hideList, () => intend({ kind: 'list' }));
  const endCompare = button('close', texts.endCompare, () => act('endCompare'), true);
  pause.id = 'timeline-pause';
  resume.id = 'timeline-resume';
  cancel.id = 'timeline-cancel';
  follow.id = 'timeline-follow';
  hold.id = 'timeline-hold';
  release.id = 'timeline-release';
  idle.id = 'timeline-idle';
  clock.id = 'timeline-clock';
  agents.id = 'timeline-agents';
  list.id = 'timeline-list';
  endCompare.id = 'timeline-end-compare';

  let acts: readonly TimelineAct[] = [];
  const item = (icon: string, label: string, run: () => void, close: () => void) => {
    const made = button(
      icon,
      label,
      () => {
        close();
        run();
      },
      true,
    );
    made.classList.add('menu-item');
    return made;
  };
  const more = createMenu(
    'ellipsis',
    texts.more,
    (panel, close) => {
      const offers: readonly (readonly [TimelineAct, icon: string, label: string])[] = [
        ['completeRun', 'pass', texts.completeRun],
        ['logEvent', 'comment', texts.logEvent],
        ['linkAgent', 'link', texts.linkAgent],
        ['compare', 'git-compare', texts.compare],
        ['saveRunToFile', 'save', texts.saveRunToFile],
        ['openInstructions', 'edit', texts.openInstructions],
        ['refresh', 'refresh', texts.refresh],
      ];
      panel.replaceChildren(
        ...offers
          .filter(([word]) => acts.includes(word))
          .map(([word, icon, label]) => item(icon, label, () => act(word), close)),
        element('hr'),
        item('expand-all', texts.expandAll, () => intend({ kind: 'expandAll' }), close),
        item('collapse-all', texts.collapseAll, () => intend({ kind: 'collapseAll' }), close),
        item('keyboard', texts.keyboard, () => intend({ kind: 'keys' }), close),
      );
    },
    false,
  );
  more.button.id = 'timeline-more';
  const exports = createMenu(
    'export',
    texts.exportAs,
    (panel, close) => {
      const labels: Readonly<Record<ExportKind, string>> = {
        png: texts.exportPng,
        svg: texts.exportSvg,
        jsonl: texts.exportJsonl,
        csv: texts.exportCsv,
      };
      panel.replaceChildren(
        ...exportKinds.map((kind) =>
          item(
            kind === 'png' || kind === 'svg' ? 'file-media' : 'file',
            labels[kind],
            () => parts.exportAs(kind),
            close,
          ),
        ),
      );
    },
    false,
  );
  exports.button.id = 'timeline-export';
  const tools = element(
    'div',
    'buttons',
    pause,
    resume,
    cancel,
    endCompare,
    element('span', 'gap'),
    release,
    follow,
    hold,
    idle,
    clock,
    agents,
    button('zoom-out', texts.zoomOut, () => intend({ kind: 'zoom', factor: 1.5 })),
    button('zoom-in', texts.zoomIn, () => intend({ kind: 'zoom', factor: 1 / 1.5 })),
    button('screen-full', texts.fit, () => intend({ kind: 'fit' })),
    list,
    element('span', 'gap'),
    exports.element,
    more.element,
  );
  const said = element('div', 'announcer');
  said.setAttribute('role', 'status');
  const oldSaid = element('div', 'announcer');
  oldSaid.setAttribute('role', 'status');
  const freshnessText = element('span');
  const mend = element('button', 'button link');
  mend.type = 'button';
  mend.addEventListener('click', () => act('mend'));
  const reading = element('progress', 'progress');
  reading.setAttribute('aria-label', texts.loading);
  const warning = codicon('warning');
  const freshnessBar = element('div', 'freshness', warning, freshnessText, reading, mend);
  const outcome = element('details', 'outcome');
  const facts = element('div', 'facts', status, started, elapsed, steps);
  const title = element('div', 'title', name, runId);
  const header = element('div', 'toolbar', title, facts, tools);
  status.id = 'timeline-status';
  elapsed.id = 'timeline-elapsed';
  progressText.id = 'timeline-progress';
  freshnessBar.id = 'timeline-freshness';
  outcome.id = 'timeline-outcome';

  let outcomeShown: string | undefined;
  /** What went wrong and what came out of it, each if there is such a thing. */
  function showOutcome({ error, resultSummary, resultPayload }: RunHeader): void {
    const key = jsonText([error, resultSummary, resultPayload]);
    if (key === outcomeShown) return;
    outcomeShown = key;
    outcome.hidden = !error && !resultSummary && !resultPayload;
    outcome.open = true;
    const payload = element('details', 'outcome-payload', element('summary', '', texts.payload));
    if (resultPayload) payload.append(jsonTree(resultPayload));
    outcome.replaceChildren(
      element('summary', '', error ? texts.error : texts.result),
      ...(error ? [isolated(shortened(error, longestOutcome), 'outcome-text is-error')] : []),
      ...(resultSummary ? [isolated(shortened(resultSummary, longestOutcome), 'outcome-text')] : []),
      ...(resultPayload ? [payload] : []),
    );
  }
  outcome.hidden = true;

  const press = (control: HTMLElement, on: boolean) => {
    control.setAttribute('aria-pressed', String(on));
    control.classList.toggle('is-on', on);
  };

  function showRun(run: RunHeader, { progress: { done, total }, now }: ToolbarFacts): void {
    const mission = plainLine(run.missionName);
    setText(name, shortened(mission));
    name.title = shortened(mission, 2000);
    setText(runId, plainLine(run.runId.slice(0, 8)));
    runId.title = plainLine(run.runId);
    const word = wordFor(texts.runStatus, run.status);
    if (status.dataset.status !== run.status) {
      status.dataset.status = run.status;
      status.replaceChildren(statusIcon('run', run.status), isolated(shortened(word, 60)));
      setText(said, `${shortened(mission, 80)}: ${word}`);
    }
    setText(started, hasStart(run) ? sayDay(texts.locale, run.startedAt) : '');
    const end = run.active ? now : (run.finishedAt ?? run.updatedAt);
    setText(elapsed, hasStart(run) ? formatLasted(span(run.startedAt, end), run.active) : texts.noTime);
    bar.hidden = total === 0;
    bar.max = Math.max(1, total);
    bar.value = done;
    setText(progressText, total === 0 ? '' : `${done}/${total}`);
    ({ acts } = run);
    for (const [control, icon, word] of [
      [pause, 'debug-pause', 'pause'],
      [resume, 'debug-continue', 'resume'],
      [cancel, 'circle-slash', 'cancel'],
    ] as const) {
      control.hidden = !acts.includes(word);
      control.disabled = run.busy;
      // One spinner is enough to say that something is under way.
      setIcon(control, run.busy && control !== cancel ? 'loading' : icon);
    }
    tools.ariaBusy = String(run.busy);
    showOutcome(run);
  }

  function showSwitches(facts: ToolbarFacts): void {
    const { run, following, holding, heldEvents, canFold, folded, sinceStart, byAgent, listOpen, comparing } = facts;
    const active = run?.active ?? false;
    follow.hidden = !active || following;
    hold.hidden = !active || holding;
    release.hidden = !holding;
    const label = release.lastElementChild;
    if (label instanceof HTMLElement)
      setText(label, heldEvents > 0 ? fill(texts.fresh, heldEvents.toLocaleString(texts.locale)) : texts.release);
    release.title = texts.release;
    release.ariaLabel = heldEvents > 0 ? `${texts.release}: ${countOf(heldEvents, texts)}` : texts.release;
    idle.hidden = !canFold;
    press(idle, folded);
    press(clock, sinceStart);
    press(agents, byAgent);
    press(list, listOpen);
    list.title = listOpen ? texts.hideList : texts.showList;
    list.ariaLabel = list.title;
    endCompare.hidden = !comparing;
  }

  function showFreshness(freshness: Freshness, missing: string | undefined): void {
    const isNoted = freshness.kind === 'live' && missing !== undefined;
    freshnessBar.hidden = freshness.kind === 'live' && !isNoted;
    freshnessBar.classList.toggle('stale', freshness.kind === 'stale');
    warning.hidden = freshness.kind !== 'stale' && !isNoted;
    reading.hidden = freshness.kind !== 'reading' && freshness.kind !== 'loading';
    mend.hidden = freshness.kind !== 'stale' || !freshness.mend;
    if (freshness.kind !== 'stale') setText(oldSaid, '');
    switch (freshness.kind) {
      case 'live':
        setText(freshnessText, missing ?? '');
        break;
      case 'loading':
        // Without a value the bar says that nobody knows how long.
        reading.removeAttribute('value');
        setText(freshnessText, texts.loading);
        break;
      case 'reading': {
        const { loaded, total } = freshness;
        reading.max = Math.max(1, total);
        reading.value = loaded;
        const number = (value: number) => value.toLocaleString(texts.locale);
        setText(freshnessText, fill(texts.reading, number(loaded), number(total)));
        break;
      }
      case 'stale': {
        const at = freshness.at === undefined ? '' : sayMoment(texts.locale, freshness.at);
        setText(freshnessText, `${at ? `${fill(texts.asOf, at)} ` : ''}${plainText(freshness.message)}`);
        setText(oldSaid, freshnessText.textContent);
        if (freshness.mend) setText(mend, freshness.mend.title);
        break;
      }
    }
  }

  return {
    element: element('header', 'top', header, freshnessBar, outcome, said, oldSaid),
    show(facts) {
      header.hidden = !facts.run;
      if (facts.run) showRun(facts.run, facts);
      showSwitches(facts);
      showFreshness(facts.freshness, facts.missing);
    },
  };
}
