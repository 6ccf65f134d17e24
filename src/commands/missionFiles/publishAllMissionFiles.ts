import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import { ApiError } from '../../api/apiError';
import type { PublishOutcome } from '../../documents/missionFiles/publishOneFile';
import { isUnseen, type MissionFileState } from '../../formats/missionFile/missionFileSyncState';
import { fileName, isMissionFile, missionFilePattern } from '../../documents/missionFiles/missionFileUri';
import { describeMissionFileState } from '../../documents/missionFiles/missionFileMessages';
import { explain } from '../../errorMessages';
import type { Mission } from '../../model/mission';
import type { Actions } from '../../tracking/actions/actions';
import { missionName } from '../../views/trees/rows';
import type { BulkState } from '../shared/bulkRecord';
import type { PublishingParts } from './publishMissionFile';
import { filesMayAct } from '../shared/workspaceTrust';

/** How many files are looked at side by side. */
const looksAtOnce = 4;

/** A file as it was when it was looked at, and what Telnyx had of its mission then. */
type Candidate = {
  readonly uri: vscode.Uri;
  readonly state: MissionFileState;
  /** The id that the file had. */
  readonly missionId: string | undefined;
  readonly remote: Mission | undefined;
  /** Other files that have its ID, as URIs. */
  readonly others: readonly string[];
  /** It is to get a mission of its own in place of the one that others have. */
  readonly isCopy?: true;
  /** Why Telnyx does not show the mission. */
  readonly refused?: ApiError;
};

type Result = {
  readonly candidate: Candidate;
  readonly kind: 'published' | 'skipped' | 'failed' | 'unknown';
  /** A sentence; empty where there is nothing to say. */
  readonly why: string;
  /** Whether trying once more may help. */
  readonly again?: boolean;
};

