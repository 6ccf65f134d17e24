import { isObject } from './jsonObject';
import type { JsonObject } from './mission';
import { isActive, type Run } from './run';
import { parseInstant } from './time';

/** Where a run says by whom it is worked: the API has no lock, so this is a convention. */
const member = 'claimed_by';

/** Who works a run. */
export type Claim = {
  /** The program, as it calls itself. Untrusted text. */
  readonly app: string;
  /** Another one for each claim: who has written it knows it for its own. */
  readonly token: string;
  /** Epoch ms, UTC; NaN where it came without a time that can be read. */
  readonly at: number;
};

/** Who works the run; nobody works one that has ended. */
export function claimOf(run: Pick<Run, 'status' | 'finishedAt' | 'metadata'>): Claim | undefined {
  if (!isActive(run)) return undefined;
  const claim = run.metadata && Object.hasOwn(run.metadata, member) ? run.metadata[member] : undefined;
  if (!isObject(claim) || typeof claim.token !== 'string' || claim.token === '') return undefined;
  return {
    app: typeof claim.app === 'string' ? claim.app : '',
    token: claim.token,
    at: parseInstant(claim.at) ?? Number.NaN,
  };
}

/** The metadata with the claim, and everything else as it is. */
export function withClaim(metadata: JsonObject | undefined, { app, token, at }: Claim): JsonObject {
  return { ...metadata, [member]: { app, token, at: new Date(at).toISOString() } };
}

/** The metadata with no claim in it. The member stays, as a service that merges metadata would keep it anyway. */
export function withoutClaim(metadata: JsonObject | undefined): JsonObject {
  return { ...metadata, [member]: null };
}
