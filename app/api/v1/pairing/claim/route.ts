/**
 * Claims a waiting device for a team by its code, its session ID or the text of its QR code, or from the list where a click is
 * enough; and continues with a device that the caller claimed last.
 */
import { z } from 'zod'
import { startedSession } from '#app/api/v1/pairing/started-session.ts'
import { type ClaimTarget, readClaimTarget } from '#lib/flutter/claim-target.ts'
import { AppError } from '#lib/protocol/app-error.ts'
import { isId } from '#lib/protocol/ids.ts'
import { type Caller, requireRight } from '#lib/server/auth/caller.ts'
import { ownAddressOf } from '#lib/server/auth/client-address.ts'
import { nameField } from '#lib/server/auth/sign-up-fields.ts'
import { claimsAtSources } from '#lib/server/continue-choices.ts'
import { findSessionState } from '#lib/server/db/sessions.ts'
import { takeClaimAttempt } from '#lib/server/http/claim-rate.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'
import { mayClaimByClick, mayContinueByClick } from '#lib/server/pairing/claim-evidence.ts'
import { type LivePairing, livePairing } from '#lib/server/pairing/live-pairing.ts'
import type { WaitingDevice } from '#lib/server/pairing/pairing-queue.ts'

const textField = z.string().trim().min(1).max(2_000)
const FAULTS = {
  'not-connected': 'text: the app shows this until it reaches its server; wait until it does',
  'no-session': 'text: does not contain a code or a session ID',
}
const options = {
  name: nameField.optional(),
  continues: textField
    .optional()
    .meta({ description: 'ID of a device that the waiting one continues, from the list.' }),
}
const waiting = textField.meta({ description: 'ID of a waiting device, from the list, where no code is needed.' })

const input = z.union([
  z.strictObject({ code: textField, ...options }),
  z.strictObject({ sessionId: textField, ...options }),
  z.strictObject({ text: textField, ...options }),
  z.strictObject({ waiting, ...options }),
])

export const POST = defineRoute({
  allow: 'user',
  input,
  run: async ({ caller, input, request, teamFor, audit }) => {
    const teamId = await teamFor('devices.pair')
    const pairing = livePairing.peek()
    if (!pairing) throw new AppError('pairing-off')
    await takeClaimAttempt(caller.user.id)
    const target = targetOf(input)
    const device = 'waiting' in target ? pairing.byId(target.waiting) : pairing.find(target)
    if (device && 'waiting' in target) {
      const isEnough =
        input.continues === undefined
          ? mayClaimByClick(device, ownAddressOf(request.headers))
          : mayContinueByClick(device)
      if (!isEnough) throw new AppError('pairing-unknown')
    }
    const session = device && (await claimed(pairing, device, { teamId, userId: caller.user.id, ...input }))
    if (device && session) {
      const name = input.name ?? device.userAgent
      await audit('device.claimed', { teamId, target: { kind: 'session', id: session, name } })
      return { session, isLive: await startedSession(session, teamId) }
    }
    return { session: await alreadyClaimed(caller, target), isLive: true }
  },
})

type Target = ClaimTarget | { waiting: string }

function targetOf(body: z.infer<typeof input>): Target {
  if ('waiting' in body) return { waiting: body.waiting }
  if ('code' in body) return { code: body.code }
  if ('sessionId' in body) return { sessionId: body.sessionId }
  const target = readClaimTarget(body.text)
  if (typeof target === 'string') throw new AppError('invalid-input', FAULTS[target])
  return target
}

interface ClaimWish {
  teamId: string
  userId: string
  name?: string | undefined
  continues?: string | undefined
}

/** The session in which the device goes on; null: it no longer waits. Throws `pairing-unknown` when it may not continue that. */
async function claimed(pairing: LivePairing, device: WaitingDevice, wish: ClaimWish): Promise<string | null> {
  const { teamId, userId, name, continues } = wish
  const [claims] = await claimsAtSources([device], teamId, userId)
  const choice = claims?.choices.find(({ deviceId }) => deviceId === continues)
  if (continues !== undefined && !choice) throw new AppError('pairing-unknown')
  return pairing.claim(device.id, {
    ...{ teamId, tokenId: null, userId },
    ...(name === undefined ? {} : { deviceName: name }),
    ...(choice ? { continues: { number: choice.number, session: choice.session } } : {}),
    ...(claims && claims.othersNumbers.length > 0 ? { othersNumbers: claims.othersNumbers } : {}),
  })
}

/** The person themselves or a colleague was first: callers who may see the session are led there. */
async function alreadyClaimed(caller: Caller, target: Target): Promise<string> {
  const known = 'sessionId' in target && isId(target.sessionId) ? await findSessionState(target.sessionId) : null
  if (!known) throw new AppError('pairing-unknown')
  await requireRight(caller, known.teamId, 'sessions.read').catch(() => {
    throw new AppError('pairing-unknown')
  })
  return known.session
}
