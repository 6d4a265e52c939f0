/** Takes a waiting device into a team: by its code, its session id, or the text of its QR code. */
import { z } from 'zod'
import { requireRight } from '#lib/auth/caller.ts'
import { nameField } from '#lib/auth/sign-up-fields.ts'
import { findSessionState } from '#lib/db/sessions.ts'
import { AppError } from '#lib/errors.ts'
import { takeClaimTry } from '#lib/http/claim-rate.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { livePairing } from '#lib/pairing/live-pairing.ts'
import { isId } from '#lib/protocol/ids.ts'
import { readClaimTarget } from '#lib/seed/claim-target.ts'
import { startedSession } from '../started-session.ts'

const textField = z.string().trim().min(1).max(2_000)
const FAULTS = {
  'not-connected': 'text: the app shows this while it has not reached its server; wait until it has',
  'no-session': 'text: holds no code and no session id',
}
const nameInput = { name: nameField.optional() }

export const POST = defineRoute({
  allow: 'user',
  input: z.union([
    z.strictObject({ code: textField, ...nameInput }),
    z.strictObject({ sessionId: textField, ...nameInput }),
    z.strictObject({ text: textField, ...nameInput }),
  ]),
  run: async ({ caller, input, teamFor }) => {
    const teamId = await teamFor('devices.pair')
    const pairing = livePairing.peek()
    if (!pairing) throw new AppError('pairing-off')
    await takeClaimTry(caller.user.id)
    const target = 'text' in input ? readClaimTarget(input.text) : input
    if (typeof target === 'string') throw new AppError('invalid-input', FAULTS[target])
    const device = pairing.find(target)
    const claim = { teamId, tokenId: null, userId: caller.user.id, ...(input.name ? { deviceName: input.name } : {}) }
    if (device && (await pairing.claim(device.id, claim)))
      return { session: device.sessionId, isLive: await startedSession(device.sessionId, teamId) }

    // Claimed already, by themselves or a colleague: whoever may see it is led there.
    const known = 'sessionId' in target && isId(target.sessionId) ? await findSessionState(target.sessionId) : null
    if (!known) throw new AppError('pairing-unknown')
    await requireRight(caller, known.teamId, 'sessions.read').catch(() => {
      throw new AppError('pairing-unknown')
    })
    return { session: known.session, isLive: true }
  },
})
