import { describe, expect, it } from 'vitest';
import {
  newLife,
  reduceLife,
  type DocumentLife,
  type LifeEffect,
  type LifeEvent,
  type SaveAttempt,
  type SavePhase,
  type WriteOutcome,
} from '../../../../src/documents/remote/documentLife';
import type { Conflict } from '../../../../src/documents/remote/remoteDocument';

const conflictOf = (text: string): Conflict => ({ kind: 'conflict', text, allowOverwrite: () => undefined });
const theirs = conflictOf('theirs');
/** Found by another check: the same text. */
const theirsAgain = conflictOf('theirs');
const newer = conflictOf('newer');

const first: SaveAttempt = { number: 1, isAutoSave: false, lastConflict: undefined };
/** After VS Code has asked about `theirs`. */
const second: SaveAttempt = { number: 2, isAutoSave: false, lastConflict: theirs };

const idle: SavePhase = { kind: 'idle' };
const announced: SavePhase = { kind: 'announced', attempt: first };
const checking: SavePhase = { kind: 'checking', attempt: first };
const free: SavePhase = { kind: 'checked', attempt: first, conflict: undefined };
const conflict: SavePhase = { kind: 'checked', attempt: first, conflict: theirs };
const sameAgain: SavePhase = { kind: 'checked', attempt: second, conflict: theirsAgain };
const writing: SavePhase = { kind: 'writing', attempt: first };
const unshown: SavePhase = { kind: 'unshown' };
const deleted: SavePhase = { kind: 'deleted' };
const all = [idle, announced, checking, free, conflict, writing, unshown, deleted];

const announce = (isAutoSave = false): LifeEvent => ({ kind: 'saveAnnounced', isAutoSave });
const shown = (editor: 'clean' | 'dirty' | 'latest'): LifeEvent => ({
  kind: 'shown',
  isRead: true,
  isDirty: editor === 'dirty',
  isLatest: editor === 'latest',
});
const ended = (outcome: WriteOutcome): LifeEvent => ({ kind: 'writeEnded', outcome });
const saved = (differs: boolean, warning?: string) =>
  ended({ kind: 'saved', differs, ...(warning === undefined ? {} : { warning }) });

const clean: readonly LifeEffect[] = [{ kind: 'setBase' }, { kind: 'dropBase' }, { kind: 'markProblems' }];
const dirty: readonly LifeEffect[] = [{ kind: 'keepBase' }, { kind: 'markProblems' }];
const check: LifeEffect = { kind: 'checkConflict', attempt: 1 };

type Transition = readonly [
  title: string,
  from: SavePhase,
  event: LifeEvent,
  to: SavePhase,
  effects?: readonly LifeEffect[],
];

