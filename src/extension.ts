import * as vscode from 'vscode';
import { createAccount } from './account/account';
import { createClient } from './api/client';
import { redacted } from './api/redact';
import { accountCommands } from './commands/account';
import { registerAll } from './commands/command';
import { createFailureLog, diagnosticsCommands } from './commands/diagnostics';
import { linkCommands, registerLinks } from './commands/links';
import { missionFileCommands } from './commands/missionFiles';
import { missionCommands } from './commands/missions';
import { runFileCommands } from './commands/runFiles';
import { runCommands } from './commands/runs';
import { steeringCommands } from './commands/steering';
import { registerMissionFiles } from './documents/missionFiles';
import { registerDocuments } from './documents/missionsFs';
import { registerPlanDocuments } from './documents/planDocuments';
import { registerRemoteTexts } from './documents/remoteTexts';
import { createSimulator } from './simulator/server';
import { completionCommands } from './commands/completion';
import { viewCommands } from './commands/views';
import { createActions } from './tracking/actions';
import { createAttentionWatch } from './tracking/attention';
import { createPoller } from './tracking/poller';
import { createStore } from './tracking/store';
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
  | 'timelines'
  | 'links'
  | 'state'
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
  const account = createAccount(context, { demo: createSimulator, log });
  const failures = createFailureLog();
  const client = createClient({
    connection: () => account.connection(),
    log,
    onFailure: (error) => failures.note(error),
  });
  const store = createStore();
  const attention = createAttentionWatch({ store, seen: createSeenRuns(context.globalState) });
  const poller = createPoller({
    client,
    store,
    stuckAfter: () => attention.stuckAfter(),
    onDefect: (error) => log.error(redacted(String(error), '')),
  });
  const actions = createActions({ client, store, wake: (runId) => poller.wake(runId) });

  const hasAccount = async () => {
    const state = await account.state();
    return state === 'key' || state === 'demo';
  };
  const filter = createMissionFilter(context.workspaceState);
  const watched = { store, poller, attention, hasAccount };
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
  const documents = registerDocuments({ store, actions, poller });
  const parts = {
    account,
    store,
    poller,
    attention,
    actions,
    filter,
    tree,
    recentRuns,
    activity,
    statusBar,
    timelines,
    documents,
    selection: createSelection([tree.view, recentRuns.view]),
    reveal: tree.reveal,
    state: context.globalState,
    links: registerLinks({ actions, log }),
    remoteTexts: registerRemoteTexts(),
    plans: registerPlanDocuments({ store, actions, poller }),
  };

  const readPaces = () => {
    const settings = vscode.workspace.getConfiguration('missions.refreshInterval');
    const seconds = (name: string, otherwise: number, least: number) =>
      1000 * Math.max(least, settings.get<number>(name) ?? otherwise);
    poller.setPaces({
      timeline: seconds('timeline', 2, 1),
      active: seconds('active', 5, 2),
      idle: seconds('idle', 60, 10),
    });
  };
  const readStuckAfter = () => {
    const minutes = vscode.workspace.getConfiguration('missions').get<number>('stuckAfterMinutes') ?? 15;
    attention.setStuckAfter(60_000 * Math.max(1, minutes));
  };
  readPaces();
  readStuckAfter();

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
      if (event.affectsConfiguration('missions.refreshInterval')) readPaces();
      if (event.affectsConfiguration('missions.stuckAfterMinutes')) readStuckAfter();
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
    parts.links,
    registerMissionFiles({ store, sayRun: lastRunText }),
    registerRunFileEditor({ extensionUri: context.extensionUri, warn }),
    registerAll(log, {
      ...accountCommands({ account, log }),
      ...missionCommands(parts),
      ...missionFileCommands({ ...parts, state: context.workspaceState }),
      ...runCommands(parts),
      ...completionCommands(parts),
      ...steeringCommands(parts),
      ...runFileCommands({ ...parts, client }),
      ...viewCommands(parts),
      ...linkCommands({ ...parts, extensionId: context.extension.id }),
      ...diagnosticsCommands({ account, store, failures, extension: context.extension }),
    }),
  );
  return parts;
}
