import * as vscode from 'vscode';
import { ApiError } from '../../api/apiError';
import { dialogs } from '../../dialogs';
import type { DocumentTarget } from '../../documents/remote/documentTarget';
import { isObject } from '../../model/jsonObject';
import type { Mission } from '../../model/mission';
import { newestFirst, runCan, type Run, type RunCapability, type RunRef } from '../../model/run';
import type { Actions, BeginAct } from '../../tracking/actions/actions';
import type { Interest } from '../../tracking/feeds/interest';
import type { Poller } from '../../tracking/polling/poller';
import { whenKnown } from '../../tracking/store/whenKnown';
import { scopeOf, valueOf, type Loadable } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import type { Handle } from '../../views/trees/treeHandles';
import type { Histories } from '../../views/history/historyPanel';
import type { RunFiles } from '../../views/timeline/runFileEditor';
import type { Timelines } from '../../views/timeline/timelinePanel';
import { missionName, missionNames, runName } from '../../views/text/names';
import { editorInFront, ofUri } from './editorInFront';
import { chooseTarget, type Candidates, type Choice } from './targetChoice';
import { runStatusText } from '../../views/text/statusTexts';

export type CommandParts = {
  readonly store: Store;
  readonly poller: Poller;
  readonly begin: BeginAct;
  /** The rows that are selected in a view that can be seen, those of the view that was used last. */
  readonly selection: () => readonly Handle[];
  /** The rows that are selected in this view. */
  readonly selectionIn: (viewId: string) => readonly Handle[];
  readonly timelines: Timelines;
  readonly histories: Pick<Histories, 'active'>;
  readonly runFiles: RunFiles;
};

/** An act of a person's that has begun: all of it, its questions too, belongs to one account. */
export type TargetParts = CommandParts & { readonly actions: Actions };

/** The first thing that a command does. */
export function beginAct<P extends Pick<CommandParts, 'begin'>>(parts: P): P & { readonly actions: Actions } {
  return { ...parts, actions: parts.begin() };
}

/** What an argument of a command may carry: a row of the tree, or ids from a timeline. */
function idsIn(argument: unknown): Partial<RunRef> {
  const { missionId, runId } = isObject(argument) ? argument : {};
  return {
    ...(typeof missionId === 'string' ? { missionId } : {}),
    ...(typeof runId === 'string' ? { runId } : {}),
  };
}

/** The rows of the view that has the focus: a keybinding says which with `"args": { "focusedView": "missions.tree" }`. */
function rowsOfFocused(argument: unknown, parts: CommandParts): readonly Handle[] | undefined {
  const { focusedView } = isObject(argument) ? argument : {};
  return typeof focusedView === 'string' ? parts.selectionIn(focusedView) : undefined;
}

/** The argument, or the row that a keybinding means. */
export function rowOrArgument(argument: unknown, parts: CommandParts): unknown {
  const rows = rowsOfFocused(argument, parts);
  return rows ? rows[0] : argument;
}

/** How long is waited for what a list is made of (ms). */
const maxLoadMs = 10_000;

/** Resolves once something is known; throws the `ApiError` that keeps it from being known. */
async function loadKnown<T>(read: () => Loadable<T>, parts: CommandParts): Promise<T | undefined> {
  const known = valueOf(read());
  if (known !== undefined) return known;
  return loadedValue(await readNow(read, { kind: 'missions' }, parts));
}

/** Asks for it, and resolves with what is known then. */
export async function readNow<T>(
  read: () => Loadable<T>,
  interest: Interest,
  parts: CommandParts,
): Promise<Loadable<T>> {
  const stop = parts.poller.watch(interest);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), maxLoadMs);
  try {
    await parts.poller.refresh();
    return await whenKnown(parts.store, read, late.signal);
  } finally {
    clearTimeout(timer);
    stop();
  }
}

/** What is known of it. That nothing could be read doesn't say that there is nothing. */
export function loadedValue<T>(loadable: Loadable<T>): T | undefined {
  const value = valueOf(loadable);
  if (value === undefined && loadable.kind === 'failed') throw loadable.error;
  return value;
}

