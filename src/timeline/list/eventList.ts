import { fill, type TimelineTexts } from '../../protocol/texts';
import { button, element, setButtonText, setText } from '../../webview/dom';
import { formatNumber } from '../geometry/axis';
import type { EventLanes } from '../geometry/eventLanes';
import { newEventsText } from '../state/labels';
import { createEventLines, type EventLineParts, type PlacedEvent } from './eventLines';
import { lineHeight, ListScroll } from './listScroll';

/**
 * The tallest that an element may become (px): Chromium gives up at 2^25. Of more events than fit the list shows the
 * newest; the chart shows all.
 */
const maxElementHeight = 33_000_000;
const maxListed = Math.floor(maxElementHeight / lineHeight);

export type EventListFacts = {
  readonly events: EventLanes;
  /** The index of the selected event. */
  readonly selected: number | undefined;
  readonly filtering: boolean;
};

/**
 * All events that pass the filter, in the order of time, as a grid of which only the rows in sight exist. It is also
 * what a screen reader reads of the events.
 */
export interface EventList {
  readonly element: HTMLElement;
  /** Returns how many events have come below what is in sight. */
  render(facts: EventListFacts): number;
}

export function createEventList(texts: TimelineTexts, parts: EventLineParts): EventList {
  const { grid, sheet } = createGrid(texts);
  const lines = createEventLines(sheet, texts, parts);
  const none = element('p', 'list-empty', texts.noMatch);
  const toEnd = button('arrow-down', '', () => scroll.toEnd(), true);
  toEnd.classList.add('to-end');
  const timeless = element('p', 'list-note');
  timeless.hidden = true;
  const list = element('div', 'event-list', grid, none, timeless, toEnd);

  let facts: EventListFacts | undefined;
  /** How many of the events, from the first on, are not listed. */
  let skipped = 0;
  let count = 0;
  /** Where the keys have gone since the last frame: the next key goes on from there. */
  let movedTo: number | undefined;
  let shownOf: EventLanes['all'] | undefined;
  let selectedBefore: number | undefined;
  const indexAt = (place: number) => (place < count ? facts?.events.all.indexAt(skipped + place) : undefined);
  const scroll = new ListScroll(grid, indexAt, () => {
    if (facts) showLines(facts);
  });

  function showLines({ events, selected }: EventListFacts): void {
    const { first, last } = scroll.inSight();
    const placed: PlacedEvent[] = [];
    for (let place = first; place < last; place++)
      placed.push({ place, top: place * lineHeight, index: indexAt(place) ?? 0 });
    lines.show(placed, events, selected);
    if (selected !== undefined && lines.has(selected)) grid.setAttribute('aria-activedescendant', `event-${selected}`);
    else grid.removeAttribute('aria-activedescendant');
  }

  function placeOf(index: number | undefined): number {
    if (!facts || index === undefined) return -1;
    const { events } = facts;
    return events.all.placeOf(events.timestamp(index), index) - skipped;
  }

  function move(to: number): void {
    const place = Math.min(count - 1, Math.max(0, to));
    const index = count === 0 ? undefined : indexAt(place);
    if (index === undefined) return;
    scroll.intoView(place);
    movedTo = index;
    parts.select(index);
  }

  grid.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = scroll.pageLength;
    const at = placeOf(movedTo ?? facts?.selected);
    const from = at >= 0 ? at : scroll.isAtEnd ? count : -1;
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    if (Object.hasOwn(steps, event.key)) move(from + (steps[event.key] ?? 0));
    else if (event.key === 'Home') move(0);
    else if (event.key === 'End') {
      move(count - 1);
      scroll.toEnd();
    } else if (event.key === 'Enter') parts.open();
    else return;
    event.preventDefault();
  });

  /** Makes room for so many events, and keeps in sight what was. */
  function makeRoom(wasReplaced: boolean): void {
    const height = `${count * lineHeight}px`;
    if (sheet.style.height === height) return;
    sheet.style.height = height;
    scroll.keepPlace(placeOf, wasReplaced);
  }

  function showNotes({ events: { withoutTime }, filtering }: EventListFacts): void {
    none.hidden = count > 0 || !filtering;
    timeless.hidden = withoutTime === 0;
    if (withoutTime > 0) setText(timeless, fill(texts.withoutTime, formatNumber(texts.locale, withoutTime)));
  }

  function showNewCount(): void {
    const come = scroll.newCount;
    toEnd.hidden = scroll.isAtEnd || come <= 0;
    setButtonText(toEnd, newEventsText(come, texts));
  }

  return {
    element: list,
    render(now) {
      const { all } = now.events;
      facts = now;
      movedTo = undefined;
      const wasReplaced = all !== shownOf;
      shownOf = all;
      skipped = Math.max(0, all.length - maxListed);
      count = all.length - skipped;
      scroll.setCount(count);
      grid.setAttribute('aria-rowcount', String(count + 1));
      // A note takes room from the lines.
      showNotes(now);
      makeRoom(wasReplaced);
      showNewCount();
      if (now.selected !== selectedBefore) {
        selectedBefore = now.selected;
        const place = placeOf(now.selected);
        if (place >= 0) scroll.intoView(place);
      }
      showLines(now);
      return scroll.isAtEnd ? 0 : Math.max(0, scroll.newCount);
    },
  };
}

/** The grid with its headings, and the sheet that its lines stand on. */
function createGrid(texts: TimelineTexts): { readonly grid: HTMLElement; readonly sheet: HTMLElement } {
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
  return { grid, sheet };
}
