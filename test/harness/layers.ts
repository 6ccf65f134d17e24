import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { projectRoot } from './project';

/** A part of `npm test` that runs in a process of its own. */
export type Layer = {
  readonly name: string;
  /** How many processors it keeps busy. */
  readonly cpus: number;
  readonly command: { readonly program: 'node' | 'npm'; readonly args: readonly string[] };
  /** The file below `out/results` that it leaves its counts in; without one it only passes or fails. */
  readonly results?: string;
};

export type LayerEnd = { readonly layer: Layer; readonly exitCode: number; readonly seconds: number };

/** The longest that a layer may take (ms): one that hangs must not take the results of the others with it. */
const timeoutMs = 20 * 60_000;
const killAfterMs = 5000;

const running = new Set<ChildProcess>();

/** Ends a process with all that it has started: it leads a process group of its own. */
function end(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended in the meantime.
  }
}

/** Ends every layer that is running. */
export function endLayers(signal: NodeJS.Signals): void {
  for (const child of running) end(child, signal);
}

/** Prints the output of a layer line by line, each with its name: several layers print at the same time. */
function printLines(name: string, output: Readable): void {
  createInterface({ input: output }).on('line', (line) => console.log(`${name.padEnd(8)} │ ${line}`));
}

async function runLayer(layer: Layer): Promise<LayerEnd> {
  const start = Date.now();
  const windows = process.platform === 'win32';
  const { program, args } = layer.command;
  const child = spawn(program === 'node' ? process.execPath : program, args, {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: !windows,
    // `npm` is a script there.
    shell: windows && program === 'npm',
    // It is built once, before all of them.
    env: { ...process.env, BUILT: '1', TEST_LAYER: layer.name },
  });
  running.add(child);
  printLines(layer.name, child.stdout);
  printLines(layer.name, child.stderr);
  const timer = setTimeout(() => {
    console.error(`${layer.name} took longer than ${timeoutMs / 60_000} minutes and was ended.`);
    end(child, 'SIGTERM');
    setTimeout(() => end(child, 'SIGKILL'), killAfterMs).unref();
  }, timeoutMs);
  const exitCode = await new Promise<number>((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });
  clearTimeout(timer);
  running.delete(child);
  return { layer, exitCode, seconds: Math.round((Date.now() - start) / 1000) };
}

/**
 * Runs the layers side by side, in their order, each as soon as its processors are free; one that wants more than there
 * are runs alone. Calls `onEnd` as each of them ends.
 */
export async function runLayers(layers: readonly Layer[], cpus: number, onEnd: (end: LayerEnd) => void): Promise<void> {
  const waiting = [...layers];
  const underWay = new Map<Layer, Promise<void>>();
  while (waiting.length > 0 || underWay.size > 0) {
    const busy = [...underWay.keys()].reduce((sum, layer) => sum + layer.cpus, 0);
    const next = waiting.findIndex((layer) => busy === 0 || busy + layer.cpus <= cpus);
    const [layer] = next < 0 ? [] : waiting.splice(next, 1);
    if (layer) {
      underWay.set(
        layer,
        runLayer(layer).then((ended) => {
          underWay.delete(layer);
          onEnd(ended);
        }),
      );
    } else await Promise.race(underWay.values());
  }
}
