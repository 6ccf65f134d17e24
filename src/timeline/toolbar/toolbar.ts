import type { TimelineTexts } from '../../protocol/texts';
import { element } from '../../webview/dom';
import { createBannerBar } from './bannerBar';
import { createFreshnessBar } from './freshnessBar';
import { createOutcome } from './outcome';
import { createRunFacts } from './runFacts';
import { createToolButtons } from './toolButtons';
import type { ToolbarFacts, ToolbarParts } from './toolbarFacts';

/** The header: what the run is, how it does, what it needs, and what can be done to it. */
export interface Toolbar {
  readonly element: HTMLElement;
  /** Lets in updates that are held. It floats over the chart: the header does not move when updates come. */
  readonly resumeUpdates: HTMLElement;
  show(facts: ToolbarFacts): void;
}

const pausing = '[data-act="pause"], [data-act="resume"]';

export function createToolbar(texts: TimelineTexts, parts: ToolbarParts): Toolbar {
  const runFacts = createRunFacts(texts);
  const tools = createToolButtons(texts, parts);
  const banner = createBannerBar((act) => {
    if (act === 'showError') parts.dispatch({ kind: 'error', by: -1 });
    else parts.act(act);
  });
  const freshness = createFreshnessBar(texts, () => parts.act('freshnessAction'));
  const outcome = createOutcome(texts, parts.showRun);
  const header = element('div', 'toolbar', ...runFacts.elements, tools.element);
  const announcers = [runFacts.announcer, freshness.announcer];
  const top = element('header', 'top', ...[header, banner.element, freshness.element, outcome.element], ...announcers);
  return {
    element: top,
    resumeUpdates: tools.resumeUpdates,
    show(facts) {
      const { run } = facts;
      const { activeElement } = document;
      header.hidden = !run;
      if (run) {
        runFacts.show(run, facts);
        outcome.show(run);
      }
      banner.show(facts.banner, run?.busy ?? false);
      tools.show(facts);
      freshness.show(facts.freshness, facts.missing);
      if (document.hasFocus()) moveToOpposite(top, activeElement);
    },
  };
}

/** Pause has gone and Resume has come, or the other way around: one of them may be in the banner, the other in the toolbar. */
function moveToOpposite(top: HTMLElement, focused: Element | null): void {
  if (!focused?.matches(pausing) || focused.checkVisibility()) return;
  const shown = [...top.querySelectorAll<HTMLElement>(pausing)].find((control) => control.checkVisibility());
  shown?.focus();
}
