/** A team's devices: how the SDK describes them, and the name a person gave them. */

import { AppError } from '#lib/protocol/app-error.ts'
import { isId } from '#lib/protocol/ids.ts'
import { LIMITS } from '#lib/protocol/limits.ts'
import type { DeviceDescription } from '#lib/protocol/messages.ts'
import { shortName } from '#lib/protocol/names.ts'
import { db, isUniqueViolation } from './client.ts'
import { listColumns } from './device-names.ts'
import type { Device, Prisma } from './generated/sqlite/client.ts'

/** A device as lists show it. */
export interface DeviceRow {
  id: string
  teamId: string
  name: string
  platform: string
  os: string
  model: string
  appName: string
  appVersion: string
  sdkVersion: string
  /** In order. */
  labels: string[]
  firstSeenAtMs: number
  lastSeenAtMs: number
}

export interface RecordedDevice {
  id: string
  name: string
  /** The device that was deleted to make room for this one; its viewers must be cut. */
  evictedId?: string
}

/**
 * Finds or creates the device of an installation and stores its description. Keeps a name that a person chose. A team that
 * already has `teamDevicesMax` other devices loses the ephemeral one that was seen longest ago and is not live; throws
 * `limit-reached` when it has no such device. `isEphemeral`: the device says that it exists for one run only.
 */
export async function recordDevice(
  teamId: string,
  description: DeviceDescription,
  nowMs: number,
  isEphemeral = false,
): Promise<RecordedDevice> {
  const installationId = cut(description.installationId)
  const key = { teamId_installationId: { teamId, installationId } }
  const said = {
    name: cut(description.name) || cut(description.platform) || 'Device',
    platform: cut(description.platform),
    os: cut(description.os),
    model: cut(description.model),
    appName: cut(description.appName),
    appVersion: cut(description.appVersion),
    sdkVersion: cut(description.sdkVersion),
    isEphemeral,
  }
  const known = await db().device.findUnique({ where: key })
  if (known) return refresh(known, said, nowMs)
  const evictedId = await makeRoom(teamId)
  try {
    const seen = { firstSeenAt: new Date(nowMs), lastSeenAt: new Date(nowMs) }
    const made = await db().device.create({ data: { teamId, installationId, ...said, ...listColumns(said), ...seen } })
    return { id: made.id, name: made.name, ...(evictedId === null ? {} : { evictedId }) }
  } catch (error) {
    // Two sessions of one new device started at the same time.
    const other = isUniqueViolation(error) ? await db().device.findUnique({ where: key }) : null
    if (!other) throw error
    return refresh(other, said, nowMs)
  }
}

type Said = Omit<DeviceDescription, 'installationId'> & { isEphemeral: boolean }

async function refresh(known: Device, said: Said, nowMs: number): Promise<RecordedDevice> {
  const { name: _, isEphemeral: __, ...description } = said
  // Guarded, so that it cannot undo a concurrent rename.
  const { count } = await db().device.updateMany({
    where: { id: known.id, isRenamed: false },
    data: { ...said, ...listColumns(said), lastSeenAt: new Date(nowMs) },
  })
  if (count > 0) return { id: known.id, name: said.name }
  const renamed = await db().device.findUniqueOrThrow({ where: { id: known.id }, select: { name: true } })
  await db().device.update({
    where: { id: known.id },
    data: { ...description, ...listColumns({ ...said, ...renamed }), lastSeenAt: new Date(nowMs) },
  })
  return { id: known.id, name: renamed.name }
}

/** Returns the id of the device that it deleted; null when there was room. */
async function makeRoom(teamId: string): Promise<string | null> {
  if ((await db().device.count({ where: { teamId } })) < LIMITS.teamDevicesMax) return null
  const evicted = await db().device.findFirst({
    where: { teamId, isEphemeral: true, sessions: { none: { endedAt: null } } },
    orderBy: { lastSeenAt: 'asc' },
    select: { id: true },
  })
  if (!evicted)
    throw new AppError('limit-reached', `The team already has ${LIMITS.teamDevicesMax} devices. Delete some first.`, {
      limit: 'teamDevicesMax',
    })
  await forgetDevice(evicted.id)
  return evicted.id
}

function cut(text: string): string {
  return shortName(text, LIMITS.labelCharsMax)
}

/** Never moves the time back: the end of an old session may be written again. */
export async function touchDevice(id: string, seenAtMs: number): Promise<void> {
  const lastSeenAt = new Date(seenAtMs)
  await db().device.updateMany({ where: { id, lastSeenAt: { lt: lastSeenAt } }, data: { lastSeenAt } })
}

/** The id that the installation chose for itself; null when there is no such device. */
export async function findInstallationId(id: string): Promise<string | null> {
  const row = await db().device.findUnique({ where: { id }, select: { installationId: true } })
  return row?.installationId ?? null
}

export async function findDevice(id: string): Promise<DeviceRow | null> {
  if (!isId(id)) return null // PostgreSQL rejects text that contains NUL
  const row = await db().device.findUnique({ where: { id }, include: WITH_LABELS })
  return row && toDeviceRow(row)
}

/** From now on, the name in the device's own description is ignored, and the device is kept as long as any other. */
export async function renameDevice(id: string, name: string): Promise<void> {
  const device = await db().device.findUnique({ where: { id } })
  if (!device) return
  const data = { name, isRenamed: true, isEphemeral: false, ...listColumns({ ...device, name }) }
  await db().device.updateMany({ where: { id }, data })
}

/** Few enough that deleting them takes SQLite, and with it this process, a few milliseconds. */
const FORGET_BATCH = 200

/** Deletes the device with its sessions and links. */
export async function forgetDevice(id: string): Promise<void> {
  // Sessions first and in batches: a device may have thousands.
  for (;;) {
    const some = await db().session.findMany({ where: { deviceId: id }, select: { id: true }, take: FORGET_BATCH })
    if (some.length > 0) await db().session.deleteMany({ where: { id: { in: some.map((session) => session.id) } } })
    if (some.length < FORGET_BATCH) break
  }
  await db().device.deleteMany({ where: { id } })
}

/** What {@link toDeviceRow} needs beside the device itself. */
export const WITH_LABELS = {
  labels: { select: { name: true } },
} as const satisfies Prisma.DeviceInclude

export function toDeviceRow(row: Device & { labels: readonly { name: string }[] }): DeviceRow {
  const { id, teamId, name, platform, os, model, appName, appVersion, sdkVersion } = row
  return {
    id,
    teamId,
    name,
    platform,
    os,
    model,
    appName,
    appVersion,
    sdkVersion,
    // Databases disagree about the order of texts.
    labels: row.labels.map(({ name: label }) => label).sort(),
    firstSeenAtMs: row.firstSeenAt.getTime(),
    lastSeenAtMs: row.lastSeenAt.getTime(),
  }
}
