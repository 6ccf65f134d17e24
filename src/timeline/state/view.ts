import type { HostMessage } from '../../protocol/messages';
import type { TimelineTexts } from '../../protocol/texts';
import type { Mark } from '../geometry/density';
import type { Row } from '../geometry/layout';
import type { Point } from './action';
import type { Compared } from './state';

/** What is under a point of the chart. */
export type Hit = { readonly row: Row; readonly index: number; readonly mark?: Mark };

export type ComparedRun = NonNullable<Extract<HostMessage, { readonly kind: 'compare' }>['other']>;

/** The page, as far as the controller needs it. Positions in px from the left and top edge of the chart. */
export interface TimelineView {
  /** The first words have come: everything can be built. Before that, only `redraw` and `forgetSummaries` are called. */
  build(texts: TimelineTexts): void;
  /** Draws everything again, soon. */
  redraw(): void;
  /** The window or the pointer has moved: what is beside the chart stays as it is. */
  redrawMoved(): void;
  /** Another snapshot: indexes may mean other events now. */
  forgetSummaries(): void;
  chartWidth(): number;
  hit(at: Point, now: number): Hit | undefined;
  /** Where the pointer is, if it is over the chart. */
  hover(at: Point | undefined): void;
  scrollBy(pixels: number): void;
  scrollToRow(row: number): void;
  focusChart(): void;
  /** Where the details had the focus, it goes back to where it was before. */
  leaveDetails(): void;
  focusFilter(): void;
  /** Once they are shown. */
  focusDetails(): void;
  openKeys(): void;
  /** Shows another run below this one, instead of the one before. Returns what is known of its time. */
  compare(other: ComparedRun | undefined, now: number): Compared | undefined;
}
