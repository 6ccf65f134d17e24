import * as vscode from 'vscode';
import type { Attention } from '../../model/attention';
import { inert } from '../../dialogs';
import type { Mission } from '../../model/mission';
import { plainLine, plainText, shortened, shortLine } from '../../model/plainText';
import { stepTimes, type Attempt, type StepNode, type StepTimes } from '../../model/plan';
import {
  finishedAtOf,
  isActive,
  isKnownRunStatus,
  runDuration,
  waitsForAgent,
  type KnownRunStatus,
  type Run,
} from '../../model/run';
import { formatLasted, span } from '../../model/time';
import type { Progress } from '../../model/plan';
import type { ErrorDescription } from '../../errorMessages';
import {
  activeRunsText,
  attentionSentence,
  attentionWords,
  needsAttentionText,
  waitingSentence,
  waitingWords,
} from '../text/attentionTexts';
import { escapeMarkdown } from '../text/markdown';
import { missionName } from '../text/names';
import { runStatusText, stepStatusText } from '../text/statusTexts';
import { formatTime } from '../text/times';
import { runContext } from './runContext';

const { Collapsed, None } = vscode.TreeItemCollapsibleState;

/** Places in a list that are named; of further ones it is said that there are more. */
const maxPlaces = 5;

export type Icon = readonly [codicon: string, color?: string];

export function themeIcon([codicon, color]: Icon): vscode.ThemeIcon {
  return new vscode.ThemeIcon(codicon, color ? new vscode.ThemeColor(color) : undefined);
}

const runIcons = {
  pending: ['clock', 'charts.yellow'],
  running: ['sync~spin', 'charts.blue'],
  // The orange of charts is mostly transparent in the themes of today.
  paused: ['debug-pause', 'symbolIcon.classForeground'],
  succeeded: ['pass', 'testing.iconPassed'],
  failed: ['error', 'charts.red'],
  cancelled: ['circle-slash', 'disabledForeground'],
} as const satisfies Record<KnownRunStatus, Icon>;

const stepIcons: Readonly<Record<string, Icon>> = {
  pending: ['circle-outline', 'disabledForeground'],
  in_progress: ['sync~spin', 'charts.blue'],
  completed: ['pass', 'testing.iconPassed'],
  skipped: ['debug-step-over', 'disabledForeground'],
  failed: ['error', 'charts.red'],
};

const attentionIcon: Icon = ['warning', 'list.warningForeground'];
const asksIcon: Icon = ['question', 'list.warningForeground'];
const unknownIcon: Icon = ['question', 'disabledForeground'];

export function iconOf(icons: Readonly<Record<string, Icon>>, status: string): Icon {
  return Object.hasOwn(icons, status) ? (icons[status] ?? unknownIcon) : unknownIcon;
}

/** A longer text would cover the rows, and their buttons with them. */
const maxTooltipText = 400;

/** Texts of the API stand in the tooltip as text: no Markdown, no HTML, no links of theirs. */
export function tooltip(title: string, fields: readonly (readonly [name: string, value: string | undefined])[]) {
  const markdown = new vscode.MarkdownString();
  markdown.isTrusted = false;
  markdown.supportHtml = false;
  const text = (words: string) => escapeMarkdown(plainText(words));
  markdown.appendMarkdown(`**${text(shortened(title, maxTooltipText))}**\n\n`);
  for (const [name, value] of fields) {
    if (!value) continue;
    markdown.appendMarkdown(`${text(`${name}: ${shortened(value, maxTooltipText)}`)}\n\n`);
  }
  return markdown;
}

/** What the runs of a mission do. */
export type MissionFacts = {
  /** How many of its runs are active. */
  readonly active: number;
  /** Whether one of these is running, or about to; else they all wait. */
  readonly isAtWork: boolean;
  /** How many of its runs need attention. */
  readonly needing: number;
};

