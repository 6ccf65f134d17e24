import * as vscode from 'vscode';
import type { ApiError } from './api/apiError';
import { maxResponseBytes } from './api/transport/responseBody';
import type { EventGap } from './model/event';
import { plainText } from './model/plainText';

/** The command that helps, and what its button says. */
export type ErrorAction = { readonly command: string; readonly title: string };

export type ErrorDescription = {
  /** One sentence or two for people. May hold the server's words, as plain text: never to be read as Markdown. */
  readonly reason: string;
  readonly action: ErrorAction;
  /** Another way, where a person may choose. */
  readonly also?: ErrorAction;
};

/** What an error of the API says to a person, and which command helps. The only place that words them. */
export function describeError(error: ApiError): ErrorDescription {
  const refresh: ErrorAction = { command: 'missions.refresh', title: vscode.l10n.t('Try Again') };
  const setKey: ErrorAction = { command: 'missions.setApiKey', title: vscode.l10n.t('Set API Key') };
  const openDemo: ErrorAction = { command: 'missions.openDemoAccount', title: vscode.l10n.t('Open Demo Account') };
  const showLog: ErrorAction = { command: 'missions.showLog', title: vscode.l10n.t('Show Log') };
  switch (error.kind) {
    case 'auth':
      return error.status === undefined
        ? { reason: vscode.l10n.t('No API key is set.'), action: setKey, also: openDemo }
        : { reason: vscode.l10n.t('Telnyx rejected the API key.'), action: setKey };
    case 'forbidden':
      return {
        reason: withDetail(vscode.l10n.t("The API key doesn't have the required permission."), error),
        action: setKey,
      };
    case 'notFound':
      return {
        reason: vscode.l10n.t('Not found. It was deleted, or it belongs to another account.'),
        action: refresh,
      };
    case 'conflict':
      return { reason: withDetail(vscode.l10n.t('Its state has changed in the meantime.'), error), action: refresh };
    case 'validation':
      return { reason: problemsOf(error), action: showLog };
    case 'rateLimited':
      return {
        reason: vscode.l10n.t('Too many requests. Telnyx is rate limiting this API key.'),
        action: refresh,
      };
    case 'server':
      return {
        reason: vscode.l10n.t('Telnyx returned a server error (HTTP {0}).', error.status ?? 500),
        action: refresh,
      };
    case 'network':
      return {
        reason: vscode.l10n.t("Couldn't reach {0}. Check your network connection.", error.host ?? 'Telnyx'),
        action: refresh,
      };
    case 'timeout':
      return { reason: vscode.l10n.t("{0} didn't respond in time.", error.host ?? 'Telnyx'), action: refresh };
    case 'badResponse':
      return {
        reason: vscode.l10n.t('Unexpected response. A proxy or sign-in page may be intercepting requests.'),
        action: showLog,
      };
    case 'tooLarge':
      return { reason: vscode.l10n.t('The response is too large.'), action: showLog };
    case 'accountChanged':
      return { reason: vscode.l10n.t('The account changed in the meantime.'), action: refresh };
    case 'aborted':
      return { reason: vscode.l10n.t('The operation was cancelled.'), action: refresh };
  }
}

function withDetail(sentence: string, error: ApiError): string {
  return error.detail ? vscode.l10n.t('{0} Telnyx responded: {1}', sentence, plainText(error.detail)) : sentence;
}

function problemsOf(error: ApiError): string {
  const problems = error.problems.map(({ field, problem }) => (field ? `${field}: ${problem}` : problem));
  if (problems.length > 0)
    return vscode.l10n.t('Telnyx rejected the request: {0}', plainText(problems.slice(0, 3).join('; ')));
  return withDetail(vscode.l10n.t('Telnyx rejected the request.'), error);
}

/** So many of the events that are too large are named. */
const maxNames = 10;

/** What is missing of a run's events, of which so many are here; empty where nobody knows of any that is. */
export function describeMissingEvents({ atLeast, tooLarge }: EventGap, eventCount: number): string {
  const number = (value: number) => value.toLocaleString(vscode.env.language);
  const megabytes = maxResponseBytes / 1_000_000;
  const [first] = tooLarge;
  const notes = [];
  if (first !== undefined && tooLarge.length === 1)
    notes.push(
      vscode.l10n.t('Event {0} of the list is too large to load (more than {1} MB).', number(first), megabytes),
    );
  else if (first !== undefined) {
    const named = tooLarge.slice(0, maxNames).map(number).join(', ');
    const more = tooLarge.length > maxNames ? `${named}, ...` : named;
    notes.push(vscode.l10n.t('Events {0} of the list are too large to load (more than {1} MB each).', more, megabytes));
  }
  if (eventCount + tooLarge.length < atLeast)
    notes.push(vscode.l10n.t('Loaded {0} of at least {1} events.', number(eventCount), number(atLeast)));
  return notes.join(' ');
}

/** The same, and that nobody knows where that is all there is to say. Never empty. */
export function describeGap(gap: EventGap, eventCount: number): string {
  const missing = describeMissingEvents(gap, eventCount);
  if (missing !== '') return missing;
  const count = gap.atLeast.toLocaleString(vscode.env.language);
  return vscode.l10n.t("At least {0} events: Telnyx doesn't confirm that there are no more.", count);
}
