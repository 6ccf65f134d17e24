import type { BoundClient } from '../../api/client';
import type { Interest } from '../../tracking/feeds/interest';
import type { Change } from '../../tracking/store/facts';
import { textHash } from '../../model/sha256';

/** Nothing was saved; the message is a sentence that says why. */
export class NotSaved extends Error {}

/** The ids by which a document is known, by what they are called. */
export type Ids<Id extends string> = Readonly<Record<Id, string>>;

/** Something in a text that cannot be saved, and a sentence that says why. All count from 0, the end is not included. */
export type DocumentProblem = {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly said: string;
  /** Whether the editor marks it by itself, so that it need not be marked here. */
  readonly marked?: boolean;
};

/** What is to be saved: `mine`, which was made from `base`. */
export type Edit<V> = {
  readonly base: V;
  readonly mine: string;
  /** What the person was shown when asked, and has agreed to overwrite. Anything newer has to be asked for again. */
  readonly overwritten?: V;
  /** Nobody has asked for it: "Auto Save" is on, and the text may be half of what is meant. */
  readonly byItself: boolean;
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
  /** Some of it was saved: the rest, of which `said` says why not, is what differs from `base`. */
  | { readonly kind: 'partly'; readonly base: V; readonly said: string }
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
  held?(ids: Ids<Id>, change: Change, read: V): V | undefined;
  /** What is to be asked for while an editor shows it. */
  interest?(ids: Ids<Id>): Interest | undefined;
  /**
   * What of `mine` cannot be saved. It is shown while somebody types, and while there is any nothing is saved.
   * `isGuess`: `mine` was made from something older than `base`, which nobody knows any more.
   */
  problems?(base: V, mine: string, isGuess: boolean): readonly DocumentProblem[];
  /** Writes what differs from the base. Throws `ApiError`, or `NotSaved` with a sentence. Left out: read-only. */
  save?(ids: Ids<Id>, edit: Edit<V>): Promise<Saved<V>>;
  /**
   * Whether `save` would end in a conflict, if `now` is what it reads. VS Code asks before it writes, so that its own
   * question is the only one; `save` judges again by the same. Left out: it is known only when it is saved.
   */
  isConflict?(edit: Omit<Edit<V>, 'byItself'>, now: V): boolean;
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
  /** Deleted elsewhere: offers in its own words what can be made of the text. */
  offerAnew?(ids: Ids<Id>, mine: string): void;
}

/** `text` is what the server has; after `agree` that may be overwritten. */
export type Conflict = { readonly kind: 'conflict'; readonly text: string; readonly agree: () => void };

export type Written =
  /** `differs`: the server has more or other than the text, which is to be read again. */
  | { readonly kind: 'saved'; readonly differs: boolean; readonly warning?: string }
  | { readonly kind: 'partly'; readonly said: string }
  | Conflict;

/** What can still be done with a text whose document was deleted elsewhere. */
export type GoneFile = Pick<RemoteFile, 'problems' | 'canBecomeMission' | 'createMission' | 'offerAnew'>;

/** One document, as VS Code was told of it. */
export interface RemoteFile {
  /** What was read last. */
  readonly text: string;
  /** Grows with every change of the text, even where the service's clock stands still, so that VS Code notices. */
  readonly mtime: number;
  readonly readOnly: boolean;
  /** What edits are based on, as a text; `undefined` where that is not known: the next save asks. */
  readonly baseText: string | undefined;
  /** What is to be kept of that beside its hash. */
  readonly kept: string | undefined;
  readonly interest: Interest | undefined;
  /** Reads it anew. Resolves to whether the text is another one. */
  load(): Promise<boolean>;
  /** Whether the change makes the text another one. */
  hear(change: Change): boolean;
  /** A clean editor shows this text (nobody shows any, without one): edits are based on what was read, if it is that. */
  rebase(shown?: string): void;
  problems(mine: string): readonly DocumentProblem[];
  /** What `save` would be in conflict with: reads, and writes nothing. */
  conflict(mine: string): Promise<Conflict | undefined>;
  save(mine: string, byItself?: boolean): Promise<Written>;
  /** Makes VS Code read it again. */
  touch(): void;
  readonly canBecomeMission: boolean;
  /** Resolves to whether it was created. */
  createMission(mine: string): Promise<boolean>;
  /** See `DocumentKind`. */
  readonly offerAnew: ((mine: string) => void) | undefined;
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
  /** The value that the editor's text was made from. */
  let base: V = await kind.read(ids);
  /** What was read last; it becomes the base as soon as the editor shows it. */
  let read: V = base;
  let text = kind.print(read);
  let baseText = text;
  /** `unseen`: the edits are of another text than there is now, and the person has not been told so. */
  let guess: 'unseen' | 'agreed' | undefined =
    editsOf === undefined || editsOf === (await textHash(text)) ? undefined : 'unseen';
  let mtime = kind.updatedAt?.(read) ?? Date.now();
  let overwritten: V | undefined;
  /** Counts the savings: what was asked for before one is older than its answer. */
  let saves = 0;

