import type { NewMission } from '../../api/requests';
import { contentsOf, type Mission } from '../../model/mission';
import { decideSave } from '../../model/saveDecision';
import type { Actions } from '../../tracking/actions/actions';
import type { Store } from '../../tracking/store/store';
import { withUntouchedLines } from '../../formats/untouchedLines';
import { documentShapes } from '../remote/documentShapes';
import type { DocumentType } from '../remote/remoteDocument';
import { keptMission, lostMission } from '../kept/keptMission';

/** The instructions of a mission as Markdown; the rest of the mission stays as Telnyx has it. */
export function instructionsType(parts: {
  readonly store: Store;
  /** Creates a mission and opens its instructions; resolves to whether that was done. */
  readonly createMission: (actions: Actions, definition: NewMission) => Promise<boolean>;
}): DocumentType<Mission, 'missionId', Actions> {
  const { store } = parts;
  const textOf = ({ instructions }: Mission) => instructions ?? '';
  return {
    ...documentShapes.instructions,
    of: (actions) => ({
      read: ({ missionId }) => actions.readMission(missionId),
      print: textOf,
      updatedAt: ({ updatedAt }) => updatedAt,
      storedValue({ missionId }, { missions }) {
        const mission = missions.has(missionId) ? store.mission(missionId) : undefined;
        // A list may leave out what is long.
        return mission?.instructions === undefined ? undefined : mission;
      },
      interest: ({ missionId }) => ({ kind: 'mission', missionId }),
      isConflict({ base, mine, overwritten }, now) {
        const seen = textOf(overwritten ?? base);
        return decideSave(seen, textOf(now), withUntouchedLines(seen, mine)) === 'conflict';
      },
      async save({ missionId }, { base, mine, overwritten }) {
        const seen = textOf(overwritten ?? base);
        const instructions = withUntouchedLines(seen, mine);
        const outcome = await actions.saveInstructions(missionId, seen, instructions);
        if (outcome.kind === 'conflict') return outcome;
        return { kind: 'saved', value: { instructions, ...outcome.value } };
      },
      createMission: (base, mine) => parts.createMission(actions, { ...contentsOf(base), instructions: mine }),
      keeps: keptMission,
      lost: ({ missionId }, { name, kept }) => lostMission(missionId, name, kept),
    }),
  };
}
