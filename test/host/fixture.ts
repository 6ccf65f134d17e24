import * as vscode from 'vscode';
import type { SimulatorOptions } from '../../src/simulator/server';
import type { TestApi } from '../../src/extension';
import type { Handle } from '../../src/views/handles';
import { shortTiming } from '../harness/shortTiming';
import { TestWorld } from './world';

export const extensionId = 'telnyx-missions.telnyx-missions';

let focusHeld: vscode.Disposable | undefined;

export async function api(): Promise<TestApi> {
  const extension = vscode.extensions.getExtension<TestApi | undefined>(extensionId);
  const exported = await extension?.activate();
  if (!exported) throw new Error('The extension gives no test API');
  // The page of a test may lose the focus to nobody, and then everything is asked for more rarely.
  focusHeld ??= vscode.window.onDidChangeWindowState(() => exported.poller.setFocused(true));
  return exported;
}

/** The extension, pointed at a served simulator of its own, with a key that it takes. It waits by `shortTiming`. */
export async function connected(
  options: SimulatorOptions = {},
  raw = false,
): Promise<{ world: TestWorld; api: TestApi }> {
  const extension = await api();
  extension.poller.setFocused(true);
  extension.setTiming(shortTiming);
  // What earlier tests have left open would ask the service too.
  await closeEditors();
  const world = await TestWorld.create(options, raw);
  await connectTo(extension, world.baseUrl);
  return { world, api: extension };
}

/** Points the extension at a served simulator, with a key that it takes. */
export async function connectTo({ account, store, poller }: TestApi, baseUrl: string): Promise<void> {
  const settings = vscode.workspace.getConfiguration('missions');
  let told = 0;
  const listening = account.onDidChange(() => told++);
  // What a run is told of comes between the messages that a test waits for.
  await settings.update('notifications', 'off', vscode.ConfigurationTarget.Global);
  await settings.update('apiBaseUrl', baseUrl, vscode.ConfigurationTarget.Global);
  await until('the setting to be there', () => {
    const base = account.baseUrl();
    return base.kind === 'allowed' && base.url === baseUrl;
  });
  await account.setKey('KEY_DEMO');
  await until('the key to be there', async () => (await account.connection())?.baseUrl === baseUrl);
  // VS Code tells of the setting and of the key in its own time, and each makes it another account.
  await until('the account to be told of', () => told >= 2);
  listening.dispose();
  store.clear();
  poller.restart();
}

/** Lays the row of a mission open, as a click does. Returns its handle. */
export async function expandMission({ tree }: Pick<TestApi, 'tree'>, missionId: string): Promise<Handle> {
  let found: Handle | undefined;
  await until('the row of the mission', async () => {
    const handles = (await tree.provider.getChildren()) ?? [];
    found = handles.find((handle) => handle.kind === 'mission' && handle.missionId === missionId);
    return found;
  });
  if (!found) throw new Error('no such row');
  await tree.view.reveal(found, { expand: true, select: false });
  return found;
}

export async function until(what: string, holds: () => unknown, longest = 15_000): Promise<void> {
  for (const end = Date.now() + longest; Date.now() < end;) {
    if (await holds()) return;
    await pause(50);
  }
  throw new Error(`Waited in vain for ${what}`);
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

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
  await until('no editor, and nothing unsaved', async () => {
    for (const document of workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
      await window.showTextDocument(document);
      await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await commands.executeCommand('workbench.action.closeAllEditors');
    const isLeft = window.tabGroups.all.some(({ tabs }) => tabs.length > 0);
    return !isLeft && !workspace.textDocuments.some(({ isDirty }) => isDirty);
  });
}

export const missionId = '5b1f0c1e-0001-4000-a000-000000000001';
export const runningRunId = '5b1f0c1e-0001-4000-b000-000000000005';

/** The rows of a tree with what VS Code is told of each. */
export async function itemsOf(tree: Tree, parent?: Handle): Promise<{ handle: Handle; item: vscode.TreeItem }[]> {
  const handles = (await tree.provider.getChildren(parent)) ?? [];
  return Promise.all(handles.map(async (handle) => ({ handle, item: await tree.provider.getTreeItem(handle) })));
}
