import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import { own } from '../../model/jsonObject';
import { plainLine } from '../../model/plainText';
import { fill, wordFor, type TimelineTexts } from '../../protocol/texts';
import { sayExact, type Clock } from '../geometry/axis';
import { button, codicon, element, isolated, setText } from '../../webview/dom';
import type { EventLanes } from '../geometry/eventLanes';
import type { Summaries } from '../bridge/summaries';
import { shortened } from '../state/labels';

const rowHeight = 22;
/** The row of headings, which stays while the others scroll below it. */
const headHeight = rowHeight;
/** The virtualizer counts its rows anew whenever their number changes: it is told of so many at a time. */
const roomAhead = 8192;
/**
 * The tallest that an element may become (px): Chromium gives up at 2^25. Of more events than fit the list shows the
 * newest; the chart shows all.
 */
const tallest = 33_000_000;
export const mostListed = Math.floor(tallest / rowHeight);

export type EventListParts = {
  readonly summaries: Summaries;
  readonly clock: () => Clock;
  /** What a step is called. */
  readonly stepName: (stepId: string) => string;
  readonly select: (index: number) => void;
  /** Show everything about what is selected. */
  readonly open: () => void;
};

export type EventListFacts = {
  readonly events: EventLanes;
  /** The index of the selected event. */
  readonly selected: number | undefined;
  readonly filtering: boolean;
};

/**
 * All events that pass the filter, in the order of time, as a grid of which only the rows in sight exist. It is also
 * what a screen reader reads of the events. What is being read stands still: it moves by itself only while it stands
 * at the end.
 */
export interface EventList {
  readonly element: HTMLElement;
  render(facts: EventListFacts): void;
  focus(): void;
}

export const eventIcons: Readonly<Record<string, string>> = {
  status_change: 'arrow-swap',
  step_started: 'play',
  step_completed: 'pass',
  step_failed: 'error',
  tool_call: 'tools',
  tool_result: 'reply',
  message: 'comment',
  error: 'error',
  custom: 'circle-filled',
};

type Line = {
  readonly node: HTMLElement;
  readonly cells: readonly [HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement];
  /** The event that is shown, and whether its summary is. */
  index: number;
  whole: boolean;
};

