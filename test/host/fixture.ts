import * as vscode from 'vscode';
import type { TestSimulatorOptions } from '../../src/simulator/testSimulator';
import type { TestApi } from '../../src/extension';
import { valueOf } from '../../src/tracking/store/facts';
import type { Handle } from '../../src/views/trees/treeHandles';
import { shortTiming } from '../harness/shortTiming';
import { waitFor } from '../harness/waitFor';
import { TestWorld } from './world';

export const extensionId = 'telnyx-missions.telnyx-missions';

/** The simulator's. */
const apiKey = 'KEY_DEMO';

let focusHeld: vscode.Disposable | undefined;

export async function api(): Promise<TestApi> {
  const extension = vscode.extensions.getExtension<TestApi | undefined>(extensionId);
  const exported = await extension?.activate();
  if (!exported) throw new Error('The extension gives no test API');
  // The page of a test may lose the focus to nobody, and then everything is asked for more rarely.
  focusHeld ??= vscode.window.onDidChangeWindowState(() => exported.poller.setFocused(true));
  return exported;
}

export type ConnectedOptions = {
  readonly service?: TestSimulatorOptions;
  /** Behind a server that misbehaves as it is told, see `TestWorld.behave`. */
  readonly raw?: boolean;
  /** One service for all tests of the suite, of which none changes what another looks at; else each has its own. */
  readonly shared?: boolean;
  /** What the sidebar shows when a test begins. */
  readonly sidebar?: 'explorer' | 'missions';
};

/** The extension, and the service that it is connected to while a test runs. */
export type Connected = { readonly world: TestWorld; readonly api: TestApi };

/** Each stays at its address, so that neither setting nor key has to change between two tests. */
const plainWorld = new TestWorld();
const rawWorld = new TestWorld();

/**
 * A suite of tests in which the extension is connected to a served simulator, with a key that it takes. Each test
 * begins with a service of its own and finds VS Code as at the start: no editor open, no filter set.
 */
export function describeConnected(
  title: string,
  { service, raw = false, shared = false, sidebar = 'explorer' }: ConnectedOptions,
  body: (this: Mocha.Suite, connected: Connected) => void,
): void {
  describe(title, function () {
    const world = raw ? rawWorld : plainWorld;
    // The parts of the extension stay the same; they are known as soon as it is active.
    const parts = {} as TestApi;
    const connect = async () => {
      Object.assign(parts, await api());
      await reset(parts, sidebar);
      await world.renew(service, raw);
      await connectTo(parts, world.baseUrl);
      if (sidebar === 'missions') await waitFor('the missions', () => valueOf(parts.store.missionList()));
    };
    if (shared) {
      before(connect);
      beforeEach(() => reset(parts, sidebar));
      afterEach(() => world.clearFaults());
    } else beforeEach(connect);
    // What is left open would ask the service in the next suite too.
    after(closeEditors);
    body.call(this, { world, api: parts });
  });
}

/** VS Code and the extension as at the start. */
async function reset(parts: TestApi, sidebar: 'explorer' | 'missions'): Promise<void> {
  const { poller, filter, recentRuns, activity, tree } = parts;
  parts.setTiming(shortTiming);
  poller.setFocused(true);
  // In a browser it is on, and the settings of the server do not reach a window of tests.
  const files = vscode.workspace.getConfiguration('files');
  if (files.get('autoSave') !== 'off') await files.update('autoSave', 'off', vscode.ConfigurationTarget.Global);
  // A command is not over before its message is answered.
  await vscode.commands.executeCommand('notifications.clearAll');
  await closeEditors();
  filter.set({ sort: 'name', text: '', status: undefined });
  recentRuns.show([]);
  activity.show(undefined);
  const isMissions = sidebar === 'missions';
  await vscode.commands.executeCommand(isMissions ? 'missions.tree.focus' : 'workbench.view.explorer');
  await waitFor('the sidebar', () => tree.view.visible === isMissions);
}

/** For suites that do more than `describeConnected`: a service that the extension is connected to. */
export async function connected(options?: TestSimulatorOptions, raw?: boolean): Promise<Connected> {
  const parts = await api();
  await reset(parts, 'explorer');
  const world = await TestWorld.create(options, raw);
  await connectTo(parts, world.baseUrl);
  return { world, api: parts };
}

