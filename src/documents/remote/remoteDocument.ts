import type { BoundClient } from '../../api/client';
import type { Interest } from '../../tracking/feeds/interest';
import type { Change } from '../../tracking/store/facts';
import { textHash } from '../../model/sha256';
import { firstRevisions, isEdited, reduceRevisions, type Revision, type RevisionEvent } from './documentRevisions';
import { sameLines } from '../editors/sameLines';

/** Nothing was saved; the message is a sentence that says why. */
export class NotSaved extends Error {}

/** VS Code would not show the text as it is; the message is a sentence that says why, and what else there is. */
export class NotShown extends Error {}

/** The ids by which a document is known, by what they are called. */
export type Ids<Id extends string> = Readonly<Record<Id, string>>;

/** Something in a text that cannot be saved, and a sentence that says why. All count from 0, the end is not included. */
export type DocumentProblem = {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly message: string;
  /** Whether the editor marks it by itself, so that it need not be marked here. */
  readonly marked?: boolean;
  /** Ways out of it, worked out only when somebody asks. */
  readonly fixes?: () => readonly DocumentFix[];
};

/** Lines to insert before a line. */
export type DocumentFix = {
  readonly title: string;
  readonly line: number;
  /** With a line feed at its end. */
  readonly text: string;
  readonly isPreferred?: boolean;
};

/** What is to be saved: `mine`, which was made from `base`. */
export type Edit<V> = {
  readonly base: V;
  readonly mine: string;
  /** What the person was shown when asked, and has agreed to overwrite. Anything newer has to be asked for again. */
  readonly overwritten?: V;
  /** What was shown since, where `mine` was made from an earlier `base`. */
  readonly shown?: V;
  /** Nobody has asked for it: "Auto Save" is on, and the text may be half of what is meant. */
  readonly isAutoSave: boolean;
};

/** What is known of something whose edits have outlived a reload of the window, and that is not there any more. */
export type Lost = {
  readonly mine: string;
  /** The mission's, as the tab has it. */
  readonly name: string;
  /** What `keeps` has said of the base. */
  readonly kept: string | undefined;
};

export type Saved<V> =
  | {
      readonly kind: 'saved';
      /** What the server has now. */
      readonly value: V;
      /** What the saved text is to be compared with until the editor shows `value`; left out, that is `value`. */
      readonly base?: V;
      /** A sentence: it was saved, but not all of it. */
      readonly warning?: string;
    }
  /** Some of it was saved: the rest, of which `message` says why not, is what differs from `base`. */
  | { readonly kind: 'partly'; readonly base: V; readonly message: string }
  /** Somebody else has changed the same: nothing was saved. */
  | { readonly kind: 'conflict'; readonly remote: V };

/** The account that a document belongs to. */
export type DocumentAccount = Pick<BoundClient, 'isCurrent' | 'accountId'>;

/**
 * A type of document that is a file for VS Code and `V` on Telnyx. To add one: describe it so, `register` it with the
 * files of its scheme (`missionDocuments.ts`), and `open` it from a command. Dirty editors, remote changes, conflicts,
 * deletion, diagnostics, accounts and polling are looked after here and in `remoteFileSystem.ts`.
 */
export interface DocumentType<V, Id extends string, Acts> {
  readonly scheme: string;
  /** Under which earlier versions had it. */
  readonly earlierScheme?: string;
  /** How the file's name ends, `.run.json`: unique within the scheme. Before it stands the mission's name. */
  readonly ending: string;
  /** What the ids in its path are, in their order. */
  readonly ids: readonly Id[];
  /** For one document: whatever it asks and saves belongs to the account of `acts`. */
  readonly of: (acts: Acts) => DocumentKind<V, Id>;
}

