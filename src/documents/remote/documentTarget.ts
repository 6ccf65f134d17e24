import type * as vscode from 'vscode';
import { resourceKinds, type ResourceKind } from '../../model/resource';
import {
  eventLogScheme,
  missionsScheme,
  placeOf,
  planScheme,
  resourceScheme,
  runInputScheme,
  runResultScheme,
} from './documentUri';

/** How the names of the documents of tools, knowledge bases and MCP servers end, and those of drafts. */
export const resourceEndings = {
  tool: ['.tool.json', '.new-tool.json'],
  knowledgeBase: ['.knowledge-base.json', '.new-knowledge-base.json'],
  mcpServer: ['.mcp-server.json', '.new-mcp-server.json'],
} as const satisfies Record<ResourceKind, readonly [string, string]>;

/** What a document is of: a mission, and what of the mission. */
export type DocumentTarget = {
  readonly missionId: string;
  readonly runId?: string;
  readonly stepId?: string;
  readonly eventId?: string;
  readonly of?: ResourceKind;
  readonly resourceId?: string;
};

type Shape = { readonly scheme: string; readonly ending: string; readonly ids: readonly (keyof DocumentTarget)[] };

const run = ['missionId', 'runId'] as const;

/** Every kind of document that is of something on Telnyx. What an id of a draft names is nothing yet. */
const shapes: readonly Shape[] = [
  { scheme: missionsScheme, ending: ' instructions.md', ids: ['missionId'] },
  { scheme: missionsScheme, ending: '.mission.json', ids: ['missionId'] },
  { scheme: missionsScheme, ending: '.run.json', ids: run },
  { scheme: missionsScheme, ending: '.step.json', ids: [...run, 'stepId'] },
  { scheme: missionsScheme, ending: '.event.json', ids: [...run, 'eventId'] },
  { scheme: planScheme, ending: '.plan.md', ids: run },
  { scheme: eventLogScheme, ending: '.missions-log', ids: run },
  { scheme: runResultScheme, ending: '.result.txt', ids: run },
  { scheme: runInputScheme, ending: '.newrun.json', ids: ['missionId'] },
  ...resourceKinds.flatMap((of): Shape[] => [
    { scheme: resourceScheme, ending: resourceEndings[of][1], ids: ['missionId'] },
    { scheme: resourceScheme, ending: resourceEndings[of][0], ids: ['missionId', 'resourceId'] },
  ]),
];

/** What the document at a URI is of; `undefined` for any other document. */
export function documentTarget(uri: Pick<vscode.Uri, 'scheme' | 'path'>): DocumentTarget | undefined {
  for (const { scheme, ending, ids } of shapes) {
    const place = uri.scheme === scheme ? placeOf(uri, [ending]) : undefined;
    const [missionId] = place?.ids ?? [];
    if (!place || !missionId) continue;
    const of = resourceKinds.find((kind) => resourceEndings[kind][0] === ending);
    const named = ids.flatMap((name, index) => (place.ids[index] ? [[name, place.ids[index]] as const] : []));
    return named.length < ids.length
      ? { missionId }
      : { ...Object.fromEntries(named), missionId, ...(of === undefined ? {} : { of }) };
  }
  return undefined;
}
