import {
  historyActs,
  maxExportLength,
  maxRunsPerMessage,
  type HistoryHostMessage,
  type HistoryMessage,
} from './historyMessages';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An id as the API has them: something, and no novel. */
function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 1000;
}

/** The host's guard: what a history sent, or `undefined` for anything that is no message of this protocol. */
export function asHistoryMessage(value: unknown): HistoryMessage | undefined {
  if (!isRecord(value)) return undefined;
  const { runIds, format, text } = value;
  switch (value.kind) {
    case 'ready':
      return { kind: 'ready' };
    case 'act': {
      const act = historyActs.find((word) => word === value.act);
      return act && { kind: 'act', act };
    }
    case 'shown':
    case 'runAgain':
      return Array.isArray(runIds) && runIds.length <= maxRunsPerMessage && runIds.every(isId)
        ? { kind: value.kind, runIds }
        : undefined;
    case 'open':
    case 'compare':
      return asRunMessage(value.kind, value);
    case 'export':
      return (format === 'csv' || format === 'jsonl') && typeof text === 'string' && text.length <= maxExportLength
        ? { kind: 'export', format, text }
        : undefined;
    default:
      return undefined;
  }
}

function asRunMessage(
  kind: 'open' | 'compare',
  { runId, otherRunId, stepId }: Record<string, unknown>,
): HistoryMessage | undefined {
  if (!isId(runId)) return undefined;
  if (kind === 'open') return { kind, runId, ...(typeof stepId === 'string' ? { stepId } : {}) };
  return isId(otherRunId) ? { kind, runId, otherRunId } : undefined;
}

function isPlanSlice(value: unknown): boolean {
  return (
    isRecord(value) &&
    Array.isArray(value.runIds) &&
    Array.isArray(value.strings) &&
    value.counts instanceof Uint32Array &&
    value.cells instanceof Float64Array
  );
}

/**
 * The page's guard. Other frames may post to this window too: only an object of a known kind that carries what the kind
 * cannot do without is taken.
 */
export function isHistoryHostMessage(value: unknown): value is HistoryHostMessage {
  if (!isRecord(value)) return false;
  const isPart = value.plans === undefined || isPlanSlice(value.plans);
  if (value.kind === 'snapshot') return Array.isArray(value.runs) && isRecord(value.texts) && isPlanSlice(value.plans);
  return value.kind === 'delta' && isPart && (value.runs === undefined || Array.isArray(value.runs));
}
