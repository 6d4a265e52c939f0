/** Facts about this server that must survive a restart. */
import { db } from './client.ts'

export type SettingKey =
  | 'setup-hash'
  | 'names-rule'
  | 'owners-need-second-factor'
  /** Changes whenever the command line ended a right. */
  | 'rights-changed'

export async function readSetting(key: SettingKey): Promise<string | null> {
  return (await db().setting.findUnique({ where: { key } }))?.value ?? null
}

export async function writeSetting(key: SettingKey, value: string): Promise<void> {
  await db().setting.upsert({ where: { key }, create: { key, value }, update: { value } })
}

/** Deletes the setting if it still has this value. Of two concurrent callers, one gets true. */
export async function consumeSetting(key: SettingKey, value: string): Promise<boolean> {
  return (await db().setting.deleteMany({ where: { key, value } })).count > 0
}
