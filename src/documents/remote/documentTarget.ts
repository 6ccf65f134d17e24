import type * as vscode from 'vscode';
import { resourceKinds, type ResourceKind } from '../../model/resource';
import { documentShapes, hasScheme, resourceShapes, type DocumentShape } from './documentShapes';
import { placeOf } from './documentUri';

/** What a document is of: a mission, and what of the mission. */
export type DocumentTarget = {
  readonly missionId: string;
  readonly runId?: string;
  readonly stepId?: string;
  readonly eventId?: string;
  readonly of?: ResourceKind;
  readonly resourceId?: string;
};

const shapes: readonly (DocumentShape & { readonly of?: ResourceKind })[] = [
  ...Object.values(documentShapes),
  ...resourceKinds.flatMap((of) => [resourceShapes[of].draft, { ...resourceShapes[of].resource, of }]),
];

/** What the document at a URI is of; `undefined` for any other document. */
export function documentTarget(uri: Pick<vscode.Uri, 'scheme' | 'path' | 'query'>): DocumentTarget | undefined {
  for (const shape of shapes) {
    const { ending, ids, of } = shape;
    const place = hasScheme(shape, uri.scheme) ? placeOf(uri, [ending]) : undefined;
    const [missionId] = place?.ids ?? [];
    if (!place || !missionId) continue;
    // What the id of a draft names is nothing yet.
    const wanted = ids.filter((name) => name !== 'draftId');
    const named = wanted.flatMap((name, index) => (place.ids[index] ? [[name, place.ids[index]] as const] : []));
    if (named.length < wanted.length) return { missionId };
    return { ...Object.fromEntries(named), missionId, ...(of === undefined ? {} : { of }) };
  }
  return undefined;
}
