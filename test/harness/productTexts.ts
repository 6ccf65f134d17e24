import type bundle from '../../l10n/bundle.l10n.json';

/*
 * What tests call the texts that people read. A text that is reworded is changed here, and nowhere else in the tests:
 * the compiler finds those that the product no longer has.
 */

type Text = keyof typeof bundle;
type Texts = Readonly<Record<string, Text>>;

/** Buttons, entries of lists, rows, code lenses and quick fixes. */
export const labels = {
  addQuotes: 'Add quotes',
  anotherAgent: 'Another agent...',
  anotherAnswer: 'Another Answer...',
  answer: 'Answer...',
  cancelRun: 'Cancel Run',
  cancelRuns: 'Cancel Runs',
  checkAgain: 'Check Again',
  compare: 'Compare',
  completeAnyway: 'Complete Anyway',
  copyLine: 'Copy Line',
  createAgain: 'Create Again',
  createAnother: 'Create Another',
  createAsNewMission: 'Create as New Mission',
  createAsNewMissions: 'Create as New Missions',
  delete: 'Delete',
  deleteMission: 'Delete Mission',
  deleteMissions: 'Delete Missions',
  failed: 'Failed',
  findMission: 'Find Mission',
  howToConnectAgent: 'How to Connect an Agent',
  inSync: 'In sync',
  inTheEditor: 'in the editor',
  manageWorkspaceTrust: 'Manage Workspace Trust',
  markAsSkippedInstead: 'Mark as Skipped Instead',
  modifiedLocally: 'Modified locally',
  modifiedOnBothSides: 'Modified locally and on Telnyx',
  noActivityLoaded: "Couldn't load activity",
  noAgent: 'No agent',
  noAgentsLoaded: "Couldn't load linked agents",
  noMcpServers: 'No MCP servers yet',
  noPlan: 'No plan yet',
  noRuns: 'No runs yet',
  noRunsLoaded: "Couldn't load runs",
  noStep: 'No step',
  notPublishedYet: 'Not published yet',
  open: 'Open',
  openDemoAccount: 'Open Demo Account',
  openMissionAsJson: 'Open Mission as JSON',
  openTimeline: 'Open Timeline',
  overwrite: 'Overwrite',
  pauseRuns: 'Pause Runs',
  publish: 'Publish',
  publishAndStartRun: 'Publish and Start Run',
  publishAnyway: 'Publish Anyway',
  pull: 'Pull',
  pullAnyway: 'Pull Anyway',
  removeMissionId: 'Remove "mission_id"',
  replace: 'Replace',
  restore: 'Restore',
  resumeRuns: 'Resume Runs',
  retryFailed: 'Retry Failed',
  saveAndStartRun: 'Save and Start Run',
  selected: 'selected',
  setApiKey: 'Set API Key',
  show: 'Show',
  showDetails: 'Show Details',
  skipTheseFiles: 'Skip These Files',
  start: 'Start',
  startPublishedVersion: 'Start Published Version',
  startRun: 'Start Run',
  startRuns: 'Start Runs',
  startSavedVersion: 'Start Saved Version',
  stepInProgress: 'in progress',
  succeeded: 'Succeeded',
  trustThisFolder: 'Trust this folder to publish, pull, and start runs',
  tryAgain: 'Try Again',
  unlink: 'Unlink',
  useThisMission: 'Use This Mission',
  waitingForAgent: 'waiting for an agent',
  waitingForAnswer: 'waiting for an answer',
  withInput: 'With Input...',
  withLastInput: 'With Last Input',
} as const satisfies Texts;

