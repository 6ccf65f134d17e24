import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { isCut, jsonText } from '../../model/jsonObject';
import type { JsonObject } from '../../model/mission';
import { plainLine } from '../../model/plainText';
import type { RunStart } from '../../model/run';
import { valueOf } from '../../tracking/store/facts';
import { withProgress } from '../shared/command';
import type { TargetParts } from '../shared/target';

/** The newest runs of a mission, among which the last input is looked for. */
const recentRunCount = 20;
/** How much of an input a list shows. */
const maxShownInput = 120;

/** How a run is to be started. */
export type StartChoice = { readonly kind: 'start'; readonly options: RunStart } | { readonly kind: 'withInput' };

export const startWith = (options: RunStart): StartChoice => ({ kind: 'start', options });

/** Asks how to start, as long as the person wants that; `undefined` where it was left. */
export async function askStartChoice(
  name: string,
  choices: readonly (vscode.QuickPickItem & { readonly how: StartChoice })[],
) {
  const title = vscode.l10n.t('Start Run: {0}', name);
  const placeHolder = vscode.l10n.t('Select how to start the run');
  const withInput = {
    label: vscode.l10n.t('With Input...'),
    detail: vscode.l10n.t('Edit the input as JSON first.'),
    how: { kind: 'withInput' } as const,
  };
  const [first, ...others] = choices;
  const items = [...(first ? [first] : []), withInput, ...others];
  return (await dialogs.showQuickPick(items, { title, placeHolder }))?.how;
}

/** The input of the newest run that is known, or read, and had one. */
export async function readLastInput(
  missionId: string,
  { actions, store }: TargetParts,
): Promise<JsonObject | undefined> {
  // Without them there is none to offer: that is no reason not to start.
  if (valueOf(store.runList(missionId)) === undefined)
    await withProgress(() => actions.readRuns(missionId, recentRunCount)).catch(() => undefined);
  const runs = store.allRuns().filter((run) => run.missionId === missionId);
  return runs.sort((a, b) => b.startedAt - a.startedAt).find(({ input }) => input !== undefined && !isCut(input))
    ?.input;
}

/** The person's own setting: no workspace can turn the question off. */
export function mustAskBeforeStart(): boolean {
  return vscode.workspace.getConfiguration('missions').inspect<unknown>('confirmStart')?.globalValue !== false;
}

/** An input as a list shows it. */
export function inputText(input: JsonObject): string {
  const text = plainLine(jsonText(input));
  return text.length > maxShownInput ? `${text.slice(0, maxShownInput)}…` : text;
}
