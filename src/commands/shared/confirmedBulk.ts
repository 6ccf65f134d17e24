import * as vscode from 'vscode';
import { ApiError } from '../../api/apiError';
import { dialogs } from '../../dialogs';
import type { RemoteTexts } from '../../documents/editors/readonlyTexts';
import { describeError } from '../../errorMessages';
import { plainLine, shortLine } from '../../model/plainText';
import { sumOf, mergeRetried, type BulkEnd, type BulkResult, type BulkSum } from '../../tracking/actions/bulkActions';
import { runBulkCommand, runWithProgress, type BulkCommand } from './bulkCommand';
import type { BulkRecord } from './bulkRecord';

/** How many things a question names. */
const maxNames = 8;

/** An act on the selected things, after one question, with its words. */
export type ConfirmedBulk<T> = Pick<BulkCommand<T>, 'name' | 'progress' | 'offer'> & {
  readonly items: readonly T[];
  readonly run: (item: T) => Promise<BulkEnd>;
  /** Whether the account is still in use that it began with; else nothing more of it is offered. */
  readonly isCurrent: () => Promise<boolean>;
  /** Whether it has happened after all, where the answer was lost. Throws `ApiError` where that cannot be seen. */
  readonly hasHappened: (item: T) => Promise<boolean>;
  readonly question: string;
  readonly yes: string;
  /** Where VS Code's own “Cancel” could be taken for the act. */
  readonly no?: string;
  /** What it means, and what it is not done to: lines under the names. */
  readonly consequences: readonly string[];
  readonly done: (count: number) => string;
  readonly already: (count: number) => string;
};

type Parts<T> = {
  readonly remoteTexts: RemoteTexts;
  readonly bulks: BulkRecord;
  readonly onDone?: (results: readonly BulkResult<T>[]) => void;
};

/** One question, the act, and what became of it, with offers to retry what failed and to look at what is unknown. */
export function runConfirmedBulk<T>(bulk: ConfirmedBulk<T>, parts: Parts<T>): Promise<void> {
  let results: readonly BulkResult<T>[] = [];
  return runBulkCommand<T>(
    {
      ...bulk,
      choose: async () => ((await confirm(bulk)) ? bulk.items : undefined),
      report(ended) {
        results = results.length === 0 ? ended : mergeRetried(results, ended);
        parts.onDone?.(results);
        return decide();
      },
    },
    parts.bulks,
  );

  /** Offers what can be done about it; returns what is to be retried. */
  async function decide(): Promise<readonly T[] | undefined> {
    for (;;) {
      const choice = await showSum(bulk, results);
      const itemsOf = (kind: BulkEnd['kind']) => results.flatMap(({ item, end }) => (end.kind === kind ? [item] : []));
      // The message may have been open for long: without the offer it is said once more.
      if ((choice === 'retry' || choice === 'look') && !(await bulk.isCurrent())) continue;
      if (choice === 'retry') return itemsOf('failed');
      if (choice === 'look') {
        const run = (item: T) => checkHappened(bulk, item);
        results = mergeRetried(results, await runWithProgress({ ...bulk, run }, itemsOf('unknown')));
        parts.onDone?.(results);
        continue;
      }
      if (choice === 'details') {
        await parts.remoteTexts.show(`${bulk.progress}.txt`, formatReport(bulk, results));
        const sum = sumOf(results);
        // There may still be something to be decided.
        if (sum.failed + sum.unknown > 0) continue;
      }
      if (choice === 'offer' && bulk.offer) await vscode.commands.executeCommand(bulk.offer.command);
      return undefined;
    }
  }
}

async function confirm<T>(bulk: ConfirmedBulk<T>): Promise<boolean> {
  const yes: vscode.MessageItem = { title: bulk.yes };
  const no = bulk.no === undefined ? [] : [{ title: bulk.no, isCloseAffordance: true }];
  const detail = [formatNames(bulk.items.map(bulk.name)), ...bulk.consequences].join('\n\n');
  return (await dialogs.showWarningMessage(bulk.question, { modal: true, detail }, yes, ...no)) === yes;
}