/** Messages, questions and their details, problems in documents, tooltips, and parts of them. */
const messages = {
  // Accounts and errors of the service
  keyRejected: "Telnyx rejected this API key. It wasn't saved.",
  noKey: 'No API key is set.',
  forbidden: "The API key doesn't have the required permission.",
  notFound: 'Not found. It was deleted, or it belongs to another account.',
  rejectedKey: 'Telnyx rejected the API key.',
  rejectedRequest: 'Telnyx rejected the request.',
  rejectedRequestBecause: 'Telnyx rejected the request: {0}',
  unconfirmed: "Telnyx didn't confirm the request. It may have succeeded.",
  unconfirmedRun: "Telnyx didn't confirm the request. The run is now {0}.",
  unconfirmedUnread: "Telnyx didn't confirm the request, and the run couldn't be read. The request may have succeeded.",
  mayBeCreated: "Telnyx didn't confirm the request, so it may have been created. Check before you save again.",
  missionMayBeCreated:
    "Telnyx didn't confirm the request, so the mission may have been created. Check before you publish again.",
  badLink: "This link doesn't point to a run or a mission.",
  linkNotOpened: "Couldn't open the link.",
  // Agents
  enterAgentId: 'Enter the ID of the Telnyx assistant that works on this run',
  linkAgent: 'Link Agent',
  selectAgentToUnlink: 'Select an agent to unlink',
  confirmUnlink: 'Unlink "{0}" from this run?',
  // Missions
  enterMissionName: 'Enter a name for the mission',
  selectExecutionMode: 'Select who executes the runs',
  confirmDelete: 'Delete "{0}"?',
  confirmDeleteMissions: 'Delete {0} missions?',
  confirmDeleteOneMission: 'Delete 1 mission?',
  oneIsNoMission: "1 selected item isn't a mission and will be skipped.",
  restorable: 'You can restore it with Restore Deleted Mission, but not its runs.',
  runsDeletedToo: '{0} runs will be deleted too, with their plans and events.',
  includes: 'This includes {0}.',
  activeRuns: '{0} active runs',
  unknownRunsDeletedToo: "All of its runs, plans, and events will be deleted too. Couldn't determine how many.",
  deleted: 'Deleted "{0}".',
  notDeleted: 'Couldn\'t delete "{0}".',
  selectDeletedMission: 'Restore Deleted Mission',
  restored: 'Restored "{0}" with a new ID. Its runs can\'t be restored.',
  notRestored: 'Couldn\'t restore "{0}". You can try again.',
  nothingToRestore: 'There are no deleted missions to restore.',
  needAttention: '{0} need attention',
  needsAttention: 'Needs attention',
  oneNeedsAttention: '1 needs attention',
  stuckFor: 'stuck for {0}',
  loadedAt: 'As of {0}. {1}',
  resourcesNotLoaded: "Couldn't load {0}",
  // Runs
  selectHowToStart: 'Select how to start the run',
  started: 'Started a run of "{0}".',
  startedAndWaiting: 'Started a run of "{0}". It\'s waiting for an agent.',
  waitingForAgentExplained:
    'The run is waiting for an agent. Telnyx doesn\'t execute runs of external missions: your own agent has to take the run. The command "How to Connect an Agent" shows how.',
  notStarted: "Couldn't start the run.",
  notStartedBecause: "Couldn't start the run. {0}",
  mayHaveStarted: "Telnyx didn't confirm the request, so the run may have started. Check before you start another one.",
  selectRun: 'Select a run',
  selectRunToPause: 'Select a run to pause',
  selectedItems: '{0} selected items',
  notPaused: "Couldn't pause the run.",
  wasPaused: 'A run of "{0}" was paused.',
  confirmCancelRun: 'Cancel this run of "{0}"?',
  confirmCancelRuns: 'Cancel {0} runs?',
  confirmRunAgain: 'Run {0} runs again?',
  confirmPauseRuns: 'Pause {0} runs?',
  confirmResumeRuns: 'Resume {0} runs?',
  oneNotCancelled: "1 selected run can't be cancelled and will be skipped.",
  noneCanBeResumed: 'None of the selected runs can be resumed.',
  sumCancelled: '{0} cancelled',
  sumAlreadyFinished: '{0} already finished',
  sumResumed: '{0} resumed',
  sumDeleted: '{0} deleted',
  sumFailed: '{0} failed',
  sumFailedBecause: '{0} failed ({1})',
  sumUnconfirmed: '{0} not confirmed by Telnyx',
  sumPublished: '{0} published',
  sumSkipped: '{0} skipped',
  sumUnknown: '{0} unknown',
  selectRunEnd: 'Select how the run ended',
  enterRunError: 'Describe what went wrong in one or two sentences',
  enterResult: 'Summarize the result in one or two sentences',
  enterResultPayload: 'Enter the result payload as a JSON object, or leave it empty',
  setRunStatus: 'Set Status of Run of {0}',
  asks: 'A run of "{0}" asks: {1}',
  agentAsks: 'The agent asks: {0}',
  answerOvertaken: "Your answer wasn't sent. The question was answered in the meantime.",
  waitsForNoAnswer: "The run isn't waiting for an answer.",
  ofAnotherAccount: 'This run belongs to another account.',
  compareRun: 'Compare Run',
  otherRunNotLoaded: "Couldn't load the other run.",
  openSteps: 'open steps',
  notCompleted: 'not completed',
  inputFieldUsed: 'Used in {0} of {1} earlier runs.',
  // Plans
  addStep: 'Add Step',
  addSubStep: 'Add Sub-Step to "{0}"',
  enterStep: "Description of the step. It can't be changed later.",
  selectStatus: 'Select a status',
  stepNotAdded: "Couldn't add the step. Your input was kept.",
  planNotReloaded: "The step was added, but the plan couldn't be reloaded. {0}",
  stepMayBeAdded: "Telnyx didn't confirm the request, so the step may have been added. Check before you add it again.",
  previousAttempt: 'Previous attempt',
  notAListItem:
    'Markdown doesn\'t read this line as a list item of its own, so it isn\'t a step. Start it with "- [ ] ", and indent it like the steps next to it.',
  stepRemoved: 'Steps can\'t be removed. Mark "{0}" as skipped ([-]) instead.',
  stepReworded:
    'The description of a step can\'t be changed. Restore "{0}", mark the step as skipped ([-]), and add a new one.',
  stepCompleted: 'Completed: the step is done.',
  // Events
  selectEventType: 'Select an event type',
  enterEventSummary: 'Enter a summary of what happened',
  selectEventStep: 'Select the step that the event belongs to',
  selectEventAgent: 'Select the agent that the event comes from',
  enterEventPayload: 'Enter a payload as a JSON object, or leave it empty',
  tooLarge: '"{0}" is larger than 50 MB, so it can\'t be opened as a document.',
  exportInstead: 'Export the events from the timeline instead.',
  saved: 'Saved {0}.',
  eventTooLarge: 'Event {0} of the list is too large to load (more than {1} MB).',
  eventsLoaded: 'Loaded {0} of at least {1} events.',
  // Documents
  invalidJson: 'Invalid JSON: {0}',
  unknownProperty: 'Unknown property "{0}". A run has "input" and "metadata". Does it belong in the input?',
  changedElsewhere: 'Changed elsewhere since you opened it. Your edits are still in the editor.',
  changedMeanwhile: 'Couldn\'t change "{0}": it was changed elsewhere in the meantime. Try again.',
  deletedOnTelnyx: 'Deleted on Telnyx. Your edits are still in the editor.',
  documentOfAnotherAccount:
    '"{0}" belongs to another account. Switch back to that account to read or save it. Your edits are still in the editor.',
  nulInDocument:
    '"{0}" contains a NUL character, so VS Code can\'t show it as text. Use Open Mission as JSON to view or edit it.',
  hasUnsavedChanges: '"{0}" has unsaved changes.',
  // Mission files
  newMissionFile: 'New Mission File',
  selectFolder: 'Select a folder for the new mission file',
  notPublished: "Couldn't publish the mission. The file wasn't changed.",
  movedWhilePublished:
    'The mission "{0}" was created, but "{1}" was moved or deleted in the meantime. Add "{2}" to the file that belongs to it.',
  restrictedMode:
    "In Restricted Mode, mission files in this workspace can't be published, pulled, or used to start runs.",
  hasUnpublishedChanges: '"{0}" has unpublished changes.',
  differsFromTelnyx: '"{0}" differs from the mission on Telnyx.',
  missionDeleted: "This mission doesn't exist. It was deleted, or it belongs to another account.",
  expectedKeys: 'Expected keys with values for "metadata".',
  unknownKey: 'Unknown key "{0}". It stays in the file but isn\'t published.',
  changeTo: 'Change to "{0}"',
  deletedOrOfAnotherAccount: 'Deleted or in another account',
  hasErrors: 'Has errors',
  fixFirst: '{0}: fix them first',
  overwritesVersion: '{0}: publishing overwrites the version on Telnyx',
  createsMission: '{0}: publishing creates a new mission',
} as const satisfies Texts;

