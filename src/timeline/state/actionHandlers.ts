import { timeAt, type Span } from '../geometry/density';
import type { Action, ActionOf } from './action';
import { fitRow, goLeft, goRight, goTo, moveMark, moveRow, nextError } from './navigate';
import { selectionOf } from './selection';
import type { TimelineState } from './state';
import type { TimelineView } from './view';

/** What an action has brought about: `remember` is kept and drawn, `moved` too, but only the chart; `pointed` is drawn. */
export type Aftermath = 'remember' | 'moved' | 'pointed' | 'nothing';

/** What an action does beside changing the state and moving the view. */
export type ActionEffects = {
  /** Selects the event with its details, and brings it into view. */
  readonly reveal: (index: number) => void;
  /** Keeps what is shown, and draws it. */
  readonly remember: () => void;
  /** Holds updates, or lets in those that were held. */
  readonly togglePause: () => void;
};

export type ActionContext = ActionEffects & {
  readonly state: TimelineState;
  readonly view: TimelineView;
  /** Epoch ms, by the host's clock. */
  readonly now: number;
  readonly span: Span;
};

type Handlers = { readonly [K in Action['kind']]: (action: ActionOf<K>, context: ActionContext) => Aftermath };

const handlers: Handlers = {
  hover({ at }, { view }) {
    view.hover(at);
    return 'pointed';
  },
  zoom({ factor, x }, { state, now, span }) {
    state.zoom(factor, timeAt(span, x ?? span.width / 2), now);
    return 'moved';
  },
  pan({ pixels, down }, { state, view, now, span }) {
    if (pixels !== 0) state.pan((pixels / span.width) * (span.to - span.from), now);
    if (down) view.scrollBy(down);
    return 'moved';
  },
  measure({ from, to }, { state, span }) {
    state.measured = { from: timeAt(span, from), to: timeAt(span, to) };
    return 'pointed';
  },
  click(at, { state, view, now }) {
    const hit = view.hit(at, now);
    if (!hit) state.selection = undefined;
    else if (hit.mark && hit.row.lane) state.selection = selectionOf(hit.row.key, hit.row.lane, hit.mark);
    else state.selection = { kind: 'row', key: hit.row.key };
    state.detailsOpen = hit !== undefined;
    state.measured = undefined;
    view.focusChart();
    return 'remember';
  },
  fitRow(at, { state, view, now }) {
    fitRow(state, view.hit(at, now)?.row, now);
    return 'remember';
  },
  fit(_, { state }) {
    state.window = { kind: 'fit' };
    return 'remember';
  },
  follow(_, { state, now }) {
    if (state.run?.active) state.follow(now);
    return 'remember';
  },
  start: ({ kind }, { state, now }) => goToEdge(state, kind, now),
  end: ({ kind }, { state, now }) => goToEdge(state, kind, now),
  moveRow({ by }, { state, view }) {
    moveRow(state, by);
    view.scrollToRow(state.selectedRow());
    return 'remember';
  },
  moveMark({ by }, { state, now, span }) {
    moveMark(state, by, span, now);
    return 'remember';
  },
  error({ by }, { state, span, reveal }) {
    const index = nextError(state, by, span);
    if (index === undefined) return 'nothing';
    reveal(index);
    return 'remember';
  },
  left(_, { state, view, now, span }) {
    goLeft(state, span, now);
    view.scrollToRow(state.selectedRow());
    return 'remember';
  },
  right(_, { state, now, span }) {
    goRight(state, span, now);
    return 'remember';
  },
  expandAll: (_, { state }) => foldAll(state, false),
  collapseAll: (_, { state }) => foldAll(state, true),
  togglePause(_, { togglePause }) {
    togglePause();
    return 'remember';
  },
  idle(_, { state, now }) {
    state.idle = state.folds(now).folds.length > 0 ? 'shown' : 'folded';
    return 'remember';
  },
  clock(_, { state }) {
    state.clock = state.clock === 'local' ? 'sinceStart' : 'local';
    return 'remember';
  },
  agents(_, { state }) {
    state.agentsShown = !state.agentsShown;
    return 'remember';
  },
  list(_, { state }) {
    state.listOpen = !state.listOpen;
    return 'remember';
  },
  filter(_, { view }) {
    view.focusFilter();
    return 'nothing';
  },
  keys(_, { view }) {
    view.openKeys();
    return 'nothing';
  },
  open(_, { state, view, remember }) {
    if (!state.selection) return 'nothing';
    state.detailsOpen = true;
    remember();
    view.focusDetails();
    return 'nothing';
  },
  close(_, { state, view }) {
    if (state.measured) state.measured = undefined;
    else if (state.detailsOpen) state.detailsOpen = false;
    else state.selection = undefined;
    view.leaveDetails();
    return 'remember';
  },
};

/** Does what a person means, and says what is to follow. */
export function handleAction<K extends Action['kind']>(action: ActionOf<K>, context: ActionContext): Aftermath {
  const handler: Handlers[K] = handlers[action.kind];
  return handler(action, context);
}

function goToEdge(state: TimelineState, where: 'start' | 'end', now: number): Aftermath {
  goTo(state, where, now);
  return 'remember';
}

function foldAll(state: TimelineState, fold: boolean): Aftermath {
  state.foldAll(fold);
  return 'remember';
}
