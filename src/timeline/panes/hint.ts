import { formatDuration } from '../../model/time';
import { fill, wordFor, type TimelineTexts } from '../../protocol/texts';
import { element, setText } from '../../webview/dom';
import type { Summaries } from '../bridge/summaries';
import { formatExact, type Clock } from '../geometry/axis';
import { timeAt, type Span } from '../geometry/density';
import { axisHeight, boxOf, headHeight } from '../geometry/layout';
import type { Point } from '../state/action';
import { countOf, rowName, shortened } from '../state/labels';
import type { TimelineState } from '../state/state';
import type { Hit } from '../state/view';

type HintParts = { readonly state: TimelineState; readonly summaries: Summaries; readonly clock: () => Clock };

/** Where the pointer is and what is under it; sizes in px, `left`: the left edge of the canvas. */
type Pointed = {
  readonly pointer: Point;
  readonly under: Hit | undefined;
  readonly span: Span;
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly now: number;
};

/** What floats beside the pointer, and says what is under it. */
export interface Hint {
  readonly element: HTMLElement;
  show(pointed: Pointed | undefined): void;
}

export function createHint(texts: TimelineTexts, parts: HintParts): Hint {
  const hint = element('div', 'hint');
  hint.setAttribute('aria-hidden', 'true');
  return {
    element: hint,
    show(pointed) {
      const text = pointed ? textOf(pointed, texts, parts) : '';
      hint.hidden = text === '';
      if (!pointed || text === '') return;
      const { pointer, left, width, height } = pointed;
      setText(hint, text);
      // On the other side of the pointer where there is no room.
      const x = pointer.x > width - 280 ? `calc(${pointer.x - 12}px - 100%)` : `${pointer.x + 14}px`;
      const y = pointer.y > height - 60 ? `calc(${pointer.y - 8}px - 100%)` : `${pointer.y + 16}px`;
      hint.style.left = `${left}px`;
      hint.style.transform = `translate(${x}, ${y})`;
    },
  };
}

function textOf(pointed: Pointed, texts: TimelineTexts, parts: HintParts): string {
  const { pointer, under } = pointed;
  if (pointer.y >= axisHeight && pointer.y < headHeight) return bandText(pointed, texts, parts);
  return under ? rowText(under, pointed, texts, parts) : '';
}

/** What the run was at this point of its band. */
function bandText({ pointer, span, now }: Pointed, texts: TimelineTexts, { state, clock }: HintParts): string {
  const time = timeAt(span, pointer.x);
  const edge = state.edge(now);
  const stretch = state.run?.stretches?.findLast(({ from, to }) => time >= from && time <= (to ?? edge));
  if (!stretch) return '';
  const to = stretch.to ?? edge;
  const status = wordFor(texts.runStatus, stretch.status);
  const times = `${formatExact(clock(), stretch.from)} – ${formatExact(clock(), to)}`;
  return `${status} · ${formatDuration(to - stretch.from, texts.locale)}\n${times}`;
}

/** An event, or how many there are, or the step whose bar it is. */
function rowText({ row, mark }: Hit, { pointer, span, now }: Pointed, texts: TimelineTexts, parts: HintParts): string {
  const { state, summaries, clock } = parts;
  const { events } = state;
  const { lane } = row;
  if (!mark || !lane) {
    const box = row.bar && boxOf(row.bar, span, state.edge(now));
    const isOverBar = box && pointer.x >= box.x && pointer.x <= box.x + box.width;
    return isOverBar ? shortened(rowName(row, texts), 200) : '';
  }
  const first = lane.indexes[mark.from] ?? 0;
  const count = mark.to - mark.from;
  const time = formatExact(clock(), events.timestamp(first));
  if (count > 1) return `${countOf(count, texts)} · ${time} – ${formatExact(clock(), lane.at(mark.to - 1))}`;
  const summary = summaries.get(first, events.length);
  const text = summary && 'text' in summary ? shortened(summary.text, 200) : '';
  const call = state.callSpans.of(lane, first);
  const answered =
    call?.call === first ? ` · ${fill(texts.answered, formatDuration(call.end - call.start, texts.locale))}` : '';
  return `${wordFor(texts.eventType, events.type(first))} · ${time}${answered}${text ? `\n${text}` : ''}`;
}
