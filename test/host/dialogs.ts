import * as vscode from 'vscode';

/** What a person was asked or told. */
export type Question = {
  readonly kind: 'message' | 'pick' | 'input';
  /** The message, or the list's or box's title, prompt and placeholder, a line each. */
  readonly text: string;
  readonly detail: string;
  readonly modal: boolean;
  /** The buttons, or the labels of the list. */
  readonly choices: readonly string[];
  /** The rows of a list. */
  readonly items: readonly vscode.QuickPickItem[];
  /** What a box offers. */
  readonly value: string;
  /** What a box says of a text. */
  readonly validate: vscode.InputBoxOptions['validateInput'];
};

/** The button, the label or labels, or the text; `undefined` leaves the question. */
type Answer = string | readonly string[] | undefined;
type Answering = (question: Question) => Answer | Promise<Answer>;
type Rule = { readonly asks: RegExp; readonly answer: Answer | Answering };
type Titled = string | vscode.MessageItem;
type Item = string | vscode.QuickPickItem;

const names = [
  'showInformationMessage',
  'showWarningMessage',
  'showErrorMessage',
  'showQuickPick',
  'showInputBox',
] as const;

/**
 * Stands in for the person at VS Code's messages, lists and boxes: each rule answers once, the first one that fits;
 * what no rule fits is answered as `always` says, without that left unanswered, as with Escape. An answer that is not
 * offered, or that a box does not take, is an error. See `stubDialogs`.
 */
class Dialogs {
  /** All questions of the test; may be emptied. */
  readonly asked: Question[] = [];
  readonly #rules: Rule[] = [];
  #otherwise: Answering | undefined;
  readonly #own = names.map((name) => [name, vscode.window[name]] as const);

  install(): void {
    this.asked.length = 0;
    this.#rules.length = 0;
    this.#otherwise = undefined;
    const message = async (text: string, ...rest: readonly (vscode.MessageOptions | Titled)[]) => {
      const [first] = rest;
      const options = typeof first === 'object' && !('title' in first) ? first : {};
      const buttons = rest.filter((one): one is Titled => typeof one === 'string' || 'title' in one);
      const { detail = '', modal = false } = options;
      const answer = await this.#ask({ kind: 'message', text, detail, modal, choices: buttons.map(titleOf) });
      return answer === undefined ? undefined : chosen(buttons, titleOf, [answer].flat())[0];
    };
    const pick = async (given: readonly Item[] | Thenable<readonly Item[]>, options: vscode.QuickPickOptions = {}) => {
      const all = await given;
      const text = [options.title, options.placeHolder].filter(Boolean).join('\n');
      const items = all.map((item) => (typeof item === 'string' ? { label: item } : item));
      const answer = await this.#ask({ kind: 'pick', text, choices: all.map(labelOf), items });
      if (answer === undefined) return undefined;
      const picked = chosen(all, labelOf, [answer].flat());
      return options.canPickMany ? picked : picked[0];
    };
    const input = async (options: vscode.InputBoxOptions = {}) => {
      const text = [options.title, options.prompt].filter(Boolean).join('\n');
      const { value = '' } = options;
      const validate = (typed: string) => options.validateInput?.(typed);
      const answer = await this.#ask({ kind: 'input', text, value, validate });
      if (answer === undefined) return undefined;
      const typed = [answer].flat().join('');
      const problem = await validate(typed);
      if (typeof problem === 'string' && problem !== '') throw new Error(`“${typed}” is not taken: ${problem}`);
      if (typeof problem === 'object' && problem?.severity === vscode.InputBoxValidationSeverity.Error)
        throw new Error(`“${typed}” is not taken: ${problem.message}`);
      return typed;
    };
    const stands = [message, message, message, pick, input];
    for (const [place, name] of names.entries()) Object.assign(vscode.window, { [name]: stands[place] });
  }

  /** Answers the next question whose text or detail fits. */
  on(asks: RegExp, answer: Rule['answer']): this {
    this.#rules.push({ asks, answer });
    return this;
  }

  /** Answers, until the test has ended, what no rule fits. */
  always(answering: Answering): void {
    this.#otherwise = answering;
  }

  /** What is asked while `work` runs. */
  async during(work: () => Thenable<unknown>): Promise<readonly Question[]> {
    const before = this.asked.length;
    await work();
    return this.asked.slice(before);
  }

  /** The questions so far whose text fits. */
  askedFor(what: RegExp): readonly Question[] {
    return this.asked.filter(({ text }) => what.test(text));
  }

  restore(): void {
    for (const [name, own] of this.#own) Object.assign(vscode.window, { [name]: own });
  }

  async #ask(asked: Partial<Question> & Pick<Question, 'kind' | 'text'>): Promise<Answer> {
    const question: Question = {
      ...{ detail: '', modal: false, choices: [], items: [], value: '', validate: undefined },
      ...asked,
    };
    this.asked.push(question);
    const place = this.#rules.findIndex(({ asks }) => asks.test(`${question.text}\n${question.detail}`));
    const [rule] = place < 0 ? [] : this.#rules.splice(place, 1);
    const answer = rule ? rule.answer : this.#otherwise;
    return typeof answer === 'function' ? answer(question) : answer;
  }
}

/** Chooses the first of these that is offered. */
export function choose(...wanted: readonly string[]): Answering {
  return ({ choices }) => wanted.find((one) => choices.includes(one));
}

/** Answers instead of a person in each test of the suite that it is called in; VS Code has its own back after each. */
export function stubDialogs(): Dialogs {
  const dialogs = new Dialogs();
  beforeEach(() => dialogs.install());
  afterEach(() => dialogs.restore());
  return dialogs;
}

const titleOf = (one: Titled) => (typeof one === 'string' ? one : one.title);
const labelOf = (one: Item) => (typeof one === 'string' ? one : one.label);

function chosen<T>(all: readonly T[], nameOf: (one: T) => string, wanted: readonly string[]): readonly T[] {
  return wanted.map((name) => {
    const found = all.find((one) => nameOf(one) === name);
    if (found === undefined) throw new Error(`“${name}” is not offered: ${all.map(nameOf).join(', ')}`);
    return found;
  });
}
