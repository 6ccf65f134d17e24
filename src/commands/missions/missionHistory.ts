import type { Histories } from '../../views/history/historyPanel';
import { beginAct, targetMission, type CommandParts } from '../shared/target';

/** The runs of a mission beside one another. */
export function historyCommands(parts: CommandParts & { readonly histories: Histories }) {
  return {
    async showHistory(argument: unknown) {
      const mission = await targetMission(argument, beginAct(parts));
      if (mission) await parts.histories.open(mission.missionId);
    },
  };
}
