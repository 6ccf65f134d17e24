import * as vscode from 'vscode';
import type { Mission } from '../../model/mission';

export const missionSorts = ['name', 'activity'] as const;
export type MissionSort = (typeof missionSorts)[number];

/** Which missions are shown by their runs: those with an active one, with one that needs a person, that has failed … */
export const missionStatuses = ['active', 'attention', 'failed', 'paused'] as const;
export type MissionStatus = (typeof missionStatuses)[number];

export type MissionFilter = {
  readonly sort: MissionSort;
  /** Looked for in name, description and id, whatever the case. */
  readonly text: string;
  readonly status: MissionStatus | undefined;
};

const unfiltered: MissionFilter = { sort: 'name', text: '', status: undefined };
const stateKey = 'missionFilter';

/** How the missions are sorted and which are shown: kept in the workspace. */
export interface MissionFilterState {
  get(): MissionFilter;
  set(change: Partial<MissionFilter>): void;
  isFiltered(): boolean;
  readonly onDidChange: vscode.Event<void>;
}

export function createMissionFilter(state: vscode.Memento): MissionFilterState {
  const changed = new vscode.EventEmitter<void>();
  let filter = asFilter(state.get<unknown>(stateKey));
  const isFiltered = () => filter.text !== '' || filter.status !== undefined;
  const tellMenus = () => void vscode.commands.executeCommand('setContext', 'missions.filtered', isFiltered());
  tellMenus();
  return {
    get: () => filter,
    isFiltered,
    set(change) {
      filter = { ...filter, ...change };
      void state.update(stateKey, filter);
      tellMenus();
      changed.fire();
    },
    onDidChange: changed.event,
  };
}

/** What another version may have left behind is taken as far as it makes sense. */
function asFilter(value: unknown): MissionFilter {
  if (typeof value !== 'object' || value === null) return unfiltered;
  const { sort, text, status } = value as Partial<Record<keyof MissionFilter, unknown>>;
  return {
    sort: missionSorts.find((one) => one === sort) ?? 'name',
    text: typeof text === 'string' ? text : '',
    status: missionStatuses.find((one) => one === status),
  };
}

/** Whether the mission has all the words of the text in its name, description or id. */
export function hasWords(mission: Mission, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const where = `${mission.name}\n${mission.description ?? ''}\n${mission.missionId}`.toLowerCase();
  return words.every((word) => where.includes(word));
}
