import * as vscode from 'vscode';
import { eventLogSymbols, type LogSymbol } from '../../formats/log/eventLogSymbols';
import { knownPlan } from './knownPlan';
import type { EventLogParts, OpenEventLogs } from './openEventLogs';

/** The outline of an event log: the steps of the plan, and in each its events. */
export function createEventLogSymbolProvider(
  parts: Pick<EventLogParts, 'store' | 'poller'>,
  logs: Pick<OpenEventLogs, 'at'>,
): vscode.DocumentSymbolProvider {
  return {
    async provideDocumentSymbols(document, token) {
      const opened = logs.at(document.uri);
      if (!opened) return [];
      const stopped = new AbortController();
      const listening = token.onCancellationRequested(() => stopped.abort());
      const plan = await knownPlan(parts, opened.run, stopped.signal);
      listening.dispose();
      const steps = new Map(plan.map((step) => [step.stepId, step.description]));
      const nameOf = (id: string) => steps.get(id) ?? (id === '' ? vscode.l10n.t('No step') : id);
      return eventLogSymbols(opened.log, opened.columns, nameOf).flatMap((step) => symbolOf(step, document) ?? []);
    },
  };
}

/** The document may be a moment older than the log. */
function symbolOf(symbol: LogSymbol, document: vscode.TextDocument): vscode.DocumentSymbol | undefined {
  if (symbol.start >= document.lineCount) return undefined;
  const { range: first } = document.lineAt(symbol.start);
  const last = document.lineAt(Math.min(symbol.end, document.lineCount) - 1);
  const kind = symbol.children ? vscode.SymbolKind.Namespace : vscode.SymbolKind.Event;
  const made = new vscode.DocumentSymbol(symbol.name, symbol.detail, kind, first.union(last.range), first);
  made.children = (symbol.children ?? []).flatMap((child) => symbolOf(child, document) ?? []);
  return made;
}
