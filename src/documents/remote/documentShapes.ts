import type { ResourceKind } from '../../model/resource';
import {
  earlierMissionsSchemes,
  earlierReadonlySchemes,
  eventLogScheme,
  missionsScheme,
  readonlyScheme,
} from '../editors/schemes';

/** How the URIs of a type of document are made: `scheme:/<name><ending>?ids=<id>/…`. */
export type DocumentShape = {
  readonly scheme: string;
  /** Under which earlier versions had it. */
  readonly earlierScheme?: string;
  /** Unique within the scheme. */
  readonly ending: string;
  /** What the IDs in it are, in their order. */
  readonly ids: readonly ('missionId' | 'runId' | 'stepId' | 'eventId' | 'resourceId' | 'draftId')[];
};

/** Whether a document of this shape may have this scheme. */
export function hasScheme(
  { scheme, earlierScheme }: Pick<DocumentShape, 'scheme' | 'earlierScheme'>,
  uriScheme: string,
): boolean {
  return uriScheme === scheme || uriScheme === earlierScheme;
}

const editable = { scheme: missionsScheme } as const;

/** Every type of document that is of something on Telnyx, but for those of tools, knowledge bases and MCP servers. */
export const documentShapes = {
  // VS Code would take `*.instructions.md` for instructions to its own chat.
  instructions: { ...editable, ending: ' instructions.md', ids: ['missionId'] },
  missionJson: { ...editable, ending: '.mission.json', ids: ['missionId'] },
  runJson: { ...editable, ending: '.run.json', ids: ['missionId', 'runId'] },
  stepJson: { ...editable, ending: '.step.json', ids: ['missionId', 'runId', 'stepId'] },
  eventJson: { ...editable, ending: '.event.json', ids: ['missionId', 'runId', 'eventId'] },
  plan: { ...editable, earlierScheme: earlierMissionsSchemes.plan, ending: '.plan.md', ids: ['missionId', 'runId'] },
  // The manifest makes VS Code take it for a log by its ending.
  eventLog: { scheme: eventLogScheme, ending: '.missions-log', ids: ['missionId', 'runId'] },
  runResult: {
    scheme: readonlyScheme,
    earlierScheme: earlierReadonlySchemes.runResult,
    ending: '.result.txt',
    ids: ['missionId', 'runId'],
  },
  explanation: { scheme: readonlyScheme, ending: '.explanation.md', ids: ['missionId', 'runId'] },
  runInput: { ...editable, earlierScheme: earlierMissionsSchemes.runInput, ending: '.newrun.json', ids: ['missionId'] },
} as const satisfies Record<string, DocumentShape>;

const ofResources = { ...editable, earlierScheme: earlierMissionsSchemes.resource } as const;
const ofResource = <E extends string>(ending: E) =>
  ({ ...ofResources, ending, ids: ['missionId', 'resourceId'] }) as const satisfies DocumentShape;
const ofDraft = <E extends string>(ending: E) =>
  ({ ...ofResources, ending, ids: ['missionId', 'draftId'] }) as const satisfies DocumentShape;

/** Those of tools, knowledge bases and MCP servers, and of drafts of them. */
export const resourceShapes = {
  tool: { resource: ofResource('.tool.json'), draft: ofDraft('.new-tool.json') },
  knowledgeBase: { resource: ofResource('.knowledge-base.json'), draft: ofDraft('.new-knowledge-base.json') },
  mcpServer: { resource: ofResource('.mcp-server.json'), draft: ofDraft('.new-mcp-server.json') },
} as const satisfies Record<ResourceKind, Record<'resource' | 'draft', DocumentShape>>;