export function missionRow(mission: Mission, { active, isAtWork, needing }: MissionFacts): vscode.TreeItem {
  const name = missionName(mission);
  const item = new vscode.TreeItem(name, Collapsed);
  const isActive = active > 0 ? (isAtWork ? runIcons.running : runIcons.paused) : undefined;
  item.iconPath = themeIcon(needing > 0 ? attentionIcon : (isActive ?? ['target']));
  const needs = needsAttentionText(needing);
  const goesOn = activeRunsText(active);
  // Beside the icon a number will do: words would be cut where the sidebar is as wide as it is at first.
  item.description = needing > 0 ? String(needing) : goesOn;
  item.contextValue = 'mission';
  item.tooltip = tooltip(name, [
    [vscode.l10n.t('Runs'), [needs, goesOn].filter(Boolean).join(', ')],
    [vscode.l10n.t('Description'), mission.description],
    [
      vscode.l10n.t('Executed by'),
      mission.executionMode === 'managed'
        ? vscode.l10n.t('Telnyx')
        : mission.executionMode === 'external'
          ? vscode.l10n.t('your own agent')
          : mission.executionMode,
    ],
    [vscode.l10n.t('Model'), mission.model],
    [vscode.l10n.t('Updated'), formatTime(mission.updatedAt)],
    [vscode.l10n.t('Mission ID'), mission.missionId],
  ]);
  item.accessibilityInformation = { label: [name, needs, goesOn].filter(Boolean).join(', ') };
  return item;
}

export type RunFacts = {
  readonly run: Run;
  readonly progress: Progress | undefined;
  readonly attention: Attention | undefined;
  /** It asks for attention: nobody has seen what it needs, or it goes on. */
  readonly asks: boolean;
  readonly busy: boolean;
  readonly mission: Mission | undefined;
  /** Who works it, where an agent has claimed it. */
  readonly claim?: string | undefined;
  /** What it is called by itself, and when it began, which is what it is called under its mission. */
  readonly name: string;
  readonly start: string;
  /** It stands by itself, not under its mission. */
  readonly topLevel: boolean;
  /** Epoch ms. */
  readonly now: number;
};

export function runRow(facts: RunFacts): vscode.TreeItem {
  const { run, progress, attention, asks, busy, mission, claim, name, start, topLevel, now } = facts;
  const item = new vscode.TreeItem(topLevel ? missionName(mission) : start, Collapsed);
  const active = isActive(run);
  const status = runStatusText(run.status);
  const duration = formatLasted(runDuration(run, now), active, vscode.env.language);
  const waits = waitsForAgent(run, mission);
  const needs = asks ? attentionWords(attention, now) : '';
  const fact = scarceFact(facts, needs || (waits ? waitingWords() : ''));
  item.iconPath = themeIcon(busy ? ['loading~spin'] : runIcon(run, asks ? attention : undefined));
  item.description = topLevel ? [fact, start].filter(Boolean).join(' · ') : fact || duration;
  item.contextValue = runContext({ run, progress, attention, busy, waits });
  item.tooltip = tooltip(name, [
    [asks ? vscode.l10n.t('Needs attention') : vscode.l10n.t('Note'), attentionSentence(attention, now)],
    [vscode.l10n.t('Waiting'), waits ? waitingSentence() : undefined],
    [vscode.l10n.t('Status'), status],
    [vscode.l10n.t('Agent'), claim],
    [vscode.l10n.t('Steps'), progress && vscode.l10n.t('{0} of {1} finished', progress.done, progress.total)],
    [vscode.l10n.t('Started'), formatTime(run.startedAt)],
    [vscode.l10n.t('Finished'), knownTime(finishedAtOf(run))],
    [vscode.l10n.t('Duration'), duration],
    [vscode.l10n.t('Result'), run.resultSummary],
    [vscode.l10n.t('Error'), run.error],
    [vscode.l10n.t('Run ID'), run.runId],
  ]);
  const notes = [asks ? needs || vscode.l10n.t('needs attention') : '', waits ? waitingWords() : ''];
  item.accessibilityInformation = { label: runLabel(facts, notes, duration) };
  return item;
}

/** What is told of the run beside its name, where there is more to tell than for how long it has run. */
function scarceFact({ run, progress }: RunFacts, needs: string): string {
  if (needs !== '') return needs;
  if (!isKnownRunStatus(run.status)) return runStatusText(run.status);
  return progress && isActive(run) ? `${progress.done}/${progress.total}` : '';
}

/** What a screen reader says of the row: what the run is called there, and what its icon and description show. */
function runLabel(facts: RunFacts, needs: readonly string[], duration: string): string {
  const { run, progress, busy, name, start, topLevel } = facts;
  const steps = progress ? vscode.l10n.t('{0} of {1} steps finished', progress.done, progress.total) : '';
  const status = busy ? vscode.l10n.t('in progress') : runStatusText(run.status);
  return [topLevel ? name : start, status, ...needs, steps, duration].filter(Boolean).join(', ');
}

function runIcon(run: Run, attention: Attention | undefined): Icon {
  if (attention?.kind === 'asks') return asksIcon;
  const warns = attention?.kind === 'stuck' || attention?.kind === 'leftBehind';
  return warns ? attentionIcon : iconOf(runIcons, run.status);
}

