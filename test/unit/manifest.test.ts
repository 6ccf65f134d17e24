import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifest, said } from '../harness/manifest';
import { extensionId, projectRoot } from '../harness/project';
import { holds } from '../harness/whenClause';

const { commands, menus, configuration, walkthroughs, viewsWelcome } = manifest.contributes;
const declared = new Set(commands.map(({ command }) => command));
const links = (text: string) => [...text.matchAll(/\]\(command:([^)?]+)(?:\?([^)]*))?\)/g)];

/** What can be done at any time: everything else says when. */
const alwaysPossible = [
  'missions.copyDiagnostics',
  'missions.newMissionFile',
  'missions.setApiKey',
  'missions.showLog',
];

describe('the commands of the manifest', () => {
  it('are each declared once, in one category, with a title that can be translated', () => {
    expect(declared.size).toBe(commands.length);
    for (const { command, title, category } of commands) {
      expect(command).toMatch(/^missions\.[a-z][A-Za-z]+$/);
      expect(category, command).toBe('Missions');
      expect(title, command).toBe(`%command.${command.replace('missions.', '')}%`);
      expect(said(title), command).not.toBe(title);
    }
  });

  it('say when they are possible, unless they always are', () => {
    const silent = commands.flatMap(({ command, enablement }) => (enablement ? [] : [command]));
    expect(silent.filter((command) => !alwaysPossible.includes(command))).toEqual([]);
  });

  it('have titles that tell them apart', () => {
    const titles = commands.map(({ title }) => said(title));
    expect(titles.filter((title, place) => titles.indexOf(title) !== place)).toEqual([]);
  });

  it('are what the menus offer', () => {
    const offered = Object.values(menus).flatMap((entries) => entries.flatMap(({ command }) => command ?? []));
    expect(offered.length).toBeGreaterThan(10);
    expect(offered.filter((command) => !declared.has(command))).toEqual([]);
  });
});

it('names as reasons to start only what VS Code does not find out by itself', () => {
  expect(manifest.activationEvents.filter((event) => /^on(Command|View|CustomEditor|Language):/.test(event))).toEqual(
    [],
  );
  // Walks through the whole folder, and the extension starts soon after VS Code anyway.
  expect(manifest.activationEvents.filter((event) => event.startsWith('workspaceContains'))).toEqual([]);
  expect(manifest.activationEvents).toContain('onStartupFinished');
});

describe('the settings', () => {
  it('have a description that can be translated, a scope and a place', () => {
    const orders = Object.values(configuration.properties).map(({ order }) => order);
    expect(new Set(orders).size).toBe(orders.length);
    for (const [name, { scope, markdownDescription, enum: values, enumDescriptions }] of Object.entries(
      configuration.properties,
    )) {
      expect(name).toMatch(/^missions\./);
      expect(markdownDescription, name).toBe(`%setting.${name.replace('missions.', '')}%`);
      expect(scope, name).toMatch(/^(application|machine|window|resource)$/);
      expect(enumDescriptions?.length, name).toBe(values?.length);
    }
  });

  it('of how often and where something is asked are found by “@tag:usesOnlineServices”', () => {
    const online = Object.entries(configuration.properties).flatMap(([name, { tags }]) =>
      tags?.includes('usesOnlineServices') ? [name] : [],
    );
    const intervals = ['timeline', 'active', 'idle'].map((name) => `missions.refreshInterval.${name}`);
    expect(online).toEqual(['missions.apiBaseUrl', ...intervals, 'missions.notifications']);
  });

  it('that say where requests go are of this computer alone: neither a workspace nor settings sync sets them', () => {
    const machine = Object.entries(configuration.properties).flatMap(([name, { scope }]) =>
      scope === 'machine' ? [name] : [],
    );
    expect(machine).toEqual(expect.arrayContaining(['missions.apiBaseUrl', 'missions.startInDemoAccount']));
  });
});

describe('the walkthrough', () => {
  const [walkthrough] = walkthroughs;
  const steps = walkthrough?.steps ?? [];

  it.each([true, false])('has four steps where chat is there: %s', (chatIsEnabled) => {
    const shown = steps.filter(({ when }) => holds(when, { chatIsEnabled }));
    const last = chatIsEnabled ? 'timelineWithAgent' : 'timeline';
    expect(shown.map(({ id }) => id)).toEqual(['demo', 'key', 'missionFile', last]);
    const offersAgent = shown.some(({ description }) => said(description).includes('command:missions.runWithAgent'));
    expect(offersAgent).toBe(chatIsEnabled);
  });

  it('has pictures that are there, follow the theme, and have words that stand for them', () => {
    for (const { media } of steps) {
      expect(existsSync(path.join(projectRoot, media.svg)), media.svg).toBe(true);
      expect(said(media.altText)).not.toBe('');
    }
  });

  it('ticks a step off by what a person does', () => {
    for (const { id, completionEvents } of steps) {
      expect(completionEvents.length, id).toBeGreaterThan(0);
      for (const event of completionEvents) {
        expect(event).toMatch(/^on(Command:missions\.\w+|Context:missions\.account == (demo|key))$/);
        const [, command] = /^onCommand:(.*)$/.exec(event) ?? [];
        if (command !== undefined) expect(declared).toContain(command);
      }
    }
  });

  it('and the welcomes lead to commands that exist', () => {
    const texts = [...steps.map(({ description }) => description), ...viewsWelcome.map(({ contents }) => contents)];
    const commandsOf = texts.flatMap((text) => links(said(text)).map(([, command = '']) => command));
    const others = commandsOf.filter((command) => !declared.has(command));
    expect([...new Set(others)].sort()).toEqual([
      'missions.tree.focus',
      'workbench.action.openSettings',
      'workbench.action.openWalkthrough',
    ]);
  });

  it('is what the welcome opens', () => {
    const argumentsOf = viewsWelcome.flatMap(({ contents }) =>
      links(said(contents)).flatMap(([, command, query = '']) =>
        command === 'workbench.action.openWalkthrough' ? [JSON.parse(decodeURIComponent(query)) as unknown] : [],
      ),
    );
    expect(argumentsOf).toEqual([[`${extensionId}#${walkthrough?.id ?? ''}`, false]]);
  });
});
