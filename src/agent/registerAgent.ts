import { registerExplanations, type Explaining } from './registerExplanations';
import { registerTools } from './registerTools';

type Parts = Parameters<typeof registerTools>[0] & Parameters<typeof registerExplanations>[0];

/** What language models of the editor have to do with the account: its tools, and explanations of runs. */
export function registerAgent(parts: Parts): { readonly explaining: Explaining; readonly dispose: () => void } {
  const tools = registerTools(parts);
  const explaining = registerExplanations(parts);
  return {
    explaining,
    dispose() {
      tools.dispose();
      explaining.dispose();
    },
  };
}
