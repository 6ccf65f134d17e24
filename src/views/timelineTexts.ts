import * as vscode from 'vscode';
import { eventTypes } from '../model/event';
import { stepStatuses } from '../model/plan';
import { runStatuses } from '../model/run';
import type { TimelineTexts } from '../protocol';
import { runStatusText, stepStatusText } from './rows';

/** The event's type in words; one that we do not know is shown as it came. */
export function eventTypeText(type: string): string {
  const { t } = vscode.l10n;
  switch (type) {
    case 'status_change':
      return t('status change');
    case 'step_started':
      return t('step started');
    case 'step_completed':
      return t('step completed');
    case 'step_failed':
      return t('step failed');
    case 'tool_call':
      return t('tool call');
    case 'tool_result':
      return t('tool result');
    case 'message':
      return t('message');
    case 'error':
      return t('error');
    case 'custom':
      return t('custom');
    default:
      return type;
  }
}

function words(keys: readonly string[], text: (key: string) => string): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, text(key)]));
}

/** Every word that the timeline shows by itself. */
export function timelineTexts(): TimelineTexts {
  const { t } = vscode.l10n;
  return {
    locale: vscode.env.language,
    pause: t('Pause'),
    resume: t('Resume'),
    cancel: t('Cancel Run…'),
    refresh: t('Refresh'),
    openInstructions: t('Edit Instructions'),
    loading: t('Loading the run…'),
    reading: t('Reading events: {0} of {1}'),
    asOf: t('Shown as of {0}.'),
    noPlan: t('The run has no plan yet.'),
    noEvents: t('Nothing has been logged yet.'),
    noStep: t('No step'),
    run: t('Run'),
    elapsed: t('Elapsed'),
    steps: t('Steps'),
    now: t('Now'),
    fit: t('Fit'),
    follow: t('Follow'),
    zoomIn: t('Zoom in'),
    zoomOut: t('Zoom out'),
    close: t('Close'),
    copy: t('Copy as JSON'),
    copied: t('Copied'),
    details: t('Details'),
    timelineLabel: t('Run timeline'),
    rowsLabel: t('Steps of the run'),
    payload: t('Payload'),
    result: t('Result'),
    input: t('Input'),
    error: t('Error'),
    fieldStep: t('Step'),
    fieldEvent: t('Event'),
    fieldStatus: t('Status'),
    fieldType: t('Type'),
    fieldTime: t('Time'),
    fieldStarted: t('Started'),
    fieldFinished: t('Finished'),
    fieldDuration: t('Duration'),
    fieldAgent: t('Agent'),
    fieldMetadata: t('Metadata'),
    fieldUpdated: t('Changed'),
    eventCount: t('{0} events'),
    runStatus: words(runStatuses, runStatusText),
    stepStatus: words(stepStatuses, stepStatusText),
    eventType: words(eventTypes, eventTypeText),
  };
}
