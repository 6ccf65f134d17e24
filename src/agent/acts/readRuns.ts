import type { Attention } from '../../model/attention';
import { EventColumns } from '../../model/eventColumns';
import { jsonText } from '../../model/jsonObject';
import type { Run } from '../../model/run';
import { clipped, type ToolAnswer } from '../lines/answer';
import { eventPage, wholeEventLines, type EventFilter } from '../lines/eventLines';
import { listPage, pageRows } from '../lines/listLines';
import { planLines } from '../lines/planLines';
import { runLine } from '../lines/runLines';
import { runSummaryLines, type RunSummaryFacts } from '../lines/runSummary';
import { startOfText } from '../lines/tokens';
import type { ToolInput } from '../table/toolTable';
import type { Answer, Call } from './call';
import { recentRunCount } from './readMissions';
import { claimIn, findMission, findRun } from './targets';

/** Reading the events of a run ends after so long (ms): the newest come first, and what is missing is said. */
const maxReadMs = 8000;

export async function listRuns(input: ToolInput<'list_runs'>, call: Call): Promise<Answer> {
  const { actions, store, attention, signal } = call;
  const { status, needs_attention: needsAttention = false, page = 1 } = input;
  const missionId = input.mission === undefined ? undefined : (await findMission(input.mission, call)).missionId;
  const size = needsAttention ? recentRunCount : page * pageRows;
  const list = await actions.listRuns({ missionId, status }, size, { signal });
  const asking = attention.asking();
  const rows = needsAttention ? list.rows.filter(({ runId }) => asking.has(runId)) : list.rows;
  const extent = needsAttention ? { total: rows.length, atLeast: list.more, more: false } : list;
  const now = store.now();
  const lines = rows.map((run) => {
    const name = missionId === undefined ? store.mission(run.missionId)?.name : undefined;
    return runLine(run, name, now, needWord(attention.of(run.runId)));
  });
  return (room) => {
    const { head, lines: shown, next } = listPage({ ...extent, lines }, page, 'runs', room);
    return { head: [head], data: shown, tail: [next, 'Read one with telnyx_get_run.'].filter(Boolean) };
  };
}

const needWord = (attention: Attention | undefined) =>
  attention?.kind === 'leftBehind' ? attention.why : attention?.kind;

export async function getRun(input: ToolInput<'get_run'>, call: Call): Promise<Answer> {
  const run = await call.actions.readRun(await findRun(input.run, call), { signal: call.signal });
  if (input.event_id !== undefined) return wholeEvent(run, input.event_id, call);
  switch (input.view) {
    case 'summary':
      return summary(run, call);
    case 'plan':
      return plan(run, call);
    case 'events':
      return events(run, { stepId: input.step, type: input.type, after: input.after }, call);
    case 'errors':
      return events(run, { stepId: input.step, type: input.type, after: input.after, onlyErrors: true }, call);
    case 'result':
      return result(run);
  }
}

async function readLog(run: Run, { actions, signal }: Pick<Call, 'actions' | 'signal'>) {
  const stop = new AbortController();
  const end = () => stop.abort();
  const timer = setTimeout(end, maxReadMs);
  signal.addEventListener('abort', end);
  try {
    return await actions.readEventLog(run, stop.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

/** What a summary of the run is made of. Throws `ApiError`. */
export async function readSummaryFacts(
  run: Run,
  call: Pick<Call, 'actions' | 'store' | 'attention' | 'runClaims' | 'signal'>,
): Promise<RunSummaryFacts> {
  const { actions, store, attention, signal } = call;
  const [steps, log] = await Promise.all([actions.readPlan(run, { signal }), readLog(run, call)]);
  const missionName = store.mission(run.missionId)?.name;
  const claim = claimIn(run, call);
  return { run, missionName, steps, events: log, attention: attention.of(run.runId), claim, now: store.now() };
}

async function summary(run: Run, call: Call): Promise<Answer> {
  const facts = await readSummaryFacts(run, call);
  return (room) => ({
    head: ['Summary of the run:'],
    data: runSummaryLines(facts, room),
    tail: nextSteps(run, facts.claim?.isOwn ?? false),
  });
}

/** What an agent may do with the run. */
function nextSteps(run: Run, isOwn: boolean): readonly string[] {
  if (run.status === 'pending') return ['It waits for an agent: telnyx_claim_run takes it.'];
  if (run.status === 'paused' && isOwn)
    return [
      'It is paused. If you have asked a person, wait: the answer is a message event, and the run is running again.',
    ];
  return [];
}

async function plan(run: Run, { actions, signal }: Call): Promise<Answer> {
  const steps = await actions.readPlan(run, { signal });
  return (room) => ({
    head: [steps.length === 0 ? 'The run has no plan yet.' : `The plan has ${steps.length} steps:`],
    data: planLines(steps, room),
    tail: ['[ ] pending, [/] in progress, [x] completed, [-] skipped, [!] failed'],
  });
}

async function events(run: Run, filter: EventFilter, call: Call): Promise<Answer> {
  const { columns, isWhole } = await readLog(run, call);
  const what = filter.onlyErrors ? 'errors' : 'events';
  const partly = isWhole ? [] : ['Not all events could be read in time: call the tool again for more.'];
  const error = filter.onlyErrors && run.error !== undefined ? [`Error of the run: ${clipped(run.error, 600)}`] : [];
  return (room): ToolAnswer => {
    const found = eventPage(columns, filter, room - 150);
    if (!found) return { head: [`The run has no event with the ID given as "after".`], tail: partly };
    const { lines, total, first, last, next } = found;
    const head =
      lines.length === 0
        ? `No ${filter.after === undefined ? what : `further ${what}`} (${total} in all).`
        : `Numbers ${first} to ${last} of ${total} ${what}, oldest first:`;
    const more = next === undefined ? [] : [`More: call the tool again with after "${clipped(next, 60)}".`];
    return { head: [head], data: [...error, ...lines], tail: [...more, ...partly] };
  };
}

async function wholeEvent(run: Run, eventId: string, { actions, signal }: Call): Promise<Answer> {
  const columns = new EventColumns();
  columns.append([await actions.readEvent(run, eventId, { signal })]);
  return (room) => ({ head: ['One event:'], data: wholeEventLines(columns, 0, room) });
}

function result(run: Run): Answer {
  const payload = run.resultPayload === undefined ? '' : jsonText(run.resultPayload);
  return (room) => {
    const words = startOfText(run.resultSummary ?? '', room / 2);
    const json = startOfText(payload, room / 3);
    const cut = (isWhole: boolean) => (isWhole ? '' : ' (cut)');
    return {
      head: [`The run is ${jsonText(clipped(run.status, 40))}.`],
      data: [
        run.resultSummary === undefined ? 'It has no result summary.' : `Result${cut(words.isWhole)}: ${words.text}`,
        ...(payload === '' ? [] : [`Result payload${cut(json.isWhole)}: ${json.text}`]),
        ...(run.error === undefined ? [] : [`Error: ${clipped(run.error, 600)}`]),
      ],
    };
  };
}
