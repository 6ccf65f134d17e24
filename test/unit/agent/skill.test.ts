import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { registeredName, toolNames } from '../../../src/agent/table/toolTable';
import { projectRoot } from '../../harness/project';

const file = 'media/skills/telnyx-run-mission/SKILL.md';
const read = (name: string) => readFileSync(path.join(projectRoot, name), 'utf8');
const skill = read(file);
const contributed = JSON.parse(read('package.json')) as { contributes: { chatSkills: readonly { path: string }[] } };

it('the skill is contributed, packed, and called as its folder is', () => {
  expect(contributed.contributes.chatSkills).toEqual([{ path: `./${file}` }]);
  expect(read('.vscodeignore').split('\n')).toContain('!media/skills/**');
  expect(/^---\nname: (\S+)\ndescription: \S.*\n---\n/.exec(skill)?.[1]).toBe(path.basename(path.dirname(file)));
});

it('the skill is short, and names no tool that is not there', () => {
  expect(skill.split('\n').length).toBeLessThanOrEqual(120);
  const named = new Set([...skill.matchAll(/`(telnyx_\w+)`/g)].map(([, name = '']) => name));
  named.delete('telnyx_');
  const tools: readonly string[] = toolNames.map(registeredName);
  expect([...named].filter((name) => !tools.includes(name))).toEqual([]);
  // It is about a run from its start to its end.
  for (const name of ['claim_run', 'write_plan', 'report_step', 'ask_person', 'finish_run'] as const)
    expect(named).toContain(registeredName(name));
});
