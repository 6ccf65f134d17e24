import { describe, expect, it } from 'vitest';
import { chooseTarget } from '../../../../src/commands/shared/targetChoice';

const choose = (
  editor: readonly string[],
  selected: readonly string[],
  { isUnclear = false, can }: { isUnclear?: boolean; can?: (target: string) => boolean } = {},
) => chooseTarget({ editor, selected, isUnclear }, (target) => target, can);

describe('what a command without an argument means', () => {
  it('is the editor in front', () => {
    expect(choose(['a'], [])).toEqual({ kind: 'one', target: 'a' });
    expect(choose(['a'], ['a'])).toEqual({ kind: 'one', target: 'a' });
  });

  it('is the selection where no editor says anything', () => {
    expect(choose([], ['b'])).toEqual({ kind: 'one', target: 'b' });
  });

  it('is asked where the selection is another one, with both on top', () => {
    expect(choose(['a'], ['b'])).toEqual({ kind: 'ask', first: { editor: ['a'], selected: ['b'] } });
  });

  it('is asked where there are several', () => {
    expect(choose([], ['b', 'c'])).toEqual({ kind: 'ask', first: { editor: [], selected: ['b', 'c'] } });
    expect(choose(['a', 'b'], [])).toEqual({ kind: 'ask', first: { editor: ['a', 'b'], selected: [] } });
    expect(choose(['a', 'b'], ['b'])).toEqual({ kind: 'ask', first: { editor: ['a', 'b'], selected: [] } });
  });

  it('is asked where nothing is there', () => {
    expect(choose([], [])).toEqual({ kind: 'ask', first: { editor: [], selected: [] } });
  });

  it('is never the selection because what is in front cannot have it done', () => {
    const can = (target: string) => target !== 'a';
    expect(choose(['a'], ['b'], { can })).toEqual({ kind: 'ask', first: { editor: [], selected: ['b'] } });
    expect(choose(['a'], [], { can })).toEqual({ kind: 'ask', first: { editor: [], selected: [] } });
  });

  it('is never the selection while a document is in front of which nobody knows what it means', () => {
    expect(choose([], ['b'], { isUnclear: true })).toEqual({ kind: 'ask', first: { editor: [], selected: ['b'] } });
  });
});
