/** The command of the skill in `media/skills`. */
const skill = '/telnyx-run-mission';

/** IDs come from the service, and stand in what a model reads: words with hyphens in between would be read as such. */
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What the editor's agent is asked for; `undefined` where the mission's ID is not one that a model is to read. */
export function agentPrompt(missionId: string, runId: unknown): string | undefined {
  if (!uuid.test(missionId)) return undefined;
  const run = typeof runId === 'string' && uuid.test(runId) ? ` run ${runId}` : '';
  return `${skill} mission ${missionId}${run}`;
}
