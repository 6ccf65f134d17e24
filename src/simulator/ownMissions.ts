import { work, type Beat } from './agent';
import { step, type Scenario } from './scenario';
import type { MissionState } from './world';

/** How long the agent waits before it looks at a run (ms): long enough to see that it waits. */
const takesAfterMs = 4000;
/** How much of the instructions is read. */
const maxRead = 20_000;
const maxSteps = 6;
const maxStepLength = 200;

/** What is done where the instructions list nothing. */
const usualSteps = ['Read the instructions', 'Do the work', 'Check the result'];

/** The items of the lists in a Markdown text, outside of code, as plain lines. */
function listItems(markdown: string): string[] {
  const items: string[] = [];
  let inCode = false;
  for (const line of markdown.slice(0, maxRead).split(/\r?\n/)) {
    if (/^\s{0,3}(```|~~~)/.test(line)) inCode = !inCode;
    const item = inCode ? undefined : /^\s{0,3}(?:\d{1,9}[.)]|[-*+])\s+(?:\[.\]\s+)?(\S.*)$/.exec(line)?.[1];
    const text = item?.replace(/[*_`]/g, '').trim().slice(0, maxStepLength).toWellFormed();
    if (text) items.push(text);
  }
  return items;
}

/** How the demo's agent works a mission that a person has written: step by step through what its instructions list. */
function scenarioOf({ row }: MissionState): Scenario {
  const listed = listItems(row.instructions ?? '').slice(0, maxSteps);
  const names = listed.length > 0 ? listed : usualSteps;
  const summary = `Simulated by the demo account: ${names.length} of ${names.length} steps completed. No one was called.`;
  return {
    missionId: row.mission_id,
    name: row.name,
    description: row.description ?? '',
    model: row.model ?? '',
    executionMode: row.execution_mode,
    metadata: {},
    instructions: row.instructions ?? '',
    agentId: 'demo-agent',
    talk: [],
    links: [],
    input: {},
    steps: names.map((name, place) => step(`step_${place + 1}`, name, `Simulating: ${name}`)),
    result: { summary, payload: { simulated: true, steps: names.length } },
    reason: '',
  };
}

/** The way of the demo's agent through the next run of the mission. It leaves a run alone that somebody else works. */
export function workOwn(mission: MissionState, random: () => number): Generator<Beat> {
  const place = mission.runs.length;
  return (function* () {
    yield { wait: takesAfterMs, act: { kind: 'look' } };
    const run = mission.runs[place];
    if (run?.row.status !== 'pending' || run.steps.length > 0) return;
    yield* work(scenarioOf(mission), 'succeeded', random);
  })();
}