/** What is done with a document, see {@link DocumentType}. */
export interface DocumentKind<V, Id extends string> {
  /** Throws `ApiError`; a 404 is a file that is not there. */
  read(ids: Ids<Id>): Promise<V>;
  /** The text of the editor, with line feeds. */
  print(value: V): string;
  /** When it was changed the last time (epoch ms), where Telnyx says that: what is older is not taken. */
  updatedAt?(value: V): number | undefined;
  /** What the store knows after a change, `undefined` if that does not concern it; `read` is what was read last. */
  storedValue?(ids: Ids<Id>, change: Change, read: V): V | undefined;
  /** What is to be asked for while an editor shows it. */
  interest?(ids: Ids<Id>): Interest | undefined;
  /**
   * What of `mine` cannot be saved. It is shown while somebody types, and while there is any nothing is saved.
   * `isBaseUncertain`: `mine` was made from something older than `base`, which nobody knows any more.
   */
  problems?(base: V, mine: string, isBaseUncertain: boolean): readonly DocumentProblem[];
  /**
   * Which of these, the newest first, `mine` was made from, as what nobody can change in it says. Left out: the newest.
   * `sinceSave`: so many of them were shown since the last save, the one that was saved then included.
   */
  madeFrom?(shown: readonly V[], mine: string, sinceSave: number): number;
  /** Writes what differs from the base. Throws `ApiError`, or `NotSaved` with a sentence. Left out: read-only. */
  save?(ids: Ids<Id>, edit: Edit<V>): Promise<Saved<V>>;
  /**
   * Whether `save` would end in a conflict, if `now` is what it reads. VS Code asks before it writes, so that its own
   * question is the only one; `save` judges again by the same. Left out: it is known only when it is saved.
   */
  isConflict?(edit: Omit<Edit<V>, 'isAutoSave'>, now: V): boolean;
  /** Saving means something also where nobody has edited anything: it creates what the text says. */
  readonly savesUnedited?: true;
  /**
   * Deleted elsewhere while it was open: makes a mission of the text and of what is known, and opens that. Resolves to
   * whether it was created; what went wrong has been said then.
   */
  createMission?(base: V, mine: string): Promise<boolean>;
  /** What `createMission` needs of the base beside the text: it is kept over a reload of the window. */
  keeps?(base: V): string;
  /** What `createMission` takes for the base where nobody knows that any more. */
  lost?(ids: Ids<Id>, lost: Lost): V;
  /** Deleted elsewhere: opens the text as something new of its kind, which nobody has saved yet. */
  openAsNew?(ids: Ids<Id>, mine: string): Promise<void>;
}

/** `text` is what the server has; after `allowOverwrite` that may be overwritten. */
export type Conflict = { readonly kind: 'conflict'; readonly text: string; readonly allowOverwrite: () => void };

export type Written =
  /** `differs`: the server has more or other than the text, which is to be read again. */
  | { readonly kind: 'saved'; readonly differs: boolean; readonly warning?: string }
  | { readonly kind: 'partly'; readonly message: string }
  | Conflict;

/** What can still be done with a text whose document was deleted elsewhere. */
export type GoneFile = Pick<RemoteFile, 'problems' | 'canBecomeMission' | 'createMission' | 'openAsNew'>;

/** One document, as VS Code was told of it. */
export interface RemoteFile {
  /** What was read last. */
  readonly text: string;
  /** Grows with every change of the text, even where the service's clock stands still, so that VS Code notices. */
  readonly mtime: number;
  readonly readOnly: boolean;
  /** What the text was made from, as a text; `undefined` where that is not known: the next save asks. */
  baseTextOf(mine: string): string | undefined;
  /** What is to be kept of that beside its hash. */
  readonly kept: string | undefined;
  readonly interest: Interest | undefined;
  /** Reads it again. Resolves to whether the text is another one. */
  load(): Promise<boolean>;
  /** Whether the change makes the text another one. */
  onStoreChange(change: Change): boolean;
  /** A clean editor shows this text (nobody shows any, without one): edits are based on what was read, if it is that. */
  setBase(shown?: string): void;
  problems(mine: string): readonly DocumentProblem[];
  /** What `save` would be in conflict with: reads, and writes nothing. */
  conflict(mine: string): Promise<Conflict | undefined>;
  save(mine: string, isAutoSave?: boolean): Promise<Written>;
  /** Makes VS Code read it again. */
  bumpMtime(): void;
  readonly canBecomeMission: boolean;
  /** Resolves to whether it was created. */
  createMission(mine: string): Promise<boolean>;
  /** See `DocumentKind`. */
  readonly openAsNew: ((mine: string) => Promise<void>) | undefined;
}

/**
 * Reads the document and keeps what its edits are based on. Throws what `read` throws.
 * @param editsOf the `textHash` of what unsaved edits from before a reload of the window were made from.
 */
