import * as vscode from 'vscode';
import { createAccount } from './account/account';
import { accountId } from './account/accountId';
import { registerAgent } from './agent/registerAgent';
import { createClient } from './api/client';
import { redacted } from './api/transport/redact';
import { createServerClock } from './api/transport/serverClock';
import { createFailureLog } from './commands/diagnostics';
import { registerCommands } from './commands/registerCommands';
import { mayLoseFields } from './commands/shared/mayLoseFields';
import { registerAllDocuments } from './documents/registerAllDocuments';
import { defaultTiming, type Timing } from './model/timing';
import { followSettings } from './settings';
import { createTracking } from './tracking/tracking';
import { registerViews } from './views/registerViews';
import { createSeenRuns } from './views/seenRuns';
import { lastRunLens } from './views/trees/rows';
import { stepStatusText } from './views/text/statusTexts';

/** What the tests inside VS Code get hold of; nobody else does. */
export type TestApi = Pick<Parts, 'account' | 'accountId' | 'state' | 'setTiming' | 'store' | 'poller' | 'attention'> &
  Pick<Parts, 'filter' | 'tree' | 'recentRuns' | 'activity' | 'statusBar' | 'timelines'> &
  Pick<Parts, 'states' | 'deletedMissions' | 'links'>;
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
  const serverClock = createServerClock(defaultTiming);
  const timing: Timing = { ...defaultTiming, serverNow: () => serverClock.now() };
  const account = createAccount(context, { demo: startDemo, log });
  const connection = () => account.connection();
  const currentId = async () => accountId(await connection(), windowId);
  const failures = createFailureLog();
  const client = createClient({ connection, log, timing, serverClock, onFailure: (error) => failures.note(error) });
  const onDefect = (error: unknown) => log.error(redacted(String(error), ''));
  const seen = createSeenRuns(context.globalState);
  const claims = { state: context.workspaceState, account: currentId };
  const tracking = createTracking({ client, timing, seen, mayLoseFields, onDefect, claims });
  const shared = {
    ...tracking,
    ...{ account, client, failures, log, timing, windowId },
    accountId: currentId,
    hasAccount: async () => ['key', 'demo'].includes(await account.state()),
  };
  const views = registerViews(context, shared);
  const documents = registerAllDocuments(context, { ...shared, sayRun: lastRunLens, stepStatusText });
  const agent = registerAgent({ ...shared, ...views, ...documents });
  const commands = registerCommands(context, { ...shared, ...views, ...documents, ...agent });
  const settings = followSettings(tracking, timing);
  const accountChanges = account.onDidChange(() => {
    serverClock.forget();
    tracking.restart();
  });
  const focus = vscode.window.onDidChangeWindowState(({ focused }) => tracking.poller.setFocused(focused));
  context.subscriptions.push(log, account, tracking, accountChanges, focus, settings);
  context.subscriptions.push(views, documents, agent, commands);
  return {
    ...{ ...shared, ...views, ...documents, ...commands },
    state: context.globalState,
    /** Everything waits by these times from now on. */
    setTiming(next: Timing) {
      Object.assign(timing, next, { serverNow: timing.serverNow });
      settings.apply();
    },
  };
}
