import * as vscode from 'vscode';
import { createAccount } from './account/account';
import { accountId } from './account/accountId';
import { createServerClock } from './api/serverClock';
import { createClient } from './api/client';
import { redacted } from './api/redact';
import { accountCommands } from './commands/account';
import { agentGuideCommands } from './commands/runs/agentGuide';
import { agentCommands } from './commands/runs/agents';
import { createBulkRecord, tellInterruptedBulk } from './commands/shared/bulkRecord';
import { registerAll } from './commands/shared/command';
import { compareCommands } from './commands/runs/compareRuns';
import { eventLogCommands } from './commands/runs/eventLog';
import { createFailureLog, diagnosticsCommands } from './commands/diagnostics';
import { linkCommands, registerLinks } from './commands/links';
import { documentCommands } from './commands/missions/openDocuments';
import { missionFileCommands } from './commands/missionFiles/missionFiles';
import { cloneMissionCommands } from './commands/missions/missionCloning';
import { missionFieldCommands } from './commands/missions/missionFields';
import { missionCommands } from './commands/missions/missions';
import { createPublishing } from './commands/missionFiles/publishMissionFile';
import { publishAllCommands } from './commands/missionFiles/publishAllMissionFiles';
import { newMissionFileCommands } from './commands/missionFiles/newMissionFile';
import { resourceCommands } from './commands/missions/resources';
import { runFileCommands } from './commands/runs/runFiles';
import { runCommands } from './commands/runs/runs';
import { startCommands } from './commands/runs/runStart';
import { planCommands } from './commands/plans/plan';
import { runEventCommands } from './commands/runs/runEvents';
import { runStatusCommands } from './commands/runs/runStatus';
import { skipStepCommands } from './commands/plans/skipSteps';
import { createDeletedMissions } from './documents/remote/deletedMissions';
import { createKeptFiles } from './documents/remote/keptFiles';
import { createBaseHashes } from './documents/remote/baseHashes';
import { registerEventLogs } from './documents/kinds/eventLogDocuments';
import { registerFieldSchemas } from './documents/kinds/jsonSchemaProvider';
import { registerDocuments } from './documents/kinds/missionDocuments';
import { registerNewRunDocuments } from './documents/kinds/runInputDocuments';
import { registerMissionFileClaims } from './documents/missionFiles/missionFileClaims';
import { registerMissionFileDecorations } from './documents/missionFiles/missionFileDecorations';
import { missionIdOnDisk, registerFollowedFiles } from './documents/missionFiles/followedFiles';
import { createMissionFilePublisher } from './documents/missionFiles/missionFilePublisher';
import { fileOfJournalKey, journalKeyOf } from './documents/missionFiles/publishedMissions';
import { registerMissionFiles } from './documents/missionFiles/registerMissionFiles';
import { registerMissionFileStates } from './documents/missionFiles/missionFileSyncStates';
import { registerPlanDocuments } from './documents/kinds/planDocuments';
import { registerRemoteTexts } from './documents/remote/readonlyTexts';
import { registerResourceDocuments } from './documents/kinds/resourceDocuments';
import { registerRunResults } from './documents/kinds/runResultDocuments';
import { defaultTiming, type Timing } from './model/timing';
import { readPaces, readStuckAfter, type ReadSetting } from './settings';
import { completionCommands } from './commands/runs/runCompletion';
import { deletionCommands } from './commands/missions/missionDeletion';
import { stepCommands } from './commands/plans/addSteps';
import { mayLoseFields } from './commands/shared/mayLoseFields';
import { activityCommands } from './commands/activity';
import { missionFilterCommands } from './commands/missions/missionFilters';
import { recentRunsCommands } from './commands/runs/recentRuns';
import { createActions } from './tracking/actions/actions';
import { createAttentionWatch } from './tracking/attention';
import { createJournals } from './tracking/actions/journal';
import { createPoller } from './tracking/polling/poller';
import { createResources } from './tracking/resources';
import { createStore } from './tracking/store/store';
import { registerActivityTree } from './views/trees/activityTree';
import { createMissionFilter } from './views/trees/missionFilter';
import { registerMissionsTree } from './views/trees/missionsTree';
import { registerNotifications } from './views/notifications';
import { lastRunText } from './views/trees/rows';
import { registerRecentRunsTree } from './views/trees/recentRunsTree';
import { registerRunFileEditor } from './views/timeline/runFileEditor';
import { createSeenRuns } from './views/seenRuns';
import { lastSelected, selectedRows } from './views/trees/treeSelection';
import { activityViewId, missionsViewId, recentRunsViewId, type Handle } from './views/trees/treeHandles';
import { registerStatusBar } from './views/statusBar';
import { registerTimeline } from './views/timeline/timelinePanel';

