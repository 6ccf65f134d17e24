import * as vscode from 'vscode';
import type { Account } from '../account/account';
import type { ApiError } from '../api/apiError';
import { dialogs } from '../dialogs';
import { valueOf } from '../tracking/store/facts';
import type { Store } from '../tracking/store/store';

/** How many failures are kept. */
const maxFailures = 20;

export interface FailureLog {
  note(error: ApiError): void;
  /** Oldest first. */
  lines(): readonly string[];
}

/** The last requests that failed: which, how and when. Nothing of what was in them. */
export function createFailureLog(): FailureLog {
  const kept: string[] = [];
  return {
    note({ operation, kind, status }) {
      kept.push(`| ${new Date().toISOString()} | ${operation} | ${kind} | ${status ?? ''} |`);
      if (kept.length > maxFailures) kept.shift();
    },
    lines: () => kept,
  };
}

type Parts = {
  readonly extension: vscode.Extension<unknown>;
  readonly account: Account;
  readonly store: Store;
  readonly failures: FailureLog;
};

export function diagnosticsCommands(parts: Parts) {
  return {
    /** What a bug report needs, on the clipboard. */
    async copyDiagnostics() {
      const text = await diagnostics(parts);
      await vscode.env.clipboard.writeText(text);
      const show = vscode.l10n.t('Show');
      const message = vscode.l10n.t(
        'Copied diagnostics: versions, settings, and recent errors. No API key or mission content is included.',
      );
      if ((await dialogs.showInformationMessage(message, show)) !== show) return;
      const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: text });
      await vscode.window.showTextDocument(document);
    },
  };
}

/** In English whatever the display language: it goes to those who fix the extension. */
async function diagnostics({ extension, account, store, failures }: Parts): Promise<string> {
  const manifest: unknown = extension.packageJSON;
  const missions = valueOf(store.missionList());
  const lines = failures.lines();
  return [
    '## Missions: diagnostics',
    '',
    `- Extension: ${extension.id} ${String(member(manifest, 'version'))}`,
    `- VS Code: ${vscode.version}, ${vscode.env.appHost}, language ${vscode.env.language}`,
    `- Extension host: ${hostKind()}, ${vscode.env.remoteName ?? 'no'} remote`,
    `- Workspace: ${vscode.workspace.isTrusted ? 'trusted' : 'restricted'}, ${vscode.workspace.workspaceFolders?.length ?? 0} folders`,
    `- Account: ${await account.state()}`,
    `- Known: ${missions?.missionIds.length ?? 0} of ${missions?.atLeast ? 'at least ' : ''}${missions?.total ?? 0} missions, ${store.allRuns().length} runs, ${store.activeRuns().size} active`,
    '',
    '| setting | value |',
    '| --- | --- |',
    ...settings(manifest, account),
    '',
    '| failed at | operation | kind | status |',
    '| --- | --- | --- | --- |',
    ...(lines.length > 0 ? lines : ['| – | | | |']),
    '',
  ].join('\n');
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** Node's name for the platform, or the worker of a browser. */
function hostKind(): string {
  const process = member(globalThis, 'process');
  const platform = member(process, 'platform');
  return typeof platform === 'string' ? `Node, ${platform} ${String(member(process, 'arch'))}` : 'web worker';
}

/** Numbers, switches and choices as they are; of an address the host alone; of free text only whether there is any. */
function settings(manifest: unknown, account: Account): string[] {
  const declared = member(member(member(manifest, 'contributes'), 'configuration'), 'properties');
  return Object.entries(declared ?? {}).map(([name, schema]: [string, unknown]) => {
    const value = vscode.workspace.getConfiguration().get<unknown>(name);
    const choices = member(schema, 'enum');
    const plain =
      typeof value === 'number' ||
      typeof value === 'boolean' ||
      (Array.isArray(choices) && choices.includes(value) && typeof value === 'string');
    const base = account.baseUrl();
    if (name === 'missions.apiBaseUrl')
      return `| ${name} | ${base.kind === 'allowed' ? base.host : `refused: ${base.why}`} |`;
    return `| ${name} | ${plain ? String(value) : value === member(schema, 'default') ? 'default' : 'set'} |`;
  });
}
