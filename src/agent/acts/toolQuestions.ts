import * as vscode from 'vscode';
import { claimOf } from '../../model/claim';
import { jsonText } from '../../model/jsonObject';
import type { JsonObject } from '../../model/mission';
import { plainLine, shortened } from '../../model/plainText';
import { isActive, type Run } from '../../model/run';
import { eventTypeText } from '../../views/text/eventTexts';
import { escapeMarkdown } from '../../views/text/markdown';
import { missionName, runName } from '../../views/text/names';
import { runStatusText, stepStatusText } from '../../views/text/statusTexts';
import type { ToolInput, ToolName } from '../table/toolTable';
import type { Asked, Call } from './call';
import { idIn, knownMission, knownRun } from './targets';

/** What a tool asks a person before it acts. Made of what the store knows: nobody is asked for more. */
export type ToolQuestion = {
  /** In words of ours alone. */
  readonly title: string;
  readonly message: vscode.MarkdownString;
  readonly asked: Asked;
};

/** The label is ours alone. */
type Line = readonly [label: string, value: string];
type Parts = Pick<Call, 'store' | 'runClaims' | 'accountName' | 'named'>;
type Words = { readonly title: string; readonly lines: readonly Line[]; readonly note?: string; readonly asked: Asked };

const maxShown = 1200;

type Questions = {
  readonly [N in ToolName]?: (input: ToolInput<N>, parts: Parts) => Words;
};

const questions: Questions = {
  claim_run: (input, parts) => (input.mission === undefined ? aboutTaking(input, parts) : aboutStarting(input, parts)),
  write_plan: ({ run, steps }, parts) => ({
    ...aboutRun(run, parts, [
      ...steps.map(({ step_id: stepId, description, parent_step_id: parent }): Line => [
        vscode.l10n.t('Step'),
        `${parent === undefined ? stepId : `${parent} > ${stepId}`}: ${description}`,
      ]),
    ]),
    title: vscode.l10n.t('Add steps to the plan of the run?'),
    note: vscode.l10n.t("Steps can't be removed or changed later."),
  }),
  report_step: ({ run, step_id: stepId, status, summary, payload }, parts) => ({
    ...aboutRun(run, parts, [
      [vscode.l10n.t('Step'), stepId],
      [vscode.l10n.t('Status'), stepStatusText(status)],
      [vscode.l10n.t('Summary'), summary],
      ...json(vscode.l10n.t('Payload'), payload),
    ]),
    title: vscode.l10n.t('Report a step of the run?'),
  }),
  log_event: ({ run, type, summary, step_id: stepId, payload }, parts) => ({
    ...aboutRun(run, parts, [
      [vscode.l10n.t('Type'), eventTypeText(type)],
      ...(stepId === undefined ? [] : [[vscode.l10n.t('Step'), stepId] as const]),
      [vscode.l10n.t('Summary'), summary],
      ...json(vscode.l10n.t('Payload'), payload),
    ]),
    title: vscode.l10n.t('Log an event in the run?'),
  }),
  ask_person: ({ run, question, choices = [] }, parts) => ({
    ...aboutRun(run, parts, [
      [vscode.l10n.t('Question'), question],
      ...choices.map((choice): Line => [vscode.l10n.t('Choice'), choice]),
    ]),
    title: vscode.l10n.t('Ask a question and pause the run?'),
  }),
  finish_run: ({ run, outcome, summary, result, error, open_steps: open = 'refuse' }, parts) => ({
    ...aboutRun(run, parts, [
      [vscode.l10n.t('Status'), runStatusText(outcome)],
      [vscode.l10n.t('Summary'), summary],
      ...json(vscode.l10n.t('Result'), result),
      ...(error === undefined ? [] : [[vscode.l10n.t('Error'), error] as const]),
      ...(open === 'refuse'
        ? []
        : [[vscode.l10n.t('Open steps'), stepStatusText(open === 'skip' ? 'skipped' : 'failed')] as const]),
    ]),
    title: vscode.l10n.t('Finish the run?'),
  }),
  steer_run: ({ run, action }, parts) => ({
    ...aboutRun(run, parts, []),
    title: {
      pause: vscode.l10n.t('Pause the run?'),
      resume: vscode.l10n.t('Resume the run?'),
      cancel: vscode.l10n.t('Cancel the run?'),
    }[action],
    ...(action === 'cancel' ? { note: vscode.l10n.t("A cancelled run can't be resumed.") } : {}),
  }),
};

