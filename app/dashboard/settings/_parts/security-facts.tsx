/** Reads the person's second factors for the settings. */
import { passkeysOf } from '#app/_queries/passkeys-of.ts'
import type { CurrentUser } from '#lib/server/auth/current-user.ts'
import { countRecoveryCodes } from '#lib/server/db/second-factors.ts'
import { SecondFactors } from './second-factors.tsx'

export interface SecurityFactsProps {
  user: CurrentUser
}

export async function SecurityFacts({ user }: SecurityFactsProps) {
  const [passkeys, recoveryCodes] = await Promise.all([passkeysOf(user.id), countRecoveryCodes(user.id)])
  return <SecondFactors hasTotp={user.hasTotp} passkeys={passkeys} recoveryCodes={recoveryCodes} />
}
