import type { NewMission } from '../../api/client';
import { definitionOf, type Mission } from '../../model/mission';
import type { Actions } from '../../tracking/actions/actions';
import type { Store } from '../../tracking/store/store';
import type { DocumentKind } from '../remote/remoteDocument';

/** The instructions of a mission as Markdown; the rest of the mission stays as Telnyx has it. */
export function instructionsKind(parts: {
  readonly store: Store;
  readonly actions: Actions;
  /** Creates a mission and opens its instructions; resolves to whether that was done. */
  readonly createMission: (definition: NewMission) => Promise<boolean>;
}): DocumentKind<Mission, 'missionId'> {
  const { store, actions } = parts;
  const textOf = ({ instructions }: Mission) => instructions ?? '';
  return {
    // VS Code would take `*.instructions.md` for instructions to its own chat.
    ending: ' instructions.md',
    ids: ['missionId'],
    read: ({ missionId }) => actions.readMission(missionId),
    print: textOf,
    updatedAt: ({ updatedAt }) => updatedAt,
    held({ missionId }, { missions }) {
      const mission = missions.has(missionId) ? store.mission(missionId) : undefined;
      // A list may leave out what is long.
      return mission?.instructions === undefined ? undefined : mission;
    },
    interest: ({ missionId }) => ({ kind: 'mission', missionId }),
    async save({ missionId }, { base, mine, overwritten }) {
      const outcome = await actions.saveInstructions(missionId, textOf(overwritten ?? base), mine);
      if (outcome.kind === 'conflict') return outcome;
      return { kind: 'saved', value: { instructions: mine, ...outcome.value } };
    },
    createMission: (base, mine) => parts.createMission({ ...definitionOf(base), instructions: mine }),
  };
}
