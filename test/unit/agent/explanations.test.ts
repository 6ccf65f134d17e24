import type * as vscode from 'vscode';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Explanations } from '../../../src/agent/explain/explanations';
import { createAttentionWatch } from '../../../src/tracking/attention';
import { createRunClaims } from '../../../src/tracking/runClaims';
import { accounts } from '../tracking/accounts';

const editor = vi.hoisted(() => ({
  models: [] as unknown[],
  /** What a person answers, by the beginning of what they are asked. */
  answers: new Map<string, string>(),
  said: [] as string[],
  /** What happens while a person is asked. */
  whileAsked: (): void => undefined,
  commands: ['workbench.action.chat.manage'],
  run: [] as unknown[],
  cancel: [] as (() => void)[],
}));

vi.mock('vscode', () => {
  type Item = string | { readonly title: string };
  const ask = (text: string, ...rest: readonly (Item | { readonly detail?: string })[]) => {
    editor.said.push(text);
    editor.whileAsked();
    const answer = [...editor.answers].find(([start]) => text.startsWith(start))?.[1];
    const items = rest.filter((one): one is Item => typeof one === 'string' || 'title' in one);
    return Promise.resolve(items.find((one) => (typeof one === 'string' ? one : one.title) === answer));
  };
  return {
    l10n: {
      t: (text: string, ...values: readonly string[]) =>
        text.replace(/\{(\d)\}/g, (_, place: string) => values[Number(place)] ?? ''),
    },
    env: { language: 'de' },
    ProgressLocation: { Notification: 15 },
    Uri: { from: (parts: { path: string }) => ({ ...parts, with: () => parts, toString: () => parts.path }) },
    CancellationTokenSource: class {
      token = { isCancellationRequested: false };
      cancel() {
        this.token.isCancellationRequested = true;
      }
    },
    LanguageModelChatMessage: { User: (content: string) => ({ content }) },
    lm: { selectChatModels: () => Promise.resolve(editor.models) },
    commands: {
      getCommands: () => Promise.resolve(editor.commands),
      executeCommand: (command: unknown) => Promise.resolve(editor.run.push(command)),
    },
    window: {
      showWarningMessage: ask,
      showErrorMessage: ask,
      showInformationMessage: ask,
      showQuickPick: (items: readonly { readonly label: string }[]) => {
        editor.said.push(items.map(({ label }) => label).join(', '));
        return Promise.resolve(items.find(({ label }) => label === editor.answers.get('pick')));
      },
      withProgress: (_: unknown, task: (progress: unknown, token: unknown) => unknown) =>
        task(
          {},
          {
            onCancellationRequested: (listener: () => void) => {
              editor.cancel.push(listener);
              return { dispose: () => undefined };
            },
          },
        ),
    },
  };
});

type Answering = (prompt: string) => AsyncIterable<string> | Promise<never>;

/** A model; its prompts are kept in `asked`. */
function modelOf(name: string, answer: Answering, asked: string[] = []) {
  return {
    ...{ name, id: name, vendor: 'tests', maxInputTokens: 100_000 },
    countTokens: () => Promise.reject(new Error('cannot count')),
    async sendRequest([message]: readonly { readonly content: string }[]) {
      asked.push(message?.content ?? '');
      return { text: await answer(message?.content ?? '') };
    },
  };
}

async function* says(...parts: readonly string[]) {
  for (const part of parts) yield await Promise.resolve(part);
}

/** As VS Code's `LanguageModelError` is. */
const refusal =
  (code: string, message = '') =>
  () =>
    Promise.reject(Object.assign(new Error(message), { code }));

beforeEach(() => {
  editor.models = [];
  editor.whileAsked = () => undefined;
  editor.answers = new Map([['Explain', 'Explain']]);
  for (const list of [editor.said, editor.run, editor.cancel]) list.length = 0;
});

