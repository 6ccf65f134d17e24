import { jsonText } from '../../model/jsonObject';
import type { JsonObject } from '../../model/mission';
import { finishedAtOf, isActive, type Run } from '../../model/run';
import type { HistoryRun } from '../../protocol/historyMessages';

/** Longer texts of a run are cut: a thousand runs are sent at once. */
const maxTextLength = 10_000;
const maxJsonLength = 100_000;

function json(value: JsonObject | undefined): string | undefined {
  return value && jsonText(value);
}

/** A run as the history shows it. */
export function historyRun(run: Run): HistoryRun {
  const { runId, status, startedAt, updatedAt, error, resultSummary } = run;
  const finishedAt = finishedAtOf(run);
  const result = json(run.resultPayload);
  const metadata = json(run.metadata);
  return {
    ...{ runId, status, startedAt, updatedAt, active: isActive(run) },
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(error === undefined ? {} : { error: error.slice(0, maxTextLength) }),
    ...(resultSummary === undefined ? {} : { summary: resultSummary.slice(0, maxTextLength) }),
    ...(result === undefined ? {} : result.length > maxJsonLength ? { resultTooLarge: true } : { result }),
    ...(metadata === undefined || metadata.length > maxTextLength ? {} : { metadata }),
  };
}
