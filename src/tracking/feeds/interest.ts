import { scopeOf, type Subject } from '../store/facts';

/** What somebody looks at. */
export type Interest =
  /** The missions, and what goes on in their runs. */
  | { readonly kind: 'missions' }
  /** One mission: its instructions are open. */
  | { readonly kind: 'mission'; readonly missionId: string }
  /** The runs of one mission, laid open in the sidebar. */
  | { readonly kind: 'runs'; readonly missionId: string }
  /** The plan of one run, laid open in the sidebar. */
  | { readonly kind: 'plan'; readonly missionId: string; readonly runId: string }
  /** The agents that are linked to one run, laid open in the sidebar. */
  | { readonly kind: 'agents'; readonly missionId: string; readonly runId: string }
  /** Runs of all missions in these statuses; in all of them where none is named. */
  | { readonly kind: 'recentRuns'; readonly statuses: readonly string[] }
  /** What is logged in all runs; of one type where one is named. */
  | { readonly kind: 'activity'; readonly type?: string }
  /** Nobody sees anything, but somebody wants to be told: one request a minute, a few where many runs have changed. */
  | { readonly kind: 'background' }
  /** Everything of one run: its timeline is visible. */
  | { readonly kind: 'timeline'; readonly missionId: string; readonly runId: string };

/** A list of which there may be more than is loaded. */
export type List =
  | { readonly kind: 'missions' }
  | { readonly kind: 'runs'; readonly missionId: string }
  | { readonly kind: 'recentRuns'; readonly statuses: readonly string[] }
  | { readonly kind: 'activity'; readonly type: string | undefined };

export type SidebarInterest = Exclude<Interest, { readonly kind: 'timeline' }>;

/** The same for interests that one reading serves, and for the list that they show. */
export function interestKey(interest: SidebarInterest | List): string {
  switch (interest.kind) {
    case 'missions':
    case 'background':
      return interest.kind;
    case 'mission':
    case 'runs':
      return `${interest.kind} ${interest.missionId}`;
    case 'plan':
    case 'agents':
      return `${interest.kind} ${interest.runId}`;
    case 'recentRuns':
      return `recentRuns ${scopeOf(interest.statuses)}`;
    case 'activity':
      return `activity ${interest.type ?? ''}`;
  }
}

/** What the interest shows, as it can be right or old. */
export function subjectOf(interest: SidebarInterest): Subject | undefined {
  switch (interest.kind) {
    case 'missions':
      return { kind: 'missionList' };
    case 'runs':
      return { kind: 'runList', missionId: interest.missionId };
    case 'plan':
    case 'agents':
      return { kind: interest.kind, runId: interest.runId };
    case 'recentRuns':
      return { kind: 'recentRuns', scope: scopeOf(interest.statuses) };
    case 'activity':
      return { kind: 'activity' };
    case 'mission':
    case 'background':
      return undefined;
  }
}
