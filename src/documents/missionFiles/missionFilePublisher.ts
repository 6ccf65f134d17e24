import { ApiError } from '../../api/apiError';
import type { MissionChange, NewMission } from '../../api/client';
import { definitionOf, type Mission, type MissionDefinition } from '../../model/mission';
import type { SaveVerdict } from '../../model/saveDecision';
import type { Actions, BeginAct } from '../../tracking/actions/actions';
import type { Journal, JournalEntry } from '../../tracking/actions/journal';
import { findCreatedMission, type FoundMission } from './createMissionOnce';
import { parseMissionFile, type MissionFileContent } from '../../formats/missionFile/missionFile';
import { definitionHash } from '../../formats/missionFile/missionFileSyncState';
import { fileOfJournalKey, journalKeyOf } from './publishedMissions';
import type { MissionFileStates } from './missionFileSyncStates';
import { sameMissionContent, updateMissionFile } from '../../formats/missionFile/missionFileUpdate';

/**
 * Where an id has come to stand. `gone`: there is no such file any more. `other`: the file has another id by now.
 * `otherAccount`: the mission isn't of the account in use; nothing was written.
 */
export type Bound = 'written' | 'notSaved' | 'gone' | 'other' | 'otherAccount';

/** How publishing a file ended. But for an id that was given to it, the file's text is what it was. */
export type PublishOutcome =
  | { readonly kind: 'published' | 'unchanged'; readonly mission: Mission }
  /** `bound`: whether the file has the new id; `uri` is where the file is now, which may have been moved. */
  | { readonly kind: 'created'; readonly mission: Mission; readonly bound: Bound; readonly uri: string }
  /** The file has problems; nothing was sent. */
  | { readonly kind: 'problems' }
  /** It could not be saved, or (`missing`) there is no such file: what is published is what is on disk. */
  | { readonly kind: 'notSaved'; readonly missing: boolean }
  /** It is being published already. */
  | { readonly kind: 'busy' }
  /** The file has no id, but it was published before, as this mission, which still exists; nothing was sent. */
  | { readonly kind: 'publishedBefore'; readonly mission: Mission }
  /** Other files have its ID, by their URIs: it may be a copy. Nothing was sent. */
  | { readonly kind: 'shared'; readonly missionId: string; readonly files: readonly string[] }
  /** The mission is another one than what was last published or pulled; nothing was written. */
  | { readonly kind: 'changedThere'; readonly remote: Mission }
  /** The file says what was published from it before what was published last; nothing was written. */
  | { readonly kind: 'older'; readonly remote: Mission }
  /** Telnyx has no mission of this id. */
  | { readonly kind: 'gone'; readonly missionId: string }
  | { readonly kind: 'refused'; readonly error: ApiError }
  /** The answer was lost: it may have happened. `creating` where it was to be a new mission. */
  | { readonly kind: 'unsure'; readonly creating: boolean };

/** What the person has agreed to beforehand. */
export type PublishOptions = {
  /** The mission that may be written over, as it was shown; any newer change is asked for again. */
  readonly over?: Mission;
  /** Other files that have its ID, by their URIs; any more are asked for again. */
  readonly besides?: readonly string[];
  /**
   * The mission that a new one may take the place of: the file has its id, or was published as it. Where the file has
   * another id by then, nothing is created.
   */
  readonly anew?: string | undefined;
  /** The act that it is a part of; an act of its own where there is none. */
  readonly actions?: Actions;
};

/** A mission that may have been created, its answer having been lost, or the window having been reloaded before. */
export type Unconfirmed = {
  /** When it was sent (epoch ms). */
  readonly at: number;
  /** The request may still be on its way. */
  readonly mayStillArrive: boolean;
};

