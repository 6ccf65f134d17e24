import { jsonText } from '../model/jsonObject';
import type { Row } from './geometry/layout';
import type { Point } from './state/action';
import { menuContext, type MenuTarget } from './state/menuContext';
import type { TimelineState } from './state/state';
import type { Hit } from './state/view';

type MenuParts = {
  readonly app: HTMLElement;
  readonly state: TimelineState;
  /** The id of the event of this index, where it is known. */
  readonly eventId: (index: number) => string | undefined;
  /** What is under a point of the chart. */
  readonly hit: (at: Point) => Hit | undefined;
  /** The run that this one is compared with. */
  readonly otherRun: () => MenuTarget['run'] | undefined;
};

/** Tells VS Code what a context menu is for, before VS Code asks for it. */
export function listenToContextMenu({ app, state, eventId, hit, otherRun }: MenuParts): void {
  const ofRow = (row: Row | undefined) => ({ stepId: row?.step?.stepId });
  const ofEvent = (index: number | undefined) => {
    if (index === undefined) return {};
    const stepId = state.events.stepId(index);
    return { eventId: eventId(index), ...(state.steps.some((step) => step.stepId === stepId) ? { stepId } : {}) };
  };
  const ofSelection = () => {
    const { selection } = state;
    return selection?.kind === 'events' ? ofEvent(selection.indexes[0]) : ofRow(state.rows[state.selectedRow()]);
  };
  const ofHit = (found: Hit | undefined) =>
    found?.mark && found.row.lane ? ofEvent(found.row.lane.indexes[found.mark.from]) : ofRow(found?.row);

  function partOf(clicked: Element, event: MouseEvent): Omit<MenuTarget, 'run'> {
    const line = clicked.closest('.lines > [role="row"]');
    if (line) return ofEvent(Number(line.id.replace('event-', '')));
    const row = clicked.closest<HTMLElement>('[role="treeitem"]');
    if (row) return ofRow(state.rows.find(({ key }) => key === row.dataset.key));
    if (clicked.matches('canvas.rows')) {
      const box = clicked.getBoundingClientRect();
      return ofHit(hit({ x: event.clientX - box.left, y: event.clientY - box.top }));
    }
    return clicked.closest('[role="tree"], [role="grid"], aside') ? ofSelection() : {};
  }

  document.addEventListener(
    'contextmenu',
    (event) => {
      const { target } = event;
      const run = state.run;
      if (!(target instanceof Element) || !run) return;
      const other = otherRun();
      const context =
        other && target.closest('.comparison')
          ? { run: other, otherRunId: run.runId }
          : { run, ...partOf(target, event), otherRunId: other?.runId };
      const hasText = target.matches('input[type="text"]') || getSelection()?.toString() !== '';
      app.dataset.vscodeContext = jsonText(menuContext(context, hasText));
    },
    { capture: true },
  );
}
