import type { Run } from '../../model/run';
import { runDuration } from '../../model/run';
import { formatRough } from '../../model/time';
import { clipped } from './answer';
import { agoText } from './times';

/** A run in a list, on one line. */
export function runLine(run: Run, missionName: string | undefined, now: number, need: string | undefined): string {
  const facts = [
    clipped(run.status, 20),
    `started ${agoText(run.startedAt, now)}`,
    `took ${formatRough(runDuration(run, now))}`,
    ...(missionName === undefined ? [] : [`mission "${clipped(missionName, 40)}"`]),
    ...(need === undefined ? [] : [`needs a person: ${need}`]),
    ...(run.error === undefined ? [] : [`error: ${clipped(run.error.split('\n')[0] ?? '', 80)}`]),
  ];
  return `- ${clipped(run.runId, 40)} ${facts.join(', ')}`;
}
