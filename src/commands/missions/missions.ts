import * as vscode from 'vscode';
import type { NewMission } from '../../api/requests';
import type { MissionDocuments } from '../../documents/kinds/missionDocuments';
import { createMissionOnce, settleMission } from '../../documents/missionFiles/createMissionOnce';
import type { Mission } from '../../model/mission';
import type { Journal } from '../../tracking/actions/journal';
import type { Resources } from '../../tracking/resources';
import { withProgress } from '../shared/command';
import { reportAct } from '../shared/outcome';
import { beginAct, targetMission, type CommandParts, type TargetParts } from '../shared/target';
import { askToCreate } from '../shared/unconfirmed';
import { runWizard } from '../shared/wizard';
import { executionModeQuestion, nameQuestion } from './missionQuestions';

type NewMissionAnswers = { readonly name: string; readonly executionMode: string };

function askNewMission(answers: NewMissionAnswers): Promise<NewMissionAnswers | undefined> {
  return runWizard<NewMissionAnswers>({
    title: () => vscode.l10n.t('Create Mission'),
    answers,
    steps: [
      { question: ({ name }) => nameQuestion(name, (text) => ({ name: text })) },
      { question: ({ executionMode }) => executionModeQuestion(executionMode, (mode) => ({ executionMode: mode })) },
    ],
  });
}

/** Creating missions, opening them, and reading them again. */
export function missionCommands(
  parts: CommandParts & {
    readonly documents: MissionDocuments;
    readonly resources: Pick<Resources, 'refresh'>;
    readonly journal: Journal;
  },
) {
  const { documents, journal } = parts;
  /** What was typed and could not be sent: it is there again the next time. */
  let draft: NewMissionAnswers = { name: '', executionMode: 'external' };

  async function create(definition: NewMission, { actions }: TargetParts): Promise<Mission | undefined> {
    const outcome = await withProgress(() =>
      createMissionOnce(actions, journal, definition, askToCreate(journal, definition.name)),
    );
    if (outcome.kind === 'done') {
      // The editor does not wait for the list.
      void parts.poller.refresh();
      return outcome.value;
    }
    await reportAct(outcome, vscode.l10n.t("Couldn't create the mission. Your input was kept."), createMission);
    if (outcome.kind === 'unsure') await settleMission(journal, definition);
    return undefined;
  }

  async function createMission(): Promise<void> {
    const act = beginAct(parts);
    // Before anything is asked that could not be sent.
    await act.actions.requireAccount();
    const answers = await askNewMission(draft);
    if (!answers) return;
    draft = answers;
    const { name, executionMode } = answers;
    // Without instructions: a template would be live at once.
    const mission = await create({ name: name.trim(), executionMode }, act);
    if (!mission) return;
    draft = { name: '', executionMode: 'external' };
    await withProgress(() => documents.openInstructions(mission));
  }

  return {
    async editInstructions(argument: unknown) {
      const act = beginAct(parts);
      const mission = await targetMission(argument, act);
      if (mission) await withProgress(() => documents.openInstructions(mission));
    },

    createMission,

    async refresh() {
      await withProgress(() => Promise.all([parts.poller.refresh(), parts.resources.refresh()]));
    },

    async loadMoreMissions() {
      await withProgress(() => parts.poller.loadMore({ kind: 'missions' }));
    },
  };
}
