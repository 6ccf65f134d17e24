import * as vscode from 'vscode';
import type { ApiError } from '../../api/apiError';
import { dialogs } from '../../dialogs';
import type { PublishOutcome } from '../../documents/missionFiles/publishOneFile';
import { fileName } from '../../documents/editors/editorDocuments';
import type { BulkEnd, BulkResult } from '../../tracking/actions/bulkActions';
import type { PublishCandidate } from './publishCandidates';
import { describePublishOutcome } from './publishOutcomeTexts';

/** The last outcome of each file that was tried. */
export type PublishOutcomes = ReadonlyMap<PublishCandidate, PublishOutcome>;

type Row = {
  readonly uri: vscode.Uri;
  readonly kind: 'published' | 'skipped' | 'failed' | 'unknown';
  /** A sentence; `undefined` where there is nothing to say. */
  readonly reason: string | undefined;
};

const kinds: Readonly<Record<BulkEnd['kind'], Row['kind']>> = {
  done: 'published',
  already: 'published',
  refused: 'skipped',
  notTried: 'skipped',
  failed: 'failed',
  unknown: 'unknown',
};

/** After these the next file would fare no better. */
const hopeless: ReadonlySet<string> = new Set(['auth', 'forbidden', 'network', 'timeout', 'accountChanged']);

/** Why no further file is to be tried after this one. */
export function errorForAll({ refused }: PublishCandidate, outcome: PublishOutcome): ApiError | undefined {
  return outcome.kind === 'refused' && !refused && hopeless.has(outcome.error.kind) ? outcome.error : undefined;
}

/** Says how many files were published, and why the others were not; returns those that are to be tried once more. */
export async function reportPublished(
  results: readonly BulkResult<PublishCandidate>[],
  outcomes: PublishOutcomes,
): Promise<readonly PublishCandidate[] | undefined> {
  const tried = results.filter(({ end }) => end.kind !== 'notTried' || end.error);
  const stoppedBy = tried
    .map(({ item }) => {
      const outcome = outcomes.get(item);
      return outcome && errorForAll(item, outcome);
    })
    .find((error) => error !== undefined);
  const rows = results.map(({ item, end }): Row => {
    const reason =
      end.kind === 'notTried' ? notTriedReason(end.error ?? stoppedBy) : endReason(end, outcomes.get(item));
    return { uri: item.uri, kind: kinds[end.kind], reason };
  });
  const again = results.filter(
    ({ end }) =>
      end.kind === 'failed' || (end.kind === 'notTried' && (end.error ?? stoppedBy)?.kind !== 'accountChanged'),
  );
  const [details, retry] = [vscode.l10n.t('Show Details'), vscode.l10n.t('Retry Failed')];
  const notable = rows.find(({ reason }) => reason !== undefined);
  const sum = formatSum(rows);
  const choice = notable
    ? await dialogs.showWarningMessage(
        vscode.l10n.t('{0}: {1}: {2}', sum, fileName(notable.uri), notable.reason ?? ''),
        details,
        ...(again.length > 0 ? [retry] : []),
      )
    : await dialogs.showInformationMessage(`${sum}.`);
  if (choice === details) await showDetails(rows);
  return choice === retry ? again.map(({ item }) => item) : undefined;
}

function notTriedReason(stoppedBy: ApiError | undefined): string {
  if (!stoppedBy) return vscode.l10n.t('Not started: cancelled.');
  return stoppedBy.kind === 'accountChanged'
    ? vscode.l10n.t('Not started: the account changed.')
    : vscode.l10n.t('Not started because of an earlier error.');
}

function endReason(end: BulkEnd, outcome: PublishOutcome | undefined): string | undefined {
  if (!outcome) return end.kind === 'unknown' ? end.error.message : undefined;
  const reason = describePublishOutcome(outcome);
  return outcome.kind === 'publishedBefore' && reason !== undefined
    ? `${reason} ${vscode.l10n.t('Publish it individually to decide.')}`
    : reason;
}

function formatSum(rows: readonly Row[]): string {
  const count = (kind: Row['kind']) => rows.filter((row) => row.kind === kind).length;
  const [skipped, failed, unknown] = [count('skipped'), count('failed'), count('unknown')];
  return [
    vscode.l10n.t('{0} published', count('published')),
    ...(skipped > 0 ? [vscode.l10n.t('{0} skipped', skipped)] : []),
    ...(failed > 0 ? [vscode.l10n.t('{0} failed', failed)] : []),
    ...(unknown > 0 ? [vscode.l10n.t('{0} unknown', unknown)] : []),
  ].join(', ');
}

/** Every file with how it ended; one that is taken opens. */
async function showDetails(rows: readonly Row[]): Promise<void> {
  const words: Readonly<Record<Row['kind'], string>> = {
    published: vscode.l10n.t('published'),
    skipped: vscode.l10n.t('skipped'),
    failed: vscode.l10n.t('failed'),
    unknown: vscode.l10n.t('unknown'),
  };
  const items = rows.map(({ uri, kind, reason = '' }) => {
    return { label: fileName(uri), description: words[kind], detail: reason, uri };
  });
  const choice = await dialogs.showQuickPick(items, { title: formatSum(rows), matchOnDetail: true });
  if (choice) await vscode.window.showTextDocument(choice.uri);
}
