import * as vscode from 'vscode';
import { ApiError } from '../../api/apiError';
import { redacted } from '../../api/transport/redact';
import { dialogs } from '../../dialogs';
import type { StreamedText, StreamedTexts } from '../../documents/editors/streamedTexts';
import { documentShapes } from '../../documents/remote/documentShapes';
import { addressOf } from '../../documents/remote/documentUri';
import { describeError } from '../../errorMessages';
import { compareSteps } from '../../model/plan';
import { jsonText } from '../../model/jsonObject';
import { keepNewest } from '../../model/keepNewest';
import type { Run, RunRef } from '../../model/run';
import type { Actions } from '../../tracking/actions/actions';
import type { Tracking } from '../../tracking/tracking';
import { missionName, runName, runStart } from '../../views/text/names';
import type { Timelines } from '../../views/timeline/timelinePanel';
import { readSummaryFacts } from '../acts/readRuns';
import { fitAnswer } from '../lines/fitAnswer';
import { estimateTokens } from '../lines/tokens';
import { citationNumbers, Citations, type Cited } from './citations';
import { explanationHead, explanationText } from './explanationText';
import { askWhatToSend, LanguageModelChoice, modelName, showModelProblem } from './languageModels';
import { describeModelError } from './modelErrors';
import { instructionTokens, promptFor, promptTokens, type Explained, type PromptOptions } from './prompts';
import { orAborted, readAnswer, type AnswerEnd } from './readAnswer';

export type ExplainParts = Pick<Tracking, 'store' | 'attention' | 'runClaims'> & {
  readonly timelines: Pick<Timelines, 'open'>;
  readonly streamedTexts: Pick<StreamedTexts, 'open'>;
  /** The API key that is in use: it goes nowhere. */
  readonly apiKey: () => Promise<string>;
};

/** What a person wants to have explained, of the account in which they have asked. */
type Wanted = {
  readonly kind: Explained['kind'];
  /** What is asked for, and what the document is of. */
  readonly title: string;
  readonly name: string;
  readonly uri: vscode.Uri;
  readonly actions: Actions;
  readonly read: (signal: AbortSignal) => Promise<Explained>;
};

/** An explanation whose document is, or was, open. */
type Shown = { readonly id: number; readonly actions: Actions; cited: readonly Cited[] };

/** How many explanations are known by what they cite. */
const maxShown = 50;

/** Explanations of runs by a language model, each in a document of its own. */
export class Explanations {
  readonly #parts: ExplainParts;
  readonly #models = new LanguageModelChoice();
  /** By the URIs of their documents. */
  readonly #shown = new Map<string, Shown>();
  #lastId = 0;

  constructor(parts: ExplainParts) {
    this.#parts = parts;
  }

