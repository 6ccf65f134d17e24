import * as vscode from 'vscode';
import { valueOf, type Loadable, type MissionList } from '../../tracking/store/facts';
import type { Loaded } from '../../tracking/feeds/missionListFeed';
import type { Store } from '../../tracking/store/store';
import type { LiveTree } from './liveTree';
import { noteRow, runsTooLargeRow, tooLargeRow } from './rows';
import type { Handle, HandleOf } from './treeHandles';
import type { TreeNodes } from './treeNodes';

/** Plans of active runs that are read for their progress alone, in each mission that is laid open. */
const maxProgress = 5;

const note = (nodes: TreeNodes, key: string, text: string, icon: string, command?: string) =>
  nodes.note(key, undefined, noteRow(text, [icon], command ? { command, title: '' } : undefined));

/** Why there is no list of missions at all, where it is known. */
export function missionsFailed(nodes: TreeNodes, known: Loadable<unknown>): Handle[] {
  if (known.kind !== 'failed') return [];
  const text = vscode.l10n.t('The missions could not be loaded');
  return [nodes.failure('missions failed', undefined, text, known.error)];
}

/** The account has no mission: says so. */
export function noMissions(nodes: TreeNodes): Handle[] {
  return [note(nodes, 'no missions', vscode.l10n.t('No missions in this account yet'), 'info')];
}

/** What stands below the missions: that none is shown, that some are too large, that there are more. */
export function missionNotes(
  nodes: TreeNodes,
  parts: {
    readonly list: MissionList;
    /** How many missions are shown. */
    readonly shown: number;
    readonly runsOfFilter: Loadable<unknown>;
    /** How far loading all missions has come. */
    readonly loading: Loaded | undefined;
  },
): Handle[] {
  const { list, shown, runsOfFilter, loading } = parts;
  const rows = shown === 0 ? noMatch(nodes, list, runsOfFilter) : [];
  const tooLarge = list.tooLarge ?? [];
  if (tooLarge.length > 0)
    rows.push(nodes.note('too large missions', undefined, tooLargeRow(tooLargeText(tooLarge.length), tooLarge)));
  if (loading)
    rows.push(note(nodes, 'loading all', loadingText(loading), 'loading~spin', 'missions.stopLoadingMissions'));
  else if (list.more) {
    const all = vscode.l10n.t('Load all missions');
    rows.push(
      note(nodes, 'more missions', loadMoreText(list), 'ellipsis', 'missions.loadMoreMissions'),
      note(nodes, 'all missions', all, 'cloud-download', 'missions.loadAllMissions'),
    );
  }
  return rows;
}

function noMatch(nodes: TreeNodes, list: MissionList, runs: Loadable<unknown>): Handle[] {
  if (runs.kind !== 'loaded' && !valueOf(runs)) {
    // Nobody knows which missions have such runs.
    const text = vscode.l10n.t('The runs could not be loaded');
    return runs.kind === 'failed' ? [nodes.failure('no match', undefined, text, runs.error)] : [];
  }
  if (list.missionIds.length === 0) return [];
  const text = vscode.l10n.t('No mission fits the filter: show all');
  return [note(nodes, 'no match', text, 'info', 'missions.clearMissionFilter')];
}

/** The runs of a mission that is laid open, newest first, and what is to be said of them. */
export async function runRows(
  parent: HandleOf<'mission'>,
  { nodes, addInterest }: Pick<LiveTree, 'nodes' | 'addInterest'>,
  store: Store,
): Promise<Handle[]> {
  const { missionId } = parent;
  const known = await nodes.settled(() => store.runList(missionId));
  const list = valueOf(known);
  const failedText = vscode.l10n.t('The runs could not be loaded');
  const failed =
    known.kind === 'failed' ? [nodes.failure(`runs failed ${missionId}`, parent, failedText, known.error)] : [];
  if (!list) return failed;
  const tooLarge = list.tooLarge ?? [];
  if (list.runIds.length === 0 && failed.length === 0 && tooLarge.length === 0 && !list.more) {
    const command = { command: 'missions.startRun', title: vscode.l10n.t('Start Run'), arguments: [parent] };
    return [nodes.note(`no runs ${missionId}`, parent, noteRow(vscode.l10n.t('No runs yet'), ['info'], command))];
  }
  const rows: Handle[] = list.runIds.map((runId) => nodes.run(missionId, runId, false));
  const active = list.runIds.filter((runId) => store.activeRuns().has(runId));
  for (const runId of active.slice(0, maxProgress))
    addInterest(`progress ${runId}`, { kind: 'plan', missionId, runId });
  if (tooLarge.length > 0) rows.push(nodes.note(`too large runs ${missionId}`, parent, runsTooLargeRow(tooLarge)));
  if (list.more) {
    const command = { command: 'missions.loadMoreRuns', title: '', arguments: [parent] };
    const more = noteRow(vscode.l10n.t('Load more runs'), ['ellipsis'], command);
    rows.push(nodes.note(`more runs ${missionId}`, parent, more));
  }
  return [...rows, ...failed];
}

function loadingText({ loaded, total, atLeast }: Loaded): string {
  return atLeast
    ? vscode.l10n.t('Loading all missions: {0} of at least {1}. Stop', loaded, total)
    : vscode.l10n.t('Loading all missions: {0} of {1}. Stop', loaded, total);
}

function loadMoreText({ missionIds: { length: here }, total, atLeast }: MissionList): string {
  // The list has been read as far as its count says, and its end has not been seen.
  if (here >= total) return vscode.l10n.t('Load more missions ({0} shown)', here);
  if (atLeast) return vscode.l10n.t('Load more missions ({0} of at least {1} shown)', here, total);
  return vscode.l10n.t('Load more missions ({0} of {1} shown)', here, total);
}

function tooLargeText(count: number): string {
  return count === 1
    ? vscode.l10n.t('1 mission is too large to load')
    : vscode.l10n.t('{0} missions are too large to load', count);
}
