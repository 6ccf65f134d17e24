import { claimOf } from '../model/claim';
import { isObject } from '../model/jsonObject';
import type { Run } from '../model/run';
import type { JournalState } from './actions/journalEntries';

/**
 * The runs that this window has claimed, a reload ago too. What a run says of its claim does not decide that by itself:
 * whoever can write metadata can copy a token.
 */
export interface RunClaims {
  /** The run is about to be claimed by this token. */
  note(runId: string, token: string): void;
  forget(runId: string): void;
  /** Whether this window has claimed the run and nobody has taken it over since. */
  isOwn(run: Run): boolean;
  /** Another account is in use. */
  restart(): void;
}

/** Where claims are kept for the time after a reload. */
export type KeptClaims = {
  /** That of the workspace. */
  readonly state: JournalState;
  /** The name of the account in use. */
  readonly account: () => Promise<string>;
};

type KeptClaim = { readonly account: string; readonly runId: string; readonly token: string; readonly at: number };

const stateKey = 'runClaims';
/** So long (ms) a claim is known again; after that a person is asked once more. */
const maxKeptMs = 12 * 3_600_000;
const maxKept = 50;

export function createRunClaims(kept?: KeptClaims): RunClaims {
  let tokens = new Map<string, string>();

  function readKept(): readonly KeptClaim[] {
    const value = kept?.state.get(stateKey);
    if (!kept || !Array.isArray(value)) return [];
    const now = Date.now();
    return value.flatMap((one: unknown) => keptClaim(one) ?? []).filter(({ at }) => Math.abs(now - at) < maxKeptMs);
  }

  /** The account in use, where it is still that of these tokens when its name is known. */
  async function accountOf(held: typeof tokens): Promise<string | undefined> {
    const account = await kept?.account();
    return held === tokens ? account : undefined;
  }

  async function keep(runId: string, token: string | undefined): Promise<void> {
    const account = await accountOf(tokens);
    if (!kept || account === undefined) return;
    const others = readKept().filter((one) => one.runId !== runId || one.account !== account);
    const added = token === undefined ? [] : [{ account, runId, token, at: Date.now() }];
    await kept.state.update(stateKey, [...others, ...added].slice(-maxKept));
  }

  async function load(): Promise<void> {
    if (readKept().length === 0) return;
    const held = tokens;
    const account = await accountOf(held);
    for (const one of readKept()) if (one.account === account && !held.has(one.runId)) held.set(one.runId, one.token);
  }

  // Of a claim that is not kept, or not found again, a person is asked.
  const tried = (act: Promise<void>) => void act.catch(() => undefined);

  tried(load());
  return {
    note(runId, token) {
      tokens.set(runId, token);
      tried(keep(runId, token));
    },
    forget(runId) {
      tokens.delete(runId);
      tried(keep(runId, undefined));
    },
    isOwn(run) {
      const token = tokens.get(run.runId);
      return token !== undefined && claimOf(run)?.token === token;
    },
    restart() {
      tokens = new Map();
      tried(load());
    },
  };
}

function keptClaim(value: unknown): KeptClaim | undefined {
  if (!isObject(value)) return undefined;
  const { account, runId, token, at } = value;
  return typeof account === 'string' && typeof runId === 'string' && typeof token === 'string' && typeof at === 'number'
    ? { account, runId, token, at }
    : undefined;
}
