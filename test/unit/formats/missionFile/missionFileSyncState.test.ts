import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definitionHash, missionFileState } from '../../../../src/formats/missionFile/missionFileSyncState';
import { sameMissionContent } from '../../../../src/formats/missionFile/missionFileUpdate';
import { content } from './missionContents';

const missionId = '1b7ac2b5-4b7e-4f6e-9d44-06a6b1f1a001';

describe('missionFileState', () => {
  it.each([
    ['problems', undefined, 'a', 'a'],
    ['inSync', 'a', 'a', 'a'],
    ['inSync', 'a', 'a', undefined],
    ['inSync', 'b', 'b', 'a'],
    ['changedHere', 'b', 'a', 'a'],
    ['changedThere', 'a', 'b', 'a'],
    ['changedBoth', 'b', 'c', 'a'],
    ['differs', 'a', 'b', undefined],
    ['unknown', 'a', undefined, 'a'],
    ['unknown', 'a', undefined, undefined],
    ['changedHere', 'b', undefined, 'a'],
  ])('is %s for the file %s, Telnyx %s, last published %s', (state, here, there, published) => {
    expect(missionFileState({ missionId, here, there, gone: false, published })).toBe(state);
  });

  it.each([
    ['older', 'a', 'c'],
    ['older', 'a', 'd'],
    ['older', 'a', undefined],
    ['older', 'b', 'c'],
    ['inSync', 'a', 'a'],
    ['changedHere', 'e', 'c'],
    ['changedThere', 'c', 'd'],
    ['changedBoth', 'e', 'd'],
  ])('is %s for the file %s, Telnyx %s, where c was published last, and before it b and a', (state, here, there) => {
    const published = { published: 'c', publishedBefore: ['b', 'a'] };
    expect(missionFileState({ missionId, here, there, gone: false, ...published })).toBe(state);
  });

  it('knows a file without an id, and one whose mission is gone', () => {
    const facts = { here: 'a', there: undefined, published: undefined };
    expect(missionFileState({ ...facts, missionId: undefined, gone: false })).toBe('notPublished');
    expect(missionFileState({ ...facts, missionId, published: 'a', gone: true })).toBe('deletedThere');
  });
});

describe('definitionHash', () => {
  it('is the same exactly for definitions that mean the same', async () => {
    await fc.assert(
      fc.asyncProperty(content, content, async (a, b) => {
        const same = sameMissionContent({ definition: a.definition }, { definition: b.definition });
        expect((await definitionHash(a.definition)) === (await definitionHash(b.definition))).toBe(same);
      }),
    );
  });

  it('does not mind the order of keys, empty fields and line ends', async () => {
    const one = { name: 'n', executionMode: 'external', metadata: { a: 1, b: { c: 2, d: [3] } }, instructions: 'x\ny' };
    const other = {
      metadata: { b: { d: [3], c: 2 }, a: 1 },
      instructions: 'x\r\ny',
      executionMode: 'external',
      description: '',
      name: 'n',
    };
    expect(await definitionHash(other)).toBe(await definitionHash(one));
    expect(await definitionHash({ ...one, metadata: { a: 1, b: { c: 2, d: { members: [] } } } })).not.toBe(
      await definitionHash({ ...one, metadata: { a: 1, b: { c: 2, d: {} } } }),
    );
  });
});