export async function openRemoteFile<V, Id extends string>(
  kind: DocumentKind<V, Id>,
  ids: Ids<Id>,
  editsOf?: string,
): Promise<RemoteFile> {
  const revisionOf = (value: V): Revision<V> => ({
    value,
    text: kind.print(value),
    updatedAt: kind.updatedAt?.(value),
  });
  const first = revisionOf(await kind.read(ids));
  const isBaseKnown = editsOf === undefined || editsOf === (await textHash(first.text));
  let state = firstRevisions(first, isBaseKnown, Date.now());

  /** Returns whether the text is another one now. */
  function dispatch(event: RevisionEvent<V>): boolean {
    const before = state.latest.text;
    state = reduceRevisions(state, event);
    return state.latest.text !== before;
  }

  async function load(): Promise<boolean> {
    const { saveCount } = state;
    const revision = revisionOf(await kind.read(ids));
    return dispatch({ kind: 'loaded', revision, saveCount, now: Date.now() });
  }

  function conflictWith(revision: Revision<V>, asBase: boolean): Conflict {
    return {
      kind: 'conflict',
      text: revision.text,
      allowOverwrite: () => void dispatch({ kind: 'overwriteAllowed', revision, asBase }),
    };
  }

  /** Nobody knows whether somebody else has changed it since: the person is to look, or to say so. */
  async function askFirst(mine: string): Promise<Conflict | undefined> {
    await load();
    return sameLines(mine, state.latest.text) ? undefined : conflictWith(state.latest, true);
  }

  /** What it was made from: an editor may still have what it showed before a save, or have it again. */
  function baseOf(mine: string): Revision<V> {
    const { base, earlier, baseState } = state;
    if (!kind.madeFrom || baseState !== 'known' || earlier.length === 0) return base;
    const shown = [base, ...earlier];
    return (
      shown[
        kind.madeFrom(
          shown.map(({ value }) => value),
          mine,
          shown.findIndex(({ isSaved }) => isSaved) + 1 || shown.length,
        )
      ] ?? base
    );
  }

  const editOf = (mine: string) => {
    const { overwritten } = state;
    const base = baseOf(mine);
    return {
      base: base.value,
      mine,
      ...(overwritten === undefined ? {} : { overwritten }),
      ...(base === state.base ? {} : { shown: state.base.value }),
    };
  };
  const isChanged = (mine: string) => isEdited({ ...state, base: baseOf(mine) }, mine);
  const problems = (mine: string) => kind.problems?.(baseOf(mine).value, mine, state.baseState !== 'known') ?? [];

  return {
    get text() {
      return state.latest.text;
    },
    get mtime() {
      return state.mtime;
    },
    readOnly: kind.save === undefined,
    baseTextOf: (mine) => (state.baseState === 'unknown' ? undefined : baseOf(mine).text),
    get kept() {
      return kind.keeps?.(state.base.value);
    },
    interest: kind.interest?.(ids),
    load,
    onStoreChange(change) {
      const value = kind.storedValue?.(ids, change, state.latest.value);
      return value !== undefined && dispatch({ kind: 'storeChanged', revision: revisionOf(value), now: Date.now() });
    },
    setBase: (shown) => void dispatch({ kind: 'shown', text: shown }),
    problems,
    async conflict(mine) {
      if (!kind.save || !isChanged(mine)) return undefined;
      // As in `save`: where it is not known what the text was made from, it is asked about that first.
      if (state.baseState === 'unknown') return askFirst(mine);
      if (!kind.isConflict || problems(mine).length > 0) return undefined;
      const now = await kind.read(ids);
      return kind.isConflict(editOf(mine), now) ? conflictWith(revisionOf(now), false) : undefined;
    },
    async save(mine, isAutoSave = false) {
      if (!kind.save) throw new NotSaved();
      const saved = (warning?: string): Written => {
        const differs = !sameLines(mine, state.latest.text);
        return { kind: 'saved', differs, ...(warning === undefined ? {} : { warning }) };
      };
      if (!isChanged(mine) && !kind.savesUnedited) return saved();
      const conflict = state.baseState === 'unknown' ? await askFirst(mine) : undefined;
      if (conflict) return conflict;
      const outcome = await kind.save(ids, { ...editOf(mine), isAutoSave });
      switch (outcome.kind) {
        case 'conflict':
          dispatch({ kind: 'notSaved' });
          return conflictWith(revisionOf(outcome.remote), false);
        case 'partly':
          dispatch({ kind: 'savedPartly', base: revisionOf(outcome.base) });
          return outcome;
        case 'saved': {
          const revision = revisionOf(outcome.value);
          const base = outcome.base === undefined ? revision : revisionOf(outcome.base);
          dispatch({ kind: 'saved', revision, base, now: Date.now() });
          return saved(outcome.warning);
        }
      }
    },
    bumpMtime: () => void dispatch({ kind: 'mtimeBumped' }),
    canBecomeMission: kind.createMission !== undefined,
    createMission: async (mine) => (await kind.createMission?.(state.base.value, mine)) ?? false,
    openAsNew: openerOf(kind, ids),
  };
}

/** What can be done with edits that have outlived a reload of the window where what they were made from is gone. */
export function goneFile<V, Id extends string>(
  kind: DocumentKind<V, Id>,
  ids: Ids<Id>,
  { name, kept }: Omit<Lost, 'mine'>,
): GoneFile {
  const baseFor = (mine: string) => kind.lost?.(ids, { mine, name, kept });
  return {
    problems(mine) {
      const base = baseFor(mine);
      return base === undefined ? [] : (kind.problems?.(base, mine, true) ?? []);
    },
    canBecomeMission: kind.createMission !== undefined && kind.lost !== undefined,
    async createMission(mine) {
      const base = baseFor(mine);
      return base !== undefined && ((await kind.createMission?.(base, mine)) ?? false);
    },
    openAsNew: openerOf(kind, ids),
  };
}

function openerOf<V, Id extends string>(kind: DocumentKind<V, Id>, ids: Ids<Id>): GoneFile['openAsNew'] {
  return kind.openAsNew && (async (mine) => kind.openAsNew?.(ids, mine));
}