/** Points the extension at a served simulator, with a key that it takes, and makes it forget what it knows. */
export async function connectTo({ account, store, poller }: TestApi, baseUrl: string): Promise<void> {
  const connection = await account.connection();
  if (connection?.baseUrl !== baseUrl || connection.apiKey !== apiKey) {
    const settings = vscode.workspace.getConfiguration('missions');
    // VS Code tells of the setting and of the key in its own time, and each makes it another account.
    let changes = 0;
    const listening = account.onDidChange(() => changes++);
    const isAddress = () => {
      const base = account.baseUrl();
      return base.kind === 'allowed' && base.url === baseUrl;
    };
    const due = isAddress() ? 1 : 2;
    // Notifications of runs come between the messages that a test waits for.
    await settings.update('notifications', 'off', vscode.ConfigurationTarget.Global);
    // Where that is not the matter, a run is started without a question.
    await settings.update('confirmStart', false, vscode.ConfigurationTarget.Global);
    await settings.update('apiBaseUrl', baseUrl, vscode.ConfigurationTarget.Global);
    await waitFor('the setting to be there', isAddress);
    await account.setKey(apiKey);
    await waitFor('the key to be there', async () => (await account.connection())?.baseUrl === baseUrl);
    await waitFor('the account to be announced', () => changes >= due);
    listening.dispose();
  }
  store.clear();
  poller.restart();
}

/** Lays the row of a mission open, as a click does. Returns its handle. */
export async function expandMission({ tree }: Pick<TestApi, 'tree'>, missionId: string): Promise<Handle> {
  const row = await waitFor('the row of the mission', async () => {
    const handles = (await tree.provider.getChildren()) ?? [];
    return handles.find((handle) => handle.kind === 'mission' && handle.missionId === missionId);
  });
  if (!row) throw new Error('There is no such row');
  // VS Code finds no row while it reads them again.
  await waitFor('VS Code to have the row', async () => {
    try {
      await tree.view.reveal(row, { expand: true, select: false });
      return true;
    } catch {
      return false;
    }
  });
  return row;
}

/** Waits until, for a second, there has been no such request (none at all, without a name): what came before is over. */
export async function calm(world: Pick<TestWorld, 'takeRequests'>, operation?: string): Promise<void> {
  let since = Date.now();
  await waitFor('requests of before to be over', async () => {
    const counts = await world.takeRequests();
    if (operation === undefined ? Object.keys(counts).length > 0 : operation in counts) since = Date.now();
    return Date.now() - since > 1000;
  });
}

/** A row as people read it, with the rows under it. */
export type Rows = readonly (string | readonly [string, Rows])[];

type Tree = Pick<TestApi['tree'], 'provider'>;

/** The missions as nested arrays, `depth` levels of them. */
export const rows = ({ tree }: TestApi, depth: number): Promise<Rows> => rowsOf(tree, depth);

/** A tree as nested arrays, `depth` levels of it. */
export async function rowsOf(tree: Tree, depth = 1, parent?: Handle): Promise<Rows> {
  const children = (await tree.provider.getChildren(parent)) ?? [];
  const found: (string | readonly [string, Rows])[] = [];
  for (const child of children) {
    const item = await tree.provider.getTreeItem(child);
    const label = typeof item.label === 'string' ? item.label : (item.label?.label ?? '');
    const opens = item.collapsibleState !== vscode.TreeItemCollapsibleState.None;
    found.push(opens && depth > 1 ? [label, await rowsOf(tree, depth - 1, child)] : label);
  }
  return found;
}

/**
 * Closes every editor and gives up what was typed, in whichever of them: a dirty one would still be there in the next
 * test, or VS Code would ask about it.
 */
export async function closeEditors(): Promise<void> {
  const { workspace, window, commands } = vscode;
  await waitFor('no editor, and nothing unsaved', async () => {
    for (const document of workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
      await window.showTextDocument(document);
      await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await commands.executeCommand('workbench.action.closeAllEditors');
    const isLeft = window.tabGroups.all.some(({ tabs }) => tabs.length > 0);
    return !isLeft && !workspace.textDocuments.some(({ isDirty }) => isDirty);
  });
}

/**
 * A mission as the demo's, with an id of its own: VS Code keeps documents for minutes after their editors are closed,
 * so what one test has read is still there in the next.
 */
export async function copyMission(world: TestWorld): Promise<string> {
  const { name, description, model, instructions, execution_mode, metadata } = await world.get(`/${missionId}`);
  const definition = { name, description, model, instructions, execution_mode, metadata };
  return String((await world.call('POST', '', definition)).mission_id);
}

export const missionId = '5b1f0c1e-0001-4000-a000-000000000001';
export const runningRunId = 'f3e4d6d6-4394-4574-a524-55238fd2523d';
export const finishedRunId = 'b07e6f85-d997-49d2-a68a-778aff39e71c';

/** The rows of a tree with what VS Code is told of each. */
export async function itemsOf(tree: Tree, parent?: Handle): Promise<{ handle: Handle; item: vscode.TreeItem }[]> {
  const handles = (await tree.provider.getChildren(parent)) ?? [];
  return Promise.all(handles.map(async (handle) => ({ handle, item: await tree.provider.getTreeItem(handle) })));
}