/** What the tool asks about this input; `undefined` where it asks nothing. */
export function questionAbout<N extends ToolName>(
  name: N,
  input: ToolInput<N>,
  parts: Parts,
): ToolQuestion | undefined {
  const ask: ((input: ToolInput<N>, parts: Parts) => Words) | undefined = questions[name];
  if (!ask) return undefined;
  const { title, lines, note, asked } = ask(input, parts);
  const message = new vscode.MarkdownString();
  message.isTrusted = false;
  message.supportHtml = false;
  const account: Line = [vscode.l10n.t('Account'), parts.accountName()];
  for (const [label, value] of [account, ...lines]) message.appendMarkdown(`**${label}:** ${shown(value)}\n\n`);
  if (note !== undefined) message.appendMarkdown(`${shown(note)}\n\n`);
  return { title, message, asked };
}

/**
 * A text of an agent's or of the service's, letter by letter, on one line: outside of its chat VS Code shows a question
 * as plain text, where a second line would look like one of ours.
 */
function shown(text: string): string {
  return escapeMarkdown(plainLine(shortened(text, maxShown)));
}

function json(label: string, value: JsonObject | undefined): readonly Line[] {
  return value === undefined ? [] : [[label, jsonText(value)]];
}

/** The run that is meant: what it is called, what it does, and who works it. */
function aboutRun(text: string, parts: Parts, lines: readonly Line[]): Omit<Words, 'title'> {
  const { store, runClaims } = parts;
  const run = knownRun(text, store);
  if (!run) return { lines: [[vscode.l10n.t('Run'), idIn(text) ?? text], ...lines], asked: {} };
  const claim = claimOf(run);
  const holder: readonly Line[] =
    claim && !runClaims.isOwn(run) ? [[vscode.l10n.t('Claimed by'), claim.app || vscode.l10n.t('unknown')]] : [];
  return {
    lines: [
      [vscode.l10n.t('Run'), `${runName(run, store)} (${run.runId})`],
      [vscode.l10n.t('Run status'), runStatusText(run.status)],
      ...holder,
      ...lines,
    ],
    asked: { missionId: run.missionId, run: { runId: run.runId, status: run.status, token: claim?.token } },
  };
}

function aboutStarting({ mission: text = '', input }: ToolInput<'claim_run'>, parts: Parts): Words {
  const mission = knownMission(text, parts);
  const called = mission ? `${missionName(mission)} (${mission.missionId})` : text;
  return {
    title: vscode.l10n.t('Start a run and let the agent work it?'),
    lines: [
      [vscode.l10n.t('Mission'), called],
      [vscode.l10n.t('Input'), input === undefined ? vscode.l10n.t('none') : jsonText(input)],
    ],
    asked: { missionId: mission?.missionId },
  };
}

function aboutTaking({ run: text = '' }: ToolInput<'claim_run'>, parts: Parts): Words {
  const run = knownRun(text, parts.store);
  const input: readonly Line[] = run
    ? [[vscode.l10n.t('Input'), run.input === undefined ? vscode.l10n.t('none') : jsonText(run.input)]]
    : [];
  return {
    ...aboutRun(text, parts, input),
    title: vscode.l10n.t('Let the agent work this run?'),
    ...notesOnTaking(run, parts),
  };
}

function notesOnTaking(run: Run | undefined, { runClaims }: Parts): Pick<Words, 'note'> {
  if (!run || runClaims.isOwn(run)) return {};
  if (!isActive(run)) return { note: vscode.l10n.t("The run has ended and can't be reopened.") };
  if (claimOf(run)) return { note: vscode.l10n.t('Someone else has claimed this run. The agent takes it over.') };
  return run.status === 'pending'
    ? {}
    : { note: vscode.l10n.t('The run is in progress already: another agent may be working it.') };
}