export function publishAllCommands(parts: PublishingParts) {
  const { publisher, states, claims, bulks } = parts;

  /** Reads the files and their missions; `undefined` where the person has called it off. Throws `ApiError`. */
  function lookAt(uris: readonly vscode.Uri[], actions: Actions): Thenable<Candidate[] | undefined> {
    const title = vscode.l10n.t('Looking at the mission files…');
    return withNotification(title, async (progress, token) => {
      const found: Candidate[] = [];
      const left = [...uris];
      const look = async () => {
        for (let uri = left.shift(); uri && !token.isCancellationRequested; uri = left.shift()) {
          const candidate = await lookAtOne(uri, actions);
          if (candidate) found.push(candidate);
          progress.report({ message: vscode.l10n.t('{0} of {1}', uris.length - left.length, uris.length) });
        }
      };
      await Promise.all(Array.from({ length: looksAtOnce }, look));
      found.sort((a, b) => a.uri.path.localeCompare(b.uri.path));
      return token.isCancellationRequested ? undefined : found;
    });
  }

  async function lookAtOne(uri: vscode.Uri, actions: Actions): Promise<Candidate | undefined> {
    await states.readState(uri);
    const missionId = states.missionIdOf(uri);
    let remote: Mission | 'gone' = 'gone';
    let refused: ApiError | undefined;
    try {
      if (missionId !== undefined) remote = await publisher.readRemote(missionId, actions);
    } catch (error) {
      // What is wrong with one file keeps no other from being published.
      if (!(error instanceof ApiError) || !ofOneMission.has(error.kind)) throw error;
      refused = error;
    }
    const others = missionId === undefined ? [] : await claims.readOthersOf(uri.toString(), missionId);
    const state = await states.readState(uri);
    return (
      state && {
        uri,
        state,
        missionId,
        remote: remote === 'gone' ? undefined : remote,
        others,
        ...(refused === undefined ? {} : { refused }),
      }
    );
  }

  /** What is to be published, by the person's choice; `undefined` where there is none. */
  async function choose(candidates: readonly Candidate[]): Promise<Candidate[] | undefined> {
    const item = (candidate: Candidate) => ({
      label: fileName(candidate.uri),
      description: folderOf(candidate.uri),
      detail: reason(candidate),
      picked:
        (candidate.state === 'changedHere' && !candidate.refused && candidate.others.length === 0) ||
        candidate.state === 'notPublished',
      candidate,
    });
    const broken = candidates.filter(({ state, refused }) => state === 'problems' || refused);
    const sound = candidates.filter((candidate) => !broken.includes(candidate));
    const changed = sound.filter(({ state }) => state !== 'inSync' && state !== 'changedThere');
    const inSync = sound.filter(({ state }) => state === 'inSync').length;
    const toPull = sound.filter(({ state }) => state === 'changedThere').length;
    const others = [
      ...(inSync > 0 ? [vscode.l10n.t('{0} in sync', inSync)] : []),
      ...(toPull > 0 ? [vscode.l10n.t('{0} changed on Telnyx alone, to be pulled', toPull)] : []),
    ].join(', ');
    if (changed.length + broken.length === 0) {
      const message = vscode.l10n.t('No mission file has changes to publish: {0}.', others);
      void dialogs.showInformationMessage(message);
      return undefined;
    }
    const separator = { label: vscode.l10n.t('Cannot be published'), kind: vscode.QuickPickItemKind.Separator };
    const items: (vscode.QuickPickItem & { readonly candidate?: Candidate })[] = [
      ...changed.map(item),
      ...(broken.length > 0 ? [separator, ...broken.map(item)] : []),
    ];
    const chosen = await dialogs.showManyPick(items, {
      title: vscode.l10n.t('Publish Changed Mission Files'),
      placeHolder: others === '' ? vscode.l10n.t('Which files?') : vscode.l10n.t('Which files? Also here: {0}', others),
      ignoreFocusOut: true,
    });
    const wanted = chosen && (await withoutCopies(chosen.flatMap(({ candidate }) => candidate ?? [])));
    return wanted && (await withoutRefused(wanted));
  }

  function reason({ state, refused, others }: Candidate): string {
    if (refused) return explain(refused).reason;
    if (state === 'unconfirmed')
      return vscode.l10n.t('Its answer was lost: it may exist. Publish it by itself, which looks first.');
    const said = describeMissionFileState(state);
    if (others.length > 0) {
      const files = others.map((file) => vscode.workspace.asRelativePath(vscode.Uri.parse(file))).join(', ');
      return vscode.l10n.t('{0}: mission ID also used by {1}', said, files);
    }
    if (state === 'older') return vscode.l10n.t('{0}: publishing replaces the newer text on Telnyx', said);
    if (isUnseen(state)) return vscode.l10n.t('{0}: publishing writes over what Telnyx has', said);
    if (state === 'deletedThere') return vscode.l10n.t('{0}: publishing creates a new mission', said);
    if (state === 'problems') return vscode.l10n.t('{0}, which have to be mended first', said);
    return said;
  }

  /**
   * Asks whether those of the chosen that are meant are to be published as well, or to be left out, or to be others;
   * `undefined` where the question was left.
   */
  async function askAbout(
    chosen: Candidate[],
    isMeant: (candidate: Candidate) => boolean,
    message: string,
    other?: { readonly title: string; readonly of: (candidate: Candidate) => Candidate },
  ): Promise<Candidate[] | undefined> {
    const meant = chosen.filter(isMeant);
    if (meant.length === 0) return chosen;
    const same: vscode.MessageItem = { title: vscode.l10n.t('Publish Anyway') };
    const without: vscode.MessageItem = { title: vscode.l10n.t('Leave Them Out') };
    const detail = meant.map(({ uri }) => vscode.workspace.asRelativePath(uri)).join('\n');
    const buttons: vscode.MessageItem[] = [...(other ? [other] : []), same, without];
    const choice = await dialogs.showWarningMessage(message, { modal: true, detail }, ...buttons);
    if (choice === without) return chosen.filter((candidate) => !meant.includes(candidate));
    if (other && choice === other) return chosen.map((one) => (meant.includes(one) ? other.of(one) : one));
    return choice === same ? chosen : undefined;
  }

  /** A copy replaces the mission of its original only where that is said. */
  const withoutCopies = (chosen: Candidate[]) =>
    askAbout(
      chosen,
      ({ others }) => others.length > 0,
      vscode.l10n.t('Other files have the mission IDs of these files too. Publish anyway?'),
      {
        title: vscode.l10n.t('Create as New Missions'),
        of: (candidate) => ({ ...candidate, state: 'notPublished', isCopy: true }),
      },
    );

  /** Nothing is written over a change that was made elsewhere without being asked. */
  const withoutRefused = (chosen: Candidate[]) =>
    askAbout(chosen, ({ state }) => isUnseen(state), vscode.l10n.t('Overwrite what Telnyx has?'));

  /** One after the other, so that calling it off leaves none half done. */
  function publishThem(chosen: readonly Candidate[], actions: Actions): Thenable<Result[]> {
    const title = vscode.l10n.t('Publishing mission files…');
    return withNotification(title, async (progress, token) => {
      const results: Result[] = [];
      const bulk = bulks.begin(
        title,
        chosen.map(({ uri }) => vscode.workspace.asRelativePath(uri)),
      );
      let hopeless: ApiError | undefined;
      for (const [place, candidate] of chosen.entries()) {
        progress.report({
          message: vscode.l10n.t('{0} of {1}: {2}', place + 1, chosen.length, fileName(candidate.uri)),
          increment: 100 / chosen.length,
        });
        if (token.isCancellationRequested)
          results.push({ candidate, kind: 'skipped', why: vscode.l10n.t('It was called off.'), again: true });
        else if (hopeless) results.push({ candidate, kind: 'skipped', ...notTried(hopeless) });
        else {
          const { state, missionId, remote, refused, others } = candidate;
          bulk.note(place, 'unknown');
          const over = isUnseen(state) && remote ? { over: remote } : {};
          const outcome = await publisher.publish(candidate.uri, {
            ...over,
            besides: others,
            actions,
            // Of what Telnyx does not show, nobody knows whether it is gone.
            anew: candidate.isCopy || (state === 'deletedThere' && !refused) ? missionId : undefined,
          });
          if (outcome.kind === 'refused' && !refused && stopsAll.has(outcome.error.kind)) hopeless = outcome.error;
          const result = resultOf(outcome);
          bulk.note(place, recordStates[result.kind]);
          results.push({ candidate, ...result });
        }
      }
      await bulk.end();
      return results;
    });
  }

  async function publishAndTell(chosen: readonly Candidate[], actions: Actions): Promise<void> {
    if (chosen.length === 0) return;
    const results = await publishThem(chosen, actions);
    void parts.poller.refresh();
    const details = vscode.l10n.t('Show Details');
    const retry = vscode.l10n.t('Retry Failed');
    const again = results.filter((result) => result.again).map(({ candidate }) => candidate);
    const odd = results.find(({ why }) => why !== '');
    const sum = summary(results);
    const message = odd ? vscode.l10n.t('{0}: {1}: {2}', sum, fileName(odd.candidate.uri), odd.why) : `${sum}.`;
    const choice = odd
      ? await dialogs.showWarningMessage(message, details, ...(again.length > 0 ? [retry] : []))
      : await dialogs.showInformationMessage(message);
    if (choice === details) await showDetails(results);
    if (choice === retry) await publishAndTell(again, actions);
  }

  return {
    async publishAllMissionFiles() {
      if (!filesMayAct()) return;
      const actions = parts.begin();
      const uris = (await vscode.workspace.findFiles(missionFilePattern, '**/node_modules/**')).filter(isMissionFile);
      if (uris.length === 0) {
        void dialogs.showInformationMessage(vscode.l10n.t('There is no mission file (*.mission.md) in this folder.'));
        return;
      }
      const candidates = await lookAt(uris, actions);
      const chosen = candidates && (await choose(candidates));
      if (chosen) await publishAndTell(chosen, actions);
    },
  };
}

