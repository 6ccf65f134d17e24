import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { isObject } from '../../model/jsonObject';
import type { RunRef } from '../../model/run';
import { valueOf } from '../../tracking/store/facts';
import { formatTime } from '../../views/text/times';
import { withProgress } from '../shared/command';
import { prefixName, reportAct, reportDone, reportOutcome } from '../shared/outcome';
import { beginAct, rowOrArgument, runTitle, targetRun, type CommandParts, type TargetParts } from '../shared/target';
import { runName } from '../../views/text/names';

/** Where the ids that were linked before are kept, the last one first. */
const recentState = 'recentAgents';
const maxRecentAgents = 10;

/** Which assistants of Telnyx's work on a run. */
export function agentCommands(parts: CommandParts & { readonly state: vscode.Memento }) {
  const { state, store } = parts;

  function recent(): readonly string[] {
    const saved = state.get<unknown>(recentState);
    return Array.isArray(saved) ? saved.filter((id) => typeof id === 'string') : [];
  }

  /** Those that are linked to other runs of the mission, as far as they are known. */
  function known({ missionId }: RunRef): string[] {
    const runs = store.allRuns().filter((run) => run.missionId === missionId);
    return runs.flatMap(({ runId }) => (valueOf(store.agents(runId)) ?? []).map((agent) => agent.telnyxAgentId));
  }

  function askId(title: string, linked: ReadonlySet<string>): Thenable<string | undefined> {
    return dialogs.showInputBox({
      title,
      prompt: vscode.l10n.t('The id of the Telnyx assistant that works on this run.'),
      placeHolder: 'assistant-…',
      ignoreFocusOut: true,
      validateInput(text) {
        const id = text.trim();
        if (id === '') return vscode.l10n.t('An id is needed.');
        if (/[\s\p{Cc}\p{Cf}]/u.test(id)) return vscode.l10n.t('An id has no spaces.');
        if (linked.has(id)) return vscode.l10n.t('This agent is linked already.');
        if (/^assistant-./.test(id)) return undefined;
        const message = vscode.l10n.t(
          'Ids of Telnyx assistants begin with “assistant-”. Press Enter to link it anyway.',
        );
        return { message, severity: vscode.InputBoxValidationSeverity.Warning };
      },
    });
  }

  /** One that was linked before, or one that is typed. */
  async function askAgent(run: RunRef, linked: ReadonlySet<string>): Promise<string | undefined> {
    const title = runTitle(vscode.l10n.t('Link Agent'), run, store);
    const offered = [...new Set([...recent(), ...known(run)])].filter((id) => !linked.has(id));
    if (offered.length === 0) return askId(title, linked);
    const other = { label: vscode.l10n.t('Another agent…'), iconPath: new vscode.ThemeIcon('edit') };
    const items: (vscode.QuickPickItem & { readonly id?: string })[] = [
      ...offered.map((id) => ({ label: id, iconPath: new vscode.ThemeIcon('hubot'), id })),
      other,
    ];
    const choice = await dialogs.showQuickPick(items, { title, placeHolder: vscode.l10n.t('Which agent?') });
    return choice === other ? askId(title, linked) : choice?.id;
  }

  /** The agent of the row, else one that is chosen from those that are linked. */
  async function askLinked(run: RunRef, argument: unknown, { actions }: TargetParts): Promise<string | undefined> {
    const named = agentIdIn(rowOrArgument(argument, parts));
    if (named !== undefined) return named;
    const agents = await withProgress(() => actions.readAgents(run));
    if (agents.length === 0) {
      void dialogs.showInformationMessage(vscode.l10n.t('No agent is linked to this run.'));
      return undefined;
    }
    const items = agents.map((agent) => ({
      label: agent.telnyxAgentId,
      description: vscode.l10n.t('since {0}', formatTime(agent.createdAt)),
      agent,
    }));
    const title = runTitle(vscode.l10n.t('Unlink Agent'), run, store);
    const choice = await dialogs.showQuickPick(items, {
      title,
      placeHolder: vscode.l10n.t('Which agent?'),
      // It comes after an answer of the service: by then VS Code may give the focus back to the timeline.
      ignoreFocusOut: true,
    });
    return choice?.agent.telnyxAgentId;
  }

  /** The rows of the run show its agents as they are now, linked or not. */
  const look = (run: RunRef, { actions }: TargetParts) =>
    withProgress(() => actions.readAgents(run)).catch(() => undefined);

  return {
    async linkAgent(argument: unknown) {
      const act = beginAct(parts);
      const run = await targetRun(argument, undefined, act);
      if (!run) return;
      const linked = new Set((valueOf(store.agents(run.runId)) ?? []).map(({ telnyxAgentId }) => telnyxAgentId));
      const id = (await askAgent(run, linked))?.trim();
      if (id === undefined) return;
      // Before it is tried: what was typed is there again, whatever comes of it.
      await state.update(recentState, [...new Set([id, ...recent()])].slice(0, maxRecentAgents));
      const outcome = await withProgress(() => act.actions.linkAgent(run, id));
      if (outcome.kind === 'done') {
        await look(run, act);
        reportDone(runName(run, store), vscode.l10n.t('agent linked'));
      }
      await reportOutcome(outcome, prefixName(runName(run, store), vscode.l10n.t('The agent was not linked.')), store);
    },

    async unlinkAgent(argument: unknown) {
      const act = beginAct(parts);
      const run = await targetRun(argument, undefined, act);
      const id = run && (await askLinked(run, argument, act));
      if (!run || id === undefined) return;
      const yes: vscode.MessageItem = { title: vscode.l10n.t('Unlink') };
      const message = vscode.l10n.t('Unlink “{0}” from this run?', id);
      const detail = vscode.l10n.t('What it has logged stays. It can be linked again.');
      if ((await dialogs.showWarningMessage(message, { modal: true, detail }, yes)) !== yes) return;
      const outcome = await withProgress(() => act.actions.unlinkAgent(run, id));
      if (outcome.kind !== 'busy') await look(run, act);
      if (outcome.kind === 'done') reportDone(runName(run, store), vscode.l10n.t('agent unlinked'));
      await reportAct(outcome, prefixName(runName(run, store), vscode.l10n.t('The agent was not unlinked.')));
    },
  };
}

function agentIdIn(argument: unknown): string | undefined {
  const { telnyxAgentId } = isObject(argument) ? argument : {};
  return typeof telnyxAgentId === 'string' ? telnyxAgentId : undefined;
}
