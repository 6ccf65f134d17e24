import type { RunHeader, TimelineAct } from '../../protocol/messages';
import type { TimelineTexts } from '../../protocol/texts';
import { button, element, setButtonText, setIcon, setName, setPressed, setUsable } from '../../webview/dom';
import { createRovingFocus } from '../../webview/rovingFocus';
import type { Action } from '../state/action';
import type { Banner } from '../state/banner';
import { newEventsText } from '../state/labels';
import { createExportMenu, createMoreMenu } from './toolbarMenus';
import type { ToolbarFacts, ToolbarParts } from './toolbarFacts';

/** What can be done to the run, and how the chart is shown. */
export interface ToolButtons {
  readonly element: HTMLElement;
  readonly resumeUpdates: HTMLElement;
  show(facts: ToolbarFacts): void;
}

export function createToolButtons(texts: TimelineTexts, parts: ToolbarParts): ToolButtons {
  const { act, dispatch } = parts;
  const forRun = (word: TimelineAct, id: string, icon: string, label: string) => {
    const made = button(icon, label, () => act(word), true);
    made.id = `timeline-${id}`;
    made.dataset.act = word;
    return made;
  };
  const pause = forRun('pause', 'pause', 'debug-pause', texts.pause);
  const resume = forRun('resume', 'resume', 'debug-continue', texts.resume);
  const cancel = forRun('cancel', 'cancel', 'circle-slash', texts.cancel);
  const endCompare = forRun('endCompare', 'end-compare', 'close', texts.endCompare);
  /** A button with a key that does the same. */
  const make = (id: string, icon: string, label: string, key: string, action: Action) => {
    const made = button(icon, label, () => dispatch(action));
    made.id = `timeline-${id}`;
    setName(made, label, key);
    return made;
  };
  const follow = make('follow', 'arrow-right', texts.follow, 'g', { kind: 'follow' });
  const hold = make('hold', 'unlock', texts.pauseUpdates, 'h', { kind: 'togglePause' });
  const idle = make('idle', 'fold', texts.foldIdle, 'i', { kind: 'idle' });
  const clock = make('clock', 'watch', texts.sinceStart, 't', { kind: 'clock' });
  const agents = make('agents', 'hubot', texts.byAgent, 'a', { kind: 'agents' });
  const list = make('list', 'list-flat', texts.hideList, 'l', { kind: 'list' });
  const zooms = [
    make('zoom-out', 'zoom-out', texts.zoomOut, '-', { kind: 'zoom', factor: 1.5 }),
    make('zoom-in', 'zoom-in', texts.zoomIn, '+', { kind: 'zoom', factor: 1 / 1.5 }),
  ];
  for (const zoom of zooms) zoom.classList.add('is-zoom');
  const fit = make('fit', 'screen-full', texts.fit, 'f', { kind: 'fit' });
  const resumeUpdates = button('arrow-down', texts.resumeUpdates, () => dispatch({ kind: 'togglePause' }), true);
  resumeUpdates.id = 'timeline-release';
  let acts: readonly TimelineAct[] = [];
  const tools = element(
    'div',
    'buttons',
    ...[pause, resume, cancel, endCompare, element('span', 'gap')],
    ...[follow, hold, idle, clock, agents, ...zooms, fit, list, element('span', 'gap')],
    createExportMenu(texts, parts),
    createMoreMenu(texts, parts, () => acts),
  );
  tools.setAttribute('role', 'toolbar');
  tools.ariaLabel = texts.toolbarLabel;
  const roving = createRovingFocus(tools);

  function showActs(run: RunHeader, banner: Banner | undefined): void {
    ({ acts } = run);
    const isOffered = (word: TimelineAct) => banner?.offers.some(({ act: offered }) => offered === word) ?? false;
    for (const [control, icon, word] of [
      [pause, 'debug-pause', 'pause'],
      [resume, 'debug-continue', 'resume'],
      [cancel, 'circle-slash', 'cancel'],
    ] as const) {
      control.hidden = !acts.includes(word) || isOffered(word);
      setUsable(control, !run.busy);
      // One spinner is enough to say that something is under way.
      const spins = control !== cancel || (pause.hidden && resume.hidden);
      setIcon(control, run.busy && spins ? 'loading' : icon);
    }
    tools.ariaBusy = String(run.busy);
  }

  function showPaused({ updatesPaused, pausedEventCount }: ToolbarFacts): void {
    resumeUpdates.hidden = !updatesPaused;
    const come = pausedEventCount > 0 ? newEventsText(pausedEventCount, texts) : '';
    setButtonText(resumeUpdates, come || texts.resumeUpdates, [texts.resumeUpdates, come].filter(Boolean).join(': '));
  }

  return {
    element: tools,
    resumeUpdates,
    show(facts) {
      const { run, banner, following, updatesPaused, canFold, folded, sinceStart, byAgent, listOpen, comparing } =
        facts;
      if (run) showActs(run, banner);
      const active = run?.active ?? false;
      follow.hidden = !active;
      setUsable(follow, !following);
      hold.hidden = !active && !updatesPaused;
      setPressed(hold, updatesPaused);
      setIcon(hold, updatesPaused ? 'lock' : 'unlock');
      showPaused(facts);
      idle.hidden = !canFold;
      setPressed(idle, folded);
      setPressed(clock, sinceStart);
      setPressed(agents, byAgent);
      setPressed(list, listOpen);
      setName(list, listOpen ? texts.hideList : texts.showList, 'l');
      endCompare.hidden = !comparing;
      roving.update();
    },
  };
}
