import type { MissionChange, NewMission, RunChange, StepChange } from '../../api/requests';
import type { RunEvent } from '../../model/event';
import { contentsOf, type Mission } from '../../model/mission';
import type { Step } from '../../model/plan';
import type { Run } from '../../model/run';
import { eventAsWire, missionAsWire, runAsWire, stepAsWire } from '../../model/saved/wireFormat';
import type { Actions } from '../../tracking/actions/actions';
import type { MissionFields } from '../../tracking/saving/saves';
import { valueOf } from '../../tracking/store/facts';
import type { Decide } from '../../tracking/saving/save';
import type { Store } from '../../tracking/store/store';
import { missionRules, runRules, stepRules } from '../../formats/json/fieldRules';
import { lostMission } from '../kept/keptMission';
import { jsonKind, type FieldChanges, type JsonValue } from './jsonKind';
import { documentShapes } from '../remote/documentShapes';
import type { DocumentType } from '../remote/remoteDocument';

type Parts = { readonly store: Store };
type JsonType<V, Id extends string> = DocumentType<JsonValue<V>, Id, Actions>;

/** `mission.json`: the whole definition. */
export function missionJsonType(
  { store }: Parts,
  /** Creates a mission and opens it as JSON; resolves to whether that was done. */
  createMission: (actions: Actions, definition: NewMission) => Promise<boolean>,
): JsonType<Mission, 'missionId'> {
  return {
    ...documentShapes.missionJson,
    of: (actions) =>
      jsonKind({
        read: ({ missionId }) => actions.readMission(missionId),
        updatedAt: ({ updatedAt }) => updatedAt,
        storedValue({ missionId }, { missions }, { more }) {
          const mission = missions.has(missionId) ? store.mission(missionId) : undefined;
          // A list may leave out what is long, and what belongs to the mission.
          return mission?.instructions === undefined ? undefined : withMore(mission, more);
        },
        interest: ({ missionId }) => ({ kind: 'mission', missionId }),
        wire: missionAsWire,
        edit: {
          rules: missionRules,
          async save({ missionId }, decide) {
            let more: Mission['more'];
            const outcome = await actions.saveMission(missionId, (fresh) => {
              const verdict = renamed(decide, missionChange(fresh.more))(fresh);
              more = (verdict.kind === 'write' ? verdict.change.more : undefined) ?? fresh.more;
              return verdict;
            });
            // The answer to a change does not say what belongs to the mission.
            return outcome.kind === 'saved' ? { ...outcome, value: withMore(outcome.value, more) } : outcome;
          },
          createMission(base, changes) {
            const change = missionChange(base.more)(changes);
            return createMission(actions, { ...contentsOf(base), ...change, name: change.name ?? base.name });
          },
          lost: ({ missionId }, name) => lostMission(missionId, name),
        },
      }),
  };
}

/** `run.json`. */
export function runJsonType({ store }: Parts): JsonType<Run, 'missionId' | 'runId'> {
  return {
    ...documentShapes.runJson,
    of: (actions) =>
      jsonKind({
        read: (run) => actions.readRun(run),
        updatedAt: ({ updatedAt }) => updatedAt,
        storedValue: ({ runId }, { runs }) => (runs.has(runId) ? valueOf(store.run(runId)) : undefined),
        interest: ({ missionId }) => ({ kind: 'runs', missionId }),
        wire: runAsWire,
        edit: { rules: runRules, save: (run, decide) => actions.saveRun(run, renamed(decide, runChange)) },
      }),
  };
}

/** `step.json`: a step of a plan. */
export function stepJsonType({ store }: Parts): JsonType<Step, 'missionId' | 'runId' | 'stepId'> {
  return {
    ...documentShapes.stepJson,
    of: (actions) =>
      jsonKind({
        read: ({ stepId, ...run }) => actions.readStep(run, stepId),
        storedValue: ({ runId, stepId }, { plans }) =>
          plans.has(runId) ? valueOf(store.plan(runId))?.find((step) => step.stepId === stepId) : undefined,
        interest: ({ missionId, runId }) => ({ kind: 'plan', missionId, runId }),
        wire: stepAsWire,
        edit: {
          rules: stepRules,
          save: ({ stepId, ...run }, decide) => actions.saveStep(run, stepId, renamed(decide, stepChange)),
        },
      }),
  };
}

/** `event.json`: an event never changes. */
export function eventJsonType(): JsonType<RunEvent, 'missionId' | 'runId' | 'eventId'> {
  return {
    ...documentShapes.eventJson,
    of: (actions) =>
      jsonKind({
        read: ({ eventId, ...run }) => actions.readEvent(run, eventId),
        wire: eventAsWire,
      }),
  };
}

function renamed<V, C>(decide: Decide<V, FieldChanges>, rename: (changes: FieldChanges) => C): Decide<V, C> {
  return (remote) => {
    const verdict = decide(remote);
    return verdict.kind === 'write' ? { kind: 'write', change: rename(verdict.change) } : verdict;
  };
}

// The rules hold what the types say: texts are texts, objects are objects, and what stays is not taken away.

function renaming<C>(names: Readonly<Record<string, keyof C & string>>): (changes: FieldChanges) => C {
  return (changes) => Object.fromEntries([...changes].map(([name, value]) => [names[name] ?? name, value])) as C;
}

const knownMissionChange = renaming<MissionChange>({
  name: 'name',
  description: 'description',
  model: 'model',
  instructions: 'instructions',
  execution_mode: 'executionMode',
  metadata: 'metadata',
} satisfies Record<keyof typeof missionRules, keyof MissionChange>);

/** With what only a reading of the mission itself says of it. */
function withMore(mission: Mission, read: Mission['more']): Mission {
  return read ? { ...mission, more: { ...read, ...mission.more } } : mission;
}

/** What is changed is not to come back as it came. */
function missionChange(more: Mission['more']): (changes: FieldChanges) => MissionFields {
  return (changes) => {
    const change = knownMissionChange(changes);
    if (!more || ![...changes.keys()].some((name) => Object.hasOwn(more, name))) return change;
    const rest = Object.entries(more).filter(([name]) => !changes.has(name));
    return { ...change, more: Object.fromEntries(rest) };
  };
}

const runChange = renaming<RunChange>({
  status: 'status',
  metadata: 'metadata',
  result_summary: 'resultSummary',
  result_payload: 'resultPayload',
  error: 'error',
} satisfies Record<keyof typeof runRules, keyof RunChange>);

const stepChange = renaming<StepChange>({
  status: 'status',
  metadata: 'metadata',
} satisfies Record<keyof typeof stepRules, keyof StepChange>);
