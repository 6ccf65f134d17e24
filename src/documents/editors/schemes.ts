/** What can be edited and saved. */
export const missionsScheme = 'missions';
/**
 * The same in earlier versions, a scheme for each group of documents. VS Code keeps editors and unsaved edits by their
 * URIs: those are still read and saved.
 */
export const earlierMissionsSchemes = {
  plan: 'missions-plan',
  runInput: 'missions-input',
  resource: 'missions-resource',
} as const;

export const missionsSchemes: readonly string[] = [missionsScheme, ...Object.values(earlierMissionsSchemes)];

export const eventLogScheme = 'missions-log';

/** What can only be read. */
export const readonlyScheme = 'missions-readonly';
export const earlierReadonlySchemes = { runResult: 'missions-result', text: 'missions-remote' } as const;
export const readonlySchemes: readonly string[] = [readonlyScheme, ...Object.values(earlierReadonlySchemes)];

/** JSON schemas, named in `contributes.jsonValidation`. */
export const schemaScheme = 'missions-schema';
const earlierSchemaScheme = 'missions-fields';
export const schemaSchemes: readonly string[] = [schemaScheme, earlierSchemaScheme];
