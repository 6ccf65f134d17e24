import * as vscode from 'vscode';
import { saying, type TextName } from '../harness/productTexts';

/** What a person was asked or told. */
export type Question = {
  readonly kind: 'message' | 'pick' | 'input';
  /** Of a message. */
  readonly severity: 'information' | 'warning' | 'error' | undefined;
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
  /** Which one of several questions it is, as its title says: `1/3`. */
  readonly place: string;
  /** The item that Enter takes. */
  readonly active: string | undefined;
  /** What a box says of a text. */
  readonly validate: vscode.InputBoxOptions['validateInput'];
};

/** Goes back to the question before, as the button in the title does. */
export const goBack = Symbol('back');
/** The button, the label or labels, or the text; `undefined` leaves the question. */
type Answer = string | readonly string[] | typeof goBack | undefined;
type Answering = (question: Question) => Answer | Promise<Answer>;
/** The name of its text, or what its text or detail has to match. */
type Asked = TextName | RegExp;
type Rule = { readonly asks: RegExp; readonly answer: Answer | Answering };
type Titled = string | vscode.MessageItem;
type Item = string | vscode.QuickPickItem;

const names = [
  'showInformationMessage',
  'showWarningMessage',
  'showErrorMessage',
  'showQuickPick',
  'showInputBox',
  'createQuickPick',
  'createInputBox',
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
  /** What went wrong where nobody could be told: it fails the test at its end. */
  #failure: Error | undefined;
  readonly #own = names.map((name) => [name, vscode.window[name]] as const);

  install(): void {
    this.asked.length = 0;
    this.#rules.length = 0;
    this.#otherwise = undefined;
    this.#failure = undefined;
    const message =
      (severity: Question['severity']) =>
      async (text: string, ...rest: readonly (vscode.MessageOptions | Titled)[]) => {
        const [first] = rest;
        const options = typeof first === 'object' && !('title' in first) ? first : {};
        const buttons = rest.filter((one): one is Titled => typeof one === 'string' || 'title' in one);
        const { detail = '', modal = false } = options;
        const answer = await this.#ask({
          kind: 'message',
          severity,
          text,
          detail,
          modal,
          choices: buttons.map(titleOf),
        });
        return answer === undefined ? undefined : chosen(buttons, titleOf, textsOf(answer))[0];
      };
    const pick = async (given: readonly Item[] | Thenable<readonly Item[]>, options: vscode.QuickPickOptions = {}) => {
      const all = await given;
      const text = [options.title, options.placeHolder].filter(Boolean).join('\n');
      const items = all.map((item) => (typeof item === 'string' ? { label: item } : item));
      const answer = await this.#ask({ kind: 'pick', text, choices: all.map(labelOf), items });
      if (answer === undefined) return undefined;
      const picked = chosen(all, labelOf, textsOf(answer));
      return options.canPickMany ? picked : picked[0];
    };
    const input = async (options: vscode.InputBoxOptions = {}) => {
      const text = [options.title, options.prompt].filter(Boolean).join('\n');
      const { value = '' } = options;
      const validate = (typed: string) => options.validateInput?.(typed);
      const answer = await this.#ask({ kind: 'input', text, value, validate });
      if (answer === undefined) return undefined;
      const typed = textsOf(answer).join('');
      const problem = await validate(typed);
      if (typeof problem === 'string' && problem !== '') throw new Error(`“${typed}” is not taken: ${problem}`);
      if (typeof problem === 'object' && problem?.severity === vscode.InputBoxValidationSeverity.Error)
        throw new Error(`“${typed}” is not taken: ${problem.message}`);
      return typed;
    };
    const none: readonly vscode.QuickPickItem[] = [];
    const fail = (error: unknown) => (this.#failure ??= error instanceof Error ? error : new Error(String(error)));
    const createPick = () => {
      const box = standIn({ activeItems: none, items: none }, fail);
      return box.shown(async ({ title, placeholder, items, activeItems, ...more }) => {
        const text = [title, placeholder].filter(Boolean).join('\n');
        const place = placeOf(more);
        const answer = await this.#ask({
          ...{ kind: 'pick', text, choices: items.map(labelOf), items, place, active: activeItems[0]?.label },
        });
        if (answer === undefined || answer === goBack) return answer;
        Object.assign(box.box, { selectedItems: chosen(items, labelOf, textsOf(answer)) });
        return 'accept';
      });
    };
    const createInput = () => {
      const box = standIn({ prompt: '' }, fail);
      const validate = async (typed: string) => {
        await box.type(typed);
        return box.box.validationMessage;
      };
      return box.shown(async ({ title, prompt, value, ...more }) => {
        const text = [title, prompt].filter(Boolean).join('\n');
        const answer = await this.#ask({ kind: 'input', text, value, validate, place: placeOf(more) });
        if (answer === undefined || answer === goBack) return answer;
        const typed = textsOf(answer).join('');
        const problem = await validate(typed);
        if (typeof problem === 'string' || problem?.severity === vscode.InputBoxValidationSeverity.Error)
          throw new Error(`“${typed}” is not taken: ${typeof problem === 'string' ? problem : problem.message}`);
        return 'accept';
      });
    };
    const messages = [message('information'), message('warning'), message('error')];
    const stands = [...messages, pick, input, createPick, createInput];
    for (const [place, name] of names.entries()) Object.assign(vscode.window, { [name]: stands[place] });
  }

  /** Answers the next question whose text or detail fits. */
  on(asks: Asked, answer: Rule['answer']): this {
    this.#rules.push({ asks: patternOf(asks), answer });
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
  askedFor(what: Asked): readonly Question[] {
    const pattern = patternOf(what);
    return this.asked.filter(({ text }) => pattern.test(text));
  }

  restore(): void {
    for (const [name, own] of this.#own) Object.assign(vscode.window, { [name]: own });
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #ask(asked: Partial<Question> & Pick<Question, 'kind' | 'text'>): Promise<Answer> {
    const question: Question = {
      ...{ detail: '', modal: false, choices: [], items: [], value: '', validate: undefined },
      ...{ place: '', active: undefined, severity: undefined },
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

const patternOf = (asked: Asked) => (typeof asked === 'string' ? saying(asked) : asked);

const textsOf = (answer: Exclude<Answer, undefined>): readonly string[] => {
  if (answer === goBack) throw new Error('There is no way back from this question.');
  return typeof answer === 'string' ? [answer] : answer;
};

const placeOf = ({ step, totalSteps }: Pick<vscode.QuickInput, 'step' | 'totalSteps'>) =>
  step === undefined ? '' : `${step}/${totalSteps ?? '?'}`;

/** As much of VS Code's own boxes as a question needs. Without buttons there is no way back. */
function standIn<T extends object>(more: T, fail: (error: unknown) => void) {
  const accepted = new vscode.EventEmitter<void>();
  const changed = new vscode.EventEmitter<string>();
  const triggered = new vscode.EventEmitter<vscode.QuickInputButton>();
  const hidden = new vscode.EventEmitter<void>();
  const box = {
    ...{ title: '', placeholder: '', value: '', enabled: true, busy: false, ignoreFocusOut: false },
    step: undefined as number | undefined,
    totalSteps: undefined as number | undefined,
    buttons: [] as readonly vscode.QuickInputButton[],
    validationMessage: undefined as string | vscode.InputBoxValidationMessage | undefined,
    onDidAccept: accepted.event,
    onDidChangeValue: changed.event,
    onDidTriggerButton: triggered.event,
    onDidHide: hidden.event,
    hide: () => hidden.fire(),
    dispose: () => hidden.fire(),
    ...more,
  };
  /** Types it, and waits until it has been looked at. */
  async function type(text: string): Promise<void> {
    box.value = text;
    changed.fire(text);
    await new Promise((resolve) => setTimeout(resolve));
  }
  /** `answer` is asked once the box is shown. What goes wrong is the test's. */
  function shown(answer: (shown: typeof box) => Promise<'accept' | typeof goBack | undefined>) {
    const show = async () => {
      const said = await answer(box);
      if (said === undefined) hidden.fire();
      else if (said === 'accept') accepted.fire();
      else if (box.buttons.includes(vscode.QuickInputButtons.Back)) triggered.fire(vscode.QuickInputButtons.Back);
      else throw new Error('There is no way back from this question.');
    };
    const failed = (error: unknown) => {
      fail(error);
      hidden.fire();
    };
    return Object.assign(box, { show: () => void show().catch(failed) });
  }
  return { box, type, shown };
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