  /** Throws `ApiError`. */
  async explainRun(run: RunRef, actions: Actions): Promise<void> {
    const { store } = this.#parts;
    await this.#readNames(run, actions);
    const name = runName(run, store, 'later');
    await this.#explain({
      kind: 'run',
      title: vscode.l10n.t('Explain Run: {0}', missionName(store.mission(run.missionId))),
      name,
      uri: uriOf(run, name),
      actions,
      read: async (signal) => {
        const facts = await readSummaryFacts(await actions.readRun(run, { signal }), this.#call(actions, signal));
        return { kind: 'run', run: facts };
      },
    });
  }

  /** Throws `ApiError`. */
  async explainDifference(one: RunRef, other: RunRef, actions: Actions): Promise<void> {
    const { store } = this.#parts;
    const runs = await Promise.all([one, other].map((run) => this.#readNames(run, actions)));
    const [older, newer] = runs.sort((a, b) => a.startedAt - b.startedAt);
    if (!older || !newer) return;
    const mission = missionName(store.mission(newer.missionId));
    const starts = [older, newer].map((run) => runStart(run, store, 'later'));
    const name = vscode.l10n.t('{0}: {1} ↔ {2}', mission, ...starts);
    await this.#explain({
      kind: 'difference',
      title: vscode.l10n.t('Explain Difference: {0}', mission),
      name,
      uri: uriOf(newer, name).with({ fragment: older.runId }),
      actions,
      read: async (signal) => {
        const [before, after] = await Promise.all(
          [older, newer].map(async (run) =>
            readSummaryFacts(await actions.readRun(run, { signal }), this.#call(actions, signal)),
          ),
        );
        if (!before || !after) throw new Error('Two runs make two summaries');
        const steps = compareSteps(after.steps ?? [], before.steps ?? []);
        return { kind: 'difference', older: before, newer: after, steps };
      },
    });
  }

  /** What a document cites: where its numbers stand, and what a click on them runs. */
  linksIn(document: vscode.TextDocument, command: string): vscode.DocumentLink[] {
    const shown = this.#shown.get(document.uri.toString());
    if (!shown) return [];
    return [...document.getText().matchAll(citationNumbers)].flatMap(({ 0: { length }, 1: digits, index }) => {
      const number = Number(digits);
      if (number < 1 || number > shown.cited.length) return [];
      const range = new vscode.Range(document.positionAt(index), document.positionAt(index + length));
      const query = encodeURIComponent(jsonText([shown.id, number]));
      const link = new vscode.DocumentLink(range, vscode.Uri.parse(`command:${command}?${query}`));
      link.tooltip = vscode.l10n.t('Open in Timeline');
      return [link];
    });
  }

  /** Opens the timeline at what the explanation cites by this number. */
  async openCited(id: number, number: number): Promise<void> {
    const shown = [...this.#shown.values()].find((one) => one.id === id);
    const cited = shown?.cited[number - 1];
    if (!shown || !cited) return;
    if (!(await shown.actions.isCurrent())) {
      void dialogs.showWarningMessage(vscode.l10n.t('This explanation is of a run in another account.'));
      return;
    }
    const at = cited.kind === 'event' ? { eventId: cited.eventId } : { stepId: cited.stepId };
    this.#parts.timelines.open(cited.run, at);
  }

  #call(actions: Actions, signal: AbortSignal) {
    const { store, attention, runClaims } = this.#parts;
    return { store, attention, runClaims, actions, signal };
  }

  /** Reads what the run and its mission are called by. */
  async #readNames(run: RunRef, actions: Actions): Promise<Run> {
    const { store } = this.#parts;
    const isNamed = store.mission(run.missionId) !== undefined;
    const [read] = await Promise.all([actions.readRun(run), ...(isNamed ? [] : [actions.readMission(run.missionId)])]);
    return read;
  }

  async #explain(wanted: Wanted): Promise<void> {
    const { kind, title, name, uri, actions } = wanted;
    const model = await this.#models.choose(title);
    const agreed = model && (await askWhatToSend(kind, model));
    if (!agreed) return;
    // The person may have switched to another account while they were asked.
    await actions.requireAccount();
    const head = explanationHead({ title: name, model: modelName(model), ...agreed });
    const text = await this.#parts.streamedTexts.open(uri, explanationText(head, '', undefined));
    const shown: Shown = { id: ++this.#lastId, actions, cited: [] };
    this.#remember(uri, shown);
    const location = vscode.ProgressLocation.Notification;
    const message = vscode.l10n.t('Explaining {0}...', name);
    await vscode.window.withProgress({ location, title: message, cancellable: true }, async (_, cancelled) => {
      const stop = new AbortController();
      const end = () => stop.abort();
      const cancelling = cancelled.onCancellationRequested(end);
      text.closed.addEventListener('abort', end);
      try {
        await this.#stream(wanted, { model, ...agreed, head, text, shown, signal: stop.signal });
      } finally {
        cancelling.dispose();
        text.closed.removeEventListener('abort', end);
      }
    });
  }

  #remember(uri: vscode.Uri, shown: Shown): void {
    const key = uri.toString();
    this.#shown.delete(key);
    this.#shown.set(key, shown);
    keepNewest(this.#shown, maxShown);
  }

  async #stream(wanted: Wanted, to: Destination): Promise<void> {
    const { head, text, shown, signal, model, withPayloads } = to;
    const apiKey = await this.#parts.apiKey();
    let answer = '';
    let citations: Citations | undefined;
    const show = (end?: string) => text.show(redacted(explanationText(head, answer, citations, end), apiKey));

    async function readAll(): Promise<AnswerEnd> {
      const explained = await orAborted(wanted.read(signal), signal);
      if (!explained) return 'stopped';
      citations = new Citations(explained);
      shown.cited = citations.cited;
      const options = { withPayloads, language: languageName() };
      const chunks = await ask(explained, options, { model, signal, apiKey }, wanted.actions);
      if (!chunks) return 'stopped';
      return readAnswer(chunks, signal, (now) => {
        answer = now;
        show();
      });
    }

    try {
      show(endText(await readAll()));
    } catch (error) {
      const problem = error instanceof ApiError ? undefined : describeModelError(error, modelName(model));
      if (signal.aborted) show(endText('stopped'));
      else if (problem) {
        show(problem.message);
        void showModelProblem(problem);
      } else {
        if (error instanceof ApiError) show(describeError(error).reason);
        throw error;
      }
    }
  }
}

function endText(end: AnswerEnd): string {
  switch (end) {
    case 'whole':
      return '';
    case 'stopped':
      return vscode.l10n.t('Cancelled.');
    case 'tooLong':
      return vscode.l10n.t('The rest of the answer was cut off.');
  }
}

type Destination = {
  readonly model: vscode.LanguageModelChat;
  readonly withPayloads: boolean;
  readonly head: string;
  readonly text: StreamedText;
  readonly shown: Shown;
  readonly signal: AbortSignal;
};

/** Sends the question. Resolves to the answer as it comes, or to `undefined` where `signal` aborts before. */
async function ask(
  explained: Explained,
  options: PromptOptions,
  { model, signal, apiKey }: Pick<Destination, 'model' | 'signal'> & { readonly apiKey: string },
  actions: Actions,
): Promise<AsyncIterable<string> | undefined> {
  const cancel = new vscode.CancellationTokenSource();
  const end = () => cancel.cancel();
  signal.addEventListener('abort', end);
  // A model that cannot count is asked all the same.
  const count = (text: string) =>
    model.countTokens(text, cancel.token).then(
      (tokens) => tokens,
      () => estimateTokens(text),
    );
  const maxTokens = promptTokens(model.maxInputTokens);
  const fitting = fitAnswer(promptFor(explained, options), maxTokens, count, instructionTokens(explained, options));
  const prompt = await orAborted(fitting, signal);
  if (prompt === undefined) return undefined;
  await actions.requireAccount();
  const message = vscode.LanguageModelChatMessage.User(redacted(prompt, apiKey));
  const justification = vscode.l10n.t('Explains runs of missions.');
  const response = await orAborted(model.sendRequest([message], { justification }, cancel.token), signal);
  return response?.text;
}

/** What VS Code speaks, in English. */
function languageName(): string {
  const { language } = vscode.env;
  return new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language;
}

function uriOf({ missionId, runId }: RunRef, name: string): vscode.Uri {
  const { scheme, ending } = documentShapes.explanation;
  return vscode.Uri.from({ scheme, ...addressOf([missionId, runId], name, ending) });
}
