import type { Attention } from '../../model/attention';
import type { Claim } from '../../model/claim';
import type { EventColumns } from '../../model/eventColumns';
import { countSteps, type Step } from '../../model/plan';
import { finishedAtOf, isActive, runDuration, type Run } from '../../model/run';
import { formatDuration, formatRough, span } from '../../model/time';
import { clipped } from './answer';
import { countTypes, eventLine, newestEvents } from './eventLines';
import { planLines } from './planLines';
import { agoText, instantText } from './times';
import { defaultMaxTokens, LineBudget } from './tokens';

/** What is known of a run. Times are epoch ms. */
export type RunSummaryFacts = {
  readonly run: Run;
  /** Absent where it is unknown. */
  readonly missionName?: string | undefined;
  /** Absent where the plan is unknown. */
  readonly steps?: readonly Step[] | undefined;
  /** Absent where the events are unknown. `isWhole`: all of them are here. */
  readonly events?: { readonly columns: EventColumns; readonly total: number; readonly isWhole: boolean } | undefined;
  readonly attention?: Attention | undefined;
  /** Who works it. */
  readonly claim?: (Pick<Claim, 'app'> & { readonly isOwn: boolean }) | undefined;
  readonly now: number;
};

/** So many of the newest events are named, each by its ID. */
const newestCount = 5;
const maxTypes = 12;
/** More than the line takes that counts the steps. */
const planHeadTokens = 40;
const maxNameLength = 100;
const maxReasonLength = 400;

/**
 * What goes on in a run, in lines for a model: its status and times, its plan as a task list, its events counted by type
 * and the newest of them, and why it needs a person. They have texts of others in them: where they go to a model, they
 * are fenced (`answer.ts`).
 */
export function runSummaryLines(facts: RunSummaryFacts, maxTokens = defaultMaxTokens): readonly string[] {
  const { steps, events } = facts;
  const budget = new LineBudget(maxTokens);
  for (const line of statusLines(facts)) budget.add(line);
  const newest = events ? newestLines(events.columns, Math.min(maxTokens * 0.35, budget.left * 0.5)) : [];
  const counts = events ? countLine(events) : 'Events: unknown.';
  const after = new LineBudget(budget.left);
  for (const line of [counts, ...newest]) after.add(line);
  if (steps === undefined) budget.add('Plan: unknown.');
  else if (steps.length === 0) budget.add('Plan: none yet.');
  else {
    const { total, completed, skipped, failed } = countSteps(steps);
    budget.add(`Plan: ${completed} completed, ${failed} failed, ${skipped} skipped of ${total} steps.`);
    for (const line of planLines(steps, after.left - planHeadTokens)) budget.add(line);
  }
  return [...budget.lines, ...after.lines];
}

function statusLines(facts: RunSummaryFacts): readonly string[] {
  const { run, missionName, claim, now } = facts;
  const finishedAt = finishedAtOf(run);
  const lines = [
    `Run ${clipped(run.runId, 60)} of mission ${clipped(run.missionId, 60)}${missionName === undefined ? '' : `, "${clipped(missionName, maxNameLength)}"`}`,
    `Status: ${clipped(run.status, 40)}. Started ${agoText(run.startedAt, now)}${finishedAt === undefined ? '' : `, finished ${instantText(finishedAt)}`}. Duration: ${formatDuration(runDuration(run, now), 'en')}.`,
  ];
  if (claim)
    lines.push(claim.isOwn ? 'Claimed by this window.' : `Claimed by "${clipped(claim.app, 60)}", not by this window.`);
  else if (isActive(run)) lines.push('Not claimed.');
  const need = attentionText(facts);
  if (need !== undefined) lines.push(`Needs a person: ${need}`);
  if (run.error !== undefined) lines.push(`Error: ${clipped(run.error, maxReasonLength)}`);
  if (run.resultSummary !== undefined) lines.push(`Result: ${clipped(run.resultSummary, maxReasonLength)}`);
  return lines;
}

function attentionText({ attention, now }: RunSummaryFacts): string | undefined {
  switch (attention?.kind) {
    case undefined:
      return undefined;
    case 'failed':
      return 'it failed.';
    case 'asks':
      return `its agent waits for the answer to event ${clipped(attention.question.eventId, 60)}: "${clipped(attention.question.text, maxReasonLength)}"`;
    case 'paused':
      return 'it is paused until someone resumes or cancels it.';
    case 'stuck':
      return `it is running, but has logged nothing for ${formatRough(span(attention.since, now))}.`;
    case 'leftBehind':
      return {
        notClosed: 'all steps are finished, but the run is still open.',
        openSteps: 'it succeeded with open steps.',
        noSummary: 'it succeeded without a result summary.',
      }[attention.why];
  }
}

function countLine({ columns, total, isWhole }: NonNullable<RunSummaryFacts['events']>): string {
  const counts = countTypes(columns);
  const named = counts.slice(0, maxTypes).map(([type, count]) => `${count} ${clipped(type, 40)}`);
  if (counts.length > maxTypes) named.push(`${counts.length - maxTypes} more types`);
  const all = Math.max(total, columns.length);
  const many = isWhole ? `${columns.length}` : `${columns.length} of at least ${all} read so far`;
  return columns.length === 0 && isWhole
    ? 'Events: none.'
    : `Events: ${many} (${named.join(', ')}). The newest, last one last:`;
}

function newestLines(columns: EventColumns, maxTokens: number): readonly string[] {
  const lines: string[] = [];
  const budget = new LineBudget(maxTokens);
  // The newest of all is the one that has to fit.
  for (const index of [...newestEvents(columns, newestCount)].reverse())
    if (budget.add(eventLine(columns, index))) lines.unshift(eventLine(columns, index));
  return lines;
}
