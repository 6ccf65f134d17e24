import { expect, it } from 'vitest';
import { boxAt, markOf, otherMark, statusOfMark } from '../../../../src/formats/plan/planMarks';
import { stepStatuses } from '../../../../src/model/plan';

it('each status has a mark of its own, and what it has none for has another', () => {
  const marks = stepStatuses.map(markOf);
  expect(new Set([...marks, otherMark]).size).toBe(stepStatuses.length + 1);
  expect(marks.map(statusOfMark)).toEqual(stepStatuses);
  expect(statusOfMark('X')).toBe('completed');
  expect([markOf('waiting'), statusOfMark('?'), statusOfMark('')]).toEqual([otherMark, undefined, undefined]);
});

it.each([
  // `|` is the cursor.
  ['- [|', [3, 3, false]],
  ['- [|]', [3, 3, true]],
  ['- [|x] Call', [3, 4, true]],
  ['- [x|] Call', [3, 4, true]],
  ['    1. [| ] Call', [8, 9, true]],
  ['> * [|', [5, 5, false]],
  ['- - [|/]', [5, 6, true]],
  // A bracket that is not closed has nothing in it yet.
  ['- [|x Call', [3, 3, false]],
] as const)('finds the box in %s', (line, [start, end, isClosed]) => {
  expect(boxAt(line.replace('|', ''), line.indexOf('|'))).toEqual({ start, end, isClosed });
});

it.each(['|- [ ]', '- |[ ]', '- [ ]| Call', '- Call [|]', '[|]', '- [link|](to)', 'Call - [|]', '- [x] Call|'])(
  'finds no box in %s',
  (line) => {
    expect(boxAt(line.replace('|', ''), line.indexOf('|'))).toBeUndefined();
  },
);
