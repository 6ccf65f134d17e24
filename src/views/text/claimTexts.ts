import * as vscode from 'vscode';
import { claimOf } from '../../model/claim';
import { plainLine } from '../../model/plainText';
import type { Run } from '../../model/run';
import type { RunClaims } from '../../tracking/runClaims';

/** Knows which claims are those of this window. */
export type OwnClaims = Pick<RunClaims, 'isOwn'>;

const maxNameLength = 60;

/** Who works the run, by its claim; `undefined` where nobody has claimed it. */
export function claimText(run: Run, own: OwnClaims | undefined): string | undefined {
  const claim = claimOf(run);
  if (!claim) return undefined;
  if (own?.isOwn(run)) return vscode.l10n.t('claimed by this window');
  const app = plainLine(claim.app.slice(0, maxNameLength).toWellFormed());
  return app === '' ? vscode.l10n.t('claimed by an agent') : vscode.l10n.t('claimed by {0}', app);
}
