import { jsonText, parseJson } from '../../model/jsonObject';
import { maxCopyLength, type RunHeader } from '../../protocol/messages';
import type { TimelineTexts } from '../../protocol/texts';
import { button, element } from '../../webview/dom';
import type { Host } from '../bridge/host';
import type { Summaries } from '../bridge/summaries';
import type { EventLanes } from '../geometry/eventLanes';
import type { Row } from '../geometry/layout';
import { countOf, rowName } from '../state/labels';
import { maxSelected, type Selection } from '../state/selection';
import { eventDetails, runDetails, stepDetails, type DetailFacts, type NameOfStep } from './detailFacts';
import { factNodes, jsonNodes } from './detailParts';
import { createEventButtons } from './eventButtons';

export type Shown =
  | { readonly kind: 'run'; readonly run: RunHeader }
  | { readonly kind: 'row'; readonly row: Row }
  | Pick<Extract<Selection, { readonly kind: 'events' }>, 'kind' | 'indexes' | 'count'>;

export interface Details {
  readonly element: HTMLElement;
  /** `canSet`: whether a step can be given another status. */
  show(shown: Shown | undefined, events: EventLanes, edge: number, canSet: boolean): void;
  focus(): void;
}

export type DetailsParts = {
  readonly host: Pick<Host, 'ask' | 'send'>;
  readonly summaries: Summaries;
  readonly close: () => void;
  readonly selectEvent: (index: number) => void;
  readonly stepName: NameOfStep;
  /** Gives the step another status. */
  readonly setStepStatus: (stepId: string) => void;
};

export function createDetails(texts: TimelineTexts, parts: DetailsParts): Details {
  const { host, stepName } = parts;
  const list = createEventButtons(texts, parts.summaries, parts.selectEvent);
  /** What "copy" puts on the clipboard. */
  let copied: (() => unknown) | undefined;
  let stepId: string | undefined;
  const { panel, heading, body, facts, rest, setStatus, open, copy } = createPanel(texts, {
    close: parts.close,
    setStatus: () => {
      if (stepId !== undefined) parts.setStepStatus(stepId);
    },
    copy: () => {
      if (copied) copyText(jsonText(copied(), 2));
    },
    open: () => {
      const text = jsonText(copied?.(), 2);
      if (copied && text.length <= maxCopyLength) host.send({ kind: 'openJson', text });
    },
  });
  /** What is shown now, so that a live update neither moves nor flickers what is being read. */
  let shownKey = '';
  let shownFacts = '';
  let shownEvents: EventLanes | undefined;

  const copyText = (text: string) => host.send({ kind: 'copy', text });

  /** Facts are replaced where they differ, so that text that is being selected stays. */
  function setFacts(shown: DetailFacts): void {
    const key = jsonText([shown.lead, shown.fields, shown.json]);
    if (key === shownFacts) return;
    shownFacts = key;
    facts.replaceChildren(...factNodes(shown, texts, copyText));
  }

  function showEvent(index: number, events: EventLanes): void {
    const known = {
      type: events.type(index),
      timestamp: events.timestamp(index),
      stepId: events.stepId(index),
      agentId: events.agentId(index),
    };
    const json = {
      type: known.type,
      timestamp: Number.isFinite(known.timestamp) ? new Date(known.timestamp).toISOString() : undefined,
      step_id: known.stepId || undefined,
      agent_id: known.agentId || undefined,
    };
    copied = () => json;
    setFacts(eventDetails(known, undefined, stepName, texts));
    const waiting = element('p', 'waiting', texts.loading);
    rest.replaceChildren(waiting);
    const key = shownKey;
    host.ask({ kind: 'event', index }).then(
      ({ eventId, summary, payload }) => {
        if (key !== shownKey) return;
        copied = () => ({ event_id: eventId, ...json, summary, payload: parsed(payload) });
        setFacts(eventDetails(known, { eventId, summary }, stepName, texts));
        rest.replaceChildren(...jsonNodes([texts.payload, payload], texts, copyText));
      },
      (error: unknown) => {
        if (key !== shownKey) return;
        waiting.className = 'refused';
        waiting.textContent = error instanceof Error ? error.message : String(error);
      },
    );
  }

  function showRow(row: Row, events: EventLanes, edge: number): void {
    const { step } = row;
    const isNew = setKey(`row ${row.key}`, events);
    heading.textContent = row.kind === 'agent' ? texts.fieldAgent : texts.fieldStep;
    if (step) copied = () => step;
    setFacts(
      step ? stepDetails(row, step, { edge, stepName }, texts) : { lead: rowName(row, texts), fields: [], json: [] },
    );
    list.showLatest(rest, row.lane, events, isNew);
  }

  function showEvents(indexes: readonly number[], count: number, events: EventLanes): void {
    const isNew = setKey(`events ${indexes.join()}`, events);
    const [only] = indexes;
    heading.textContent = count === 1 ? texts.fieldEvent : countOf(count, texts);
    if (count !== 1 || only === undefined) list.show(rest, indexes.slice(0, maxSelected), events, count);
    else if (isNew) showEvent(only, events);
  }

  /** Returns whether it is something else than before. */
  function setKey(key: string, events: EventLanes): boolean {
    if (key === shownKey && events === shownEvents) return false;
    shownKey = key;
    shownEvents = events;
    shownFacts = '';
    copied = undefined;
    facts.replaceChildren();
    rest.replaceChildren();
    body.scrollTop = 0;
    return true;
  }

  function showRun(run: RunHeader, events: EventLanes, edge: number): void {
    setKey('run', events);
    heading.textContent = texts.run;
    copied = () => run;
    setFacts(runDetails(run, edge, texts));
  }

  return {
    element: panel,
    focus: () => body.focus(),
    show(shown, events, edge, canSet) {
      panel.hidden = !shown;
      stepId = shown?.kind === 'row' ? shown.row.step?.stepId : undefined;
      setStatus.hidden = !canSet || stepId === undefined;
      switch (shown?.kind) {
        case undefined:
          shownKey = '';
          return;
        case 'run':
          showRun(shown.run, events, edge);
          break;
        case 'row':
          showRow(shown.row, events, edge);
          break;
        case 'events':
          showEvents(shown.indexes, shown.count, events);
          break;
      }
      copy.hidden = copied === undefined;
      open.hidden = copied === undefined;
    },
  };
}

type PanelActs = Readonly<Record<'close' | 'setStatus' | 'copy' | 'open', () => void>>;

/** The panel with its head, and what there is to be filled in. */
function createPanel(texts: TimelineTexts, acts: PanelActs) {
  const heading = element('h2');
  const copy = button('copy', texts.copy, acts.copy);
  copy.id = 'timeline-copy';
  const open = button('go-to-file', texts.openInEditor, acts.open);
  open.id = 'timeline-open-json';
  const setStatus = button('edit', texts.setStepStatus, acts.setStatus);
  setStatus.id = 'timeline-set-step-status';
  const facts = element('div', 'details-facts');
  const rest = element('div', 'details-rest');
  const body = element('div', 'details-body', facts, rest);
  body.tabIndex = 0;
  const close = button('close', texts.close, acts.close);
  const panel = element(
    'aside',
    'details',
    element('div', 'details-head', heading, setStatus, open, copy, close),
    body,
  );
  panel.id = 'timeline-details';
  panel.setAttribute('aria-label', texts.details);
  panel.hidden = true;
  return { panel, heading, body, facts, rest, setStatus, open, copy };
}

function parsed(payload: string): unknown {
  try {
    return payload ? parseJson(payload) : undefined;
  } catch {
    return payload;
  }
}