/** What the tests inside VS Code get hold of; nobody else does. */
export type TestApi = Pick<
  Parts,
  | 'account'
  | 'store'
  | 'poller'
  | 'attention'
  | 'filter'
  | 'tree'
  | 'recentRuns'
  | 'activity'
  | 'statusBar'
  | 'states'
  | 'timelines'
  | 'links'
  | 'deletedMissions'
  | 'accountId'
  | 'state'
  | 'setTiming'
>;
type Parts = ReturnType<typeof build>;

/** Builds the parts and hands them to each other: no I/O, nothing awaited. */
export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  const parts = build(context);
  return context.extensionMode === vscode.ExtensionMode.Test ? parts : undefined;
}

/** The service of the demo account; evaluated by those alone who use it. */
async function startDemo() {
  const { createSimulator } = await import('./simulator/server');
  return createSimulator({ worksOwnMissions: true });
}

function build(context: vscode.ExtensionContext) {
  const log = vscode.window.createOutputChannel('Missions', { log: true });
  const windowId = crypto.randomUUID();
  const warn = (message: string) => log.warn(message);
  const serverClock = createServerClock(defaultTiming);
  const timing: Timing = { ...defaultTiming, serverNow: () => serverClock.now() };
  const account = createAccount(context, { demo: startDemo, log });
  const failures = createFailureLog();
  const client = createClient({
    connection: () => account.connection(),
    log,
    timing,
    serverClock,
    onFailure: (error) => failures.note(error),
  });
  const store = createStore(timing);
  const attention = createAttentionWatch({ store, timing, seen: createSeenRuns(context.globalState) });
  const poller = createPoller({
    client,
    store,
    timing,
    stuckAfter: () => attention.stuckAfter(),
    onDefect: (error) => log.error(redacted(String(error), '')),
  });
  const begin = () =>
    createActions({ client: client.bind(), store, wake: (runId) => poller.wake(runId), mayLoseFields });
  const resources = createResources({ client, store, timing });
  // Not the workspace's: a file may be opened from several, and what all windows share, each of them learns of.
  const journals = createJournals({
    state: context.globalState,
    files: createKeptFiles(vscode.Uri.joinPath(context.globalStorageUri, 'intents')),
    window: windowId,
  });
  const accountOfNow = async () => accountId(await account.connection(), windowId);
  const journal = journals.of(accountOfNow);

  const hasAccount = async () => {
    const state = await account.state();
    return state === 'key' || state === 'demo';
  };
  const filter = createMissionFilter(context.workspaceState);
  const watched = { store, poller, resources, attention, timing, hasAccount };
  const tree = registerMissionsTree({ ...watched, filter });
  const recentRuns = registerRecentRunsTree({ ...watched, state: context.workspaceState });
  const activity = registerActivityTree({ ...watched, state: context.workspaceState });
  const selected = {
    missions: selectedRows(tree),
    recentRuns: selectedRows(recentRuns),
    activity: selectedRows(activity),
  };
  const statusBar = registerStatusBar({ store, attention });
  const timelines = registerTimeline({
    extensionUri: context.extensionUri,
    store,
    poller,
    warn,
    onSeen: (runId) => attention.see(runId),
    bind: () => client.bind(),
  });
  const remoteTexts = registerRemoteTexts();
  const remote = { poller, remoteTexts, bases: createBaseHashes(context.workspaceState), journal };
  const documents = registerDocuments({ ...remote, store, begin });
  const followed = registerFollowedFiles((to) => {
    void journals.rename((key) => {
      const file = fileOfJournalKey(key);
      return file === undefined ? key : journalKeyOf(to(file));
    });
    void states.rename(to);
  });
  const claims = registerMissionFileClaims(timing);
  const states = registerMissionFileStates({
    store,
    begin,
    timing,
    state: context.workspaceState,
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
  const readSettings = () => {
    const settings = vscode.workspace.getConfiguration('missions');
    const read: ReadSetting = (name) => settings.get<unknown>(name);
    poller.setPaces(readPaces(read, timing));
    attention.setStuckAfter(readStuckAfter(read, timing));
  };
  const bulks = createBulkRecord(context.workspaceState);
  const parts = {
    timing,
    /** Everything waits by these times from now on. */
    setTiming(next: Timing) {
      const { serverNow } = timing;
      Object.assign(timing, next, { serverNow });
      readSettings();
    },
    account,
    store,
    poller,
    attention,
    begin,
    journal,
    accountId: accountOfNow,
    bulks,
    deletedMissions: createDeletedMissions(createKeptFiles(vscode.Uri.joinPath(context.globalStorageUri, 'deleted'))),
    resources,
    filter,
    tree,
    recentRuns,
    activity,
    statusBar,
    timelines,
    documents,
    states,
    claims,
    publisher,
    publishFile: createPublishing({ begin, poller, publisher, remoteTexts }).publish,
    selection: lastSelected([selected.missions, selected.recentRuns]),
    selectionIn: (viewId: string): readonly Handle[] =>
      new Map([
        [missionsViewId, selected.missions],
        [recentRunsViewId, selected.recentRuns],
        [activityViewId, selected.activity],
      ])
        .get(viewId)
        ?.rows() ?? [],
    runFiles: registerRunFileEditor({ extensionUri: context.extensionUri, warn }),
    reveal: tree.reveal,
    remoteTexts,
    plans: registerPlanDocuments({ ...remote, store, begin }),
    newRuns: registerNewRunDocuments({
      store,
      begin,
      state: context.globalState,
      earlierState: context.workspaceState,
    }),
    state: context.globalState,
    logs: registerEventLogs({ store, poller, timing }),
    results: registerRunResults({ store, begin }),
    links: registerLinks({ begin, log }),
    resourceDocuments: registerResourceDocuments({ ...remote, store, resources }),
  };

  readSettings();

  context.subscriptions.push(
    log,
    account,
    new vscode.Disposable(() => poller.stop()),
    account.onDidChange(() => {
      serverClock.forget();
      store.clear();
      poller.restart();
    }),
    vscode.window.onDidChangeWindowState(({ focused }) => poller.setFocused(focused)),
    vscode.workspace.onDidChangeConfiguration((event) => {
      const names = ['missions.refreshInterval', 'missions.stuckAfterMinutes'];
      if (names.some((name) => event.affectsConfiguration(name))) readSettings();
    }),
    new vscode.Disposable(() => attention.stop()),
    tree.view.onDidChangeVisibility(({ visible }) => {
      if (visible) void parts.deletedMissions.prune();
    }),
    tree,
    recentRuns,
    activity,
    statusBar,
    registerNotifications({ ...watched, onAccountChange: account.onDidChange }),
    timelines,
    documents,
    parts.remoteTexts,
    parts.plans,
    parts.newRuns,
    parts.logs,
    parts.results,
    states,
    claims,
    followed,
    registerMissionFileDecorations(states),
    registerMissionFiles({ store, timing, states, claims, publisher, hasAccount, sayRun: lastRunText }),
    parts.links,
    parts.resourceDocuments,
    registerFieldSchemas(context.extensionUri),
    parts.runFiles,
    registerAll(log, {
      ...accountCommands({ account, log }),
      ...missionCommands(parts),
      ...cloneMissionCommands(parts),
      ...missionFieldCommands(parts),
      ...documentCommands(parts),
      ...deletionCommands(parts),
      ...missionFileCommands(parts),
      ...publishAllCommands(parts),
      ...newMissionFileCommands,
      ...runCommands(parts),
      ...startCommands(parts),
      ...agentGuideCommands(parts),
      ...completionCommands(parts),
      ...runStatusCommands(parts),
      ...skipStepCommands(parts),
      ...runEventCommands(parts),
      ...planCommands(parts),
      ...stepCommands(parts),
      ...agentCommands(parts),
      ...compareCommands(parts),
      ...eventLogCommands(parts),
      ...resourceCommands(parts),
      ...runFileCommands({ ...parts, client }),
      ...missionFilterCommands(parts),
      ...recentRunsCommands(parts),
      ...activityCommands(parts),
      ...linkCommands({ ...parts, extensionId: context.extension.id }),
      ...diagnosticsCommands({ account, store, failures, extension: context.extension }),
    }),
  );
  void tellInterruptedBulk(parts.bulks, remoteTexts);
  return parts;
}
