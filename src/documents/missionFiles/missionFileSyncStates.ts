import * as vscode from 'vscode';
import { ApiError } from '../../api/apiError';
import type { Mission } from '../../model/mission';
import type { Timing } from '../../model/timing';
import type { BeginAct } from '../../tracking/actions/actions';
import type { Change } from '../../tracking/store/facts';
import { valueOf } from '../../tracking/store/facts';
import type { Journal, Journals } from '../../tracking/actions/journal';
import type { Store } from '../../tracking/store/store';
import { onDidCloseDocument } from '../remote/onDidCloseDocument';
import { parseMissionFile } from '../../formats/missionFile/missionFile';
import {
  definitionHash,
  missionFileState,
  type MissionFileState,
} from '../../formats/missionFile/missionFileSyncState';
import { missionFileText, openDocument } from './missionFileText';
import { isMissionFile, missionFilePattern } from './missionFileUri';
import { createPublishedMissions, journalKeyOf, missionHash } from './publishedMissions';

/** A file as it was read last, in its editor where one is open. */
type Reading = {
  readonly missionId: string | undefined;
  /** `undefined` where the file has problems. */
  readonly here: string | undefined;
};

type Held = {
  readonly uri: vscode.Uri;
  reading: Promise<Reading | undefined>;
  /** Counts the judgements: one that an older reading has led to does not count any more. */
  turn: number;
  missionId: string | undefined;
  state: MissionFileState | undefined;
};

/**
 * How the mission files that somebody has asked for stand to their missions. It asks nothing of the service: it
 * follows what the store learns, the editors, and the files.
 */
export interface MissionFileStates {
  /** Files whose state is another one now. */
  readonly onDidChange: vscode.Event<readonly vscode.Uri[]>;
  /** The state as far as it is known; a file that was not asked for before is read, and announced when it has been. */
  stateOf(uri: vscode.Uri): MissionFileState | undefined;
  /** Reads the file afresh. `undefined` for one that cannot be read. */
  readState(uri: vscode.Uri): Promise<MissionFileState | undefined>;
  /** The id that the file had when it was read last. */
  missionIdOf(uri: vscode.Uri): string | undefined;
  /** The mission was published from the file, or pulled into it: from now on its changes count from there. */
  remember(file: string, mission: Mission): Promise<void>;
  /** Whether the mission is another one than when it was last published from the file or pulled into it. */
  changedThere(file: string, mission: Mission): Promise<boolean>;
  /** Whether what the file says (`definitionHash`) was published from it before what was published last. */
  isOlder(file: string, missionId: string, here: string): boolean;
  /** Files have been moved; `to` makes the new URI of an old one. */
  rename(to: (file: string) => string): Promise<void>;
  /** Telnyx has answered that there is no such mission. */
  noteGone(missionId: string): void;
  dispose(): void;
}

