import { isObject, jsonText } from '../../model/jsonObject';
import type { MissionDefinition } from '../../model/mission';
import { wantedValues } from './missionFileUpdate';
import { withLineFeeds } from './missionFileLayout';
import { textHash } from '../../model/sha256';

/** How a mission file and its mission on Telnyx stand to each other. */
export type MissionFileState =
  /** It cannot be published as it is. */
  | 'problems'
  /** It has no `mission_id` yet. */
  | 'notPublished'
  /** It has no `mission_id`, and a mission may have been created from it: Telnyx has not confirmed that. */
  | 'unconfirmed'
  /** What is on Telnyx is not known, and the file says what it said when it was last published or pulled. */
  | 'unknown'
  | 'inSync'
  | 'changedHere'
  | 'changedThere'
  | 'changedBoth'
  /** It says what was published from it once, before what was published last: another branch was checked out, say. */
  | 'older'
  /** They differ, and nothing is known of a time when they did not. */
  | 'differs'
  | 'deletedThere';

/** Whether publishing such a file would write over something that only Telnyx has. */
export function isUnseen(state: MissionFileState): boolean {
  return state === 'changedBoth' || state === 'changedThere' || state === 'older' || state === 'differs';
}

/**
 * What the hashes (`definitionHash`) say: of the file, of what Telnyx has (`undefined` where that is not known), and of
 * what was last published or pulled as this file.
 */
export function missionFileState(file: {
  readonly missionId: string | undefined;
  /** `undefined` where the file has problems. */
  readonly here: string | undefined;
  readonly there: string | undefined;
  /** Telnyx has no such mission. */
  readonly gone: boolean;
  readonly published: string | undefined;
  /** What was published or pulled before that. */
  readonly publishedBefore?: readonly string[];
  /** A mission that may have been created from the file was never confirmed. */
  readonly unconfirmed?: boolean;
}): MissionFileState {
  const { missionId, here, there, published, publishedBefore = [] } = file;
  if (file.gone) return 'deletedThere';
  if (here === undefined) return 'problems';
  if (missionId === undefined) return file.unconfirmed ? 'unconfirmed' : 'notPublished';
  if (here === there) return 'inSync';
  if (here !== published && publishedBefore.includes(here)) return 'older';
  if (there === undefined) return published === undefined || here === published ? 'unknown' : 'changedHere';
  if (published === undefined) return 'differs';
  if (there === published) return 'changedHere';
  return here === published ? 'changedThere' : 'changedBoth';
}

/**
 * A SHA-256 in hex that is the same for definitions that mean the same: absent as empty, keys in any order, any line
 * ends in the instructions.
 */
export function definitionHash(definition: MissionDefinition): Promise<string> {
  const values = [...wantedValues({ definition })].map(([key, value]) => [key, inOrder(value) ?? null]);
  return textHash(jsonText([values, withLineFeeds(definition.instructions ?? '')]));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isObject(value)) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { members: members.map(([key, member]) => [key, inOrder(member)]) };
}
