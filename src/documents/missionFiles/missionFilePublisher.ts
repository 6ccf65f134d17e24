import * as vscode from 'vscode';
import { ApiError } from '../../api/apiError';
import type { MissionChange, NewMission } from '../../api/client';
import { definitionOf, type Mission, type MissionDefinition } from '../../model/mission';
import type { Actions, BeginAct } from '../../tracking/actions/actions';
import { parseMissionFile, type MissionFileContent } from '../../formats/missionFile/missionFile';
import type { MissionFileStates } from './missionFileSyncStates';
import { sameMissionContent, updateMissionFile } from '../../formats/missionFile/missionFileUpdate';

/** How publishing a file ended. But for an id that was given to it, the file's text is what it was. */
export type PublishOutcome =
  | { readonly kind: 'published' | 'unchanged'; readonly mission: Mission }
  /** `written`: whether the file has the new id. */
  | { readonly kind: 'created'; readonly mission: Mission; readonly written: boolean }
  /** The file has problems; nothing was sent. */
  | { readonly kind: 'problems' }
  /** It is being published already. */
  | { readonly kind: 'busy' }
  /** The mission is another one than what was last published or pulled; nothing was written. */
  | { readonly kind: 'changedThere'; readonly remote: Mission }
  /** Telnyx has no mission of this id. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly error: ApiError }
  /** The answer was lost: it may have happened. `creating` where it was to be a new mission. */
  | { readonly kind: 'unsure'; readonly error: ApiError; readonly creating: boolean };

/** What the person has agreed to beforehand. */
export type PublishOptions = {
  /** The mission that may be written over, as it was shown; any newer change is asked for again. */
  readonly over?: Mission;
  /** Creates a new mission, whatever id the file has. */
  readonly anew?: boolean;
  /** The act that it is a part of; an act of its own where there is none. */
  readonly actions?: Actions;
};

/**
 * The road from a mission file to Telnyx and back; it asks and tells nobody. Files go by their URIs: an editor that is
 * closed and opened again, while a question is open, has another document.
 */
export interface MissionFilePublisher {
  publish(uri: vscode.Uri, options?: PublishOptions): Promise<PublishOutcome>;
  /** The mission as Telnyx has it now. Throws `ApiError`. */
  readRemote(missionId: string, actions?: Actions): Promise<Mission | 'gone'>;
  /** Brings a content into the file and saves it. `refused`: its problems have to be mended first. */
  write(uri: vscode.Uri, content: MissionFileContent): Promise<'written' | 'refused' | 'notSaved'>;
  /** Whether a mission that was created from this file may exist, its answer having been lost. */
  mayExist(uri: vscode.Uri): boolean;
  /** Looks for that mission: the newest of exactly what was sent. Throws `ApiError`. */
  lookFor(uri: vscode.Uri, actions?: Actions): Promise<Mission | undefined>;
  /** Writes the mission's id into the file, whose text stays what it is. Returns whether that went well. */
  bind(uri: vscode.Uri, mission: Mission): Promise<boolean>;
  /** It has been looked for, and what is to be done is decided: publishing may create again. */
  settle(uri: vscode.Uri): void;
}

