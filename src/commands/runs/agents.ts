import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { LinkedAgent } from '../../model/agent';
import { isObject } from '../../model/jsonObject';
import type { RunRef } from '../../model/run';
import { valueOf } from '../../tracking/store/facts';
import { runName } from '../../views/text/names';
import { formatTime } from '../../views/text/times';
import { withProgress } from '../shared/command';
import { prefixName, reportAct, reportDone, reportOutcome } from '../shared/outcome';
import {
  beginAct,
  findRun,
  rowOrArgument,
  runTitle,
  type CommandParts,
  type Found,
  type TargetParts,
} from '../shared/target';
import { runWizard, targetStep } from '../shared/wizard';

/** Where the ids that were linked before are kept, the last one first. */
const recentState = 'recentAgents';
const maxRecentAgents = 10;

type Answers = { readonly run?: RunRef; readonly id: string; readonly isOther: boolean };

/** Which assistants of Telnyx's work on a run. */
export function agentCommands(parts: CommandParts & { readonly state: vscode.Memento }) {
  const { state, store } = parts;

  function recent(): readonly string[] {
    const saved = state.get<unknown>(recentState);
    return Array.isArray(saved) ? saved.filter((id) => typeof id === 'string') : [];
  }

  /** Those that are linked to other runs of the mission, as far as they are known. */
  function known({ missionId }: RunRef): string[] {
    const runs = store.runsOf(missionId);
    return runs.flatMap(({ runId }) => (valueOf(store.agents(runId)) ?? []).map((agent) => agent.telnyxAgentId));
  }

  /** One that was linked before, or one that is typed. */
  async function askAgent(found: Found<RunRef>): Promise<Answers | undefined> {
    const what = vscode.l10n.t('Link Agent');
    const linkedTo = ({ run }: Answers) =>
      new Set((run && valueOf(store.agents(run.runId)))?.map(({ telnyxAgentId }) => telnyxAgentId));
    function offered(answers: Answers): string[] {
      const linked = linkedTo(answers);
      return [...new Set([...recent(), ...(answers.run ? known(answers.run) : [])])].filter((id) => !linked.has(id));
    }
    return runWizard<Answers>({
      title: ({ run }) => (run ? runTitle(what, run, store) : what),
      answers: { id: '', isOther: false },
      steps: [
        targetStep(found, (run) => ({ run })),
        {
          load: (answers) => Promise.resolve({ isOther: offered(answers).length === 0 }),
          isAsked: (answers) => offered(answers).length > 0,
          question: (answers) => ({
            kind: 'pick',
            placeHolder: vscode.l10n.t('Select an agent to link'),
            items: [
              ...offered(answers).map((id) => ({
                label: id,
                iconPath: new vscode.ThemeIcon('hubot'),
                answer: { id, isOther: false },
              })),
              {
                label: vscode.l10n.t('Another agent...'),
                iconPath: new vscode.ThemeIcon('edit'),
                answer: { isOther: true },
              },
            ],
          }),
        },
        {
          isAsked: ({ isOther }) => isOther,
          question: (answers) => ({
            kind: 'input',
            prompt: vscode.l10n.t('Enter the ID of the Telnyx assistant that works on this run'),
            placeHolder: 'assistant-...',
            validate: (text) => idProblem(text.trim(), linkedTo(answers)),
            answer: (typed) => ({ id: typed.trim() }),
          }),
        },
      ],
    });
  }

  /** The agent of the row, else one that is chosen from those that are linked. */
  async function askLinked(found: Found<RunRef>, argument: unknown, { actions }: TargetParts) {
    const named = agentIdIn(rowOrArgument(argument, parts));
    const what = vscode.l10n.t('Unlink Agent');
    const answers = await runWizard<Answers & { readonly agents?: readonly LinkedAgent[] }>({
      title: ({ run }) => (run ? runTitle(what, run, store) : what),
      answers: { id: named ?? '', isOther: false },
      steps: [
        targetStep(found, (run) => ({ run })),
        {
          load: async ({ run }) =>
            run && named === undefined ? { agents: await withProgress(() => actions.readAgents(run)) } : {},
          isAsked: ({ agents }) => named === undefined && agents?.length !== 0,
          question: ({ agents = [] }) => ({
            kind: 'pick',
            placeHolder: vscode.l10n.t('Select an agent to unlink'),
            items: agents.map(({ telnyxAgentId, createdAt }) => ({
              label: telnyxAgentId,
              description: vscode.l10n.t('since {0}', formatTime(createdAt)),
              answer: { id: telnyxAgentId },
            })),
          }),
        },
      ],
    });
    if (answers?.agents?.length === 0)
      void dialogs.showInformationMessage(vscode.l10n.t('No agent is linked to this run.'));
    return answers;
  }

  /** The rows of the run show its agents as they are now, linked or not. */
  const look = (run: RunRef, { actions }: TargetParts) =>
    withProgress(() => actions.readAgents(run)).catch(() => undefined);

  async function linkAgent(argument: unknown): Promise<void> {
    const act = beginAct(parts);
    const found = await findRun(argument, undefined, act);
    const answers = found && (await askAgent(found));
    if (!answers?.run || answers.id === '') return;
    const { run, id } = answers;
    // Before it is tried: what was typed is there again, whatever comes of it.
    await state.update(recentState, [...new Set([id, ...recent()])].slice(0, maxRecentAgents));
    const outcome = await withProgress(() => act.actions.linkAgent(run, id));
    const name = runName(run, store);
    if (outcome.kind === 'done') {
      await look(run, act);
      reportDone(name, vscode.l10n.t('agent linked'));
    }
    const notDone = prefixName(name, vscode.l10n.t("Couldn't link the agent."));
    await reportOutcome(outcome, notDone, store, () => linkAgent(run));
  }

  return {
    linkAgent,

    async unlinkAgent(argument: unknown) {
      const act = beginAct(parts);
      const found = await findRun(argument, undefined, act);
      const answers = found && (await askLinked(found, argument, act));
      if (!answers?.run || answers.id === '') return;
      const { run, id } = answers;
      const yes: vscode.MessageItem = { title: vscode.l10n.t('Unlink') };
      const message = vscode.l10n.t('Unlink "{0}" from this run?', id);
      const detail = vscode.l10n.t('Its events are kept. You can link it again later.');
      if ((await dialogs.showWarningMessage(message, { modal: true, detail }, yes)) !== yes) return;
      const outcome = await withProgress(() => act.actions.unlinkAgent(run, id));
      if (outcome.kind !== 'busy') await look(run, act);
      if (outcome.kind === 'done') reportDone(runName(run, store), vscode.l10n.t('agent unlinked'));
      await reportAct(outcome, prefixName(runName(run, store), vscode.l10n.t("Couldn't unlink the agent.")));
    },
  };
}

/** What is wrong with the ID of an agent to link; a warning is nothing that keeps it from being linked. */
function idProblem(id: string, linked: ReadonlySet<string>): string | vscode.InputBoxValidationMessage | undefined {
  if (id === '') return vscode.l10n.t('Enter an agent ID.');
  if (/[\s\p{Cc}\p{Cf}]/u.test(id)) return vscode.l10n.t("IDs can't contain spaces.");
  if (linked.has(id)) return vscode.l10n.t('This agent is already linked.');
  if (/^assistant-./.test(id)) return undefined;
  const message = vscode.l10n.t('Telnyx assistant IDs start with "assistant-". Press Enter to link this agent anyway.');
  return { message, severity: vscode.InputBoxValidationSeverity.Warning };
}

function agentIdIn(argument: unknown): string | undefined {
  const { telnyxAgentId } = isObject(argument) ? argument : {};
  return typeof telnyxAgentId === 'string' ? telnyxAgentId : undefined;
}