async function rig() {
  const service = accounts();
  const { store, begin, others } = service;
  const mission = await others.createMission({ name: 'Quotes' });
  const { missionId } = mission;
  const first = await others.startRun(missionId, {});
  // Of two that start in the same millisecond neither is the older one.
  await vi.waitUntil(() => Date.now() > first.startedAt, { interval: 1 });
  const second = await others.startRun(missionId, {});
  const logged = await others.logEvent(missionId, first.runId, {
    type: 'error',
    summary: 'No answer of KEY_DEMO',
    payload: { secret: 1 },
  });
  const shown: string[] = [];
  const closing = new AbortController();
  const opened: unknown[] = [];
  const explanations = new Explanations({
    ...{ store, attention: createAttentionWatch({ store, seen: new Set() }), runClaims: createRunClaims() },
    timelines: { open: (run, view) => void opened.push([run.runId, view]) },
    streamedTexts: {
      open(_, text) {
        shown.push(text);
        return Promise.resolve({ show: (next) => void shown.push(next), closed: closing.signal });
      },
    },
    apiKey: () => Promise.resolve('KEY_DEMO'),
  });
  const runs = [first, second].map(({ runId }) => ({ missionId, runId }));
  const [run = { missionId, runId: '' }, other = run] = runs;
  return {
    ...{ ...service, explanations, shown, closing, opened, run, other, eventId: logged.eventId },
    explain: (actions = begin()) => explanations.explainRun(run, actions),
  };
}

describe('a run', () => {
  it('is explained by the one model that there is, in the language of the editor, without payloads and key', async () => {
    const { explain, shown, eventId } = await rig();
    const asked: string[] = [];
    editor.models = [modelOf('Model', () => says('It failed ', `[event ${eventId}]. KEY_DEMO`), asked)];
    await explain();
    expect(editor.said).toEqual(['Explain this run with Model?']);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('Answer in German');
    expect(asked[0]).toContain('No answer of');
    expect(asked[0]).not.toContain('secret');
    expect(shown.at(-1)).toContain('It failed [1].');
    expect(shown.at(-1)).toMatch(/- \[1\] .* · error · No answer of/);
    for (const text of [...asked, ...shown]) expect(text).not.toContain('KEY_DEMO');
  });

  it('is sent with payloads only where the person has chosen that', async () => {
    const { explain } = await rig();
    const asked: string[] = [];
    editor.models = [modelOf('Model', () => says('Fine'), asked)];
    editor.answers.set('Explain', 'Explain with Payloads');
    await explain();
    expect(asked[0]).toContain('{"secret":1}');
  });

  it('is sent to no model where the person has not agreed, or has switched to another account meanwhile', async () => {
    const { explain, shown, use } = await rig();
    const asked: string[] = [];
    editor.models = [modelOf('Model', () => says('Fine'), asked)];
    editor.answers.clear();
    await explain();
    editor.answers.set('Explain', 'Explain');
    editor.whileAsked = () => use('b');
    await expect(explain()).rejects.toMatchObject({ kind: 'accountChanged' });
    expect([asked, shown]).toEqual([[], []]);
  });

  it('is sent to the model that the person has chosen; the one of the last time is on top', async () => {
    const { explain } = await rig();
    const asked: string[] = [];
    editor.models = [modelOf('One', () => says('1')), modelOf('Two', () => says('2'), asked)];
    editor.answers.set('pick', 'Two');
    await explain();
    await explain();
    expect(asked).toHaveLength(2);
    expect(editor.said.filter((text) => text.includes(', '))).toEqual(['One, Two', 'Two, One']);
  });
});

