import type * as vscode from 'vscode';
import { printNewRun } from '../../formats/json/runInput';
import type { Run } from '../../model/run';
import type { BeginAct } from '../../tracking/actions/actions';
import type { Store } from '../../tracking/store/store';
import { mementoTexts } from '../kept/mementoTexts';

/** Where texts that were typed are kept, by mission, saved or not. */
const textsState = 'newRunTexts';
/** And the ids of the accounts that they were typed for. */
const accountsState = 'newRunAccounts';
/** Earlier runs from which inputs are learned. */
const maxEarlierRuns = 20;

export type RunInputParts = {
  readonly store: Store;
  readonly begin: BeginAct;
  /** The one of all windows: what one of them has kept, another one of the same folder must not write over. */
  readonly state: vscode.Memento;
  /** Where texts were kept before: the workspace's own. */
  readonly earlierState: vscode.Memento;
};

/** The newest runs of a mission that are known. */
export function earlierRuns(store: Pick<Store, 'runsOf'>, missionId: string | undefined): readonly Run[] {
  return missionId === undefined ? [] : store.runsOf(missionId).slice(0, maxEarlierRuns);
}

/** What the next runs of missions are to be started with. Nothing that is typed is ever lost. */
export class RunInputTexts {
  readonly #parts: RunInputParts;
  /** What VS Code was given of a mission's document where nothing had been typed. */
  readonly #offered = new Map<string, string>();

  constructor(parts: RunInputParts) {
    this.#parts = parts;
  }

  /** As typed last, or as it was offered where nothing was typed. */
  async textOf(missionId: string): Promise<string> {
    return this.#typed(missionId) ?? this.#offered.get(missionId) ?? (await this.readText(missionId));
  }

  /** As typed last, else as the last run had it. */
  async readText(missionId: string): Promise<string> {
    const typed = this.#typed(missionId);
    if (typed !== undefined) return typed;
    // Without them it begins with nothing: that is no reason not to begin.
    await this.#parts
      .begin()
      .readRuns(missionId, maxEarlierRuns)
      .catch(() => undefined);
    const last = earlierRuns(this.#parts.store, missionId).find(({ input }) => input !== undefined);
    const text = printNewRun(last?.input ? { input: last.input } : {});
    this.#offered.set(missionId, text);
    return text;
  }

  keep(missionId: string, text: string): void {
    const { state } = this.#parts;
    if (this.#typed(missionId) === text) return;
    void state.update(textsState, { ...mementoTexts(state, textsState), [missionId]: text });
  }

  /** What was offered, and nothing else, need not be kept. */
  keepTyped(missionId: string, text: string): void {
    if (this.#typed(missionId) !== undefined || text !== this.#offered.get(missionId)) this.keep(missionId, text);
  }

  accountOf(missionId: string): string | undefined {
    return mementoTexts(this.#parts.state, accountsState)[missionId];
  }

  async keepAccount(missionId: string, accountId: string): Promise<void> {
    const { state } = this.#parts;
    await state.update(accountsState, { ...mementoTexts(state, accountsState), [missionId]: accountId });
  }

  #typed(missionId: string): string | undefined {
    const { state, earlierState } = this.#parts;
    return mementoTexts(state, textsState)[missionId] ?? mementoTexts(earlierState, textsState)[missionId];
  }
}