/** Telnyx says so of one mission: of others it may show more. */
const ofOneMission: ReadonlySet<string> = new Set(['forbidden', 'validation']);

const recordStates: Readonly<Record<Result['kind'], BulkState>> = {
  published: 'done',
  skipped: 'refused',
  failed: 'failed',
  unknown: 'unknown',
};

/** After these the next file would fare no better. */
const stopsAll: ReadonlySet<string> = new Set(['auth', 'forbidden', 'network', 'timeout', 'accountChanged']);

/** Why a file was not tried after another one has failed. */
function notTried({ kind }: ApiError): Pick<Result, 'why' | 'again'> {
  if (kind === 'accountChanged') return { why: vscode.l10n.t('Not started: the account changed.') };
  return { why: vscode.l10n.t('It was not tried any more.'), again: true };
}

function resultOf(outcome: PublishOutcome): Omit<Result, 'candidate'> {
  switch (outcome.kind) {
    case 'published':
    case 'unchanged':
      return { kind: 'published', why: '' };
    case 'created': {
      const why = vscode.l10n.t('Its id could not be saved in the file: {0}', outcome.mission.missionId);
      return { kind: 'published', why: outcome.bound === 'written' ? '' : why };
    }
    case 'notSaved':
      return { kind: 'failed', why: vscode.l10n.t("The file couldn't be saved."), again: true };
    case 'publishedBefore':
      return {
        kind: 'skipped',
        why: vscode.l10n.t(
          'It has already been published as "{0}". Publish it individually to decide.',
          missionName(outcome.mission),
        ),
      };
    case 'problems':
      return { kind: 'skipped', why: vscode.l10n.t('It has problems that have to be mended first.') };
    case 'busy':
      return { kind: 'skipped', why: vscode.l10n.t('It is being published already.') };
    case 'changedThere':
      return { kind: 'skipped', why: vscode.l10n.t('It was changed on Telnyx meanwhile.') };
    case 'shared':
      return { kind: 'skipped', why: vscode.l10n.t('Another file has its mission ID by now.') };
    case 'older':
      return { kind: 'skipped', why: vscode.l10n.t('It is older than what was last published from it.') };
    case 'gone':
      return { kind: 'skipped', why: vscode.l10n.t('Its mission was deleted on Telnyx meanwhile.') };
    case 'refused':
      if (outcome.error.kind === 'accountChanged') return { kind: 'skipped', ...notTried(outcome.error) };
      return { kind: 'failed', why: explain(outcome.error).reason, again: true };
    case 'unsure':
      return {
        kind: 'unknown',
        why: vscode.l10n.t('The answer was lost: it may have happened. Publish it by itself, which looks first.'),
      };
  }
}

