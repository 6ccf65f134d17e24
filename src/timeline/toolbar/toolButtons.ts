import type { RunHeader, TimelineAct } from '../../protocol/messages';
import { fill, type TimelineTexts } from '../../protocol/texts';
import { button, element, setButtonText, setIcon, setPressed } from '../../webview/dom';
import { countOf } from '../state/labels';
import { createExportMenu, createMoreMenu } from './toolbarMenus';
import type { ToolbarFacts, ToolbarParts } from './toolbarFacts';

/** What can be done to the run, and how the chart is shown. */
export interface ToolButtons {
  readonly element: HTMLElement;
  show(facts: ToolbarFacts): void;
}

export function createToolButtons(texts: TimelineTexts, parts: ToolbarParts): ToolButtons {
  const { act, dispatch } = parts;
  const make = (id: string, icon: string, label: string, onClick: () => void, showLabel = false) => {
    const made = button(icon, label, onClick, showLabel);
    made.id = `timeline-${id}`;
    return made;
  };
  const pause = make('pause', 'debug-pause', texts.pause, () => act('pause'), true);
  const resume = make('resume', 'debug-continue', texts.resume, () => act('resume'), true);
  const cancel = make('cancel', 'circle-slash', texts.cancel, () => act('cancel'), true);
  const endCompare = make('end-compare', 'close', texts.endCompare, () => act('endCompare'), true);
  const follow = make('follow', 'arrow-right', texts.follow, () => dispatch({ kind: 'follow' }), true);
  const pauseUpdates = make('hold', 'debug-pause', texts.pauseUpdates, () => dispatch({ kind: 'togglePause' }));
  const resumeUpdates = make(
    'release',
    'debug-start',
    texts.resumeUpdates,
    () => dispatch({ kind: 'togglePause' }),
    true,
  );
  const idle = make('idle', 'fold', texts.foldIdle, () => dispatch({ kind: 'idle' }));
  const clock = make('clock', 'watch', texts.sinceStart, () => dispatch({ kind: 'clock' }));
  const agents = make('agents', 'hubot', texts.byAgent, () => dispatch({ kind: 'agents' }));
  const list = make('list', 'list-flat', texts.hideList, () => dispatch({ kind: 'list' }));
  let acts: readonly TimelineAct[] = [];
  const tools = element(
    'div',
    'buttons',
    ...[pause, resume, cancel, endCompare, element('span', 'gap')],
    ...[resumeUpdates, follow, pauseUpdates, idle, clock, agents],
    button('zoom-out', texts.zoomOut, () => dispatch({ kind: 'zoom', factor: 1.5 })),
    button('zoom-in', texts.zoomIn, () => dispatch({ kind: 'zoom', factor: 1 / 1.5 })),
    button('screen-full', texts.fit, () => dispatch({ kind: 'fit' })),
    ...[list, element('span', 'gap')],
    createExportMenu(texts, parts),
    createMoreMenu(texts, parts, () => acts),
  );

  function showActs(run: RunHeader): void {
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
  }

  function showPaused({ updatesPaused, pausedEventCount }: ToolbarFacts): void {
    resumeUpdates.hidden = !updatesPaused;
    const isNews = pausedEventCount > 0;
    setButtonText(
      resumeUpdates,
      isNews ? fill(texts.fresh, pausedEventCount.toLocaleString(texts.locale)) : texts.resumeUpdates,
      isNews ? `${texts.resumeUpdates}: ${countOf(pausedEventCount, texts)}` : texts.resumeUpdates,
    );
  }

  return {
    element: tools,
    show(facts) {
      const { run, following, updatesPaused, canFold, folded, sinceStart, byAgent, listOpen, comparing } = facts;
      if (run) showActs(run);
      const active = run?.active ?? false;
      follow.hidden = !active || following;
      pauseUpdates.hidden = !active || updatesPaused;
      showPaused(facts);
      idle.hidden = !canFold;
      setPressed(idle, folded);
      setPressed(clock, sinceStart);
      setPressed(agents, byAgent);
      setPressed(list, listOpen);
      list.title = listOpen ? texts.hideList : texts.showList;
      list.ariaLabel = list.title;
      endCompare.hidden = !comparing;
    },
  };
}
