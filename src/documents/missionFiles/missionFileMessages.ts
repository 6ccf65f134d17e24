import * as vscode from 'vscode';
import type { MissionFileProblemKind } from '../../formats/missionFile/missionFileProblem';
import type { MissionFileState } from '../../formats/missionFile/missionFileSyncState';

/** Of the file as a whole; all others are of a key or of its value. */
type FileProblem = Extract<
  MissionFileProblemKind,
  {
    kind:
      | 'noFrontMatter'
      | 'notClosed'
      | 'conflict'
      | 'placeholder'
      | 'noKeys'
      | 'yaml'
      | 'frontMatterTooLarge'
      | 'binary'
      | 'tied';
  }
>;
type ValueProblem = Exclude<MissionFileProblemKind, FileProblem>;

/** What is wrong with a mission file, and what to do about it. */
export function describeMissionFileProblem(problem: MissionFileProblemKind): string {
  switch (problem.kind) {
    case 'noFrontMatter':
      return vscode.l10n.t(
        'Mission files start with front matter: a "---" line, the name of the mission, and another "---" line.',
      );
    case 'notClosed':
      return vscode.l10n.t('The front matter isn\'t closed. Add a second "---" line.');
    case 'conflict':
      return vscode.l10n.t('Resolve this merge conflict before you publish the file.');
    case 'placeholder':
      return vscode.l10n.t('Replace this template text before you publish the file.');
    case 'noKeys':
      return vscode.l10n.t('The front matter must contain keys with values, such as "name: ...".');
    case 'yaml':
      return problem.message;
    case 'frontMatterTooLarge':
      return vscode.l10n.t(
        'The front matter is too large. It can have up to {0} characters.',
        problem.characters.toLocaleString(vscode.env.language),
      );
    case 'binary':
      return vscode.l10n.t('The instructions contain a NUL character. Use Open Mission as JSON to view or edit them.');
    case 'tied':
      return vscode.l10n.t('This alias is shared by values that must differ. Replace it with a copy.');
    default:
      return describeValueProblem(problem);
  }
}

/** What is wrong with one of its keys, or with the value of one. */
function describeValueProblem(problem: ValueProblem): string {
  switch (problem.kind) {
    case 'duplicateKey':
      return vscode.l10n.t('Duplicate key "{0}".', problem.key);
    case 'unknownKey':
      return vscode.l10n.t('Unknown key "{0}". It stays in the file but isn\'t published.', problem.key);
    case 'missingName':
      return vscode.l10n.t('The mission needs a name. Add "name: ...".');
    case 'notText':
      return vscode.l10n.t('Expected a string for "{0}". Add quotes to a number.', problem.key);
    case 'metadataNotAMap':
      return vscode.l10n.t('Expected keys with values for "metadata".');
    case 'unknownMode':
      return vscode.l10n.t('Unknown execution mode "{0}". Use "external" or "managed".', problem.value);
    case 'notAnId':
      return vscode.l10n.t('"{0}" isn\'t a valid mission ID (UUID). Publish adds the ID automatically.', problem.value);
    case 'cutOff':
      return vscode.l10n.t('YAML reads "{0}" as a comment. Add quotes to make it part of the text.', problem.comment);
    case 'mergeKey':
      return vscode.l10n.t('Merge keys ("<<") aren\'t supported. Write the keys out, or add quotes.');
    case 'numberChanges':
      return vscode.l10n.t('YAML reads "{0}" as {1}. Add quotes to keep it unchanged.', problem.source, problem.reads);
    case 'notJson':
      return vscode.l10n.t('This YAML value has no JSON equivalent.');
    case 'sameInJson':
      return vscode.l10n.t('This key is a duplicate of "{0}" in JSON.', problem.key);
    case 'unknownAlias':
      return vscode.l10n.t('Unknown alias "{0}".', problem.alias);
    case 'tooLarge':
      return vscode.l10n.t('Expanding these aliases exceeds the size limit.');
    case 'tooDeep':
      return vscode.l10n.t("This is nested more than {0} levels deep and can't be sent.", problem.levels);
  }
}

/** Why a mission of Telnyx cannot be written into a file. */
export function describeUnfitMission(problem: MissionFileProblemKind): string {
  return `${vscode.l10n.t("This mission can't be saved as a mission file.")} ${describeMissionFileProblem(problem)}`;
}

/** How a mission file and its mission stand to each other, in a word or two. */
export function describeMissionFileState(state: MissionFileState): string {
  switch (state) {
    case 'problems':
      return vscode.l10n.t('Has errors');
    case 'notPublished':
      return vscode.l10n.t('Not published yet');
    case 'unconfirmed':
      return vscode.l10n.t('Unknown: may have been created');
    case 'unknown':
      return vscode.l10n.t('Unknown');
    case 'inSync':
      return vscode.l10n.t('In sync');
    case 'changedHere':
      return vscode.l10n.t('Modified locally');
    case 'changedThere':
      return vscode.l10n.t('Modified on Telnyx');
    case 'changedBoth':
      return vscode.l10n.t('Modified locally and on Telnyx');
    case 'older':
      return vscode.l10n.t('Older than the published version');
    case 'differs':
      return vscode.l10n.t('Differs from Telnyx');
    case 'deletedThere':
      return vscode.l10n.t('Deleted or in another account');
  }
}

/** The same of a file that says whether its mission is one of the demo account, which no other account has. */
export function describeFileOf(state: MissionFileState, isOfDemo: boolean): string {
  if (!isOfDemo) return describeMissionFileState(state);
  if (state === 'deletedThere') return vscode.l10n.t('Published to the demo account');
  return vscode.l10n.t('{0} (demo account)', describeMissionFileState(state));
}
