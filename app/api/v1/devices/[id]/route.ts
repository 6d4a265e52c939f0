/** Renames a device, or forgets it with its sessions and links. */
import { z } from 'zod'
import { AppError } from '#lib/protocol/app-error.ts'
import { requireRight } from '#lib/server/auth/caller.ts'
import { nameField } from '#lib/server/auth/sign-up-fields.ts'
import { findDevice, forgetDevice, renameDevice } from '#lib/server/db/devices.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

export const PATCH = defineRoute({
  allow: 'user',
  input: z.strictObject({ name: nameField }),
  run: async ({ caller, input, params, audit }) => {
    const device = await findDevice(params.id ?? '')
    if (!device) throw new AppError('not-found')
    await requireRight(caller, device.teamId, 'devices.rename')
    await renameDevice(device.id, input.name)
    const { teamId, name: before } = device
    const target = { kind: 'device', id: device.id, name: input.name }
    await audit('device.renamed', { teamId, target, detail: { before } })
    liveRelay.peek()?.teamChanged(device.teamId, 'devices')
    return { ...device, name: input.name }
  },
})

export const DELETE = defineRoute({
  allow: 'user',
  run: async ({ caller, params, audit }) => {
    const device = await findDevice(params.id ?? '')
    if (!device) throw new AppError('not-found')
    await requireRight(caller, device.teamId, 'devices.forget')
    await forgetDevice(device.id)
    const { teamId, name } = device
    await audit('device.forgotten', { teamId, target: { kind: 'device', id: device.id, name } })
    const relay = liveRelay.peek()
    relay?.cut({ kind: 'device', id: device.id }, 'not-found')
    for (const topic of ['devices', 'sessions', 'links'] as const) relay?.teamChanged(device.teamId, topic)
    return undefined
  },
})
