import * as vscode from 'vscode';
import { eventTypeText } from '../../views/text/eventTexts';
import { stepStatusText } from '../../views/text/statusTexts';
import { formatTime } from '../../views/text/times';
import { shortened } from '../../model/plainText';
import type { Cited, Citations } from './citations';
import { inertMarkdownLine } from './inertMarkdown';

const maxTextLength = 160;

export type ExplanationFacts = {
  readonly title: string;
  readonly model: string;
  readonly withPayloads: boolean;
};

/** What stands above an answer: what it is of, and whose. */
export function explanationHead({ title, model, withPayloads }: ExplanationFacts): string {
  const name = inertMarkdownLine(model);
  const by = withPayloads
    ? vscode.l10n.t('Explained by {0} with payloads. AI can make mistakes: check the linked events and steps.', name)
    : vscode.l10n.t(
        'Explained by {0} without payloads. AI can make mistakes: check the linked events and steps.',
        name,
      );
  return `# ${inertMarkdownLine(title)}\n\n${by}\n`;
}

/** A whole explanation as Markdown. `end`: why there is no more of it, where that has to be said. */
export function explanationText(head: string, answer: string, citations: Citations | undefined, end?: string): string {
  const isWhole = end !== undefined;
  const text = citations?.print(answer, isWhole).trim() ?? '';
  const cited = citations?.cited ?? [];
  const list = cited.map((one, place) => `- [${place + 1}] ${citedText(one)}`).join('\n');
  return [
    head,
    ...(text === '' ? [] : [`${text}\n`]),
    ...(end === undefined || end === '' ? [] : [`*${inertMarkdownLine(end)}*\n`]),
    ...(list === '' ? [] : [`## ${vscode.l10n.t('Events and steps')}\n\n${list}\n`]),
  ].join('\n');
}

/** What is cited, on one line: texts of others stand at its end. */
function citedText(cited: Cited): string {
  const role = {
    only: [],
    older: [vscode.l10n.t('older run')],
    newer: [vscode.l10n.t('newer run')],
  }[cited.role];
  const parts =
    cited.kind === 'event'
      ? [formatTime(cited.timestamp), eventTypeText(cited.type), cited.summary]
      : [vscode.l10n.t('step'), stepStatusText(cited.status), cited.description || cited.stepId];
  return [...role, ...parts]
    .map((part) => inertMarkdownLine(shortened(part, maxTextLength)))
    .filter(Boolean)
    .join(' · ');
}
