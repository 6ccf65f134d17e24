import type { EventSlice } from '../model/eventColumns';
import {
  maxCopyLength,
  maxPictureSize,
  maxSearchLength,
  maxTextsPerAsk,
  timelineActs,
  type Ask,
  type HostMessage,
  type TimelineMessage,
} from './messages';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function asAsk(value: unknown): Ask | undefined {
  if (!isRecord(value)) return undefined;
  if (value.kind === 'event' && isIndex(value.index)) return { kind: 'event', index: value.index };
  const { kind, from, to, text } = value;
  if (!isIndex(from) || !isIndex(to) || to < from) return undefined;
  if (kind === 'eventTexts' && to - from <= maxTextsPerAsk) return { kind, from, to };
  if (kind === 'search' && typeof text === 'string' && text.length <= maxSearchLength) return { kind, text, from, to };
  return undefined;
}

function asExport(
  kind: 'exportEvents' | 'exportPicture',
  { format, indexes, data }: Record<string, unknown>,
): TimelineMessage | undefined {
  if (kind === 'exportEvents') {
    if ((format !== 'jsonl' && format !== 'csv') || !(indexes === undefined || indexes instanceof Uint32Array))
      return undefined;
    return { kind, format, ...(indexes ? { indexes } : {}) };
  }
  if (format === 'png' && data instanceof Uint8Array && data.length <= maxPictureSize) return { kind, format, data };
  if (format === 'svg' && typeof data === 'string' && data.length <= maxPictureSize) return { kind, format, data };
  return undefined;
}

/** The host's guard: what a webview sent, or `undefined` for anything that is no message of this protocol. */
export function asTimelineMessage(value: unknown): TimelineMessage | undefined {
  if (!isRecord(value)) return undefined;
  switch (value.kind) {
    case 'ready':
    case 'used':
    case 'ping':
      return { kind: value.kind };
    case 'act': {
      const act = timelineActs.find((word) => word === value.act);
      const { stepId } = value;
      return act && { kind: 'act', act, ...(typeof stepId === 'string' ? { stepId } : {}) };
    }
    case 'copy':
    case 'openJson':
      return typeof value.text === 'string' && value.text.length <= maxCopyLength
        ? { kind: value.kind, text: value.text }
        : undefined;
    case 'exportEvents':
    case 'exportPicture':
      return asExport(value.kind, value);
    case 'request': {
      const ask = asAsk(value.ask);
      return ask && isIndex(value.requestId) ? { kind: 'request', requestId: value.requestId, ask } : undefined;
    }
    default:
      return undefined;
  }
}

const hostKinds: ReadonlySet<unknown> = new Set([
  ...['snapshot', 'delta', 'compare', 'reveal', 'revealStep', 'pong', 'reply', 'refusal'],
]);

/**
 * The timeline's guard. Other frames may post to this window too: only an object of a known kind that carries what
 * the kind cannot do without is taken. Its depths are the host's own types.
 */
export function isHostMessage(value: unknown): value is HostMessage {
  if (!isRecord(value) || !hostKinds.has(value.kind)) return false;
  switch (value.kind) {
    case 'snapshot':
      return isIndex(value.revision) && Array.isArray(value.steps) && isEventSlice(value.events);
    case 'delta':
      return isIndex(value.revision) && (value.events === undefined || isEventSlice(value.events));
    case 'compare':
      return value.other === undefined || (isRecord(value.other) && isEventSlice(value.other.events));
    case 'reveal':
      return isIndex(value.index);
    case 'revealStep':
      return typeof value.stepId === 'string';
    case 'pong':
      return true;
    default:
      return isIndex(value.requestId);
  }
}

function isEventSlice(value: unknown): value is EventSlice {
  return (
    isRecord(value) &&
    isIndex(value.from) &&
    value.timestamps instanceof Float64Array &&
    value.types instanceof Uint32Array &&
    value.stepIds instanceof Uint32Array &&
    value.agentIds instanceof Uint32Array &&
    isIndex(value.stringsFrom) &&
    Array.isArray(value.strings)
  );
}
