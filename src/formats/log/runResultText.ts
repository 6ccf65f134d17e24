import { ExactNumber, jsonText } from '../../model/jsonObject';
import type { Run } from '../../model/run';

/**
 * What came of a run, to be compared with what came of another: its fields under the API's names, the payload as JSON
 * with its keys in order, so that only what differs in substance differs in the text.
 */
export function resultText({ status, resultSummary, error, resultPayload }: Run): string {
  const part = (name: string, text: string) => `${name}:\n${text}\n`;
  return [
    `status: ${status}\n`,
    part('result_summary', resultSummary ?? ''),
    ...(error === undefined ? [] : [part('error', error)]),
    part('result_payload', resultPayload === undefined ? '' : jsonText(inOrder(resultPayload), 2)),
  ].join('\n');
}

/** The same value with the keys of its objects in order. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, inOrder(member)]));
}
