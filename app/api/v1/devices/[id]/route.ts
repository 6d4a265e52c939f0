/** One device: a name of its own, or forgotten with its sessions and links. */
import { z } from 'zod'
import { requireRight } from '#lib/auth/caller.ts'
import { nameField } from '#lib/auth/sign-up-fields.ts'
import { findDevice, forgetDevice, renameDevice } from '#lib/db/devices.ts'
import { AppError } from '#lib/errors.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { liveRelay } from '#lib/relay/live-relay.ts'

export const PATCH = defineRoute({
  allow: 'user',
  input: z.strictObject({ name: nameField }),
  run: async ({ caller, input, params }) => {
    const device = await findDevice(params.id ?? '')
    if (!device) throw new AppError('not-found')
    await requireRight(caller, device.teamId, 'devices.rename')
    await renameDevice(device.id, input.name)
    liveRelay.peek()?.teamChanged(device.teamId, 'devices')
    return { ...device, name: input.name }
  },
})

export const DELETE = defineRoute({
  allow: 'user',
  run: async ({ caller, params }) => {
    const device = await findDevice(params.id ?? '')
    if (!device) throw new AppError('not-found')
    await requireRight(caller, device.teamId, 'devices.forget')
    await forgetDevice(device.id)
    const relay = liveRelay.peek()
    relay?.cut({ kind: 'device', id: device.id }, 'not-found')
    for (const topic of ['devices', 'sessions', 'links'] as const) relay?.teamChanged(device.teamId, topic)
    return undefined
  },
})