  const isOlder = (value: V) => (kind.updatedAt?.(value) ?? 0) < (kind.updatedAt?.(read) ?? 0);

  function take(value: V): boolean {
    const now = kind.print(value);
    const changed = now !== text;
    if (changed) mtime = Math.max(mtime + 1, kind.updatedAt?.(value) ?? Date.now());
    read = value;
    text = now;
    return changed;
  }

  function basedOn(value: V): void {
    base = value;
    baseText = kind.print(value);
    guess = undefined;
    overwritten = undefined;
  }

  /** Nobody knows whether somebody else has changed it since: the person is to look, or to say so. */
  async function askFirst(mine: string): Promise<Conflict | undefined> {
    const now = await kind.read(ids);
    take(now);
    if (sameLines(mine, text)) return undefined;
    return {
      kind: 'conflict',
      text,
      agree() {
        basedOn(now);
        guess = 'agreed';
      },
    };
  }

  /** VS Code writes also what nobody has edited, in its own form. */
  const isEdited = (mine: string) => guess !== undefined || overwritten !== undefined || !sameLines(mine, baseText);
  const editOf = (mine: string) => ({ base, mine, ...(overwritten === undefined ? {} : { overwritten }) });
  const problems = (mine: string) => kind.problems?.(base, mine, guess !== undefined) ?? [];

  return {
    get text() {
      return text;
    },
    get mtime() {
      return mtime;
    },
    readOnly: kind.save === undefined,
    get baseText() {
      return guess === 'unseen' ? undefined : baseText;
    },
    get kept() {
      return kind.keeps?.(base);
    },
    interest: kind.interest?.(ids),
    async load() {
      const before = saves;
      const value = await kind.read(ids);
      return saves === before && take(value);
    },
    hear(change) {
      const value = kind.held?.(ids, change, read);
      return value !== undefined && !isOlder(value) && take(value);
    },
    rebase(shown) {
      if (shown === undefined ? guess === undefined : sameLines(shown, text)) basedOn(read);
    },
    problems,
    async conflict(mine) {
      if (!kind.save || !isEdited(mine)) return undefined;
      // As in `save`: where it is not known what the text was made from, it is asked about that first.
      if (guess === 'unseen') return askFirst(mine);
      if (!kind.isConflict || problems(mine).length > 0) return undefined;
      const now = await kind.read(ids);
      if (!kind.isConflict(editOf(mine), now)) return undefined;
      return { kind: 'conflict', text: kind.print(now), agree: () => (overwritten = now) };
    },
    async save(mine, byItself = false) {
      if (!kind.save) throw new NotSaved();
      if (!isEdited(mine) && !kind.savesUnedited) return { kind: 'saved', differs: !sameLines(mine, text) };
      const asked = guess === 'unseen' ? await askFirst(mine) : undefined;
      if (asked) return asked;
      const outcome = await kind.save(ids, { ...editOf(mine), byItself });
      saves++;
      if (outcome.kind === 'conflict') {
        const { remote } = outcome;
        return { kind: 'conflict', text: kind.print(remote), agree: () => (overwritten = remote) };
      }
      if (outcome.kind === 'partly') {
        basedOn(outcome.base);
        return outcome;
      }
      // An answer may be late: what was heard meanwhile is newer.
      if (!isOlder(outcome.value)) take(outcome.value);
      mtime = Math.max(mtime + 1, kind.updatedAt?.(outcome.value) ?? Date.now());
      basedOn(outcome.base ?? outcome.value);
      const { warning } = outcome;
      return { kind: 'saved', differs: !sameLines(mine, text), ...(warning === undefined ? {} : { warning }) };
    },
    touch() {
      mtime++;
    },
    canBecomeMission: kind.createMission !== undefined,
    createMission: async (mine) => (await kind.createMission?.(base, mine)) ?? false,
    offerAnew: offerOf(kind, ids),
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
    offerAnew: offerOf(kind, ids),
  };
}

function offerOf<V, Id extends string>(kind: DocumentKind<V, Id>, ids: Ids<Id>): GoneFile['offerAnew'] {
  return kind.offerAnew && ((mine) => kind.offerAnew?.(ids, mine));
}

/** An editor settles for one kind of line end, and drops a byte order mark and halves of surrogate pairs. */
export function sameLines(a: string, b: string): boolean {
  const plain = (text: string) =>
    text
      .replace(/^\uFEFF/, '')
      .toWellFormed()
      .replace(/\r\n?/g, '\n');
  return plain(a) === plain(b);
}
