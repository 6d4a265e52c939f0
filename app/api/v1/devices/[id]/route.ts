/** Renames a device, gives it labels, or forgets it with its sessions and links. */
import { z } from 'zod'
import { AppError } from '#lib/protocol/app-error.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import { requireRight } from '#lib/server/auth/caller.ts'
import { nameField } from '#lib/server/auth/sign-up-fields.ts'
import { setLabels } from '#lib/server/db/device-labels.ts'
import { findDevice, forgetDevice, renameDevice } from '#lib/server/db/devices.ts'
import { defineRoute } from '#lib/server/http/define-route.ts'
import { liveRelay } from '#lib/server/relay/live-relay.ts'

export const PATCH = defineRoute({
  allow: 'user',
  input: z
    .strictObject({
      name: nameField.optional(),
      // In any spelling: the rule is in lib/protocol/labels.ts. Several spellings of one label count once.
      labels: z.array(z.string().max(LIMITS.labelCharsMax)).max(LIMITS.teamLabelsMax).optional(),
    })
    .refine(({ name, labels }) => name !== undefined || labels !== undefined, 'must have a name or labels'),
  run: async ({ caller, input, params, audit }) => {
    const device = await findDevice(params.id ?? '')
    if (!device) throw new AppError('not-found')
    const { teamId } = device
    if (input.name !== undefined) await requireRight(caller, teamId, 'devices.rename')
    if (input.labels) await requireRight(caller, teamId, 'devices.label')
    const labels = input.labels ? await setLabels(device, input.labels) : device.labels
    if (input.name !== undefined) await renameDevice(device.id, input.name)
    const { name = device.name } = input
    const target = { kind: 'device', id: device.id, name }
    if (input.name !== undefined) await audit('device.renamed', { teamId, target, detail: { before: device.name } })
    if (labels.join() !== device.labels.join()) {
      const detail = { labels: labels.join(', '), before: device.labels.join(', ') }
      await audit('device.labeled', { teamId, target, detail })
    }
    liveRelay.peek()?.teamChanged(teamId, 'devices')
    return { ...device, name, labels }
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
