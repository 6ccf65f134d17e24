import * as vscode from 'vscode';
import { eventTypes } from '../model/event';
import { stepStatuses } from '../model/plan';
import { runStatuses } from '../model/run';
import type { TimelineTexts } from '../protocol';
import { eventTypeText } from './eventTexts';
import { runStatusText, stepStatusText } from './rows';

function words(keys: readonly string[], text: (key: string) => string): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, text(key)]));
}

/** Every word that the timeline shows by itself. */
export function timelineTexts(): TimelineTexts {
  return {
    locale: vscode.env.language,
    pause: vscode.l10n.t('Pause'),
    resume: vscode.l10n.t('Resume'),
    cancel: vscode.l10n.t('Cancel Run…'),
    refresh: vscode.l10n.t('Refresh'),
    openInstructions: vscode.l10n.t('Edit Instructions'),
    loading: vscode.l10n.t('Loading the run…'),
    reading: vscode.l10n.t('Reading events: {0} of {1}'),
    asOf: vscode.l10n.t('Shown as of {0}.'),
    noPlan: vscode.l10n.t('The run has no plan yet.'),
    noEvents: vscode.l10n.t('Nothing has been logged yet.'),
    noStep: vscode.l10n.t('No step'),
    run: vscode.l10n.t('Run'),
    elapsed: vscode.l10n.t('Elapsed'),
    steps: vscode.l10n.t('Steps'),
    now: vscode.l10n.t('Now'),
    fit: vscode.l10n.t('Fit'),
    follow: vscode.l10n.t('Follow'),
    zoomIn: vscode.l10n.t('Zoom in'),
    zoomOut: vscode.l10n.t('Zoom out'),
    close: vscode.l10n.t('Close'),
    copy: vscode.l10n.t('Copy as JSON'),
    details: vscode.l10n.t('Details'),
    timelineLabel: vscode.l10n.t('Run timeline'),
    rowsLabel: vscode.l10n.t('Steps of the run'),
    payload: vscode.l10n.t('Payload'),
    result: vscode.l10n.t('Result'),
    input: vscode.l10n.t('Input'),
    error: vscode.l10n.t('Error'),
    fieldStep: vscode.l10n.t('Step'),
    fieldEvent: vscode.l10n.t('Event'),
    fieldStatus: vscode.l10n.t('Status'),
    fieldType: vscode.l10n.t('Type'),
    fieldTime: vscode.l10n.t('Time'),
    fieldStarted: vscode.l10n.t('Started'),
    fieldFinished: vscode.l10n.t('Finished'),
    fieldDuration: vscode.l10n.t('Duration'),
    fieldAgent: vscode.l10n.t('Agent'),
    fieldMetadata: vscode.l10n.t('Metadata'),
    fieldUpdated: vscode.l10n.t('Changed'),
    eventCount: vscode.l10n.t('{0} events'),
    runStatus: words(runStatuses, runStatusText),
    stepStatus: words(stepStatuses, stepStatusText),
    eventType: words(eventTypes, eventTypeText),
  };
}
