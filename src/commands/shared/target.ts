import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { Mission } from '../../model/mission';
import { runCan, type Run, type RunCapability, type RunRef } from '../../model/run';
import type { Actions, BeginAct } from '../../tracking/actions/actions';
import type { Poller } from '../../tracking/polling/poller';
import { valueOf } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import type { Handle } from '../../views/trees/treeHandles';
import { formatTime, missionName, runStatusText } from '../../views/trees/rows';
import type { Timelines } from '../../views/timeline/timelinePanel';

export type CommandParts = {
  readonly store: Store;
  readonly poller: Poller;
  readonly begin: BeginAct;
  /** The rows that are selected, those of the view first that was used last. */
  readonly selection: () => readonly Handle[];
  readonly timelines: Timelines;
};

/** An act of a person's that has begun: all of it, its questions too, belongs to one account. */
export type TargetParts = CommandParts & { readonly actions: Actions };

/** The first thing that a command does. */
export function beginAct<P extends Pick<CommandParts, 'begin'>>(parts: P): P & { readonly actions: Actions } {
  return { ...parts, actions: parts.begin() };
}

/** What an argument of a command may carry: a row of the tree, or ids from a timeline. */
function idsIn(argument: unknown): Partial<RunRef> {
  if (typeof argument !== 'object' || argument === null) return {};
  const { missionId, runId } = argument as Partial<Record<keyof RunRef, unknown>>;
  return {
    ...(typeof missionId === 'string' ? { missionId } : {}),
    ...(typeof runId === 'string' ? { runId } : {}),
  };
}

/** Resolves once something is known, or after the first failure to learn it. */
async function known<T>(read: () => T | undefined, parts: CommandParts): Promise<T | undefined> {
  if (read() !== undefined) return read();
  const stop = parts.poller.watch({ kind: 'missions' });
  try {
    await parts.poller.refresh();
  } finally {
    stop();
  }
  return read();
}

/** The mission that the command means: argument, selection, active timeline, else a picker. */
export async function targetMission(argument: unknown, parts: TargetParts): Promise<Mission | undefined> {
  const { store, timelines } = parts;
  const missionId = idsIn(argument).missionId ?? idsIn(parts.selection()[0]).missionId ?? timelines.active()?.missionId;
  if (missionId !== undefined) return store.mission(missionId) ?? (await parts.actions.readMission(missionId));
  const list = await known(() => valueOf(store.missionList()), parts);
  const items = (list?.missionIds ?? []).flatMap((id) => {
    const mission = store.mission(id);
    return mission ? [{ label: missionName(mission), description: mission.description ?? '', mission }] : [];
  });
  if (items.length === 0) {
    void dialogs.showInformationMessage(vscode.l10n.t('There is no mission to choose from.'));
    return undefined;
  }
  items.sort((a, b) => a.label.localeCompare(b.label, vscode.env.language));
  const placeHolder = vscode.l10n.t('Choose a mission');
  return (await dialogs.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.mission;
}

/**
 * The run that the command means: argument, selection, active timeline, else a picker of the runs that can
 * (all of them, without a capability).
 */
export async function targetRun(
  argument: unknown,
  can: RunCapability | undefined,
  parts: CommandParts,
): Promise<RunRef | undefined> {
  const { store, timelines } = parts;
  const named = runIn(argument);
  if (named) return named;
  const able = (run: Run) => can === undefined || runCan(run).includes(can);
  for (const candidate of [runIn(parts.selection()[0]), timelines.active()]) {
    const run = candidate && valueOf(store.run(candidate.runId));
    if (run && able(run)) return candidate;
  }
  await known(() => valueOf(store.missionList()), parts);
  const runs = store.allRuns().filter(able);
  if (runs.length === 0) {
    void dialogs.showInformationMessage(nothingToChoose(can));
    return undefined;
  }
  runs.sort((a, b) => b.startedAt - a.startedAt);
  const items = runs.map((run) => ({
    label: missionName(store.mission(run.missionId)),
    description: `${runStatusText(run.status)} · ${formatTime(run.startedAt)}`,
    run,
  }));
  const placeHolder = vscode.l10n.t('Choose a run');
  return (await dialogs.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.run;
}

/**
 * What is meant where several rows are: VS Code hands over the row that was clicked and, where it is one of several
 * selected ones, all of these; the palette hands over nothing. `undefined` for one alone.
 */
export function targetMany(argument: unknown, all: unknown, parts: CommandParts): readonly Handle[] | undefined {
  // VS Code hands over the handles that it was given.
  const rows = Array.isArray(all) ? (all as readonly Handle[]) : argument === undefined ? parts.selection() : [];
  return rows.length > 1 ? rows : undefined;
}

/** What the mission of a run is called; it is read where it is not known. */
export async function nameOfMission({ missionId }: RunRef, { store, actions }: TargetParts): Promise<string> {
  const known = store.mission(missionId) ?? (await actions.readMission(missionId).catch(() => undefined));
  return missionName(known);
}

/** The title of a question about a run: what it is for, and the mission. */
export function runTitle(what: string, { missionId }: RunRef, store: Store): string {
  return vscode.l10n.t('{0}: {1}', what, missionName(store.mission(missionId)));
}

/** Another run of the same mission, chosen from those that are known; `title` says what for. */
export async function askOtherRun(run: RunRef, title: string, store: Store): Promise<Run | undefined> {
  const others = store
    .allRuns()
    .filter(({ missionId, runId }) => missionId === run.missionId && runId !== run.runId)
    .sort((a, b) => b.startedAt - a.startedAt);
  if (others.length === 0) {
    void dialogs.showInformationMessage(
      vscode.l10n.t('No other run of this mission is known. Expand the mission to load its runs.'),
    );
    return undefined;
  }
  const items = others.map((other) => ({
    label: formatTime(other.startedAt),
    description: `${runStatusText(other.status)} · ${other.runId.slice(0, 8)}`,
    other,
  }));
  const placeHolder = vscode.l10n.t('With which run?');
  const choice = await dialogs.showQuickPick(items, {
    title: runTitle(title, run, store),
    placeHolder,
    matchOnDescription: true,
  });
  return choice?.other;
}

function runIn(argument: unknown): RunRef | undefined {
  const { missionId, runId } = idsIn(argument);
  return missionId !== undefined && runId !== undefined ? { missionId, runId } : undefined;
}

function nothingToChoose(can: RunCapability | undefined): string {
  switch (can) {
    case 'pausable':
      return vscode.l10n.t('No run is running, so there is nothing to pause.');
    case 'resumable':
      return vscode.l10n.t('No run is paused, so there is nothing to resume.');
    case 'cancelable':
      return vscode.l10n.t('No run is active, so there is nothing to cancel.');
    case 'completable':
      return vscode.l10n.t('No run is left to be completed.');
    case 'repeatable':
      return vscode.l10n.t('No run has ended yet.');
    case undefined:
      return vscode.l10n.t('There is no run to choose from.');
  }
}