function summary(results: readonly Result[]): string {
  const count = (kind: Result['kind']) => results.filter((result) => result.kind === kind).length;
  const [skipped, failed, unknown] = [count('skipped'), count('failed'), count('unknown')];
  return [
    vscode.l10n.t('{0} published', count('published')),
    ...(skipped > 0 ? [vscode.l10n.t('{0} skipped', skipped)] : []),
    ...(failed > 0 ? [vscode.l10n.t('{0} failed', failed)] : []),
    ...(unknown > 0 ? [vscode.l10n.t('{0} unknown', unknown)] : []),
  ].join(', ');
}

/** Every file with how it ended; one that is taken opens. */
async function showDetails(results: readonly Result[]): Promise<void> {
  const words: Readonly<Record<Result['kind'], string>> = {
    published: vscode.l10n.t('published'),
    skipped: vscode.l10n.t('skipped'),
    failed: vscode.l10n.t('failed'),
    unknown: vscode.l10n.t('unknown'),
  };
  const items = results.map(({ candidate: { uri }, kind, why }) => {
    return { label: fileName(uri), description: words[kind], detail: why, uri };
  });
  const choice = await dialogs.showQuickPick(items, { title: summary(results), matchOnDetail: true });
  if (choice) await vscode.window.showTextDocument(choice.uri);
}

function folderOf(uri: vscode.Uri): string {
  const path = vscode.workspace.asRelativePath(uri);
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

function withNotification<T>(
  title: string,
  work: (
    progress: vscode.Progress<{ message?: string; increment?: number }>,
    token: vscode.CancellationToken,
  ) => Promise<T>,
): Thenable<T> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, work);
}
