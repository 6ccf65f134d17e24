import { plainLine } from '../../model/plainText';
import { wordFor, type TimelineTexts } from '../../protocol/texts';
import { element, eventIcon, isolated, setText } from '../../webview/dom';
import type { Summaries } from '../bridge/summaries';
import { formatExact, type Clock } from '../geometry/axis';
import type { EventLanes } from '../geometry/eventLanes';
import { shortened } from '../state/labels';

export type EventLineParts = {
  readonly summaries: Summaries;
  readonly clock: () => Clock;
  /** What a step is called. */
  readonly stepName: (stepId: string) => string;
  readonly select: (index: number) => void;
  /** Show everything about what is selected. */
  readonly open: () => void;
};

/** Which event stands at which place of the list, and how far down (px). */
export type PlacedEvent = { readonly place: number; readonly index: number; readonly top: number };

/** The lines that exist: those in sight. Lines that have gone out of sight are used again. */
export interface EventLines {
  show(placed: readonly PlacedEvent[], events: EventLanes, selected: number | undefined): void;
  /** Whether the event has a line. */
  has(index: number): boolean;
}

type Line = {
  readonly node: HTMLElement;
  readonly cells: readonly [HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement];
  /** The event that is shown, what its step is called, and whether its summary is shown. */
  index: number;
  stepName: string;
  whole: boolean;
};

export function createEventLines(sheet: HTMLElement, texts: TimelineTexts, parts: EventLineParts): EventLines {
  const lines = new Map<number, Line>();
  const spare: Line[] = [];

  function makeLine(): Line {
    const cell = () => {
      const made = element('div', 'cell');
      made.setAttribute('role', 'gridcell');
      return made;
    };
    const cells = [cell(), cell(), cell(), cell(), cell()] as const;
    const node = element('div', 'line', ...cells);
    node.setAttribute('role', 'row');
    const line: Line = { node, cells, index: -1, stepName: '', whole: false };
    node.addEventListener('click', () => parts.select(line.index));
    node.addEventListener('dblclick', () => parts.open());
    return line;
  }

  function setEvent(line: Line, index: number, events: EventLanes): void {
    const [, type, , agent, summary] = line.cells;
    line.index = index;
    line.whole = false;
    line.node.id = `event-${index}`;
    line.node.classList.toggle('is-error', events.isError(index));
    const word = events.type(index);
    type.replaceChildren(eventIcon(word), isolated(shortened(wordFor(texts.eventType, word), 60)));
    const agentId = plainLine(events.agentId(index));
    agent.replaceChildren(isolated(shortened(agentId, 60)));
    agent.title = shortened(agentId, 200);
    summary.replaceChildren();
  }

  function fillIn(line: Line, events: EventLanes, clock: Clock): void {
    const [time, , step, , summary] = line.cells;
    setText(time, formatExact(clock, events.timestamp(line.index)));
    // A plan may come after the events of its steps.
    const stepName = parts.stepName(events.stepId(line.index));
    if (line.stepName !== stepName) {
      line.stepName = stepName;
      step.replaceChildren(isolated(shortened(stepName, 120)));
    }
    if (line.whole) return;
    const known = parts.summaries.get(line.index, events.length);
    if (!known) return;
    line.whole = true;
    const text = 'text' in known ? shortened(known.text.replace(/\s+/g, ' ')) : known.refused;
    summary.replaceChildren(isolated(text));
    summary.title = text;
  }

  function dropOutOfSight(placed: readonly PlacedEvent[]): void {
    const wanted = new Set(placed.map(({ place }) => place));
    for (const [place, line] of lines) {
      if (wanted.has(place)) continue;
      lines.delete(place);
      line.node.remove();
      spare.push(line);
    }
  }

  function lineAt(place: number): Line {
    let line = lines.get(place);
    if (!line) {
      line = spare.pop() ?? makeLine();
      lines.set(place, line);
    }
    return line;
  }

  return {
    has: (index) => [...lines.values()].some((line) => line.index === index),
    show(placed, events, selected) {
      dropOutOfSight(placed);
      const clock = parts.clock();
      let before: Element | null = sheet.firstElementChild;
      for (const { place, index, top } of placed) {
        const line = lineAt(place);
        if (line.index !== index) setEvent(line, index, events);
        fillIn(line, events, clock);
        const { node } = line;
        const transform = `translateY(${top}px)`;
        if (node.style.transform !== transform) node.style.transform = transform;
        setAttribute(node, 'aria-rowindex', String(place + 2));
        setAttribute(node, 'aria-selected', String(index === selected));
        // A screen reader walks the page's order.
        if (node === before) before = before.nextElementSibling;
        else sheet.insertBefore(node, before);
      }
    },
  };
}

/** Only where it differs: there are many lines, and most stay as they are. */
function setAttribute(node: HTMLElement, name: string, value: string): void {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}
