import * as vscode from 'vscode';
import type { Account } from '../account/account';
import { redacted } from '../api/transport/redact';
import type { AgentParts } from './acts/call';
import { registeredName, toolNames, type ToolName } from './table/toolTable';
import type { ToolCalls } from './toolCalls';

/** The tools for language models. What they do is evaluated when one is used for the first time. */
export function registerTools(
  parts: Omit<AgentParts, 'app' | 'accountName'> & { readonly account: Account },
): vscode.Disposable {
  const { account } = parts;
  let calls: Promise<ToolCalls> | undefined;
  async function load(): Promise<ToolCalls> {
    const { createToolCalls } = await import('./toolCalls');
    return createToolCalls({ ...parts, app: vscode.env.appName, accountName: () => accountName(account) });
  }

  const loaded = () => (calls ??= load());

  const tool = (name: ToolName): vscode.LanguageModelTool<unknown> => ({
    async prepareInvocation({ input }) {
      const question = (await loaded()).prepare(name, input);
      return question && { confirmationMessages: { title: question.title, message: question.message } };
    },
    async invoke(options, token) {
      const text = await (await loaded()).invoke(name, options, token);
      // A service may send the key back wherever it likes.
      const key = (await account.connection())?.apiKey ?? '';
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(redacted(text, key))]);
    },
  });

  return vscode.Disposable.from(...toolNames.map((name) => vscode.lm.registerTool(registeredName(name), tool(name))));
}

/** Which account is in use, in words for people. */
function accountName(account: Account): string {
  if (account.isDemo()) return vscode.l10n.t('demo account');
  const base = account.baseUrl();
  return base.kind === 'allowed' ? base.host : '';
}
