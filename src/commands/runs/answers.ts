import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { isObject } from '../../model/jsonObject';
import { plainLine } from '../../model/plainText';
import { maxAnswerLength, questionLine, type Question } from '../../model/questions';
import type { RunRef } from '../../model/run';
import { runName } from '../../views/text/names';
import { withProgress } from '../shared/command';
import { prefixName, reportDone, reportOutcome, reportStatus } from '../shared/outcome';
import { beginAct, findRun, runTitle, type CommandParts, type Found, type TargetParts } from '../shared/target';
import { runWizard, targetStep } from '../shared/wizard';

type Answers = {
  readonly run?: RunRef;
  readonly question?: Question | undefined;
  readonly isTyped: boolean;
  readonly answer: string;
};

/** Answers what the agent of a run asks. */
export function answerCommands(parts: CommandParts) {
  const { store } = parts;
  /** By question: what was typed and could not be sent. It is there again the next time. */
  const drafts = new Map<string, string>();

  function ask(found: Found<RunRef>, { actions }: TargetParts): Promise<Answers | undefined> {
    return runWizard<Answers>({
      title: ({ run }) => {
        const what = vscode.l10n.t('Answer');
        return run ? runTitle(what, run, store) : what;
      },
      answers: { isTyped: false, answer: '' },
      steps: [
        targetStep(found, (run) => ({ run })),
        {
          async load({ run }) {
            if (!run) return {};
            return { question: store.openQuestion(run.runId) ?? (await actions.readQuestion(run)) };
          },
          isAsked: ({ question }) => (question?.choices.length ?? 0) > 0,
          question: ({ question }) => ({
            kind: 'pick',
            placeHolder: question ? questionLine(question) : '',
            items: [
              ...(question?.choices ?? []).map((answer) => ({
                label: plainLine(answer),
                answer: { answer, isTyped: false },
              })),
              { label: vscode.l10n.t('Another Answer...'), answer: { isTyped: true } },
            ],
          }),
        },
        {
          isAsked: ({ question, isTyped }) => question !== undefined && (isTyped || question.choices.length === 0),
          question: ({ question }) => ({
            kind: 'input',
            prompt: question ? questionLine(question) : '',
            value: question && drafts.get(question.eventId),
            validate: (text) =>
              text.trim() === ''
                ? vscode.l10n.t('Enter an answer.')
                : text.length > maxAnswerLength
                  ? vscode.l10n.t('The answer is too long. Use at most {0} characters.', maxAnswerLength)
                  : undefined,
            answer: (answer) => ({ answer: answer.trim() }),
          }),
        },
      ],
    });
  }

  async function send(run: RunRef, question: Question, answer: string, { actions }: TargetParts): Promise<void> {
    const name = runName(run, store);
    const { missionId, runId } = run;
    const { eventId, stepId } = question;
    const asked = { missionId, runId, eventId, ...(stepId === undefined ? {} : { stepId }) };
    const outcome = await withProgress(() => actions.answerQuestion(asked, answer));
    const again = () => answerQuestion(run);
    switch (outcome.kind) {
      case 'done':
        drafts.delete(eventId);
        reportDone(name, vscode.l10n.t('answer sent'));
        return;
      case 'overtaken':
        reportStatus(
          prefixName(name, vscode.l10n.t("Your answer wasn't sent. The question was answered in the meantime.")),
          outcome.run,
        );
        return;
      case 'answered':
        drafts.delete(eventId);
        await reportOutcome(
          outcome.resumed,
          prefixName(name, vscode.l10n.t("Your answer was sent, but the run wasn't resumed.")),
          store,
        );
        return;
      default:
        drafts.set(eventId, answer);
        await reportOutcome(
          outcome,
          prefixName(name, vscode.l10n.t("Couldn't send the answer. Your input was kept.")),
          store,
          again,
        );
    }
  }

  /** The argument may name the question and carry the answer: a button of a notification does. */
  async function answerQuestion(argument: unknown): Promise<void> {
    const act = beginAct(parts);
    const found = await findRun(argument, 'asking', act);
    if (!found) return;
    const { questionId, answer: given } = isObject(argument) ? argument : {};
    if (found.kind === 'one' && typeof questionId === 'string' && typeof given === 'string') {
      const question = store.openQuestion(found.target.runId);
      if (question?.eventId === questionId) return send(found.target, question, given, act);
      sayNotAsking(found.target);
      return;
    }
    const answers = await ask(found, act);
    if (!answers?.run) return;
    if (answers.question) await send(answers.run, answers.question, answers.answer, act);
    else sayNotAsking(answers.run);
  }

  function sayNotAsking(run: RunRef): void {
    const message = vscode.l10n.t("The run isn't waiting for an answer.");
    void dialogs.showInformationMessage(prefixName(runName(run, store), message));
  }

  return { answerQuestion };
}