export type Item<T> = vscode.QuickPickItem & { readonly target?: T };

/** What a command means, or the question that tells. */
export type Found<T> =
  | { readonly kind: 'one'; readonly target: T }
  | { readonly kind: 'ask'; readonly placeHolder: string; readonly items: readonly Item<T>[] };

const one = <T>(target: T) => ({ kind: 'one', target }) as const;

/** Asks where nobody has said what is meant. */
async function askFound<T>(found: Found<T> | undefined): Promise<T | undefined> {
  if (found?.kind !== 'ask') return found?.target;
  const { placeHolder, items } = found;
  return (await dialogs.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.target;
}

/** Items under a heading of their own; nothing where there are none. */
function itemSection<T>(label: string, items: readonly Item<T>[]): Item<T>[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

/** A list with what is in front and what is selected on top of the rest. */
export function itemsOf<T>(
  { editor, selected }: Extract<Choice<T>, { readonly kind: 'ask' }>['first'],
  rest: readonly T[],
  keyOf: (target: T) => string,
  itemOf: (target: T) => vscode.QuickPickItem,
): Item<T>[] {
  const first = new Set([...editor, ...selected].map(keyOf));
  const listed = (targets: readonly T[]): Item<T>[] => targets.map((target) => ({ ...itemOf(target), target }));
  const others = listed(rest.filter((target) => !first.has(keyOf(target))));
  if (first.size === 0) return others;
  return [
    ...itemSection(vscode.l10n.t('in the editor'), listed(editor)),
    ...itemSection(vscode.l10n.t('selected'), listed(selected)),
    ...itemSection(vscode.l10n.t('others'), others),
  ];
}

/** The mission that the command means: argument (a document too), the editor in front, selection, else a picker. */
export async function targetMission(argument: unknown, parts: TargetParts): Promise<Mission | undefined> {
  const missionId = await askFound(await findMission(argument, parts));
  return missionId === undefined ? undefined : knownMission(missionId, parts);
}

/** The mission as it is known, or as it is read. Throws `ApiError`. */
export async function knownMission(missionId: string, { store, actions }: TargetParts): Promise<Mission> {
  return store.mission(missionId) ?? (await actions.readMission(missionId));
}

/** The ID of the mission that the command means, or the question for it; `undefined` where there is none to choose. */
export async function findMission(argument: unknown, parts: TargetParts): Promise<Found<string> | undefined> {
  const { store } = parts;
  const read = (missionId: string) => knownMission(missionId, parts);
  const [document] = argument instanceof vscode.Uri ? ofUri(argument).targets : [];
  const named = document?.missionId ?? idsIn(rowOrArgument(argument, parts)).missionId;
  if (named !== undefined) return one(named);
  const { targets, isOurs } = editorInFront(parts);
  const choice = chooseTarget(
    {
      editor: targets.map(({ missionId }) => missionId),
      selected: parts.selection().flatMap((row) => idsIn(row).missionId ?? []),
      isUnclear: isOurs && targets.length === 0,
    },
    (missionId) => missionId,
  );
  if (choice.kind === 'one') return choice;
  const list = await loadKnown(() => store.missionList(), parts);
  const missions = (list?.missionIds ?? []).flatMap((missionId) => store.mission(missionId) ?? []);
  const names = missionNames(missions);
  const nameOf = (missionId: string) => names.get(missionId) ?? missionName(store.mission(missionId));
  const missionIds = missions.map(({ missionId }) => missionId);
  missionIds.sort((a, b) => nameOf(a).localeCompare(nameOf(b), vscode.env.language));
  const first = {
    editor: await keepReadable(choice.first.editor, read),
    selected: await keepReadable(choice.first.selected, read),
  };
  const items = itemsOf(
    first,
    missionIds,
    (missionId) => missionId,
    (missionId) => ({ label: nameOf(missionId), description: store.mission(missionId)?.description ?? '' }),
  );
  if (items.length === 0) {
    void dialogs.showInformationMessage(vscode.l10n.t('There are no missions.'));
    return undefined;
  }
  return { kind: 'ask', placeHolder: vscode.l10n.t('Select a mission'), items };
}

/**
 * The run that the command means: argument, the editor in front, selection, else a picker of the runs that can (all of
 * them, without a capability).
 */
export async function targetRun(
  argument: unknown,
  can: RunCapability | 'asking' | undefined,
  parts: TargetParts,
): Promise<RunRef | undefined> {
  return askFound(await findRun(argument, can, parts));
}

/** The same run, or the question for it; `undefined` where there is none to choose. */
export async function findRun(
  argument: unknown,
  can: RunCapability | 'asking' | undefined,
  parts: TargetParts,
): Promise<Found<RunRef> | undefined> {
  const { store } = parts;
  const named = runIn(rowOrArgument(argument, parts));
  if (named) return one(named);
  const candidates = runsInFront(parts);
  if (can !== undefined) await keepReadable(candidates.editor, (run) => knownRun(run, parts));
  const able = ({ runId }: RunRef) => {
    const run = valueOf(store.run(runId));
    if (can === 'asking') return store.openQuestion(runId) !== undefined;
    return can === undefined || (run !== undefined && runCan(run).includes(can));
  };
  const choice = chooseTarget(candidates, ({ runId }) => runId, able);
  if (choice.kind === 'one') return choice;
  await loadKnown(() => store.missionList(), parts);
  const runs = store.allRuns().filter(able).sort(newestFirst);
  const items = itemsOf<RunRef>(
    choice.first,
    runs.map(({ missionId, runId }) => ({ missionId, runId })),
    ({ runId }) => runId,
    (run) => runItem(run, store),
  );
  if (items.length === 0) {
    loadedValue(store.recentRuns(scopeOf([])));
    void dialogs.showInformationMessage(nothingToChoose(can));
    return undefined;
  }
  return { kind: 'ask', placeHolder: selectRunText(can), items };
}

/** Those that this account has. Throws `ApiError` where that cannot be learned. */
async function keepReadable<T>(targets: readonly T[], read: (target: T) => Promise<unknown>): Promise<T[]> {
  const there: T[] = [];
  for (const target of targets) {
    try {
      await read(target);
      there.push(target);
    } catch (error) {
      if (!(error instanceof ApiError) || !['notFound', 'forbidden'].includes(error.kind)) throw error;
    }
  }
  return there;
}

/** A document of a mission alone names no run: then a run of that mission may be meant, and no other. */
function runsInFront(parts: CommandParts): Candidates<RunRef> {
  const { targets, isOurs } = editorInFront(parts);
  const editor = targets.flatMap((target) => runIn(target) ?? []);
  const selected = parts.selection().flatMap((row) => runIn(row) ?? []);
  const missionIds = new Set(targets.map(({ missionId }) => missionId));
  const fits = selected.length > 0 && selected.every(({ missionId }) => missionIds.has(missionId));
  return { editor, selected, isUnclear: isOurs && editor.length === 0 && !fits };
}

function runItem({ missionId, runId }: RunRef, store: Store): vscode.QuickPickItem {
  const run = valueOf(store.run(runId));
  return {
    label: runName({ missionId, runId }, store),
    description: run ? runStatusText(run.status) : '',
  };
}

/** What is meant where several rows can be: these rows, or one thing, which the argument names or nothing yet does. */
export type TargetRows =
  { readonly kind: 'rows'; readonly rows: readonly Handle[] } | { readonly kind: 'one'; readonly argument: unknown };

/**
 * What is meant where several rows are: VS Code hands over the row that was clicked and, where it is one of several
 * selected ones, all of these; a keybinding names their view; the palette hands over nothing. Asks where the editor in
 * front means something else than the selected rows; `undefined` where that was left.
 */
export async function targetRows(
  argument: unknown,
  all: unknown,
  what: 'run' | 'mission',
  parts: CommandParts,
): Promise<TargetRows | undefined> {
  const focused = rowsOfFocused(argument, parts);
  // VS Code hands over the handles that it was given.
  const rows = focused ?? (Array.isArray(all) ? (all as readonly Handle[]) : argument ? [] : parts.selection());
  if (rows.length <= 1) return { kind: 'one', argument };
  if (focused || argument) return { kind: 'rows', rows };
  const { targets, isOurs } = editorInFront(parts);
  const inFront = targets.filter((target) => what === 'mission' || runIn(target));
  const missionIds = new Set(targets.map(({ missionId }) => missionId));
  const isOfThem = (row: Handle) => missionIds.has(idsIn(row).missionId ?? '');
  if (!isOurs || (inFront.length === 0 && rows.every(isOfThem))) return { kind: 'rows', rows };
  const { store } = parts;
  const itemOf = (target: DocumentTarget) => {
    const run = what === 'run' ? runIn(target) : undefined;
    return run ? runItem(run, store) : { label: missionName(store.mission(target.missionId)) };
  };
  const items: Item<TargetRows>[] = [
    ...itemSection<TargetRows>(
      vscode.l10n.t('in the editor'),
      inFront.map((target) => ({ ...itemOf(target), target: { kind: 'one', argument: target } })),
    ),
    ...itemSection<TargetRows>(vscode.l10n.t('selected'), [
      { label: vscode.l10n.t('{0} selected items', rows.length), target: { kind: 'rows', rows } },
    ]),
  ];
  const placeHolder = what === 'run' ? vscode.l10n.t('Select a run') : vscode.l10n.t('Select a mission');
  return (await dialogs.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.target;
}

/** The run as it is known, or as it is read. Throws `ApiError`. */
export async function knownRun(run: RunRef, { actions, store }: TargetParts): Promise<Run> {
  return valueOf(store.run(run.runId)) ?? (await actions.readRun(run));
}

/** What the mission of a run is called; it is read where it is not known. */
export async function nameOfMission({ missionId }: RunRef, { store, actions }: TargetParts): Promise<string> {
  const known = store.mission(missionId) ?? (await actions.readMission(missionId).catch(() => undefined));
  return missionName(known);
}

/**
 * What a run is called where that stays as it is, as in an address; its mission and the run are read where they are not
 * known.
 */
export async function lastingRunName(run: RunRef, parts: TargetParts): Promise<string> {
  await Promise.all([nameOfMission(run, parts), knownRun(run, parts).catch(() => undefined)]);
  return runName(run, parts.store, 'later');
}

/** The title of a question about a run: what it is for, and the mission. */
export function runTitle(what: string, { missionId }: RunRef, store: Store): string {
  return vscode.l10n.t('{0}: {1}', what, missionName(store.mission(missionId)));
}

function runIn(argument: unknown): RunRef | undefined {
  const { missionId, runId } = idsIn(argument);
  return missionId !== undefined && runId !== undefined ? { missionId, runId } : undefined;
}

function selectRunText(can: RunCapability | 'asking' | undefined): string {
  switch (can) {
    case 'pausable':
      return vscode.l10n.t('Select a run to pause');
    case 'resumable':
      return vscode.l10n.t('Select a run to resume');
    case 'completable':
      return vscode.l10n.t('Select a run to complete');
    case 'repeatable':
      return vscode.l10n.t('Select a run to run again');
    case 'asking':
    case 'cancelable':
    case undefined:
      return vscode.l10n.t('Select a run');
  }
}

function nothingToChoose(can: RunCapability | 'asking' | undefined): string {
  switch (can) {
    case 'pausable':
      return vscode.l10n.t('There are no running runs to pause.');
    case 'resumable':
      return vscode.l10n.t('There are no paused runs to resume.');
    case 'asking':
      return vscode.l10n.t('There are no runs waiting for an answer.');
    case 'cancelable':
      return vscode.l10n.t('There are no active runs to cancel.');
    case 'completable':
      return vscode.l10n.t('There are no runs to complete.');
    case 'repeatable':
      return vscode.l10n.t('There are no finished runs to run again.');
    case undefined:
      return vscode.l10n.t('There are no runs.');
  }
}
