import type { EventLanes } from '../geometry/eventLanes';

/** Which events are shown. An empty set lets all through. */
export type Filter = {
  readonly types: readonly string[];
  /** `''` stands for events without one. */
  readonly stepIds: readonly string[];
  readonly agentIds: readonly string[];
  /** Looked for in summaries, by the host. */
  readonly text: string;
  readonly errorsOnly: boolean;
};

export const noFilter: Filter = { types: [], stepIds: [], agentIds: [], text: '', errorsOnly: false };

/** The lists that a menu offers. */
export const filterLists = ['types', 'stepIds', 'agentIds'] as const;
export type FilterList = (typeof filterLists)[number];

export function isFiltering(filter: Filter): boolean {
  return filter.text !== '' || filter.errorsOnly || filterLists.some((list) => filter[list].length > 0);
}

/** The longest text that is looked for. */
export const maxSearchTextLength = 200;

/**
 * Which events pass; `undefined` where all do. `hasText` says whether the host has found the text in an event.
 * Strings are compared once for each that events name, not once for each event.
 */
export function filterPredicate(
  filter: Filter,
  events: EventLanes,
  hasText: (index: number) => boolean,
): ((index: number) => boolean) | undefined {
  if (!isFiltering(filter)) return undefined;
  const oneOf = (wanted: readonly string[]): ((number: number) => boolean) | undefined => {
    if (wanted.length === 0) return undefined;
    const set = new Set(wanted);
    const known: boolean[] = [];
    return (number) => (known[number] ??= set.has(events.strings[number] ?? ''));
  };
  const type = oneOf(filter.types);
  const step = oneOf(filter.stepIds);
  const agent = oneOf(filter.agentIds);
  const { errorsOnly, text } = filter;
  return (index) =>
    (!errorsOnly || events.isError(index)) &&
    (!type || type(events.typeNumber(index))) &&
    (!step || step(events.stepNumber(index))) &&
    (!agent || agent(events.agentNumber(index))) &&
    (text === '' || hasText(index));
}

export type Choice = { readonly value: string; readonly count: number };

/** What a menu offers: each value that events name, the most frequent first. Costs all events: only when it is opened. */
export function choicesOf(list: FilterList, events: EventLanes): Choice[] {
  const counts = new Uint32Array(events.strings.length);
  const numberOf = {
    types: events.typeNumber,
    stepIds: (index: number) => events.stepNumber(index),
    agentIds: (index: number) => events.agentNumber(index),
  }[list];
  for (let index = 0; index < events.length; index++) {
    const number = numberOf(index);
    counts[number] = (counts[number] ?? 0) + 1;
  }
  const choices: Choice[] = [];
  counts.forEach((count, number) => {
    if (count > 0) choices.push({ value: events.strings[number] ?? '', count });
  });
  return choices.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

/** What a webview's saved state says about the filter; it may be another version's. */
export function asFilter(value: unknown): Filter {
  if (typeof value !== 'object' || value === null) return noFilter;
  const { types, stepIds, agentIds, text, errorsOnly } = value as Record<string, unknown>;
  const strings = (list: unknown) =>
    Array.isArray(list) ? list.filter((entry): entry is string => typeof entry === 'string').slice(0, 500) : [];
  return {
    types: strings(types),
    stepIds: strings(stepIds),
    agentIds: strings(agentIds),
    text: typeof text === 'string' ? text.slice(0, maxSearchTextLength) : '',
    errorsOnly: errorsOnly === true,
  };
}