/** A mission file as it is published. It is followed where it is moved, and never comes back once it is deleted. */
export interface PublishedFile {
  /** Its URI as a text, which is another one once it is moved. */
  readonly key: string;
  /** What its editor says, and what is on disk; nothing where there is no such file on disk. */
  read(): Promise<{ readonly text: string; readonly saved: string; readonly isDirty: boolean } | undefined>;
  /** Returns whether what is on disk is what the editor says. */
  save(): Promise<boolean>;
  /** Changes the text and saves it; returns whether that is on disk now. */
  edit(change: (text: string) => string): Promise<boolean>;
  stop(): void;
}

type FileUri = { toString(): string };

/** The road from a mission file to Telnyx and back; it asks and tells nobody. */
export interface MissionFilePublisher<Uri extends FileUri = FileUri> {
  publish(uri: Uri, options?: PublishOptions): Promise<PublishOutcome>;
  /** The mission as Telnyx has it now. Throws `ApiError`. */
  readRemote(missionId: string, actions?: Actions): Promise<Mission | 'gone'>;
  /** Brings a content into the file and saves it. `refused`: its problems have to be mended first. */
  write(uri: Uri, content: MissionFileContent): Promise<'written' | 'refused' | 'notSaved'>;
  /** A mission that may have been created from this file. */
  unconfirmed(uri: Uri): Promise<Unconfirmed | undefined>;
  /** Looks for that mission, see `findCreatedMission`. Throws `ApiError`. */
  lookFor(uri: Uri, actions?: Actions): Promise<FoundMission | undefined>;
  /** Writes the mission's id into the file, whose text stays what it is. `isSame`: the mission says what the file says. */
  bind(uri: Uri, mission: Mission, isSame: boolean, actions?: Actions): Promise<Bound>;
  /** It has been looked for, and what is to be done is decided: publishing may create again. */
  settle(uri: Uri, actions?: Actions): Promise<void>;
}

