import { plainLine } from '../../model/plainText';
import { fill, wordFor, type TimelineTexts } from '../../protocol/texts';
import { button, element, eventIcon, setButtonText, setPressed, setText } from '../../webview/dom';
import { formatNumber } from '../geometry/axis';
import type { EventLanes } from '../geometry/eventLanes';
import {
  choicesOf,
  filterLists,
  isFiltering,
  maxSearchTextLength,
  noFilter,
  type Filter,
  type FilterList,
} from '../state/filter';
import { checkbox, textField } from '../../webview/fields';
import { createMenu } from '../../webview/menu';
import { createRovingFocus } from '../../webview/rovingFocus';
import { countOf, shortened } from '../state/labels';

/** A menu offers no more than this: beyond it, there is the text. */
const maxChoices = 200;
/** What is typed is looked for when the keys have rested for so long (ms). */
const searchDebounceMs = 200;

export type FilterBarParts = {
  readonly events: () => EventLanes;
  readonly stepName: (stepId: string) => string;
  readonly change: (filter: Filter) => void;
  /** Back to where the person came from. */
  readonly leave: () => void;
};

export type FilterFacts = {
  readonly filter: Filter;
  readonly shown: number;
  readonly total: number;
  /** There may be more. */
  readonly isAtLeast: boolean;
  /** They could not be read: nobody knows how many there are. */
  readonly unread: boolean;
  readonly busy: boolean;
};

/** Chips by which events are thinned, in the list and in the chart alike. */
export interface FilterBar {
  readonly element: HTMLElement;
  show(facts: FilterFacts): void;
  focus(): void;
}

export function createFilterBar(texts: TimelineTexts, parts: FilterBarParts): FilterBar {
  let filter: Filter = noFilter;
  let searchTimer = 0;
  const icons: Readonly<Record<FilterList, string>> = {
    types: 'symbol-event',
    stepIds: 'list-tree',
    agentIds: 'hubot',
  };
  const labels: Readonly<Record<FilterList, string>> = {
    types: texts.fieldType,
    stepIds: texts.fieldStep,
    agentIds: texts.fieldAgent,
  };
  const change = (part: Partial<Filter>) => {
    filter = { ...filter, ...part };
    parts.change(filter);
  };
  const nameOf = (list: FilterList, value: string) => {
    if (value === '') return texts.noValue;
    if (list === 'types') return wordFor(texts.eventType, value);
    return list === 'stepIds' ? parts.stepName(value) : plainLine(value);
  };

  function fillMenu(list: FilterList, panel: HTMLElement): void {
    panel.setAttribute('role', 'group');
    panel.setAttribute('aria-label', labels[list]);
    const items = choicesOf(list, parts.events())
      .slice(0, maxChoices)
      .map(({ value, count }) => {
        const label = `${shortened(nameOf(list, value), 60)} (${formatNumber(texts.locale, count)})`;
        const isChosen = filter[list].includes(value);
        const choose = (isChecked: boolean) => {
          const others = filter[list].filter((other) => other !== value);
          change({ [list]: isChecked ? [...others, value] : others });
        };
        // The menu of types is the legend of the chart.
        return checkbox(label, isChosen, choose, list === 'types' ? eventIcon(value) : undefined);
      });
    panel.replaceChildren(...items);
  }

  const menus = filterLists.map((list) => {
    const menu = createMenu(icons[list], labels[list], (panel) => fillMenu(list, panel));
    menu.button.id = `timeline-filter-${list}`;
    return { list, ...menu };
  });
  const text = textField(texts.findText, maxSearchTextLength);
  text.id = 'timeline-filter-text';
  text.addEventListener('input', () => {
    clearTimeout(searchTimer);
    searchTimer = window.setTimeout(() => change({ text: text.value }), searchDebounceMs);
  });
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (text.value === '') parts.leave();
    else {
      clearTimeout(searchTimer);
      text.value = '';
      change({ text: '' });
    }
  });
  const errors = button('error', texts.errorsOnly, () => change({ errorsOnly: !filter.errorsOnly }), true);
  errors.id = 'timeline-filter-errors';
  const clear = button('clear-all', texts.clearFilter, () => change(noFilter));
  clear.id = 'timeline-filter-clear';
  const shownOf = element('span', 'shown-of');
  shownOf.id = 'timeline-shown-of';
  const buttons = element('div', 'filter-buttons', ...menus.map((menu) => menu.element), errors, clear);
  buttons.setAttribute('role', 'toolbar');
  buttons.setAttribute('aria-label', texts.filterLabel);
  const roving = createRovingFocus(buttons);
  const bar = element('div', 'filter-bar', text, buttons, shownOf);

  return {
    element: bar,
    focus: () => text.focus(),
    show(facts) {
      ({ filter } = facts);
      for (const { list, button: control } of menus) {
        const chosen = filter[list].map((value) => shortened(nameOf(list, value), 24));
        const more = chosen.length > 2 ? ` +${chosen.length - 2}` : '';
        const label = chosen.length === 0 ? labels[list] : `${labels[list]}: ${chosen.slice(0, 2).join(', ')}${more}`;
        setButtonText(control, label);
        control.classList.toggle('is-on', chosen.length > 0);
      }
      // What is being typed is the person's.
      if (text.value !== filter.text && document.activeElement !== text) text.value = filter.text;
      setPressed(errors, filter.errorsOnly);
      clear.hidden = !isFiltering(filter);
      setText(shownOf, shownOfText(facts, texts));
      roving.update();
    },
  };
}

/** How many events pass, of how many; or why nobody knows yet. */
export function shownOfText(
  { filter, shown, total, isAtLeast, unread, busy }: FilterFacts,
  texts: TimelineTexts,
): string {
  const number = (value: number) => formatNumber(texts.locale, value);
  if (busy) return texts.searching;
  if (unread && total === 0) return texts.eventsNotLoaded;
  if (isFiltering(filter)) return fill(isAtLeast ? texts.shownOfAtLeast : texts.shownOf, number(shown), number(total));
  return isAtLeast ? fill(texts.eventCountAtLeast, number(total)) : countOf(total, texts);
}
