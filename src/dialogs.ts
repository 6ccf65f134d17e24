import * as vscode from 'vscode';
import { jsonText } from './model/jsonObject';
import { plainText, shortLine } from './model/plainText';

/*
 * Every message and question goes through here (a lint rule holds that), because VS Code finds more than text in
 * texts: `$(name)` becomes an icon, and `[text](command:…)` in a message a link that acts. Names, summaries and the
 * words of errors come from elsewhere, so neither may happen.
 */

/** Kept apart by a character without width, two signs are no longer the start of an icon or the middle of a link. */
const apart = '\u2060';

/** A text that VS Code shows letter by letter where it would look for icons or links. */
export function inert(text: string): string {
  return plainText(text).replaceAll('$(', `$${apart}(`).replaceAll('](', `]${apart}(`);
}

type Window = typeof vscode.window;
type MessageName = 'showInformationMessage' | 'showWarningMessage' | 'showErrorMessage';

/** Modal questions that wait for their answer. */
const openQuestions = new Set<string>();

function message<N extends MessageName>(name: N): Window[N] {
  const show = async (text: string, ...rest: unknown[]) => {
    const [first] = rest;
    const options = isOptions(first) ? first : {};
    if (options.detail !== undefined) rest[0] = { ...options, detail: plainText(options.detail) };
    const shown = vscode.window[name] as (text: string, ...rest: unknown[]) => unknown;
    if (!options.modal) return shown(inert(text), ...rest);
    // A second click asks nothing a second time: VS Code would show it once the first is answered.
    const question = jsonText([name, text, options.detail]);
    if (openQuestions.has(question)) return undefined;
    openQuestions.add(question);
    try {
      return await shown(inert(text), ...rest);
    } finally {
      openQuestions.delete(question);
    }
  };
  return show;
}

function isOptions(value: unknown): value is vscode.MessageOptions {
  return typeof value === 'object' && value !== null && !('title' in value);
}

/** A row has one line; more of it than this nobody reads. */
const longestLine = 500;
const inertLine = (text: string) => inert(shortLine(text, longestLine));

/** An icon of our own goes into `iconPath`, never into the label. */
function inertItem<T extends vscode.QuickPickItem>(item: T): T {
  return {
    ...item,
    label: inertLine(item.label),
    ...(item.description === undefined ? {} : { description: inertLine(item.description) }),
    ...(item.detail === undefined ? {} : { detail: inertLine(item.detail) }),
  };
}

function inertOptions<T extends { title?: string; placeHolder?: string; prompt?: string }>(options: T): T {
  return {
    ...options,
    ...(options.title === undefined ? {} : { title: shortLine(options.title, longestLine) }),
    ...(options.placeHolder === undefined ? {} : { placeHolder: shortLine(options.placeHolder, longestLine) }),
    ...(options.prompt === undefined ? {} : { prompt: inert(options.prompt) }),
  };
}

/** What is wrong with a text may quote it, and VS Code finds links in that too. */
function inertValidation(options: vscode.InputBoxOptions): vscode.InputBoxOptions {
  if (!options.validateInput) return options;
  return {
    ...options,
    async validateInput(value) {
      const found = await options.validateInput?.(value);
      return typeof found === 'string' ? inert(found) : found && { ...found, message: inert(found.message) };
    },
  };
}

/** Where a question stands among those that are asked one after the other. */
export type QuestionPlace = { readonly step: number; readonly totalSteps: number; readonly canGoBack: boolean };

/** What became of a question. `typed` is the text that was in the box when a person went back. */
export type Reply<T> =
  | { readonly kind: 'answered'; readonly answer: T }
  | { readonly kind: 'back'; readonly typed: string }
  | { readonly kind: 'left' };

type Box = vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>;

/** What is wrong with a text that was accepted, found out while its box waits; nothing once it is `left`. */
export type AcceptedCheck = (text: string, left: AbortSignal) => Promise<string | undefined>;

/** Several questions in one place: the box stays there, busy, until the next question or the end. */
export class Questions {
  #current: Box | undefined;
  #isLeft = false;

