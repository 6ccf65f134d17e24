import * as vscode from 'vscode';
import type { MissionFileState } from '../../formats/missionFile/missionFileSyncState';
import type { Mission } from '../../model/mission';
import type { Timing } from '../../model/timing';
import type { BeginAct } from '../../tracking/actions/actions';
import type { Journal, Journals } from '../../tracking/actions/journal';
import type { Change } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import { onDidCloseDocument } from '../editors/onDidCloseDocument';
import { mementoTexts } from '../kept/mementoTexts';
import { createMissingMissions } from './missingMissions';
import { MissionFileJudge } from './missionFileJudge';
import { isMissionFile, missionFilePattern } from './missionFileUri';
import { createPublishedMissions, missionHash } from './publishedMissions';
import { createRestTimers } from './restTimers';

/** Under which the missions of the demo account are kept that files are of. */
const demoState = 'missionFiles.demo';

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
  /** Whether the file's mission is one of the demo account, as far as it was published or pulled there. */
  isOfDemo(uri: vscode.Uri): boolean;
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
  readonly isDemo: () => boolean;
  readonly timing: Timing;
  readonly journal: Journal;
  readonly journals: Pick<Journals, 'subscribe'>;
}): MissionFileStates {
  const { store, timing } = parts;
  const published = createPublishedMissions(parts.state);
  const changed = new vscode.EventEmitter<readonly vscode.Uri[]>();
  const missing = createMissingMissions({
    ...parts,
    onGone: (missionId) => judge.judgeAll((other) => other === missionId),
  });
  const judge = new MissionFileJudge({ ...parts, published, missing, onChange: (uri) => changed.fire([uri]) });
  const resting = createRestTimers(() => timing.missionFileRestMs);
  let { epoch } = store;

  function onStoreChange(change: Change): void {
    const isOtherAccount = store.epoch !== epoch;
    if (isOtherAccount) missing.clear();
    epoch = store.epoch;
    if (isOtherAccount || change.missionList) judge.judgeAll(() => true);
    else if (change.missions.size > 0)
      judge.judgeAll((missionId) => missionId !== undefined && change.missions.has(missionId));
  }

  const watcher = vscode.workspace.createFileSystemWatcher(missionFilePattern);
  const disposables = vscode.Disposable.from(
    changed,
    watcher,
    resting,
    watcher.onDidChange((uri) => judge.readAgain(uri)),
    // VS Code may have kept what it was told of a file of that name.
    watcher.onDidCreate((uri) => (judge.has(uri) ? judge.readAgain(uri) : changed.fire([uri]))),
    watcher.onDidDelete((uri) => judge.forget(uri)),
    new vscode.Disposable(store.subscribe(onStoreChange)),
    new vscode.Disposable(parts.journals.subscribe((keys) => judge.judgeFilesOf(keys))),
    vscode.workspace.onDidChangeTextDocument(({ document: { uri } }) => {
      if (judge.has(uri)) resting.restart(uri.toString(), () => judge.readAgain(uri));
    }),
    // What was typed and not saved is gone with the editor.
    onDidCloseDocument(({ uri }) => judge.readAgain(uri)),
  );
  return {
    onDidChange: changed.event,
    stateOf: (uri) => (isMissionFile(uri) ? judge.stateOf(uri) : undefined),
    readState: async (uri) => (isMissionFile(uri) ? judge.readState(uri) : undefined),
    missionIdOf: (uri) => judge.missionIdOf(uri),
    isOfDemo(uri) {
      const missionId = judge.missionIdOf(uri);
      return missionId !== undefined && Object.hasOwn(mementoTexts(parts.state, demoState), missionId);
    },
    async remember(file, mission) {
      const { missionId: id } = mission;
      if (parts.isDemo()) await parts.state.update(demoState, { ...mementoTexts(parts.state, demoState), [id]: '' });
      await published.remember(file, mission);
      judge.judgeAll((missionId) => missionId === mission.missionId);
    },
    changedThere: async (file, mission) => published.of(file, mission.missionId)?.hash !== (await missionHash(mission)),
    isOlder: (file, missionId, here) => published.of(file, missionId)?.before.includes(here) === true,
    async rename(to) {
      await published.rename(to);
      judge.judgeAll(() => true);
    },
    noteGone: (missionId) => missing.noteGone(missionId),
    dispose() {
      disposables.dispose();
    },
  };
}
