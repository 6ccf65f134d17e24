import { plainLine, plainText, shortened as cut } from '../../model/plainText';
import type { Step } from '../../model/plan';
import { formatLasted } from '../../model/time';
import type { Freshness, TimelineAct, Unread } from '../../protocol/messages';
import { fill, type TimelineTexts } from '../../protocol/texts';
import { formatNumber } from '../geometry/axis';
import { barDuration, isTimeless, type Row } from '../geometry/layout';
import type { TimelineState } from './state';

/** The longest name that is put into the page: a row shows a line of it, a tooltip a paragraph. */
const maxNameLength = 300;

const stepNames = new WeakMap<Step, string>();

/** What the step is called. Made once for each: rows ask at every frame. */
export function stepName(step: Step): string {
  let name = stepNames.get(step);
  if (name === undefined) {
    name = plainLine(step.description) || plainLine(step.stepId);
    stepNames.set(step, name);
  }
  return name;
}

/** What the row is called. */
export function rowName(row: Row, texts: TimelineTexts): string {
  switch (row.kind) {
    case 'run':
      return texts.run;
    case 'step':
      return row.step ? stepName(row.step) : '';
    case 'stray':
      return plainLine(row.stepId ?? '');
    case 'none':
      return texts.noStep;
    case 'agent':
      return fill(texts.agent, plainLine(row.agentId ?? ''));
  }
}

/** How long the row has lasted at `edge` (epoch ms); `undefined` where nobody knows. */
export function formatRowDuration(row: Row, edge: number, locale: string): string | undefined {
  const ms = barDuration(row, edge);
  return ms === undefined ? undefined : formatLasted(ms, row.bar?.end === undefined, locale);
}

/** "1 event", "1,204 events". */
export function countOf(events: number, texts: TimelineTexts): string {
  return events === 1 ? texts.eventCountOne : fill(texts.eventCount, formatNumber(texts.locale, events));
}

/** "1 new event", "1,204 new events". */
export function newEventsText(count: number, texts: TimelineTexts): string {
  return count === 1 ? texts.freshOne : fill(texts.fresh, formatNumber(texts.locale, count));
}

export function shortened(text: string, longest = maxNameLength): string {
  return cut(text, longest);
}

/** What is said where rows or events are missing: that there are none, or why nobody knows. */
export function emptyText(
  { run, steps, events, freshness }: Pick<TimelineState, 'run' | 'steps' | 'events' | 'freshness'>,
  texts: TimelineTexts,
): string {
  if (freshness.kind === 'loading') return '';
  if (!run) return freshness.kind === 'stale' ? freshness.message : '';
  // Nobody has begun: that there is neither plan nor event says the same with fewer words.
  if (run.waiting !== undefined && freshness.kind === 'live' && steps.length + events.length === 0)
    return plainText(run.waiting);
  const noPlan = steps.length === 0 && !isUnread(freshness, 'plan');
  const noTimes = isTimeless(run, steps, events);
  const noEvents = events.length === 0 && freshness.kind === 'live';
  const unread = [
    steps.length === 0 && !noPlan ? texts.planUnread : '',
    events.length === 0 && isUnread(freshness, 'events') ? texts.eventsUnread : '',
  ].filter(Boolean);
  const why = unread.length > 0 && freshness.kind === 'stale' ? plainText(freshness.message) : '';
  const notes = [noPlan ? texts.noPlan : '', noTimes ? texts.noTimes : '', noEvents ? texts.noEvents : ''];
  return [...notes, ...unread, why].filter(Boolean).join(' ');
}

/** What can be done where rows are missing, and what is said of it. */
export function emptyOffer(
  { run, steps, events, freshness }: Pick<TimelineState, 'run' | 'steps' | 'events' | 'freshness'>,
  texts: TimelineTexts,
): { readonly act: TimelineAct; readonly label: string; readonly hint: string } | undefined {
  if (run?.active !== true || freshness.kind !== 'live' || steps.length > 0) return undefined;
  if (run.waiting !== undefined && events.length === 0 && run.acts.includes('showAgentGuide'))
    return { act: 'showAgentGuide', label: texts.showAgentGuide, hint: '' };
  return run.acts.includes('editPlan') ? { act: 'editPlan', label: texts.editPlan, hint: texts.noPlanHint } : undefined;
}

/** Whether it was never read, and could not be. */
export function isUnread(freshness: Freshness, what: Unread): boolean {
  return freshness.kind === 'stale' && (freshness.unread?.includes(what) ?? false);
}
