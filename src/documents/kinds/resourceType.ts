import { bodyOf, decideBody, resourceProblems, resourceVersionOf } from '../../formats/json/resourceText';
import { printJson } from '../../formats/json/jsonText';
import type { JsonObject } from '../../model/mission';
import { resourceName, type ResourceKind } from '../../model/resource';
import type { ResourceActs } from '../../tracking/actions/resourceActions';
import { resourceListKey, type ResourceList } from '../../tracking/store/facts';
import type { Store } from '../../tracking/store/store';
import { resourceShapes } from '../remote/documentShapes';
import type { DocumentType } from '../remote/remoteDocument';
import { shownProblems } from './jsonKind';

export type ResourceType = DocumentType<JsonObject, 'missionId' | 'resourceId', ResourceActs>;

/** One tool, knowledge base or MCP server: all of its body, whatever is in it. */
export function resourceType(
  of: ResourceKind,
  parts: {
    readonly store: Pick<Store, 'resource'>;
    /** Opens a draft of the text. */
    readonly create: (list: ResourceList, name: string, text: string) => Promise<void>;
  },
): ResourceType {
  return {
    ...resourceShapes[of].resource,
    of: (acts) => ({
      read: async ({ missionId, resourceId }) => (await acts.read({ missionId, of }, resourceId)).body,
      print: printJson,
      storedValue: ({ missionId, resourceId }, { resources }) => {
        const list = { missionId, of };
        return resources.has(resourceListKey(list)) ? parts.store.resource(list, resourceId)?.body : undefined;
      },
      problems: (base, mine, isBaseUncertain) => shownProblems(resourceProblems(of, base, mine), isBaseUncertain),
      madeFrom: (versions, mine) => resourceVersionOf(of, versions, mine),
      isConflict: ({ base, mine, overwritten }, fresh) =>
        decideBody(bodyOf(mine), { seen: overwritten ?? base, fresh }) === 'conflict',
      async save({ missionId, resourceId }, { base, mine, overwritten }) {
        const body = bodyOf(mine);
        const outcome = await saveBody(acts, { list: { missionId, of }, resourceId }, body, overwritten ?? base);
        if (outcome.kind === 'conflict') return { kind: 'conflict', remote: outcome.remote.body };
        return { kind: 'saved', value: outcome.value.body, base: body };
      },
      openAsNew: ({ missionId, resourceId }, mine) =>
        parts.create({ missionId, of }, resourceName({ resourceId, body: bodyOf(mine) }), mine),
    }),
  };
}

/** Writes the body over what was seen, and over nothing newer. */
export function saveBody(
  acts: ResourceActs,
  { list, resourceId }: { readonly list: ResourceList; readonly resourceId: string },
  body: JsonObject,
  seen: JsonObject,
) {
  return acts.save(list, resourceId, ({ body: fresh }) => {
    const kind = decideBody(body, { seen, fresh });
    return kind === 'write' ? { kind, change: body } : { kind };
  });
}
