import { sameLines } from '../editors/sameLines';

/** A value as Telnyx has it or had it, and the text of the editor for it. */
export type Revision<V> = {
  readonly value: V;
  readonly text: string;
  /** Epoch ms; `undefined` where Telnyx does not say when it was changed. */
  readonly updatedAt: number | undefined;
  /** The editor had it when it was saved; the others came from Telnyx. */
  readonly isSaved?: true;
};

/**
 * `unknown`: the edits outlived a reload of the window, are of another text than there is now, and nobody was asked.
 * `overwriteAllowed`: the person was asked, and writes over what was shown; what the edits are of stays a guess.
 */
export type BaseState = 'known' | 'unknown' | 'overwriteAllowed';

/** What is known of one document for one account. */
export type Revisions<V> = {
  /** What was read last; it becomes the base as soon as the editor shows it. */
  readonly latest: Revision<V>;
  /** Grows with every change of the text, even where the service's clock stands still, so that VS Code notices. */
  readonly mtime: number;
  /** What the text in the editor was made from, unless it was made from one of the `earlier`. */
  readonly base: Revision<V>;
  /**
   * What was the base before that, the newest first. A text may still be of one of those: of what was shown before it
   * was saved, where that is typed on or comes back by an undo.
   */
  readonly earlier: readonly Revision<V>[];
  readonly baseState: BaseState;
  /** What the person was shown, and may be written over once. */
  readonly overwritten: V | undefined;
  /** What was asked for before a save is older than its answer. */
  readonly saveCount: number;
};

export type RevisionEvent<V> =
  /** `saveCount` at the time of asking; `now` in epoch ms. */
  | { readonly kind: 'loaded'; readonly revision: Revision<V>; readonly saveCount: number; readonly now: number }
  /** The store has learned it. */
  | { readonly kind: 'storeChanged'; readonly revision: Revision<V>; readonly now: number }
  /** A clean editor shows this text; nobody shows any, without one. */
  | { readonly kind: 'shown'; readonly text: string | undefined }
  /** `asBase`: nobody knows what the edits were made from, and from now on it is this. */
  | { readonly kind: 'overwriteAllowed'; readonly revision: Revision<V>; readonly asBase: boolean }
  | { readonly kind: 'saved'; readonly revision: Revision<V>; readonly base: Revision<V>; readonly now: number }
  | { readonly kind: 'savedPartly'; readonly base: Revision<V> }
  | { readonly kind: 'notSaved' }
  /** Makes VS Code read it again. */
  | { readonly kind: 'mtimeBumped' };

/** So many revisions are remembered beside the base: two for each save. */
const maxEarlier = 6;

/** As it was read for the first time, at `now` (epoch ms). */
export function firstRevisions<V>(revision: Revision<V>, isBaseKnown: boolean, now: number): Revisions<V> {
  return {
    latest: revision,
    mtime: revision.updatedAt ?? now,
    base: revision,
    earlier: [],
    baseState: isBaseKnown ? 'known' : 'unknown',
    overwritten: undefined,
    saveCount: 0,
  };
}

/** What is known after the event. */
export function reduceRevisions<V>(state: Revisions<V>, event: RevisionEvent<V>): Revisions<V> {
  switch (event.kind) {
    case 'loaded':
      return event.saveCount === state.saveCount ? withLatest(state, event.revision, event.now) : state;
    case 'storeChanged':
      return isOlder(event.revision, state) ? state : withLatest(state, event.revision, event.now);
    case 'shown': {
      const isLatest =
        event.text === undefined ? state.baseState === 'known' : sameLines(event.text, state.latest.text);
      return isLatest ? withBase(state, state.latest) : state;
    }
    case 'overwriteAllowed':
      return event.asBase
        ? { ...withBase(state, event.revision), baseState: 'overwriteAllowed' }
        : { ...state, overwritten: event.revision.value };
    case 'saved': {
      const { revision, now } = event;
      // An answer may be late: what was heard meanwhile is newer.
      const read = isOlder(revision, state) ? state : withLatest(state, revision, now);
      const mtime = Math.max(read.mtime + 1, revision.updatedAt ?? now);
      return { ...withBase(read, { ...event.base, isSaved: true }), mtime, saveCount: state.saveCount + 1 };
    }
    case 'savedPartly':
      return { ...withBase(state, { ...event.base, isSaved: true }), saveCount: state.saveCount + 1 };
    case 'notSaved':
      return { ...state, saveCount: state.saveCount + 1 };
    case 'mtimeBumped':
      return { ...state, mtime: state.mtime + 1 };
  }
}

/** Whether saving this text would write something: VS Code writes also what nobody has edited, in its own form. */
export function isEdited<V>({ base, baseState, overwritten }: Revisions<V>, text: string): boolean {
  return baseState !== 'known' || overwritten !== undefined || !sameLines(text, base.text);
}

function isOlder<V>(revision: Revision<V>, { latest }: Revisions<V>): boolean {
  return (revision.updatedAt ?? 0) < (latest.updatedAt ?? 0);
}

function withLatest<V>(state: Revisions<V>, latest: Revision<V>, now: number): Revisions<V> {
  const isSame = latest.text === state.latest.text;
  return { ...state, latest, mtime: isSame ? state.mtime : Math.max(state.mtime + 1, latest.updatedAt ?? now) };
}

function withBase<V>(state: Revisions<V>, base: Revision<V>): Revisions<V> {
  const isSame = base.text === state.base.text;
  const earlier = isSame ? state.earlier : [state.base, ...state.earlier].slice(0, maxEarlier);
  const kept = isSame && state.base.isSaved ? ({ ...base, isSaved: true } as const) : base;
  return { ...state, base: kept, earlier, baseState: 'known', overwritten: undefined };
}
