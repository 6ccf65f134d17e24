import type { ResourceKind } from '../../model/resource';
import {
  eventLogScheme,
  missionsScheme,
  planScheme,
  resourceScheme,
  runInputScheme,
  runResultScheme,
} from './documentUri';

/** How the URIs of a type of document are made: `scheme:/<id>/…/<name><ending>`. */
export type DocumentShape = {
  readonly scheme: string;
  /** Unique within the scheme. */
  readonly ending: string;
  /** What the ids in its path are, in their order. */
  readonly ids: readonly ('missionId' | 'runId' | 'stepId' | 'eventId' | 'resourceId' | 'draftId')[];
};

/** Every type of document that is of something on Telnyx, but for those of tools, knowledge bases and MCP servers. */
export const documentShapes = {
  // VS Code would take `*.instructions.md` for instructions to its own chat.
  instructions: { scheme: missionsScheme, ending: ' instructions.md', ids: ['missionId'] },
  missionJson: { scheme: missionsScheme, ending: '.mission.json', ids: ['missionId'] },
  runJson: { scheme: missionsScheme, ending: '.run.json', ids: ['missionId', 'runId'] },
  stepJson: { scheme: missionsScheme, ending: '.step.json', ids: ['missionId', 'runId', 'stepId'] },
  eventJson: { scheme: missionsScheme, ending: '.event.json', ids: ['missionId', 'runId', 'eventId'] },
  plan: { scheme: planScheme, ending: '.plan.md', ids: ['missionId', 'runId'] },
  // The manifest makes VS Code take it for a log by its ending.
  eventLog: { scheme: eventLogScheme, ending: '.missions-log', ids: ['missionId', 'runId'] },
  runResult: { scheme: runResultScheme, ending: '.result.txt', ids: ['missionId', 'runId'] },
  runInput: { scheme: runInputScheme, ending: '.newrun.json', ids: ['missionId'] },
} as const satisfies Record<string, DocumentShape>;

const ofResource = <E extends string>(ending: E) =>
  ({ scheme: resourceScheme, ending, ids: ['missionId', 'resourceId'] }) as const satisfies DocumentShape;
const ofDraft = <E extends string>(ending: E) =>
  ({ scheme: resourceScheme, ending, ids: ['missionId', 'draftId'] }) as const satisfies DocumentShape;

/** Those of tools, knowledge bases and MCP servers, and of drafts of them. */
export const resourceShapes = {
  tool: { resource: ofResource('.tool.json'), draft: ofDraft('.new-tool.json') },
  knowledgeBase: { resource: ofResource('.knowledge-base.json'), draft: ofDraft('.new-knowledge-base.json') },
  mcpServer: { resource: ofResource('.mcp-server.json'), draft: ofDraft('.new-mcp-server.json') },
} as const satisfies Record<ResourceKind, Record<'resource' | 'draft', DocumentShape>>;
