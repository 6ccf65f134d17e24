import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCallSpans } from '../../../../src/timeline/geometry/callSpans';
import { EventLanes } from '../../../../src/timeline/geometry/eventLanes';
import { eventOf, sliceOf, start } from '../scenes';

const events = fc.array(fc.record({ at: fc.nat(300), type: fc.constantFrom('tool_call', 'tool_result', 'message') }), {
  minLength: 1,
  maxLength: 80,
});

describe('tool calls', () => {
  it('are joined to their results, first in, first out, however they arrive', () => {
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 20 }), (all, batch) => {
        const lanes = new EventLanes();
        const spans = createCallSpans(lanes);
        const slice = sliceOf(all.map(({ at, type }) => eventOf(at, type, 'step')));
        const seen = () => {
          const lane = lanes.lanes.get('step');
          return lane ? spans.within(lane, -Infinity, Infinity, 1e6) : [];
        };
        for (let from = 0; from < all.length; from += batch) {
          lanes.append({
            ...slice,
            from,
            timestamps: slice.timestamps.slice(from, from + batch),
            types: slice.types.slice(from, from + batch),
            stepIds: slice.stepIds.slice(from, from + batch),
            agentIds: slice.agentIds.slice(from, from + batch),
            stringsFrom: from === 0 ? 0 : slice.strings.length,
            strings: from === 0 ? slice.strings : [],
          });
          seen();
        }
        const order = all
          .map(({ at, type }, index) => ({ at, type, index }))
          .sort((a, b) => a.at - b.at || a.index - b.index);
        const open: number[] = [];
        const expected: string[] = [];
        for (const { type, index } of order) {
          if (type === 'tool_call') open.push(index);
          if (type === 'tool_result' && open.length > 0) expected.push(`${open.shift()} ${index}`);
        }
        expect(
          seen()
            .map(({ call, result }) => `${call} ${result}`)
            .sort(),
        ).toEqual(expected.sort());
      }),
    );
  });

  it('of different steps and agents are kept apart, and those out of sight are not told', () => {
    const lanes = new EventLanes();
    const spans = createCallSpans(lanes);
    lanes.append(
      sliceOf([
        eventOf(0, 'tool_call', 'a'),
        eventOf(10, 'tool_call', 'b'),
        eventOf(20, 'tool_result', 'b'),
        eventOf(500, 'tool_result', 'a'),
        eventOf(600, 'tool_call', 'a'),
        eventOf(610, 'tool_result', 'a'),
      ]),
    );
    const found = (from: number, to: number) =>
      spans.within(lanes.all, start + from, start + to, 100).map(({ call, result }) => [call, result]);
    expect(found(0, 1000)).toEqual([
      [0, 3],
      [1, 2],
      [4, 5],
    ]);
    expect(found(300, 400)).toEqual([[0, 3]]);
    expect(spans.within(lanes.all, start, start + 1000, 1)).toEqual([]);
  });
});
