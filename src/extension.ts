import * as vscode from 'vscode';
import { createAccount } from './account/account';
import { createClient } from './api/client';
import { redacted } from './api/redact';
import { accountCommands } from './commands/account';
import { agentCommands } from './commands/agents';
import { registerAll } from './commands/command';
import { compareCommands } from './commands/compare';
import { eventLogCommands } from './commands/eventLog';
import { createFailureLog, diagnosticsCommands } from './commands/diagnostics';
import { linkCommands, registerLinks } from './commands/links';
import { documentCommands } from './commands/documents';
import { missionFileCommands } from './commands/missionFiles';
import { missionCommands } from './commands/missions';
import { publishAllCommands } from './commands/publishAll';
import { newMissionFileCommands } from './commands/newMissionFile';
import { resourceCommands } from './commands/resources';
import { runFileCommands } from './commands/runFiles';
import { runCommands } from './commands/runs';
import { steeringCommands } from './commands/steering';
import { createBaseHashes } from './documents/baseHashes';
import { registerEventLogs } from './documents/eventLogs';
import { registerFieldSchemas } from './documents/fieldSchemas';
import { registerDocuments } from './documents/missionDocuments';
import { registerNewRunDocuments } from './documents/newRunDocuments';
import { registerMissionFileDecorations } from './documents/missionFileDecorations';
import { createMissionFilePublisher } from './documents/missionFilePublisher';
import { registerMissionFiles } from './documents/missionFiles';
import { registerMissionFileStates } from './documents/missionFileStates';
import { registerPlanDocuments } from './documents/planDocuments';
import { registerRemoteTexts } from './documents/remoteTexts';
import { registerResourceDocuments } from './documents/resourceDocuments';
import { registerRunResults } from './documents/runResults';
import { defaultTiming, type Timing } from './model/timing';
import { readPaces, readStuckAfter, type ReadSetting } from './settings';
import { createSimulator } from './simulator/server';
import { completionCommands } from './commands/completion';
import { deletionCommands } from './commands/deletion';
import { stepCommands } from './commands/steps';
import { viewCommands } from './commands/views';
import { createActions } from './tracking/actions/actions';
import { createAttentionWatch } from './tracking/attention';
import { createPoller } from './tracking/polling/poller';
import { createResources } from './tracking/resources';
import { createStore } from './tracking/store/store';
import { registerActivityTree } from './views/activityTree';
import { createMissionFilter } from './views/missionFilter';
import { registerMissionsTree } from './views/missionsTree';
import { registerNotifications } from './views/notifications';
import { lastRunText } from './views/rows';
import { registerRecentRunsTree } from './views/recentRunsTree';
import { registerRunFileEditor } from './views/runFileEditor';
import { createSeenRuns } from './views/seenRuns';
import { createSelection } from './views/selection';
import { registerStatusBar } from './views/statusBar';
import { registerTimeline } from './views/timelinePanel';

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
  | 'state'
  | 'setTiming'
>;
type Parts = ReturnType<typeof build>;

/** Builds the parts and hands them to each other: no I/O, nothing awaited. */
export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  const parts = build(context);
  return context.extensionMode === vscode.ExtensionMode.Test ? parts : undefined;
}