export function createEventList(texts: TimelineTexts, parts: EventListParts): EventList {
  const names = [texts.fieldTime, texts.fieldType, texts.fieldStep, texts.fieldAgent, texts.summary];
  const heads = names.map((name) => {
    const cell = element('div', 'cell', name);
    cell.setAttribute('role', 'columnheader');
    return cell;
  });
  const head = element('div', 'line is-head', ...heads);
  head.setAttribute('role', 'row');
  head.setAttribute('aria-rowindex', '1');
  const sheet = element('div', 'lines');
  sheet.setAttribute('role', 'rowgroup');
  const grid = element('div', 'grid', head, sheet);
  grid.id = 'timeline-events';
  grid.setAttribute('role', 'grid');
  grid.setAttribute('aria-label', texts.eventList);
  grid.setAttribute('aria-colcount', String(names.length));
  grid.tabIndex = 0;
  const none = element('p', 'list-empty', texts.noMatch);
  const toEnd = button('arrow-down', '', () => scrollToEnd(), true);
  toEnd.classList.add('to-end');
  const timeless = element('p', 'list-note');
  timeless.hidden = true;
  const list = element('div', 'event-list', grid, none, timeless, toEnd);

  let facts: EventListFacts | undefined;
  /** How many of the events, from the first on, are not listed. */
  let skipped = 0;
  let count = 0;
  /** The event at the top of what is in sight, and how far it is scrolled above it (px). */
  let anchor: { readonly index: number; readonly above: number } | undefined;
  let atEnd = true;
  let countAtEnd = 0;
  /** Where the keys have gone since the last frame: the next key goes on from there. */
  let movedTo: number | undefined;
  let shownOf: EventLanes['all'] | undefined;
  const lines = new Map<number, Line>();
  const spare: Line[] = [];

  const options: VirtualizerOptions<HTMLElement, HTMLElement> = {
    count: 0,
    getScrollElement: () => grid,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => {
      if (facts) show(facts);
    },
  };
  const virtual = new Virtualizer(options);
  virtual._willUpdate();
  grid.addEventListener('scroll', () => {
    atEnd = grid.scrollTop + grid.clientHeight >= headHeight + count * rowHeight - 2;
    if (atEnd) countAtEnd = count;
    noteAnchor();
  });

  function noteAnchor(): void {
    const place = Math.floor(grid.scrollTop / rowHeight);
    const index = facts?.events.all.indexes[skipped + place];
    anchor = index === undefined ? undefined : { index, above: grid.scrollTop - place * rowHeight };
  }

  function scrollToEnd(): void {
    grid.scrollTop = headHeight + count * rowHeight;
    atEnd = true;
    countAtEnd = count;
  }

  function makeLine(): Line {
    const cell = () => {
      const made = element('div', 'cell');
      made.setAttribute('role', 'gridcell');
      return made;
    };
    const cells = [cell(), cell(), cell(), cell(), cell()] as const;
    const node = element('div', 'line', ...cells);
    node.setAttribute('role', 'row');
    const line: Line = { node, cells, index: -1, whole: false };
    node.addEventListener('click', () => parts.select(line.index));
    node.addEventListener('dblclick', () => parts.open());
    return line;
  }

  function fillLine(line: Line, index: number, { events }: EventListFacts): void {
    const [time, type, step, agent, summary] = line.cells;
    if (line.index !== index) {
      line.index = index;
      line.whole = false;
      line.node.id = `event-${index}`;
      line.node.classList.toggle('is-error', events.isError(index));
      const word = events.type(index);
      const icon = codicon(own(eventIcons, word) ?? 'circle-filled');
      icon.dataset.event = own(eventIcons, word) ? word : 'custom';
      type.replaceChildren(icon, isolated(shortened(wordFor(texts.eventType, word), 60)));
      step.replaceChildren(isolated(shortened(parts.stepName(events.stepId(index)), 120)));
      const agentId = plainLine(events.agentId(index));
      agent.replaceChildren(isolated(shortened(agentId, 60)));
      agent.title = shortened(agentId, 200);
      summary.replaceChildren();
    }
    setText(time, sayExact(parts.clock(), events.timestamp(index)));
    if (line.whole) return;
    const known = parts.summaries.get(index, events.length);
    if (!known) return;
    line.whole = true;
    const text = 'text' in known ? shortened(known.text.replace(/\s+/g, ' ')) : known.refused;
    summary.replaceChildren(isolated(text));
    summary.title = text;
  }

  function show(now: EventListFacts): void {
    const { events, selected } = now;
    const items = virtual.getVirtualItems().filter(({ index }) => index < count);
    const wanted = new Set(items.map(({ index }) => index));
    for (const [place, line] of lines) {
      if (wanted.has(place)) continue;
      lines.delete(place);
      line.node.remove();
      spare.push(line);
    }
    let before: Element | null = sheet.firstElementChild;
    for (const { index: place, start } of items) {
      const index = events.all.indexes[skipped + place] ?? 0;
      let line = lines.get(place);
      if (!line) {
        line = spare.pop() ?? makeLine();
        lines.set(place, line);
      }
      fillLine(line, index, now);
      const { node } = line;
      const transform = `translateY(${start}px)`;
      if (node.style.transform !== transform) node.style.transform = transform;
      const rowIndex = String(place + 2);
      if (node.getAttribute('aria-rowindex') !== rowIndex) node.setAttribute('aria-rowindex', rowIndex);
      const isSelected = String(index === selected);
      if (node.getAttribute('aria-selected') !== isSelected) node.setAttribute('aria-selected', isSelected);
      // A screen reader walks the page's order.
      if (node === before) before = before.nextElementSibling;
      else sheet.insertBefore(node, before);
    }
    const active = selected !== undefined && [...lines.values()].some(({ index }) => index === selected);
    if (active) grid.setAttribute('aria-activedescendant', `event-${selected}`);
    else grid.removeAttribute('aria-activedescendant');
  }

  function placeOf(index: number | undefined): number {
    if (!facts || index === undefined) return -1;
    const { events } = facts;
    return events.all.placeOf(events.timestamp(index), index) - skipped;
  }

  function move(to: number): void {
    if (!facts || count === 0) return;
    const place = Math.min(count - 1, Math.max(0, to));
    const index = facts.events.all.indexes[skipped + place];
    if (index === undefined) return;
    intoView(place);
    movedTo = index;
    parts.select(index);
  }

  function intoView(place: number): void {
    const top = place * rowHeight;
    const room = grid.clientHeight - headHeight - rowHeight;
    if (top < grid.scrollTop) grid.scrollTop = top;
    else if (top > grid.scrollTop + room) grid.scrollTop = top - room;
  }

  grid.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor((grid.clientHeight - headHeight) / rowHeight) - 1);
    const at = placeOf(movedTo ?? facts?.selected);
    const from = at >= 0 ? at : atEnd ? count : -1;
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    if (Object.hasOwn(steps, event.key)) move(from + (steps[event.key] ?? 0));
    else if (event.key === 'Home') move(0);
    else if (event.key === 'End') {
      move(count - 1);
      scrollToEnd();
    } else if (event.key === 'Enter') parts.open();
    else return;
    event.preventDefault();
  });

  let selectedBefore: number | undefined;
  return {
    element: list,
    focus: () => grid.focus(),
    render(now) {
      const { all } = now.events;
      facts = now;
      movedTo = undefined;
      const replaced = all !== shownOf;
      shownOf = all;
      skipped = Math.max(0, all.length - mostListed);
      count = all.length - skipped;
      grid.setAttribute('aria-rowcount', String(count + 1));
      none.hidden = count > 0 || !now.filtering;
      const { withoutTime } = now.events;
      timeless.hidden = withoutTime === 0;
      if (withoutTime > 0) setText(timeless, fill(texts.withoutTime, withoutTime.toLocaleString(texts.locale)));
      const height = `${count * rowHeight}px`;
      if (sheet.style.height !== height) {
        sheet.style.height = height;
        const room = Math.ceil(count / roomAhead) * roomAhead;
        if (room !== virtual.options.count) {
          virtual.setOptions({ ...options, count: room });
          virtual._willUpdate();
        }
        // What comes in between what is shown, or before it, does not move what is being read.
        const place = placeOf(anchor?.index);
        if (atEnd) scrollToEnd();
        else if (anchor && place >= 0) grid.scrollTop = place * rowHeight + anchor.above;
        else if (replaced) noteAnchor();
      }
      const come = count - countAtEnd;
      toEnd.hidden = atEnd || come <= 0;
      if (toEnd.lastElementChild instanceof HTMLElement)
        setText(toEnd.lastElementChild, fill(texts.fresh, come.toLocaleString(texts.locale)));
      toEnd.ariaLabel = toEnd.lastElementChild?.textContent ?? null;
      if (now.selected !== selectedBefore) {
        selectedBefore = now.selected;
        const place = placeOf(now.selected);
        if (place >= 0) intoView(place);
      }
      show(now);
    },
  };
}
