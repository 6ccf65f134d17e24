import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { MissionDocuments } from '../../documents/kinds/missionDocuments';
import { isObject } from '../../model/jsonObject';
import { plainLine, shortLine } from '../../model/plainText';
import { valueOf } from '../../tracking/store/facts';
import { eventTypeText } from '../../views/text/eventTexts';
import { missionName } from '../../views/text/names';
import { formatTime } from '../../views/text/times';
import { withProgress } from '../shared/command';
import { copyText, showRunNotFound } from '../shared/outcome';
import { activityViewId } from '../../views/trees/treeHandles';
import { editorInFront } from '../shared/editorInFront';
import {
  beginAct,
  findRun,
  itemsOf,
  knownRun,
  lastingRunName,
  loadedValue,
  readNow,
  rowOrArgument,
  targetMission,
  targetRun,
  type CommandParts,
} from '../shared/target';
import { chooseTarget } from '../shared/targetChoice';
import { askStepOfRun, stepName } from '../shared/targetStep';

type EventTarget = {
  readonly runId: string;
  readonly eventId: string;
  readonly missionId?: string;
  readonly summary?: string;
};

const eventKey = ({ eventId }: EventTarget) => eventId;

/** Missions, runs, steps and events as JSON documents, and their ids on the clipboard. */
export function documentCommands(parts: CommandParts & { readonly documents: MissionDocuments }) {
  const { documents, store } = parts;

  async function stepOf(argument: unknown, what: string) {
    const act = beginAct(parts);
    const found = await findRun(argument, undefined, act);
    const step = found && (await askStepOfRun(found, argument, what, act));
    return step && { ...step, act };
  }

  /** The event that the command means: argument, the editor in front, else a picker of what was logged last. */
  async function targetEvent(argument: unknown, title: string): Promise<EventTarget | undefined> {
    const named = eventIn(rowOrArgument(argument, parts));
    if (named) return named;
    const choice = chooseTarget(
      {
        editor: editorInFront(parts).targets.flatMap((target) => eventIn(target) ?? []),
        selected: parts.selectionIn(activityViewId).flatMap((row) => eventIn(row) ?? []),
        isUnclear: false,
      },
      eventKey,
    );
    if (choice.kind === 'one') return choice.target;
    const activity = store.activity();
    const log = valueOf(activity) ? activity : await readNow(() => store.activity(), { kind: 'activity' }, parts);
    const events = new Map((loadedValue(log)?.events ?? []).map((event) => [event.eventId, event]));
    const items = itemsOf<EventTarget>(choice.first, [...events.values()], eventKey, ({ eventId }) => {
      const event = events.get(eventId);
      if (!event) return { label: shortLine(eventId) };
      return {
        label: shortLine(event.summary) || eventTypeText(event.type),
        description: `${eventTypeText(event.type)} · ${formatTime(event.timestamp)}`,
      };
    });
    if (items.length === 0) {
      void dialogs.showInformationMessage(vscode.l10n.t('There are no events.'));
      return undefined;
    }
    const placeHolder = vscode.l10n.t('Select an event');
    return (await dialogs.showQuickPick(items, { title, placeHolder, matchOnDescription: true }))?.target;
  }

  return {
    async openMissionJson(argument: unknown) {
      const mission = await targetMission(argument, beginAct(parts));
      if (mission) await withProgress(() => documents.openMissionJson(mission));
    },

    async openRunJson(argument: unknown) {
      const act = beginAct(parts);
      const run = await targetRun(argument, undefined, act);
      if (!run) return;
      await withProgress(async () => {
        // What cannot be read is asked for once.
        await knownRun(run, act);
        await documents.openRunJson(run, await lastingRunName(run, act));
      });
    },

    async openStepJson(argument: unknown) {
      const target = await stepOf(argument, vscode.l10n.t('Open Step as JSON'));
      if (!target) return;
      const { run, step, act } = target;
      await withProgress(async () => {
        const name = [await lastingRunName(run, act), stepName(step)];
        await documents.openStepJson(run, step.stepId, name);
      });
    },

    async openEventJson(argument: unknown) {
      const act = beginAct(parts);
      const event = await targetEvent(argument, vscode.l10n.t('Open Event as JSON'));
      if (!event) return;
      const { runId, eventId } = event;
      await withProgress(async () => {
        // An event does not say whose run it is of.
        const missionId = event.missionId ?? (await act.actions.findRun(runId))?.missionId;
        if (missionId === undefined) {
          showRunNotFound();
          return;
        }
        const run = { missionId, runId };
        const name = [await lastingRunName(run, act), plainLine(event.summary ?? '') || vscode.l10n.t('Event')];
        await documents.openEventJson(run, eventId, name);
      });
    },

    async copyMissionId(argument: unknown) {
      const mission = await targetMission(argument, beginAct(parts));
      if (mission) await copyText(mission.missionId, missionName(mission));
    },

    async copyStepId(argument: unknown) {
      const target = await stepOf(argument, vscode.l10n.t('Copy Step ID'));
      if (target) await copyText(target.step.stepId, stepName(target.step));
    },

    async copyEventId(argument: unknown) {
      const event = await targetEvent(argument, vscode.l10n.t('Copy Event ID'));
      if (event) await copyText(event.eventId, shortLine(event.summary ?? '') || event.eventId);
    },
  };
}

function eventIn(argument: unknown): EventTarget | undefined {
  const { missionId, runId, eventId } = isObject(argument) ? argument : {};
  if (typeof runId !== 'string' || typeof eventId !== 'string') return undefined;
  return { runId, eventId, ...(typeof missionId === 'string' ? { missionId } : {}) };
}
