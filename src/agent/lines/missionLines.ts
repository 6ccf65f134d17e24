import type { Mission } from '../../model/mission';
import { clipped } from './answer';
import { agoText, instantText } from './times';

/** Who executes its runs. */
function executorText({ executionMode }: Mission): string {
  if (executionMode === 'external') return 'external: runs are worked by an agent, such as you';
  if (executionMode === 'managed') return 'managed: Telnyx executes the runs';
  return clipped(executionMode, 40);
}

export function missionLine(mission: Mission): string {
  return `- ${clipped(mission.missionId, 40)} "${clipped(mission.name, 80)}" (${clipped(mission.executionMode, 20)})`;
}

/** A longer line (characters) is read on in pieces, each of which counts as a line. */
const pieces = /.{1,400}/gsu;

/** The lines of a mission's instructions, as the tools number them from 1. */
export function instructionsByLine({ instructions = '' }: Pick<Mission, 'instructions'>): readonly string[] {
  return instructions === '' ? [] : instructions.split('\n').flatMap((line) => line.match(pieces) ?? ['']);
}

/** What is known of a mission, but for its instructions. */
export function missionOverviewLines(mission: Mission, now: number): readonly string[] {
  const { name, missionId, description, model } = mission;
  const count = instructionsByLine(mission).length;
  return [
    `Mission "${clipped(name, 120)}", ID ${clipped(missionId, 60)}`,
    `Execution mode: ${executorText(mission)}`,
    ...(description === undefined ? [] : [`Description: ${clipped(description, 600)}`]),
    ...(model === undefined ? [] : [`Model: ${clipped(model, 80)}`]),
    `Created ${instantText(mission.createdAt)}, updated ${agoText(mission.updatedAt, now)}`,
    count === 0 ? 'Instructions: none.' : `Instructions: ${count} lines.`,
  ];
}
