import type { CallOptions } from '../../api/sender';
import type { MissionChange, NewMission } from '../../api/requests';
import type { Mission } from '../../model/mission';
import { decideMission } from '../saving/decisions';
import { createEchoing } from '../saving/echoedFields';
import type { ActionParts, Saves } from '../saving/saves';
import { conditionalOf, done, failureOutcome, outcomeOf, type Conditional, type Outcome } from './outcome';
import { isNotFound, isTooLarge } from '../../api/apiError';

/** What people can do with missions. */
export interface MissionActions {
  createMission(definition: NewMission, options?: CallOptions): Promise<Outcome<Mission>>;
  /** Changes some of a mission's definition, where the same of it is still what was `seen`; the rest stays. */
  changeMission(seen: Mission, change: MissionChange, options?: CallOptions): Promise<Conditional<Mission>>;
  deleteMission(missionId: string, options?: CallOptions): Promise<Outcome>;
  /** Whether the service answers that it has no such mission. Throws `ApiError`. */
  isMissionGone(missionId: string): Promise<boolean>;
  /** Its value is the clone, where the answer names it. */
  cloneMission(missionId: string, options?: CallOptions): Promise<Outcome<Mission | undefined>>;
}

export function createMissionActions(
  parts: ActionParts & { readonly saves: Pick<Saves, 'saveMission' | 'readMission'> },
): MissionActions {
  const { client, store, wake, saves } = parts;
  const echoing = createEchoing(parts.mayLoseFields);

  /** An act that answers with the mission as it is now. */
  async function actOnMissions<T extends Mission | undefined>(act: () => Promise<T>): Promise<Outcome<T>> {
    const { epoch } = store;
    try {
      return await outcomeOf(async () => {
        const mission = await act();
        if (mission && store.epoch === epoch)
          store.put([{ kind: 'mission', mission, requestSeq: store.nextRequestSeq() }]);
        return mission;
      });
    } finally {
      wake();
    }
  }

  async function isMissionGone(missionId: string): Promise<boolean> {
    try {
      await saves.readMission(missionId);
      return false;
    } catch (error) {
      if (isNotFound(error)) return true;
      // It is there, whatever its size.
      if (isTooLarge(error)) return false;
      throw error;
    }
  }

  return {
    createMission: (definition, options) =>
      actOnMissions(() =>
        echoing((echo) => client.createMission({ ...definition, more: echo(definition.more) }, options)),
      ),
    async changeMission(seen, change, options) {
      try {
        return await conditionalOf(() => saves.saveMission(seen.missionId, decideMission(seen, change), options));
      } finally {
        wake();
      }
    },
    async deleteMission(missionId, options) {
      const { epoch } = store;
      const gone = (): Outcome => {
        if (store.epoch === epoch) store.put([{ kind: 'missionGone', missionId }]);
        return done;
      };
      try {
        await client.deleteMission(missionId, options);
        return gone();
      } catch (error) {
        // It is gone: by this request or by another, that is what was wanted.
        if (isNotFound(error)) return gone();
        const failure = failureOutcome(error);
        const mayBeGone = failure.kind === 'unsure';
        return mayBeGone && (await isMissionGone(missionId).catch(() => false)) ? gone() : failure;
      } finally {
        wake();
      }
    },
    isMissionGone,
    cloneMission: (missionId, options) => actOnMissions(() => client.cloneMission(missionId, options)),
  };
}
