import { oneLine } from '../oneLine';
import type { EventLines, EventLogSource, EventLogText } from './eventLogText';

/** An event of the log, or a step with its events. Lines count from 0; `end` is not included. */
export type LogSymbol = EventLines & {
  readonly name: string;
  readonly detail: string;
  /** The first line of a step is that of its first event. */
  readonly children?: readonly LogSymbol[];
};

/** More events than an outline is of use for: a longer log lists its steps alone. */
const maxEvents = 5000;

/**
 * The steps of a log in the order of their first events, each with its events. Steps work at the same time, so the
 * lines of one may lie between those of another. `nameOf` names a step; it gets an empty id for events without one.
 */
export function eventLogSymbols(
  log: Pick<EventLogText, 'lineCount' | 'eventAt' | 'linesOf'>,
  source: Pick<EventLogSource, 'length' | 'type' | 'stepId' | 'summary'>,
  nameOf: (stepId: string) => string,
): LogSymbol[] {
  const withEvents = source.length <= maxEvents;
  type Step = { -readonly [K in keyof LogSymbol]: LogSymbol[K] } & { children: LogSymbol[] };
  const steps = new Map<string, Step>();
  for (let line = 0, end = log.lineCount(); line < end;) {
    const index = log.eventAt(line);
    const lines = index === undefined ? undefined : log.linesOf(index);
    if (index === undefined || !lines) break;
    const type = oneLine(source.type(index));
    const name = oneLine(source.summary(index)) || type || '-';
    const stepId = source.stepId(index);
    const known = steps.get(stepId);
    const step = known ?? { ...lines, name: oneLine(nameOf(stepId)) || '-', detail: oneLine(stepId), children: [] };
    if (!known) steps.set(stepId, step);
    step.end = lines.end;
    if (withEvents) step.children.push({ ...lines, name, detail: type });
    line = lines.end;
  }
  return [...steps.values()];
}
