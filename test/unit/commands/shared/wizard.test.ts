import { beforeEach, describe, expect, it, vi } from 'vitest';
import { runWizard, targetStep, type WizardStep } from '../../../../src/commands/shared/wizard';

/** A box as VS Code would show it. */
type Box = {
  title: string;
  prompt?: string;
  placeholder?: string;
  value: string;
  items: readonly { readonly label: string; readonly description?: string }[];
  activeItems: readonly { readonly label: string }[];
  selectedItems: readonly unknown[];
  step?: number;
  totalSteps?: number;
  buttons: readonly unknown[];
  validationMessage?: unknown;
  busy?: boolean;
  enabled?: boolean;
  isDisposed: boolean;
  fire: (event: 'accept' | 'hide' | 'back' | 'change') => void;
};

const shown: Box[] = [];
const back = vi.hoisted(() => ({}));
vi.mock('vscode', () => {
  function createBox() {
    const listeners = new Map<string, (argument: unknown) => void>();
    const on = (event: string) => (listener: (argument: unknown) => void) => void listeners.set(event, listener);
    const box = {
      ...{ title: '', value: '', items: [], activeItems: [], selectedItems: [], buttons: [], isDisposed: false },
      onDidAccept: on('accept'),
      onDidHide: on('hide'),
      onDidTriggerButton: on('back'),
      onDidChangeValue: on('change'),
      fire: (event: string) => listeners.get(event)?.(back),
      show: () => {
        // VS Code shows one at a time.
        shown.at(-1)?.fire('hide');
        shown.push(box);
      },
      dispose: () => (box.isDisposed = true),
    };
    return box;
  }
  return {
    l10n: { t: (text: string) => text },
    InputBoxValidationSeverity: { Info: 1, Warning: 2, Error: 3 },
    QuickInputButtons: { Back: back },
    window: { createQuickPick: createBox, createInputBox: createBox },
  };
});

const turn = () => new Promise((resolve) => setTimeout(resolve));

/** The box that is shown now. */
function box(): Box {
  const last = shown.at(-1);
  if (!last || last.isDisposed) throw new Error('Nothing is asked');
  return last;
}

async function type(text: string): Promise<void> {
  const { fire } = Object.assign(box(), { value: text });
  fire('change');
  fire('accept');
  await turn();
}

async function choose(label: string): Promise<void> {
  const now = box();
  now.selectedItems = now.items.filter((item) => item.label === label);
  now.fire('accept');
  await turn();
}

async function goBack(typed = ''): Promise<void> {
  const now = box();
  expect(now.buttons).toEqual([back]);
  Object.assign(now, { value: typed }).fire('back');
  await turn();
}

const places = () => shown.map(({ step, totalSteps }) => (step === undefined ? '' : `${step}/${totalSteps}`));

type Answers = { readonly color: string; readonly isOther: boolean; readonly size: string };
const steps: readonly WizardStep<Answers>[] = [
  {
    question: ({ color }) => ({
      kind: 'pick',
      placeHolder: 'Select a color',
      items: [
        ...['red', 'blue'].map((name) => ({
          label: name,
          isCurrent: name === color,
          answer: { color: name, isOther: false },
        })),
        { label: 'Another...', answer: { isOther: true } },
      ],
    }),
  },
  {
    isAsked: ({ isOther }) => isOther,
    question: () => ({ kind: 'input', prompt: 'Enter a color', answer: (color) => ({ color }) }),
  },
  {
    question: ({ color }) => ({
      kind: 'input',
      prompt: 'Enter a size',
      value: `as ${color}`,
      validate: (text) => (text === '' ? 'Enter a size.' : undefined),
      answer: (size) => ({ size }),
    }),
  },
];

function begin(first: Partial<Answers> = {}) {
  return runWizard<Answers>({
    title: ({ color }) => `Paint ${color}`,
    answers: { color: '', isOther: false, size: '', ...first },
    steps,
  });
}

beforeEach(() => void shown.splice(0));

