import type { Step } from '../model/plan';
import { formatDuration, span } from '../model/time';
import type { RunHeader, TimelineTexts } from '../protocol';
import type { EventLanes } from './density';
import { button, element, fill, isolated, wordFor } from './dom';
import type { Host } from './host';
import { rowName } from './gutter';
import type { Row } from './layout';

/** The most events of one mark that are listed. */
const mostListed = 100;

export type Shown =
  | { readonly kind: 'run'; readonly run: RunHeader }
  | { readonly kind: 'row'; readonly row: Row }
  | { readonly kind: 'events'; readonly indexes: readonly number[] };

export interface Details {
  readonly element: HTMLElement;
  show(shown: Shown | undefined, events: EventLanes, now: number): void;
}

type Field = readonly [name: string, value: string | undefined];

export function createDetails(
  texts: TimelineTexts,
  parts: { readonly host: Host; readonly close: () => void; readonly selectEvent: (index: number) => void },
): Details {
  const { host } = parts;
  const body = element('div', 'details-body');
  const heading = element('h2', '', texts.details);
  const panel = element(
    'aside',
    'details',
    element('div', 'details-head', heading, button('close', texts.close, parts.close)),
    body,
  );
  panel.setAttribute('aria-label', texts.details);
  panel.hidden = true;
  /** What is shown now, so that a live update neither moves nor flickers what is being read. */
  let looks = '';

  const time = (ms: number | undefined) =>
    ms === undefined
      ? undefined
      : `${new Date(ms).toLocaleString(texts.locale)}.${String(Math.trunc(ms) % 1000).padStart(3, '0')}`;

  function fields(rows: readonly Field[]): HTMLElement {
    const list = element('dl');
    for (const [name, value] of rows)
      if (value) list.append(element('dt', '', name), element('dd', '', isolated(value)));
    return list;
  }

  /** JSON as it came, indented, to be unfolded and copied. */
  function json(title: string, text: string | undefined): Node[] {
    if (!text) return [];
    const copy = button('copy', texts.copy, () => {
      host.send({ kind: 'copy', text });
      copy.title = texts.copied;
    });
    const summary = element('summary', '', title, copy);
    const block = element('details', 'json', summary, element('pre', '', text));
    block.open = true;
    return [block];
  }

  function runNodes(run: RunHeader): Node[] {
    return [
      fields([
        [texts.fieldStatus, wordFor(texts.runStatus, run.status)],
        [texts.fieldStarted, time(run.startedAt)],
        [texts.fieldFinished, time(run.finishedAt)],
        [texts.fieldUpdated, time(run.updatedAt)],
        [texts.result, run.resultSummary],
        [texts.error, run.error],
        ['run_id', run.runId],
        ['mission_id', run.missionId],
      ]),
      ...json(texts.result, run.resultPayload),
      ...json(texts.input, run.input),
    ];
  }

  function stepNodes(row: Row, step: Step, now: number): Node[] {
    const { bar } = row;
    return [
      element('p', 'lead', isolated(rowName(row, texts))),
      fields([
        [texts.fieldStatus, wordFor(texts.stepStatus, step.status)],
        [texts.fieldStarted, time(step.startedAt)],
        [texts.fieldFinished, time(step.completedAt)],
        [texts.fieldDuration, bar ? formatDuration(span(bar.start, bar.end ?? now)) : undefined],
        ['step_id', step.stepId],
        ['sequence', String(step.sequence)],
        ['parent_step_id', step.parentStepId],
      ]),
      ...json(texts.fieldMetadata, step.metadata && JSON.stringify(step.metadata, undefined, 2)),
    ];
  }

  function rowNodes(row: Row, events: EventLanes, now: number): Node[] {
    const head = row.step ? stepNodes(row, row.step, now) : [element('p', 'lead', isolated(rowName(row, texts)))];
    const latest = row.lanes.flatMap((lane) =>
      Array.from(lane.indexes.subarray(Math.max(0, lane.length - mostListed), lane.length)),
    );
    latest.sort((a, b) => events.timestamp(b) - events.timestamp(a) || b - a);
    return [...head, ...eventList(latest.slice(0, mostListed), events)];
  }

  function eventList(indexes: readonly number[], events: EventLanes): Node[] {
    if (indexes.length === 0) return [];
    const list = element('ul', 'events');
    for (const index of indexes) {
      const type = wordFor(texts.eventType, events.type(index));
      const clock = new Date(events.timestamp(index)).toLocaleTimeString(texts.locale);
      const summary = isolated('', 'summary');
      const open = element('button', 'event', element('span', 'when', clock), element('span', 'what', type), summary);
      open.type = 'button';
      open.addEventListener('click', () => parts.selectEvent(index));
      list.append(element('li', '', open));
      void host.ask({ kind: 'eventTexts', from: index, to: index + 1 }).then(
        (answer) => (summary.textContent = answer.summaries[0] ?? ''),
        (error: unknown) => (summary.textContent = error instanceof Error ? error.message : ''),
      );
    }
    return [list];
  }

  function eventNodes(index: number, events: EventLanes): Node[] {
    const summary = element('p', 'lead');
    const rest = element('div');
    const list = (eventId?: string) =>
      fields([
        [texts.fieldType, wordFor(texts.eventType, events.type(index))],
        [texts.fieldTime, time(events.timestamp(index))],
        [texts.fieldStep, events.stepId(index)],
        [texts.fieldAgent, events.agentId(index)],
        ['event_id', eventId],
      ]);
    rest.append(list());
    void host.ask({ kind: 'event', index }).then(
      (answer) => {
        summary.replaceChildren(isolated(answer.summary));
        rest.replaceChildren(list(answer.eventId), ...json(texts.payload, indented(answer.payload)));
      },
      (error: unknown) => summary.replaceChildren(error instanceof Error ? error.message : ''),
    );
    return [summary, rest];
  }

  return {
    element: panel,
    show(shown, events, now) {
      panel.hidden = !shown;
      if (!shown) {
        looks = '';
        return;
      }
      const { kind } = shown;
      const key =
        kind === 'events'
          ? JSON.stringify([kind, shown.indexes])
          : kind === 'run'
            ? JSON.stringify(shown)
            : JSON.stringify([kind, shown.row.key, shown.row.step, shown.row.lanes.map((lane) => lane.length)]);
      if (key === looks) return;
      looks = key;
      const [only] = kind === 'events' ? shown.indexes : [];
      if (kind === 'run') {
        heading.textContent = texts.details;
        body.replaceChildren(...runNodes(shown.run));
      } else if (kind === 'row') {
        heading.textContent = texts.fieldStep;
        body.replaceChildren(...rowNodes(shown.row, events, now));
      } else if (shown.indexes.length === 1 && only !== undefined) {
        heading.textContent = texts.fieldEvent;
        body.replaceChildren(...eventNodes(only, events));
      } else {
        heading.textContent = fill(texts.eventCount, shown.indexes.length);
        body.replaceChildren(...eventList(shown.indexes.slice(0, mostListed), events));
      }
    },
  };
}

function indented(text: string): string {
  if (!text) return '';
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
