import * as vscode from 'vscode';
import type { Attention } from '../../model/attention';
import { formatDuration, span } from '../../model/time';

/** Why the run needs a person, in two or three words for its row; empty where its status says it already. */
export function attentionWords(attention: Attention | undefined, now: number): string {
  switch (attention?.kind) {
    case 'stuck':
      return vscode.l10n.t('nothing for {0}', formatDuration(span(attention.since, now)));
    case 'leftBehind':
      switch (attention.why) {
        case 'notClosed':
          return vscode.l10n.t('not closed');
        case 'openSteps':
          return vscode.l10n.t('steps left open');
        case 'noSummary':
          return vscode.l10n.t('no result');
      }
      break;
    case 'failed':
    case 'paused':
    case undefined:
      return '';
  }
}

/** Why the run needs a person and what mends it, in sentences. */
export function attentionSentence(attention: Attention | undefined, now: number): string | undefined {
  switch (attention?.kind) {
    case 'stuck':
      return vscode.l10n.t(
        'The run is running, but nothing has happened for {0}. Look at its timeline; cancel or complete it if its agent has gone.',
        formatDuration(span(attention.since, now)),
      );
    case 'leftBehind':
      switch (attention.why) {
        case 'notClosed':
          return vscode.l10n.t('Every step is finished, but the run was not closed. “Complete Run…” closes it.');
        case 'openSteps':
          return vscode.l10n.t('The run succeeded, but it left steps open. “Skip Open Steps” closes them.');
        case 'noSummary':
          return vscode.l10n.t('The run succeeded without saying what came of it. “Complete Run…” adds a summary.');
      }
      break;
    case 'failed':
      return vscode.l10n.t('The run failed. Its timeline shows what went wrong.');
    case 'paused':
      return vscode.l10n.t('The run is paused: it waits until somebody resumes or cancels it.');
    case undefined:
      return undefined;
  }
}

export function needYou(count: number): string {
  if (count === 0) return '';
  return count === 1 ? vscode.l10n.t('1 needs you') : vscode.l10n.t('{0} need you', count);
}

export function activeRunsText(count: number): string {
  if (count === 0) return '';
  return count === 1 ? vscode.l10n.t('1 active run') : vscode.l10n.t('{0} active runs', count);
}

/** That nobody has taken the run yet, in a few words for its row. */
export const waitingWords = () => vscode.l10n.t('waiting for an agent');

/** The same in sentences, with the way to change it. */
export function waitingSentence(): string {
  return vscode.l10n.t(
    'The run is waiting for an agent. Telnyx doesn\'t execute runs of external missions: your own agent has to take the run. The command "How to Connect an Agent" shows how.',
  );
}