/** @param at `runEnd` (epoch ms) where the run is over: no step goes on after that, whatever its status says. */
export function stepRow(
  { step, children }: StepNode,
  at: { readonly now: number; readonly runEnd: number | undefined },
): vscode.TreeItem {
  const name = shortLine(step.description) || shortLine(step.stepId);
  const item = new vscode.TreeItem(name, children.length > 0 ? vscode.TreeItemCollapsibleState.Expanded : None);
  const status = stepStatusText(step.status);
  const times = stepTimes(step);
  const duration = stepDuration(times, at);
  item.iconPath = themeIcon(iconOf(stepIcons, step.status));
  item.description = duration || (step.status === 'pending' || step.status === 'completed' ? '' : status);
  item.contextValue = 'step';
  item.tooltip = tooltip(plainLine(step.description) || name, [
    [vscode.l10n.t('Status'), status],
    [vscode.l10n.t('Started'), knownTime(times.start)],
    [vscode.l10n.t('Finished'), knownTime(times.end)],
    [vscode.l10n.t('Duration'), duration],
    [vscode.l10n.t('Previous attempt'), times.before && formatAttempt(times.before)],
    [vscode.l10n.t('Step ID'), step.stepId],
  ]);
  item.accessibilityInformation = { label: [name, status, duration].filter(Boolean).join(', ') };
  return item;
}

function stepDuration({ start, end, goesOn }: StepTimes, { now, runEnd }: Parameters<typeof stepRow>[1]): string {
  if (start === undefined || (end === undefined && !goesOn)) return '';
  const until = end ?? runEnd;
  return formatLasted(span(start, until ?? now), until === undefined, vscode.env.language);
}

const knownTime = (ms: number | undefined) => (ms === undefined ? undefined : formatTime(ms));
const formatAttempt = ({ start, end }: Attempt) => [start, end].flatMap((ms) => knownTime(ms) ?? []).join(' – ');

/** A row that says something instead of showing something. */
export function noteRow(text: string, icon: Icon, command?: vscode.Command): vscode.TreeItem {
  const item = new vscode.TreeItem(text, None);
  item.iconPath = themeIcon(icon);
  item.contextValue = 'note';
  if (command) {
    item.command = command;
    item.description = command.title;
  }
  return item;
}

/** The row below a list of which there is more. The command's title says how much of it is shown. */
export function loadMoreRow(command: vscode.Command): vscode.TreeItem {
  return noteRow(vscode.l10n.t('Load More...'), ['ellipsis'], command);
}

/** The row that says of some of a list, at those places of it (from 0), that they are too large to load. */
export function tooLargeRow(text: string, places: readonly number[]): vscode.TreeItem {
  const item = noteRow(text, ['warning', 'list.warningForeground']);
  const named = places.slice(0, maxPlaces).map((place) => place + 1);
  const list = named.join(', ') + (places.length > named.length ? ', ...' : '');
  const where = vscode.l10n.t('Position in the list: {0}', list);
  item.description = vscode.l10n.t('no. {0}', list);
  item.tooltip = `${text}\n${where}`;
  item.accessibilityInformation = { label: `${text}. ${where}` };
  return item;
}

export function runsTooLargeRow(places: readonly number[]): vscode.TreeItem {
  const text =
    places.length === 1
      ? vscode.l10n.t('1 run is too large to load')
      : vscode.l10n.t('{0} runs are too large to load', places.length);
  return tooLargeRow(text, places);
}

export function failureRow(what: string, { reason, action }: ErrorDescription): vscode.TreeItem {
  const item = noteRow(what, ['warning', 'list.warningForeground'], { command: action.command, title: action.title });
  item.description = reason;
  item.tooltip = `${what}\n${reason}\n${action.title}`;
  item.accessibilityInformation = { label: `${what}. ${reason} ${action.title}`, role: 'button' };
  return item;
}

/** What a mission file says of the mission's last run: the icon and title of a lens, in which VS Code would find icons. */
export function lastRunLens(
  run: Run,
  progress: Progress | undefined,
): { readonly icon: string; readonly title: string } {
  const [icon] = iconOf(runIcons, run.status);
  const steps = isActive(run) && progress ? `${progress.done}/${progress.total}` : formatTime(run.startedAt);
  return { icon, title: inert(vscode.l10n.t('Last run: {0}, {1}', runStatusText(run.status), steps)) };
}
