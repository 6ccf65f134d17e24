import * as vscode from 'vscode';
import type { Mission } from '../../model/mission';
import type { Journal } from '../../tracking/actions/journal';
import { missionName } from '../../views/text/names';
import { withProgress } from '../shared/command';
import { reportAct, reportDone } from '../shared/outcome';
import { beginAct, targetMission, type CommandParts, type TargetParts } from '../shared/target';
import { mayBeSent } from '../shared/unconfirmed';
import { mayUseMission, type UnpublishedParts } from '../shared/unpublishedChanges';

export function cloneMissionCommands(parts: CommandParts & UnpublishedParts & { readonly journal: Journal }) {
  const { journal } = parts;
  /** Missions that are being cloned: until the copy is shown, a further click means the same one. */
  const cloning = new Set<string>();

  async function clone(mission: Mission, key: string, { actions }: TargetParts): Promise<void> {
    const name = missionName(mission);
    const isWanted = await mayBeSent(journal, key, {
      message: (time) =>
        vscode.l10n.t(
          'Telnyx didn\'t confirm the request from {0}, so "{1}" may have been cloned. Check before you clone it again.',
          time,
          name,
        ),
      yes: vscode.l10n.t('Clone Again'),
      look: vscode.l10n.t('Show Missions'),
    });
    if (!isWanted) return;
    const outcome = await withProgress(() => journal.once({ key }, () => actions.cloneMission(mission.missionId)));
    if (outcome.kind === 'done') reportDone(name, vscode.l10n.t('cloned'));
    void reportAct(outcome, vscode.l10n.t('Couldn\'t clone "{0}".', name)).then(() =>
      outcome.kind === 'unsure' ? journal.settle(key) : undefined,
    );
    await parts.poller.refresh();
  }

  return {
    async cloneMission(argument: unknown) {
      const act = beginAct(parts);
      const mission = await targetMission(argument, act);
      if (!mission) return;
      const words = {
        publish: vscode.l10n.t('Publish and Clone'),
        usePublished: vscode.l10n.t('Clone Published Version'),
        save: vscode.l10n.t('Save and Clone'),
        useSaved: vscode.l10n.t('Clone Saved Version'),
      };
      if (!(await mayUseMission(mission.missionId, words, act))) return;
      const key = `cloneMission ${mission.missionId}`;
      if (cloning.has(key)) return;
      cloning.add(key);
      try {
        await clone(mission, key, act);
      } finally {
        cloning.delete(key);
      }
    },
  };
}
