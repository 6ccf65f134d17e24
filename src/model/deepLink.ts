/** Where a link leads. Ids are UUIDs. */
export type Link =
  | { readonly kind: 'run'; readonly missionId: string; readonly runId: string }
  | { readonly kind: 'mission'; readonly missionId: string };

const uuid = '([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})';
const runPath = new RegExp(`^/run/${uuid}/${uuid}$`);
const missionPath = new RegExp(`^/mission/${uuid}$`);

/** The path of a link → where it leads; `undefined` for any other path. */
export function parseLink(path: string): Link | undefined {
  const [, runMissionId, runId] = runPath.exec(path) ?? [];
  if (runMissionId !== undefined && runId !== undefined) return { kind: 'run', missionId: runMissionId, runId };
  const [, missionId] = missionPath.exec(path) ?? [];
  return missionId === undefined ? undefined : { kind: 'mission', missionId };
}

/** @param start what stands before the path: `vscode://<extension>`. */
export function printLink(link: Link, start: string): string {
  return link.kind === 'run' ? `${start}/run/${link.missionId}/${link.runId}` : `${start}/mission/${link.missionId}`;
}
