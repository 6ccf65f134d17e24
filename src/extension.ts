import * as vscode from 'vscode';
import { createAccount } from './account/account';
import { createClient } from './api/client';
import { accountCommands } from './commands/account';
import { registerAll } from './commands/command';
import { missionCommands } from './commands/missions';
import { runCommands } from './commands/runs';
import { registerDocuments } from './documents/missionsFs';
import { createSimulator } from './simulator/server';
import { createActions } from './tracking/actions';
import { createPoller } from './tracking/poller';
import { createStore } from './tracking/store';
import { registerMissionsTree } from './views/missionsTree';
import { registerTimeline } from './views/timelinePanel';

/** What the tests inside VS Code get hold of; nobody else does. */
export type TestApi = Pick<Parts, 'account' | 'store' | 'poller' | 'tree' | 'timelines'>;
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
  const client = createClient({ connection: () => account.connection(), log });
  const store = createStore();
  const poller = createPoller({ client, store, onDefect: (error) => log.error(String(error)) });
  const actions = createActions({ client, store, wake: (runId) => poller.wake(runId) });

  const hasAccount = async () => {
    const state = await account.state();
    return state === 'key' || state === 'demo';
  };
  const tree = registerMissionsTree({ store, poller, hasAccount });
  const timelines = registerTimeline({ extensionUri: context.extensionUri, store, poller, warn });
  const documents = registerDocuments({ store, actions, poller });
  const parts = { account, store, poller, actions, tree, timelines, documents, state: context.globalState };

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
  readPaces();

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
    }),
    tree,
    timelines,
    documents,
    registerAll(log, {
      ...accountCommands({ account, log }),
      ...missionCommands(parts),
      ...runCommands(parts),
    }),
  );
  return parts;
}
