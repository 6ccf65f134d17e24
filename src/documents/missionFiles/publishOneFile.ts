import { type ApiError, isNotFound } from '../../api/apiError';
import type { MissionChange, NewMission } from '../../api/requests';
import { parseMissionFile, type MissionFileContent } from '../../formats/missionFile/missionFile';
import { definitionHash } from '../../formats/missionFile/missionFileSyncState';
import { sameMissionContent } from '../../formats/missionFile/missionFileUpdate';
import { definitionOf, type Mission, type MissionDefinition } from '../../model/mission';
import type { SaveVerdict } from '../../model/saveDecision';
import type { Actions } from '../../tracking/actions/actions';
import type { Journal } from '../../tracking/actions/journal';
import type { JournalEntry } from '../../tracking/actions/journalEntries';
import type { MissionFileStates } from './missionFileSyncStates';
import { bindTo, type Bound, type PublishedFile } from './publishedFile';
import { fileOfJournalKey, journalKeyOf } from './publishedMissions';

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
  readonly replacedMissionId?: string | undefined;
  /** The act that it is a part of; an act of its own where there is none. */
  readonly actions?: Actions;
};

export type PublishingParts = {
  readonly states: Pick<MissionFileStates, 'remember' | 'changedThere' | 'isOlder'>;
  readonly journal: Journal;
  /** The id that a file has on disk. */
  readonly idOnDisk: (file: string) => Promise<string | undefined>;
  /** Other files that have this ID. */
  readonly othersOf: (file: string, missionId: string) => Promise<readonly string[]>;
  /** The mission as Telnyx has it now. Throws `ApiError`. */
  readonly readRemote: (missionId: string, actions: Actions) => Promise<Mission | 'gone'>;
};

type Options = Omit<PublishOptions, 'actions'>;

/** Publishes one file, as its mission or as a new one; asks and tells nobody. Throws `ApiError`. */
export async function publishOneFile(
  parts: PublishingParts,
  file: PublishedFile,
  options: Options,
  actions: Actions,
): Promise<PublishOutcome> {
  const before = await file.read();
  if (!before) return { kind: 'notSaved', missing: true };
  const typed = parseMissionFile(before.text).content;
  if (!typed) return { kind: 'problems' };
  const idOnDisk = parseMissionFile(before.saved).missionId;
  const isReplacing = takesPlace(options, [typed.missionId, idOnDisk]);
  const isNew = typed.missionId === undefined || isReplacing;
  if (isNew) {
    const obstacle = await obstacleToCreating(parts, file, { idOnDisk, typed, isAnew: isReplacing }, actions);
    if (obstacle) return obstacle;
  }
  // Saving may change the text, by a formatter for one: what is on disk is what is published.
  const after = (await file.save()) ? await file.read() : undefined;
  if (!after) return { kind: 'notSaved', missing: false };
  const { content } = parseMissionFile(after.saved);
  if (!content) return { kind: 'problems' };
  // Somebody may have given it an id meanwhile.
  if (isNew && (content.missionId === undefined || (isReplacing && content.missionId === options.replacedMissionId)))
    return create(parts, file, content, actions);
  if (content.missionId === undefined) return { kind: 'notSaved', missing: false };
  return publishAs(parts, file, { content, missionId: content.missionId, options }, actions);
}

/** Whether a new mission may take the place of those that the file names. */
function takesPlace({ replacedMissionId }: Options, ids: readonly (string | undefined)[]): boolean {
  return replacedMissionId !== undefined && ids.every((id) => id === undefined || id === replacedMissionId);
}

/** Why no new mission is to be created from the file, if there is a reason. Throws `ApiError`. */
async function obstacleToCreating(
  parts: PublishingParts,
  file: PublishedFile,
  of: { readonly idOnDisk: string | undefined; readonly typed: MissionFileContent; readonly isAnew: boolean },
  actions: Actions,
): Promise<PublishOutcome | undefined> {
  if (await parts.journal.unconfirmed(journalKeyOf(file.key))) return { kind: 'unsure', creating: true };
  if (of.isAnew) return undefined;
  const hash = await definitionHash(of.typed.definition);
  const mission = await publishedBefore(parts, file, of.idOnDisk, hash, actions);
  return mission && { kind: 'publishedBefore', mission };
}

