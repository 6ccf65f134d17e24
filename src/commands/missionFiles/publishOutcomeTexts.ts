import * as vscode from 'vscode';
import type { Bound } from '../../documents/missionFiles/publishedFile';
import type { PublishOutcome } from '../../documents/missionFiles/publishOneFile';
import { fileName } from '../../documents/editors/editorDocuments';
import { describeError } from '../../errorMessages';
import type { Mission } from '../../model/mission';
import { missionName } from '../../views/text/names';
import { formatTime } from '../../views/text/times';

/**
 * Why a file was not published, or what is left to be done: sentences that follow the name of the file. `undefined`
 * where there is nothing to say.
 */
export function describePublishOutcome(outcome: PublishOutcome): string | undefined {
  switch (outcome.kind) {
    case 'published':
    case 'unchanged':
      return undefined;
    case 'created':
      return describeUnboundId(outcome.bound, outcome.mission, outcome.uri);
    case 'problems':
      return vscode.l10n.t('Fix the problems in the mission file first. Nothing was published.');
    case 'busy':
      return vscode.l10n.t("It's already being published.");
    case 'notSaved':
      return outcome.missing
        ? vscode.l10n.t("It doesn't exist on disk. Save it before you publish it.")
        : vscode.l10n.t("The file couldn't be saved.");
    case 'publishedBefore':
      return vscode.l10n.t(
        'It has already been published as "{0}", created {1}.',
        missionName(outcome.mission),
        formatTime(outcome.mission.createdAt),
      );
    case 'shared':
      return vscode.l10n.t('Its mission ID is also used by {0}.', formatFiles(outcome.files));
    case 'changedThere':
      return vscode.l10n.t('It was changed on Telnyx since it was last published from here.');
    case 'older':
      return vscode.l10n.t("It's older than the version last published from it.");
    case 'gone':
      return vscode.l10n.t("This mission doesn't exist. It was deleted, or it belongs to another account.");
    case 'refused':
      return describeError(outcome.error).reason;
    case 'unsure':
      return outcome.creating
        ? vscode.l10n.t(
            "Telnyx didn't confirm the request, so the mission may have been created. Check before you publish again.",
          )
        : vscode.l10n.t("Telnyx didn't confirm the request, so the mission may have been published. Compare to check.");
  }
}

/** What is to be done by hand where the mission is there and its id is not in the file (a URI as a text). */
export function describeUnboundId(bound: Bound, mission: Mission, file: string): string | undefined {
  const of = [missionName(mission), fileName(vscode.Uri.parse(file)), missionIdLine(mission)] as const;
  switch (bound) {
    case 'written':
      return undefined;
    case 'otherAccount':
      return vscode.l10n.t('The account changed in the meantime.');
    case 'gone':
      return vscode.l10n.t(
        'The mission "{0}" was created, but "{1}" was moved or deleted in the meantime. Add "{2}" to the file that belongs to it.',
        ...of,
      );
    case 'other':
      return vscode.l10n.t(
        'The mission "{0}" was created, but "{1}" now has a different mission ID. Delete one of the missions, or add "{2}" to the file.',
        ...of,
      );
    case 'notSaved':
      return vscode.l10n.t(
        'The mission exists, but its ID couldn\'t be saved in the file. Add "{0}" to it.',
        missionIdLine(mission),
      );
  }
}

/** The line of the front matter that makes a file that of the mission. */
export const missionIdLine = ({ missionId }: Mission) => `mission_id: ${missionId}`;

/** Files (URIs as texts) as people know them. */
export const formatFiles = (files: readonly string[]) =>
  files.map((file) => vscode.workspace.asRelativePath(vscode.Uri.parse(file))).join(', ');
