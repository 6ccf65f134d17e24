import * as vscode from 'vscode';
import { dialogs } from '../../dialogs';
import type { RemoteTexts } from '../../documents/editors/readonlyTexts';
import { isObject } from '../../model/jsonObject';
import type { BulkEnd } from '../../tracking/actions/bulkActions';

const stateKey = 'bulk';
/** So many items are written with each note. */
const maxWrittenEachTime = 50;

/** How one of many ended; `unknown` also while it is under way, `notTried` until it is begun. */
type BulkState = BulkEnd['kind'];

/** What is offered where something was done. */
export type BulkOffer = { readonly title: string; readonly command: string };

type StoredItem = { readonly name: string; readonly state: BulkState };
type StoredBulk = { readonly title: string; readonly items: readonly StoredItem[]; readonly offer?: BulkOffer };

/** How far what is done to many at once has come, kept in the workspace's state: a reload cuts it short. */
export interface BulkRecord {
  /** Several may be under way at the same time. */
  begin(title: string, names: readonly string[], offer?: BulkOffer): RecordedBulk;
  /** What a reload has cut short; told of once. */
  takeInterrupted(): Promise<readonly StoredBulk[]>;
}

/** One that is under way. */
export interface RecordedBulk {
  note(place: number, state: BulkState): void;
  end(): Promise<void>;
}

export function createBulkRecord(state: vscode.Memento): BulkRecord {
  const underWay = new Map<RecordedBulk, StoredBulk>();
  let isNews = false;
  let writing: Promise<void> | undefined;

  const write = () => state.update(stateKey, [...underWay.values()]);

  async function writeNews(): Promise<void> {
    while (isNews) {
      isNews = false;
      await write();
    }
  }

  /** Each writing is of the whole: of many items, what is noted during one goes together into the next. */
  async function keep(): Promise<void> {
    const count = [...underWay.values()].reduce((sum, { items }) => sum + items.length, 0);
    if (count <= maxWrittenEachTime) return write();
    isNews = true;
    writing ??= writeNews().finally(() => (writing = undefined));
    return writing;
  }

  return {
    begin(title, names, offer) {
      const items = names.map((name): StoredItem => ({ name, state: 'notTried' }));
      const bulk: RecordedBulk = {
        note(place, to) {
          const item = items[place];
          if (!item || !underWay.has(bulk)) return;
          items[place] = { ...item, state: to };
          void keep();
        },
        async end() {
          underWay.delete(bulk);
          await keep();
        },
      };
      underWay.set(bulk, { title, items, ...(offer ? { offer } : {}) });
      void keep();
      return bulk;
    },
    async takeInterrupted() {
      const kept = underWay.size > 0 ? undefined : state.get<unknown>(stateKey);
      if (kept !== undefined) await state.update(stateKey, undefined);
      return Array.isArray(kept) ? kept.flatMap((one: unknown) => parseStoredBulk(one) ?? []) : [];
    },
  };
}

const states: readonly BulkState[] = ['done', 'already', 'refused', 'failed', 'unknown', 'notTried'];

function parseStoredBulk(kept: unknown): StoredBulk | undefined {
  if (!isObject(kept) || typeof kept.title !== 'string' || !Array.isArray(kept.items)) return undefined;
  const items = kept.items.flatMap((item: unknown) => {
    const { name, state } = isObject(item) ? item : {};
    const known = states.find((one) => one === state);
    return typeof name === 'string' && known ? [{ name, state: known }] : [];
  });
  const offer = parseOffer(kept.offer);
  return { title: kept.title, items, ...(offer ? { offer } : {}) };
}

function parseOffer(kept: unknown): BulkOffer | undefined {
  const { title, command } = isObject(kept) ? kept : {};
  return typeof title === 'string' && typeof command === 'string' ? { title, command } : undefined;
}

/** Says what became of many things whose act was cut short by a reload of the window. */
export async function showInterruptedBulks(bulks: BulkRecord, remoteTexts: RemoteTexts): Promise<void> {
  const interrupted = await bulks.takeInterrupted();
  await Promise.all(interrupted.map((cut) => showInterruptedBulk(cut, remoteTexts)));
}

async function showInterruptedBulk(cut: StoredBulk, remoteTexts: RemoteTexts): Promise<void> {
  const count = (...of: readonly BulkState[]) => cut.items.filter(({ state }) => of.includes(state)).length;
  const done = count('done', 'already');
  const details = vscode.l10n.t('Show Details');
  const offers = [...(done + count('unknown') > 0 && cut.offer ? [cut.offer.title] : []), details];
  for (;;) {
    const message = vscode.l10n.t(
      '"{0}" was interrupted when the window was reloaded: {1} done, {2} failed, {3} unknown, {4} not started.',
      cut.title,
      done,
      count('refused', 'failed'),
      count('unknown'),
      count('notTried'),
    );
    const choice = await dialogs.showWarningMessage(message, ...offers);
    if (choice === details) {
      await remoteTexts.show(`${cut.title}.txt`, report(cut));
      continue;
    }
    if (cut.offer && choice === cut.offer.title) await vscode.commands.executeCommand(cut.offer.command);
    return;
  }
}

function report({ items }: StoredBulk): string {
  const words: Readonly<Record<BulkState, string>> = {
    done: vscode.l10n.t('done'),
    already: vscode.l10n.t('already done'),
    refused: vscode.l10n.t('rejected'),
    failed: vscode.l10n.t('failed'),
    unknown: vscode.l10n.t('unknown'),
    notTried: vscode.l10n.t('not started'),
  };
  return `${items.map(({ name, state }) => `${name}\n    ${words[state]}`).join('\n')}\n`;
}