/** Publishes what the file says as the mission that it names. Throws `ApiError`. */
async function publishAs(
  parts: PublishingParts,
  file: PublishedFile,
  what: { readonly content: MissionFileContent; readonly missionId: string; readonly options: Options },
  actions: Actions,
): Promise<PublishOutcome> {
  const { states } = parts;
  const { content, missionId, options } = what;
  const { over, besides = [] } = options;
  // Before the mission is read, which is written right after.
  const files = await parts.othersOf(file.key, missionId);
  const remote = await parts.readRemote(missionId, actions);
  if (remote === 'gone') return { kind: 'gone', missionId };
  if (saysTheSame(remote, content)) {
    await states.remember(file.key, remote);
    return { kind: 'unchanged', mission: remote };
  }
  if (files.some((other) => !besides.includes(other))) return { kind: 'shared', missionId, files };
  const isAgreed = over && saysTheSame(remote, contentOf(over));
  if (!isAgreed && (await states.changedThere(file.key, remote))) return { kind: 'changedThere', remote };
  if (!isAgreed && states.isOlder(file.key, missionId, await definitionHash(content.definition)))
    return { kind: 'older', remote };
  return update(parts, file, content, remote, actions);
}

/** The mission that the file was published as, which it does not say any more, or not yet. Throws `ApiError`. */
async function publishedBefore(
  { journal, idOnDisk, readRemote }: PublishingParts,
  file: PublishedFile,
  onDisk: string | undefined,
  hash: string,
  actions: Actions,
): Promise<Mission | undefined> {
  const entries = await journal.entries();
  const own = entries.find(({ key }) => key === journalKeyOf(file.key));
  // A file of the same content that is gone, or lost its id: it is this one, moved by something else than VS Code.
  const moved: JournalEntry[] = [];
  for (const entry of entries) {
    const other = fileOfJournalKey(entry.key);
    if (other === undefined || other === file.key || entry.sent.hash !== hash || entry.created === undefined) continue;
    if ((await idOnDisk(other)) !== entry.created) moved.push(entry);
  }
  const ids = [onDisk, own?.created, ...moved.map(({ created }) => created)];
  for (const missionId of new Set(ids.filter((id) => id !== undefined))) {
    const mission = await readRemote(missionId, actions);
    if (mission !== 'gone') return mission;
  }
  return undefined;
}

async function create(
  { journal, states }: PublishingParts,
  file: PublishedFile,
  content: MissionFileContent,
  actions: Actions,
): Promise<PublishOutcome> {
  const { definition } = content;
  const hash = await definitionHash(definition);
  const sent = { name: definition.name, hash, ...(content.missionId ? { instead: content.missionId } : {}) };
  const outcome = await journal.once({ key: journalKeyOf(file.key), sent, idOf: (mission) => mission.missionId }, () =>
    actions.createMission(wholeDefinition(definition)),
  );
  if (outcome.kind === 'busy' || outcome.kind === 'refused') return outcome;
  if (outcome.kind === 'unsure') return { kind: 'unsure', creating: true };
  const mission = outcome.value;
  await states.remember(file.key, mission);
  const bound = await bindTo(file, mission, content.missionId);
  return { kind: 'created', mission, bound, uri: file.key };
}

async function update(
  { states }: PublishingParts,
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
    if (isNotFound(error) && !error.maybeDone) return undefined;
    throw error;
  });
  if (!outcome) return { kind: 'gone', missionId };
  if (outcome.kind === 'conflict') return { kind: 'changedThere', remote: outcome.remote };
  await states.remember(file.key, outcome.value);
  return { kind: 'published', mission: outcome.value };
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
