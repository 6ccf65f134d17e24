import { createToolCalls, type ToolCalls } from '../../../src/agent/toolCalls';
import type { ToolName } from '../../../src/agent/table/toolTable';
import { createAttentionWatch } from '../../../src/tracking/attention';
import { createJournals } from '../../../src/tracking/actions/journal';
import { createRunClaims } from '../../../src/tracking/runClaims';
import { accounts, ended } from '../tracking/accounts';

type Tokenization = { readonly tokenBudget: number; readonly countTokens: (text: string) => Promise<number> };

const nobodyCancels = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) };

/** The tools in a window, with a service behind it, in virtual time. Another one of `accounts` is another window. */
export function agentRig(shared = accounts()) {
  const { store, begin, resources } = shared;
  const held = new Map<string, unknown>();
  const journals = createJournals({
    state: { get: (key) => held.get(key), update: (key, value) => Promise.resolve(void held.set(key, value)) },
    window: 'w1',
    now: () => Date.now(),
  });
  const seen = new Set<string>();
  const attention = createAttentionWatch({ store, seen });
  const calls: ToolCalls = createToolCalls({
    ...{ store, attention, resources, begin, runClaims: createRunClaims() },
    journal: journals.of(() => Promise.resolve('a')),
    app: 'Test Editor',
    accountName: () => 'api.telnyx.com',
  });
  const prepare = (name: ToolName, input: unknown) => calls.prepare(name, input);
  const use = (name: ToolName, input: unknown, tokenizationOptions?: Tokenization) =>
    ended(calls.invoke(name, { input, ...(tokenizationOptions ? { tokenizationOptions } : {}) }, nobodyCancels));
  return {
    ...shared,
    attention,
    /** Asks the person, who has nothing against it; then calls the tool, as VS Code does. */
    ask: (name: ToolName, input: unknown) => {
      prepare(name, input);
      return use(name, input);
    },
    prepare,
    /** Calls a tool without a question before. */
    use,
    switchAccount: (account: Parameters<typeof shared.use>[0]) => shared.use(account),
  };
}
