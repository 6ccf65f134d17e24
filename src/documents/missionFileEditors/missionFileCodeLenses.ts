import * as vscode from 'vscode';
import type { Run } from '../../model/run';
import { valueOf } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import type { MissionFile } from '../../formats/missionFile/missionFile';
import type { MissionFileState } from '../../formats/missionFile/missionFileSyncState';
import type { MissionFileStates } from '../missionFiles/missionFileSyncStates';
import { isMissionFile, missionFilePattern } from '../missionFiles/missionFileUri';
import { describeFileOf, describeMissionFileState } from '../missionFiles/missionFileMessages';

/** Those that say something in the line above a file; `problems` are told where they are. */
const stateIcons: Readonly<Partial<Record<MissionFileState, string>>> = {
  inSync: 'check',
  changedHere: 'arrow-up',
  changedThere: 'arrow-down',
  changedBoth: 'arrow-swap',
  older: 'history',
  differs: 'diff',
  deletedThere: 'trash',
};

/** The line above a mission file: what can be done with it, how it stands to its mission, and the last run. */
export function registerMissionFileLenses(parts: {
  readonly store: Store;
  readonly states: MissionFileStates;
  readonly fileOf: (document: vscode.TextDocument) => MissionFile;
  /** What a lens says of the last run. */
  readonly sayRun: (run: Run) => string;
}): vscode.Disposable {
  const { store, states } = parts;
  const changed = new vscode.EventEmitter<void>();

  function lenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const { uri } = document;
    if (!isMissionFile(uri)) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    const lens = (icon: string, title: string, command: string, ...more: unknown[]) =>
      new vscode.CodeLens(top, { title: icon ? `$(${icon}) ${title}` : title, command, arguments: more });
    const { missionId } = parts.fileOf(document);
    const compare = () => lens('compare-changes', vscode.l10n.t('Compare'), 'missions.compareMissionFile', uri);
    if (!vscode.workspace.isTrusted) {
      const title = vscode.l10n.t('Trust this folder to publish, pull and start runs');
      const trust = lens('workspace-untrusted', title, 'workbench.trust.manage');
      return missionId === undefined ? [trust] : [trust, compare(), ...stateLens(uri, lens)];
    }
    const publish = lens('cloud-upload', vscode.l10n.t('Publish'), 'missions.publishMissionFile', uri);
    if (missionId === undefined) {
      if (states.stateOf(uri) !== 'unconfirmed') return [publish];
      const find = lens('search', vscode.l10n.t('Find Mission'), 'missions.publishMissionFile', uri, 'find');
      return [publish, find, lens('question', describeMissionFileState('unconfirmed'), '')];
    }
    return [
      publish,
      lens('cloud-download', vscode.l10n.t('Pull'), 'missions.pullMissionFile', uri),
      compare(),
      lens('play', vscode.l10n.t('Start Run'), 'missions.startRun', { missionId }),
      ...stateLens(uri, lens),
      ...lastRuns(missionId).map((run) => {
        return lens('', parts.sayRun(run), 'missions.openTimeline', { missionId, runId: run.runId });
      }),
    ];
  }

  /** What differs can be looked at; a lens without a command is a text. */
  function stateLens(
    uri: vscode.Uri,
    lens: (icon: string, title: string, command: string, ...more: unknown[]) => vscode.CodeLens,
  ): vscode.CodeLens[] {
    const state = states.stateOf(uri);
    const icon = state && stateIcons[state];
    if (!state || !icon) return [];
    const looks = state !== 'inSync' && state !== 'deletedThere';
    return [lens(icon, describeFileOf(state, states.isOfDemo(uri)), looks ? 'missions.compareMissionFile' : '', uri)];
  }

  /** The newest run of the mission that is known, if one is. */
  function lastRuns(missionId: string): Run[] {
    const runs = (valueOf(store.runList(missionId))?.runIds ?? []).flatMap((runId) => valueOf(store.run(runId)) ?? []);
    return runs.sort((a, b) => b.startedAt - a.startedAt).slice(0, 1);
  }

  const unsubscribe = store.subscribe(({ runs }) => {
    if (runs.size > 0) changed.fire();
  });
  return vscode.Disposable.from(
    changed,
    new vscode.Disposable(unsubscribe),
    states.onDidChange(() => changed.fire()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    vscode.languages.registerCodeLensProvider(
      { pattern: missionFilePattern },
      { onDidChangeCodeLenses: changed.event, provideCodeLenses: (document) => lenses(document) },
    ),
  );
}
