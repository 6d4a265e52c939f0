/** Whether somebody wants a second factor of a person: one of their teams, or the server of its owners. */
import { AppError } from '#lib/protocol/app-error.ts'
import { readSetting, writeSetting } from '#lib/server/db/settings.ts'
import type { TeamRow } from '#lib/server/db/teams.ts'
import type { User } from '#lib/server/db/users.ts'

/** `teams` are the person's. */
export async function isFactorWanted(
  { isServerOwner }: Pick<User, 'isServerOwner'>,
  teams: readonly Pick<TeamRow, 'requiresSecondFactor'>[],
): Promise<boolean> {
  return teams.some((team) => team.requiresSecondFactor) || (isServerOwner && (await ownersNeedFactor()))
}

/** Whether people who own the server need a second factor. */
export async function ownersNeedFactor(): Promise<boolean> {
  return (await readSetting('owners-need-second-factor')) === 'yes'
}

export async function setOwnersNeedFactor(isNeeded: boolean): Promise<void> {
  await writeSetting('owners-need-second-factor', isNeeded ? 'yes' : 'no')
}

/** Only somebody who has a second factor may want one of others: otherwise they would lock themselves out. Throws `conflict`. */
export function assertHasFactor({ hasTotp, passkeys }: { hasTotp: boolean; passkeys: number }): void {
  if (!hasTotp && passkeys === 0) throw new AppError('conflict', 'Set up a second factor for yourself first.')
}
