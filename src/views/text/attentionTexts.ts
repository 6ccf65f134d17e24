import * as vscode from 'vscode';
import type { Attention } from '../../model/attention';
import { questionLine } from '../../model/questions';
import { formatDuration, formatRough, span } from '../../model/time';

/** Why the run needs attention, in two or three words for its row; empty where its status says it already. */
export function attentionWords(attention: Attention | undefined, now: number): string {
  switch (attention?.kind) {
    case 'stuck':
      return vscode.l10n.t('stuck for {0}', formatRough(span(attention.since, now)));
    case 'leftBehind':
      switch (attention.why) {
        case 'notClosed':
          return vscode.l10n.t('not completed');
        case 'openSteps':
          return vscode.l10n.t('open steps');
        case 'noSummary':
          return vscode.l10n.t('no result');
      }
      break;
    case 'asks':
      return vscode.l10n.t('waiting for an answer');
    case 'failed':
    case 'paused':
    case undefined:
      return '';
  }
}

/** Why the run needs attention and what to do about it, in sentences. */
export function attentionSentence(attention: Attention | undefined, now: number): string | undefined {
  switch (attention?.kind) {
    case 'stuck':
      return vscode.l10n.t(
        'The run is running, but has logged no activity for {0}. Check its timeline; cancel or complete the run if its agent has stopped.',
        formatDuration(span(attention.since, now), vscode.env.language),
      );
    case 'leftBehind':
      switch (attention.why) {
        case 'notClosed':
          return vscode.l10n.t('All steps are finished, but the run is still open. Use Complete Run to close it.');
        case 'openSteps':
          return vscode.l10n.t('The run succeeded with open steps. Use Skip Open Steps to close them.');
        case 'noSummary':
          return vscode.l10n.t('The run succeeded without a result summary. Use Complete Run to add one.');
      }
      break;
    case 'asks':
      return vscode.l10n.t('The agent asks: {0} Use Answer to reply.', questionLine(attention.question));
    case 'failed':
      return vscode.l10n.t('The run failed. Check its timeline to see what went wrong.');
    case 'paused':
      return vscode.l10n.t('The run is paused until someone resumes or cancels it.');
    case undefined:
      return undefined;
  }
}

/** @param mayBeMore some runs that may need attention have not been read. */
export function needsAttentionText(count: number, mayBeMore = false): string {
  if (count === 0) return '';
  if (mayBeMore)
    return count === 1
      ? vscode.l10n.t('at least 1 needs attention')
      : vscode.l10n.t('at least {0} need attention', count);
  return count === 1 ? vscode.l10n.t('1 needs attention') : vscode.l10n.t('{0} need attention', count);
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
