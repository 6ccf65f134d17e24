import * as vscode from 'vscode';
import type { Account } from '../../account/account';
import { defaultBaseUrl } from '../../account/baseUrl';
import type { RemoteTexts } from '../../documents/editors/readonlyTexts';
import { missionName } from '../../views/text/names';
import { escapeMarkdown } from '../../views/text/markdown';
import { beginAct, targetMission, type CommandParts } from '../shared/target';

/** How an agent of the person's takes the runs of a mission. */
export function agentGuideCommands(
  parts: CommandParts & { readonly account: Pick<Account, 'baseUrl' | 'state'>; readonly remoteTexts: RemoteTexts },
) {
  return {
    async showAgentGuide(argument: unknown) {
      const mission = await targetMission(argument, beginAct(parts));
      if (!mission) return;
      const base = parts.account.baseUrl();
      const isDemo = (await parts.account.state()) === 'demo';
      const address = `${base.kind === 'allowed' && !isDemo ? base.url : defaultBaseUrl}/ai/missions/${encodeURIComponent(mission.missionId)}`;
      await parts.remoteTexts.show('connect-an-agent.md', guide(escapeMarkdown(missionName(mission)), address, isDemo));
    },
  };
}

function guide(name: string, address: string, isDemo: boolean): string {
  const request = (method: string, path: string, body?: string) =>
    ['```http', `${method} ${address}${path}`, ...(body === undefined ? [] : ['', body]), '```'].join('\n');
  return [
    `# ${vscode.l10n.t('Connect an agent to {0}', name)}`,
    ...(isDemo
      ? [
          vscode.l10n.t(
            'In the demo account, a simulated agent takes the runs after a few seconds. With your own account:',
          ),
        ]
      : []),
    vscode.l10n.t(
      'Runs of an external mission stay pending until your own agent takes them. The agent can be any program that calls the Telnyx API with an API key of your account.',
    ),
    `1. ${vscode.l10n.t('Find the runs that are waiting: those with the status "pending".')}`,
    request('GET', '/runs?status=pending'),
    `2. ${vscode.l10n.t('Take a run, and read its input.')}`,
    request('PATCH', '/runs/{run_id}', '{ "status": "running" }'),
    `3. ${vscode.l10n.t("Say what you're going to do.")}`,
    request(
      'POST',
      '/runs/{run_id}/plan',
      '{ "steps": [{ "step_id": "research", "description": "Find roofers", "sequence": 1 }] }',
    ),
    `4. ${vscode.l10n.t('Report each step and what happens in it.')}`,
    request('PATCH', '/runs/{run_id}/plan/steps/research', '{ "status": "in_progress" }'),
    request(
      'POST',
      '/runs/{run_id}/events',
      '{ "type": "message", "step_id": "research", "summary": "Found 14 roofers" }',
    ),
    `5. ${vscode.l10n.t('Ask a person, if needed. The answer is an event too, and the run is resumed.')}`,
    request(
      'POST',
      '/runs/{run_id}/events',
      '{ "type": "message", "summary": "Which offer?", "payload": { "kind": "question", "question": "Which offer?", "choices": ["A", "B"] } }',
    ),
    request('POST', '/runs/{run_id}/pause'),
    `6. ${vscode.l10n.t('Complete the run with its result.')}`,
    request('PATCH', '/runs/{run_id}', '{ "status": "succeeded", "result_summary": "Three quotes" }'),
    vscode.l10n.t(
      'Link Agent... shows which Telnyx assistants work on a run. To let Telnyx execute the runs instead, use Set Execution Mode... and select "managed".',
    ),
    '',
  ].join('\n\n');
}
