/**
 * An extension for tests: a language model that plays a script, and an agent that has it work. VS Code's own chat calls a
 * model of another extension only for who is signed in at GitHub. So the agent's loop is here (model, tool calls,
 * results, until the model calls no tool any more), through the same public functions of VS Code that its chat uses:
 * `sendRequest` of the model and `lm.invokeTool`, with VS Code's own questions to the person.
 */
import * as vscode from 'vscode';
import { plainAnswer, question, script, uuid, type Known, type ToolUse } from './script';

const vendor = 'scripted';

type Message = vscode.LanguageModelChatRequestMessage;

const isThere = () => vscode.workspace.getConfiguration('scriptedModel').get('isThere') === true;

const model: vscode.LanguageModelChatInformation = {
  id: 'script',
  name: 'Script',
  family: 'script',
  version: '1',
  maxInputTokens: 100_000,
  maxOutputTokens: 10_000,
  capabilities: { toolCalling: true },
};

function textOf(parts: readonly unknown[]): string {
  return parts
    .map((part) => {
      if (part instanceof vscode.LanguageModelTextPart) return part.value;
      return part instanceof vscode.LanguageModelToolResultPart ? textOf(part.content) : '';
    })
    .join('\n');
}

const callsIn = (messages: readonly Message[]) =>
  messages.flatMap(({ content }) => content).filter((part) => part instanceof vscode.LanguageModelToolCallPart).length;

/** Prompts of the person, without the results of tools. */
const promptsIn = (messages: readonly Message[]) =>
  messages.filter(
    ({ role, content }) =>
      role === vscode.LanguageModelChatMessageRole.User &&
      content.every((part) => !(part instanceof vscode.LanguageModelToolResultPart)),
  );

/** What a model would read in the conversation. */
function knownFrom(messages: readonly Message[]): Known {
  const text = messages.map(({ content }) => textOf(content)).join('\n');
  const [mission = ''] = uuid.exec(text) ?? [];
  const [run = ''] = new RegExp(`(?<=claimed run )${uuid.source}`).exec(text) ?? [];
  // The event that asks has the choices in its payload, which the list of events does not show.
  const answer = question.choices.find((choice) => text.includes(choice)) ?? '';
  return { mission, run, answer };
}

/** What the model calls next; nothing where its turn is over. */
function nextCall(messages: readonly Message[]): ToolUse | undefined {
  const prompts = promptsIn(messages).length;
  const before = script.slice(0, prompts - 1).flat().length;
  return script[prompts - 1]?.[callsIn(messages) - before]?.(knownFrom(messages));
}

const provider: vscode.LanguageModelChatProvider = {
  provideLanguageModelChatInformation: () => (isThere() ? [model] : []),
  async provideLanguageModelChatResponse(_, messages, { tools = [] }, progress, token) {
    if (tools.length === 0) {
      for (const part of plainAnswer(messages.map(({ content }) => textOf(content)).join('\n'))) {
        if (token.isCancellationRequested) return;
        progress.report(new vscode.LanguageModelTextPart(part));
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return;
    }
    const call = nextCall(messages);
    progress.report(new vscode.LanguageModelTextPart(call ? `I call ${call.name}.` : 'Done for now.'));
    if (!call) return;
    if (!tools.some(({ name }) => name === call.name)) throw new Error(`There is no tool ${call.name}`);
    progress.report(new vscode.LanguageModelToolCallPart(String(callsIn(messages)), call.name, call.input));
  },
  provideTokenCount: (_, text) => Promise.resolve(Math.ceil(JSON.stringify(text).length / 4)),
};

/** Has the model work until it calls no tool any more. Rejects where the person refuses what a tool asks. */
async function work(conversation: vscode.LanguageModelChatMessage[], token: vscode.CancellationToken): Promise<void> {
  const [chosen] = await vscode.lm.selectChatModels({ vendor });
  if (!chosen) throw new Error('There is no scripted model');
  const tools = vscode.lm.tools.filter(({ name }) => name.startsWith('telnyx_'));
  for (;;) {
    const response = await chosen.sendRequest(conversation, { tools: [...tools] }, token);
    const said: (vscode.LanguageModelTextPart | vscode.LanguageModelToolCallPart)[] = [];
    for await (const part of response.stream)
      if (part instanceof vscode.LanguageModelTextPart || part instanceof vscode.LanguageModelToolCallPart)
        said.push(part);
    conversation.push(vscode.LanguageModelChatMessage.Assistant(said));
    const calls = said.filter((part) => part instanceof vscode.LanguageModelToolCallPart);
    if (calls.length === 0) return;
    for (const { callId, name, input } of calls) {
      const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined }, token);
      const result = new vscode.LanguageModelToolResultPart(callId, content);
      conversation.push(vscode.LanguageModelChatMessage.User([result]));
    }
  }
}

export function activate(context: vscode.ExtensionContext): void {
  const changed = new vscode.EventEmitter<void>();
  const configured = vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('scriptedModel')) changed.fire();
  });
  const registered = vscode.lm.registerLanguageModelChatProvider(vendor, {
    ...provider,
    onDidChangeLanguageModelChatInformation: changed.event,
  });
  /** A prompt that names a mission begins anew; any other goes on. */
  let conversation: vscode.LanguageModelChatMessage[] = [];
  const status = vscode.window.createStatusBarItem();
  const stop = new vscode.CancellationTokenSource();
  const prompting = vscode.commands.registerCommand('scriptedAgent.prompt', async () => {
    const prompt = await vscode.window.showInputBox({ prompt: 'Enter a prompt for the scripted agent' });
    if (prompt === undefined) return;
    if (uuid.test(prompt)) conversation = [];
    conversation.push(vscode.LanguageModelChatMessage.User(prompt));
    status.text = 'Scripted agent: working';
    status.show();
    status.text = await work(conversation, stop.token).then(
      () => 'Scripted agent: done',
      (error: unknown) => `Scripted agent: stopped (${error instanceof Error ? error.name : String(error)})`,
    );
  });
  context.subscriptions.push(changed, configured, registered, status, stop, prompting);
}
