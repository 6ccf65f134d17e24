import type { Mission } from '../../model/mission';
import { resourceKinds, resourceName, resourceSort, type ResourceKind } from '../../model/resource';
import { valueOf } from '../../tracking/store/facts';
import { clipped } from '../lines/answer';
import { listPage, pageRows } from '../lines/listLines';
import { instructionsByLine, missionLine, missionOverviewLines } from '../lines/missionLines';
import { LineBudget, startOfText } from '../lines/tokens';
import type { ToolInput } from '../table/toolTable';
import type { Answer, Call } from './call';
import { findMission } from './targets';

/** So many of the newest runs are looked at for what goes on, or needs a person. */
export const recentRunCount = 100;

export async function listMissions(input: ToolInput<'list_missions'>, call: Call): Promise<Answer> {
  const { query, state = 'all', page = 1 } = input;
  const list = await missionsOf(query, state, page, call);
  const lines = list.rows.map(missionLine);
  const next = 'Read one with telnyx_get_mission, its runs with telnyx_list_runs.';
  return (room) => {
    const { head, lines: shown, next: more } = listPage({ ...list, lines }, page, 'missions', room);
    return { head: [head], data: shown, tail: [more, next].filter(Boolean) };
  };
}

type MissionRows = {
  readonly rows: readonly Mission[];
  readonly total: number;
  readonly atLeast: boolean;
  readonly more: boolean;
};

async function missionsOf(
  query: string | undefined,
  state: 'all' | 'active' | 'needs_attention',
  page: number,
  call: Call,
): Promise<MissionRows> {
  const { actions, signal } = call;
  const words = query?.trim().toLowerCase() ?? '';
  const isNamed = ({ name }: Mission) => name.toLowerCase().includes(words);
  if (state !== 'all') return whole((await missionsInState(state, call)).filter(isNamed));
  if (words !== '') return whole(await actions.searchMissions(isNamed, { signal }));
  return actions.listMissions(page * pageRows, { signal });
}

const whole = (rows: readonly Mission[]): MissionRows => ({ rows, total: rows.length, atLeast: false, more: false });

/** The missions of which runs are active or need a person, as far as the newest runs tell. */
async function missionsInState(state: 'active' | 'needs_attention', call: Call): Promise<readonly Mission[]> {
  const { actions, store, attention, signal } = call;
  await actions.listRuns({}, recentRunCount, { signal });
  const runIds = state === 'active' ? store.activeRuns() : attention.asking().keys();
  const missionIds = new Set([...runIds].flatMap((runId) => valueOf(store.run(runId))?.missionId ?? []));
  const missions: Mission[] = [];
  for (const missionId of missionIds)
    missions.push(store.mission(missionId) ?? (await actions.readMission(missionId, { signal })));
  return missions;
}

export async function getMission(input: ToolInput<'get_mission'>, call: Call): Promise<Answer> {
  const mission = await findMission(input.mission, call);
  switch (input.part) {
    case 'instructions':
      return instructionsAnswer(mission, input.from_line ?? 1, isWorkedHere(mission, call));
    case 'tools':
      return toolsAnswer(mission, call);
    default:
      return () => ({
        head: ['A mission:'],
        data: missionOverviewLines(mission, call.store.now()),
        tail: ['Read its instructions with part "instructions", its runs with telnyx_list_runs.'],
      });
  }
}

/** Whether this window has claimed an active run of the mission. */
function isWorkedHere({ missionId }: Mission, { store, runClaims }: Call): boolean {
  return store.allRuns().some((run) => run.missionId === missionId && runClaims.isOwn(run));
}

function instructionsAnswer(mission: Mission, from: number, areMeant: boolean): Answer {
  const lines = instructionsByLine(mission);
  return (room) => {
    const first = lines[from - 1];
    if (first === undefined)
      return {
        head: [
          lines.length === 0 ? 'The mission has no instructions.' : `The instructions have ${lines.length} lines.`,
        ],
      };
    const budget = new LineBudget(room);
    let end = from - 1;
    for (; end < lines.length; end++) if (!budget.add(lines[end] ?? '')) break;
    // A line that is longer than the answer may be is cut, so that the next call goes on.
    const cut = end < from ? [startOfText(first, room - 10).text] : [];
    if (cut.length > 0) end = from;
    const shown = [...budget.lines, ...cut];
    const note = `Lines ${from} to ${end} of ${lines.length}${cut.length > 0 ? ' (the line is cut)' : ''}.`;
    return {
      head: [note],
      ...(areMeant ? { instructions: shown } : { data: shown }),
      tail: end < lines.length ? [`More: call the tool again with from_line ${end + 1}.`] : [],
    };
  };
}

const resourceWords: Readonly<Record<ResourceKind, string>> = {
  tool: 'Tool',
  knowledgeBase: 'Knowledge base',
  mcpServer: 'MCP server',
};

async function toolsAnswer({ missionId }: Mission, { resources, signal }: Call): Promise<Answer> {
  const acts = resources.begin();
  const lists = await Promise.all(resourceKinds.map((of) => acts.readAll({ missionId, of }, { signal })));
  const lines = lists.flatMap((list, place) =>
    list.map((resource) => {
      const kind = resourceWords[resourceKinds[place] ?? 'tool'];
      const sort = resourceSort(resource);
      return `- ${kind} "${clipped(resourceName(resource), 80)}"${sort === '' ? '' : ` (${clipped(sort, 30)})`}, ID ${clipped(resource.resourceId, 60)}`;
    }),
  );
  return (room) => {
    const budget = new LineBudget(room);
    for (const line of lines) if (!budget.add(line)) break;
    const shown = budget.lines.length;
    const counts = lists.map((list, place) => `${list.length} ${resourceWords[resourceKinds[place] ?? 'tool']}(s)`);
    return {
      head: [`What the mission's agents may use: ${counts.join(', ')}.`],
      data: budget.lines,
      tail: shown < lines.length ? [`${lines.length - shown} more did not fit.`] : [],
    };
  };
}
