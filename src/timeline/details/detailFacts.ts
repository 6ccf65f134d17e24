import { jsonText } from '../../model/jsonObject';
import { stepTimes, type Attempt, type Step } from '../../model/plan';
import { formatLasted, span } from '../../model/time';
import type { RunHeader } from '../../protocol/messages';
import { wordFor, type TimelineTexts } from '../../protocol/texts';
import { formatInstant } from '../geometry/axis';
import { hasStart, type Row } from '../geometry/layout';
import { rowName, formatRowDuration } from '../state/labels';

export type Field = readonly [name: string, value: string | undefined];

/** What is known about something: a sentence above, fields, and JSON texts with their titles. */
export type DetailFacts = {
  readonly lead: string;
  readonly fields: readonly Field[];
  readonly json: readonly Field[];
};

/** What is known of an event without asking the host. */
export type KnownEvent = {
  readonly type: string;
  readonly timestamp: number;
  readonly stepId: string;
  readonly agentId: string;
};

function formatOptionalTime(texts: TimelineTexts, ms: number | undefined): string | undefined {
  if (ms === undefined) return undefined;
  return Number.isFinite(ms) ? formatInstant(texts.locale, ms) : texts.noTime;
}

export function runDetails(run: RunHeader, edge: number, texts: TimelineTexts): DetailFacts {
  return {
    lead: run.resultSummary ?? '',
    fields: [
      [texts.fieldStatus, wordFor(texts.runStatus, run.status)],
      [texts.fieldStarted, formatOptionalTime(texts, run.startedAt || NaN)],
      [texts.fieldFinished, formatOptionalTime(texts, run.finishedAt)],
      [
        texts.fieldDuration,
        hasStart(run) ? formatLasted(span(run.startedAt, edge), run.active, texts.locale) : undefined,
      ],
      [texts.fieldUpdated, formatOptionalTime(texts, run.updatedAt || NaN)],
      [texts.error, run.error],
      [texts.runId, run.runId],
      [texts.missionId, run.missionId],
    ],
    json: [
      [texts.result, run.resultPayload],
      [texts.input, run.input],
    ],
  };
}

/** `stepName`: what a step is called. */
export type NameOfStep = (stepId: string) => string;

export function stepDetails(
  row: Row,
  step: Step,
  { edge, stepName }: { readonly edge: number; readonly stepName: NameOfStep },
  texts: TimelineTexts,
): DetailFacts {
  const times = stepTimes(step);
  const formatAttempt = ({ start, end }: Attempt) =>
    [start, end].flatMap((at) => formatOptionalTime(texts, at) ?? []).join(' – ');
  return {
    lead: rowName(row, texts),
    fields: [
      [texts.fieldStatus, wordFor(texts.stepStatus, step.status)],
      [texts.fieldStarted, formatOptionalTime(texts, times.start)],
      [texts.fieldFinished, formatOptionalTime(texts, times.end)],
      [texts.fieldDuration, formatRowDuration(row, edge, texts.locale)],
      [texts.fieldBefore, times.before && formatAttempt(times.before)],
      [texts.fieldParent, step.parentStepId === undefined ? undefined : stepName(step.parentStepId)],
      [texts.fieldPosition, String(step.sequence)],
      [texts.stepId, step.stepId],
    ],
    json: [[texts.fieldMetadata, step.metadata && jsonText(step.metadata)]],
  };
}

/** `answer` is what the host has said of the event. */
export function eventDetails(
  event: KnownEvent,
  answer: { readonly eventId: string; readonly summary: string } | undefined,
  stepName: NameOfStep,
  texts: TimelineTexts,
): DetailFacts {
  return {
    lead: answer?.summary ?? '',
    fields: [
      [texts.fieldType, wordFor(texts.eventType, event.type)],
      [texts.fieldTime, formatOptionalTime(texts, event.timestamp)],
      [texts.fieldStep, event.stepId && stepName(event.stepId)],
      [texts.fieldAgent, event.agentId || undefined],
      [texts.eventId, answer?.eventId],
    ],
    json: [],
  };
}
