import * as vscode from 'vscode';
import type { LinkedAgent } from '../../model/agent';
import { shortLine } from '../../model/plainText';
import { resourceName, resourceSort, type Resource, type ResourceKind } from '../../model/resource';
import { formatTime } from '../text/times';
import { tooltip } from './rows';

const icons = { tool: 'tools', knowledgeBase: 'book', mcpServer: 'plug' } as const satisfies Record<
  ResourceKind,
  string
>;

/** What a list of them is called. */
export function resourcesText(of: ResourceKind): string {
  switch (of) {
    case 'tool':
      return vscode.l10n.t('Tools');
    case 'knowledgeBase':
      return vscode.l10n.t('Knowledge Bases');
    case 'mcpServer':
      return vscode.l10n.t('MCP Servers');
  }
}

/** What one of them is called. */
export function resourceText(of: ResourceKind): string {
  switch (of) {
    case 'tool':
      return vscode.l10n.t('Tool');
    case 'knowledgeBase':
      return vscode.l10n.t('Knowledge Base');
    case 'mcpServer':
      return vscode.l10n.t('MCP Server');
  }
}

/** What a list of them says where it is empty, and the command that changes that. */
export function nothingYet(of: ResourceKind): {
  readonly text: string;
  readonly command: string;
  readonly title: string;
} {
  switch (of) {
    case 'tool':
      return {
        text: vscode.l10n.t('No tools yet'),
        command: 'missions.createTool',
        title: vscode.l10n.t('Create Tool'),
      };
    case 'knowledgeBase':
      return {
        text: vscode.l10n.t('No knowledge bases yet'),
        command: 'missions.createKnowledgeBase',
        title: vscode.l10n.t('Create Knowledge Base'),
      };
    case 'mcpServer':
      return {
        text: vscode.l10n.t('No MCP servers yet'),
        command: 'missions.createMcpServer',
        title: vscode.l10n.t('Create MCP Server'),
      };
  }
}

/** The row that all of them stand under. */
export function resourcesRow(): vscode.TreeItem {
  const name = vscode.l10n.t('Resources');
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
  item.iconPath = new vscode.ThemeIcon('library');
  item.contextValue = 'resourcesGroup';
  item.accessibilityInformation = { label: name };
  return item;
}

/** The row that the tools, knowledge bases or MCP servers of a mission stand under; `count` where it is known. */
export function resourceGroupRow(of: ResourceKind, count: number | undefined): vscode.TreeItem {
  const name = resourcesText(of);
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
  item.iconPath = new vscode.ThemeIcon(icons[of]);
  item.description = count ? String(count) : '';
  item.contextValue = `${of}Group`;
  item.accessibilityInformation = { label: [name, item.description].filter(Boolean).join(', ') };
  return item;
}

export function resourceRow(of: ResourceKind, resource: Resource): vscode.TreeItem {
  const name = resourceName(resource);
  const sort = resourceSort(resource);
  const item = new vscode.TreeItem(name);
  item.iconPath = new vscode.ThemeIcon(icons[of]);
  item.description = sort;
  item.contextValue = 'resource';
  const { description } = resource.body;
  item.tooltip = tooltip(name, [
    [vscode.l10n.t('Type'), sort],
    [vscode.l10n.t('Description'), typeof description === 'string' ? description : undefined],
    [vscode.l10n.t('ID'), resource.resourceId],
  ]);
  item.accessibilityInformation = { label: [resourceText(of), name, sort].filter(Boolean).join(', ') };
  return item;
}

/** An assistant that is linked to the run. */
export function agentRow({ telnyxAgentId, createdAt }: LinkedAgent): vscode.TreeItem {
  const name = shortLine(telnyxAgentId);
  const item = new vscode.TreeItem(name);
  const since = vscode.l10n.t('since {0}', formatTime(createdAt));
  item.iconPath = new vscode.ThemeIcon('hubot');
  item.description = vscode.l10n.t('linked agent');
  item.contextValue = 'agent';
  item.tooltip = tooltip(name, [[vscode.l10n.t('Linked'), since]]);
  item.accessibilityInformation = { label: [vscode.l10n.t('Linked agent'), name, since].join(', ') };
  return item;
}
