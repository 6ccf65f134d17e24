import * as vscode from 'vscode';
import type { Timing } from '../model/timing';
import { createJournals, type Journal } from '../tracking/actions/journal';
import type { Tracking } from '../tracking/tracking';
import { registerContentSources } from './editors/contentSources';
import { isOpenOrInTab } from './editors/editorDocuments';
import { registerRemoteTexts } from './editors/readonlyTexts';
import { readonlySchemes, schemaSchemes } from './editors/schemes';
import { registerStreamedTexts } from './editors/streamedTexts';
import { createBaseHashes } from './kept/baseHashes';
import { createDeletedMissions } from './kept/deletedMissions';
import { createKeptFiles } from './kept/keptFiles';
import { registerFieldSchemas } from './kinds/jsonSchemaProvider';
import { registerMissionDocuments } from './kinds/missionDocuments';
import { registerPlanDocuments } from './kinds/planDocuments';
import { registerResourceDocuments } from './kinds/resourceDocuments';
import type { DescribeRun } from './missionFileEditors/missionFileCodeLenses';
import { registerMissionFileDecorations } from './missionFileEditors/missionFileDecorations';
import { registerMissionFiles } from './missionFileEditors/registerMissionFiles';
import { missionIdOnDisk, registerFollowedFiles } from './missionFiles/followedFiles';
import { registerMissionFileClaims } from './missionFiles/missionFileClaims';
import { createMissionFilePublisher } from './missionFiles/missionFilePublisher';
import { registerMissionFileStates } from './missionFiles/missionFileSyncStates';
import { fileOfJournalKey, journalKeyOf } from './missionFiles/publishedMissions';
import { documentShapes } from './remote/documentShapes';
import { registerMissionsFileSystem } from './remote/missionsFileSystem';
import { registerEventLogs } from './runs/eventLogDocuments';
import { registerRunInputDocuments } from './runs/runInputDocuments';
import { registerRunResults } from './runs/runResultDocuments';

export type AllDocuments = ReturnType<typeof registerAllDocuments>;

type Parts = Pick<Tracking, 'store' | 'poller' | 'resources' | 'begin'> & {
  readonly timing: Timing;
  readonly accountId: () => Promise<string>;
  readonly hasAccount: () => Promise<boolean>;
  readonly account: { readonly isDemo: () => boolean };
  /** Identifies this window among those that share what is kept. */
  readonly windowId: string;
  /** Says how the last run of a mission stands. */
  readonly sayRun: DescribeRun;
  /** The status of a step in words. */
  readonly stepStatusText: (status: string) => string;
};

/** Everything that stands in editors: documents of the account, read-only texts, and mission files. */
export function registerAllDocuments(context: vscode.ExtensionContext, parts: Parts) {
  const { store, begin, resources } = parts;
  const { journal, journals } = createKeptJournals(context, parts);
  const sources = registerContentSources(readonlySchemes, '');
  const schemas = registerContentSources(schemaSchemes);
  const fileSystem = registerMissionsFileSystem();
  const remoteTexts = registerRemoteTexts(sources);
  const remote = {
    ...parts,
    fileSystem,
    remoteTexts,
    bases: createBaseHashes(context.workspaceState, isOpenOrInTab),
    journal,
  };
  const missionFiles = registerAllMissionFiles(context, parts, journal, journals);
  const editors = {
    remoteTexts,
    documents: registerMissionDocuments(remote),
    plans: registerPlanDocuments(remote),
    newRuns: registerRunInputDocuments({
      fileSystem,
      schemas,
      store,
      begin,
      state: context.globalState,
      earlierState: context.workspaceState,
    }),
    logs: registerEventLogs(parts),
    results: registerRunResults({ store, begin, sources }),
    streamedTexts: registerStreamedTexts(
      sources,
      documentShapes.explanation,
      vscode.l10n.t('This explanation is no longer available. Explain the run again.'),
    ),
    resourceDocuments: registerResourceDocuments({ ...remote, resources }),
  };
  const fieldSchemas = registerFieldSchemas(context.extensionUri, schemas);
  return {
    ...editors,
    ...missionFiles,
    journal,
    deletedMissions: createDeletedMissions(createKeptFiles(vscode.Uri.joinPath(context.globalStorageUri, 'deleted'))),
    dispose() {
      vscode.Disposable.from(
        ...Object.values(editors),
        missionFiles,
        fieldSchemas,
        sources,
        schemas,
        fileSystem,
      ).dispose();
    },
  };
}

type Journals = ReturnType<typeof createJournals>;

function createKeptJournals(
  { globalState, globalStorageUri }: vscode.ExtensionContext,
  { windowId, accountId }: Pick<Parts, 'windowId' | 'accountId'>,
) {
  // Not the workspace's: a file may be opened from several, and what all windows share, each of them learns of.
  const journals = createJournals({
    state: globalState,
    files: createKeptFiles(vscode.Uri.joinPath(globalStorageUri, 'intents')),
    window: windowId,
  });
  return { journals, journal: journals.of(accountId) };
}

/** Mission files in the folders that are open: how they stand to their missions, and the road to Telnyx and back. */
function registerAllMissionFiles(
  { workspaceState }: vscode.ExtensionContext,
  parts: Parts,
  journal: Journal,
  journals: Journals,
) {
  const { begin, timing } = parts;
  const followed = registerFollowedFiles((to) => {
    void journals.rename((key) => {
      const file = fileOfJournalKey(key);
      return file === undefined ? key : journalKeyOf(to(file));
    });
    void states.rename(to);
  });
  const claims = registerMissionFileClaims(timing);
  const states = registerMissionFileStates({
    ...parts,
    isDemo: () => parts.account.isDemo(),
    state: workspaceState,
    journal,
    journals,
  });
  const publisher = createMissionFilePublisher({
    begin,
    states,
    journal,
    follow: (uri: vscode.Uri) => followed.follow(uri),
    idOnDisk: missionIdOnDisk,
    othersOf: (file, missionId) => claims.readOthersOf(file, missionId),
  });
  const registered = vscode.Disposable.from(
    states,
    claims,
    followed,
    registerMissionFileDecorations(states),
    registerMissionFiles({ ...parts, states, claims, publisher }),
  );
  return { states, claims, publisher, dispose: () => void registered.dispose() };
}