const transitions: readonly Transition[] = [
  // Being saved.
  ['a save is announced', idle, announce(), announced],
  ['an automatic save is announced', idle, announce(true), { ...announced, attempt: { ...first, isAutoSave: true } }],
  ['a document is saved again after it was deleted', deleted, announce(), announced],
  ['a document is saved again before it shows what was saved', unshown, announce(), announced],
  ['a save after a conflict remembers it', conflict, announce(), { kind: 'announced', attempt: second }],
  [
    'a save after one that was broken off remembers the conflict before',
    { kind: 'announced', attempt: second },
    announce(),
    { kind: 'announced', attempt: { ...second, number: 3 } },
  ],
  ['the first stat before a save checks for a conflict', announced, { kind: 'statRequested' }, checking, [check]],
  ['a second stat waits for the same check', checking, { kind: 'statRequested' }, checking],
  ['a stat after the check checks nothing', conflict, { kind: 'statRequested' }, conflict],
  ['a stat without a save checks nothing', idle, { kind: 'statRequested' }, idle],
  ['a check finds no conflict', checking, { kind: 'checked', attempt: 1, conflict: undefined }, free],
  ['a check finds a conflict', checking, { kind: 'checked', attempt: 1, conflict: theirs }, conflict],
  ['a check of an earlier attempt is too late', checking, { kind: 'checked', attempt: 0, conflict: theirs }, checking],
  ['a check is too late once it is written', writing, { kind: 'checked', attempt: 1, conflict: theirs }, writing],
  ['VS Code writes', free, { kind: 'writeStarted' }, writing],
  ['VS Code writes without having waited for the check', checking, { kind: 'writeStarted' }, writing],
  ['another extension writes', idle, { kind: 'writeStarted' }, { kind: 'writing', attempt: undefined }],
  // A conflict that VS Code has not asked about, by its settings, is overwritten by nobody.
  ['VS Code writes over a conflict unasked', conflict, { kind: 'writeStarted' }, writing],
  [
    'VS Code writes over the conflict that it has asked about',
    sameAgain,
    { kind: 'writeStarted' },
    { kind: 'writing', attempt: second },
    [{ kind: 'allowOverwrite', conflict: theirsAgain }],
  ],
  [
    'VS Code writes over a newer conflict than it has asked about',
    { kind: 'checked', attempt: second, conflict: newer },
    { kind: 'writeStarted' },
    { kind: 'writing', attempt: second },
  ],

  // Saved, or not.
  ['all was saved', writing, saved(false), idle],
  ['all was saved, with a warning', writing, saved(false, 'Mind'), idle, [{ kind: 'warn', message: 'Mind' }]],
  ['saved, and Telnyx has more: VS Code is still saving', writing, saved(true), unshown],
  [
    'saved by another extension, and Telnyx has more',
    { kind: 'writing', attempt: undefined },
    saved(true),
    unshown,
    [{ kind: 'settle' }],
  ],
  ['saved in part', writing, ended({ kind: 'partly', message: 'Half' }), idle, [{ kind: 'settle' }]],
  ['a conflict after all', writing, ended(theirs), idle, [{ kind: 'offerResolution', conflict: theirs }]],
  [
    'deleted elsewhere',
    writing,
    ended({ kind: 'deleted', text: 'mine' }),
    deleted,
    [{ kind: 'offerAnew', text: 'mine' }],
  ],
  ['refused', writing, ended({ kind: 'refused' }), idle],
  ['saved while the next save is announced already', announced, saved(true), announced],

  // In an editor.
  ['a clean document is shown', idle, shown('clean'), idle, clean],
  ['a dirty document is shown', idle, shown('dirty'), idle, dirty],
  ['a document is typed on while it is written', writing, shown('dirty'), writing, dirty],
  [
    'VS Code shows what was written, and not what there is',
    unshown,
    shown('clean'),
    unshown,
    [...clean, { kind: 'showLatest' }],
  ],
  ['VS Code shows what there is', unshown, shown('latest'), idle, clean],
  ['what was written is typed on before VS Code shows what there is', unshown, shown('dirty'), unshown, dirty],
];

describe('the life of a remote document', () => {
  for (const [title, from, event, to, effects = []] of transitions)
    it(title, () => {
      expect(reduceLife({ ...newLife, save: from }, event)).toEqual({ life: { ...newLife, save: to }, effects });
    });

  it('ends whatever it is at', () => {
    for (const save of all)
      expect(reduceLife({ isRestored: true, save }, { kind: 'closed' })).toEqual({
        life: newLife,
        effects: [{ kind: 'dropBase' }, { kind: 'forget' }],
      });
  });

  it('shows a document whatever it is at, and only what was written and differs is shown again', () => {
    for (const save of all)
      for (const editor of ['clean', 'dirty', 'latest'] as const) {
        const { effects } = reduceLife({ ...newLife, save }, shown(editor));
        const isShownAgain = effects.some(({ kind }) => kind === 'showLatest');
        expect([save.kind, editor, isShownAgain]).toEqual([
          save.kind,
          editor,
          save.kind === 'unshown' && editor === 'clean',
        ]);
      }
  });

  it('reads a document once that has unsaved edits from before a reload, and no other', () => {
    const isThere = (isDirty: boolean): LifeEvent => ({ kind: 'shown', isRead: false, isDirty, isLatest: false });
    expect(reduceLife(newLife, isThere(false))).toEqual({ life: newLife, effects: [] });
    const restored: DocumentLife = { ...newLife, isRestored: true };
    expect(reduceLife(newLife, isThere(true))).toEqual({ life: restored, effects: [{ kind: 'readRestored' }] });
    expect(reduceLife(restored, isThere(true))).toEqual({ life: restored, effects: [] });
  });

  it('asks once and then overwrites what VS Code has asked about', () => {
    const events: readonly LifeEvent[] = [
      announce(),
      { kind: 'statRequested' },
      { kind: 'checked', attempt: 1, conflict: theirs },
      // The person has chosen to overwrite.
      announce(),
      { kind: 'statRequested' },
      { kind: 'checked', attempt: 2, conflict: theirsAgain },
      { kind: 'writeStarted' },
      saved(false),
    ];
    const done: string[] = [];
    let life = newLife;
    for (const event of events) {
      const { effects, ...next } = reduceLife(life, event);
      life = next.life;
      done.push(...effects.map(({ kind }) => kind));
    }
    expect(done).toEqual(['checkConflict', 'checkConflict', 'allowOverwrite']);
    expect(life).toEqual(newLife);
  });
});
