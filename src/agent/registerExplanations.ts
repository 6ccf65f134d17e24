import * as vscode from 'vscode';
import type { Account } from '../account/account';
import { documentShapes } from '../documents/remote/documentShapes';
import type { RunRef } from '../model/run';
import type { Actions } from '../tracking/actions/actions';
import type { Explanations, ExplainParts } from './explain/explanations';

/** Not for people: a click on what an explanation cites runs it. */
const openCited = '_missions.openCited';

/** Runs explained by a language model of the editor's. All throw `ApiError`. */
export interface Explaining {
  /** Asks what may be sent to which model, and shows its answer. */
  explainRun(run: RunRef, actions: Actions): Promise<void>;
  /** The same for what two runs of a mission differ in. */
  explainDifference(one: RunRef, other: RunRef, actions: Actions): Promise<void>;
  dispose(): void;
}

/** What explains is evaluated when it is used for the first time. */
export function registerExplanations(
  parts: Omit<ExplainParts, 'apiKey'> & { readonly account: Pick<Account, 'connection'> },
): Explaining {
  let loading: Promise<Explanations> | undefined;
  async function load(): Promise<Explanations> {
    const { Explanations } = await import('./explain/explanations');
    const apiKey = async () => (await parts.account.connection())?.apiKey ?? '';
    return new Explanations({ ...parts, apiKey });
  }

  const loaded = () => (loading ??= load());

  const { scheme, ending } = documentShapes.explanation;
  const registered = vscode.Disposable.from(
    vscode.languages.registerDocumentLinkProvider(
      { scheme, pattern: `**/*${ending}` },
      { provideDocumentLinks: async (document) => (await loading)?.linksIn(document, openCited) },
    ),
    vscode.commands.registerCommand(openCited, async (id: unknown, number: unknown) => {
      if (typeof id === 'number' && typeof number === 'number') await (await loading)?.openCited(id, number);
    }),
  );
  return {
    explainRun: async (run, actions) => (await loaded()).explainRun(run, actions),
    explainDifference: async (one, other, actions) => (await loaded()).explainDifference(one, other, actions),
    dispose() {
      registered.dispose();
    },
  };
}
