import { ApiError } from '../../api/apiError';
import { echoedFields, type JsonObject } from '../../model/mission';

/** Asks whether a mission may lose the fields of these names. */
export type MayLoseFields = (names: readonly string[]) => Promise<boolean>;

/** What to send of `Mission.more`. */
type Echo = (more: JsonObject | undefined) => JsonObject;

/**
 * Sends missions with the fields that are not known here. Where the service refuses nothing but some of those, they are
 * left out if that is agreed to, which is asked once for all that is sent in one act.
 */
export function createEchoing(mayLose: MayLoseFields = () => Promise.resolve(false)) {
  const answers = new Map<string, Promise<boolean>>();

  async function isAgreed(names: readonly string[]): Promise<boolean> {
    const key = names.join('\n');
    const answer = answers.get(key) ?? mayLose(names);
    answers.set(key, answer);
    const agreed = await answer;
    // The next one asks again.
    if (!agreed) answers.delete(key);
    return agreed;
  }

  return async function echoing<T>(send: (echo: Echo) => Promise<T>): Promise<T> {
    const lost = new Set<string>();
    for (;;) {
      let sent: JsonObject = {};
      try {
        return await send((more) => {
          sent = Object.fromEntries(Object.entries(echoedFields(more)).filter(([name]) => !lost.has(name)));
          return sent;
        });
      } catch (error) {
        const names = refusedOf(Object.keys(sent), error);
        if (names.length === 0 || !(await isAgreed(names))) throw error;
        for (const name of names) lost.add(name);
      }
    }
  };
}

/** The fields that a refusal names; none where it names any other, or is another failure. */
function refusedOf(sent: readonly string[], error: unknown): readonly string[] {
  if (!(error instanceof ApiError) || error.kind !== 'validation') return [];
  const names = error.problems.map(({ field }) => sent.find((name) => field === name || field.startsWith(`${name}.`)));
  const found = names.filter((name) => name !== undefined);
  return found.length === names.length ? [...new Set(found)].sort() : [];
}
