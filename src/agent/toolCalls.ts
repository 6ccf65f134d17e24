import type * as vscode from 'vscode';
import { ApiError } from '../api/apiError';
import { jsonText } from '../model/jsonObject';
import { keepNewest } from '../model/keepNewest';
import { createOneAtATime, type OneAtATime } from '../tracking/reading/oneAtATime';
import { failed, NotPossible, whatHelps, type AgentParts, type Answer, type Asked, type Call } from './acts/call';
import { knownRun } from './acts/targets';
import { toolActs } from './acts/toolActs';
import { questionAbout, type ToolQuestion } from './acts/toolQuestions';
import { fitAnswer } from './lines/fitAnswer';
import { defaultMaxTokens, estimateTokens } from './lines/tokens';
import { InputProblem, readFields } from './table/toolFields';
import { toolTable, type ToolInput, type ToolName } from './table/toolTable';

const maxAsked = 100;

/** What the tools do, evaluated when one is used for the first time. */
export interface ToolCalls {
  /** The question before the tool acts, made of what the store knows; `undefined` where it asks nothing. No request is made. */
  prepare(name: ToolName, input: unknown): ToolQuestion | undefined;
  /** Answers with text, whatever goes wrong. */
  invoke(
    name: ToolName,
    options: Pick<vscode.LanguageModelToolInvocationOptions<unknown>, 'input' | 'tokenizationOptions'>,
    token: vscode.CancellationToken,
  ): Promise<string>;
}

export function createToolCalls(parts: AgentParts): ToolCalls {
  const turns = new Map<string, OneAtATime>();
  const named = new Map<string, string>();
  const unconfirmed = new Map<string, string>();
  /** What people were asked, by call, and in which account: that is what the call may do. */
  const questions = new Map<string, { readonly asked: Asked; readonly epoch: number }>();
  const nameOf = (name: ToolName, input: unknown) => jsonText([name, input ?? null]);

  function isClaimed(input: object): boolean {
    const text: unknown = Reflect.get(input, 'run');
    const run = typeof text === 'string' ? knownRun(text, parts.store) : undefined;
    return run !== undefined && parts.runClaims.isOwn(run);
  }

  function inTurn(runId: string): OneAtATime {
    const turn = turns.get(runId) ?? createOneAtATime();
    turns.set(runId, turn);
    return turn;
  }

  /** What was asked about this call; each question is for one call. */
  function takeAsked(name: ToolName, input: unknown): Asked | undefined {
    const key = nameOf(name, input);
    const question = questions.get(key);
    questions.delete(key);
    if (question && question.epoch !== parts.store.epoch)
      throw new NotPossible('Nothing was done: the person has switched to another account since they were asked.');
    if (!question && toolTable[name].asks === 'always')
      throw new NotPossible('Nothing was done: the person was not asked. Call the tool again.');
    return question?.asked;
  }

  async function answerTo<N extends ToolName>(name: N, given: unknown, signal: AbortSignal): Promise<Answer> {
    try {
      const input = readFields(toolTable[name].fields, given) as ToolInput<N>;
      const asked = takeAsked(name, given);
      const call: Call = { ...parts, actions: parts.begin(), signal, asked, inTurn, named, unconfirmed };
      const act: (input: ToolInput<N>, call: Call) => Promise<Answer> = toolActs[name];
      return await act(input, call);
    } catch (error) {
      return answerOf(error);
    }
  }

  return {
    prepare<N extends ToolName>(name: N, given: unknown) {
      const { asks, fields } = toolTable[name];
      if (asks === 'never') return undefined;
      try {
        const input = readFields(fields, given) as ToolInput<N>;
        // What a person has refused decides nothing later.
        questions.delete(nameOf(name, given));
        if (asks === 'unlessClaimed' && isClaimed(input)) return undefined;
        const question = questionAbout(name, input, { ...parts, named });
        if (!question) return undefined;
        questions.set(nameOf(name, given), { asked: question.asked, epoch: parts.store.epoch });
        keepNewest(questions, maxAsked);
        return question;
      } catch (error) {
        // The call itself says what is wrong, and does nothing.
        if (error instanceof InputProblem) return undefined;
        throw error;
      }
    },
    async invoke(name, { input, tokenizationOptions }, token) {
      const stop = new AbortController();
      const cancelling = token.onCancellationRequested(() => stop.abort());
      try {
        const answer = await answerTo(name, input, stop.signal);
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
function fitted(
  answer: Answer,
  options: vscode.LanguageModelToolTokenizationOptions | undefined,
  token: vscode.CancellationToken,
): Promise<string> {
  const budget = Math.max(0, options?.tokenBudget ?? defaultMaxTokens);
  const count = (text: string) => options?.countTokens(text, token) ?? estimateTokens(text);
  return fitAnswer(answer, Math.min(defaultMaxTokens, budget), count);
}
