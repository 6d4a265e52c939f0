/** Devices of a team: what the SDK said about them, and the name a person gave them. */

import { AppError } from '../errors.ts'
import { isId } from '../protocol/ids.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { DeviceDescription } from '../protocol/messages.ts'
import { db, isUniqueViolation } from './client.ts'
import type { Device } from './generated/sqlite/client.ts'

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
  firstSeenAtMs: number
  lastSeenAtMs: number
}

/**
 * Finds or makes the device of an installation and writes down what it says about itself. A name that a person chose
 * stays. Throws `limit-reached` when the team has `teamDevicesMax` others.
 */
export async function recordDevice(
  teamId: string,
  said: DeviceDescription,
  nowMs: number,
): Promise<{ id: string; name: string }> {
  const key = { teamId_installationId: { teamId, installationId: cut(said.installationId) } }
  const { platform, os, model, appName, appVersion, sdkVersion } = said
  const data = {
    platform: cut(platform),
    os: cut(os),
    model: cut(model),
    appName: cut(appName),
    appVersion: cut(appVersion),
    sdkVersion: cut(sdkVersion),
    lastSeenAt: new Date(nowMs),
  }
  const name = cut(said.name) || cut(said.platform) || 'Device'
  const known = await db().device.findUnique({ where: key })
  if (known) return refresh(known, name, data)
  if ((await db().device.count({ where: { teamId } })) >= LIMITS.teamDevicesMax)
    throw new AppError('limit-reached', `The team has ${LIMITS.teamDevicesMax} devices already. Forget some first.`, {
      limit: 'teamDevicesMax',
    })
  try {
    const installationId = cut(said.installationId)
    return await db().device.create({ data: { teamId, installationId, name, firstSeenAt: new Date(nowMs), ...data } })
  } catch (error) {
    // Two sessions of one new device at once.
    const other = isUniqueViolation(error) ? await db().device.findUnique({ where: key }) : null
    if (!other) throw error
    return refresh(other, name, data)
  }
}

async function refresh(known: Device, name: string, data: Partial<Device>) {
  // Alone and guarded, so that it cannot undo a rename of the same moment.
  if (name !== known.name) await db().device.updateMany({ where: { id: known.id, isRenamed: false }, data: { name } })
  return db().device.update({ where: { id: known.id }, data })
}

function cut(text: string): string {
  return text.slice(0, LIMITS.labelCharsMax)
}

/** Never backwards: the end of an old session may be written again. */
export async function touchDevice(id: string, seenAtMs: number): Promise<void> {
  const lastSeenAt = new Date(seenAtMs)
  await db().device.updateMany({ where: { id, lastSeenAt: { lt: lastSeenAt } }, data: { lastSeenAt } })
}

/** Most recently seen first. */
export async function listDevices(teamId: string): Promise<DeviceRow[]> {
  const rows = await db().device.findMany({
    where: { teamId },
    orderBy: [{ lastSeenAt: 'desc' }, { id: 'asc' }],
    take: LIMITS.teamDevicesMax,
  })
  return rows.map(toRow)
}

/** The id that the installation itself chose; null: there is no such device. */
export async function findInstallationId(id: string): Promise<string | null> {
  const row = await db().device.findUnique({ where: { id }, select: { installationId: true } })
  return row?.installationId ?? null
}

export async function findDevice(id: string): Promise<DeviceRow | null> {
  if (!isId(id)) return null // PostgreSQL fails on a NUL in a text
  const row = await db().device.findUnique({ where: { id } })
  return row && toRow(row)
}

/** From now on what the device calls itself is ignored. */
export async function renameDevice(id: string, name: string): Promise<void> {
  await db().device.updateMany({ where: { id }, data: { name, isRenamed: true } })
}

/** With its sessions and links. */
export async function forgetDevice(id: string): Promise<void> {
  await db().device.deleteMany({ where: { id } })
}

function toRow(row: Device): DeviceRow {
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
    firstSeenAtMs: row.firstSeenAt.getTime(),
    lastSeenAtMs: row.lastSeenAt.getTime(),
  }
}
