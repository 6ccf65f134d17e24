import { clockModes, type ClockMode } from '../geometry/axis';
import { asFilter, type Filter } from './filter';
import { idleModes, type IdleMode } from '../geometry/idleFolds';
import { asSavedSelection, type SavedSelection } from './selection';
import { asWindow, type Window } from '../geometry/timeWindow';

/** What outlives a hidden tab and a reload of the window. */
export type Saved = {
  readonly missionId: string;
  readonly runId: string;
  readonly folded: readonly string[];
  readonly window: Window;
  readonly filter: Filter;
  readonly clock: ClockMode;
  readonly idle: IdleMode;
  readonly agentsShown: boolean;
  readonly detailsOpen: boolean;
  readonly listOpen: boolean;
  readonly scrollTop: number;
  readonly gutterWidth?: number;
  readonly listHeight?: number;
  readonly selection?: SavedSelection;
};

type Read = { readonly [K in keyof Saved]?: Saved[K] | undefined };

/** What was saved, as far as it makes sense: it may be another version's, or nothing at all. */
export function readSaved(value: unknown): Read {
  if (typeof value !== 'object' || value === null) return {};
  const saved = value as Partial<Record<keyof Saved, unknown>>;
  const flag = (word: unknown) => (typeof word === 'boolean' ? word : undefined);
  const size = (number: unknown) => (typeof number === 'number' && number > 0 ? number : undefined);
  return {
    folded: Array.isArray(saved.folded) ? saved.folded.filter((id): id is string => typeof id === 'string') : [],
    window: asWindow(saved.window),
    filter: asFilter(saved.filter),
    clock: clockModes.find((mode) => mode === saved.clock),
    idle: idleModes.find((mode) => mode === saved.idle),
    agentsShown: flag(saved.agentsShown),
    detailsOpen: flag(saved.detailsOpen),
    listOpen: flag(saved.listOpen),
    scrollTop: size(saved.scrollTop),
    gutterWidth: size(saved.gutterWidth),
    listHeight: size(saved.listHeight),
    selection: asSavedSelection(saved.selection),
  };
}