export function createMissionFilePublisher(parts: {
  readonly begin: BeginAct;
  readonly states: MissionFileStates;
}): MissionFilePublisher {
  const { begin, states } = parts;
  /** What was sent to create a mission, by the file, where the answer was lost. */
  const unsure = new Map<string, { readonly sent: MissionDefinition; readonly error: ApiError }>();
  /** Files that are being published: a second click must not create a second mission. */
  const underWay = new Set<string>();

  async function readRemote(missionId: string, actions = begin()): Promise<Mission | 'gone'> {
    try {
      return await actions.readMission(missionId);
    } catch (error) {
      if (!(error instanceof ApiError) || error.kind !== 'notFound') throw error;
      states.noteGone(missionId);
      return 'gone';
    }
  }

  async function write(uri: vscode.Uri, content: MissionFileContent) {
    const document = await opened(uri);
    if (!document) return 'notSaved';
    const update = updateMissionFile(document.getText(), content);
    if (update.kind === 'refused') return 'refused';
    if (update.kind === 'changed') {
      const edit = new vscode.WorkspaceEdit();
      const end = document.lineAt(document.lineCount - 1).range.end;
      edit.replace(uri, new vscode.Range(new vscode.Position(0, 0), end), update.text);
      if (!(await vscode.workspace.applyEdit(edit))) return 'notSaved';
    }
    return !document.isDirty || (await document.save()) ? 'written' : 'notSaved';
  }

  async function create(
    uri: vscode.Uri,
    { definition }: MissionFileContent,
    actions: Actions,
  ): Promise<PublishOutcome> {
    const key = uri.toString();
    const before = unsure.get(key);
    if (before) return { kind: 'unsure', error: before.error, creating: true };
    const outcome = await actions.createMission(wholeDefinition(definition));
    if (outcome.kind === 'busy') throw new Error('A mission that does not exist yet is not busy');
    if (outcome.kind === 'refused') return outcome;
    if (outcome.kind === 'unsure') {
      unsure.set(key, { sent: definition, error: outcome.error });
      return { ...outcome, creating: true };
    }
    const mission = outcome.value;
    return { kind: 'created', mission, written: await bind(uri, mission) };
  }

  async function bind(uri: vscode.Uri, mission: Mission): Promise<boolean> {
    await states.remember(mission);
    // Only the id is new; what was typed meanwhile stays.
    const now = parseMissionFile((await opened(uri))?.getText() ?? '').content ?? contentOf(mission);
    return (await write(uri, { ...now, missionId: mission.missionId })) === 'written';
  }

  async function update(
    uri: vscode.Uri,
    content: MissionFileContent,
    remote: Mission,
    actions: Actions,
  ): Promise<PublishOutcome> {
    const outcome = await actions.saveMission(remote.missionId, (fresh) => {
      if (saysTheSame(fresh, content)) return { kind: 'nothingToDo' };
      if (!saysTheSame(fresh, contentOf(remote))) return { kind: 'conflict' };
      return { kind: 'write', change: wholeDefinition(content.definition) };
    });
    if (outcome.kind === 'conflict') return { kind: 'changedThere', remote: outcome.remote };
    await states.remember(outcome.value);
    await saveFile(uri);
    return { kind: 'published', mission: outcome.value };
  }

  async function publish(uri: vscode.Uri, { over, anew, actions = begin() }: PublishOptions): Promise<PublishOutcome> {
    const { content } = parseMissionFile((await vscode.workspace.openTextDocument(uri)).getText());
    if (!content) return { kind: 'problems' };
    if (content.missionId === undefined || anew) return await create(uri, content, actions);
    try {
      const remote = await readRemote(content.missionId, actions);
      if (remote === 'gone') return { kind: 'gone' };
      if (saysTheSame(remote, content)) {
        await states.remember(remote);
        await saveFile(uri);
        return { kind: 'unchanged', mission: remote };
      }
      const agreed = over && saysTheSame(remote, contentOf(over));
      if (!agreed && (await states.changedThere(remote))) return { kind: 'changedThere', remote };
      return await update(uri, content, remote, actions);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.maybeDone) return { kind: 'unsure', error, creating: false };
      return error.kind === 'notFound' ? { kind: 'gone' } : { kind: 'refused', error };
    }
  }

  return {
    async publish(uri, options = {}) {
      const key = uri.toString();
      if (underWay.has(key)) return { kind: 'busy' };
      underWay.add(key);
      try {
        return await publish(uri, options);
      } finally {
        underWay.delete(key);
      }
    },
    readRemote,
    write,
    bind,
    mayExist: (uri) => unsure.has(uri.toString()),
    async lookFor(uri, actions = begin()) {
      const sent = unsure.get(uri.toString())?.sent;
      const named = sent ? [...(await actions.findMissions(sent.name))] : [];
      for (const { missionId } of named.sort((a, b) => b.createdAt - a.createdAt)) {
        // What a list says of it may be less than the whole.
        const mission = await readRemote(missionId, actions);
        if (sent && mission !== 'gone' && saysTheSame(mission, { definition: sent })) return mission;
      }
      return undefined;
    },
    settle: (uri) => void unsure.delete(uri.toString()),
  };
}

/** The file as it is now, in an editor or not; nothing where there is no such file any more. */
async function opened(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}

async function saveFile(uri: vscode.Uri): Promise<void> {
  const document = await opened(uri);
  if (document?.isDirty) await document.save();
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
