import type { Documents } from '../documents/missionsFs';
import { withProgress } from './command';
import { targetMission, type TargetParts } from './target';

export function missionCommands(parts: TargetParts & { readonly documents: Documents }) {
  return {
    async editInstructions(argument: unknown) {
      const mission = await targetMission(argument, parts);
      if (mission) await withProgress(() => parts.documents.openInstructions(mission));
    },

    async refresh() {
      await withProgress(() => parts.poller.refresh());
    },

    async loadMoreMissions() {
      await withProgress(() => parts.poller.loadMore({ kind: 'missions' }));
    },
  };
}
