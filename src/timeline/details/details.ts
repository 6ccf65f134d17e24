import { jsonText, parseJson } from '../../model/jsonObject';
import { stepTimes, type Attempt, type Step } from '../../model/plan';
import { formatLasted, span } from '../../model/time';
import { maxCopyLength, type RunHeader } from '../../protocol/messages';
import { fill, wordFor, type TimelineTexts } from '../../protocol/texts';
import { sayInstant } from '../geometry/axis';
import { button, element, isolated } from '../../webview/dom';
import { countOf, rowName, sayDuration } from '../state/labels';
import { createEventButtons } from './eventButtons';
import type { EventLanes } from '../geometry/eventLanes';
import type { Host } from '../bridge/host';
import { jsonTree } from '../../webview/jsonTree';
import { knownIds } from './knownIds';
import { hasStart, type Row } from '../geometry/layout';
import { mostSelected } from '../state/selection';
import type { Summaries } from '../bridge/summaries';

export type Shown =
  | { readonly kind: 'run'; readonly run: RunHeader }
  | { readonly kind: 'row'; readonly row: Row }
  | { readonly kind: 'events'; readonly indexes: readonly number[]; readonly count: number };

export interface Details {
  readonly element: HTMLElement;
  /** `canSet`: whether a step can be given another status. */
  show(shown: Shown | undefined, events: EventLanes, edge: number, canSet: boolean): void;
  focus(): void;
}

type Field = readonly [name: string, value: string | undefined];

