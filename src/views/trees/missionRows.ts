import * as vscode from 'vscode';
import { valueOf, type Loadable, type MissionList } from '../../tracking/store/facts';
import type { Loaded } from '../../tracking/feeds/missionListFeed';
import type { Store } from '../../tracking/store/store';
import type { LiveTree } from './liveTree';
import { loadMoreRow, noteRow, runsTooLargeRow, tooLargeRow } from './rows';
import type { Handle, HandleOf } from './treeHandles';
import type { TreeNodes } from './treeNodes';

/** Plans of active runs that are read for their progress alone, in each mission that is laid open. */
const maxProgress = 5;

/** Why there is no list of missions at all, where it is known. */
export function missionsFailed(nodes: TreeNodes, known: Loadable<unknown>): Handle[] {
  if (known.kind !== 'failed') return [];
  const text = vscode.l10n.t("Couldn't load missions");
  return [nodes.failure('missions failed', undefined, text, known.error)];
}

/**
 * What stands below the missions: that some are too large, that there are more, and that none of those is shown. Nothing
 * where there is no mission, or none that fits: the view's welcome says so.
 */
export function missionNotes(
  nodes: TreeNodes,
  parts: {
    readonly list: MissionList;
    /** How many missions are shown. */
    readonly shown: number;
    readonly runsOfFilter: Loadable<unknown>;
    /** Whether all missions are being loaded. */
    readonly isLoading: boolean;
  },
): Handle[] {
  const { list, shown, runsOfFilter, isLoading } = parts;
  const rows: Handle[] = [];
  const tooLarge = list.tooLarge ?? [];
  if (tooLarge.length > 0)
    rows.push(nodes.note('too large missions', undefined, tooLargeRow(tooLargeText(tooLarge.length), tooLarge)));
  if (list.more && !isLoading) {
    const command = { command: 'missions.loadMoreMissions', title: howManyText(list) };
    rows.push(nodes.note('more missions', undefined, loadMoreRow(command)));
  }
  if (shown > 0 || list.missionIds.length === 0) return rows;
  if (runsOfFilter.kind !== 'loaded' && !valueOf(runsOfFilter)) {
    // Nobody knows which missions have such runs.
    const text = vscode.l10n.t("Couldn't load runs");
    return runsOfFilter.kind === 'failed'
      ? [nodes.failure('no match', undefined, text, runsOfFilter.error), ...rows]
      : rows;
  }
  if (rows.length === 0) return rows;
  const clear = { command: 'missions.clearMissionFilter', title: vscode.l10n.t('Clear Filter') };
  const text = vscode.l10n.t('No missions match the filter');
  return [nodes.note('no match', undefined, noteRow(text, ['info'], clear)), ...rows];
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
  const failedText = vscode.l10n.t("Couldn't load runs");
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
    rows.push(nodes.note(`more runs ${missionId}`, parent, loadMoreRow(command)));
  }
  return [...rows, ...failed];
}

/** How far loading all missions has come. */
export function loadingText({ loaded, total, atLeast }: Loaded): string {
  return atLeast
    ? vscode.l10n.t('Loading {0} of at least {1}', loaded, total)
    : vscode.l10n.t('Loading {0} of {1}', loaded, total);
}

function howManyText({ missionIds: { length: here }, total, atLeast }: MissionList): string {
  // The list has been read as far as its count says, and its end has not been seen.
  if (here >= total) return vscode.l10n.t('{0} shown', here);
  return atLeast ? vscode.l10n.t('{0} of at least {1}', here, total) : vscode.l10n.t('{0} of {1}', here, total);
}

function tooLargeText(count: number): string {
  return count === 1
    ? vscode.l10n.t('1 mission is too large to load')
    : vscode.l10n.t('{0} missions are too large to load', count);
}
