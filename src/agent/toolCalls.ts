import type * as vscode from 'vscode';
import { ApiError } from '../api/apiError';
import { createOneAtATime, type OneAtATime } from '../tracking/reading/oneAtATime';
import { failed, NotPossible, whatHelps, type AgentParts, type Answer, type Asked, type Call } from './acts/call';
import { toolActs } from './acts/toolActs';
import { fenceTokens, printAnswer } from './lines/answer';
import { defaultMaxTokens, estimateTokens } from './lines/tokens';
import { InputProblem, readFields } from './table/toolFields';
import { toolTable, type ToolInput, type ToolName } from './table/toolTable';

/** What the lines of our own take, around those of others. */
const ownTokens = 150;
const maxTries = 4;

/** What the tools do, evaluated when one is used for the first time. */
export interface ToolCalls {
  /** Answers with text, whatever goes wrong. */
  invoke(
    name: ToolName,
    options: Pick<vscode.LanguageModelToolInvocationOptions<unknown>, 'input' | 'tokenizationOptions'>,
    token: vscode.CancellationToken,
  ): Promise<string>;
}

export function createToolCalls(parts: AgentParts): ToolCalls {
  const turns = new Map<string, OneAtATime>();
  const unconfirmed = new Map<string, string>();

  function inTurn(runId: string): OneAtATime {
    const turn = turns.get(runId) ?? createOneAtATime();
    turns.set(runId, turn);
    return turn;
  }

  async function answerTo<N extends ToolName>(name: N, given: unknown, asked: Asked | undefined, signal: AbortSignal) {
    try {
      const input = readFields(toolTable[name].fields, given) as ToolInput<N>;
      const call: Call = { ...parts, actions: parts.begin(), signal, asked, inTurn, unconfirmed };
      const act: (input: ToolInput<N>, call: Call) => Promise<Answer> = toolActs[name];
      return await act(input, call);
    } catch (error) {
      return answerOf(error);
    }
  }

  return {
    async invoke(name, { input, tokenizationOptions }, token) {
      const stop = new AbortController();
      const cancelling = token.onCancellationRequested(() => stop.abort());
      try {
        const answer = await answerTo(name, input, undefined, stop.signal);
        return await fitted(answer, tokenizationOptions, token);
      } finally {
        cancelling.dispose();
      }
    },
  };
}

function answerOf(error: unknown): Answer {
  if (error instanceof InputProblem) return () => ({ head: [`Nothing was done. ${error.message}`] });
  if (error instanceof NotPossible) return error.answer;
  if (!(error instanceof ApiError)) throw error;
  return () => failed("Couldn't read what is needed for this. Nothing was changed.", error, whatHelps(error));
}

/** The answer in the number of tokens that its reader has room for. */
async function fitted(
  answer: Answer,
  options: vscode.LanguageModelToolTokenizationOptions | undefined,
  token: vscode.CancellationToken,
): Promise<string> {
  const budget = Math.max(0, options?.tokenBudget ?? defaultMaxTokens);
  const maxTokens = Math.min(defaultMaxTokens, budget);
  const count = (text: string) => options?.countTokens(text, token) ?? estimateTokens(text);
  const mark = crypto.randomUUID().slice(0, 8);
  let room = Math.max(0, maxTokens - fenceTokens - ownTokens);
  for (let tries = 1; ; tries++) {
    const text = printAnswer(answer(room), mark);
    const tokens = await count(text);
    if (tokens <= maxTokens || tries === maxTries) return text;
    room = Math.max(0, Math.floor(room * (maxTokens / tokens) * 0.85) - 20);
  }
}
