import type { RunHeader } from '../../protocol/messages';

/** What was clicked, as far as there is a menu for it. */
export type MenuTarget = {
  readonly run: Pick<RunHeader, 'runId' | 'missionId' | 'acts'>;
  readonly stepId?: string | undefined;
  readonly eventId?: string | undefined;
  /** The run that it is compared with. */
  readonly otherRunId?: string | undefined;
};

/**
 * What VS Code is told for its menu `webview/context`: keys for its conditions, and the ids that the commands get.
 * Its own entries Cut, Copy and Paste stay where there is a text that they can work on.
 */
export function menuContext(target: MenuTarget, hasText: boolean): Readonly<Record<string, unknown>> {
  const { run, stepId, eventId, otherRunId } = target;
  const { runId, missionId, acts } = run;
  return {
    webviewSection: eventId !== undefined ? 'event' : stepId !== undefined ? 'step' : 'run',
    missionsActs: acts.join(' '),
    missionId,
    runId,
    ...(stepId === undefined ? {} : { stepId }),
    ...(eventId === undefined ? {} : { eventId }),
    ...(otherRunId === undefined ? {} : { otherRunId }),
    ...(hasText ? {} : { preventDefaultContextMenuItems: true }),
  };
}
