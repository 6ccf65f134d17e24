import type { Attention } from '../../model/attention';
import { questionLine } from '../../model/questions';
import { formatDuration, span } from '../../model/time';
import type { RunHeader, TimelineAct } from '../../protocol/messages';
import { fill, type NeedWord, type TimelineTexts } from '../../protocol/texts';

/** What the banner offers: an act of the host's, or to go to what went wrong. */
export type BannerAct = TimelineAct | 'showError';

/** Why a run needs a person, and what can be done about it now. What is offered here is not in the toolbar as well. */
export type Banner = {
  readonly need: NeedWord;
  readonly text: string;
  readonly offers: readonly { readonly act: BannerAct; readonly label: string }[];
};

export function bannerOf(
  { attention, acts }: Pick<RunHeader, 'attention' | 'acts'>,
  { now, hasErrors }: { readonly now: number; readonly hasErrors: boolean },
  texts: TimelineTexts,
): Banner | undefined {
  if (!attention) return undefined;
  const need = attention.kind === 'leftBehind' ? attention.why : attention.kind;
  const offers = offersFor(need, texts).filter(({ act }) => (act === 'showError' ? hasErrors : acts.includes(act)));
  return { need, text: textOf(attention, need, now, texts), offers };
}

function textOf(attention: Attention, need: NeedWord, now: number, texts: TimelineTexts): string {
  const text = texts.attention[need];
  if (attention.kind === 'asks') return fill(text, questionLine(attention.question));
  return attention.kind === 'stuck' ? fill(text, formatDuration(span(attention.since, now), texts.locale)) : text;
}

function offersFor(need: NeedWord, texts: TimelineTexts): Banner['offers'] {
  const complete = { act: 'completeRun', label: texts.completeRun } as const;
  switch (need) {
    case 'failed':
      return [
        { act: 'showError', label: texts.showError },
        { act: 'runAgain', label: texts.runAgain },
      ];
    case 'asks':
      return [{ act: 'answer', label: texts.answer }];
    case 'paused':
      return [{ act: 'resume', label: texts.resume }];
    case 'openSteps':
      return [{ act: 'skipOpenSteps', label: texts.skipOpenSteps }];
    case 'stuck':
    case 'notClosed':
    case 'noSummary':
      return [complete];
  }
}