  /** Asks for one of the items; `active` is the one that Enter takes. */
  async pick<T extends vscode.QuickPickItem>(
    items: readonly T[],
    options: Omit<vscode.QuickPickOptions, 'canPickMany' | 'onDidSelectItem'> & { readonly active?: T | undefined },
    place: QuestionPlace,
  ): Promise<Reply<T>> {
    const { title, placeHolder, matchOnDescription = false, matchOnDetail = false, active } = options;
    const shown: readonly vscode.QuickPickItem[] = items.map(inertItem);
    const box = vscode.window.createQuickPick();
    box.title = shortLine(title ?? '', longestLine);
    box.placeholder = shortLine(placeHolder ?? '', longestLine);
    box.matchOnDescription = matchOnDescription;
    box.matchOnDetail = matchOnDetail;
    box.items = shown;
    const first = active && shown[items.indexOf(active)];
    if (first) box.activeItems = [first];
    return this.#ask(box, place, options.ignoreFocusOut ?? false, () => {
      const [choice] = box.selectedItems;
      return Promise.resolve(choice && items[shown.indexOf(choice)]);
    });
  }

  /** Asks for a text, which is taken once `validateInput`, and `check` when it is accepted, have nothing against it. */
  async input(
    options: vscode.InputBoxOptions & { readonly check?: AcceptedCheck | undefined },
    place: QuestionPlace,
  ): Promise<Reply<string>> {
    const { title, prompt, placeHolder, value, password, check } = inertOptions(options);
    const checked = inertValidation(options);
    const box = vscode.window.createInputBox();
    box.title = title;
    box.prompt = prompt;
    box.placeholder = placeHolder;
    box.value = value ?? '';
    box.password = password ?? false;
    async function validate() {
      const { value: typed } = box;
      const found = await checked.validateInput?.(typed);
      if (box.value === typed) box.validationMessage = found === null ? undefined : found;
      return found;
    }
    box.onDidChangeValue(validate);
    return this.#ask(box, place, options.ignoreFocusOut ?? true, async (left) => {
      const { value: typed } = box;
      const found = await validate();
      const isTaken = !found || (typeof found === 'object' && found.severity < vscode.InputBoxValidationSeverity.Error);
      if (!isTaken) return undefined;
      if (!check) return typed;
      box.busy = true;
      box.enabled = false;
      const problem = await check(typed, left);
      if (problem === undefined || left.aborted) return typed;
      box.busy = false;
      box.enabled = true;
      box.validationMessage = inert(problem);
      return undefined;
    });
  }

  end(): void {
    const box = this.#current;
    this.#current = undefined;
    box?.dispose();
  }

  #ask<T>(
    box: Box,
    { step, totalSteps, canGoBack }: QuestionPlace,
    ignoreFocusOut: boolean,
    /** The signal is for when it is left. */
    read: (left: AbortSignal) => Promise<T | undefined>,
  ): Promise<Reply<T>> {
    if (this.#isLeft) {
      box.dispose();
      return Promise.resolve({ kind: 'left' });
    }
    if (totalSteps > 1) Object.assign(box, { step, totalSteps });
    if (canGoBack) box.buttons = [vscode.QuickInputButtons.Back];
    box.ignoreFocusOut = ignoreFocusOut;
    const left = new AbortController();
    return new Promise((resolve, reject) => {
      const end = (reply: Reply<T>) => {
        box.enabled = false;
        box.busy = true;
        resolve(reply);
      };
      box.onDidAccept(async () => {
        if (box.busy) return;
        try {
          const answer = await read(left.signal);
          if (answer !== undefined) end({ kind: 'answered', answer });
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
      box.onDidTriggerButton((button) => {
        if (button === vscode.QuickInputButtons.Back) end({ kind: 'back', typed: box.value });
      });
      box.onDidHide(() => {
        // The next question hides the one before it.
        if (this.#current !== box) return;
        this.#isLeft = true;
        left.abort();
        this.end();
        resolve({ kind: 'left' });
      });
      const before = this.#current;
      this.#current = box;
      box.show();
      before?.dispose();
    });
  }
}

/** VS Code's own, with the texts made inert. */
export const dialogs = {
  showInformationMessage: message('showInformationMessage'),
  showWarningMessage: message('showWarningMessage'),
  showErrorMessage: message('showErrorMessage'),

  /** Resolves to the item as it was given; `undefined` where the list was left. */
  async showQuickPick<T extends vscode.QuickPickItem>(
    items: readonly T[],
    options: Omit<vscode.QuickPickOptions, 'canPickMany' | 'onDidSelectItem'> = {},
  ): Promise<T | undefined> {
    const shown = items.map(inertItem);
    const choice = await vscode.window.showQuickPick(shown, inertOptions(options));
    return choice && items[shown.indexOf(choice)];
  },

  /** Resolves to the items as they were given; `undefined` where the list was left. */
  async showManyPick<T extends vscode.QuickPickItem>(
    items: readonly T[],
    options: Omit<vscode.QuickPickOptions, 'canPickMany' | 'onDidSelectItem'> = {},
  ): Promise<T[] | undefined> {
    const shown = items.map(inertItem);
    const choices = await vscode.window.showQuickPick(shown, { ...inertOptions(options), canPickMany: true });
    const chosen = choices && new Set<vscode.QuickPickItem>(choices);
    return chosen && items.filter((_, place) => chosen.has(shown[place] as vscode.QuickPickItem));
  },

  /** For so many ms. */
  setStatusBarMessage: (text: string, ms: number) => vscode.window.setStatusBarMessage(inert(text), ms),
};
