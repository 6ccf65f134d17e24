import { registeredName, toolNames, toolTable, type ToolName } from '../../src/agent/table/toolTable';
import { schemaOf } from '../../src/agent/table/toolFields';

/** `list_missions` → `listMissions`. */
export const camel = (name: ToolName) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** `contributes.languageModelTools` as the table of tools has it. */
export function languageModelTools() {
  return toolNames.map((name) => ({
    name: registeredName(name),
    displayName: `%tool.${camel(name)}%`,
    userDescription: `%tool.${camel(name)}.description%`,
    modelDescription: toolTable[name].description,
    canBeReferencedInPrompt: true,
    toolReferenceName: `telnyx${camel(name).replace(/^\w/, (letter) => letter.toUpperCase())}`,
    icon: `$(${toolTable[name].icon})`,
    when: 'missions.hasAccount',
    tags: ['telnyx', 'missions'],
    inputSchema: schemaOf(toolTable[name].fields),
  }));
}
