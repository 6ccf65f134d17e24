import type * as vscode from 'vscode';
import { parseMissionFile } from '../../formats/missionFile/missionFile';
import {
  definitionHash,
  missionFileState,
  type MissionFileState,
} from '../../formats/missionFile/missionFileSyncState';
import type { Mission } from '../../model/mission';
import type { Journal } from '../../tracking/actions/journal';
import type { Store } from '../../tracking/store/store';
import { openDocument } from '../editors/editorDocuments';
import type { MissingMissions } from './missingMissions';
import { missionFileText } from './missionFileText';
import { journalKeyOf, missionHash, type PublishedMissions } from './publishedMissions';

/** A file as it was read last, in its editor where one is open. */
type Reading = {
  readonly missionId: string | undefined;
  /** `undefined` where the file has problems. */
  readonly here: string | undefined;
};

type JudgedFile = {
  readonly uri: vscode.Uri;
  /** `undefined` for a file that cannot be read. */
  reading: Promise<Reading | undefined>;
  /** Counts the judgements: one that an older reading has led to does not count any more. */
  turn: number;
  missionId: string | undefined;
  state: MissionFileState | undefined;
};

/** The mission files that somebody has asked for, and how each stands to its mission. */
export class MissionFileJudge {
  readonly #parts;
  /** By URI. */
  readonly #files = new Map<string, JudgedFile>();

  constructor(parts: {
    readonly store: Store;
    readonly journal: Journal;
    readonly published: PublishedMissions;
    readonly missing: Pick<MissingMissions, 'isMissing'>;
    readonly onChange: (uri: vscode.Uri) => void;
  }) {
    this.#parts = parts;
  }

  has(uri: vscode.Uri): boolean {
    return this.#files.has(uri.toString());
  }

  missionIdOf(uri: vscode.Uri): string | undefined {
    return this.#files.get(uri.toString())?.missionId;
  }

  /** As far as it is known; a file that was not asked for before is read. */
  stateOf(uri: vscode.Uri): MissionFileState | undefined {
    return this.#at(uri).state;
  }

  async readState(uri: vscode.Uri): Promise<MissionFileState | undefined> {
    const file = this.#at(uri);
    file.reading = readFile(uri);
    // A judgement that is overtaken settles nothing; the last one does.
    for (let turn = -1; turn !== file.turn;) {
      turn = file.turn;
      await this.#judge(file);
      turn++;
    }
    return file.state;
  }

  readAgain(uri: vscode.Uri): void {
    const file = this.#files.get(uri.toString());
    if (!file) return;
    file.reading = readFile(uri);
    void this.#judge(file);
  }

  forget(uri: vscode.Uri): void {
    const file = this.#files.get(uri.toString());
    if (!file || openDocument(uri)) return;
    // What is still being worked out is of no use any more.
    file.turn++;
    this.#files.delete(uri.toString());
  }

  judgeAll(isConcerned: (missionId: string | undefined) => boolean): void {
    for (const file of this.#files.values()) if (isConcerned(file.missionId)) void this.#judge(file);
  }

  /** Publishing one file of many makes nothing new of the others. */
  judgeFilesOf(journalKeys: ReadonlySet<string>): void {
    for (const [key, file] of this.#files) if (journalKeys.has(journalKeyOf(key))) void this.#judge(file);
  }

  #at(uri: vscode.Uri): JudgedFile {
    const key = uri.toString();
    const known = this.#files.get(key);
    if (known) return known;
    const file: JudgedFile = { uri, reading: readFile(uri), turn: 0, missionId: undefined, state: undefined };
    this.#files.set(key, file);
    void this.#judge(file);
    return file;
  }

  /** Works out the state from the newest reading. What overtakes it leaves nothing of it. */
  async #judge(file: JudgedFile): Promise<void> {
    const turn = ++file.turn;
    const isOvertaken = () => file.turn !== turn;
    const reading = await file.reading;
    if (isOvertaken()) return;
    file.missionId = reading?.missionId;
    const judgement = await this.#judgementOf(file.uri.toString(), reading, isOvertaken);
    if (!judgement || isOvertaken() || judgement.state === file.state) return;
    file.state = judgement.state;
    this.#parts.onChange(file.uri);
  }

  /** `undefined` where it is overtaken. */
  async #judgementOf(
    file: string,
    reading: Reading | undefined,
    isOvertaken: () => boolean,
  ): Promise<{ readonly state: MissionFileState | undefined } | undefined> {
    const { store, journal, published, missing } = this.#parts;
    const { missionId, here } = reading ?? {};
    const mission = missionId === undefined ? undefined : store.mission(missionId);
    const there = mission && (await this.#hashOf(mission));
    if (isOvertaken()) return undefined;
    const before = missionId === undefined ? undefined : published.of(file, missionId);
    const gone = missionId !== undefined && missing.isMissing(missionId);
    const unconfirmed = missionId === undefined && (await journal.unconfirmed(journalKeyOf(file))) !== undefined;
    if (isOvertaken()) return undefined;
    const past = { published: before?.hash, publishedBefore: before?.before ?? [] };
    const state = reading && missionFileState({ missionId, here, there, gone, unconfirmed, ...past });
    // What is in sync now is where later changes count from, whoever made the two the same.
    if (state === 'inSync' && mission && before?.hash !== there) void published.remember(file, mission);
    return { state };
  }

  async #hashOf(mission: Mission): Promise<string> {
    // A list may leave out what is long: then the date says whether it is what it was.
    const { missionId, instructions, updatedAt } = mission;
    const known = instructions === undefined ? this.#parts.published.hashAt(missionId, updatedAt) : undefined;
    return known ?? missionHash(mission);
  }
}

async function readFile(uri: vscode.Uri): Promise<Reading | undefined> {
  let text: string;
  try {
    text = await missionFileText(uri);
  } catch {
    return undefined;
  }
  const { missionId, content } = parseMissionFile(text);
  return { missionId, here: content && (await definitionHash(content.definition)) };
}
