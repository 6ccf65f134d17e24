import * as vscode from 'vscode';
import { shortLine } from '../../model/plainText';
import { actOnMany, type BulkEnd, type BulkResult } from '../../tracking/actions/bulkActions';
import type { BulkOffer, BulkRecord } from './bulkRecord';

/** An act on many things at once: which ones, what is done to each, and what is said of it. */
export type BulkCommand<T> = {
  /** The things that a person has chosen, or agreed to; nothing where that was left. */
  readonly choose: () => Promise<readonly T[] | undefined>;
  readonly name: (item: T) => string;
  /** `stopAll` keeps those that were not begun from being begun. */
  readonly run: (item: T, stopAll: () => void) => Promise<BulkEnd>;
  /** Each begins when the one before has ended; else some are under way at the same time. */
  readonly oneByOne?: boolean;
  readonly progress: string;
  /** A further offer after it, with what it does. */
  readonly offer?: BulkOffer;
  /** Says what became of them; returns those that it is done to once more. */
  readonly report: (results: readonly BulkResult<T>[]) => Promise<readonly T[] | undefined>;
};

/** The choice, the act with its progress and a way to call it off, and what became of it. */
export async function runBulkCommand<T>(command: BulkCommand<T>, bulks: BulkRecord): Promise<void> {
  let items = await command.choose();
  while (items && items.length > 0) items = await command.report(await runRecorded(command, items, bulks));
}

/** The act, of which it is kept how far it has come: a reload of the window must not take the sum with it. */
async function runRecorded<T>(
  command: BulkCommand<T>,
  items: readonly T[],
  bulks: BulkRecord,
): Promise<readonly BulkResult<T>[]> {
  const names = items.map((item) => shortLine(command.name(item)));
  const bulk = bulks.begin(command.progress, names, command.offer);
  const places = new Map(items.map((item, place) => [item, place]));
  const run = async (item: T, stopAll: () => void) => {
    const place = places.get(item) ?? 0;
    bulk.note(place, 'unknown');
    const end = await command.run(item, stopAll);
    bulk.note(place, end.kind);
    return end;
  };
  const results = await runWithProgress({ ...command, run }, items);
  await bulk.end();
  return results;
}

/** Only a notification has a button to call it off; a view’s bar of progress has none. */
export function runWithProgress<T>(
  { progress: title, name, run, oneByOne }: Pick<BulkCommand<T>, 'progress' | 'name' | 'run' | 'oneByOne'>,
  items: readonly T[],
): Promise<readonly BulkResult<T>[]> {
  const increment = 100 / items.length;
  return withNotification(title, (progress, token) => {
    const stop = new AbortController();
    const stopAll = () => stop.abort();
    token.onCancellationRequested(stopAll);
    let begun = 0;
    const runOne = (item: T) => {
      begun++;
      if (oneByOne) {
        const message = vscode.l10n.t('{0} of {1}: {2}', begun, items.length, shortLine(name(item)));
        progress.report({ increment, message });
      }
      return run(item, stopAll);
    };
    return actOnMany(items, runOne, {
      signal: stop.signal,
      ...(oneByOne ? { atOnce: 1 } : {}),
      onEnd(ended) {
        if (!oneByOne) progress.report({ increment, message: vscode.l10n.t('{0} of {1}', ended, items.length) });
      },
    });
  });
}

/** Shows how far the work has come, with a button to call it off. */
export function withNotification<T>(
  title: string,
  work: (
    progress: vscode.Progress<{ message?: string; increment?: number }>,
    token: vscode.CancellationToken,
  ) => Promise<T>,
): Promise<T> {
  const location = vscode.ProgressLocation.Notification;
  return Promise.resolve(vscode.window.withProgress({ location, title, cancellable: true }, work));
}