describe('a wizard', () => {
  it('asks one question after the other, says how many there are, and has a way back from all but the first', async () => {
    const done = begin({ color: 'blue' });
    expect([box().title, box().buttons.length]).toEqual(['Paint blue', 0]);
    await choose('red');
    expect([box().title, box().buttons.length]).toEqual(['Paint red', 1]);
    await type('large');
    expect(await done).toEqual({ color: 'red', isOther: false, size: 'large' });
    expect(places()).toEqual(['1/2', '2/2']);
    expect(shown.every(({ isDisposed }) => isDisposed)).toBe(true);
  });

  it('marks the current choice, and Enter takes it', async () => {
    void begin({ color: 'blue' });
    expect(box().items.map(({ label, description }) => [label, description])).toEqual([
      ['red', undefined],
      ['blue', 'current'],
      ['Another...', undefined],
    ]);
    expect(box().activeItems).toEqual([box().items[1]]);
    box().fire('hide');
    await turn();
  });

  it('asks what an answer calls for, and counts it', async () => {
    const done = begin();
    await choose('Another...');
    await type('teal');
    await type('small');
    expect(await done).toEqual({ color: 'teal', isOther: true, size: 'small' });
    expect(places()).toEqual(['1/2', '2/3', '3/3']);
  });

  it('loses nothing that was chosen or typed when somebody goes back, half a word too', async () => {
    const done = begin();
    await choose('Another...');
    await type('teal');
    await goBack('sma');
    expect(box().value).toBe('teal');
    await goBack('teal and');
    expect(box().activeItems).toMatchObject([{ label: 'Another...' }]);
    await choose('Another...');
    expect(box().value).toBe('teal and');
    await type('teal and red');
    expect(box().value).toBe('sma');
    await type('small');
    expect(await done).toEqual({ color: 'teal and red', isOther: true, size: 'small' });
  });

  it('updates a default that depends on another answer, unless it was edited', async () => {
    void begin();
    await choose('red');
    expect(box().value).toBe('as red');
    await goBack('as red');
    await choose('blue');
    expect(box().value).toBe('as blue');
  });

  it('rejects an invalid answer with a message', async () => {
    const done = begin();
    await choose('red');
    await type('');
    expect(box().validationMessage).toBe('Enter a size.');
    await type('large');
    expect(await done).toMatchObject({ size: 'large' });
  });

  it('checks what was accepted while its box waits, and takes it once nothing is wrong', async () => {
    const checked: string[] = [];
    const begin = (check: (text: string, left: AbortSignal) => Promise<string | undefined>) =>
      runWizard<Answers>({
        title: () => 'Paint',
        answers: { color: '', isOther: false, size: '' },
        steps: [{ question: () => ({ kind: 'input', prompt: 'Enter a size', check, answer: (size) => ({ size }) }) }],
      });
    let end: (problem: string | undefined) => void = () => undefined;
    const answered = begin((text) => {
      checked.push(text);
      return new Promise((resolve) => (end = resolve));
    });
    await type('larg');
    expect([box().busy, box().enabled]).toEqual([true, false]);
    box().fire('accept');
    await turn();
    expect(checked).toEqual(['larg']);
    end('No $(size) is called so.');
    await turn();
    expect([box().busy, box().enabled]).toEqual([false, true]);
    expect(box().validationMessage).toBe('No $\u2060(size) is called so.');
    await type('large');
    end(undefined);
    expect(await answered).toMatchObject({ size: 'large' });

    const signals: AbortSignal[] = [];
    const left = begin((_, signal) => {
      signals.push(signal);
      return Promise.resolve('Too late.');
    });
    box().value = 'large';
    box().fire('accept');
    box().fire('hide');
    expect(await left).toBeUndefined();
    await turn();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);

    const failed = begin(() => Promise.reject(new Error('Broken')));
    box().value = 'large';
    box().fire('accept');
    await expect(failed).rejects.toThrow('Broken');
    expect(box).toThrow('Nothing is asked');
  });

  it('ends without an answer where it is left, also while something is read', async () => {
    const left = begin();
    box().fire('hide');
    expect(await left).toBeUndefined();

    let isRead: (answer: Partial<Answers>) => void = () => undefined;
    const reading = new Promise<Partial<Answers>>((resolve) => (isRead = resolve));
    const [first, second] = [steps[0], steps[2]].map((step) => step ?? steps[0]);
    if (!first || !second) throw new Error('No steps');
    const done = runWizard<Answers>({
      title: () => 'Paint',
      answers: { color: '', isOther: false, size: '' },
      steps: [first, { ...second, load: () => reading }],
    });
    await choose('red');
    const asked = shown.length;
    box().fire('hide');
    isRead({});
    expect(await done).toBeUndefined();
    expect(shown).toHaveLength(asked);
  });

  it('asks what an act is about only where that is not known', async () => {
    const about = (found: Parameters<typeof targetStep<Answers, string>>[0]) =>
      runWizard<Answers>({
        title: () => 'Paint',
        answers: { color: '', isOther: false, size: '' },
        steps: [targetStep(found, (color) => ({ color })), ...steps.slice(2)],
      });
    const known = about({ kind: 'one', target: 'red' });
    await turn();
    await type('large');
    expect(await known).toMatchObject({ color: 'red', size: 'large' });
    expect(places()).toEqual(['']);

    const asked = about({ kind: 'ask', placeHolder: 'Select', items: [{ label: 'The blue one', target: 'blue' }] });
    await choose('The blue one');
    await type('large');
    expect(await asked).toMatchObject({ color: 'blue', size: 'large' });
  });
});