export function createMissionFilePublisher<Uri extends FileUri>(parts: {
  readonly begin: BeginAct;
  readonly states: Pick<MissionFileStates, 'remember' | 'changedThere' | 'isOlder' | 'noteGone'>;
  readonly journal: Journal;
  readonly follow: (uri: Uri) => PublishedFile;
  /** The id that a file has on disk. */
  readonly idOnDisk: (file: string) => Promise<string | undefined>;
  /** Other files that have this ID. */
  readonly othersOf: (file: string, missionId: string) => Promise<readonly string[]>;
}): MissionFilePublisher<Uri> {
  const { begin, states, journal } = parts;
  /** Files that are being published: a second click must not create a second mission. */
  const underWay = new Set<PublishedFile>();

  async function followed<T>(uri: Uri, work: (file: PublishedFile) => Promise<T>): Promise<T> {
    const file = parts.follow(uri);
    try {
      return await work(file);
    } finally {
      file.stop();
    }
  }

  async function readRemote(missionId: string, actions = begin()): Promise<Mission | 'gone'> {
    try {
      return await actions.readMission(missionId);
    } catch (error) {
      if (!(error instanceof ApiError) || error.kind !== 'notFound') throw error;
      // Another account, which is in use by now, may have it.
      if (await actions.isCurrent()) states.noteGone(missionId);
      return 'gone';
    }
  }

  /** The mission that the file was published as, which it does not say any more, or not yet. Throws `ApiError`. */
  async function publishedBefore(
    file: PublishedFile,
    saved: string,
    hash: string,
    actions: Actions,
  ): Promise<Mission | undefined> {
    const onDisk = parseMissionFile(saved).missionId;
    const entries = await journal.entries();
    const own = entries.find(({ key }) => key === journalKeyOf(file.key));
    // A file of the same content that is gone, or lost its id: it is this one, moved by something else than VS Code.
    const moved: JournalEntry[] = [];
    for (const entry of entries) {
      const other = fileOfJournalKey(entry.key);
      if (other === undefined || other === file.key || entry.sent.hash !== hash || entry.created === undefined)
        continue;
      if ((await parts.idOnDisk(other)) !== entry.created) moved.push(entry);
    }
    const ids = [onDisk, own?.created, ...moved.map(({ created }) => created)];
    for (const missionId of new Set(ids.filter((id) => id !== undefined))) {
      const mission = await readRemote(missionId, actions);
      if (mission !== 'gone') return mission;
    }
    return undefined;
  }

  async function create(file: PublishedFile, content: MissionFileContent, actions: Actions): Promise<PublishOutcome> {
    const { definition } = content;
    const hash = await definitionHash(definition);
    const sent = { name: definition.name, hash, ...(content.missionId ? { instead: content.missionId } : {}) };
    const outcome = await journal.once(
      { key: journalKeyOf(file.key), sent, idOf: (mission) => mission.missionId },
      () => actions.createMission(wholeDefinition(definition)),
    );
    if (outcome.kind === 'busy' || outcome.kind === 'refused') return outcome;
    if (outcome.kind === 'unsure') return { kind: 'unsure', creating: true };
    const mission = outcome.value;
    await states.remember(file.key, mission);
    const bound = await bindTo(file, mission, content.missionId);
    return { kind: 'created', mission, bound, uri: file.key };
  }

  async function update(
    file: PublishedFile,
    content: MissionFileContent,
    remote: Mission,
    actions: Actions,
  ): Promise<PublishOutcome> {
    const { missionId } = remote;
    const decide = (fresh: Mission): SaveVerdict<MissionChange> => {
      if (saysTheSame(fresh, content)) return { kind: 'nothingToDo' };
      if (!saysTheSame(fresh, contentOf(remote))) return { kind: 'conflict' };
      return { kind: 'write', change: wholeDefinition(content.definition) };
    };
    const saving = actions.saveMission(missionId, decide, { justRead: remote });
    const outcome = await saving.catch((error: unknown) => {
      if (error instanceof ApiError && error.kind === 'notFound' && !error.maybeDone) return undefined;
      throw error;
    });
    if (!outcome) return { kind: 'gone', missionId };
    if (outcome.kind === 'conflict') return { kind: 'changedThere', remote: outcome.remote };
    await states.remember(file.key, outcome.value);
    return { kind: 'published', mission: outcome.value };
  }

  async function publish(
    file: PublishedFile,
    { over, besides = [], anew, actions = begin() }: PublishOptions,
  ): Promise<PublishOutcome> {
    const before = await file.read();
    if (!before) return { kind: 'notSaved', missing: true };
    const typed = parseMissionFile(before.text).content;
    if (!typed) return { kind: 'problems' };
    const isAgreed = (id: string | undefined) => id === undefined || id === anew;
    const isAnew =
      anew !== undefined && isAgreed(typed.missionId) && isAgreed(parseMissionFile(before.saved).missionId);
    const isNew = typed.missionId === undefined || isAnew;
    if (isNew && (await journal.unconfirmed(journalKeyOf(file.key)))) return { kind: 'unsure', creating: true };
    if (isNew && !isAnew) {
      const mission = await publishedBefore(file, before.saved, await definitionHash(typed.definition), actions);
      if (mission) return { kind: 'publishedBefore', mission };
    }
    // Saving may change the text, by a formatter for one: what is on disk is what is published.
    const after = (await file.save()) ? await file.read() : undefined;
    if (!after) return { kind: 'notSaved', missing: false };
    const { content } = parseMissionFile(after.saved);
    if (!content) return { kind: 'problems' };
    // Somebody may have given it an id meanwhile.
    if (isNew && (content.missionId === undefined || (isAnew && content.missionId === anew)))
      return await create(file, content, actions);
    if (content.missionId === undefined) return { kind: 'notSaved', missing: false };
    const { missionId } = content;
    // Before the mission is read, which is written right after.
    const files = await parts.othersOf(file.key, missionId);
    const remote = await readRemote(missionId, actions);
    if (remote === 'gone') return { kind: 'gone', missionId };
    if (saysTheSame(remote, content)) {
      await states.remember(file.key, remote);
      return { kind: 'unchanged', mission: remote };
    }
    if (files.some((other) => !besides.includes(other))) return { kind: 'shared', missionId, files };
    const agreed = over && saysTheSame(remote, contentOf(over));
    if (!agreed && (await states.changedThere(file.key, remote))) return { kind: 'changedThere', remote };
    if (!agreed && states.isOlder(file.key, missionId, await definitionHash(content.definition)))
      return { kind: 'older', remote };
    return await update(file, content, remote, actions);
  }

  return {
    publish: (uri, options = {}) =>
      followed(uri, async (file) => {
        if ([...underWay].some(({ key }) => key === file.key)) return { kind: 'busy' };
        underWay.add(file);
        try {
          return await publish(file, options);
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          if (error.maybeDone) return { kind: 'unsure', creating: false };
          return { kind: 'refused', error };
        } finally {
          underWay.delete(file);
        }
      }),
    readRemote,
    write: (uri, content) => followed(uri, (file) => writeTo(file, () => content)),
    bind: (uri, mission, isSame, actions = begin()) =>
      followed(uri, async (file) => {
        if (!(await actions.isCurrent())) return 'otherAccount';
        const hash = await definitionHash(definitionOf(mission));
        const instead = (await journal.unconfirmed(journalKeyOf(file.key)))?.sent.instead;
        await journal.confirm(journalKeyOf(file.key), mission.missionId, { name: mission.name, hash });
        if (isSame) await states.remember(file.key, mission);
        return bindTo(file, mission, instead);
      }),
    async unconfirmed(uri) {
      const entry = await journal.unconfirmed(journalKeyOf(uri.toString()));
      return entry && { at: entry.at, mayStillArrive: journal.mayStillArrive(entry) };
    },
    async lookFor(uri, actions = begin()) {
      const entry = await journal.unconfirmed(journalKeyOf(uri.toString()));
      const { name, hash } = entry?.sent ?? {};
      if (!entry || name === undefined || hash === undefined) return undefined;
      const others = new Set((await journal.entries()).flatMap(({ created }) => created ?? []));
      return findCreatedMission(actions, { name, hash, at: entry.at, others });
    },
    async settle(uri, actions = begin()) {
      if (await actions.isCurrent()) await journal.settle(journalKeyOf(uri.toString()));
    },
  };
}