/** The first few of the names, a line each. */
function formatNames(names: readonly string[]): string {
  const shown = names.slice(0, maxNames).map((name) => `• ${shortLine(name)}`);
  if (names.length > maxNames) shown.push(vscode.l10n.t('... and {0} more', names.length - maxNames));
  return shown.join('\n');
}

type Choice = 'retry' | 'look' | 'offer' | 'details';

async function showSum<T>(bulk: ConfirmedBulk<T>, results: readonly BulkResult<T>[]): Promise<Choice | undefined> {
  const sum = sumOf(results);
  const isSameAccount = await bulk.isCurrent();
  const offers: { readonly choice: Choice; readonly title: string }[] = [
    ...(sum.failed > 0 && isSameAccount ? [{ choice: 'retry' as const, title: vscode.l10n.t('Retry Failed') }] : []),
    ...(sum.unknown > 0 && isSameAccount ? [{ choice: 'look' as const, title: vscode.l10n.t('Check Again') }] : []),
    ...(sum.done > 0 && bulk.offer && isSameAccount ? [{ choice: 'offer' as const, title: bulk.offer.title }] : []),
    ...(sum.done < results.length ? [{ choice: 'details' as const, title: vscode.l10n.t('Show Details') }] : []),
  ];
  const show = sum.done + sum.already < results.length ? dialogs.showWarningMessage : dialogs.showInformationMessage;
  const title = await show(formatSum(bulk, results, sum), ...offers.map((offer) => offer.title));
  return offers.find((offer) => offer.title === title)?.choice;
}

async function checkHappened<T>(bulk: ConfirmedBulk<T>, item: T): Promise<BulkEnd> {
  if (await bulk.hasHappened(item)) return { kind: 'done' };
  // It was looked at, and it has not happened: now it may be tried again.
  return { kind: 'failed' };
}

function formatSum<T>(bulk: ConfirmedBulk<T>, results: readonly BulkResult<T>[], sum: BulkSum): string {
  const first = (kind: 'failed' | 'refused') =>
    (results.flatMap(({ end }) => (end.kind === kind ? [describeEnd(end)] : []))[0] ?? '').replace(/\.$/, '');
  const parts = [
    sum.done > 0 || sum.done === results.length ? bulk.done(sum.done) : '',
    sum.already > 0 ? bulk.already(sum.already) : '',
    sum.refused > 0 ? vscode.l10n.t('{0} rejected ({1})', sum.refused, first('refused')) : '',
    sum.failed > 0 ? vscode.l10n.t('{0} failed ({1})', sum.failed, first('failed')) : '',
    sum.unknown > 0 ? vscode.l10n.t('{0} not confirmed by Telnyx', sum.unknown) : '',
    sum.notTried > 0
      ? results.some(({ end }) => end.kind === 'notTried' && end.error)
        ? vscode.l10n.t('{0} not started: the account changed', sum.notTried)
        : vscode.l10n.t('{0} not started', sum.notTried)
      : '',
  ];
  return `${parts.filter(Boolean).join(', ')}.`;
}

function describeEnd(end: BulkEnd): string {
  switch (end.kind) {
    case 'done':
      return vscode.l10n.t('done');
    case 'already':
      return vscode.l10n.t('already done');
    case 'notTried':
      return end.error ? vscode.l10n.t('not started: the account changed') : vscode.l10n.t('not started: cancelled');
    case 'unknown':
      return vscode.l10n.t("unknown: Telnyx didn't confirm the request. {0}", describeCause(end.error));
    case 'refused':
      return end.error ? describeCause(end.error) : vscode.l10n.t('another operation is in progress');
    case 'failed':
      return end.error ? describeCause(end.error) : vscode.l10n.t('not applied');
  }
}

function describeCause(error: Error): string {
  return error instanceof ApiError ? describeError(error).reason : error.message;
}

function formatReport<T>(bulk: ConfirmedBulk<T>, results: readonly BulkResult<T>[]): string {
  const lines = results.map(({ item, end }) => `${shortLine(bulk.name(item))}\n    ${plainLine(describeEnd(end))}`);
  return `${formatSum(bulk, results, sumOf(results))}\n\n${lines.join('\n')}\n`;
}
