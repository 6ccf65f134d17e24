import { describe, expect, it } from 'vitest';
import {
  firstRevisions,
  isEdited,
  reduceRevisions,
  type BaseState,
  type Revision,
  type RevisionEvent,
  type Revisions,
} from '../../../../src/documents/remote/documentRevisions';

type State = Revisions<string>;

/** A revision whose value is its text in capitals. */
function revision(text: string, updatedAt?: number): Revision<string> {
  return { value: text.toUpperCase(), text, updatedAt };
}

/** Read when it was changed at 10. */
const opened = (baseState: BaseState): State => ({ ...firstRevisions(revision('one', 10), true, 99), baseState });
const known = opened('known');
const unknown = opened('unknown');
const allowed = opened('overwriteAllowed');
const two = revision('two', 20);
const mine = revision('mine', 20);
/** Read again since, and not shown yet. */
const unshown: State = { ...known, latest: two, mtime: 20 };
const one = revision('one', 10);
const overwriting: State = { ...known, overwritten: 'TWO' };

type Transition = readonly [title: string, from: State, event: RevisionEvent<string>, changes: Partial<State>];

/** Every event, and what is different after it. */
const transitions: readonly Transition[] = [
  [
    'loaded: the latest, while the base stays',
    known,
    { kind: 'loaded', revision: two, saveCount: 0, now: 99 },
    { latest: two, mtime: 20 },
  ],
  [
    'loaded, but asked for before a save: nothing',
    { ...known, saveCount: 1 },
    { kind: 'loaded', revision: two, saveCount: 0, now: 99 },
    {},
  ],
  [
    'loaded with the same text: no new time',
    known,
    { kind: 'loaded', revision: revision('one', 20), saveCount: 0, now: 99 },
    { latest: revision('one', 20) },
  ],
  [
    'learnt, while the clock of the service stands still: a new time all the same',
    known,
    { kind: 'storeChanged', revision: revision('two', 10), now: 99 },
    { latest: revision('two', 10), mtime: 11 },
  ],
  [
    'learnt, where the service tells no time: that of the clock',
    { ...known, latest: revision('one') },
    { kind: 'storeChanged', revision: revision('two'), now: 99 },
    { latest: revision('two'), mtime: 99 },
  ],
  ['learnt, but older: nothing', known, { kind: 'storeChanged', revision: revision('two', 9), now: 99 }, {}],
  ['the latest is shown: the base', unshown, { kind: 'shown', text: 'two' }, { base: two, earlier: [one] }],
  ['something older is shown: nothing', unshown, { kind: 'shown', text: 'one' }, {}],
  [
    'nobody shows it: the latest is the base',
    unshown,
    { kind: 'shown', text: undefined },
    { base: two, earlier: [one] },
  ],
  [
    'nobody shows it, but edits of something unknown are kept: nothing',
    unknown,
    { kind: 'shown', text: undefined },
    {},
  ],
  [
    'the latest is shown instead of such edits: the base',
    unknown,
    { kind: 'shown', text: 'one' },
    { baseState: 'known' },
  ],
  ['shown: what was allowed is over', overwriting, { kind: 'shown', text: 'one' }, { overwritten: undefined }],
  [
    'a conflict may be overwritten',
    known,
    { kind: 'overwriteAllowed', revision: two, asBase: false },
    { overwritten: 'TWO' },
  ],
  [
    'what there is may be overwritten by edits of something unknown',
    unknown,
    { kind: 'overwriteAllowed', revision: two, asBase: true },
    { base: two, earlier: [one], baseState: 'overwriteAllowed' },
  ],
  [
    'a newer conflict of such edits may be overwritten',
    allowed,
    { kind: 'overwriteAllowed', revision: two, asBase: false },
    { overwritten: 'TWO' },
  ],
  [
    'saved: the latest and the base, and what was allowed is over',
    { ...overwriting, baseState: 'overwriteAllowed' },
    { kind: 'saved', revision: mine, base: mine, now: 99 },
    {
      ...{ latest: mine, base: { ...mine, isSaved: true }, earlier: [one], baseState: 'known', overwritten: undefined },
      ...{ mtime: 21, saveCount: 1 },
    },
  ],
  [
    'saved, and the same text as before: a new time all the same',
    known,
    { kind: 'saved', revision: revision('one', 10), base: revision('one', 10), now: 99 },
    { base: { ...one, isSaved: true }, saveCount: 1, mtime: 11 },
  ],
  [
    'saved, but the answer was late: what was learnt meanwhile stays',
    { ...unshown, latest: revision('two', 30), mtime: 30 },
    { kind: 'saved', revision: mine, base: mine, now: 99 },
    { base: { ...mine, isSaved: true }, earlier: [one], mtime: 31, saveCount: 1 },
  ],
  [
    'saved, with more on the server than in the text: the base is the text',
    known,
    { kind: 'saved', revision: two, base: mine, now: 99 },
    { latest: two, base: { ...mine, isSaved: true }, earlier: [one], mtime: 21, saveCount: 1 },
  ],
  [
    'saved in part: the rest is a change of the new base',
    overwriting,
    { kind: 'savedPartly', base: two },
    { base: { ...two, isSaved: true }, earlier: [one], overwritten: undefined, saveCount: 1 },
  ],
  ['not saved: only what was asked for before is older', overwriting, { kind: 'notSaved' }, { saveCount: 1 }],
  ['to be read again: a new time', known, { kind: 'mtimeBumped' }, { mtime: 11 }],
];

describe('the revisions of a remote document', () => {
  it('begin with what was read, at its time or, where it has none, at that of the clock', () => {
    expect(known).toMatchObject({ latest: { text: 'one' }, base: { text: 'one' }, mtime: 10, saveCount: 0 });
    expect(firstRevisions(revision('one'), true, 99).mtime).toBe(99);
    expect(firstRevisions(revision('one'), false, 99).baseState).toBe('unknown');
  });

  it.each(transitions)('%s', (_, from, event, changes) => {
    expect(reduceRevisions(from, event)).toEqual({ ...from, ...changes });
  });

  it('know what was saved also after the editor has shown it', () => {
    const saved = reduceRevisions(known, { kind: 'saved', revision: two, base: mine, now: 99 });
    const back = reduceRevisions({ ...saved, latest: mine }, { kind: 'shown', text: 'mine' });
    expect(back.base.isSaved).toBe(true);
    const shown = reduceRevisions(saved, { kind: 'shown', text: 'two' });
    expect([shown.base, ...shown.earlier].map(({ isSaved = false }) => isSaved)).toEqual([false, true, false]);
  });

  it('remember the last six bases, the newest first, and none twice in a row', () => {
    let state = known;
    for (const text of ['2', '2', '3', '4', '5', '6', '7', '8']) {
      const next = revision(text, 10);
      state = reduceRevisions(state, { kind: 'saved', revision: next, base: next, now: 99 });
    }
    expect(state.earlier.map(({ text }) => text)).toEqual(['7', '6', '5', '4', '3', '2']);
  });

  it('are edited where the text is another one, is of nothing known, or may overwrite something', () => {
    expect(isEdited(known, 'mine')).toBe(true);
    expect(isEdited(known, '\uFEFFone')).toBe(false);
    for (const state of [unknown, allowed, overwriting]) expect(isEdited(state, 'one')).toBe(true);
  });
});
