/**
 * An agent in a process of its own, with plain HTTP: `outsideAgent.ts <base URL> <mission id> <run id>`. It plans,
 * works a step with events and closes the run, as the reference agent does, one act every half second.
 */
import { SimulatorClient } from './simulatorClient';
import { delay } from './waitFor';

const [baseUrl = '', missionId = '', runId = ''] = process.argv.slice(2);
const service = new SimulatorClient(baseUrl);

async function call(method: string, path: string, body: unknown): Promise<void> {
  await service.call(method, `/${missionId}/runs/${runId}${path}`, body);
  await delay(500);
}

const event = (type: string, summary: string, step_id: string, payload?: unknown) =>
  call('POST', '/events', { type, summary, step_id, ...(payload === undefined ? {} : { payload }) });

async function main(): Promise<void> {
  await call('PATCH', '', { status: 'running' });
  await call('POST', '/plan', {
    steps: [
      { step_id: 'gather', description: 'Gather from outside', sequence: 1 },
      { step_id: 'deliver', description: 'Deliver from outside', sequence: 2 },
    ],
  });
  await call('PATCH', '/plan/steps/gather', { status: 'in_progress' });
  await event('step_started', 'Begun from outside', 'gather');
  await event('tool_call', 'Asked from outside', 'gather', { conversation_id: 'conv-outside' });
  await event('tool_result', 'Answered from outside', 'gather', { conversation_id: 'conv-outside' });
  await call('PATCH', '/plan/steps/gather', { status: 'completed' });
  await event('custom', 'A note without a step', '-');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
