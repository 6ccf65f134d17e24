import * as vscode from 'vscode';
import type { Explaining } from '../../agent/registerExplanations';
import { isObject } from '../../model/jsonObject';
import type { RunRef } from '../../model/run';
import { editorInFront } from '../shared/editorInFront';
import { beginAct, findRun, targetRun, type CommandParts } from '../shared/target';
import { askRuns } from './compareRuns';

/** Runs explained by a language model. */
export function explainCommands(parts: CommandParts & { readonly explaining: Explaining }) {
  const { explaining, store } = parts;

  /** Both runs whose results are compared in the editor whose title has the command. */
  function comparedInFront(argument: unknown): readonly RunRef[] {
    if (!(argument instanceof vscode.Uri)) return [];
    return editorInFront(parts).targets.flatMap(({ missionId, runId }) =>
      runId === undefined ? [] : { missionId, runId },
    );
  }

  return {
    async explainRun(argument: unknown) {
      const act = beginAct(parts);
      const run = await targetRun(argument, undefined, act);
      if (run) await explaining.explainRun(run, act.actions);
    },

    /** With the run that the first one is compared with, where the argument says so. */
    async explainDifference(argument: unknown) {
      const act = beginAct(parts);
      const [one, other] = comparedInFront(argument);
      if (one && other) return explaining.explainDifference(one, other, act.actions);
      const { otherRunId } = isObject(argument) ? argument : {};
      const named = typeof otherRunId === 'string' ? otherRunId : undefined;
      const found = await findRun(argument, undefined, act);
      const pair = found && (await askRuns(found, vscode.l10n.t('Explain Difference'), named, store));
      if (pair) await explaining.explainDifference(pair.run, pair.other, act.actions);
    },
  };
}
