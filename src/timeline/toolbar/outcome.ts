import { jsonText } from '../../model/jsonObject';
import type { RunHeader } from '../../protocol/messages';
import type { TimelineTexts } from '../../protocol/texts';
import { button, element, isolated } from '../../webview/dom';
import { shortened } from '../state/labels';

/** The longest result or error that the header shows; the details show all of it. */
const maxOutcomeLength = 5000;

/** What went wrong and what came out of the run, each if there is such a thing. */
export interface Outcome {
  readonly element: HTMLElement;
  show(run: RunHeader): void;
}

export function createOutcome(texts: TimelineTexts, showRun: () => void): Outcome {
  const outcome = element('details', 'outcome');
  outcome.id = 'timeline-outcome';
  outcome.hidden = true;
  let shown: string | undefined;
  return {
    element: outcome,
    show({ error, resultSummary, resultPayload }) {
      const key = jsonText([error, resultSummary, resultPayload]);
      if (key === shown) return;
      shown = key;
      outcome.hidden = !error && !resultSummary && !resultPayload;
      outcome.open = true;
      const more = button('', texts.payload, showRun, true);
      more.classList.add('link');
      outcome.replaceChildren(
        element('summary', '', error ? texts.error : texts.result),
        ...(error ? [isolated(shortened(error, maxOutcomeLength), 'outcome-text is-error')] : []),
        ...(resultSummary ? [isolated(shortened(resultSummary, maxOutcomeLength), 'outcome-text')] : []),
        ...(resultPayload ? [more] : []),
      );
    },
  };
}
