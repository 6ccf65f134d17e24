import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventLanes } from '../../../../src/timeline/geometry/eventLanes';
import {
  asFilter,
  choicesOf,
  isFiltering,
  filterPredicate,
  noFilter,
  type Filter,
} from '../../../../src/timeline/state/filter';
import { createTextSearch } from '../../../../src/timeline/bridge/textSearch';
import type { Ask } from '../../../../src/protocol/messages';
import { eventOf, sliceOf } from '../scenes';

const types = ['tool_call', 'message', 'error'];
const steps = ['a', 'b', undefined];
const events = fc.array(
  fc.record({ at: fc.nat(500), type: fc.constantFrom(...types), step: fc.constantFrom(...steps) }),
  { minLength: 1, maxLength: 120 },
);
const filters = fc.record({
  types: fc.subarray(types),
  stepIds: fc.subarray(['a', 'b', '']),
  agentIds: fc.constant([] as string[]),
  text: fc.constantFrom('', 'x'),
  errorsOnly: fc.boolean(),
});

describe('a filter', () => {
  it('lets through what a plain look at every event would, also of what comes later', () => {
    fc.assert(
      fc.property(events, events, filters, (first, later, filter) => {
        const lanes = new EventLanes();
        const hasText = (index: number) => index % 3 === 0;
        const all = [...first, ...later];
        const slice = sliceOf(all.map(({ at, type, step }) => eventOf(at, type, step)));
        const part = (from: number, to: number) => ({
          from,
          timestamps: slice.timestamps.slice(from, to),
          types: slice.types.slice(from, to),
          stepIds: slice.stepIds.slice(from, to),
          agentIds: slice.agentIds.slice(from, to),
          stringsFrom: from === 0 ? 0 : slice.strings.length,
          strings: from === 0 ? slice.strings : [],
        });
        lanes.append(part(0, first.length));
        lanes.filterBy(filterPredicate(filter, lanes, hasText));
        lanes.append(part(first.length, all.length));
        const expected = all.flatMap(({ type, step }, index) =>
          (filter.types.length === 0 || filter.types.includes(type)) &&
          (filter.stepIds.length === 0 || filter.stepIds.includes(step ?? '')) &&
          (filter.text === '' || hasText(index)) &&
          (!filter.errorsOnly || type === 'error')
            ? [index]
            : [],
        );
        const shown = Array.from(lanes.all.indexes.subarray(0, lanes.all.length)).sort((a, b) => a - b);
        expect(shown).toEqual(expected);
        const inLanes = [...lanes.lanes.values()].reduce((sum, { length }) => sum + length, 0);
        expect(inLanes).toBe(expected.length);
        lanes.filterBy(undefined);
        expect(lanes.all.length).toBe(all.length);
      }),
    );
  });

  it('offers what events name, the most frequent first', () => {
    const lanes = new EventLanes();
    lanes.append(sliceOf([eventOf(1, 'message', 'a'), eventOf(2, 'error', 'b'), eventOf(3, 'message', 'b')]));
    expect(choicesOf('types', lanes)).toEqual([
      { value: 'message', count: 2 },
      { value: 'error', count: 1 },
    ]);
    expect(choicesOf('stepIds', lanes).map(({ value }) => value)).toEqual(['b', 'a']);
    expect(choicesOf('agentIds', lanes)).toEqual([{ value: '', count: 3 }]);
  });

  it('comes back from what was saved as far as it makes sense', () => {
    const filter: Filter = { types: ['x'], stepIds: [], agentIds: ['y'], text: 'z', errorsOnly: true };
    expect(asFilter(JSON.parse(JSON.stringify(filter)))).toEqual(filter);
    for (const junk of [null, 7, 'x', { types: 'x', stepIds: [1, {}], text: 9, errorsOnly: 'yes' }])
      expect(isFiltering(asFilter(junk))).toBe(false);
    expect(asFilter({ text: 'x'.repeat(9999) }).text).toHaveLength(200);
  });
});

describe('a search for text', () => {
  it('goes on with what has come since, one question at a time, and forgets answers to older texts', async () => {
    const lanes = new EventLanes();
    const asked: string[] = [];
    const open: ((found: number[]) => void)[] = [];
    const found: number[][] = [];
    const search = createTextSearch(
      {
        ask: (ask: Ask) => {
          if (ask.kind !== 'search') throw new Error(ask.kind);
          asked.push(`${ask.text} ${ask.from}-${ask.to}`);
          return new Promise((resolve) =>
            open.push((indexes) => resolve({ kind: 'search', indexes: Uint32Array.from(indexes) } as never)),
          );
        },
      },
      () => lanes,
      (indexes) => found.push(Array.from(indexes)),
    );
    const answer = async (indexes: number[]) => {
      open.shift()?.(indexes);
      await new Promise((done) => setTimeout(done));
    };
    lanes.append(sliceOf([eventOf(1), eventOf(2)]));
    search.search('old');
    search.search('new');
    lanes.append({ ...sliceOf([eventOf(3)]), from: 2 });
    search.searchOn();
    expect(asked).toEqual(['old 0-2', 'new 0-2']);
    await answer([0]);
    expect(found).toEqual([]);
    await answer([1]);
    expect(found).toEqual([[1]]);
    expect(asked.at(-1)).toBe('new 2-3');
    await answer([2]);
    expect([0, 1, 2].map((index) => search.has(index))).toEqual([false, true, true]);
    expect(search.isBusy).toBe(false);
    expect(isFiltering(noFilter)).toBe(false);
  });
});