/** The name of a text. */
export type TextName = keyof typeof messages;
type Value = string | number;

/** Those that say that nobody knows whether a request has succeeded. */
export const unconfirmedTexts: readonly TextName[] = [
  ...(['unconfirmed', 'unconfirmedRun', 'unconfirmedUnread', 'mayBeCreated'] as const),
  ...(['missionMayBeCreated', 'mayHaveStarted', 'stepMayBeAdded'] as const),
];

/** The whole text, with its values. */
export function textOf(name: TextName, ...values: readonly Value[]): string {
  return messages[name].replace(/\{(\d)\}/g, (_, place: string) => String(values[Number(place)]));
}

/** Finds the text in what is shown. Values that are not given may be any. */
export function saying(name: TextName, ...values: readonly (Value | undefined)[]): RegExp {
  const parts = messages[name].split(/(\{\d\})/).map((part) => {
    const [, place] = /^\{(\d)\}$/.exec(part) ?? [];
    const value = place === undefined ? part : values[Number(place)];
    return value === undefined ? '.*' : String(value).replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
  });
  return new RegExp(parts.join(''), 's');
}

/** Finds any of the texts. */
export function anyOf(...names: readonly TextName[]): RegExp {
  return new RegExp(names.map((name) => saying(name).source).join('|'), 's');
}

/** Finds one text after the other. */
export function inOrder(...texts: readonly RegExp[]): RegExp {
  return new RegExp(texts.map(({ source }) => source).join('.*'), 's');
}

/** As counts are added up: `2 cancelled, 1 failed.` */
export function sumOf(...counts: readonly (readonly [TextName, ...Value[]])[]): string {
  return `${counts.map(([name, ...values]) => textOf(name, ...values)).join(', ')}.`;
}
