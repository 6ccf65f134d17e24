import { parseMissionFile, type MissionFileContent } from '../../formats/missionFile/missionFile';
import { updateMissionFile } from '../../formats/missionFile/missionFileUpdate';
import type { Mission } from '../../model/mission';

/**
 * Where an id has come to stand. `gone`: there is no such file any more. `other`: the file has another id by now.
 * `otherAccount`: the mission isn't of the account in use; nothing was written.
 */
export type Bound = 'written' | 'notSaved' | 'gone' | 'other' | 'otherAccount';

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

/** What `content` makes of the file's text; `undefined` where it makes nothing of it. */
export async function writeTo(file: PublishedFile, content: (text: string) => MissionFileContent | undefined) {
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
export async function bindTo(file: PublishedFile, { missionId }: Mission, instead?: string): Promise<Bound> {
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
