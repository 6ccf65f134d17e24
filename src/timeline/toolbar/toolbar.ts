import type { TimelineTexts } from '../../protocol/texts';
import { element } from '../../webview/dom';
import { createFreshnessBar } from './freshnessBar';
import { createOutcome } from './outcome';
import { createRunFacts } from './runFacts';
import { createToolButtons } from './toolButtons';
import type { ToolbarFacts, ToolbarParts } from './toolbarFacts';

/** The header: what the run is, how it does, and what can be done to it. */
export interface Toolbar {
  readonly element: HTMLElement;
  show(facts: ToolbarFacts): void;
}

export function createToolbar(texts: TimelineTexts, parts: ToolbarParts): Toolbar {
  const runFacts = createRunFacts(texts);
  const tools = createToolButtons(texts, parts);
  const freshness = createFreshnessBar(texts, () => parts.act('freshnessAction'));
  const outcome = createOutcome(texts);
  const header = element('div', 'toolbar', ...runFacts.elements, tools.element);
  const announcers = [runFacts.announcer, freshness.announcer];
  return {
    element: element('header', 'top', header, freshness.element, outcome.element, ...announcers),
    show(facts) {
      const { run } = facts;
      header.hidden = !run;
      if (run) {
        runFacts.show(run, facts);
        outcome.show(run);
      }
      tools.show(facts);
      freshness.show(facts.freshness, facts.missing);
    },
  };
}
