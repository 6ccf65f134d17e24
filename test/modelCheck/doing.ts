import type * as vscode from 'vscode';
import { valueOf } from '../../src/tracking/store/facts';
import type { Mission } from '../../src/model/mission';
import type { Outcome } from '../../src/tracking/actions/outcome';
import type { MayBeSent } from '../../src/tracking/actions/journal';
import type { Run } from '../../src/model/run';
import type { AccountName, Said, Seen } from './act';
import type { Disk } from './disk';
import type { Editor } from './editor';
import { saidBy } from './said';
import { everHad, type Moment, type ThingKind } from './things';
import type { Service } from './service';
import type { Session, Window } from './window';

/** How a person answers what is asked. */
export type Choice = {
  /** Does not leave it at that: writes over what others have changed, once it was seen, and creates again. */
  readonly insists: boolean;
  /** Was told that it may be there already, and wants another one. */
  readonly again: () => void;
};

/** What a person means to do, as often as that takes. */
export type Doing = {
  readonly intent: string;
  /** Where it belongs, unless that is the account of now. */
  readonly account?: AccountName;
  readonly seen?: Seen;
  readonly isSo?: (service: Service, window: readonly [Moment, Moment]) => boolean;
  /** What is wrong with what was told besides. */
  readonly lie?: (service: Service) => string | undefined;
  readonly run: (session: Session, choice: Choice) => Promise<Said>;
};

/** Who does it, where, and what chance says. */
export type Person = {
  /** The one that is open now. */
  readonly window: Window;
  readonly account: AccountName;
  /** Makes every text another one. */
  readonly turn: number;
  readonly a: number;
  readonly b: number;
  readonly editors: Editor[];
  /** What was deleted, and can be restored. */
  readonly deleted: { readonly mission: Mission; readonly epoch: number; readonly window: number }[];
  /** Thinks for so many seconds. */
  readonly think: (seconds: number) => Promise<void>;
  readonly disk: Disk;
  /** The state of the workspace, which outlasts the window. */
  readonly kept: vscode.Memento;
  /** What the person has seen of missions that were published, by id. */
  readonly published: ReadonlyMap<string, readonly Mission[]>;
  readonly know: (mission: Mission) => void;
  readonly editorOf: (document: Editor['document'], missionId: string) => Editor;
};

export type Prepare = (person: Person) => Doing | undefined;

export const one = <T>(all: readonly T[], at: number): T | undefined => all[at % Math.max(1, all.length)];

export function missionOf({ window: { store }, a }: Person): Mission | undefined {
  return one(
    (valueOf(store.missionList())?.missionIds ?? []).flatMap((id) => store.mission(id) ?? []),
    a,
  );
}

export function runOf({ window: { store }, a }: Person): Run | undefined {
  return one(
    store.allRuns().sort((x, y) => (x.runId < y.runId ? -1 : 1)),
    a,
  );
}

/** A thing of this id has such a value. */
export const has =
  (kind: ThingKind, id: string, field: string, is: (value: unknown) => boolean) =>
  (service: Service, window: readonly [Moment, Moment]) =>
    [...service.things.values()].some(
      (thing) => thing.kind === kind && thing.id === id && everHad(thing, field, is, window),
    );

export const isDead = (kind: ThingKind, id: string) => (service: Service) => service.find(kind, id) === undefined;

/** Answers what is asked where nothing is found of what was sent before. */
export const answerOf =
  ({ insists, again }: Choice): MayBeSent =>
  () => {
    if (insists) again();
    return Promise.resolve(insists);
  };

/** What must not happen twice: as the commands do it, which ask where it is not known whether it has happened. */
export async function once<T>(
  { journal }: Session,
  key: string,
  { insists, again }: Choice,
  send: () => Promise<Outcome<T>>,
): Promise<Said> {
  if (await journal.unconfirmed(key)) {
    if (!insists) return { kind: 'unsure', why: 'asked' };
    again();
  }
  const outcome = await journal.once({ key }, send);
  // It was said: the next one is another one.
  if (outcome.kind === 'unsure') await journal.settle(key);
  return saidBy(outcome);
}