export function createDetails(
  texts: TimelineTexts,
  parts: {
    readonly host: Host;
    readonly summaries: Summaries;
    readonly close: () => void;
    readonly selectEvent: (index: number) => void;
    /** Gives the step another status. */
    readonly setStepStatus: (stepId: string) => void;
  },
): Details {
  const { host } = parts;
  const list = createEventButtons(texts, parts.summaries, parts.selectEvent);
  const heading = element('h2');
  /** What "copy" puts on the clipboard. */
  let copied: (() => unknown) | undefined;
  const copy = button('copy', texts.copy, () => {
    if (copied) host.send({ kind: 'copy', text: jsonText(copied(), 2) });
  });
  copy.id = 'timeline-copy';
  const open = button('go-to-file', texts.openInEditor, () => {
    const text = jsonText(copied?.(), 2);
    if (copied && text.length <= maxCopyLength) host.send({ kind: 'openJson', text });
  });
  open.id = 'timeline-open-json';
  let stepId: string | undefined;
  const setStatus = button('edit', texts.setStepStatus, () => {
    if (stepId !== undefined) parts.setStepStatus(stepId);
  });
  setStatus.id = 'timeline-set-step-status';
  const facts = element('div', 'details-facts');
  const rest = element('div', 'details-rest');
  const body = element('div', 'details-body', facts, rest);
  body.tabIndex = 0;
  const head = element(
    'div',
    'details-head',
    heading,
    setStatus,
    open,
    copy,
    button('close', texts.close, parts.close),
  );
  const panel = element('aside', 'details', head, body);
  panel.id = 'timeline-details';
  panel.setAttribute('aria-label', texts.details);
  panel.hidden = true;
  /** What is shown now, so that a live update neither moves nor flickers what is being read. */
  let shownKey = '';
  let shownFacts = '';
  let shownEvents: EventLanes | undefined;

  const time = (ms: number | undefined) =>
    ms === undefined ? undefined : Number.isFinite(ms) ? sayInstant(texts.locale, ms) : texts.noTime;

  function fields(rows: readonly Field[]): HTMLElement {
    const made = element('dl');
    for (const [name, value] of rows)
      if (value) made.append(element('dt', '', name), element('dd', '', isolated(value)));
    return made;
  }

  function json(title: string, text: string | undefined): Node[] {
    return text ? [element('h3', '', title), ids(text), jsonTree(text)] : [];
  }

  /** Ids that lead elsewhere, each to be taken along with one click. */
  function ids(text: string): HTMLElement {
    const list = element('ul', 'known-ids');
    for (const { name, value } of knownIds(text)) {
      const take = button('copy', fill(texts.copyValue, name), () => host.send({ kind: 'copy', text: value }));
      list.append(element('li', '', element('span', 'known-name', name), isolated(value, 'known-value'), take));
    }
    list.hidden = list.childElementCount === 0;
    return list;
  }

  /** Facts are replaced where they differ, so that text that is being selected stays. */
  function setFacts(lead: string, rows: readonly Field[], ...more: readonly (readonly [string, string | undefined])[]) {
    const key = jsonText([lead, rows, more]);
    if (key === shownFacts) return;
    shownFacts = key;
    facts.replaceChildren(
      ...(lead ? [element('p', 'lead', isolated(lead))] : []),
      fields(rows),
      ...more.flatMap(([title, text]) => json(title, text)),
    );
  }

  function showRun(run: RunHeader, edge: number): void {
    copied = () => run;
    setFacts(
      run.resultSummary ?? '',
      [
        [texts.fieldStatus, wordFor(texts.runStatus, run.status)],
        [texts.fieldStarted, time(run.startedAt || NaN)],
        [texts.fieldFinished, time(run.finishedAt)],
        [texts.fieldDuration, hasStart(run) ? formatLasted(span(run.startedAt, edge), run.active) : undefined],
        [texts.fieldUpdated, time(run.updatedAt || NaN)],
        [texts.error, run.error],
        ['run_id', run.runId],
        ['mission_id', run.missionId],
      ],
      [texts.result, run.resultPayload],
      [texts.input, run.input],
    );
  }

  const sayAttempt = ({ start, end }: Attempt) => [start, end].flatMap((at) => time(at) ?? []).join(' – ');

  function showStep(row: Row, step: Step, edge: number): void {
    copied = () => step;
    const times = stepTimes(step);
    setFacts(
      rowName(row, texts),
      [
        [texts.fieldStatus, wordFor(texts.stepStatus, step.status)],
        [texts.fieldStarted, time(times.start)],
        [texts.fieldFinished, time(times.end)],
        [texts.fieldDuration, sayDuration(row, edge)],
        [texts.fieldBefore, times.before && sayAttempt(times.before)],
        ['step_id', step.stepId],
        ['sequence', String(step.sequence)],
        ['parent_step_id', step.parentStepId],
      ],
      [texts.fieldMetadata, step.metadata && jsonText(step.metadata)],
    );
  }

  function showEvent(index: number, events: EventLanes): void {
    const known = {
      type: events.type(index),
      timestamp: Number.isFinite(events.timestamp(index)) ? new Date(events.timestamp(index)).toISOString() : undefined,
      step_id: events.stepId(index) || undefined,
      agent_id: events.agentId(index) || undefined,
    };
    copied = () => known;
    const rows = (eventId?: string): Field[] => [
      [texts.fieldType, wordFor(texts.eventType, known.type)],
      [texts.fieldTime, time(events.timestamp(index))],
      [texts.fieldStep, known.step_id],
      [texts.fieldAgent, known.agent_id],
      ['event_id', eventId],
    ];
    setFacts('', rows());
    const waiting = element('p', 'waiting', texts.loading);
    rest.replaceChildren(waiting);
    const key = shownKey;
    host.ask({ kind: 'event', index }).then(
      ({ eventId, summary, payload }) => {
        if (key !== shownKey) return;
        copied = () => ({ event_id: eventId, ...known, summary, payload: parsed(payload) });
        setFacts(summary, rows(eventId));
        rest.replaceChildren(...json(texts.payload, payload));
      },
      (error: unknown) => {
        if (key !== shownKey) return;
        waiting.className = 'refused';
        waiting.textContent = error instanceof Error ? error.message : String(error);
      },
    );
  }

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

  return {
    element: panel,
    focus: () => body.focus(),
    show(shown, events, edge, canSet) {
      panel.hidden = !shown;
      stepId = shown?.kind === 'row' ? shown.row.step?.stepId : undefined;
      setStatus.hidden = !canSet || stepId === undefined;
      if (!shown) {
        shownKey = '';
        return;
      }
      switch (shown.kind) {
        case 'run':
          setKey('run', events);
          heading.textContent = texts.run;
          showRun(shown.run, edge);
          break;
        case 'row': {
          const { row } = shown;
          const isNew = setKey(`row ${row.key}`, events);
          heading.textContent = row.kind === 'agent' ? texts.fieldAgent : texts.fieldStep;
          if (row.step) showStep(row, row.step, edge);
          else setFacts(rowName(row, texts), []);
          list.showLatest(rest, row.lane, events, isNew);
          break;
        }
        case 'events': {
          const { indexes, count } = shown;
          const isNew = setKey(`events ${indexes.join()}`, events);
          const [only] = indexes;
          heading.textContent = count === 1 ? texts.fieldEvent : countOf(count, texts);
          if (count === 1 && only !== undefined) {
            if (isNew) showEvent(only, events);
          } else list.show(rest, indexes.slice(0, mostSelected), events, count);
          break;
        }
      }
      copy.hidden = copied === undefined;
      open.hidden = copied === undefined;
    },
  };
}

function parsed(payload: string): unknown {
  try {
    return payload ? parseJson(payload) : undefined;
  } catch {
    return payload;
  }
}
