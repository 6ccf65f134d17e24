import * as vscode from 'vscode';
import { ApiError } from '../../api/apiError';
import { describeError } from '../../errorMessages';
import type { RunRef } from '../../model/run';
import type { Actions, BeginAct } from '../../tracking/actions/actions';
import { valueOf } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import type { ContentSources } from '../editors/contentSources';
import { onDidCloseDocument } from '../editors/onDidCloseDocument';
import { resultText } from '../../formats/log/runResultText';
import { documentShapes, hasScheme } from '../remote/documentShapes';
import { addressOf, runOf } from '../remote/documentUri';

const { ending, scheme } = documentShapes.runResult;

/** A run, and what it is called. */
export type NamedRun = RunRef & { readonly name: string };

export interface RunResults {
  /** Opens the results of two runs in the diff editor. Throws `ApiError`. */
  compare(left: NamedRun, right: NamedRun, title: string): Promise<void>;
  dispose(): void;
}

/** Results of runs as texts to read. They follow the run while they are open. */
export function registerRunResults(parts: {
  readonly store: Store;
  readonly begin: BeginAct;
  readonly sources: ContentSources;
}): RunResults {
  const { store, begin, sources } = parts;
  const changed = new vscode.EventEmitter<vscode.Uri>();
  /** Of the account that they belong to, by URI. */
  const acts = new Map<string, Actions>();

  const refOf = (uri: vscode.Uri) => (hasScheme(documentShapes.runResult, uri.scheme) ? runOf(uri, ending) : undefined);

  const registered = sources.add({
    onDidChange: changed.event,
    async provideText(uri) {
      const ref = refOf(uri);
      if (!ref) return undefined;
      try {
        const actions = acts.get(uri.toString()) ?? begin();
        return resultText(valueOf(store.run(ref.runId)) ?? (await actions.readRun(ref)));
      } catch (error) {
        throw error instanceof ApiError ? new Error(describeError(error).reason) : error;
      }
    },
  });

  const unsubscribe = store.subscribe(({ runs }) => {
    if (runs.size === 0) return;
    for (const { uri } of vscode.workspace.textDocuments) {
      const ref = refOf(uri);
      if (ref && runs.has(ref.runId) && store.run(ref.runId).kind === 'loaded') changed.fire(uri);
    }
  });

  const closed = onDidCloseDocument(({ uri }) => acts.delete(uri.toString()));
  const uriOf = ({ missionId, runId, name }: NamedRun) =>
    vscode.Uri.from({ scheme, ...addressOf([missionId, runId], name, ending) });

  return {
    async compare(left, right, title) {
      // Read first, so that what is compared is what is there, and what goes wrong is said in our words.
      const actions = begin();
      for (const run of [left, right]) acts.set(uriOf(run).toString(), actions);
      await Promise.all([actions.readRun(left), actions.readRun(right)]);
      await vscode.commands.executeCommand('vscode.diff', uriOf(left), uriOf(right), title);
    },
    dispose() {
      unsubscribe();
      registered.dispose();
      closed.dispose();
      changed.dispose();
    },
  };
}
