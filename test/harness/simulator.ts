import { parseArgs } from 'node:util';
import { serveSimulator } from './serveSimulator';

const usage = `npm run simulator -- [options]

Serves the API in memory on this computer and prints its base URL on one line. The API key is KEY_DEMO.

  --port N                     the port; 0, the default, takes a free one
  --order newest|oldest|unordered   in which order lists are sent (newest)
  --speed N                    how much faster than the clock the demo's agents work (1)
  --empty                      without the demo's missions`;

function fail(problem: string): never {
  console.error(`${problem}\n\n${usage}`);
  process.exit(2);
}

function positive(text: string | undefined, name: string, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : fail(`--${name} takes a number, not "${text}".`);
}

function options() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string' },
        order: { type: 'string', default: 'newest' },
        speed: { type: 'string' },
        empty: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

async function main(): Promise<void> {
  const { port, order, speed, empty, help } = options();
  if (help) {
    console.log(usage);
    return;
  }
  if (order !== 'newest' && order !== 'oldest' && order !== 'unordered')
    fail(`--order is newest, oldest or unordered, not "${order}".`);
  const { baseUrl } = await serveSimulator({
    order,
    empty,
    speed: positive(speed, 'speed', 1) || fail('--speed must be above 0.'),
    port: positive(port, 'port', 0),
  });
  console.log(baseUrl);
}

main().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