function build(context: vscode.ExtensionContext) {
  const log = vscode.window.createOutputChannel('Missions', { log: true });
  const warn = (message: string) => log.warn(message);
  const timing = { ...defaultTiming };
  const account = createAccount(context, { demo: createSimulator, log });
  const failures = createFailureLog();
  const client = createClient({
    connection: () => account.connection(),
    log,
    timing,
    onFailure: (error) => failures.note(error),
  });
  const store = createStore();
  const attention = createAttentionWatch({ store, timing, seen: createSeenRuns(context.globalState) });
  const poller = createPoller({
    client,
    store,
    timing,
    stuckAfter: () => attention.stuckAfter(),
    onDefect: (error) => log.error(redacted(String(error), '')),
  });
  const actions = createActions({ client, store, wake: (runId) => poller.wake(runId) });
  const resources = createResources({ client, store, timing });

  const hasAccount = async () => {
    const state = await account.state();
    return state === 'key' || state === 'demo';
  };
  const filter = createMissionFilter(context.workspaceState);
  const watched = { store, poller, resources, attention, timing, hasAccount };
  const tree = registerMissionsTree({ ...watched, filter });
  const recentRuns = registerRecentRunsTree({ ...watched, state: context.workspaceState });
  const activity = registerActivityTree({ ...watched, state: context.workspaceState });
  const statusBar = registerStatusBar({ store, attention });
  const timelines = registerTimeline({
    extensionUri: context.extensionUri,
    store,
    poller,
    warn,
    onSeen: (runId) => attention.see(runId),
  });
  const remoteTexts = registerRemoteTexts();
  const remote = { poller, remoteTexts, bases: createBaseHashes(context.workspaceState) };
  const documents = registerDocuments({ ...remote, store, actions });
  const states = registerMissionFileStates({ store, timing, state: context.workspaceState });
  const publisher = createMissionFilePublisher({ actions, states });
  const readSettings = () => {
    const settings = vscode.workspace.getConfiguration('missions');
    const read: ReadSetting = (name) => settings.get<unknown>(name);
    poller.setPaces(readPaces(read, timing));
    attention.setStuckAfter(readStuckAfter(read, timing));
  };
  const parts = {
    timing,
    /** Everything waits by these times from now on. */
    setTiming(next: Timing) {
      Object.assign(timing, next);
      readSettings();
    },
    account,
    store,
    poller,
    attention,
    actions,
    resources,
    filter,
    tree,
    recentRuns,
    activity,
    statusBar,
    timelines,
    documents,
    states,
    publisher,
    selection: createSelection([tree.view, recentRuns.view]),
    reveal: tree.reveal,
    remoteTexts,
    plans: registerPlanDocuments({ ...remote, store, actions }),
    newRuns: registerNewRunDocuments({ store, actions, state: context.workspaceState }),
    state: context.globalState,
    logs: registerEventLogs({ store, poller, timing }),
    results: registerRunResults({ store, actions }),
    links: registerLinks({ actions, log }),
    resourceDocuments: registerResourceDocuments({ ...remote, resources }),
  };

  readSettings();

  context.subscriptions.push(
    log,
    account,
    new vscode.Disposable(() => poller.stop()),
    account.onDidChange(() => {
      store.clear();
      poller.restart();
    }),
    vscode.window.onDidChangeWindowState(({ focused }) => poller.setFocused(focused)),
    vscode.workspace.onDidChangeConfiguration((event) => {
      const names = ['missions.refreshInterval', 'missions.stuckAfterMinutes'];
      if (names.some((name) => event.affectsConfiguration(name))) readSettings();
    }),
    new vscode.Disposable(() => attention.stop()),
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
    registerMissionFileDecorations(states),
    registerMissionFiles({ store, timing, states, publisher, hasAccount, sayRun: lastRunText }),
    parts.links,
    parts.resourceDocuments,
    registerFieldSchemas(context.extensionUri),
    registerRunFileEditor({ extensionUri: context.extensionUri, warn }),
    registerAll(log, {
      ...accountCommands({ account, log }),
      ...missionCommands(parts),
      ...documentCommands(parts),
      ...deletionCommands(parts),
      ...missionFileCommands(parts),
      ...publishAllCommands(parts),
      ...newMissionFileCommands,
      ...runCommands(parts),
      ...completionCommands(parts),
      ...steeringCommands(parts),
      ...stepCommands(parts),
      ...agentCommands(parts),
      ...compareCommands(parts),
      ...eventLogCommands(parts),
      ...resourceCommands(parts),
      ...runFileCommands({ ...parts, client }),
      ...viewCommands(parts),
      ...linkCommands({ ...parts, extensionId: context.extension.id }),
      ...diagnosticsCommands({ account, store, failures, extension: context.extension }),
    }),
  );
  return parts;
}