describe('where there is no answer', () => {
  it('says that no model is installed, and where to get one', async () => {
    const { explain, shown } = await rig();
    editor.answers.set('No language model', 'Manage Language Models');
    await explain();
    expect(editor.said).toEqual([expect.stringMatching(/^No language model is available\. Sign in to/)]);
    expect(editor.run).toEqual(['workbench.action.chat.manage']);
    expect(shown).toEqual([]);
  });

  it.each([
    ['NoPermissions', '', "This extension isn't allowed to use Model."],
    ['Blocked', 'Limit of the month', "Model can't be used now. Its quota may be used up. (Limit of the month)"],
    ['NotFound', '', 'Model is no longer available. Select another model.'],
    ['Unknown', 'Server on fire', "Model didn't answer. (Server on fire)"],
  ])('says why: %s', async (code, message, said) => {
    const { explain, shown } = await rig();
    editor.models = [modelOf('Model', refusal(code, message))];
    await explain();
    expect(editor.said.at(-1)).toBe(said);
    expect(shown.at(-1)).toContain(`*${said}*`);
  });

  it('keeps what has come before the model failed', async () => {
    const { explain, shown } = await rig();
    async function* breaks() {
      yield await Promise.resolve('It failed at noon.');
      throw Object.assign(new Error('', { cause: new Error('Out of words [1](command:x)') }), { code: 'Unknown' });
    }
    editor.models = [modelOf('Model', breaks)];
    await explain();
    expect(shown.at(-1)).toContain('It failed at noon.');
    expect(shown.at(-1)).toContain('Out of words (1) (command: x)');
  });

  it('ends as soon as the person cancels or closes the document, whatever the model does', async () => {
    for (const how of ['cancel', 'close'] as const) {
      const { explain, shown, closing } = await rig();
      let token: vscode.CancellationToken | undefined;
      const never = () => new Promise<never>(() => undefined);
      const model = modelOf('Model', never);
      editor.models = [
        {
          ...model,
          sendRequest: (_messages: unknown, _options: unknown, given: vscode.CancellationToken) => {
            token = given;
            return never();
          },
        },
      ];
      const explaining = explain();
      await vi.waitFor(() => expect(token).toBeDefined());
      if (how === 'close') closing.abort();
      else editor.cancel.at(-1)?.();
      await explaining;
      expect(token?.isCancellationRequested).toBe(true);
      expect(shown.at(-1)).toContain('*Cancelled.*');
    }
  });

  it('says what Telnyx said where the run cannot be read', async () => {
    const { explain, a, shown } = await rig();
    editor.models = [modelOf('Model', () => says('Fine'))];
    a.addFault({ operation: 'getPlan', times: 9, effect: { kind: 'status', status: 403 } });
    await expect(explain()).rejects.toMatchObject({ kind: 'forbidden' });
    expect(shown.at(-1)).toMatch(/\*[^*]+\*/);
  });
});

describe('a difference', () => {
  it('is explained from both runs, the older one first', async () => {
    const { explanations, begin, run, other, shown } = await rig();
    const asked: string[] = [];
    editor.models = [modelOf('Model', () => says('They differ.'), asked)];
    await explanations.explainDifference(other, run, begin());
    const [prompt = ''] = asked;
    expect(prompt.indexOf(run.runId)).toBeGreaterThan(prompt.indexOf('The older run:'));
    expect(prompt.indexOf(other.runId)).toBeGreaterThan(prompt.indexOf('The newer run:'));
    expect(shown.at(-1)).toContain('They differ.');
  });
});

describe('a click on what is cited', () => {
  it('opens the timeline there, in the account of the explanation alone', async () => {
    const { explain, explanations, opened, eventId, run, use } = await rig();
    editor.models = [modelOf('Model', () => says(`[event ${eventId}]`))];
    await explain();
    await explanations.openCited(1, 1);
    await explanations.openCited(1, 2);
    await explanations.openCited(2, 1);
    expect(opened).toEqual([[run.runId, { eventId }]]);
    use('b');
    await explanations.openCited(1, 1);
    expect(opened).toHaveLength(1);
    expect(editor.said.at(-1)).toBe('This explanation is of a run in another account.');
  });
});
