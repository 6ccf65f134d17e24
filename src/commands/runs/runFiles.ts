import * as vscode from 'vscode';
import type { BoundClient, Client } from '../../api/client';
import type { RunRef } from '../../model/run';
import { describeGap } from '../../errorMessages';
import { isObject } from '../../model/jsonObject';
import { printRunFile } from '../../model/saved/runFile';
import { readWholeRun, type WholeRun } from '../../tracking/reading/readWholeRun';
import { gapOf } from '../../tracking/store/eventLogs';
import { askWhere, tellSaved, writePieces } from '../../views/timeline/timelineExports';
import { beginAct, targetRun, type CommandParts } from '../shared/target';

/** A run as a file: the best bug report there is. */
export function runFileCommands(parts: CommandParts & { readonly client: Client }) {
  async function read(run: RunRef, client: BoundClient): Promise<WholeRun | undefined> {
    const location = vscode.ProgressLocation.Notification;
    const title = vscode.l10n.t('Loading run...');
    return vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
      const stopped = new AbortController();
      token.onCancellationRequested(() => stopped.abort());
      try {
        return await readWholeRun(client, run, {
          known: undefined,
          signal: stopped.signal,
          progress: (loaded, total) =>
            progress.report({ message: vscode.l10n.t('{0} of {1} events', loaded, Math.max(loaded, total)) }),
        });
      } catch (error) {
        if (token.isCancellationRequested) return undefined;
        throw error;
      }
    });
  }

  return {
    async saveRunToFile(argument: unknown) {
      const client = parts.client.bind();
      const ids = await targetRun(argument, undefined, beginAct(parts));
      if (!ids) return;
      // VS Code compares the last part of a name alone, and would add an ending of two parts a second time.
      const filters = { [vscode.l10n.t('Saved run')]: ['json'] };
      const uri = uriIn(argument) ?? (await askWhere(`run-${ids.runId.slice(0, 8)}.missionrun.json`, filters));
      const whole = uri && (await read(ids, client));
      if (!uri || !whole) return;
      const { mission, events, ...rest } = whole;
      const { name, instructions } = mission;
      const { columns } = rest;
      const gap = gapOf({ columns, ...events, isReading: false });
      const file = {
        ...rest,
        // A run that goes on is shown up to then, and its times are the service's.
        savedAt: parts.store.now(),
        mission: { name, ...(instructions ? { instructions } : {}) },
        ...(gap ? { gap } : {}),
      };
      await tellSaved(uri, () => writePieces(uri, printRunFile(file)), gap && describeGap(gap, columns.length));
    },
  };
}

/** Where to, for whoever calls the command with a place. */
export function uriIn(argument: unknown): vscode.Uri | undefined {
  const { uri } = isObject(argument) ? argument : {};
  return uri instanceof vscode.Uri ? uri : undefined;
}
