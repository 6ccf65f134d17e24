import { jsonText } from '../../model/jsonObject';
import { eventPage, newestEvents, wholeEventLines } from './eventLines';
import { runSummaryLines, type RunSummaryFacts } from './runSummary';
import { defaultMaxTokens, estimateTokens, LineBudget, startOfText } from './tokens';

/** What a line takes at most that says what follows. */
const headTokens = 20;
/** So many errors, and so many of the newest events, are given with their payloads. */
const maxPayloadsOfAKind = 3;
const minPayloadTokens = 60;

/**
 * What a run is explained from, in lines that take at most so many tokens: its summary, and its errors. Payloads only
 * where `withPayloads`: a person has agreed to that. They have texts of others in them (see `answer.ts`).
 */
export function explainedRunLines(facts: RunSummaryFacts, withPayloads: boolean, maxTokens: number): readonly string[] {
  const budget = new LineBudget(maxTokens);
  const add = (lines: readonly string[]) => lines.forEach((line) => budget.add(line));
  add(runSummaryLines(facts, Math.min(defaultMaxTokens, maxTokens * (withPayloads ? 0.45 : 0.65))));
  const columns = facts.events?.columns;
  const errors =
    columns && eventPage(columns, { onlyErrors: true }, budget.left * (withPayloads ? 0.4 : 1) - headTokens);
  if (errors && errors.total > 0)
    add([`The first ${errors.last} of ${errors.total} errors, oldest first:`, ...errors.lines]);
  if (withPayloads) add(payloadLines(facts, errors?.rows ?? [], budget.left));
  return budget.lines;
}

function payloadLines({ run, events }: RunSummaryFacts, errors: readonly number[], maxTokens: number) {
  const result = run.resultPayload === undefined ? '' : jsonText(run.resultPayload);
  const columns = events?.columns;
  const rows = columns
    ? [...errors.slice(0, maxPayloadsOfAKind), ...newestEvents(columns, maxPayloadsOfAKind)].filter(
        (row, place, all) => columns.payload(row) !== '' && all.indexOf(row) === place,
      )
    : [];
  const budget = new LineBudget(maxTokens);
  let parts = rows.length + (result === '' ? 0 : 1);
  /** Each has an equal share of what those before it have left. */
  const share = () => budget.left / parts-- - headTokens;
  if (result !== '') {
    const { text, isWhole } = startOfText(result, share());
    if (text !== '') budget.add(`Result payload${isWhole ? '' : ' (cut)'}: ${text}`);
  }
  for (const row of rows) {
    const room = share();
    if (room < minPayloadTokens || !columns) continue;
    const lines = wholeEventLines(columns, row, room);
    if (estimateTokens(lines.join('\n')) <= room + headTokens) lines.forEach((line) => budget.add(line));
  }
  return budget.lines;
}
