import * as vscode from 'vscode';
import type { EventLogs } from '../../documents/runs/eventLogDocuments';
import type { Timing } from '../../model/timing';
import { withProgress } from '../shared/command';
import { beginAct, lastingRunName, targetRun, type CommandParts } from '../shared/target';

export function eventLogCommands(parts: CommandParts & { readonly logs: EventLogs; readonly timing: Timing }) {
  return {
    async showEventLog(argument: unknown) {
      const act = beginAct(parts);
      const target = await targetRun(argument, undefined, act);
      if (!target) return;
      const { missionId, runId } = target;
      const stopped = new AbortController();
      let shown: vscode.Progress<{ message: string }> | undefined;
      const opening = withProgress(async () => {
        const name = await lastingRunName(target, act);
        await parts.logs.open({ missionId, runId }, name, stopped.signal, (loaded, total) =>
          shown?.report({ message: vscode.l10n.t('{0} of {1} events', loaded, total) }),
        );
      });
      const late = setTimeout(() => {
        const location = vscode.ProgressLocation.Notification;
        const title = vscode.l10n.t('Loading events...');
        void vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
          shown = progress;
          token.onCancellationRequested(() => stopped.abort());
          return opening.catch(() => undefined);
        });
      }, parts.timing.progressDelayMs);
      await opening.finally(() => clearTimeout(late));
    },
  };
}
