/** The entry that VS Code calls: an hour of watching, see `npm run bench:soak:host`. */
import * as vscode from 'vscode';
import { createClient } from '../../../src/api/client';
import { defaultPollIntervals } from '../../../src/tracking/polling/pollScheduler';
import { compareWithServer, heldEvents, readEverything, type Soaked } from '../soakRules';
import { delay } from '../../harness/waitFor';
import { api, connectTo, expandMission } from '../../host/fixture';
import { listenForUnhandledRejections } from '../../host/unhandledRejections';
import { report } from '../../host/world';

/** Put in by the bundler. */
declare const __SOAKED__: Soaked;
declare const __SCALE__: number;

/** Timelines whose tabs are open beside the one that is looked at all the time. */
const openTabs = 4;

/** What the harness is told, one JSON a message. */
export type Told =
  | { readonly kind: 'minute'; readonly heap: number; readonly events: number }
  | { readonly kind: 'settle' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'end'; readonly compared: number; readonly problems: readonly string[] };

const tell = (told: Told) => report({ kind: 'say', text: JSON.stringify(told) });

/** Collects what is garbage. Only Node can be told to. */
async function collector(): Promise<() => void> {
  const { setFlagsFromString } = await import('node:v8');
  const { runInNewContext } = await import('node:vm');
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

export async function run(): Promise<void> {
  try {
    await soak();
  } catch (error) {
    await report({ kind: 'say', text: String(error instanceof Error ? error.stack : error) });
    throw error;
  } finally {
    await report({ kind: 'end' });
  }
}

async function soak(): Promise<void> {
  const extension = await api();
  const { store, poller } = extension;
  const { baseUrl, missionId, runIds } = __SOAKED__;
  const { unhandled } = listenForUnhandledRejections();
  await connectTo(extension, baseUrl);
  poller.setFocused(true);
  const { timeline, active, idle } = defaultPollIntervals;
  poller.setIntervals({ timeline: timeline / __SCALE__, active: active / __SCALE__, idle: idle / __SCALE__ });

  for (const view of ['tree', 'recentRuns', 'activity']) await vscode.commands.executeCommand(`missions.${view}.focus`);
  await expandMission(extension, missionId);

  const openTimeline = async (runId: string) =>
    vscode.commands.executeCommand('missions.openTimeline', { missionId, runId });
  const [always = '', ...others] = runIds;
  await openTimeline(always);
  await vscode.commands.executeCommand('workbench.action.moveEditorToNextGroup');

  const collect = await collector();
  const started = Date.now();
  for (let minute = 0; minute < 60; minute++) {
    await vscode.commands.executeCommand('workbench.action.focusFirstEditorGroup');
    await openTimeline(others[minute % others.length] ?? '');
    const tabs = vscode.window.tabGroups.all[0]?.tabs ?? [];
    if (tabs.length > openTabs) await vscode.window.tabGroups.close(tabs.slice(0, tabs.length - openTabs));
    await delay(Math.max(0, started + ((minute + 1) * 60_000) / __SCALE__ - Date.now()));
    collect();
    await tell({ kind: 'minute', heap: process.memoryUsage().heapUsed, events: heldEvents(store, __SOAKED__) });
  }

  await tell({ kind: 'settle' });
  await delay(1000);
  const lookAway = await readEverything(store, poller, __SOAKED__);
  const client = createClient({
    connection: () => Promise.resolve({ baseUrl, apiKey: 'KEY_DEMO', fetch }),
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  const { compared, problems: differences } = await compareWithServer(store, client, __SOAKED__);
  lookAway();
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('workbench.view.explorer');
  await delay(2000);
  await tell({ kind: 'closed' });
  await delay(500);
  await tell({ kind: 'end', compared, problems: [...unhandled.map((text) => `unhandled: ${text}`), ...differences] });
}