/** What `content` makes of the file's text; `undefined` where it makes nothing of it. */
async function writeTo(file: PublishedFile, content: (text: string) => MissionFileContent | undefined) {
  let refused = false as boolean;
  const isSaved = await file.edit((text) => {
    const wanted = content(text);
    const update = wanted && updateMissionFile(text, wanted);
    refused = update === undefined || update.kind === 'refused';
    return update?.kind === 'changed' ? update.text : text;
  });
  return refused ? 'refused' : isSaved ? 'written' : 'notSaved';
}

/** `instead`: the id that the new one takes the place of. */
async function bindTo(file: PublishedFile, { missionId }: Mission, instead?: string): Promise<Bound> {
  const now = await file.read();
  if (!now) return 'gone';
  const isFree = (id: string | undefined) => id === undefined || id === missionId || id === instead;
  if (!isFree(parseMissionFile(now.text).missionId) || !isFree(parseMissionFile(now.saved).missionId)) return 'other';
  // Only the id is new; what was typed meanwhile stays.
  const written = await writeTo(file, (text) => {
    const { content } = parseMissionFile(text);
    return content && { ...content, missionId };
  });
  if (written === 'written') return 'written';
  return (await file.read()) ? 'notSaved' : 'gone';
}

export function contentOf(mission: Mission): MissionFileContent {
  return { missionId: mission.missionId, definition: definitionOf(mission) };
}

/** Whatever the id: there is one mission that the file means, however its id is written. */
function saysTheSame(mission: Mission, { definition }: MissionFileContent): boolean {
  return sameMissionContent({ definition: definitionOf(mission) }, { definition });
}

/** Every field of the definition, so that what the file does not say is taken away there too. */
function wholeDefinition(definition: MissionDefinition): NewMission & MissionChange {
  const { name, description, model, instructions, executionMode, metadata } = definition;
  return { name, description, model, instructions, executionMode, metadata };
}
