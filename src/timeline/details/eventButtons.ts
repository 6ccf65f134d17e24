import { wordFor, type TimelineTexts } from '../../protocol/texts';
import { formatClock } from '../geometry/axis';
import type { Lane } from '../geometry/density';
import { button, element, eventIcon, isolated, setButtonText, setText } from '../../webview/dom';
import type { EventLanes } from '../geometry/eventLanes';
import type { Summaries } from '../bridge/summaries';
import { countOf, newEventsText, shortened } from '../state/labels';

/** The most events of a step that are listed at first, the newest on top. */
const maxLatest = 100;

/** Short lists of events in the details, each a button that selects it. Summaries fill in as they come. */
export interface EventButtons {
  /** `count` may be more than the indexes say. */
  show(into: HTMLElement, indexes: readonly number[], events: EventLanes, count: number): void;
  /** The newest events of a row. What is listed stands still; a button says how many have come, and takes them in. */
  showLatest(into: HTMLElement, lane: Lane | undefined, events: EventLanes, anew: boolean): void;
}

export function createEventButtons(
  texts: TimelineTexts,
  summaries: Summaries,
  select: (index: number) => void,
): EventButtons {
  const list = element('ul', 'events');
  const more = element('p', 'more');
  const fresh = button('arrow-up', '', () => (listedCount = -1), true);
  fresh.classList.add('fresh');
  const rows = new Map<number, HTMLElement>();
  let listed = '';
  /** How many events the row had when they were listed; -1: list them again. */
  let listedCount = -1;

  function build(index: number, events: EventLanes): Node {
    const type = events.type(index);
    const summary = isolated('', 'summary');
    rows.set(index, summary);
    const open = element(
      'button',
      events.isError(index) ? 'event is-error' : 'event',
      element('span', 'when', formatClock(texts.locale, events.timestamp(index))),
      element('span', 'what', eventIcon(type), shortened(wordFor(texts.eventType, type), 60)),
      summary,
    );
    open.type = 'button';
    open.addEventListener('click', () => select(index));
    return element('li', '', open);
  }

  function fillIn(events: EventLanes): void {
    for (const [index, node] of rows) {
      if (node.dataset.here) continue;
      const summary = summaries.get(index, events.length);
      if (!summary) continue;
      node.dataset.here = 'true';
      setText(node, 'text' in summary ? shortened(summary.text) : summary.refused);
      node.classList.toggle('refused', !('text' in summary));
    }
  }

  function put(into: HTMLElement, indexes: readonly number[], events: EventLanes, count: number): void {
    const key = indexes.join();
    if (list.parentElement !== into || key !== listed) {
      listed = key;
      rows.clear();
      list.replaceChildren(...indexes.map((index) => build(index, events)));
      into.replaceChildren(fresh, list, more);
    }
    more.hidden = count <= indexes.length;
    setText(more, `… ${countOf(count, texts)}`);
    fillIn(events);
  }

  return {
    show(into, indexes, events, count) {
      fresh.hidden = true;
      listedCount = -1;
      put(into, indexes, events, count);
    },
    showLatest(into, lane, events, anew) {
      if (!lane) return;
      if (anew || listedCount < 0) {
        listedCount = lane.length;
        listed = '';
        const latest = lane.indexesIn(Math.max(0, listedCount - maxLatest), listedCount);
        put(into, Array.from(latest).reverse(), events, listedCount);
      } else fillIn(events);
      const come = lane.length - listedCount;
      fresh.hidden = come <= 0;
      if (come <= 0) return;
      setButtonText(fresh, newEventsText(come, texts));
    },
  };
}
