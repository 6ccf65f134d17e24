import { parseArgs } from 'node:util';
import { serveSimulator } from './serveSimulator';

const usage = `npm run simulator -- [options]

Serves the API in memory on this computer and prints its base URL on one line. The API key is KEY_DEMO.
Ctrl+C ends it.

  --port N       the port; 0, the default, takes a free one
  --order WORD   in which order lists are sent: newest (the default), oldest or unordered
  --speed N      how much faster than the clock the demo's agents work (1)
  --empty        without the demo's missions
  --help         this text`;

function fail(problem: string): never {
  console.error(`${problem}\n\n${usage}`);
  process.exit(2);
}

function options() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', default: '0' },
        order: { type: 'string', default: 'newest' },
        speed: { type: 'string', default: '1' },
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
  if (!/^\d+$/.test(port) || Number(port) > 65_535) fail(`--port is a number from 0 to 65535, not "${port}".`);
  if (!(Number(speed) > 0 && Number.isFinite(Number(speed)))) fail(`--speed is a number above 0, not "${speed}".`);
  const served = await serveSimulator({ order, empty, speed: Number(speed), port: Number(port) });
  console.log(served.baseUrl);
  process.once('SIGINT', () => void served.close());
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
