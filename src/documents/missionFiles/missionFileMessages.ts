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
        'A mission file begins with a line “---”, the front matter with its name, and another “---”.',
      );
    case 'notClosed':
      return vscode.l10n.t('The front matter has no end: a second line “---” is missing.');
    case 'conflict':
      return vscode.l10n.t('Resolve this merge conflict before you publish the file.');
    case 'placeholder':
      return vscode.l10n.t('This is still the text of the template. Replace it before you publish the file.');
    case 'noKeys':
      return vscode.l10n.t('The front matter must be keys with their values, such as “name: …”.');
    case 'yaml':
      return problem.message;
    case 'frontMatterTooLarge':
      return vscode.l10n.t(
        'The front matter is too large to be read: it may have {0} characters at most.',
        problem.characters.toLocaleString(vscode.env.language),
      );
    case 'binary':
      return vscode.l10n.t('Its instructions contain a NUL character. Use Open Mission as JSON to view or edit them.');
    case 'tied':
      return vscode.l10n.t('An alias ties parts that would have to differ. Write them out first.');
    default:
      return describeValueProblem(problem);
  }
}

/** What is wrong with one of its keys, or with the value of one. */
function describeValueProblem(problem: ValueProblem): string {
  switch (problem.kind) {
    case 'duplicateKey':
      return vscode.l10n.t('“{0}” stands here a second time.', problem.key);
    case 'unknownKey':
      return vscode.l10n.t('Missions have no field “{0}”: it stays in the file and is not published.', problem.key);
    case 'missingName':
      return vscode.l10n.t('A mission needs a name: “name: …”.');
    case 'notText':
      return vscode.l10n.t('“{0}” must be a text. Quotes make one of a number.', problem.key);
    case 'metadataNotAMap':
      return vscode.l10n.t('“metadata” must be keys with their values.');
    case 'unknownMode':
      return vscode.l10n.t('“{0}” is no execution mode that is known: “external” or “managed”.', problem.value);
    case 'notAnId':
      return vscode.l10n.t(
        '“{0}” is no id of a mission: those are UUIDs. Publish writes it here by itself.',
        problem.value,
      );
    case 'cutOff':
      return vscode.l10n.t('YAML reads "{0}" as a comment. Add quotes to make it part of the text.', problem.comment);
    case 'mergeKey':
      return vscode.l10n.t('Merge keys ("<<") aren\'t supported. Write the keys out, or add quotes.');
    case 'numberChanges':
      return vscode.l10n.t(
        'YAML reads “{0}” as {1}. Put it in quotes to keep it as it stands.',
        problem.source,
        problem.reads,
      );
    case 'notJson':
      return vscode.l10n.t('YAML can say this, JSON cannot: it could not be sent.');
    case 'sameInJson':
      return vscode.l10n.t('In JSON this is the key “{0}” a second time.', problem.key);
    case 'unknownAlias':
      return vscode.l10n.t('Nothing is named “{0}”.', problem.alias);
    case 'tooLarge':
      return vscode.l10n.t('These aliases lead to more than can be sent.');
    case 'tooDeep':
      return vscode.l10n.t("This is nested more than {0} levels deep and can't be sent.", problem.levels);
  }
}

/** Why a mission of Telnyx cannot be written into a file. */
export function describeUnfitMission(problem: MissionFileProblemKind): string {
  return `${vscode.l10n.t('This mission does not fit into a mission file.')} ${describeMissionFileProblem(problem)}`;
}

/** How a mission file and its mission stand to each other, in a word or two. */
export function describeMissionFileState(state: MissionFileState): string {
  switch (state) {
    case 'problems':
      return vscode.l10n.t('Has problems');
    case 'notPublished':
      return vscode.l10n.t('Not published yet');
    case 'unconfirmed':
      return vscode.l10n.t('Unknown: may have been created');
    case 'unknown':
      return vscode.l10n.t('Not known');
    case 'inSync':
      return vscode.l10n.t('In sync');
    case 'changedHere':
      return vscode.l10n.t('Changed here');
    case 'changedThere':
      return vscode.l10n.t('Changed on Telnyx');
    case 'changedBoth':
      return vscode.l10n.t('Changed here and on Telnyx');
    case 'older':
      return vscode.l10n.t('Older than published');
    case 'differs':
      return vscode.l10n.t('Differs from Telnyx');
    case 'deletedThere':
      return vscode.l10n.t('Deleted, or of another account');
  }
}

/** The same of a file that says whether its mission is one of the demo account, which no other account has. */
export function describeFileOf(state: MissionFileState, isOfDemo: boolean): string {
  if (!isOfDemo) return describeMissionFileState(state);
  if (state === 'deletedThere') return vscode.l10n.t('Published to the demo account');
  return vscode.l10n.t('{0} (demo account)', describeMissionFileState(state));
}
