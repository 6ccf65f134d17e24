import * as vscode from 'vscode';

type Question = 'showInformationMessage' | 'showWarningMessage' | 'showErrorMessage' | 'showQuickPick' | 'showInputBox';

/** What was asked: the message or the options, and the choices. */
export type Asked = { readonly question: Question; readonly args: readonly unknown[] };

/** For each kind of question the answers in their order: (a part of) the text of a choice, or what is typed. */
export type Answers = Partial<Record<Question, string | readonly (string | undefined)[]>>;

/**
 * Answers questions of VS Code's in the person's place while `work` runs; one that has no answer is left. Resolves to
 * what was asked.
 */
export async function answering(answers: Answers, work: () => Thenable<unknown>): Promise<Asked[]> {
  const names: readonly Question[] = [
    'showInformationMessage',
    'showWarningMessage',
    'showErrorMessage',
    'showQuickPick',
    'showInputBox',
  ];
  const asked: Asked[] = [];
  const left = new Map(names.map((name) => [name, [answers[name] ?? []].flat()]));
  const window = vscode.window as unknown as Record<Question, unknown>;
  const real = Object.fromEntries(names.map((name) => [name, window[name]]));
  for (const question of names)
    window[question] = (...args: unknown[]) => {
      asked.push({ question, args });
      return Promise.resolve(choiceOf(question, args, left.get(question)?.shift()));
    };
  try {
    await work();
  } finally {
    Object.assign(window, real);
  }
  return asked;
}

function choiceOf(question: Question, args: readonly unknown[], answer: string | undefined): unknown {
  if (question === 'showInputBox' || answer === undefined) return answer;
  const choices: unknown = question === 'showQuickPick' ? args[0] : args.slice(1);
  const listed: readonly unknown[] = Array.isArray(choices) ? choices : [];
  const found = listed.find((choice) => textOf(choice).includes(answer));
  if (found === undefined) throw new Error(`“${answer}” is no choice of ${JSON.stringify(args)}`);
  return found;
}

function textOf(choice: unknown): string {
  if (typeof choice === 'string') return choice;
  if (typeof choice !== 'object' || choice === null) return '';
  const { label, title } = choice as { readonly label?: unknown; readonly title?: unknown };
  return [label, title].find((text) => typeof text === 'string') ?? '';
}
