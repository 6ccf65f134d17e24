import * as vscode from 'vscode';
import { Questions, type AcceptedCheck, type QuestionPlace, type Reply } from '../../dialogs';
import type { Found } from './target';

/** A choice, and what it says of the answers. The one that holds now is marked, and Enter takes it. */
export type WizardItem<A> = vscode.QuickPickItem & { readonly answer?: Partial<A>; readonly isCurrent?: boolean };

export type WizardQuestion<A> =
  | {
      readonly kind: 'pick';
      readonly placeHolder: string;
      readonly items: readonly WizardItem<A>[];
      readonly matchOnDescription?: boolean;
    }
  | {
      readonly kind: 'input';
      readonly prompt: string;
      readonly placeHolder?: string;
      readonly value?: string | undefined;
      readonly password?: boolean;
      readonly validate?: (text: string) => string | vscode.InputBoxValidationMessage | undefined;
      readonly check?: AcceptedCheck;
      readonly answer: (text: string) => Partial<A>;
    };

export type WizardStep<A> = {
  /** Reads what this question and those after it need. Throws `ApiError`. */
  readonly load?: (answers: A) => Promise<Partial<A>>;
  /** Whether it is asked, by the answers before it; always, where it is left out. */
  readonly isAsked?: (answers: A) => boolean;
  readonly question: (answers: A) => WizardQuestion<A>;
};

/** The first question of an act: what it is about. Asked only where that is not known. */
export function targetStep<A, T>(found: Found<T>, answer: (target: T) => Partial<NoInfer<A>>): WizardStep<A> {
  const { placeHolder, items } = found.kind === 'ask' ? found : { placeHolder: '', items: [] };
  return {
    ...(found.kind === 'one' ? { load: () => Promise.resolve(answer(found.target)) } : {}),
    isAsked: () => found.kind === 'ask',
    question: () => ({
      kind: 'pick',
      placeHolder,
      items: items.map(({ target, ...item }) => (target === undefined ? item : { ...item, answer: answer(target) })),
      matchOnDescription: true,
    }),
  };
}

type Wizard<A> = {
  readonly title: (answers: A) => string;
  /** What is known before anything is asked. */
  readonly answers: A;
  readonly steps: readonly WizardStep<A>[];
};

/**
 * Asks one question after the other, with their number and a way back; sends nothing but what a question checks. What was
 * chosen or typed is there again where somebody goes back, and comes forward once more. `undefined` where it was left.
 */
export async function runWizard<A extends object>({ title, answers: first, steps }: Wizard<A>): Promise<A | undefined> {
  const questions = new Questions();
  const givenTexts = new Map<number, string>();
  /** The places of the questions that were answered. */
  const before: number[] = [];
  let answers = first;
  const isAsked = (step: WizardStep<A>) => step.isAsked?.(answers) ?? true;
  try {
    for (let place = 0; place < steps.length;) {
      const step = steps[place];
      if (step?.load) answers = { ...answers, ...(await step.load(answers)) };
      if (!step || !isAsked(step)) {
        place++;
        continue;
      }
      const totalSteps = before.length + steps.slice(place).filter(isAsked).length;
      const at = { step: before.length + 1, totalSteps, canGoBack: before.length > 0 };
      const asking = {
        title: title(answers),
        givenText: givenTexts.get(place),
        at,
        isAfterWait: step.load !== undefined,
      };
      const { reply, text } = await ask(questions, step.question(answers), asking);
      if (text !== undefined) givenTexts.set(place, text);
      if (reply.kind === 'left') return undefined;
      if (reply.kind === 'back') place = before.pop() ?? 0;
      else {
        answers = { ...answers, ...reply.answer };
        before.push(place++);
      }
    }
    return answers;
  } finally {
    questions.end();
  }
}

type Asking = {
  readonly title: string;
  /** What was chosen or typed here before. */
  readonly givenText: string | undefined;
  readonly at: QuestionPlace;
  /** By then VS Code may have given the focus back to what had it, a timeline say. */
  readonly isAfterWait: boolean;
};

/** `text` is what was chosen or typed now. */
async function ask<A>(
  questions: Questions,
  question: WizardQuestion<A>,
  { title, givenText: givenText, at, isAfterWait }: Asking,
): Promise<{ readonly reply: Reply<Partial<A>>; readonly text?: string }> {
  if (question.kind === 'input') {
    const { prompt, placeHolder = '', value = '', password = false, validate, check, answer } = question;
    const options = { title, prompt, placeHolder, value: givenText ?? value, password, check };
    const reply = await questions.input({ ...options, ...(validate ? { validateInput: validate } : {}) }, at);
    if (reply.kind === 'left') return { reply };
    const text = reply.kind === 'back' ? reply.typed : reply.answer;
    // What was only offered follows the answers before it.
    const own = givenText === undefined && text === value ? {} : { text };
    return { reply: reply.kind === 'back' ? reply : { kind: 'answered', answer: answer(text) }, ...own };
  }
  const { placeHolder, matchOnDescription = false } = question;
  const items = question.items.map((item) => (item.isCurrent ? marked(item) : item));
  const active = items.find((item) => nameOf(item) === givenText) ?? items.find(({ isCurrent }) => isCurrent);
  const ignoreFocusOut = isAfterWait || at.totalSteps > 1;
  const reply = await questions.pick(items, { title, placeHolder, matchOnDescription, active, ignoreFocusOut }, at);
  if (reply.kind !== 'answered') return { reply };
  return { reply: { kind: 'answered', answer: reply.answer.answer ?? {} }, text: nameOf(reply.answer) };
}

const nameOf = ({ label, description = '' }: vscode.QuickPickItem) => `${label}\n${description}`;

function marked<T extends vscode.QuickPickItem>(item: T): T {
  const current = vscode.l10n.t('current');
  return { ...item, description: item.description ? `${item.description} · ${current}` : current };
}
