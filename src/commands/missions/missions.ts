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
import { askMissionName } from './missionNameInput';

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
  let nameDraft = '';

  async function create(
    definition: NewMission,
    notDone: string,
    { actions }: TargetParts,
  ): Promise<Mission | undefined> {
    const outcome = await withProgress(() =>
      createMissionOnce(actions, journal, definition, askToCreate(journal, definition.name)),
    );
    if (outcome.kind === 'done') {
      // The editor does not wait for the list.
      void parts.poller.refresh();
      return outcome.value;
    }
    await reportAct(outcome, notDone);
    if (outcome.kind === 'unsure') await settleMission(journal, definition);
    return undefined;
  }

  return {
    async editInstructions(argument: unknown) {
      const act = beginAct(parts);
      const mission = await targetMission(argument, act);
      if (mission) await withProgress(() => documents.openInstructions(mission));
    },

    async createMission() {
      const act = beginAct(parts);
      const name = await askMissionName(vscode.l10n.t('Create Mission'), nameDraft);
      if (name === undefined) return;
      nameDraft = name;
      const mission = await create(
        // Without instructions: a template would be live at once.
        { name: name.trim() },
        vscode.l10n.t('The mission was not created. Its name is kept for the next try.'),
        act,
      );
      if (!mission) return;
      nameDraft = '';
      await withProgress(() => documents.openInstructions(mission));
    },

    async refresh() {
      await withProgress(() => Promise.all([parts.poller.refresh(), parts.resources.refresh()]));
    },

    async loadMoreMissions() {
      await withProgress(() => parts.poller.loadMore({ kind: 'missions' }));
    },
  };
}