export function registerMissionFileStates(parts: {
  readonly store: Store;
  readonly begin: BeginAct;
  readonly state: vscode.Memento;
  readonly timing: Timing;
  readonly journal: Journal;
  readonly journals: Pick<Journals, 'subscribe'>;
}): MissionFileStates {
  const { store, timing } = parts;
  const published = createPublishedMissions(parts.state);
  const changed = new vscode.EventEmitter<readonly vscode.Uri[]>();
  const files = new Map<string, Held>();
  const resting = new Map<string, ReturnType<typeof setTimeout>>();
  /** Missions that Telnyx does not have, with the ticket at which it said so. */
  const goneSince = new Map<string, number>();
  /** Missions that were asked for by themselves, because a list of all missions did not have them. */
  const checked = new Set<string>();
  let { epoch } = store;

  async function read(uri: vscode.Uri): Promise<Reading | undefined> {
    let text: string;
    try {
      text = await missionFileText(uri);
    } catch {
      return undefined;
    }
    const { missionId, content } = parseMissionFile(text);
    return { missionId, here: content && (await definitionHash(content.definition)) };
  }

  /** Works out the state from the newest reading. What overtakes it leaves nothing of it. */
  async function judge(held: Held): Promise<void> {
    const turn = ++held.turn;
    const reading = await held.reading;
    if (held.turn !== turn) return;
    held.missionId = reading?.missionId;
    const mission = reading?.missionId === undefined ? undefined : store.mission(reading.missionId);
    const there = mission && (await thereOf(mission));
    if (held.turn !== turn) return;
    const { missionId, here } = reading ?? {};
    const before = missionId === undefined ? undefined : published.of(held.uri.toString(), missionId);
    const gone = missionId !== undefined && isMissing(missionId);
    const unconfirmed =
      missionId === undefined && (await parts.journal.unconfirmed(journalKeyOf(held.uri.toString()))) !== undefined;
    if (held.turn !== turn) return;
    const past = { published: before?.hash, publishedBefore: before?.before ?? [] };
    const state = reading && missionFileState({ missionId, here, there, gone, unconfirmed, ...past });
    // What is in sync now is where later changes count from, whoever made the two the same.
    if (state === 'inSync' && mission && before?.hash !== there) void published.remember(held.uri.toString(), mission);
    if (state === held.state) return;
    held.state = state;
    changed.fire([held.uri]);
  }

  async function thereOf(mission: Mission): Promise<string> {
    // A list may leave out what is long: then the date says whether it is what it was.
    const { missionId, instructions, updatedAt } = mission;
    const known = instructions === undefined ? published.hashAt(missionId, updatedAt) : undefined;
    return known ?? missionHash(mission);
  }

  /** Only Telnyx says so, of this mission. That a list of all missions does not have it is a reason to ask. */
  function isMissing(missionId: string): boolean {
    if ((goneSince.get(missionId) ?? -1) >= store.missionRequestSeqOf(missionId)) return true;
    const list = valueOf(store.missionList());
    if (list?.missionIds.includes(missionId)) checked.delete(missionId);
    else if (list && !list.more && !checked.has(missionId)) void check(missionId);
    return false;
  }

  async function check(missionId: string): Promise<void> {
    checked.add(missionId);
    const now = store.epoch;
    try {
      await parts.begin().readMission(missionId);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // Another account may have it.
      if (store.epoch !== now) return;
      if (error.kind === 'notFound') noteGone(missionId);
      // It may be asked for once more where this says nothing of the mission.
      else if (error.kind !== 'forbidden') checked.delete(missionId);
    }
  }

  function noteGone(missionId: string): void {
    goneSince.set(missionId, store.nextRequestSeq());
    judgeAll((other) => other === missionId);
  }

  function heldOf(uri: vscode.Uri): Held {
    const key = uri.toString();
    let held = files.get(key);
    if (!held) {
      held = { uri, reading: read(uri), turn: 0, missionId: undefined, state: undefined };
      files.set(key, held);
      void judge(held);
    }
    return held;
  }

  function readAgain(uri: vscode.Uri): void {
    const held = files.get(uri.toString());
    if (!held) return;
    held.reading = read(uri);
    void judge(held);
  }

  function forget(uri: vscode.Uri): void {
    const held = files.get(uri.toString());
    if (!held || openDocument(uri)) return;
    // What is still being worked out is of no use any more.
    held.turn++;
    files.delete(uri.toString());
  }

  function readWhenResting({ uri }: vscode.TextDocument): void {
    const key = uri.toString();
    if (!files.has(key)) return;
    clearTimeout(resting.get(key));
    const look = () => {
      resting.delete(key);
      readAgain(uri);
    };
    resting.set(key, setTimeout(look, timing.missionFileRestMs));
  }

  function judgeAll(concerned: (missionId: string | undefined) => boolean): void {
    for (const held of files.values()) if (concerned(held.missionId)) void judge(held);
  }

  /** Publishing one file of many makes nothing new of the others. */
  function judgeFilesOf(keys: ReadonlySet<string>): void {
    for (const [file, held] of files) if (keys.has(journalKeyOf(file))) void judge(held);
  }

  function follow(change: Change): void {
    const other = store.epoch !== epoch;
    if (other) for (const noted of [goneSince, checked]) noted.clear();
    epoch = store.epoch;
    if (other || change.missionList) judgeAll(() => true);
    else if (change.missions.size > 0)
      judgeAll((missionId) => missionId !== undefined && change.missions.has(missionId));
  }

  const watcher = vscode.workspace.createFileSystemWatcher(missionFilePattern);
  const disposables = vscode.Disposable.from(
    changed,
    watcher,
    watcher.onDidChange(readAgain),
    // VS Code may have kept what it was told of a file of that name.
    watcher.onDidCreate((uri) => (files.has(uri.toString()) ? readAgain(uri) : changed.fire([uri]))),
    watcher.onDidDelete(forget),
    new vscode.Disposable(store.subscribe(follow)),
    new vscode.Disposable(parts.journals.subscribe(judgeFilesOf)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => readWhenResting(document)),
    // What was typed and not saved is gone with the editor.
    onDidCloseDocument(({ uri }) => readAgain(uri)),
    new vscode.Disposable(() => {
      for (const timer of resting.values()) clearTimeout(timer);
    }),
  );
  return {
    onDidChange: changed.event,
    stateOf: (uri) => (isMissionFile(uri) ? heldOf(uri).state : undefined),
    async readState(uri) {
      if (!isMissionFile(uri)) return undefined;
      const held = heldOf(uri);
      held.reading = read(uri);
      // A judgement that is overtaken settles nothing; the last one does.
      for (let turn = -1; turn !== held.turn;) {
        turn = held.turn;
        await judge(held);
        turn++;
      }
      return held.state;
    },
    missionIdOf: (uri) => files.get(uri.toString())?.missionId,
    async remember(file, mission) {
      await published.remember(file, mission);
      judgeAll((missionId) => missionId === mission.missionId);
    },
    changedThere: async (file, mission) => published.of(file, mission.missionId)?.hash !== (await missionHash(mission)),
    isOlder: (file, missionId, here) => published.of(file, missionId)?.before.includes(here) === true,
    async rename(to) {
      await published.rename(to);
      judgeAll(() => true);
    },
    noteGone,
    dispose() {
      disposables.dispose();
    },
  };
}
