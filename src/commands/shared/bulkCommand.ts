import * as vscode from 'vscode';
import { ApiError } from '../../api/apiError';
import { dialogs } from '../../dialogs';
import type { RemoteTexts } from '../../documents/editors/readonlyTexts';
import { explain } from '../../errorMessages';
import { plainLine } from '../../model/plainText';
import {
  actOnMany,
  sumOf,
  mergeRetried,
  type BulkEnd,
  type BulkResult,
  type BulkSum,
} from '../../tracking/actions/bulkActions';
import type { BulkRecord } from './bulkRecord';

/** How many things a question names. */
const mostNamed = 8;

/** An act on many things at once, with its words. */
export type ManyJob<T> = {
  readonly items: readonly T[];
  readonly name: (item: T) => string;
  readonly act: (item: T) => Promise<BulkEnd>;
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
  readonly progress: string;
  readonly done: (count: number) => string;
  readonly already: (count: number) => string;
  /** A further offer after it, with what it does. */
  readonly offer?: { readonly title: string; readonly command: string };
};

/** The first few of the names, a line each. */
function named(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed).map((name) => `• ${plainLine(name)}`);
  if (names.length > mostNamed) shown.push(vscode.l10n.t('… and {0} more', names.length - mostNamed));
  return shown.join('\n');
}

/** One question, the act with its progress and a way to call it off, and what became of it. */
export async function doMany<T>(
  job: ManyJob<T>,
  parts: {
    readonly remoteTexts: RemoteTexts;
    readonly bulks: BulkRecord;
    readonly onDone?: (results: readonly BulkResult<T>[]) => void;
  },
): Promise<void> {
  const yes: vscode.MessageItem = { title: job.yes };
  const no = job.no === undefined ? [] : [{ title: job.no, isCloseAffordance: true }];
  const detail = [named(job.items.map(job.name)), ...job.consequences].join('\n\n');
  if ((await dialogs.showWarningMessage(job.question, { modal: true, detail }, yes, ...no)) !== yes) return;
  let results = await actRecorded(job, job.items, parts.bulks);
  parts.onDone?.(results);
  for (;;) {
    const sum = sumOf(results);
    const isSameAccount = await job.isCurrent();
    const details = vscode.l10n.t('Details');
    const retry = vscode.l10n.t('Retry Failed');
    const look = vscode.l10n.t('Look Again');
    const offers = [
      ...(sum.failed > 0 && isSameAccount ? [retry] : []),
      ...(sum.unknown > 0 && isSameAccount ? [look] : []),
      ...(sum.done > 0 && job.offer && isSameAccount ? [job.offer.title] : []),
      ...(sum.done < results.length ? [details] : []),
    ];
    const show = sum.done + sum.already < results.length ? dialogs.showWarningMessage : dialogs.showInformationMessage;
    const choice = await show(saySum(job, results, sum), ...offers);
    // The message may have been open for long: without the offer it is said once more.
    if ((choice === retry || choice === look) && !(await job.isCurrent())) continue;
    const ended = (kind: BulkEnd['kind']) => results.flatMap(({ item, end }) => (end.kind === kind ? [item] : []));
    if (choice === retry) results = mergeRetried(results, await actRecorded(job, ended('failed'), parts.bulks));
    else if (choice === look)
      results = mergeRetried(results, await withMany(job, ended('unknown'), (item) => lookAt(job, item)));
    else if (choice === details) {
      await parts.remoteTexts.show(`${job.progress}.txt`, report(job, results));
      // There is still something to be decided.
      if (sum.failed + sum.unknown === 0) return;
      continue;
    } else {
      if (choice !== undefined && choice === job.offer?.title) await vscode.commands.executeCommand(job.offer.command);
      return;
    }
    parts.onDone?.(results);
  }
}

/** The act, of which it is kept how far it has come: a reload of the window must not take the sum with it. */
async function actRecorded<T>(
  job: ManyJob<T>,
  items: readonly T[],
  bulks: BulkRecord,
): Promise<readonly BulkResult<T>[]> {
  const names = items.map((item) => plainLine(job.name(item)));
  const bulk = bulks.begin(job.progress, names, job.offer);
  const results = await withMany(job, items, async (item) => {
    const place = items.indexOf(item);
    bulk.note(place, 'unknown');
    const end = await job.act(item);
    bulk.note(place, end.kind);
    return end;
  });
  await bulk.end();
  return results;
}

/** Only a notification has a button to call it off; a view’s bar of progress has none. */
function withMany<T>(
  { progress: title }: ManyJob<T>,
  items: readonly T[],
  act: (item: T) => Promise<BulkEnd>,
): Promise<readonly BulkResult<T>[]> {
  const location = vscode.ProgressLocation.Notification;
  const work = vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    const increment = 100 / items.length;
    return actOnMany(items, act, {
      signal: stop.signal,
      onEnd: (ended) => progress.report({ increment, message: vscode.l10n.t('{0} of {1}', ended, items.length) }),
    });
  });
  return Promise.resolve(work);
}

async function lookAt<T>(job: ManyJob<T>, item: T): Promise<BulkEnd> {
  if (await job.hasHappened(item)) return { kind: 'done' };
  // It was looked at, and it has not happened: now it may be tried again.
  return { kind: 'failed' };
}

function saySum<T>(job: ManyJob<T>, results: readonly BulkResult<T>[], sum: BulkSum): string {
  const first = (kind: 'failed' | 'refused') =>
    (results.flatMap(({ end }) => (end.kind === kind ? [reasonOf(end)] : []))[0] ?? '').replace(/\.$/, '');
  const said = [
    sum.done > 0 || sum.done === results.length ? job.done(sum.done) : '',
    sum.already > 0 ? job.already(sum.already) : '',
    sum.refused > 0 ? vscode.l10n.t('{0} refused ({1})', sum.refused, first('refused')) : '',
    sum.failed > 0 ? vscode.l10n.t('{0} failed ({1})', sum.failed, first('failed')) : '',
    sum.unknown > 0 ? vscode.l10n.t('{0} unknown, because the answer was lost', sum.unknown) : '',
    sum.notTried > 0
      ? results.some(({ end }) => end.kind === 'notTried' && end.error)
        ? vscode.l10n.t('{0} not started: the account changed', sum.notTried)
        : vscode.l10n.t('{0} not tried', sum.notTried)
      : '',
  ];
  return `${said.filter(Boolean).join(', ')}.`;
}

function reasonOf(end: BulkEnd): string {
  switch (end.kind) {
    case 'done':
      return vscode.l10n.t('done');
    case 'already':
      return vscode.l10n.t('it was so already');
    case 'notTried':
      return end.error
        ? vscode.l10n.t('not started: the account changed')
        : vscode.l10n.t('not tried: it was called off before');
    case 'unknown':
      return vscode.l10n.t('unknown: the answer was lost. {0}', sayError(end.error));
    case 'refused':
      return end.error ? sayError(end.error) : vscode.l10n.t('something else was just being done to it');
    case 'failed':
      return end.error ? sayError(end.error) : vscode.l10n.t('it has not happened');
  }
}

function sayError(error: Error): string {
  return error instanceof ApiError ? explain(error).reason : error.message;
}

function report<T>(job: ManyJob<T>, results: readonly BulkResult<T>[]): string {
  const lines = results.map(({ item, end }) => `${plainLine(job.name(item))}\n    ${plainLine(reasonOf(end))}`);
  return `${saySum(job, results, sumOf(results))}\n\n${lines.join('\n')}\n`;
}
