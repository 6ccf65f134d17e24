import * as vscode from 'vscode';
import { finishedAtOf } from '../../model/run';
import type { AttentionWatch } from '../../tracking/attention';
import { valueOf } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import { claimText, type OwnClaims } from '../text/claimTexts';
import { runName, runStart } from '../text/names';
import { eventRow } from './eventRows';
import type { HandleTable } from './handleTable';
import { agentRow, resourceGroupRow, resourceRow, resourcesRow } from './resourceRows';
import { missionRow, runRow, stepRow } from './rows';
import type { Handle, HandleOf } from './treeHandles';

type Parts = {
  readonly store: Store;
  readonly attention: AttentionWatch;
  readonly table: HandleTable;
  readonly runClaims?: OwnClaims | undefined;
};

/** What the row of a handle looks like now. What is not known any more has an empty one until it is gone. */
export function treeItemOf(handle: Handle, parts: Parts): vscode.TreeItem {
  const item = itemOf(handle, parts) ?? new vscode.TreeItem('');
  item.id = handle.key;
  return item;
}

function itemOf(handle: Handle, parts: Parts): vscode.TreeItem | undefined {
  const { store } = parts;
  switch (handle.kind) {
    case 'mission':
      return missionItem(handle, parts);
    case 'run':
      return runItem(handle, parts);
    case 'step':
      return stepItem(handle, parts);
    case 'agent': {
      const agents = valueOf(store.agents(handle.runId)) ?? [];
      const agent = agents.find(({ telnyxAgentId }) => telnyxAgentId === handle.telnyxAgentId);
      return agent && agentRow(agent);
    }
    case 'resources':
      return resourcesRow();
    case 'group':
      return resourceGroupRow(handle.of, valueOf(store.resources(handle))?.length);
    case 'resource':
      return resourceItem(handle, store);
    case 'event':
      return eventItem(handle, store);
    case 'note':
      return handle.item;
  }
}

function missionItem({ missionId }: HandleOf<'mission'>, { store, attention }: Parts): vscode.TreeItem | undefined {
  const mission = store.mission(missionId);
  return (
    mission &&
    missionRow(mission, {
      active: store.activeRunsOf(missionId),
      isAtWork: store.isAtWork(missionId),
      needing: attention.askingOf(missionId),
    })
  );
}

function runItem(handle: HandleOf<'run'>, { store, attention, runClaims }: Parts): vscode.TreeItem | undefined {
  const { runId, topLevel } = handle;
  const run = valueOf(store.run(runId));
  if (!run) return undefined;
  const item = runRow({
    run,
    progress: store.progress(runId),
    attention: attention.of(runId),
    asks: attention.asking().has(runId),
    busy: store.isBusy(runId),
    mission: store.mission(run.missionId),
    claim: claimText(run, runClaims),
    name: runName(run, store),
    start: runStart(run, store),
    topLevel,
    now: store.now(),
  });
  item.command = openTimeline(handle);
  return item;
}

function stepItem(handle: HandleOf<'step'>, { store, table }: Parts): vscode.TreeItem | undefined {
  const node = table.nodeOf(handle);
  const run = valueOf(store.run(handle.runId));
  const item = node && stepRow(node, { now: store.now(), runEnd: run && finishedAtOf(run) });
  if (item) item.command = openTimeline(handle);
  return item;
}

/** What a click on the row of a run or a step does: with a command, VS Code expands a row by its twistie alone. */
function openTimeline(handle: HandleOf<'run' | 'step'>): vscode.Command {
  return { command: 'missions.openTimeline', title: '', arguments: [handle, { preview: true }] };
}

function resourceItem(handle: HandleOf<'resource'>, store: Store): vscode.TreeItem | undefined {
  const list = valueOf(store.resources(handle)) ?? [];
  const resource = list.find(({ resourceId }) => resourceId === handle.resourceId);
  if (!resource) return undefined;
  const item = resourceRow(handle.of, resource);
  item.command = { command: 'missions.openResource', title: '', arguments: [handle] };
  return item;
}

function eventItem(handle: HandleOf<'event'>, store: Store): vscode.TreeItem {
  const missionId = valueOf(store.run(handle.runId))?.missionId;
  const mission = missionId === undefined ? undefined : store.mission(missionId);
  const item = eventRow(handle.event, mission, store.now());
  item.command = { command: 'missions.openEvent', title: '', arguments: [handle] };
  return item;
}
