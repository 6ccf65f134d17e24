import * as vscode from 'vscode';
import type { Progress } from '../../model/plan';
import type { Run } from '../../model/run';
import type { Poller } from '../../tracking/polling/poller';
import type { Store } from '../../tracking/store/store';
import type { MissionFile } from '../../formats/missionFile/missionFile';
import type { MissionFileState } from '../../formats/missionFile/missionFileSyncState';
import type { MissionFileStates } from '../missionFiles/missionFileSyncStates';
import { isMissionFile, missionFilePattern } from '../missionFiles/missionFileUri';
import { describeFileOf, describeMissionFileState } from '../missionFiles/missionFileMessages';
import { followMissionFileRuns } from './missionFileRuns';

/** Those that say something in the line above a file; `problems` are told where they are. */
const stateIcons: Readonly<Partial<Record<MissionFileState, string>>> = {
  inSync: 'check',
  changedHere: 'arrow-up',
  changedThere: 'arrow-down',
  changedBoth: 'arrow-swap',
  older: 'history',
  differs: 'diff',
  deletedThere: 'warning',
};

/** How the last run of a mission is told of: VS Code finds no icons in the title. */
export type RunLens = { readonly icon: string; readonly title: string };
export type DescribeRun = (run: Run, progress: Progress | undefined) => RunLens;

type MakeLens = (icon: string, title: string, command: string, ...more: unknown[]) => vscode.CodeLens;

/** The line above a mission file: what can be done with it, its last run, and how it stands to its mission. */
export function registerMissionFileLenses(parts: {
  readonly store: Store;
  readonly poller: Pick<Poller, 'watch'>;
  readonly states: MissionFileStates;
  readonly fileOf: (document: vscode.TextDocument) => MissionFile;
  readonly sayRun: DescribeRun;
}): vscode.Disposable {
  const { store, states } = parts;
  const changed = new vscode.EventEmitter<void>();
  const runs = followMissionFileRuns({
    ...parts,
    missionIdOf: (document) =>
      isMissionFile(document.uri) && vscode.workspace.isTrusted ? parts.fileOf(document).missionId : undefined,
    onChange: () => changed.fire(),
  });

  function lenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const { uri } = document;
    if (!isMissionFile(uri)) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    // VS Code leaves out a plain space between an icon and what follows.
    const lens: MakeLens = (icon, title, command, ...more) =>
      new vscode.CodeLens(top, { title: `$(${icon})\u00a0${title}`, command, arguments: more });
    const { missionId } = parts.fileOf(document);
    const isGone = states.stateOf(uri) === 'deletedThere';
    const compare = () => lens('compare-changes', vscode.l10n.t('Compare'), 'missions.compareMissionFile', uri);
    if (!vscode.workspace.isTrusted) {
      const title = vscode.l10n.t('Trust this folder to publish, pull, and start runs');
      const trust = lens('workspace-untrusted', title, 'workbench.trust.manage');
      return missionId === undefined ? [trust] : [trust, ...(isGone ? [] : [compare()]), ...stateLens(uri, lens)];
    }
    const publish = lens('cloud-upload', vscode.l10n.t('Publish'), 'missions.publishMissionFile', uri);
    if (missionId === undefined) {
      if (states.stateOf(uri) !== 'unconfirmed') return [publish, startLens(uri, undefined, lens)];
      const find = lens('search', vscode.l10n.t('Find Mission'), 'missions.publishMissionFile', uri, 'find');
      return [publish, find, lens('question', describeMissionFileState('unconfirmed'), '')];
    }
    // A mission that is gone can only be created again.
    if (isGone) return [publish, ...stateLens(uri, lens)];
    return [
      publish,
      lens('cloud-download', vscode.l10n.t('Pull'), 'missions.pullMissionFile', uri),
      compare(),
      startLens(uri, missionId, lens),
      ...runLens(missionId, lens),
      ...stateLens(uri, lens),
    ];
  }

  /** Starts what the file says: it is published first where Telnyx has nothing of it, or something older. */
  function startLens(uri: vscode.Uri, missionId: string | undefined, lens: MakeLens): vscode.CodeLens {
    if (missionId !== undefined && states.stateOf(uri) !== 'changedHere')
      return lens('play', vscode.l10n.t('Start Run'), 'missions.startRun', { missionId });
    return lens('run-all', vscode.l10n.t('Publish and Start Run'), 'missions.publishAndStartRun', uri);
  }

  function runLens(missionId: string, lens: MakeLens): vscode.CodeLens[] {
    const run = runs.lastRun(missionId);
    if (!run) return [];
    const { icon, title } = parts.sayRun(run, store.progress(run.runId));
    return [lens(icon, title, 'missions.openTimeline', { missionId, runId: run.runId })];
  }

  /** What differs can be looked at; a lens without a command is a text. */
  function stateLens(uri: vscode.Uri, lens: MakeLens): vscode.CodeLens[] {
    const state = states.stateOf(uri);
    const icon = state && stateIcons[state];
    if (!state || !icon) return [];
    const looks = state !== 'inSync' && state !== 'deletedThere';
    return [lens(icon, describeFileOf(state, states.isOfDemo(uri)), looks ? 'missions.compareMissionFile' : '', uri)];
  }

  return vscode.Disposable.from(
    changed,
    runs,
    states.onDidChange(() => changed.fire()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    vscode.languages.registerCodeLensProvider(
      { pattern: missionFilePattern },
      { onDidChangeCodeLenses: changed.event, provideCodeLenses: (document) => lenses(document) },
    ),
  );
}
